"""How soon a feed wants to be asked again: as its answer says over HTTP, and as it says itself."""

from __future__ import annotations

import re
from io import BytesIO

import feedparser

from reportedly.intake.web import Fetched

LONGEST = 86_400.0  # seconds; an answer that is fresh for a year is a file somebody forgot, not a wish
_FRESH = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def freshness(answer: Fetched) -> float:
    """Seconds for which an answer is fresh by its Cache-Control (RFC 9111, 4.2 and 5.1); 0 where it does not say."""
    headers = [(name.lower(), value) for name, value in answer.exchange.response]
    named = _FRESH.search(", ".join(value for name, value in headers if name == "cache-control"))
    if named is None:
        return 0.0
    age = next((value.strip() for name, value in headers if name == "age"), "")
    spent = float(age[:9]) if age.isascii() and age.isdigit() else 0.0
    return min(max(float(named[1]) - spent, 0.0), LONGEST)


def time_to_live(data: bytes) -> float:
    """Seconds for which a feed says that it may be kept before it is asked for anew (RSS 2.0, ttl); 0 without.

    >>> time_to_live(b"<rss version='2.0'><channel><ttl>60</ttl></channel></rss>")
    3600.0
    """
    minutes = str(feedparser.parse(BytesIO(data)).feed.get("ttl", "")).strip()
    return min(60.0 * float(minutes[:9]), LONGEST) if minutes.isascii() and minutes.isdigit() else 0.0
