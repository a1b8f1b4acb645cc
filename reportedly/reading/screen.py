"""Which sentences can matter: a look at the raw text that costs next to nothing, before any parsing.

A sentence that this room lets go is never parsed. It must therefore let pass every sentence in which the rooms after it
could find something, and the neighbours that may name the speaker.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from reportedly.reading import control, equipment, losses, outcomes
from reportedly.reading.attribution import may_attribute
from reportedly.reading.sentences import Sentence


def may_tell(sentence: str) -> bool:
    """Whether a sentence may tell of people hurt, of equipment or other things lost, of places that change hands."""
    return (
        outcomes.may_harm(sentence)
        or equipment.may_matter(sentence)
        or control.may_matter(sentence)
        or losses.may_matter(sentence)
    )


def telling(text: str, sentences: Sequence[Sentence]) -> frozenset[int]:
    """Indices of the sentences that may tell an outcome."""
    return frozenset(s.index for s in sentences if may_tell(s.span.of(text)))


def speaking_beside(text: str, sentences: Sequence[Sentence], telling: Set[int]) -> frozenset[int]:
    """Indices of the sentences next to the telling ones that may say whose words they are."""
    around = {i + step for i in telling for step in (-1, 1)} - telling
    return frozenset(i for i in around if 0 <= i < len(sentences) and may_attribute(sentences[i].span.of(text)))
