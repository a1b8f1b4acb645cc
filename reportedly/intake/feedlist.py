"""A list of feeds in, the feeds out: a URL a line, and who publishes it where that is to be said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reportedly.intake.guard import Refused
from reportedly.intake.problem import Problem
from reportedly.intake.url import parsed

_REMARK = re.compile(r"(?:^|\s)#.*")  # a URL may have a # within


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed to watch; `publisher` is what its articles are kept under, None for what they say themselves."""

    url: str
    publisher: str | None = None

    @property
    def host(self) -> str:
        """Who is asked."""
        return parsed(self.url).host


def feed_of(url: str, publisher: str | None = None) -> Feed:
    """The feed at a URL. Raises Refused where it is no URL of the web."""
    return Feed(str(parsed(url)), publisher)


def feeds_in(lines: Iterable[str], source: str) -> Iterator[Feed | Problem]:
    """The feeds of a list in its order, with a Problem in the place of each line that names none.

    A line is a URL, and after a space the publisher's name; what follows a # is a remark.

    >>> list(feeds_in(["# wires", "https://wire.example/rss  The Wire  # hourly", "wire.example"], "feeds.txt"))[0]
    Feed(url='https://wire.example/rss', publisher='The Wire')
    """
    for number, line in enumerate(lines, 1):
        words = _REMARK.sub("", line.removeprefix("\ufeff")).split(maxsplit=1)
        if not words:
            continue
        try:
            yield feed_of(words[0], words[1].strip() if len(words) > 1 else None)
        except Refused as error:
            yield Problem(source, number, f"“{words[0][:80]}” is no feed's address ({error.message})")
