"""The ledger counted as ACLED counts: the 31 columns of its event data, one number of deaths, the lowest.

Sources, as the docstrings below name them. "FAQ": "Fatalities", "Uses and limitations of ACLED data" (ACLED, 2023).
"acledR": the articles "Fatalities", "Time", "Sourcing in ACLED" and the codebook table of dtacled/acledR. "Precision":
calc_fatalities_acled.R of mapme.biodiversity. "From memory": no source could be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from reportedly.claim import Kind
from reportedly.lexicon import as_listed, rows
from reportedly.reading.gazetteer import RANK
from reportedly.reading.wars import wars
from reportedly.reconciling.views.cell import Cell, Omitted, Row, Value, View, cells_of
from reportedly.reconciling.views.eventtype import AGAINST_CIVILIANS, EventType, event_type
from reportedly.reconciling.views.figures import Figure, Figures, by_group, figures_of
from reportedly.reconciling.views.groups import whole
from reportedly.reconciling.views.ranges import Range
from reportedly.reconciling.views.scene import Scene
from reportedly.reconciling.views.sides import Side, is_nameless
from reportedly.reconciling.views.sources import home_of, publishers
from reportedly.reconciling.views.where import Days, Site

COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
UNKNOWN_IN_WAR, UNKNOWN = 10, 3
_NO_EVENT = frozenset({Kind.DISPLACED})
_TOLD = {Kind.KILLED: "Killed", Kind.WOUNDED: "Wounded", Kind.CASUALTIES: "Casualties", Kind.CAPTURED: "Captured"}
_CODES = ("State forces", "Rebel group", "Political militia", "Civilians", "External/Other forces")  # in ACLED's order


def code(scene: Scene) -> Row | Omitted:
    """The row of an incident, or why ACLED has none for it: it needs no deaths, but something done.

    FAQ: there is no minimum of deaths for an event.
    """
    incident = scene.incident
    kinds = {m.kept.claim.kind for m in scene.members}
    if not kinds:
        return Omitted(incident.id, "no claim of it stands")
    if kinds <= _NO_EVENT:
        return Omitted(incident.id, "only that people were displaced is told")
    return Row(incident.id, cells_of(COLUMNS, _cells(scene)))


def _cells(scene: Scene) -> Iterator[tuple[str, Cell]]:
    kind = event_type(scene)
    iso3 = scene.state.iso3 if scene.state else None
    rule = "the country and the incident's id in this ledger; ACLED's own is a number that it gives"
    yield "event_id_cnty", Cell(f"{iso3 or ''}{scene.incident.id}", rule)
    yield from _when(scene)
    yield "disorder_type", Cell(kind.disorder, "by the event type", kind.claims)
    yield "event_type", Cell(kind.event, kind.why, kind.claims)
    yield "sub_event_type", Cell(kind.sub_event, kind.why, kind.claims)
    yield from _actors(scene, kind)
    yield from _where(scene)
    yield from _sources(scene)
    figures = figures_of(scene, Kind.KILLED)
    fatalities = fatalities_of(figures, scene)
    yield "fatalities", fatalities
    yield "notes", Cell(_notes(scene, figures, fatalities), "what each voice says, and how it was coded", scene.claims)
    yield "tags", Cell(None, "empty: ACLED's own tags, which no claim tells")
    entered = max((m.kept.at for m in scene.members), default="")
    stamp = int(datetime.fromisoformat(entered).replace(tzinfo=UTC).timestamp()) if entered else None
    yield "timestamp", Cell(stamp, "when the last of its claims was entered, in seconds since 1970 (UTC)", scene.claims)


# --- deaths -----------------------------------------------------------------------------------------------------------


def fatalities_of(figures: Figures, scene: Scene) -> Cell:
    """The one number of deaths.

    FAQ: of differing reports, and of vague ones, the most conservative estimate; tens are 10, dozens 12, hundreds 100;
    injuries are not counted. acledR, "Fatalities": casualties without deaths are 0; an unknown number is 10 for a
    significant attack in a war zone, 3 for a limited one or outside. That an attack is significant no claim tells:
    here it is 10 wherever a war is going on (lexicon/wars.csv), else 3.
    """
    claims = tuple(sorted(name for figure in figures for name in figure.claims))
    known = [f for f in figures if f.range]
    if known:
        low = {g: Range.even(min(f.range.best for f in rivals if f.range)) for g, rivals in by_group(known).items()}
        rule = "the lowest figure for each group, all groups together, each counted once"
        return Cell(round(whole(low).best), rule, tuple(sorted(n for f in known for n in f.claims)))
    if not figures:
        return Cell(0, "no death is told; injured and casualties are not counted")
    unknown = UNKNOWN_IN_WAR if in_war(scene) else UNKNOWN
    values = {
        g: Range.even(min(size_of(f.claim.count.text) or unknown for f in rivals))
        for g, rivals in by_group(figures).items()
    }
    rule = f"no number is told: “tens” is 10, “dozens” 12, “hundreds” 100, and what has no size {unknown}"
    return Cell(round(whole(values).best), rule, claims)


def size_of(text: str) -> float | None:
    """The number for a word of size, None where it has none.

    >>> size_of("Dozens"), size_of("tens of thousands"), size_of("several")
    (12.0, 10000.0, None)
    """
    told = as_listed(text).split()
    sizes = [_sizes()[word] for word in told if word in _sizes()]
    if not sizes:
        return None
    if "of" in told:
        product = 1.0
        for size in sizes:
            product *= size
        return product
    return max(sizes)


@cache
def _sizes() -> dict[str, float]:
    return {row["word"]: float(row["number"]) for row in rows("number_words.csv")}


def in_war(scene: Scene) -> bool:
    """Whether a war was going on in the country of an incident at the time of it."""
    return scene.country is not None and scene.days is not None and any(wars({scene.country}, scene.days.start))


def _notes(scene: Scene, figures: Figures, fatalities: Cell) -> str:
    """FAQ: a dispute is noted; injuries may be mentioned."""
    parts = []
    for kind, word in _TOLD.items():
        found = figures if kind is Kind.KILLED else figures_of(scene, kind)
        if found:
            parts.append(f"{word}: {'; '.join(map(_said, found))}.")
    said = {f.range.best for f in figures if f.range}
    if any(len({f.range.best for f in rivals if f.range}) > 1 for rivals in by_group(figures).values()):
        parts.append(
            f"Sources differ, from {min(said):,.0f} to {max(said):,.0f} killed; {fatalities.value:,} is coded."
        )
    return " ".join(parts)


def _said(figure: Figure) -> str:
    count, who = figure.claim.count.text.strip(), figure.claim.who
    words = who.text if who else ""
    told = words if count.lower() in words.lower() else f"{count} {words}"
    return f"{' '.join(told.split())} ({figure.voice.name})"


# --- when and where ---------------------------------------------------------------------------------------------------


def time_precision(days: Days) -> int:
    """acledR, "Time": 1 the day, 2 within a week, 3 within a month."""
    return 1 if days.count == 1 else 2 if days.count <= 7 else 3


def _when(scene: Scene) -> Iterator[tuple[str, Cell]]:
    """acledR, "Time": of a week or a month the middle is the date; ACLED itself codes each day with an event apart."""
    days = scene.days
    if days is None:
        for column in ("event_date", "year", "time_precision"):
            yield column, Cell(None, "empty: no claim tells when")
        return
    day: date = days.middle
    rule = "the day" if days.count == 1 else f"the middle of {days.count} days in which it may have been"
    yield "event_date", Cell(day.isoformat(), rule, scene.claims)
    yield "year", Cell(day.year, rule, scene.claims)
    yield "time_precision", Cell(time_precision(days), "1 the day, 2 within a week, 3 longer", scene.claims)


def geo_precision(site: Site) -> int:
    """Precision: 1 a town, 2 a small part of a region or an area near a town, 3 a region or larger."""
    if site.rank <= RANK["region"]:
        return 3
    return 2 if site.several or site.rank == RANK["district"] else 1


def _where(scene: Scene) -> Iterator[tuple[str, Cell]]:
    site, state = scene.site, scene.state

    def cell(value: Value, rule: str, empty: str) -> Cell:
        known = value is not None and site is not None
        return Cell(value, rule, site.claims) if known and site else Cell(None, f"empty: {empty}")

    nowhere = "no claim tells in which country"
    yield "iso", cell(state.numeric if state else None, "the country's number in ISO 3166-1", nowhere)
    yield "region", cell(state.acled_region if state else None, "ACLED's region of the country", nowhere)
    yield "country", cell(state.name if state else None, "the country", nowhere)
    for column, level in (("admin1", "region"), ("admin2", "district")):
        named = site.name if site and site.rank == RANK[level] and not site.several else None
        yield column, cell(named, "the place itself is one", "no claim tells which the place lies in")
    yield "admin3", Cell(None, "empty: no claim tells which the place lies in")
    yield "location", cell(site.name if site else None, "the finest place that most claims tell of", "no place is told")
    point = site.point if site else None
    for at, column in enumerate(("latitude", "longitude")):
        rule = "the place's own point; between several, the middle"
        yield column, cell(point[at] if point else None, rule, "the place is on no map that the reader has")
    grade = geo_precision(site) if site else None
    yield "geo_precision", cell(grade, "how fine the finest place is that is told", "no place is told")


# --- who --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Actor:
    name: str
    inter: str
    associates: tuple[str, ...] = ()


def _actors(scene: Scene, kind: EventType) -> Iterator[tuple[str, Cell]]:
    """Who did it and who was harmed; ACLED's actor 1 and 2 tell no direction. Names and types are from memory."""
    claims = scene.sides.claims
    country = scene.state.name if scene.state else None
    first, second = _pair(scene, country, kind)
    for number, actor in ((1, first), (2, second)):
        rule = ("the doers" if number == 1 else "whose people were harmed") + ", most told first"
        told = Cell(actor.name, rule, claims) if actor else Cell(None, "empty: no claim tells who")
        others = "; ".join(actor.associates) if actor else ""
        yield f"actor{number}", told
        yield f"assoc_actor_{number}", Cell(others or None, "further parties named beside it", claims if others else ())
        yield f"inter{number}", Cell(actor.inter if actor else None, "what sort of actor it is", told.claims)
    inters = sorted((actor.inter for actor in (first, second) if actor), key=_CODES.index)
    joined = f"{inters[0]} only" if len(inters) == 1 else "-".join(inters)
    yield "interaction", Cell(joined or None, "both sorts, in ACLED's order", claims)
    targeted = "Civilian targeting" if scene.sides.civilians else None
    yield "civilian_targeting", Cell(targeted, "where civilians alone were harmed", scene.claims if targeted else ())


def _pair(scene: Scene, country: str | None, kind: EventType) -> tuple[_Actor | None, _Actor | None]:
    doers, fighters = scene.sides.doers, scene.sides.fighters
    harmed = next((side for side in fighters if not doers or side.name != doers[0].name), None)
    first = _actor(doers[0], doers[1:], scene) if doers else None
    second = _actor(harmed, (), scene) if harmed else None
    if second is None and kind.event == AGAINST_CIVILIANS:
        second = _Actor(f"Civilians ({country})" if country else "Civilians", "Civilians")
    if first is None and kind.disorder == "Political violence":
        first = _unidentified(country)
    return first, second


def _unidentified(country: str | None) -> _Actor:
    return _Actor(
        f"Unidentified Armed Group ({country})" if country else "Unidentified Armed Group", "Political militia"
    )


def _actor(side: Side, others: Sequence[Side], scene: Scene) -> _Actor:
    """ACLED names state forces by their state, and tells rebels from militias by their aims: here all are rebels."""
    beside = tuple(party for other in others for party in other.parties)
    if side.state:
        inter = "State forces" if side.state.iso == scene.country else "External/Other forces"
        return _Actor(f"Military Forces of {side.state.name}", inter, beside)
    if is_nameless(side):
        return _unidentified(scene.state.name if scene.state else None)
    name, *more = side.parties or (side.name,)
    return _Actor(name, "Rebel group", (*more, *beside))


# --- sources ----------------------------------------------------------------------------------------------------------


def _sources(scene: Scene) -> Iterator[tuple[str, Cell]]:
    """acledR, "Sourcing": sources joined by semicolons; the scales of them joined by a hyphen, each once."""
    names = publishers(scene.articles)
    yield "source", Cell("; ".join(names), "publishers of the articles, each once", scene.every_claim)
    homes = {home for name in names if (home := home_of(name))}
    scales = sorted({"National" if home == scene.country else "International" for home in homes}, reverse=True)
    rule = "whether the outlets that are known are at home in the country" if scales else "empty: no outlet is known"
    yield "source_scale", Cell("-".join(scales) or None, rule, scene.every_claim if scales else ())


ACLED = View("acled", COLUMNS, code)
