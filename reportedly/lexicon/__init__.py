"""Words and names as data: one file a subject, one row a fact.

A data file is UTF-8 CSV (comma) or TSV (tab) with a header row; lines that start with "#" are comments. A linguist extends
a file without touching code; code has no word lists.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

Row = dict[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """All rows of the data file `name` (with its ending), read once.

    Raises FileNotFoundError where there is no such file, and ValueError where a row does not fit the header.

    >>> rows("numbers.csv")[0]["word"]
    'zero'
    """
    text = files(__name__).joinpath(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    table = list(csv.DictReader(lines, delimiter="\t" if name.endswith(".tsv") else ","))
    for row in table:
        if None in row or None in row.values():
            raise ValueError(f"lexicon/{name}: row does not fit the header: {row}")
    return tuple(table)


@cache
def words(name: str, column: str = "word", **where: str) -> frozenset[str]:
    """One column of a data file as a set, of the rows whose other columns equal `where`."""
    return frozenset(r[column] for r in rows(name) if all(r[k] == v for k, v in where.items()))


def alternatives(phrases: frozenset[str] | tuple[str, ...] | list[str]) -> str:
    """A regular expression that matches any of the phrases, longest first, white space flexible."""
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    return "|".join(r"\s+".join(_escape(w) for w in p.split()) for p in ordered)


def _escape(word: str) -> str:
    return re.escape(word).replace("'", "['’]")
