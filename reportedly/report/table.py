"""A reading for the terminal: claims under their claimant, the chain in one line, doubt and checking in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from reportedly.article import Article, Span
from reportedly.claim import Claim, Kind, Reading
from reportedly.report import words
from reportedly.report.ledger import Scene, Voice, voices_in

if TYPE_CHECKING:
    from reportedly.reading.statement import Statement
    from reportedly.reading.tally import Tally, Total

_FIGURE = 18  # columns at most for the figure, "tens of thousands"


def print_reading(reading: Reading, console: Console) -> None:
    """Print one article: head, sourcing label, claims by claimant, findings."""
    console.print(Group(*_parts(reading)), no_wrap=False)


def print_tally(article: Article, totals: Tally, console: Console) -> None:
    """Print the totals of one article, each with how it was reached."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_column(ratio=1)
    for kind, total in totals.items():
        if kind not in (Kind.KILLED, Kind.WOUNDED) and total.best == 0:
            continue
        grid.add_row(kind, Text(_range(total), "bold"), Text(words.clean(total.how), "dim"))
    console.print(_head(article), Padding(grid, (0, 0, 1, 2)), sep="\n")


def print_quotes(article: Article, statements: Sequence[Statement], console: Console) -> None:
    """Print every attributed statement of an article: who, with which word, what."""
    console.print(_head(article), "", sep="\n")
    if not statements:
        console.print("No attributed statements found.\n")
    for one in statements:
        source, cue, content = (_slices(part, article) for part in (one.source, one.cue, one.content))
        line = Text.assemble((source or "(no source named)", "bold"), (f"  {cue}", "italic"))
        console.print(line, Padding(Text(content), (0, 0, 1, 2), expand=False), sep="\n")


def _head(article: Article) -> Text:
    return Text.assemble((words.heading(article), "bold"), "\n", (words.dateline(article), "dim"))


def _slices(spans: Iterable[Span], article: Article) -> str:
    return " … ".join(words.clean(span.of(article.text)) for span in spans)


def _range(total: Total) -> str:
    low, best, high = total.low, total.best, total.high
    if low == best == high:
        return "?" if best is None else words.number(best)
    bounds = f"{words.number(low) if low is not None else '?'} to {words.number(high) if high is not None else '?'}"
    return f"{words.number(best)} ({bounds})" if best is not None else bounds


def _parts(reading: Reading) -> Iterator[RenderableType]:
    article = reading.article
    yield _head(article)
    yield Rule(style="dim")
    if not reading.claims:
        yield Text(words.NOTHING)
    else:
        yield _phrases(words.label(reading))
        figures = min(_FIGURE, max(len(_figure(claim)) for claim in reading.claims))
        for voice in voices_in(reading):
            yield ""
            yield from _voice(voice, figures)
    if reading.findings:
        yield ""
        yield Text("What to know", "bold underline")
        for finding in reading.findings:
            yield hanging("•", Text(words.capital(words.clean(finding.text))))
    yield ""


def _phrases(phrases: tuple[str, ...]) -> Text:
    return Text(" · ").join([Text(phrase, "bold" if n == 0 else "") for n, phrase in enumerate(phrases)])


def _voice(voice: Voice, figures: int) -> Iterator[RenderableType]:
    head = Text(voice.title, "bold underline")
    if voice.side:
        head.append("  " + voice.side, "not bold not underline yellow")
    yield head
    if voice.checks:
        yield Padding(_checks(voice.checks, "for all of these: "), (0, 0, 0, 2), expand=False)
    for n, strand in enumerate(voice.strands):
        if n:
            yield ""
        if "→" in strand.chain:
            yield Padding(Text(strand.chain, "italic"), (0, 0, 0, 2), expand=False)
        for scene in strand.scenes:
            if scene.told:
                yield Padding(Text(scene.told, "dim"), (0, 0, 0, 2), expand=False)
            if scene.doubt:
                yield Padding(Text(scene.doubt, "yellow"), (0, 0, 0, 2), expand=False)
            yield Padding(_claims(scene, figures), (0, 0, 0, 2))
        if strand.checks:
            yield Padding(_checks(strand.checks), (0, 0, 0, 2), expand=False)


def _checks(checks: tuple[str, ...], before: str = "") -> Text:
    style = "dim" if checks == (words.UNCHECKED,) else "red"
    return Text(words.capital(before + " · ".join(checks)), style)


def _claims(scene: Scene, figures: int) -> Table:
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(justify="right", width=figures)
    grid.add_column(width=10)
    grid.add_column(ratio=1)
    for claim in scene.claims:
        what = _what(claim)
        if claim is scene.last_of_open_list:
            what.append("\n" if what else "").append("the list goes on", "dim")
        grid.add_row(Text(_figure(claim), "bold"), Text(words.outcome(claim)), what)
    return grid


def _figure(claim: Claim) -> str:
    return words.figure(claim.count) if words.has_figure(claim) else "–"


def _what(claim: Claim) -> Text:
    what = Text(words.subject(claim))
    if notes := words.notes(claim):
        what.append(f"{' ' if what else ''}({'; '.join(notes)})", "dim")
    return what


def hanging(mark: str, text: Text) -> Table:
    """A text behind a mark, its further lines under its first word."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=len(mark))
    grid.add_column(ratio=1)
    grid.add_row(mark, text)
    return grid
