"""URLs: what a link means, and one way to write it, so that the same article is known again.

Programs disagree on odd URLs, and a guard that reads one otherwise than the connection does is none. So an odd one is
refused, and everything after this module works with the parts that were read here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

from reportedly.intake.guard import Refused, host_name
from reportedly.lexicon import rows

_LONGEST = 8_000  # characters; RFC 9110 asks for that many at least
_PORTS = {"http": 80, "https": 443}
_ODD = re.compile(r"[\x00-\x1f\x7f\\]")
_PRINTED = "".join(map(chr, range(0x21, 0x7F)))  # what may stand in a request
_QUOTED = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986


@dataclass(frozen=True, slots=True)
class Url:
    """A URL of the web in its parts; `host` as the network writes it, `target` what is asked of it."""

    scheme: str
    host: str
    port: int
    target: str
    fragment: str = ""

    @property
    def authority(self) -> str:
        """Host and port as they stand in a URL and in the Host header; the usual port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return self.origin + self.target

    def joined(self, link: str) -> Url:
        """What a link found at this URL means. Raises Refused as `parsed` does."""
        try:
            return parsed(urljoin(str(self), link.strip()))
        except ValueError as error:  # brackets that hold no address
            raise error if isinstance(error, Refused) else Refused("the link is no URL") from None


def parsed(url: str) -> Url:
    """The parts of a URL. Raises Refused, with what to do, for what is none of the web or can be read in two ways.

    >>> parsed("HTTPS://News.Example:443/a b?x=1#top")
    Url(scheme='https', host='news.example', port=443, target='/a%20b?x=1', fragment='top')
    """
    url = url.strip()
    if len(url) > _LONGEST:
        raise Refused(f"a URL of more than {_LONGEST:,} characters; nothing of that kind is fetched")
    if _ODD.search(url):
        raise Refused("control characters or a backslash in the URL; programs read such in different ways")
    try:
        parts = urlsplit(url)
        scheme, port = parts.scheme.lower(), parts.port
    except ValueError as error:
        raise Refused(f"not a URL ({str(error)[:80]})") from None
    if scheme not in _PORTS:
        raise Refused(f"{scheme[:20] or 'no scheme'}: only http and https are fetched")
    if "@" in parts.netloc:
        raise Refused("a name or password before the host; leave it out")
    if not parts.hostname:
        raise Refused("no host in the URL; write it as https://host/path")
    if port == 0:
        raise Refused("port 0 is none; leave it out")
    host = host_name(f"[{parts.hostname}]" if parts.netloc.startswith("[") else parts.hostname)
    path = parts.path if parts.path.startswith("/") else "/" + parts.path
    target = path + ("?" + parts.query if parts.query else "")
    return Url(scheme, host, port or _PORTS[scheme], quote(target, safe=_PRINTED), parts.fragment)


def canonical(url: str) -> str:
    """One way to write a URL: without trackers and fragment, host in small letters, RFC 3986, 6.2.2 for the rest.

    Two that come out alike lead to the same article. What might tell articles apart is kept: order and emptiness of
    parameters, the slash at the end, http or https, a fragment that a script reads as a path ("#!/a", "#/a").
    Raises Refused as `parsed` does.

    >>> canonical("HTTPS://News.Example:443/%7ewar/./a?utm_source=x&id=7#comments")
    'https://news.example/~war/a?id=7'
    """
    read = parsed(url)
    path, _, query = read.target.partition("?")
    kept = "&".join(part for part in query.split("&") if not _is_tracker(part))
    fragment = f"#{quote(read.fragment, safe=_PRINTED)}" if read.fragment.startswith(("!", "/")) else ""
    return read.origin + _without_dots(_requoted(path)) + ("?" + _requoted(kept) if kept else "") + fragment


def _is_tracker(part: str) -> bool:
    name = unquote_to_bytes(part.partition("=")[0]).decode("utf-8", "replace").lower()
    exact, beginnings = _trackers()
    return name in exact or name.startswith(beginnings)


@cache
def _trackers() -> tuple[frozenset[str], tuple[str, ...]]:
    names = [row["name"] for row in rows("trackers.csv")]
    beginnings = tuple(name[:-1] for name in names if name.endswith("*"))
    return frozenset(names), beginnings


def _requoted(text: str) -> str:
    """Letters and digits as they are, other percent codes in capitals."""

    def code(match: re.Match[str]) -> str:
        byte = int(match[0][1:], 16)
        return chr(byte) if byte in _UNRESERVED else match[0].upper()

    return _QUOTED.sub(code, text)


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4; empty segments stay, because some servers tell them apart."""
    kept: list[str] = []
    *segments, last = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if last == "..":
        del kept[-1:]
    return "/" + "".join(segment + "/" for segment in kept) + ("" if last in (".", "..") else last)
