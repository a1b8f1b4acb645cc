"""What is the same: stable names for articles, claims, parties and places, which any machine works out alike."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from reportedly.article import Article
from reportedly.claim import Claim, Location
from reportedly.intake.problem import Unreadable
from reportedly.intake.url import canonical as canonical_url
from reportedly.ledger.journal import canonical

_LONGEST = 500  # characters, which are 2,000 bytes at most; an index of PostgreSQL takes 2,704
_GAP = re.compile(r"[^\w]+")


@lru_cache(maxsize=4096)  # of names there are few, and each comes often
def folded(words: str) -> str:
    """Words without case, accents and punctuation, for comparison.

    >>> folded("São Tomé’s  Army")
    'sao tome s army'
    """
    plain = words.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _GAP.sub(" ", plain).strip()


def _slug(name: str) -> str:
    return folded(name).replace(" ", "-")


def article_key(article: Article) -> str:
    """What all versions of an article share: its address; without one, the name it came under and its text.

    A text without an address that changes is another article: nothing says that it is the same.
    """
    if article.url is None:
        return f"{bounded(article.id)}#{article.digest}"
    try:
        return bounded(canonical_url(article.url))
    except Unreadable:  # an address that is none of the web still tells articles apart
        return bounded(article.url.strip())


def bounded(name: str) -> str:
    """A name as it is looked up by: as it is, but what is too long for an index of PostgreSQL ends in its hash.

    A feed may give its items any address and any id.

    >>> bounded("https://paper.example/a"), len(bounded("a" * 8_000))
    ('https://paper.example/a', 500)
    """
    if len(name) <= _LONGEST:
        return name
    ending = "…sha256:" + hashlib.sha256(name.encode()).hexdigest()
    return name[: _LONGEST - len(ending)] + ending


def article_digest(article: Article) -> bytes:
    """The hash of all that an article says of itself; two versions differ in it."""
    about = (
        article.digest,
        article.title,
        article.publisher,
        article.byline,
        article.published and article.published.isoformat(),
        article.url,
        article.language,
        article.origin,
    )
    return hashlib.sha256(canonical({"article": about})).digest()


def claim_names(key: str, claims: tuple[Claim, ...], text: str) -> list[str]:
    """A name for each claim, 16 hex digits: the same in every reading and version that has it in the same words."""
    seen: dict[str, int] = {}
    names = []
    for claim in claims:
        quote = " ".join(claim.evidence[0].of(text).split())
        sort = f"{key}|{claim.kind}|{claim.status}|{claim.count.text}|{claim.item.text if claim.item else ''}|{quote}"
        order = seen[sort] = seen.get(sort, -1) + 1
        names.append(hashlib.sha256(f"{sort}|{order}".encode()).hexdigest()[:16])
    return names


def party_id(name: str) -> str:
    """The id of a party by its name: "russian-ministry-of-defense"."""
    return _slug(name) or name


def publisher_name(name: str) -> str:
    """What publishers are told apart by: "the paper" is "The Paper"."""
    return folded(name) or name


def place_id(where: Location) -> str:
    """The id of a place: "geonames:578071", or its name and country where it has no number there."""
    if where.geonames is not None:
        return f"geonames:{where.geonames}"
    return f"{_slug(where.name) or where.name}:{(where.country or '').lower()}"
