"""What is read: an article, and spans that point into its text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of `Article.text`: Unicode code points, end exclusive (as W3C Web Annotation counts).

    >>> Span(0, 3).of("613 killed")
    '613'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words this span points at."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly within this span."""
        return self.start <= other.start and other.end <= self.end

    def to(self, other: Span) -> Span:
        """The shortest span that covers both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Article:
    """A text with what is known of its origin. Nothing in it changes after it was made.

    `id` is the file stem or the id that came with the text, and the content hash where neither is known. `published`
    is the day of publication; without it relative dates in the text cannot be resolved. `language` is an ISO 639-1
    code, None where nobody looked. `origin` is whom the publisher passes the text on from, as the channel that a post
    was forwarded from.
    """

    text: str
    id: str = ""
    title: str | None = None
    publisher: str | None = None
    byline: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None
    origin: str | None = None
    digest: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        digest = "sha256:" + hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
        object.__setattr__(self, "digest", digest)
        if not self.id:
            object.__setattr__(self, "id", digest)
