"""Words and names as data: one file a subject, one row a fact.

A data file is UTF-8 CSV (comma) or TSV (tab) with a header row; lines that start with "#" are comments. A linguist
extends a file without touching code; code has no word lists.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
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


def alternatives(phrases: Iterable[str]) -> str:
    """A regular expression that matches any of the phrases, the longest that fits, white space flexible.

    Phrases share their beginnings in it, so that the matcher looks at each character once, not once a phrase.

    >>> alternatives(["car bomb", "car"])
    'car(?:\\\\s+bomb)?'
    """
    tree: _Tree = {}
    for phrase in phrases:
        node = tree
        for piece in _pieces(phrase):
            node = node.setdefault(piece, {})
        node[""] = {}
    return _written(tree)


def as_listed(phrase: str) -> str:
    """Words of an article as a row of the lexicon has them: small letters, one space, straight apostrophes.

    >>> as_listed("Lord’s  Resistance Army")
    "lord's resistance army"
    """
    return " ".join(phrase.lower().split()).replace("’", "'")


_Tree = dict[str, "_Tree"]


def _pieces(phrase: str) -> Iterator[str]:
    for number, word in enumerate(phrase.split()):
        if number:
            yield r"\s+"
        yield from ("['’]" if c in "'’" else re.escape(c) for c in word)


def _written(tree: _Tree) -> str:
    branches = [piece + _written(below) for piece, below in sorted(tree.items()) if piece]
    if not branches:
        return ""
    if len(branches) == 1 and "" not in tree:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if "" in tree else "")
