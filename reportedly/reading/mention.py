"""One count of one kind in one sentence, before it is known who says so, where and when."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly.article import Span
from reportedly.claim import Count, Kind, Status
from reportedly.reading.parse import Parsed


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A count expression in a sentence: tokens `first` to `end` (exclusive), bounds included ("at least fifteen").

    `head` is the token of the noun that is counted, None where the number stands alone ("wounding 829 more").
    """

    first: int
    end: int
    head: int | None
    count: Count


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """An outcome with its count, as one sentence words it.

    `who` is the noun phrase that is counted, as written, number included ("613 Russian military personnel"); for
    equipment `item` is the thing without its number ("tanks"); for control `who` is the place that changed hands.
    `part_of` is the mention whose total this one is a part of ("including four Americans").
    """

    parsed: Parsed
    kind: Kind
    count: Count
    trigger: Span  # the words that tell the outcome: "killed", "death toll", "took control"
    who: Span | None = None
    head: int | None = None  # token of the counted noun in parsed.doc
    number: Span | None = None  # the words of the count, None for a single named victim
    by: Span | None = None
    status: Status | None = None
    item: Span | None = None
    part_of: Mention | None = None
    attackers: bool = False  # those who died are the attackers: "killing himself", "the bomber died"
    denied: bool = False  # "no one was hurt", "denied that any soldier was killed"
    unreal: bool = False  # "would have killed", "threatened to kill", "was nearly killed", a forecast
    subset: bool = False  # some of a total told elsewhere: "three of the wounded", "the dead include two nurses"
    weak: bool = False  # the word leaves open what came of it: "was shot"
    background: bool = False  # an earlier event or a toll over years: "more than 2,000 have died since 2004"
