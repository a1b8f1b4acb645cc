"""Web archives in, the articles on their pages out: WARC, plain or gzipped, and WACZ (a zip of them).

Records that are damaged are passed over and the reading goes on behind them; one problem tells where they are. fastwarc
reads what a record says; where it begins and ends is found out by `records`, which also knows what is missing.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import BinaryIO

from fastwarc.warc import WarcRecord, WarcRecordType

from reportedly.article import Article
from reportedly.intake.capture import Arrival, Capture, Exchange, Headers
from reportedly.intake.metadata import Metadata
from reportedly.intake.problem import NoArticle, Note, Passed, Problem, Unreadable
from reportedly.intake.records import Damage, Record, Seekable, records_in
from reportedly.intake.text import decoded
from reportedly.intake.wacz import Unpackable, archives_listed, opened

_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_HTML = frozenset(("text/html", "application/xhtml+xml"))
_PLAIN = "text/plain"
_LONGEST_PAYLOAD = 64_000_000  # unpacked, to check its digest
_WEB = ("http://", "https://", "ftp://", "file://")  # crawlers keep their logs and texts under schemes of their own
_NO_PAGE = re.compile(r"/(?:robots|ads|app-ads|humans|security|llms)\.txt\Z", re.IGNORECASE)
_UNKNOWN = (WarcRecordType.unknown, WarcRecordType.no_type)
_DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512, "md5": hashlib.md5}


def looks_like_archive(head: bytes) -> bool:
    """Whether a file that begins so is a WARC, a gzipped file (which may be one), or a zip (which may be a WACZ).

    >>> looks_like_archive(b"WARC/1.1\\r\\nWARC-Type: warcinfo")
    True
    """
    return head.startswith((b"WARC/", _GZIP, _ZIP))


@dataclass(slots=True)
class _Tally:
    """What was met on the way through an archive."""

    records: int = 0
    pages: int = 0
    damage: Passed = field(default_factory=Passed)
    unread: Passed = field(default_factory=Passed)
    without_article: Passed = field(default_factory=Passed)
    _last_place: str = ""

    def add_damage(self, place: str, why: str) -> None:
        """Note a damage, once where several things are wrong with one place."""
        if place != self._last_place:
            self.damage.add(f"{place}: {why}")
        self._last_place = place

    def problems(self, source: str) -> Iterator[Problem]:
        """What is to be told of the archive as a whole."""
        if not self.records and not self.damage.count:
            yield Problem(source, None, "no web archive; there are no WARC records in it")
        if self.damage.count:
            places = _count(self.damage.count, "damaged place")
            yield Problem(source, None, f"{places} passed over (at byte {self.damage.named('; ')})")
        if self.unread.count:
            pages = f"{self.unread.count:,} of {_count(self.pages, 'page')}"
            yield Problem(source, None, f"{pages} cannot be read ({self.unread.named('; ')})")
        if self.without_article.count:
            pages = f"{self.without_article.count:,} of {_count(self.pages, 'page')}"
            told = f"{pages} hold no article and were left out: {self.without_article.named(' ')}"
            # front pages and forms are in every archive; one of nothing else was not what somebody meant to add
            yield (Problem if self.without_article.count == self.pages else Note)(source, None, told)
        if self.records and not self.pages and not self.damage.count:
            yield Problem(source, None, f"no pages among the {_count(self.records, 'record')} of this archive")


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("s" if number != 1 else "")


def arrivals_in(stream: BinaryIO, source: str, known: Metadata, largest: int) -> Iterator[Arrival | Problem]:
    """The articles on the pages of an archive: HTML and plain text that was answered with 200, or kept as a resource.

    What is damaged, and pages that cannot be read, are passed over and told in one problem each at the end; pages on
    which no article is found in a note, or in a problem where there are no others. A record whose digest does not fit
    its bytes gives a problem, and its article with `digest_mismatch` in the details.
    """
    if not stream.seekable():
        with TemporaryFile() as kept:
            while piece := stream.read(1 << 20):
                kept.write(piece)
            yield from arrivals_in(kept, source, known, largest)
        return
    tally = _Tally()
    stream.seek(0)
    head = stream.read(4)
    if head.startswith(_ZSTD):
        yield Problem(source, None, "compressed with Zstandard; unpack it first, e.g. unzstd FILE")
        return
    if head == _ZIP:
        yield from _of_zip(stream, source, known, largest, tally)
    else:
        yield from _of_records(stream, source, known, largest, tally, "")
    yield from tally.problems(source)


def _of_records(
    stream: Seekable, source: str, known: Metadata, largest: int, tally: _Tally, within: str
) -> Iterator[Arrival | Problem]:
    """The articles of one WARC; `within` is its name in a WACZ."""
    for found in records_in(stream, largest):
        place = f"{within}:{found.offset}" if within else str(found.offset)
        if isinstance(found, Damage):
            tally.add_damage(place, found.why)
            continue
        tally.records += 1
        try:
            page = _page_of(found, largest)
        except OSError as error:  # as fastwarc calls what it cannot read
            tally.add_damage(place, _one_line(error))
            continue
        if page is None:
            continue
        tally.pages += 1
        if page.mismatch:
            which = " and ".join(page.mismatch)
            yield Problem(source, None, f"record {page.record} at byte {place}: {which} does not fit its bytes")
        try:
            if not found.whole:
                raise Unreadable(_too_large(largest))
            article = _article(page, known, largest)
        except NoArticle:
            tally.without_article.add(page.url or place)
            continue
        except Unreadable as error:
            tally.unread.add(f"{page.url or place}: {error.message}")
            continue
        details = {"record": page.record, "offset": found.offset, "archive": within, "truncated": page.truncated}
        details |= {"digest_mismatch": list(page.mismatch)} if page.mismatch else {}
        kept = {key: value for key, value in details.items() if value not in (None, "")}
        capture = Capture(page.body, page.media_type, f"{source}:{place}", page.retrieved, page.exchange, kept)
        yield Arrival(article, capture)


def _too_large(largest: int) -> str:
    return f"larger than {largest / 1e6:g} MB"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:80]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as an archive has it, its body with transfer and content encoding undone."""

    record: str
    url: str | None
    retrieved: datetime | None
    media_type: str
    body: bytes
    exchange: Exchange | None
    truncated: str | None
    mismatch: tuple[str, ...]


def _page_of(found: Record, largest: int) -> _Page | None:
    """The page in a record, None where it holds none. Raises OSError where fastwarc cannot read it."""
    record = _parsed(found, "none")
    if record.record_type in _UNKNOWN:
        raise OSError("of a type that WARC does not know")
    is_answer = record.record_type == WarcRecordType.response and record.is_http
    if not is_answer and record.record_type != WarcRecordType.resource:
        return None
    http = record.http_headers if is_answer else None
    if is_answer and (http is None or http.status_code != 200):
        return None
    declared = (http.get("Content-Type") if http is not None else record.headers.get("Content-Type")) or ""
    media_type = declared.split(";")[0].strip().lower()
    if media_type and media_type not in _HTML and media_type != _PLAIN:
        return None
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ") or None
    if url is not None and (not url.lower().startswith(_WEB) or _NO_PAGE.search(url)):
        return None
    body = _body(found, largest) if found.whole else b""
    exchange = None
    if http is not None and url:
        address = record.headers.get("WARC-IP-Address")
        exchange = Exchange(url, 200, response=_headers(http.to_tuples()), address=address)
    return _Page(
        record=record.record_id or "without an id",
        url=url,
        retrieved=_time(record.headers.get("WARC-Date")),
        media_type=media_type or "text/html",
        body=body,
        exchange=exchange,
        truncated=record.headers.get("WARC-Truncated"),
        mismatch=tuple(_mismatches(found, record)) if found.whole else (),
    )


def _headers(pairs: tuple[tuple[str, str], ...]) -> Headers:
    return tuple((name, value) for name, value in pairs)


def _parsed(found: Record, decode: str) -> WarcRecord:
    record = WarcRecord.from_bytes(found.data)
    if record.is_http and record.record_type == WarcRecordType.response:
        record.parse_http(auto_decode=decode, strict_mode=False)  # type: ignore[arg-type]
    return record


def _body(found: Record, largest: int) -> bytes:
    """The body of a page, at most a byte more than `largest` of it.

    Archives of pages fetched over HTTP/2, or by a browser, keep the headers of packed bodies above unpacked ones, so
    what cannot be unpacked is taken as it is.
    """
    for decode in ("all", "content", "transfer"):
        try:
            return bytes(_parsed(found, decode).reader.read(largest + 1))
        except OSError:
            pass
    return bytes(_parsed(found, "none").reader.read(largest + 1))


def _time(written: str | None) -> datetime | None:
    """WARC-Date, a time in UTC as in 2024-03-18T10:00:00Z."""
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _mismatches(found: Record, record: WarcRecord) -> Iterator[str]:
    """The digests that a record states and its bytes do not have.

    A payload is what the transfer encoding was taken from (WARC 1.1, 5.9), but most tools take the digest with it, and
    some with the content encoding undone as well: each of these is accepted.
    """
    stated = record.headers.get("WARC-Block-Digest")
    if stated and not _fits(stated, lambda: iter((found.block,))):
        yield "WARC-Block-Digest"
    stated = record.headers.get("WARC-Payload-Digest")
    if stated and not _fits(stated, lambda: _payloads(found)):
        yield "WARC-Payload-Digest"


def _payloads(found: Record) -> Iterator[bytes]:
    for decode in ("none", "transfer", "all"):
        with suppress(OSError):
            yield bytes(_parsed(found, decode).reader.read(_LONGEST_PAYLOAD))


def _fits(stated: str, readings: Callable[[], Iterator[bytes]]) -> bool:
    """Whether a digest, as "sha1:" and base 32 or hex, is that of one of the readings; one of unknown kind fits."""
    name, _, value = stated.strip().partition(":")
    algorithm = _DIGESTS.get(name.strip().lower().replace("-", ""))
    if algorithm is None or not value:
        return True
    wanted = value.strip().rstrip("=")
    for data in readings():
        digest = algorithm(data, usedforsecurity=False).digest()
        if wanted.upper() == base64.b32encode(digest).decode().rstrip("=") or wanted.lower() == digest.hex():
            return True
    return False


def _article(page: _Page, known: Metadata, largest: int) -> Article:
    """The article on a page. Raises NoArticle where there is none, Unreadable where the page cannot be read."""
    from reportedly.intake.html import article_on, page_text  # half a second, for those who read pages

    if len(page.body) > largest:
        raise Unreadable(_too_large(largest))
    if not page.body.strip():
        raise NoArticle("empty")
    beside = Metadata(id=page.url, url=page.url)
    if page.media_type == _PLAIN:
        text, own = decoded(page.body), Metadata()
    else:
        text, own = article_on(page_text(page.body))
    return known.over(beside).over(own).article(text)


def _of_zip(stream: BinaryIO, source: str, known: Metadata, largest: int, tally: _Tally) -> Iterator[Arrival | Problem]:
    try:
        listed = archives_listed(stream)
    except zipfile.BadZipFile:
        # its archives are still there, stored as they are one behind the other
        yield Problem(source, None, "the zip's own list of files is broken; all records found in it are read")
        yield from _of_records(stream, source, known, largest, tally, "")
        return
    for info in listed:
        try:
            with opened(stream, info) as archive:
                yield from _of_records(archive, source, known, largest, tally, info.filename)
        except Unpackable as error:
            tally.add_damage(info.filename, str(error))
