"""Made incidents, told as reports tell them, and how well they are put together again: B-cubed precision and recall.

Every incident is known, so every claim's is. Reports give other counts, the day before or after, a coarser or finer
place or none, other names of the parties, parts of the total, older incidents as background; one paper copies another.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from statistics import median

from bench.accuracy import Figure
from reportedly.article import Article, Span
from reportedly.claim import (
    Attribution,
    By,
    Claim,
    Count,
    Item,
    Kind,
    Label,
    Location,
    Place,
    Reading,
    Role,
    Status,
    When,
    Who,
)
from reportedly.intake import Arrival, Metadata, arrivals
from reportedly.intake.capture import Capture
from reportedly.ledger import Ledger
from reportedly.reading.gazetteer import RANK, cities_in, division_of, toponyms
from reportedly.reconciling import Order, bring_up_to_date, incidents, rebuild, summaries

FIRST_DAY = date(2023, 1, 1)
# Countries at war, who fights there, and by what other names they go.
FIGHTERS = {
    "UA": (("Russian Armed Forces", "the Russian army"), ("Ukrainian Armed Forces", "Ukrainian troops")),
    "SY": (
        ("Syrian Arab Army", "Syrian government forces"),
        ("Hay'at Tahrir al-Sham", "HTS"),
        ("Islamic State", "Daesh"),
    ),
    "YE": (("Houthis", "Ansar Allah"), ("Saudi-led coalition", "the Arab coalition")),
    "SD": (("Rapid Support Forces", "RSF"), ("Sudanese Armed Forces", "the Sudanese army")),
    "AF": (("Taliban", "the Islamic Emirate"), ("Islamic State Khorasan Province", "ISKP")),
    "SO": (("al-Shabaab", "Harakat al-Shabaab"), ("Somali National Army", "the Somali army")),
    "NG": (
        ("Boko Haram", "JAS"),
        ("Islamic State West Africa Province", "ISWAP"),
        ("Nigerian Army", "Nigerian troops"),
    ),
    "ML": (("JNIM", "Jama'at Nusrat al-Islam wal-Muslimin"), ("Malian Armed Forces", "the Malian army")),
    "MM": (("Tatmadaw", "the Myanmar military"), ("Arakan Army", "AA")),
    "CD": (("M23", "March 23 Movement"), ("Allied Democratic Forces", "ADF")),
    "ET": (("Fano", "Fano militia"), ("Ethiopian National Defense Force", "ENDF")),
    "IQ": (("Islamic State", "ISIS"), ("Iraqi Security Forces", "Iraqi forces")),
}
SPEAKERS = ("police", "the governor", "residents", "medics", "a hospital official", "rescue workers", "the UN")
COUNTRIES = {"UA": "Ukraine", "SY": "Syria", "YE": "Yemen", "SD": "Sudan", "AF": "Afghanistan", "SO": "Somalia"} | {
    "NG": "Nigeria", "ML": "Mali", "MM": "Myanmar", "CD": "Congo", "ET": "Ethiopia", "IQ": "Iraq"
}  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """One known incident."""

    number: int
    place: Location
    nearby: Location | None
    start: date
    days: int
    doer: tuple[str, ...]
    victim: tuple[str, ...]
    figures: Mapping[Kind, int]
    tanks: int


@dataclass(frozen=True)
class Report:
    """One article, read; and which incident each of its claims is of, in their order."""

    article: Article
    reading: Reading
    incidents: tuple[int, ...]


@cache
def _cities() -> dict[str, list[Location]]:
    found: dict[str, list[Location]] = defaultdict(list)
    for city in cities_in(FIGHTERS):
        found[city.country or ""].append(city)
    return found


def happenings(count: int, chance: random.Random) -> list[Happening]:
    """So many incidents over two years in a dozen wars, some of them operations that last for days."""
    made = []
    for number in range(count):
        country = chance.choice(sorted(FIGHTERS))
        cities = _cities()[country]
        place = chance.choice(cities)
        near = _near(place)
        doer, victim = chance.sample(FIGHTERS[country], 2)
        days = chance.randint(3, 9) if chance.random() < 0.1 else 0
        killed = max(1, int(chance.paretovariate(0.9))) if chance.random() < 0.9 else chance.randint(20, 250)
        figures = {Kind.KILLED: min(killed, 400)}
        if chance.random() < 0.7:
            figures[Kind.WOUNDED] = max(1, int(killed * chance.uniform(0.5, 4)))
        if chance.random() < 0.1:
            figures[Kind.CAPTURED] = chance.randint(1, 40)
        start = FIRST_DAY + timedelta(chance.randrange(730))
        tanks = chance.randint(1, 9) if chance.random() < 0.1 else 0
        made.append(
            Happening(number, place, chance.choice(near) if near else None, start, days, doer, victim, figures, tanks)
        )
    return made


@cache
def _near(place: Location) -> list[Location]:
    return [c for c in _cities()[place.country or ""] if c != place and _close(c, place)]


def _close(one: Location, other: Location) -> bool:
    return abs((one.lat or 0) - (other.lat or 0)) < 0.1 and abs((one.lon or 0) - (other.lon or 0)) < 0.12


def reports(count: int, seed: int = 1, most: int = 40) -> list[Report]:
    """The reports of so many incidents, 1 to `most` each, in the order in which they were published."""
    chance = random.Random(seed)
    known = happenings(count, chance)
    by_country: dict[str | None, list[Happening]] = defaultdict(list)
    for one in known:
        by_country[one.place.country].append(one)
    told: list[Report] = []
    for one in known:
        own: list[Report] = []
        for n in range(1 + int((most - 1) * chance.random() ** 2 + 0.5)):
            if own and chance.random() < 0.1:
                copied = chance.choice(own)
                own.append(_copy(copied, f"{one.number}-{n}"))
            else:
                background = None
                if chance.random() < 0.1:
                    other = chance.choice(by_country[one.place.country])
                    background = other if other.start < one.start - timedelta(days=20) else None
                own.append(_report(one, background, f"{one.number}-{n}", chance))
        told += own
    chance.shuffle(told)
    return sorted(told, key=lambda r: r.article.published or FIRST_DAY)


def _copy(copied: Report, id: str) -> Report:
    article = replace(copied.article, id=id, url=f"https://made.example/{id}", publisher=f"Paper {id[-1]}")
    return Report(article, replace(copied.reading, article=article), copied.incidents)


def _report(one: Happening, background: Happening | None, id: str, chance: random.Random) -> Report:
    published = one.start + timedelta(days=one.days + chance.choice((0, 1, 1, 2)))
    text = ""
    claims: list[Claim] = []
    incidents = []
    for happening, shown in ((one, True), (background, False)):
        if happening is None:
            continue
        sentences, made = _claims(happening, len(text), len(claims), chance, whole=shown)
        text += sentences
        claims += made
        incidents += [happening.number] * len(made)
    article = Article(text, id=id, published=published, url=f"https://made.example/{id}", publisher=f"Paper {id[-1]}")
    reading = Reading(article, tuple(claims), (), Label(len(claims), 1, 0.0, 0, 0, 0.0))
    return Report(article, reading, tuple(incidents))


def _claims(one: Happening, offset: int, first: int, chance: random.Random, *, whole: bool) -> tuple[str, list[Claim]]:
    place, when = _place(one, chance), _when(one, chance)
    names = chance.choice(one.doer)
    resolved = chance.random() < 0.5
    by = By(names, None, (one.doer[0] if resolved else names,)) if chance.random() < 0.7 else None
    speaker = chance.choice((*SPEAKERS, one.doer[0], one.victim[0], "article", "article"))
    attribution = (Attribution(Role.CLAIMANT, speaker, (speaker,) if speaker[0].isupper() else ()),)
    kinds = [k for k in one.figures if k is Kind.KILLED or (whole and chance.random() < 0.8)]
    text, claims = "", []

    def tell(kind: Kind, number: int, what: str, part_of: str | None = None, item: Item | None = None) -> str:
        nonlocal text
        count = _count(number, chance) if part_of is None else Count.exact(str(number), number)
        start = offset + len(text)
        told = place.text if place else "there"
        days = when.text if when else "then"
        text += f"{count.text} {what} {kind.value} in {told} {days}, {speaker} told {number * 7 + one.number}. "
        claims.append(
            Claim(
                f"c{first + len(claims)}",
                kind,
                count,
                (Span(start, offset + len(text) - 1),),
                attribution,
                who=Who("people", Span(start, start + 1), civilian=chance.random() < 0.5),
                status=Status.DESTROYED if item else None,
                by=by,
                item=item,
                place=place,
                when=when,
                part_of=part_of,
            )
        )
        return claims[-1].id

    for kind in kinds:
        total = tell(kind, one.figures[kind], "people")
        if one.figures[kind] > 3 and chance.random() < 0.15:
            tell(kind, chance.randint(1, one.figures[kind] - 1), "children among them", part_of=total)
    if one.tanks and whole:
        tell(Kind.EQUIPMENT, one.tanks, "tanks", item=Item("tanks", "tank", "tank (generic)"))
    return text, claims


def _count(number: int, chance: random.Random) -> Count:
    roll = chance.random()
    if roll < 0.65:
        return Count.exact(str(number), number)
    if roll < 0.85:
        other = max(1, number + chance.choice((-1, 1)) * max(1, round(number * chance.uniform(0, 0.15))))
        return Count.exact(str(other), other)
    if roll < 0.93:
        low = max(1, round(number * chance.uniform(0.7, 1)))
        return Count.at_least(f"at least {low}", low)
    if roll < 0.97:
        return Count.about(f"about {round(number, -1) or number}", round(number, -1) or number)
    return Count.vague("dozens of" if number > 20 else "several")


def _place(one: Happening, chance: random.Random) -> Place | None:
    roll = chance.random()
    if roll < 0.7:
        where = one.place
    elif roll < 0.85:
        where = _region(one.place) or one.place
    elif roll < 0.92:
        where = Location(COUNTRIES[one.place.country or ""], one.place.country)
    elif roll < 0.98:
        where = one.nearby or one.place
    else:
        return None
    return Place(where.name, (where,))


@cache
def _region(place: Location) -> Location | None:
    """The region a town lies in, as a report would resolve it: a point in its middle, under its own name."""
    division = division_of(place)
    seats = [c for c in _cities()[place.country or ""] if division_of(c) == division]
    for seat in seats:
        for toponym in toponyms(seat.name + " Oblast") + toponyms(seat.name + " Province") + toponyms(seat.name):
            if toponym.rank == RANK["region"] and division_of(toponym.location) == division:
                return toponym.location
    return None


def _when(one: Happening, chance: random.Random) -> When | None:
    roll = chance.random()
    if one.days:
        last = one.start + timedelta(days=one.days)
        if roll < 0.6:
            end = last - timedelta(days=chance.choice((0, 0, 0, 1)))
            return When(f"since {one.start}", one.start, end, one.start, "range")
        day = one.start + timedelta(days=chance.randint(0, one.days))
        return When(day.isoformat(), day, day)
    if roll > 0.98:
        return None
    day = one.start + timedelta(days=0 if roll < 0.75 else chance.choice((-1, 1)))
    return When(day.isoformat(), day, day)


def bcubed(truth: Mapping[str, int], found: Mapping[str, str]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 (Bagga and Baldwin 1998) over the items of `truth`; one not found is alone."""
    clusters: dict[str, set[str]] = defaultdict(set)
    classes: dict[int, set[str]] = defaultdict(set)
    for item, label in truth.items():
        clusters[found.get(item, item)].add(item)
        classes[label].add(item)
    precision = recall = 0.0
    for item, label in truth.items():
        both = len(clusters[found.get(item, item)] & classes[label])
        precision += both / len(clusters[found.get(item, item)])
        recall += both / len(classes[label])
    precision, recall = precision / len(truth), recall / len(truth)
    return precision, recall, 2 * precision * recall / (precision + recall)


def told_of(found: Iterable[Report]) -> Iterator[tuple[str, int]]:
    """Every claim by article and place in it, with its incident."""
    for report in found:
        for n, incident in enumerate(report.incidents):
            yield f"{report.article.id}:{n}", incident


# --- figures ----------------------------------------------------------------------------------------------------------

_MADE, _SMALL = 2000, 150  # incidents: for the measure, and for the time that one new article takes


def on_all(folder: Path) -> Iterator[Figure]:
    """How well and how fast made incidents are put together; and the largest of real ones, for the eye."""
    made = reports(_MADE)
    with tempfile.TemporaryDirectory() as scratch:
        with Ledger.open(f"sqlite:///{scratch}/made.db") as ledger:
            claims = keep(ledger, made)
            started = time.perf_counter()
            rebuild(ledger)
            seconds = time.perf_counter() - started
            truth, found = _sorted_out(ledger, made)
        yield Figure(f"incidents: B-cubed F1, {_MADE:,} made ones", bcubed(truth, found)[2])
        yield Figure("speed: claims put together a second", claims / seconds)
        with Ledger.open(f"sqlite:///{scratch}/small.db") as ledger:
            yield Figure("speed: one new article into incidents, ms (median)", _one_by_one(ledger), rising=False)
        with Ledger.open(f"sqlite:///{scratch}/real.db") as ledger:
            _print_largest(ledger, folder)


def keep(ledger: Ledger, made: Sequence[Report]) -> int:
    """Keep made reports with their readings; gives how many claims they have."""
    readings = {one.article.id: one.reading for one in made}
    coming = (Arrival(one.article, Capture(one.article.text.encode(), "text/plain", one.article.id)) for one in made)
    return sum(added.claims for added in ledger.add_all(coming, reader=lambda article: readings[article.id]))


def _sorted_out(ledger: Ledger, made: Sequence[Report]) -> tuple[dict[str, int], dict[str, str]]:
    """By the name of a claim the incident it is of, and the one it was put into."""
    by_name = {one.article.id: one for one in made}
    truth, found = {}, {}
    for one in incidents(ledger):
        for kept in (member.kept for member in one.members):
            report = by_name[kept.article.name]
            at = next(n for n, c in enumerate(report.reading.claims) if c.evidence == kept.claim.evidence)
            truth[kept.name], found[kept.name] = report.incidents[at], one.id
    return truth, found


def _one_by_one(ledger: Ledger) -> float:
    """The time in which one more article finds its place."""
    made = reports(_SMALL, seed=2)
    random.Random(2).shuffle(made)
    keep(ledger, made[:-100])
    bring_up_to_date(ledger)
    times = []
    for one in made[-100:]:
        keep(ledger, [one])
        started = time.perf_counter()
        bring_up_to_date(ledger)
        times.append(1000 * (time.perf_counter() - started))
    return median(times)


def _print_largest(ledger: Ledger, folder: Path) -> None:
    """The twenty incidents with most voices of the articles and the messages."""
    data = folder / "data"
    sources = [str(data / name) for name in ("articles", "muc-dev.jsonl") if (data / name).exists()]
    for _ in ledger.add_all(one for one in arrivals(sources, Metadata()) if isinstance(one, Arrival)):
        pass
    bring_up_to_date(ledger)
    print("The largest incidents of the articles and the messages:")
    for line in summaries(ledger, order=Order.REPORTED, limit=20):
        days = f"{line.start or 'no day'}{f' to {line.end}' if line.end != line.start else ''}"
        figures = f"{line.claims} claims, {line.originals} originals, {line.articles} articles"
        print(f"  {days:26} {figures:44} {line.places.strip('|').replace('|', ', ')[:60]}")
