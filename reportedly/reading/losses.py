"""Which other losses a sentence tells: buildings, bridges, depots, crops, bodies found, prisoners set free."""

from __future__ import annotations

from collections.abc import Iterable

from reportedly.claim import Kind
from reportedly.reading.equipment import fate_words
from reportedly.reading.fates import Fate, fates_in, mention_of
from reportedly.reading.mention import Mention, Number
from reportedly.reading.parse import Parsed
from reportedly.reading.things import named_in

_COUNTED = frozenset({"prisoners", "bodies", "goods"})


def may_matter(sentence_text: str) -> bool:
    """Whether the sentence can tell of such a loss, from its text alone."""
    return fate_words().search(sentence_text) is not None and any(e.kind != "equipment" for _, _, e in named_in(sentence_text))


def _tells(fate: Fate) -> bool:
    """Whether this is a loss of its own: bodies, prisoners and everyday things only where they are counted.

    "A hangar was destroyed" is one; "homes were burning" and "the war has damaged the infrastructure" set the scene.
    """
    thing = fate.thing
    if thing.number is not None:
        return True
    everyday = thing.entry.needs == "context" or thing.entry.category == "dwelling" or thing.entry.kind in _COUNTED
    return not everyday and thing.count.low is not None


def mentions_in(parsed: Parsed, numbers: Iterable[Number]) -> tuple[Mention, ...]:
    """The buildings, goods, bodies and prisoners the sentence tells of, in order."""
    fates = [f for f in fates_in(parsed, tuple(numbers)) if f.thing.entry.kind != "equipment" and _tells(f)]
    return tuple(mention_of(parsed, fate, Kind.OTHER, len(fates) > 1) for fate in fates)
