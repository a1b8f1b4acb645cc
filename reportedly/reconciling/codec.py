"""An account as it is stored: a list in JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from reportedly.reconciling.account import Account, Dating, Figure
from reportedly.reconciling.geography import Level, Spot
from reportedly.reconciling.scoring import Sign


def packed(account: Account) -> str:
    """An account as text; `unpacked` gives it back."""
    a = account
    spots = [[s.id, s.name, s.level, s.country, s.region, s.lat, s.lon] for s in a.spots]
    figures = [
        [f.claim, f.kind, f.subject, f.low, f.best, f.high, f.about, f.hops, f.quote, f.part_of, *map(sorted, sides)]
        for f in a.figures
        for sides in [(f.claimants, f.victims)]
    ]
    return _text([a.id, a.article, a.dating, a.start, a.end, a.told, spots, figures, sorted(a.doers)])


def unpacked(text: str) -> Account:
    """The account in a text."""
    id, article, dating, start, end, told, spots, figures, doers = json.loads(text)
    return Account(
        id,
        article,
        Dating(dating),
        start,
        end,
        told,
        tuple(Spot(s[0], s[1], Level(s[2]), *s[3:]) for s in spots),
        tuple(_figure(f) for f in figures),
        frozenset(doers),
    )


def _figure(fields: Sequence[Any]) -> Figure:
    claim, kind, subject, low, best, high, about, hops, quote, part_of, claimants, victims = fields
    sides = frozenset(claimants), frozenset(victims)
    return Figure(claim, kind, subject, low, best, high, about, hops, quote, part_of, *sides)


def packed_signs(signs: Sequence[Sign]) -> str:
    """Signs as text."""
    return _text(signs)


def unpacked_signs(text: str) -> tuple[Sign, ...]:
    """The signs in a text."""
    return tuple((name, a, b) for name, a, b in json.loads(text))


def _text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
