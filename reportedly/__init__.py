"""Reportedly: a claims desk for conflict reporting.

>>> from reportedly import read
>>> reading = read("At least 12 soldiers were killed in Kherson on Monday, the regional governor said.")
>>> reading.claims[0].count.low
12
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reportedly.article import Article, Span
from reportedly.version import __version__

if TYPE_CHECKING:
    from reportedly.claim import Reading
    from reportedly.ledger import Ledger

__all__ = ["Article", "Ledger", "Span", "__version__", "read", "read_article"]


def read(
    text: str,
    *,
    published: date | str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    byline: str | None = None,
    url: str | None = None,
    id: str = "",
) -> Reading:
    """The claims in a text, with findings about them and the sourcing label.

    `published` is the day of publication, a date or "2024-03-18"; without it "on Monday" stays unresolved. `id` is
    the hash of the text where none is given.

    Raises ValueError where `published` is not a date, OSError where no English model for spaCy is installed.
    """
    day = date.fromisoformat(published) if isinstance(published, str) else published
    return read_article(Article(text, id=id, title=title, publisher=publisher, byline=byline, published=day, url=url))


def read_article(article: Article) -> Reading:
    """The same for an article that was made before, or came from `reportedly.intake.articles`."""
    # Imported when first used: `import reportedly` must not wait for a language model.
    from reportedly.reading.reader import read_article as read_it

    return read_it(article)


def __getattr__(name: str) -> object:
    # The ledger brings a database toolkit, which `import reportedly` must not wait for either.
    if name == "Ledger":
        from reportedly.ledger import Ledger

        return Ledger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
