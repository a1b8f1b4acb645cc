"""The ledger counted as UCDP counts: the 49 columns of the Georeferenced Event Dataset, deaths only.

Sources, as the docstrings below name them. "GED variables": R/GED.R of mcgirjau/ucdp, after the GED codebook.
"Methodology": "UCDP Methodology", Uppsala University. "Precision": the codes as told in calc_fatalities_ucdp.R of
mapme.biodiversity. "From memory": no source could be read; such rules are marked in docs/views.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from reportedly.claim import Kind
from reportedly.ledger import ArticleRecord
from reportedly.reading.gazetteer import RANK
from reportedly.reconciling.views.cell import Cell, Omitted, Row, Value, View, cells_of
from reportedly.reconciling.views.figures import Figure, by_group, figures_of, is_on_the_enemy
from reportedly.reconciling.views.groups import ATTACKERS, Group, whole
from reportedly.reconciling.views.ranges import Range
from reportedly.reconciling.views.scene import Scene
from reportedly.reconciling.views.sides import Side, Sides, is_armed_group, is_nameless, side_named
from reportedly.reconciling.views.sources import publisher, publishers
from reportedly.reconciling.views.states import state_of
from reportedly.reconciling.views.where import Days, Site, grid_cell

COLUMNS = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence"),
    *("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name"),
    *("side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b"),
    *("number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original"),
    *("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt"),
    *("priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end"),
    *("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
)

_UCDPS_OWN = "empty: a number that UCDP gives"
_EMPTY = {
    "relid": _UCDPS_OWN,
    "active_year": "empty: it takes all deaths of the dyad in the year, which a ledger of claims does not have",
    "code_status": "empty: UCDP's own mark of its work on the event",
    "conflict_name": "empty: UCDP names a conflict by what it is about, which no claim tells",
    **dict.fromkeys(("conflict_dset_id", "conflict_new_id", "dyad_dset_id", "dyad_new_id"), _UCDPS_OWN),
    **dict.fromkeys(("side_a_dset_id", "side_a_new_id", "side_b_dset_id", "side_b_new_id"), _UCDPS_OWN),
}
_NO_PLACE, _NO_SIDE = "empty: no claim tells where", "empty: no claim tells who"
_GRADES = ((1, 1), (6, 2), (7, 3), (31, 4))  # days at most, and date_prec


# --- deaths -----------------------------------------------------------------------------------------------------------


def estimate(rivals: Sequence[Figure]) -> Range | None:
    """Low, best and high of rival figures for one group; None where none of them has a number.

    GED variables: low is the lowest, high the highest reliable estimate, best the most likely. Most likely here: the
    middle one of the reliable figures, of two the lower (from memory: UCDP is cautious). What a party says of its
    enemy's dead, and nobody confirms, goes to high (from memory); where there is nothing else, low and best are 0.
    """
    known = [(figure, figure.range) for figure in rivals if figure.range]
    if not known:
        return None
    high = max(r.high for _, r in known)
    trusted = [r for figure, r in known if not is_on_the_enemy(figure)]
    if not trusted:
        return Range(0, 0, high)
    return Range(min(r.low for r in trusted), median_low(r.best for r in trusted), high)


@dataclass(frozen=True, slots=True)
class _Deaths:
    """The estimate for each group, the claims they rest on, and how many figures are held back."""

    by_group: Mapping[Group, Range]
    claims: tuple[str, ...]
    voices: tuple[str, ...]
    doubted: int

    def of(self, wanted: Callable[[Group], bool] = lambda group: True) -> Range:
        """Those of some groups together."""
        return whole({group: r for group, r in self.by_group.items() if wanted(group)})


def code(scene: Scene) -> Row | Omitted:
    """The row of an incident, or why UCDP has none for it.

    Methodology: an event has at least one direct death in the best, low or high estimate.
    """
    figures, incident = figures_of(scene, Kind.KILLED), scene.incident
    if not figures:
        return Omitted(incident.id, "no death is told")
    counted = [f for f in figures if f.range]
    if not counted:
        return Omitted(incident.id, "deaths are told without a number")
    deaths = _Deaths(
        {group: r for group, rivals in by_group(counted).items() if (r := estimate(rivals)) is not None},
        tuple(sorted(name for f in counted for name in f.claims)),
        tuple(sorted({f.voice.name for f in counted})),
        sum(map(is_on_the_enemy, counted)),
    )
    if deaths.of().high < 1:
        return Omitted(incident.id, "nobody is said to have died")
    return Row(incident.id, cells_of(COLUMNS, _cells(scene, deaths)))


def _cells(scene: Scene, deaths: _Deaths) -> Iterator[tuple[str, Cell]]:
    yield "id", Cell(scene.incident.id, "the incident's id in this ledger; UCDP's own is a number that it gives")
    for column, why in _EMPTY.items():
        yield column, Cell(None, why)
    first, second, violence = dyad(scene.sides)
    yield from _who(scene, first, second, violence)
    yield from _sources(scene, deaths)
    yield from _where(scene.site)
    yield from _when(scene)
    yield from _deaths(scene, deaths, first, second)
    yield "event_clarity", _clarity(scene, first, second)


def _deaths(scene: Scene, deaths: _Deaths, first: Side | None, second: Side | None) -> Iterator[tuple[str, Cell]]:
    """GED variables: deaths_a, deaths_b, deaths_civilians and deaths_unknown are best estimates; they make up best."""
    total = deaths.of()
    told = "all groups together, each counted once"
    if deaths.doubted:
        told += f"; {deaths.doubted} of a party on its enemy's dead, which nobody confirms, count in high alone"
    yield "low", Cell(_number(total.low), f"the lowest reliable figure for each group; {told}", deaths.claims)
    yield "best", Cell(_number(total.best), f"the middle reliable figure for each group; {told}", deaths.claims)
    yield "high", Cell(_number(total.high), f"the highest figure for each group; {told}", deaths.claims)
    left = total.best
    for column, side in (("deaths_a", first), ("deaths_b", second)):
        fell = _fallen(deaths, side, scene.country) if side else 0
        left -= fell
        rule = f"the best figure for the fighters of {side.name}" if side else "no such side is named"
        yield column, Cell(_number(fell), rule, deaths.claims if side else ())
    civilians = deaths.of(lambda group: group.civilian is True).best
    yield "deaths_civilians", Cell(_number(civilians), "the best figure for civilians", deaths.claims)
    rule = "what is left of best: no claim tells whether these fought, or for whom"
    yield "deaths_unknown", Cell(_number(max(left - civilians, 0)), rule, deaths.claims)


def _fallen(deaths: _Deaths, side: Side, country: str | None) -> float:
    """The fighters of a side."""

    def theirs(group: Group) -> bool:
        named = group.side is not None and group.side != ATTACKERS
        return named and group.civilian is False and side_named(group.side or "", country) == side.name

    return deaths.of(theirs).best


def _number(value: float) -> int:
    return round(value)


# --- who --------------------------------------------------------------------------------------------------------------


def dyad(sides: Sides) -> tuple[Side | None, Side | None, int | None]:
    """Side A, side B and the type of violence.

    GED variables: 1 state-based, 2 non-state, 3 one-sided. Side A is a government where one takes part, and who
    attacks civilians in one-sided violence; of two governments, or two groups, the first by name (from memory).
    Whether civilians were killed on purpose, which makes violence one-sided for UCDP, no claim tells: here it is
    one-sided where civilians alone were harmed and one doer is named.
    """
    known = [side for side in sides.known if not is_nameless(side)]
    doers = [side for side in sides.doers if not is_nameless(side)]
    if sides.civilians and len(doers) == 1 and not sides.fighters:
        return doers[0], None, 3
    ordered = sorted(known[:2], key=lambda side: (side.state is None, side.name))
    first, second = (*ordered, None, None)[:2]
    if first is None or second is None:
        return first, second, None
    if first.state:
        return first, second, 1
    return first, second, 2 if is_armed_group(first) and is_armed_group(second) else None


def _title(side: Side) -> str:
    if side.state:
        return f"Government of {side.state.ucdp_name}"
    return side.parties[0] if len(side.parties) == 1 else side.name


def _who(scene: Scene, first: Side | None, second: Side | None, violence: int | None) -> Iterator[tuple[str, Cell]]:
    claims = scene.sides.claims

    def cell(value: Value, rule: str, empty: str = _NO_SIDE) -> Cell:
        return Cell(value, rule, claims) if value is not None else Cell(None, empty)

    kind = {1: "a state takes part", 2: "two armed groups", 3: "one doer, and civilians alone were harmed"}
    yield "type_of_violence", cell(violence, kind.get(violence or 0, ""))
    title = _title(first) if first else None
    other = "Civilians" if violence == 3 else _title(second) if second else None
    yield "side_a", cell(title, "a doer, or a side that was harmed; a government before others")
    yield "side_b", cell(other, "a doer, or a side that was harmed")
    yield "dyad_name", cell(f"{title} - {other}" if title and other else None, "side A and side B")
    for column, side in (("gwnoa", first), ("gwnob", second)):
        number = side.state.gw if side and side.state else None
        yield column, cell(number, "the state's number (Gleditsch and Ward)", "empty: not a state, or not named")


# --- sources ----------------------------------------------------------------------------------------------------------


def _sources(scene: Scene, deaths: _Deaths) -> Iterator[tuple[str, Cell]]:
    """GED variables: the total of sources consulted; names, dates and titles of them; whom they go back to."""
    articles, claims = scene.articles, scene.every_claim
    offices = publishers(articles)
    dates = dict.fromkeys(a.published.isoformat() for a in articles if a.published)
    titles = dict.fromkeys(a.title for a in articles if a.title)
    rule = "publishers of the articles, each once; an echo is an article too"
    yield "number_of_sources", Cell(len(offices), rule, claims)
    yield "source_article", Cell(";".join(map(_cited, articles)), "publisher, date and title of each article", claims)
    yield "source_office", Cell(";".join(offices), "the publishers", claims)
    yield "source_date", Cell(";".join(dates) or None, "the days of publication", claims)
    yield "source_headline", Cell(";".join(titles) or None, "the titles", claims)
    yield "source_original", Cell(";".join(deaths.voices), "the original claimants of the deaths", deaths.claims)


def _cited(article: ArticleRecord) -> str:
    day = article.published.isoformat() if article.published else ""
    return '"' + ",".join(filter(None, (publisher(article), day, article.title))) + '"'


# --- where and when ---------------------------------------------------------------------------------------------------


def where_prec(site: Site) -> int:
    """Precision: 1 the place itself, 3 a district, 4 a region, 5 larger or between two, 6 a country, 7 at sea.

    2, "near" a place, is not given: the ledger's places do not keep the word.
    """
    if site.rank == RANK["sea"]:
        return 7
    if site.rank == RANK["country"]:
        return 6
    if site.several or site.rank == RANK["area"]:
        return 5
    return {RANK["region"]: 4, RANK["district"]: 3}.get(site.rank, 1)


def _where(site: Site | None) -> Iterator[tuple[str, Cell]]:
    if site is None:
        columns = ("where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude")
        for column in (*columns, "geom_wkt", "priogrid_gid", "country", "country_id", "region"):
            yield column, Cell(None, _NO_PLACE)
        return

    def cell(value: Value, rule: str, empty: str) -> Cell:
        return Cell(value, rule, site.claims) if value is not None else Cell(None, f"empty: {empty}")

    yield "where_prec", Cell(where_prec(site), "how fine the finest place is that is told", site.claims)
    yield "where_coordinates", Cell(site.name, "the finest place that most claims tell of", site.claims)
    yield "where_description", Cell(site.written, "the place as written", site.claims)
    for column, level in (("adm_1", "region"), ("adm_2", "district")):
        named = site.name if site.rank == RANK[level] and not site.several else None
        yield column, cell(named, "the place itself is one", "the place is none, and no claim tells which it lies in")
    off = "the place is on no map that the reader has"
    point = site.point
    yield "latitude", cell(site.lat, "the place's own point; between several, the middle", off)
    yield "longitude", cell(site.lon, "the place's own point; between several, the middle", off)
    wkt = f"POINT ({point[1]:.6f} {point[0]:.6f})" if point else None
    yield "geom_wkt", cell(wkt, "longitude and latitude", off)
    yield "priogrid_gid", cell(grid_cell(*point) if point else None, "the half-degree cell of the point", off)
    state = state_of(site.country)
    abroad = "the place is in no state, or in one that is on no list of independent states"
    yield "country", cell(state.ucdp_name if state else None, "the state, as UCDP calls it", abroad)
    yield "country_id", cell(state.gw if state else None, "its number (Gleditsch and Ward)", abroad)
    yield "region", cell(state.ucdp_region if state else None, "by the state's number", abroad)


def date_prec(days: Days) -> int:
    """Precision: 1 the day, 2 up to six days, 3 a week, 4 a month, 5 longer."""
    return next((grade for most, grade in _GRADES if days.count <= most), 5)


def _when(scene: Scene) -> Iterator[tuple[str, Cell]]:
    days, rule = scene.days, "the days that the incident is said to have lasted"
    if days is None:
        for column in ("year", "date_prec", "date_start", "date_end"):
            yield column, Cell(None, "empty: no claim tells when")
        return
    yield "year", Cell(days.start.year, rule, scene.claims)
    yield "date_prec", Cell(date_prec(days), "how many days it may have been", scene.claims)
    yield "date_start", Cell(days.start.isoformat(), rule, scene.claims)
    yield "date_end", Cell(days.end.isoformat(), rule, scene.claims)


def _clarity(scene: Scene, first: Side | None, second: Side | None) -> Cell:
    """GED variables: 1 where the reporting allows full identification, 2 otherwise; what that takes is from memory."""
    placed = scene.site is not None and where_prec(scene.site) <= 3
    dated = scene.days is not None and scene.days.count == 1
    sided = first is not None and (second is not None or scene.sides.civilians is True)
    rule = "1 where the day, a place no larger than a district, and both sides are told, else 2"
    return Cell(1 if placed and dated and sided else 2, rule, scene.claims)


UCDP = View("ucdp", COLUMNS, code)
