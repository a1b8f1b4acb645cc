"""A URL in, what the web answers out: bounded, guarded, and with the whole exchange kept.

Only http and https, HTTP/1.1, without cookies or proxies. A redirect from https to http is refused: from there on
anybody on the way could change the figures, and the ledger would hold them as what an https address said. Who trusts
the http address can name it.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Protocol

import certifi
import httpcore

from reportedly.intake.capture import Capture, Exchange, Headers, Hop
from reportedly.intake.failure import Failure, FetchError
from reportedly.intake.guard import Guard, GuardedBackend, Refused, Unknown
from reportedly.intake.url import Url, canonical, parsed
from reportedly.intake.wire import Damaged, Limits, Meter, MeteredBackend, TooMuch, TooSlow, unpacked
from reportedly.version import __version__

__all__ = [
    "PAGES",
    "Failure",
    "FetchError",
    "Fetched",
    "Fetcher",
    "Guard",
    "Limits",
    "canonical",
    "capture_of",
    "fetch",
    "post",
]

NAME = "reportedly"  # the product token: what robots.txt calls us by
PAGES = frozenset(
    (
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/xml",
        "application/xml",
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/json",
        "application/feed+json",
    )
)
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5"
_CODINGS = {"": "", "identity": "", "gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE)
_CONTACT = re.compile(r"[\x20-\x27\x2a-\x5b\x5d-\x7e]{0,200}")  # what may stand in a comment, RFC 9110, 5.6.5
_LONGEST_WAIT = 30 * 86_400.0  # seconds
_ADVICE = {
    401: "wants a login; save the page in a browser and add the file",
    402: "wants to be paid; save the page in a browser and add the file",
    403: "refuses us; save the page in a browser and add the file",
    404: "has no such page; check the URL",
    406: "has it in no form that we read; save the page in a browser and add the file",
    410: "has taken the page away; look for it in a web archive",
    429: "asks for fewer requests",
    451: "withholds it for legal reasons; look for it in a web archive",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a URL answered. `url` is where it was found in the end, `charset` what its header names, if it does.

    `data` is unpacked, and empty where `is_unchanged`.
    """

    url: str
    data: bytes
    media_type: str
    charset: str | None
    retrieved: datetime
    exchange: Exchange

    @property
    def is_unchanged(self) -> bool:
        """Whether the answer was that nothing is new since the last time (HTTP 304)."""
        return self.exchange.status == 304

    @property
    def etag(self) -> str | None:
        """What to send as `etag` the next time."""
        return _header(self.exchange.response, "etag")

    @property
    def modified(self) -> str | None:
        """What to send as `modified` the next time."""
        return _header(self.exchange.response, "last-modified")


class Fetcher(Protocol):
    """`fetch`, or `fetch` with limits, guard and contact given (functools.partial)."""

    def __call__(
        self,
        url: str,
        *,
        etag: str | None = None,
        modified: str | None = None,
        types: frozenset[str] | None = PAGES,
        before: Callable[[str], None] | None = None,
    ) -> Fetched:
        """See `fetch`."""
        ...


_LIMITS = Limits()
_GUARD = Guard()


def fetch(
    url: str,
    *,
    etag: str | None = None,
    modified: str | None = None,
    limits: Limits = _LIMITS,
    guard: Guard = _GUARD,
    contact: str = "",
    types: frozenset[str] | None = PAGES,
    before: Callable[[str], None] | None = None,
) -> Fetched:
    """What a URL answers, redirects followed.

    `etag` and `modified` are those of the last answer; where nothing has changed since, `is_unchanged` holds.
    `contact` (a URL or a mail address) tells the site in the User-Agent whom to write to. `types` are the media types
    that are read, None for any. `before` is called with each URL before it is asked, those of redirects too, and may
    wait or raise; its time does not count.

    Raises FetchError, in every case that nothing came that can be read; ValueError for a contact that cannot be sent.
    """
    agent = user_agent(contact)
    meter = Meter(limits)
    hops: list[Hop] = []
    with _told(url, hops):
        here = parsed(url)
    while True:
        with _told(str(here), hops):
            if before is not None:
                with meter.paused():
                    before(str(here))
            request = _request(here, agent, etag, modified)
            answer = _answer(here, request, limits, guard, meter, types, tuple(hops), bool(etag or modified))
            if isinstance(answer, Fetched):
                return answer
            hops.append(answer)
            if len(hops) > limits.redirects:
                raise FetchError(
                    f"more than {limits.redirects} redirects; open it in a browser and give the URL it ends at",
                    Failure.REDIRECTS,
                    str(here),
                )
            there = here.joined(answer.location)
            if here.scheme == "https" and there.scheme == "http":
                raise Refused(f"leads from https to http, where anybody can change it; if you trust it, add {there}")
        here = there


def post(url: str, body: bytes, *, media_type: str, limits: Limits = _LIMITS, guard: Guard = _GUARD) -> Fetched:
    """What a URL answers to `body`, sent as `media_type`; an answer of any type.

    A redirect is not followed: what we send is for the one who was named. Raises FetchError as `fetch` does.
    """
    with _told(url, []):
        here = parsed(url)
    headers = _request(here, user_agent(), None, None)
    headers += (("Content-Type", media_type), ("Content-Length", str(len(body))))
    with _told(str(here), []):
        answer = _answer(here, headers, limits, guard, Meter(limits), None, (), False, body)
    if isinstance(answer, Hop):
        there = _shown(answer.location, 200)
        raise FetchError(f"it moved; if you trust that address, name it: {there}", Failure.REDIRECTS, url)
    return answer


def user_agent(contact: str = "") -> str:
    """Who we say we are. Raises ValueError for a contact that no header can hold.

    >>> user_agent("https://desk.example/bot").partition(" ")[2]
    '(+https://desk.example/bot)'
    """
    if not _CONTACT.fullmatch(contact):
        raise ValueError(f"{contact!r} is no contact; give a URL or a mail address")
    return f"{NAME}/{__version__}" + (f" (+{contact})" if contact else "")


def capture_of(fetched: Fetched, **details: object) -> Capture:
    """The capture of what was fetched; `details` are added to it."""
    return Capture(
        data=fetched.data,
        media_type=fetched.media_type,
        source=fetched.url,
        retrieved=fetched.retrieved,
        exchange=fetched.exchange,
        details={**({"charset": fetched.charset} if fetched.charset else {}), **details},
    )


def _request(here: Url, agent: str, etag: str | None, modified: str | None) -> Headers:
    headers = [
        ("Host", here.authority),
        ("User-Agent", agent),
        ("Accept", _ACCEPT),
        ("Accept-Encoding", "gzip, deflate"),
        ("Connection", "close"),
    ]
    if etag:
        headers.append(("If-None-Match", etag))
    if modified:
        headers.append(("If-Modified-Since", modified))
    return tuple(headers)


def _answer(
    here: Url,
    request: Headers,
    limits: Limits,
    guard: Guard,
    meter: Meter,
    types: frozenset[str] | None,
    hops: tuple[Hop, ...],
    is_conditional: bool,
    body: bytes | None = None,
) -> Fetched | Hop:
    """One request and its answer. A new connection each time, so that each is looked at anew. A `body` is posted."""
    port, host = here.port, here.host.encode("ascii")
    connection = httpcore.HTTPConnection(
        origin=httpcore.Origin(here.scheme.encode("ascii"), host, port),
        ssl_context=_trust(guard.authorities) if here.scheme == "https" else None,
        network_backend=MeteredBackend(GuardedBackend(guard), meter),
    )
    with connection:
        retrieved = datetime.now(UTC)
        asked = httpcore.Request(
            "GET" if body is None else "POST",
            httpcore.URL(scheme=here.scheme, host=host, port=port, target=here.target),
            headers=[(name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in request],
            content=body,
        )
        response = connection.handle_request(asked)
        try:
            headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers)
            status = response.status
            location = _header(headers, "location")
            if status in _REDIRECTS and location is not None:
                return Hop(str(here), status, _as_sent(location))
            if status not in (200, 203) and not (status == 304 and is_conditional):
                raise _refusal(here, status, headers)
            media_type, charset, data = "", None, b""
            if status != 304:
                media_type, charset = _type(here, headers, types)
                data = unpacked(response.iter_stream(), _coding(here, headers, limits), limits)
            address = response.extensions["network_stream"].get_extra_info("server_addr")
        finally:
            response.close()
    exchange = Exchange(str(here), status, request, headers, hops, str(address[0]) if address else None)
    return Fetched(str(here), data, media_type, charset, retrieved, exchange)


@cache
def _trust(authorities: Path | None) -> ssl.SSLContext:
    """Whom to believe that they are who they say; the system's own list differs from one machine to the next."""
    context = ssl.create_default_context(cafile=certifi.where())
    if authorities is not None:
        context.load_verify_locations(cafile=authorities)
    return context


@contextmanager
def _told(url: str, hops: list[Hop]) -> Iterator[None]:
    """What goes wrong on the way, as a FetchError."""
    try:
        yield
    except FetchError as error:
        found: tuple[str, Failure, int | None, float | None] = (
            error.message,
            error.failure,
            error.status,
            error.retry_after,
        )
    except Refused as error:
        found = error.message, Failure.ADDRESS, None, None
    except Unknown as error:
        found = error.message, Failure.UNKNOWN, None, None
    except TooMuch as error:
        found = error.message, Failure.SIZE, None, None
    except TooSlow as error:
        found = error.message, Failure.TIME, None, None
    except Damaged as error:
        found = error.message, Failure.BROKEN, None, None
    except httpcore.TimeoutException:
        message = "no answer for too long; try again later, or save the page and add the file"
        found = message, Failure.TIME, None, None
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        found = *_wrong(error), None, None
    else:
        return
    message, failure, status, retry_after = found
    if hops:
        message = f"redirected to {url[:200]}: {message}"
    raise FetchError(message, failure, url, status, retry_after) from None


def _wrong(error: Exception) -> tuple[str, Failure]:
    cause = error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        reason = cause.verify_message
        return f"its certificate does not hold ({reason}); nobody can say who answers there", Failure.UNREACHABLE
    if isinstance(cause, ssl.SSLError):
        return f"no safe connection ({cause.reason or 'TLS failed'}); check the URL", Failure.UNREACHABLE
    if isinstance(error, httpcore.LocalProtocolError):
        return "it cannot be asked for in HTTP; check the URL", Failure.ADDRESS
    if isinstance(error, httpcore.ProtocolError):
        return f"the answer breaks the rules of HTTP ({_shown(str(error))}); try again later", Failure.BROKEN
    if isinstance(error, httpcore.ConnectError):
        reason = getattr(cause, "strerror", None) or "no connection"
        return f"nobody answers there ({reason.lower()}); check the URL, or try again later", Failure.UNREACHABLE
    return "the connection broke off; try again later", Failure.BROKEN


def _refusal(here: Url, status: int, headers: Headers) -> FetchError:
    wait = _retry_after(headers)
    if status >= 500:
        advice = "has trouble"
    else:
        advice = _ADVICE.get(status, "gives no page; check the URL")
    if status in (408, 425, 429) or status >= 500:
        advice += f"; try again in {wait:.0f} s" if wait else "; try again later"
    return FetchError(f"HTTP {status}: {here.authority} {advice}", Failure.STATUS, str(here), status, wait)


def _retry_after(headers: Headers) -> float | None:
    """Seconds or a date (RFC 9110, 10.2.3); what is neither is as good as unsaid."""
    value = (_header(headers, "retry-after") or "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), _LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    seconds = (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def _type(here: Url, headers: Headers, types: frozenset[str] | None) -> tuple[str, str | None]:
    """The media type and the charset that the header names. Raises FetchError for a type that is not read."""
    value = _header(headers, "content-type") or ""
    media_type = value.partition(";")[0].strip().lower()
    if types is not None and media_type not in types:
        named = f"{_shown(media_type)} is not read here" if media_type else "the answer does not say what it is"
        raise FetchError(f"{named}; save it as text and add the file", Failure.TYPE, str(here))
    charset = _CHARSET.search(value)
    return media_type, charset[1].lower() if charset else None


def _coding(here: Url, headers: Headers, limits: Limits) -> str:
    """How the body is packed. Raises FetchError for what we did not ask for, and for what says it is too large."""
    named = ", ".join(value for name, value in headers if name.lower() == "content-encoding").strip().lower()
    if named not in _CODINGS:
        message = f"packed as {_shown(named)}, which we did not ask for; save the page in a browser and add the file"
        raise FetchError(message, Failure.TYPE, str(here))
    length = _header(headers, "content-length") or ""
    if length.isascii() and length.isdigit() and (len(length) > 15 or int(length) > limits.on_wire):
        raise TooMuch(f"larger than {limits.on_wire / 1e6:g} MB; save what you need of it and add the file")
    return _CODINGS[named]


def _header(headers: Headers, name: str) -> str | None:
    return next((value for key, value in headers if key.lower() == name), None)


def _as_sent(location: str) -> str:
    """Where a redirect points; servers write UTF-8 there, though headers are Latin-1 by the letter."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return location


def _shown(words: str, most: int = 60) -> str:
    """Words of a server as one may print them: short, and without codes that a terminal would follow."""
    return "".join(c if c.isprintable() else "?" for c in words[:most])
