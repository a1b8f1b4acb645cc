"""Is this text a copy: wire copy in ten papers is one voice, not ten.

MinHash over runs of five words (Broder 1997), 128 values in 32 bands of four: texts that share half of their runs meet
in some band with a probability of 0.87, those that share three quarters with one of 0.999996.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rensa import RMinHash

ALIKE = 0.5  # the share of runs, of both texts together, that copies have in common
_RUN = 5
_VALUES, _BANDS = 128, 32
_SHORTEST = 20  # words; what is shorter is alike by chance
_WORD = re.compile(r"\w+")
_NO_PROSE = "zxx"  # ISO 639: no linguistic content


@dataclass(frozen=True)
class Sketch:
    """What is remembered of a text, to find its copies."""

    values: tuple[int, ...]

    @cached_property
    def bands(self) -> tuple[int, ...]:
        """One number a band: texts with one in common are worth comparing. Signed, 63 bits, as databases keep them."""
        rows = _VALUES // _BANDS
        return tuple(
            int.from_bytes(
                hashlib.blake2b(repr((b, self.values[b * rows : (b + 1) * rows])).encode(), digest_size=8).digest()
            )
            >> 1
            for b in range(_BANDS if self.values else 0)
        )

    def likeness(self, other: Sketch) -> float:
        """The estimated share of runs in common, from 0 to 1."""
        if not self.values or not other.values:
            return 0.0
        return sum(a == b for a, b in zip(self.values, other.values, strict=True)) / _VALUES


@lru_cache(maxsize=256)  # what is kept now was looked up a moment ago
def sketch(text: str) -> Sketch:
    """The sketch of a text; an empty one for a text of a few words, which is nobody's copy."""
    words = _WORD.findall(text.lower())
    if len(words) < _SHORTEST:
        return Sketch(())
    made = RMinHash(num_perm=_VALUES, seed=42)
    made.update([" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)])
    return Sketch(tuple(made.digest()))


def sketch_of(text: str, language: str | None) -> Sketch:
    """The sketch of a text in a language; an empty one for a table's record, which has its form in common with all."""
    return Sketch(()) if language == _NO_PROSE else sketch(text)
