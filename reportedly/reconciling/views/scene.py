"""An incident with all that the columns of a rule book ask of it, worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportedly.ledger import ArticleRecord
from reportedly.reconciling.incident import Incident, Member
from reportedly.reconciling.views.sides import Sides, sides_of
from reportedly.reconciling.views.sources import articles_of
from reportedly.reconciling.views.standing import standing
from reportedly.reconciling.views.states import State, state_of
from reportedly.reconciling.views.where import Days, Site, days_of, site_of
from reportedly.reconciling.voices import Voice, voices_of


@dataclass(frozen=True, slots=True)
class Scene:
    """The claims that count with the voice behind each, the place, the days, the sides, and all articles."""

    incident: Incident
    members: tuple[Member, ...]
    voices: Mapping[str, Voice]
    site: Site | None
    days: Days | None
    sides: Sides
    articles: tuple[ArticleRecord, ...]

    @property
    def country(self) -> str | None:
        """The country it was in, as ISO code."""
        return self.site.country if self.site else None

    @property
    def state(self) -> State | None:
        """The state or territory it was in."""
        return state_of(self.country)

    @property
    def claims(self) -> tuple[str, ...]:
        """The names of the claims that count."""
        return tuple(m.kept.name for m in self.members)

    @property
    def every_claim(self) -> tuple[str, ...]:
        """The names of all claims, echoes too."""
        return tuple(sorted(m.kept.name for m in self.incident.members))


def scene_of(incident: Incident) -> Scene:
    """The scene of an incident."""
    members = standing(incident)
    site = site_of(members)
    sides = sides_of(members, site.country if site else None)
    voices = voices_of(members)
    return Scene(incident, members, voices, site, days_of(incident), sides, articles_of(incident))
