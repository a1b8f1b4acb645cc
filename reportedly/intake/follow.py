"""A feed's URL in, its new articles out: each item's own page, asked for politely, or else what the feed says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass, replace
from io import BytesIO

from reportedly.intake import feed
from reportedly.intake.answer import arrival_of
from reportedly.intake.capture import Arrival, Last
from reportedly.intake.courtesy import Courtesy
from reportedly.intake.failure import FetchError
from reportedly.intake.guard import Refused
from reportedly.intake.metadata import Metadata
from reportedly.intake.problem import Note, Problem, Unreadable
from reportedly.intake.robots import Robots
from reportedly.intake.url import canonical, parsed
from reportedly.intake.web import Fetched, Fetcher, capture_of, fetch

_NOTHING = Metadata()


def _unheard(answer: Fetched | FetchError) -> None:
    pass


def poll(
    feed_url: str,
    seen: Callable[[str], bool],
    courtesy: Courtesy,
    *,
    robots: Robots,
    last: MutableMapping[str, Last] | None = None,
    get: Fetcher = fetch,
    known: Metadata = _NOTHING,
    largest: int = 20_000_000,
    heard: Callable[[Fetched | FetchError], None] = _unheard,
) -> Iterator[Arrival | Problem]:
    """The articles that are new in a feed, in its order, with a Problem in the place of each that cannot be had.

    Items without a link come last.

    `seen` is asked with each item's link, in one way to write it (`canonical`), and says whether it came in before;
    an arrival has that link in its capture's details ("link"). Where the page is refused for good (robots.txt, 403,
    gone), has no article on it or shows less than half of what the feed does, as a paywall may, the item's own text
    arrives instead, with the reason in the details ("page"). Where trying again may help, a Passing problem comes out.

    `last` is read and written under the feed's URL. It is written only when all was read, because a feed that is
    unchanged is not looked into: what failed for now comes again with the next poll. `courtesy` and `robots` are shared
    by all polls; `get` is how to fetch, `known` holds for every article, but for an id and a URL, which each has of its
    own. `heard` is told what the feed itself answered, or why it did not.
    """

    known = replace(known, id=None, url=None)

    def visit(url: str) -> None:
        robots.check(url)
        courtesy.wait(url)

    def ask(url: str, before: Last | None = None) -> Fetched:
        try:
            etag, modified = (before.etag, before.modified) if before is not None else (None, None)
            fetched = get(url, etag=etag, modified=modified, before=visit)
        except FetchError as error:
            courtesy.refused(error.url, error)
            raise
        courtesy.answered(fetched.url)
        return fetched

    try:
        answer = ask(feed_url, last.get(feed_url) if last is not None else None)
    except FetchError as error:
        heard(error)
        yield error.problem(feed_url)
        return
    heard(answer)
    if answer.is_unchanged:
        return
    is_whole = True
    for item in _items(answer, known, largest):
        if isinstance(item, Problem):
            is_whole &= isinstance(item, Note)
            yield item
        elif item.link is None or not seen(item.link):
            found = _arrival(item, ask, known)
            if isinstance(found, FetchError):
                is_whole = False
                found = found.problem(item.link or feed_url)
            yield found
    if is_whole and last is not None:
        last[feed_url] = Last(answer.etag, answer.modified)


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a feed: where its page is, and what the feed itself holds of it."""

    link: str | None
    own: Arrival | None


def _items(answer: Fetched, known: Metadata, largest: int) -> Iterator[_Item | Problem]:
    """The items of a feed, each link once; one whose link is not fetched has but its own text, and comes last."""
    own: dict[str, Arrival] = {}
    loose: list[Arrival] = []
    problems: list[Problem] = []
    for found in feed.arrivals_in(BytesIO(answer.data), answer.url, known, largest):
        if isinstance(found, Problem):
            problems.append(found)
            continue
        held = replace(found, capture=replace(found.capture, retrieved=answer.retrieved, exchange=answer.exchange))
        link = _link(answer, held.article.url)
        if link is None:
            loose.append(held)
        else:
            own.setdefault(link, replace(held, article=replace(held.article, url=link)))
    read = [link for named in feed.links_in(answer.data) if (link := _link(answer, named)) is not None]
    links = dict.fromkeys((*read, *own))
    if len(links) > len(own):
        del problems[:1]  # that some items have no text: we read the pages they link to
    yield from (_Item(link, own.get(link)) for link in links)
    yield from (_Item(None, held) for held in loose)
    yield from problems


def _link(answer: Fetched, link: str | None) -> str | None:
    if not link:
        return None
    try:
        return canonical(str(parsed(answer.url).joined(link)))
    except Refused:
        return None


def _arrival(item: _Item, ask: Callable[[str], Fetched], known: Metadata) -> Arrival | Problem | FetchError:
    """The item's page, or its own text, or why there is neither; a FetchError where trying again may help."""
    if item.link is None:
        return _own(item, "no link that can be fetched")
    try:
        answer = ask(item.link)
        if parsed(answer.url).target == "/" != parsed(item.link).target:
            return _own(item, "the link leads to the front page; the page is gone")
        beside = _metadata(item.own)
        page = arrival_of(capture_of(answer, link=item.link), answer.charset, known, beside)
    except FetchError as error:
        return error if error.is_passing else _own(item, error.message)
    except Unreadable as error:
        return _own(item, error.message)
    if item.own is not None and 2 * len(page.article.text) < len(item.own.article.text):
        return _own(item, "the page shows less than the feed does")
    return page


def _own(item: _Item, reason: str) -> Arrival | Problem:
    if item.own is None:
        return Problem(item.link or "feed", None, reason)
    details = {**item.own.capture.details, "page": reason} | ({"link": item.link} if item.link else {})
    return replace(item.own, capture=replace(item.own.capture, details=details))


def _metadata(own: Arrival | None) -> Metadata:
    """What the feed says of an item, for what its page leaves out."""
    if own is None:
        return _NOTHING
    article = own.article
    return Metadata(
        title=article.title,
        publisher=article.publisher,
        byline=article.byline,
        published=article.published,
        language=article.language,
        origin=article.origin,
    )
