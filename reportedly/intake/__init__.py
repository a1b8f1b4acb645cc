"""The door for sources: files, folders and standard input in, articles out, one at a time and in the order given.

Nothing is lost on the way: what cannot be read comes out as a Problem in its place, what has no article in it is told
in a Note, and the rest is read.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO

from reportedly.article import Article
from reportedly.intake import jsonl
from reportedly.intake.capture import Arrival, Capture
from reportedly.intake.metadata import Metadata, front_matter, metadata_of, parsed_json
from reportedly.intake.problem import Note, Problem, Unreadable
from reportedly.intake.text import decoded

__all__ = ["LARGEST", "Arrival", "Capture", "Metadata", "Note", "Problem", "arrivals", "articles"]

LARGEST = 20_000_000  # bytes a file, or a line of a .jsonl

_NOTHING = Metadata()

Reader = Callable[[BinaryIO, str, Metadata, int], Iterator[Arrival | Problem]]

_TEXT = frozenset((".txt",))
_PAGE = frozenset((".html", ".htm", ".xhtml"))
_LINES = frozenset((".jsonl", ".ndjson"))
_ARCHIVES = (".warc", ".warc.gz", ".wacz")
_FEEDS = (".rss", ".atom", ".xml")
_EXPORT = "result.json"  # as Telegram Desktop names it; any other .json may be an article's sidecar
_READS = (
    "this reads .txt, .html, .jsonl, feeds, Telegram exports (result.json), .warc, .wacz, folders of them, URLs, or -"
)
_MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|\?xml)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_RECORD = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"")


def arrivals(
    sources: Iterable[str | Path],
    known: Metadata = _NOTHING,
    *,
    largest: int = LARGEST,
    stdin: BinaryIO | None = None,
) -> Iterator[Arrival | Problem]:
    """The articles of all sources with their captures, lazily and in order; a Problem in the place of each that fails.

    A Note, which is a Problem that needs no mending, tells what was left out because there is no article in it.

    A source is a .txt (metadata in NAME.json beside it, or as "key: value" lines between two lines of "---" on top), a
    .html, a .jsonl (one object a line), a feed (.rss, .atom, .xml), a Telegram export (result.json), a web archive
    (.warc, .wacz), a folder (all of these in it, sorted, at any depth), a URL (http or https; only public addresses are
    reached), or "-" for standard input. What `known` says holds for every article, over what the source says.
    """
    for source in sources:
        if str(source) == "-":
            yield from _safely(_from_stream(stdin or sys.stdin.buffer, known, largest), "-")
        elif _ADDRESS.match(str(source)):
            yield from _safely(_from_web(str(source), known, largest), str(source))
        else:
            yield from _from_path(Path(source), str(source), known, largest)


def articles(
    sources: Iterable[str | Path],
    *,
    id: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
    byline: str | None = None,
    published: date | None = None,
    url: str | None = None,
    largest: int = LARGEST,
    stdin: BinaryIO | None = None,
) -> Iterator[Article | Problem]:
    """The articles alone, as `arrivals` has them; what is given by name holds over what the sources say.

    >>> [str(p) for p in articles(["nowhere.txt"])]
    ['reportedly: nowhere.txt: no such file']
    """
    known = Metadata(id=id, title=title, publisher=publisher, byline=byline, published=published, url=url)
    for found in arrivals(sources, known, largest=largest, stdin=stdin):
        yield found.article if isinstance(found, Arrival) else found


def _safely(found: Iterator[Arrival | Problem], source: str) -> Iterator[Arrival | Problem]:
    """`found`, with what goes wrong on the way turned into a problem of that source."""
    try:
        yield from found
    except Unreadable as error:
        yield error.problem(source)
    except OSError as error:
        yield Problem(source, None, (error.strerror or str(error)).lower())


def _from_web(url: str, known: Metadata, largest: int) -> Iterator[Arrival | Problem]:
    """What a URL answers: guarded and bounded, as one page that somebody asked for by name."""
    from reportedly.intake.answer import arrival_of
    from reportedly.intake.feed import arrivals_in, looks_like_feed
    from reportedly.intake.web import capture_of, fetch
    from reportedly.intake.wire import Limits

    fetched = fetch(url, limits=Limits(unpacked=largest))
    if looks_like_feed(fetched.data):
        yield from arrivals_in(io.BytesIO(fetched.data), fetched.url, known, largest)
        return
    yield arrival_of(capture_of(fetched), fetched.charset, known)


def _from_path(path: Path, source: str, known: Metadata, largest: int) -> Iterator[Arrival | Problem]:
    try:
        if path.is_dir():
            yield from _from_folder(path, source, known, largest)
        elif not path.exists():
            yield Problem(source, None, "no such file")
        elif path.suffix.lower() not in _TEXT | _PAGE | _LINES | {".json"} and _reader(path) is None:
            ending = f"unknown ending {path.suffix!r}" if path.suffix else "no ending"
            yield Problem(source, None, f"{ending}; {_READS}")
        else:
            yield from _safely(_from_file(path, source, known, largest), source)
    except (OSError, ValueError) as error:  # a name that the system refuses
        yield Problem(source, None, (getattr(error, "strerror", None) or str(error)).lower())


def _from_folder(folder: Path, source: str, known: Metadata, largest: int) -> Iterator[Arrival | Problem]:
    read = False
    for path in _files_in(folder):
        read = True
        yield from _safely(_from_file(path, str(path), known, largest), str(path))
    if not read:
        yield Problem(source, None, "nothing to read in this folder; " + _READS)


def _files_in(folder: Path) -> Iterator[Path]:
    """The sources in a folder, sorted by name, folders among them; hidden ones and links to folders are passed over."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if not path.is_symlink():
                yield from _files_in(path)
        elif path.suffix.lower() in _TEXT | _PAGE | _LINES or _reader(path) is not None:
            yield path


def _reader(path: Path) -> Reader | None:
    """What reads a file of many articles; None for a file that is one, or none."""
    name = path.name.lower()
    if name.endswith(_ARCHIVES):
        from reportedly.intake import warc

        return warc.arrivals_in
    if name.endswith(_FEEDS):
        from reportedly.intake import feed

        return feed.arrivals_in
    if name == _EXPORT:
        from reportedly.intake import telegram

        return telegram.arrivals_in
    return None


def _from_file(path: Path, source: str, known: Metadata, largest: int) -> Iterator[Arrival | Problem]:
    if not path.is_file():
        raise Unreadable("not a regular file")
    ending = path.suffix.lower()
    with path.open("rb") as stream:
        if ending in _LINES:
            yield from jsonl.arrivals_in(stream, source, path.stem, known, largest)
            return
        if (reader := _reader(path) or _exported(stream, ending)) is not None:
            yield from reader(stream, source, known, largest)
            return
        data = _bounded(stream, largest)
    beside = _sidecar(path, largest).over(Metadata(id=path.stem))
    yield _page(data, source, known, beside) if ending in _PAGE else _text(data, source, known, beside)


def _exported(stream: BinaryIO, ending: str) -> Reader | None:
    """What reads a .json that was named: a Telegram export. Raises Unreadable where it is none."""
    if ending != ".json":
        return None
    from reportedly.intake import telegram

    if not telegram.looks_like_export(stream.read(4096)):
        raise Unreadable("JSON, but no Telegram export; articles come as .jsonl, one object a line")
    stream.seek(0)
    return telegram.arrivals_in


def _from_stream(stream: BinaryIO, known: Metadata, largest: int) -> Iterator[Arrival | Problem]:
    """Standard input: JSON Lines where it begins with an object, a page where it begins with markup, else text."""
    head = stream.readline(largest + 1)
    if _RECORD.match(head):
        yield from jsonl.arrivals_in(_Rejoined(head, stream), "-", "stdin", known, largest)
        return
    data = head + stream.read(max(0, largest + 1 - len(head)))
    if len(data) > largest:
        raise Unreadable(_too_large(largest))
    if _MARKUP.match(data[:2000].decode("utf-8", "replace").lstrip("\ufeff")):
        yield _page(data, "-", known, _NOTHING)
    else:
        yield _text(data, "-", known, _NOTHING)


class _Rejoined:
    """A stream with its first line put back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readline(self, size: int = -1, /) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._rest.readline(size)


def _too_large(largest: int) -> str:
    return f"larger than {largest / 1e6:.0f} MB; split it"


def _bounded(stream: BinaryIO, largest: int) -> bytes:
    data = stream.read(largest + 1)
    if len(data) > largest:
        raise Unreadable(_too_large(largest))
    return data


def _sidecar(path: Path, largest: int) -> Metadata:
    """What NAME.json beside the file says. Raises Unreadable, naming that file, where it is broken."""
    beside = path.with_suffix(".json")
    if not beside.is_file():
        return Metadata()
    try:
        with beside.open("rb") as stream:
            return metadata_of(parsed_json(decoded(_bounded(stream, largest))))
    except Unreadable as error:
        raise Unreadable(f"in {beside.name}: {error.message}", error.line) from None


def _text(data: bytes, source: str, known: Metadata, beside: Metadata) -> Arrival:
    """The caller's word goes before that of the text itself, and that before what stands beside it."""
    front, body = front_matter(decoded(data))
    if not body.strip():
        raise Unreadable("empty; there is nothing to read below the front matter")
    return Arrival(known.over(front).over(beside).article(body), Capture(data, "text/plain", source))


def _page(data: bytes, source: str, known: Metadata, beside: Metadata) -> Arrival:
    """The caller's word goes before the sidecar's, and that before what the page declares."""
    from reportedly.intake.html import article_on, page_text  # half a second, for those who read pages

    if not data.strip():
        raise Unreadable("empty; there is nothing to read")
    text, own = article_on(page_text(data))
    return Arrival(known.over(beside).over(own).article(text), Capture(data, "text/html", source))
