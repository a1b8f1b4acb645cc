"""What sort of event ACLED takes an incident for, as far as its claims tell.

Types, and what each is for: acledR, "Event and Sub-Event Types", after ACLED's codebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from reportedly.claim import Kind, Status
from reportedly.lexicon import alternatives, as_listed, rows
from reportedly.reconciling.incident import Member
from reportedly.reconciling.views.scene import Scene
from reportedly.reconciling.views.sides import HARM, side_named
from reportedly.reconciling.views.states import state_named
from reportedly.reconciling.voices import side_of

_GAINED = (Status.TAKEN, Status.CAPTURED)
_STRATEGIC = "Strategic developments"
AGAINST_CIVILIANS = "Violence against civilians"


@dataclass(frozen=True, slots=True)
class EventType:
    """An event type and sub-event type, why it was taken for one, and the claims that tell so."""

    event: str
    sub_event: str
    why: str
    claims: tuple[str, ...]

    @property
    def disorder(self) -> str:
        """ACLED's disorder type."""
        return _STRATEGIC if self.event == _STRATEGIC else "Political violence"


def event_type(scene: Scene) -> EventType:
    """The type of an incident: by what changed hands, by the words of the evidence, by who was harmed.

    Where nothing tells, the nearest general type: a clash where fighters were harmed or equipment lost, an attack on
    civilians where nobody harmed is said to have been a fighter ("unarmed", as ACLED has it).
    """
    return next(_types(scene))


def _types(scene: Scene) -> Iterator[EventType]:
    harmed = [m for m in scene.members if m.kept.claim.kind in HARM or m.kept.claim.kind is Kind.EQUIPMENT]
    gained = [m for m in scene.members if m.kept.claim.kind is Kind.CONTROL and m.kept.claim.status in _GAINED]
    if gained:
        yield _gain(gained, bool(harmed), scene.country)
    left = [m for m in scene.members if m.kept.claim.kind is Kind.CONTROL and m.kept.claim.status is Status.WITHDRAWN]
    if left and not harmed:
        why = "a place was left, and nobody is said to have been harmed"
        yield EventType(_STRATEGIC, "Non-violent transfer of territory", why, _names(left))
    yield from _by_words(harmed or scene.members)
    if harmed and not scene.sides.armed and not any(m.kept.claim.kind is Kind.EQUIPMENT for m in harmed):
        taken = {m.kept.claim.kind for m in harmed} <= {Kind.CAPTURED, Kind.MISSING}
        sub_event = "Abduction/forced disappearance" if taken else "Attack"
        why = f"nobody who was {'taken' if taken else 'harmed'} is said to have been a fighter"
        yield EventType(AGAINST_CIVILIANS, sub_event, why, _names(harmed))
    if harmed:
        yield EventType("Battles", "Armed clash", "the nearest general type: no words tell how it was", _names(harmed))
    other = [m for m in scene.members if m.kept.claim.kind is Kind.OTHER]
    if other:
        yield EventType(_STRATEGIC, "Looting/property destruction", "things alone were lost", _names(other))
    yield EventType(_STRATEGIC, "Other", "the nearest general type: nobody and nothing was harmed", scene.claims)


def _gain(gained: Sequence[Member], fought: bool, country: str | None) -> EventType:
    """Who took the place: the state that it is in, or another side."""
    takers = {
        side_named(side_of(party), country)
        for m in gained
        for party in (m.kept.claim.by.parties if m.kept.claim.by else m.kept.claim.claimant.parties)
    }
    home = any((state := state_named(side)) and state.iso == country for side in takers)
    if home and takers:
        return EventType("Battles", "Government regains territory", "the state took the place back", _names(gained))
    if takers or fought:
        why = "a side that is not the state's took the place"
        return EventType("Battles", "Non-state actor overtakes territory", why, _names(gained))
    why = "a place changed hands, and nobody is said to have been harmed"
    return EventType(_STRATEGIC, "Non-violent transfer of territory", why, _names(gained))


def _by_words(members: Sequence[Member]) -> Iterator[EventType]:
    found: dict[tuple[int, str, str], list[tuple[str, Member]]] = {}
    for member in members:
        for word in _pattern().findall(as_listed(member.kept.quote)):
            row = _row(word)
            key = (int(row["order"]), row["event_type"], row["sub_event_type"])
            found.setdefault(key, []).append((word, member))
    if found:
        key = min(found)
        told = min(word for word, _ in found[key])
        yield EventType(key[1], key[2], f"the evidence says “{told}”", _names([m for _, m in found[key]]))


def _names(members: Sequence[Member]) -> tuple[str, ...]:
    return tuple(sorted({m.kept.name for m in members}))


@cache
def _pattern() -> re.Pattern[str]:
    whole = [row["word"] for row in rows("event_words.csv") if not row["word"].endswith("*")]
    begun = [row["word"].removesuffix("*") for row in rows("event_words.csv") if row["word"].endswith("*")]
    return re.compile(rf"\b(?:(?:{alternatives(begun)})\w*|(?:{alternatives(whole)}))\b")


@cache
def _row(word: str) -> dict[str, str]:
    """The row of a word that was found, the most particular one."""
    fits = [r for r in rows("event_words.csv") if word == r["word"] or _begins(word, r["word"])]
    return max(fits, key=lambda r: (len(r["word"]), r["word"]))


def _begins(word: str, written: str) -> bool:
    return written.endswith("*") and word.startswith(written.removesuffix("*"))
