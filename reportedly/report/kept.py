"""What the ledger keeps, for people and for programs: claims found, a claim's history, an article's versions."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reportedly.ledger.acts import Act
from reportedly.ledger.arrivals import READ_LANGUAGES
from reportedly.ledger.projection import document_of
from reportedly.ledger.records import ArticleRecord, Kept
from reportedly.report import words
from reportedly.report.acts import told as act_told
from reportedly.report.csv import line

Document = dict[str, Any]

COLUMNS = (
    "claim",
    "state",
    "kind",
    "status",
    "count",
    "low",
    "best",
    "high",
    "qualifier",
    "who",
    "item",
    "by",
    "place",
    "start",
    "end",
    "claimant",
    "verification",
    "quote",
    "article",
    "title",
    "publisher",
    "published",
    "url",
    "entered",
    "number",
)


# --- for programs -----------------------------------------------------------------------------------------------------


def document(kept: Kept) -> Document:
    """A state of a claim as JSON; `claim` carries the names of the Python objects."""
    return {
        "id": kept.name,
        "number": kept.number,
        "state": kept.state.value,
        "current": kept.current,
        "quote": kept.quote,
        "claim": document_of(kept.claim),
        "article": record_document(kept.article),
        "entered": kept.at,
        "by": kept.by,
        "reason": kept.reason,
    }


def record_document(record: ArticleRecord) -> Document:
    """A version of an article as JSON, without its text."""
    return {
        "number": record.number,
        "id": record.name,
        "version": record.version,
        "current": record.current,
        "withdrawn": record.withdrawn,
        "title": record.title,
        "publisher": record.publisher,
        "published": record.published and record.published.isoformat(),
        "url": record.url,
        "language": record.language,
        "origin": record.origin,
        "retrieved": record.retrieved,
        "copy_of": record.copy_of,
        "reader": record.reader,
        "text_sha256": record.text.hex(),
        "source_sha256": record.source and record.source.hex(),
    }


def article_document(
    versions: Sequence[ArticleRecord], texts: Mapping[int, str], claims: Mapping[int, Sequence[Kept]]
) -> list[Document]:
    """The versions of an article as JSON, each with what changed since the one before, and its claims."""
    documents = []
    for before, one in zip([None, *versions], versions, strict=False):
        changes = list(_changes(before, one, texts)) if before is not None and before.key == one.key else []
        found = [document(kept) for kept in claims.get(one.number, ())]
        documents.append({**record_document(one), "diff": changes, "claims": found})
    return documents


def csv_lines(claims: Sequence[Kept]) -> Iterator[str]:
    """A line of column names, then one line a claim, safe to open in a spreadsheet."""
    yield line(COLUMNS)
    for kept in claims:
        claim, article = kept.claim, kept.article
        yield line(
            (
                kept.name,
                kept.state,
                claim.kind,
                claim.status,
                claim.count.text,
                words.bare(claim.count.low),
                words.bare(claim.count.best),
                words.bare(claim.count.high),
                claim.count.qualifier,
                claim.who and claim.who.text,
                claim.item and claim.item.text,
                claim.by and claim.by.text,
                claim.place and claim.place.text,
                claim.when and claim.when.start,
                claim.when and claim.when.end,
                words.claimant(claim),
                "; ".join(v.result for v in claim.verification),
                kept.quote,
                article.name,
                article.title,
                article.publisher,
                article.published,
                article.url,
                kept.at,
                kept.number,
            )
        )


# --- for people -------------------------------------------------------------------------------------------------------


def print_claims(claims: Sequence[Kept], console: Console, *, more: bool) -> None:
    """Print what was found: figure, outcome, subject, who says it, where it was read."""
    if not claims:
        console.print("Nothing found. `reportedly find --help` says what can be asked.")
        return
    width = _width(claims)
    for kept in claims:
        console.print(_summary(kept, width), Padding(_source(kept), (0, 0, 1, 2), expand=False), sep="\n")
    shown = words.counted(len(claims), "claim")
    console.print(f"{shown} shown; there are more: --before {claims[-1].number}" if more else shown)


def print_history(history: Sequence[Kept], acts: Sequence[Act], console: Console) -> None:
    """Print every state of a claim and what else people did with it, oldest first: when, by whom, what it then said."""
    last = next((kept for kept in history if kept.current), history[-1])
    console.print(_summary(last, _width([last])), Padding(_source(last), (0, 0, 1, 2), expand=False), sep="\n")
    console.print(Text("History", "bold underline"))
    lines = [(kept.at, _state(kept)) for kept in history]
    lines += [(act.at, _act(act)) for act in acts if act.kind != "decision" or act.undone]
    for at, told in sorted(lines, key=lambda line: line[0]):
        console.print(
            Padding(Text.assemble((at[:16].replace("T", " "), "dim"), "  ", told), (0, 0, 0, 2), expand=False)
        )


def _state(kept: Kept) -> Text:
    told = Text(f"{kept.state} by {words.clean(kept.by)}: {_figure(kept)}")
    if kept.carried:
        told = Text(f"{told.plain}, in version {kept.article.version} as well")
    if kept.undone_by:
        told = Text(f"{told.plain}, restored by {words.clean(kept.undone_by)}")
    if kept.reason:
        told.append(f" ({words.clean(kept.reason)})", "italic")
    if kept.current:
        told.append("  ← now", "bold")
    return told


def _act(act: Act) -> Text:
    told = Text(f"{words.clean(act.by)} {act_told(act)}", "strike" if act.undone else "")
    if act.undone:
        told.append(f"  undone by {words.clean(act.undone.by)}", "not strike italic")
    return told


def print_article(
    versions: Sequence[ArticleRecord],
    texts: Mapping[int, str],
    claims: Mapping[int, Sequence[Kept]],
    console: Console,
) -> None:
    """Print each version of an article: what it is, what changed since the one before, and its claims."""
    for before, one in zip([None, *versions], versions, strict=False):
        console.print(_heading(one))
        if before is not None and before.key == one.key:
            for change in _changes(before, one, texts):
                style = {"+": "green", "-": "red"}.get(change[:1], "dim")
                console.print(Padding(Text(words.clean(change), style), (0, 0, 0, 2), expand=False))
        found = claims.get(one.number, ())
        for kept in found:
            console.print(Padding(_summary(kept, _width(found)), (1, 0, 0, 2), expand=False))
        if one.current and not found:
            unread = "Not read yet: `reportedly ledger reread`." if one.language in READ_LANGUAGES else _no_reader(one)
            console.print(Padding("No claims." if one.reader else unread, (1, 0, 0, 2), expand=False))
        console.print()


def _no_reader(record: ArticleRecord) -> str:
    return f"Kept, but not read: there is no reader for its language ({record.language}) yet."


def _heading(record: ArticleRecord) -> Text:
    origin = [record.publisher, record.published and words.day(record.published), record.url or record.name]
    notes = [f"version {record.version}", f"number {record.number}"]
    notes += [f"a copy of {record.copy_of}"] if record.copy_of else []
    notes += ["withdrawn"] if record.withdrawn else []
    title = words.clean(record.title or record.name)
    told = " · ".join(words.clean(str(part)) for part in (*filter(None, origin), *notes))
    return Text.assemble((title, "bold"), "\n", (told, "dim"))


def _changes(before: ArticleRecord, after: ArticleRecord, texts: Mapping[int, str]) -> Iterator[str]:
    """What changed between two versions, line by line: "-" for what went, "+" for what came."""
    for name in ("title", "publisher", "byline", "published"):
        if getattr(before, name) != getattr(after, name):
            yield f"- {name}: {getattr(before, name)}"
            yield f"+ {name}: {getattr(after, name)}"
    old, new = (texts[one.number].splitlines() for one in (before, after))
    for change in difflib.unified_diff(old, new, lineterm="", n=0):
        if change[:1] in "+-" and change[:3] not in ("+++", "---"):
            yield f"{change[0]} {change[1:]}"


def _width(claims: Sequence[Kept]) -> int:
    """Columns for the figures, so that those of a list stand under each other."""
    return max((len(_figure(kept)) for kept in claims), default=0)


def _summary(kept: Kept, width: int) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", min_width=width)
    grid.add_column(min_width=9)
    grid.add_column()
    claim = kept.claim
    what = Text(words.subject(claim))
    told = [words.where(claim), words.period(claim.when)]
    if place := ", ".join(filter(None, told)):
        what.append(f"  {place}", "dim")
    what.append(f"\n{words.spoken(words.claimant(claim))}", "italic")
    for check in words.checks(claim):
        what.append(f" · {check}", "red" if claim.verification else "dim")
    if kept.state != "read":
        what.append(f" · {kept.state} by {words.clean(kept.by)}", "green")
    grid.add_row(Text(_figure(kept), "bold"), Text(words.outcome(claim)), what)
    return grid


def _figure(kept: Kept) -> str:
    return words.figure(kept.claim.count) if words.has_figure(kept.claim) else "–"


def _source(kept: Kept) -> Text:
    article = kept.article
    origin = [article.publisher, article.published and words.day(article.published), article.title or article.name]
    told = " · ".join(words.clean(str(part)) for part in origin if part)
    return Text.assemble(f"“{words.clean(kept.quote)}”\n", (f"{told} · claim {kept.name}", "dim"))
