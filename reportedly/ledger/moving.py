"""Where the words of a claim stand in a newer version of its article, and the claim with its spans moved there."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile
from typing import Any

from reportedly.article import Span
from reportedly.ledger.journal import Body

_Place = Callable[[Span], Span | None]
_LOST = object()

# What a person does not judge with a claim: where it stands, what hangs on other sentences, how sure the reader was.
_ASIDE = frozenset({"id", "evidence", "repeats", "hedges", "verification", "part_of", "confidence", "number"})


def alike(one: Body, other: Body) -> bool:
    """Whether two claims, as the journal keeps them, say the same of the same, wherever their words stand."""
    here, there = (_bare({key: part for key, part in claim.items() if key not in _ASIDE}) for claim in (one, other))
    return bool(here == there)


def _bare(value: Any) -> Any:
    """A part of a claim without its spans."""
    if isinstance(value, dict):
        return {key: _bare(part) for key, part in value.items() if not _is_span(part)}
    return [_bare(part) for part in value] if isinstance(value, list) else value


def is_within(one: Body, other: Body) -> bool:
    """Whether a claim is another of the same text, told in more words: the same count of the same kind, where it is."""
    if one["kind"] != other["kind"] or one["count"]["text"] != other["count"]["text"]:
        return False
    return any(Span(**a).overlaps(Span(**b)) for a in one["evidence"] for b in other["evidence"])


def moved(claim: Body, old: str, new: str, read: Body | None = None) -> Body | None:
    """A claim of the text `old` as it stands in `new`, with its quotation there; None where its evidence does not.

    `read` is what was read there in the same words, which tells one of several such sentences from the others. Beside
    the evidence, what is not there any more is left out.
    """
    hint = Span(**read["evidence"][0]).start if read else None
    evidence: dict[Span, Span] = {}
    for span in (Span(**one) for one in claim["evidence"]):
        there = _found(span, old, new, hint)
        if there is None:
            return None
        evidence[span] = there
        hint = there.start
    first, *_ = evidence
    shift = evidence[first].start - first.start

    def place(span: Span) -> Span | None:
        around = next((e for e in evidence if e.covers(span)), None)
        if around is not None:
            return _within(span, around, evidence[around], old, new)
        return _found(span, old, new, span.start + shift)

    made: Body = {key: part for key, value in claim.items() if (part := _moved(value, place)) is not _LOST}
    for key in ("who", "by"):  # told elsewhere in words that have gone: still meant where the claim stands
        if key in claim and key not in made:
            made[key] = {**claim[key], "span": _document(evidence[first])}
    made.pop("part_of", None)
    if read:
        made |= {key: read[key] for key in ("id", "part_of") if key in read}
    quote = " … ".join(" ".join(there.of(new).split()) for there in evidence.values())
    return {"claim": made, "quote": quote}


def _moved(value: Any, place: _Place) -> Any:
    """A part of a claim with its spans moved; _LOST where it cannot be without one that is."""
    if _is_span(value):
        there = place(Span(**value))
        return _document(there) if there else _LOST
    if isinstance(value, list):
        return [part for one in value if (part := _moved(one, place)) is not _LOST]
    if isinstance(value, dict):
        made = {key: _moved(part, place) for key, part in value.items()}
        return _LOST if made.get("span") is _LOST else {k: part for k, part in made.items() if part is not _LOST}
    return value


def _is_span(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"start", "end"} and isinstance(value["start"], int)


def _document(span: Span) -> Body:
    return {"start": span.start, "end": span.end}


def _found(span: Span, old: str, new: str, near: int | None) -> Span | None:
    """The same words in another text, however they are broken into lines: those nearest to `near`, else in the
    likest surroundings."""
    words = span.of(old).split()
    if not words:
        return None
    there = [Span(*m.span()) for m in re.finditer(r"\s+".join(map(re.escape, words)), new)]
    if near is not None:
        return min(there, key=lambda one: abs(one.start - near), default=None)
    return max(there, key=lambda one: _shared(span, old, one, new), default=None)


def _shared(one: Span, old: str, other: Span, new: str) -> int:
    """How many characters before and after two spans are the same."""
    before = zip(reversed(old[: one.start]), reversed(new[: other.start]), strict=False)
    after = zip(old[one.end :], new[other.end :], strict=False)
    return sum(1 for pairs in (before, after) for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _within(span: Span, old_whole: Span, new_whole: Span, old: str, new: str) -> Span:
    """A part of words that stand in another text, letter by letter, for spaces and breaks may differ."""
    letters_old = [n for n in range(old_whole.start, old_whole.end) if not old[n].isspace()]
    letters_new = [n for n in range(new_whole.start, new_whole.end) if not new[n].isspace()]
    its = [there for here, there in zip(letters_old, letters_new, strict=True) if span.start <= here < span.end]
    return Span(its[0], its[-1] + 1) if its else Span(new_whole.start, new_whole.start)
