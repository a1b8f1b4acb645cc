"""The ledger: articles and claims kept, never losing and never doubling, with a journal that shows every change.

>>> import tempfile
>>> from reportedly import Article
>>> with tempfile.TemporaryDirectory() as folder, Ledger.open(f"sqlite:///{folder}/ledger.db") as ledger:
...     added = ledger.add(Article("Two guards were killed in Kherson on Monday, the governor said.", id="kherson"))
...     [kept.claim.count.low for kept in ledger.claims("killed > 1 place:Kherson")]
[2.0]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Engine, func, not_, select

from reportedly import __version__, read_article
from reportedly.article import Article
from reportedly.claim import Claim, Finding, Reading
from reportedly.intake.capture import Arrival, Capture
from reportedly.intake.metadata import whole
from reportedly.ledger import journal, projection, schema
from reportedly.ledger.arrivals import (
    READ_LANGUAGES,
    Added,
    Outcome,
    Prepared,
    enter_reading,
    is_readable,
    knows,
    prepared,
    quotation,
    readable_rows,
    reading_document,
    record,
)
from reportedly.ledger.database import LedgerError, Progress, asking, default_address, engine_for, writing
from reportedly.ledger.query import Query, parsed
from reportedly.ledger.records import ArticleRecord, Kept, article_record, articles_named, claim_named, kept_claims
from reportedly.ledger.schema import State
from reportedly.ledger.search import rows_of

if TYPE_CHECKING:
    from reportedly.ledger.audit import Verdict
    from reportedly.ledger.checkpoints import Checkpoint
    from reportedly.ledger.timestamps import Authority, Timestamp

__all__ = ["Added", "ArticleRecord", "Kept", "Ledger", "LedgerError", "Outcome", "State", "default_address"]

READER = f"reportedly {__version__}"
_BATCH, _BATCH_SECONDS = 64, 1.0


@dataclass(frozen=True, slots=True)
class Stats:
    """How much a ledger holds: `articles` and `claims` of today's state, `bytes` of sources before they are packed.

    `waiting` are articles that `reread` would read for the first time, `unread` those of a language without a reader.
    """

    articles: int
    versions: int
    claims: int
    entries: int
    checkpoints: int
    timestamps: int
    copies: int
    waiting: int
    unread: int
    bytes: int


class Ledger:
    """A ledger on SQLite or PostgreSQL. Threads may share one, and several processes may open the same."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str | None = None, *, create: bool = True, progress: Progress | None = None) -> Self:
        """The ledger at a database address; by default that in REPORTEDLY_DB, else a file in the user's data folder.

        It is made where there is none, unless `create` is False. That of an older version is brought up to date, and
        `progress` told how far that is. Raises LedgerError where it cannot be opened.
        """
        return cls(engine_for(url or default_address(), create=create, progress=progress))

    def close(self) -> None:
        """Let go of its connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- putting in ---------------------------------------------------------------------------------------------------

    def add(self, article: Article, *, capture: Capture | None = None, read: bool = True) -> Added:
        """Keep an article with its claims; one that is known already adds nothing.

        Without `capture` the source bytes are the text itself. Without `read` it waits for `reread`.
        """
        article = replace(article, text=whole(article.text))
        return next(self.add_all([Arrival(article, capture or _typed(article))], read=read))

    def add_all(
        self,
        arrivals: Iterable[Arrival],
        *,
        read: bool = True,
        reader: Callable[[Article], Reading] = read_article,
        name: str = READER,
        languages: Set[str | None] = READ_LANGUAGES,
    ) -> Iterator[Added]:
        """Keep articles as they come, in their order; each is kept with its claims or not at all.

        They are written some dozens at a time: what was given out is safe, what was not is read again next time.
        A reader of another make goes by a `name` of its own, and says which `languages` it reads.
        """
        waiting: list[Prepared] = []
        since = time.monotonic()
        for arrival in arrivals:
            waiting.append(self._prepared(arrival, reader if read else None, name, languages))
            if len(waiting) >= _BATCH or time.monotonic() - since > _BATCH_SECONDS:
                yield from self._record(waiting)
                waiting, since = [], time.monotonic()
        yield from self._record(waiting)

    def _prepared(
        self, arrival: Arrival, reader: Callable[[Article], Reading] | None, name: str, languages: Set[str | None]
    ) -> Prepared:
        made = prepared(arrival)
        if reader is None or not is_readable(made.article, languages):
            return made
        with asking(self.engine) as connection:
            if knows(connection, made, name):
                return made
        return made.read_by(reader, name)

    def _record(self, waiting: list[Prepared]) -> list[Added]:
        if not waiting:
            return []
        with writing(self.engine) as connection:
            pen = journal.Pen(connection)
            return [record(pen, one) for one in waiting]

    def reread(
        self, reader: Callable[[Article], Reading] = read_article, name: str = READER
    ) -> Iterator[ArticleRecord]:
        """Read again what was not read by this reader; the old readings stay, as history."""
        after = 0
        while True:
            row = schema.article.c
            with asking(self.engine) as connection:
                stale = (row.current, func.coalesce(row.reader, "") != name, readable_rows(), row.id > after)
                number = connection.execute(select(row.id).where(*stale).order_by(row.id).limit(1)).scalar()
                if number is None:
                    return
                old = article_record(connection, number)
                article = old.article(connection)
            after = number
            reading = reading_document(old.key, reader(article), name)
            with writing(self.engine) as connection:
                enter_reading(journal.Pen(connection), number, reading)
            yield old

    # --- asking -------------------------------------------------------------------------------------------------------

    def claims(self, query: str | Query = "", *, before: int | None = None, limit: int | None = None) -> Iterator[Kept]:
        """The claims that fit a query (docs/ledger.md has its words), newest first; all of them without `limit`.

        `before` goes on where a page ended, with the `number` of its last claim. Raises LedgerError for a query that
        cannot be read.
        """
        asked = parsed(query) if isinstance(query, str) else query
        page = 500
        while limit is None or limit > 0:
            size = page if limit is None else min(page, limit)
            with asking(self.engine) as connection:
                found = kept_claims(connection, rows_of(asked, connection, before=before, limit=size))
            yield from found
            if len(found) < size:
                return
            before, limit = found[-1].number, None if limit is None else limit - size

    def claims_of(self, article: int) -> list[Kept]:
        """Today's claims of one version of an article, in the order of the text."""
        row = schema.claim.c
        with asking(self.engine) as connection:
            rows = connection.execute(
                select(schema.claim).where(row.article == article, row.current).order_by(row.id)
            ).all()
            found = kept_claims(connection, rows)
        # A decision is a later row than the reading; it stands in the same place.
        return sorted(found, key=lambda kept: kept.claim.evidence[0].start)

    def findings(self, article: int) -> list[Finding]:
        """What the newest reading of one version of an article found about its claims, which go by their names."""
        row = schema.article.c
        with asking(self.engine) as connection:
            reading = connection.execute(select(row.reading).where(row.id == article)).scalar()
            if reading is None:
                return []
            told = journal.read(connection, [reading])[reading].document()["findings"]
        return [Finding(one["kind"], one["text"], tuple(one["claims"])) for one in told]

    def articles(self, name: str) -> list[ArticleRecord]:
        """The articles with a number, a name, an address or the beginning of a hash: all versions, oldest first."""
        with asking(self.engine) as connection:
            return articles_named(connection, name)

    def text(self, article: ArticleRecord) -> str:
        """The text of a version. Raises reportedly.ledger.journal.Damaged where it has been changed."""
        with asking(self.engine) as connection:
            return journal.kept(connection, article.text).decode()

    def history(self, claim: str) -> list[Kept]:
        """All that was ever said of a claim, oldest first: readings and decisions. `claim` may be cut short.

        Raises LedgerError where the beginning of the name fits several.
        """
        row = schema.claim.c
        with asking(self.engine) as connection:
            name = claim_named(connection, claim)
            rows = connection.execute(select(schema.claim).where(row.name == name).order_by(row.id)).all()
            return kept_claims(connection, rows)

    def stats(self) -> Stats:
        """How much it holds."""
        a, c, e = schema.article.c, schema.claim.c, schema.entry.c
        unread, readable = (a.current, a.reading.is_(None)), readable_rows()
        with asking(self.engine) as connection:
            one = connection.execute(
                select(
                    select(func.count()).where(a.current).scalar_subquery().label("articles"),
                    select(func.count()).select_from(schema.article).scalar_subquery().label("versions"),
                    select(func.count()).where(c.current, c.state != "rejected").scalar_subquery().label("claims"),
                    select(func.count()).where(a.current, a.copy_of.is_not(None)).scalar_subquery().label("copies"),
                    select(func.count()).where(*unread, readable).scalar_subquery().label("waiting"),
                    select(func.count()).where(*unread, not_(readable)).scalar_subquery().label("unread"),
                    select(func.coalesce(func.sum(schema.blob.c.size), 0)).scalar_subquery().label("bytes"),
                )
            ).one()
            kinds: dict[str, int] = dict(connection.execute(select(e.kind, func.count()).group_by(e.kind)).all())
        entered = {f"{kind}s": kinds.get(kind, 0) for kind in ("checkpoint", "timestamp")}
        return Stats(**{name: int(n) for name, n in one._mapping.items()}, entries=sum(kinds.values()), **entered)

    # --- deciding -----------------------------------------------------------------------------------------------------

    def decide(self, claim: str, verdict: str, *, by: str, reason: str = "", corrected: Claim | None = None) -> Kept:
        """A person accepts, corrects or rejects a claim; no later reading changes that. `corrected` is it mended.

        Raises LedgerError where there is no such claim or verdict.
        """
        if verdict not in set(State) - {State.READ} or (verdict == State.CORRECTED) != (corrected is not None):
            raise LedgerError("a verdict is accepted, rejected, or corrected together with the corrected claim")
        states = self.history(claim)
        if not states:
            raise LedgerError(f"no claim {claim}")
        last = next((one for one in states if one.current), states[-1])
        quote = self._quoted(last.article, corrected) if corrected else last.quote
        told = {"name": last.name, "verdict": verdict, "by": by, "reason": reason, "quote": quote}
        self._enter("decision", {**told, "claim": projection.document_of(corrected or last.claim)})
        return self.history(last.name)[-1]

    def _quoted(self, article: ArticleRecord, claim: Claim) -> str:
        text = self.text(article)
        if any(not 0 <= span.start < span.end <= len(text) for span in claim.evidence) or not claim.evidence:
            raise LedgerError("the corrected claim points outside the text: select its words in the article")
        return quotation(claim, text)

    def withdraw(self, article: int, *, by: str, reason: str) -> None:
        """Note that its publisher, or the desk, has withdrawn an article; it stays, and says so."""
        self._enter("withdrawal", {"article": article, "by": by, "reason": reason})

    def merge_parties(self, parties: list[str], into: str, *, by: str, reason: str = "") -> None:
        """Parties that are one go by the id `into` from now on. Raises LedgerError where one of them is unknown."""
        self._known_parties([*parties, into])
        self._enter("merge", {"parties": sorted(parties), "into": into, "by": by, "reason": reason})

    def split_party(self, party: str, *, by: str, reason: str = "") -> None:
        """A party that was merged stands for itself again. Raises LedgerError where it is unknown."""
        self._known_parties([party])
        self._enter("split", {"party": party, "by": by, "reason": reason})

    def decide_incident(self, one: str, other: str, *, same: bool, by: str, reason: str = "") -> None:
        """A person says whether two claims are of one happening; it holds until somebody says otherwise.

        Claims go by name or the beginning of it. Raises LedgerError where there is no such claim, or both are one.
        """
        names = [states[-1].name if (states := self.history(name)) else None for name in (one, other)]
        for written, name in zip((one, other), names, strict=True):
            if name is None:
                raise LedgerError(f"no claim {written}")
        if names[0] == names[1]:
            raise LedgerError(f"{one} and {other} are one claim")
        self._enter("incident", {"claims": sorted(filter(None, names)), "same": same, "by": by, "reason": reason})

    def _known_parties(self, ids: list[str]) -> None:
        with asking(self.engine) as connection:
            known = set(connection.execute(select(schema.party.c.id).where(schema.party.c.id.in_(ids))).scalars())
        if unknown := [id for id in ids if id not in known]:
            raise LedgerError(f"no party “{unknown[0]}” in this ledger")

    def _enter(self, kind: str, body: dict[str, Any]) -> None:
        if not body["by"].strip():
            raise LedgerError("say who decides: by is empty")
        with writing(self.engine) as connection:
            projection.enter(journal.Pen(connection), kind, body)

    # --- trusting -----------------------------------------------------------------------------------------------------

    def verify(self, progress: Callable[[int, int], None] | None = None) -> Verdict:
        """Recompute everything: every hash, every source, every row that is derived; names the first that is broken."""
        from reportedly.ledger.audit import verify

        return verify(self.engine, progress)

    def checkpoint(self) -> Checkpoint:
        """The Merkle root over all entries, itself entered; of an unchanged ledger the last one again."""
        from reportedly.ledger.checkpoints import checkpoint

        with writing(self.engine) as connection:
            return checkpoint(connection)

    def timestamp(self, checkpoint: Checkpoint, authority: Authority) -> Timestamp:
        """Have a checkpoint stamped by a time-stamp authority, once, and keep what it answers.

        Raises LedgerError where it cannot be asked or its answer does not hold; the checkpoint stays as it is.
        """
        from reportedly.ledger.timestamps import stamp

        return stamp(self.engine, checkpoint, authority)

    def timestamps(self, checkpoint: Checkpoint) -> list[Timestamp]:
        """The time-stamps of a checkpoint, oldest first."""
        from reportedly.ledger.timestamps import timestamps_of

        with asking(self.engine) as connection:
            return timestamps_of(connection, checkpoint)

    def backup(self, path: str | Path) -> None:
        """Copy the ledger into a new SQLite file, a ledger itself. Raises LedgerError where the file exists."""
        from reportedly.ledger.copying import backup

        backup(self.engine, Path(path))


def _typed(article: Article) -> Capture:
    """An article that came as an object has its own text for its source."""
    return Capture(article.text.encode(), "text/plain", article.url or article.id)
