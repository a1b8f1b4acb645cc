"""What an act is about, as it is filed: a claim by its name; an article, a party and so on with a word before it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from reportedly.intake.metadata import whole
from reportedly.ledger import schema
from reportedly.ledger.database import LedgerError
from reportedly.ledger.identity import bounded, party_id, publisher_name
from reportedly.ledger.records import claim_named

_LONGEST_NAME = 200  # characters of a person's, a party's or a publisher's name
_PAIR = "+"


def about_article(number: int) -> str:
    """What acts on a version of an article are filed under."""
    return f"article:{number}"


def about_party(name: str) -> str:
    """What acts on a party are filed under, by its name."""
    return about_party_id(party_id(name))


def about_party_id(id: str) -> str:
    """The same by its id."""
    return bounded(f"party:{id}")


def about_publisher(name: str) -> str:
    """What acts on a publisher are filed under."""
    return bounded(f"publisher:{publisher_name(name)}")


def about_file(sha256: str) -> str:
    """What verifications with a file among their evidence are filed under."""
    return f"file:{sha256}"


def about_request(entry: int) -> str:
    """What a request for a reply, its reminders and its answers are filed under."""
    return f"request:{entry}"


def claim_called(connection: Connection, name: str) -> str:
    """The whole name of a claim. Raises LedgerError where there is no such claim, or several."""
    found = claim_named(connection, name) if name.strip() else None
    if found is None:
        raise LedgerError(f"no claim {name}".rstrip())
    return found


def subject_called(connection: Connection, words: str) -> str:
    """What `words` name, as it is filed: a claim, or "article:NUMBER", or "incident:ID".

    Raises LedgerError where there is nothing of that name.
    """
    sort, colon, name = words.partition(":")
    if not colon:
        return claim_called(connection, words)
    if sort == "article":
        number = int(name) if name.isdecimal() and len(name) < 18 else -1
        known = select(schema.article.c.id).where(schema.article.c.id == number)
        if connection.execute(known).first() is None:
            raise LedgerError(f"no article {name}")
        return about_article(number)
    if sort == "incident":  # which goes by the name of one of its claims
        return f"incident:{claim_called(connection, name)}"
    raise LedgerError(f"“{words}” is no claim, no article:NUMBER and no incident:ID")


def filed_under(connection: Connection, words: str) -> list[list[str]]:
    """The subjects whose acts are the history of what `words` name: of each list an act has at least one.

    A claim, "article:NUMBER" with all its versions, "incident:ID", "party:ID", "publisher:NAME", "request:NUMBER",
    "file:SHA-256", or two claims as "ONE+OTHER". Raises LedgerError where a claim or an article is unknown.
    """
    if _PAIR in words and ":" not in words:
        return [[claim_called(connection, name)] for name in words.split(_PAIR)]
    sort, _, name = words.partition(":")
    if sort == "article":
        row, number = schema.article.c, subject_called(connection, words).partition(":")[2]
        key = select(row.key).where(row.id == int(number)).scalar_subquery()
        return [[about_article(n) for n in connection.execute(select(row.id).where(row.key == key)).scalars()]]
    if sort == "party":
        return [parties_with(connection, name)]
    if sort == "publisher":
        return [[about_publisher(name)]]
    if (sort == "request" and name.isdecimal()) or sort == "file":
        return [[words]]
    return [[subject_called(connection, words)]]


def parties_with(connection: Connection, name: str) -> list[str]:
    """What acts on a party are filed under, with those on all that it was merged with."""
    row = schema.party.c
    merged = select(row.merged).where(row.id == party_id(name)).scalar_subquery()
    ids = connection.execute(select(row.id).where(row.merged == merged)).scalars()
    return [about_party_id(id) for id in {party_id(name), *ids}]


# --- words that people give -------------------------------------------------------------------------------------------


def stated(words: str, what: str) -> str:
    """Words without what no database can hold. Raises LedgerError where there are none; `what` says of what."""
    kept = whole(words).strip()
    if not kept:
        raise LedgerError(f"{what} is empty")
    return kept


def name_of(words: str, what: str) -> str:
    """The same of a name, which is one line. Raises LedgerError where it is none, or too long for one."""
    kept = " ".join(stated(words, what).split())
    if len(kept) > _LONGEST_NAME:
        raise LedgerError(f"{what} is longer than {_LONGEST_NAME} characters")
    return kept
