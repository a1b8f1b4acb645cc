"""Running totals for people and programs: a table of days with a small chart, and exact JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reportedly.claim import PEOPLE, Count, Kind, Qualifier
from reportedly.reconciling.series import Correction, Point, Series, Statement, Subject
from reportedly.report import words
from reportedly.report.words import bare, day

Document = dict[str, Any]

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 60  # columns of the chart
_LAST = 14  # points shown where no days were asked for


# --- for programs -----------------------------------------------------------------------------------------------------


def document(series: Series, since: date | None = None, until: date | None = None) -> Document:
    """A series as JSON, under the names of the Python objects; its points from `since` to `until`."""
    points = within(series.points, since, until)
    return {
        "claimant": series.claimant,
        "subject": subject_document(series.subject),
        "words": series.words,
        "statements": sum(1 + len(p.beside) for p in series.points),
        "first": _end(series.points[0]),
        "last": _end(series.points[-1]),
        "points": [_point(p) for p in points],
        "corrections": [_correction(p.correction) for p in points if p.correction],
    }


def subject_document(subject: Subject) -> Document:
    """What a series counts, null for what its claims do not tell."""
    return {
        "kind": subject.kind,
        "status": subject.status or None,
        "whose": subject.side or None,
        "category": subject.category or None,
        "type": subject.type or None,
        "people": subject.people or None,
        "place": subject.place or None,
        "since": subject.since.isoformat(),
    }


def within(points: Sequence[Point], since: date | None, until: date | None) -> list[Point]:
    """The points from one day to another; their steps are those of the whole series."""
    return [p for p in points if (since is None or p.day >= since) and (until is None or p.day <= until)]


def _end(point: Point) -> Document:
    return {"day": point.day.isoformat(), "total": bare(point.figure), "qualifier": point.statement.qualifier}


def _point(point: Point) -> Document:
    return {
        **_statement(point.statement),
        "days": point.days,
        "step": bare(point.step),
        "corrected": point.correction is not None,
        "beside": [_statement(one) for one in point.beside],
    }


def _statement(one: Statement) -> Document:
    return {
        "day": one.day.isoformat(),
        "figure": bare(one.figure),
        "qualifier": one.qualifier,
        "words": one.words,
        "claim": one.claim,
        "article": one.name,
        "publisher": one.publisher,
    }


def _correction(correction: Correction) -> Document:
    return {
        "day": correction.day.isoformat(),
        "from": bare(correction.before),
        "to": bare(correction.after),
        "by": bare(correction.after - correction.before),
        "stated": bare(correction.stated),
        "late": correction.late,
        "claim": correction.statement.claim,
        "article": correction.statement.name,
        "stated_in": [{"claim": one.claim, "article": one.name} for one in correction.statements],
    }


# --- for people -------------------------------------------------------------------------------------------------------


def print_list(found: Sequence[Series], console: Console) -> None:
    """Print what a claimant counts: first and last day, the total, how often it was corrected."""
    console.print(Text(f"{words.clean(found[0].claimant)}: {words.counted(len(found), 'running total')}", "bold"))
    grid = Table(box=None, padding=(0, 1), header_style="dim", pad_edge=False)
    grid.add_column("counted")
    for head in ("whose", "first day", "last day"):
        grid.add_column(head, no_wrap=True)
    for head in ("total", "days told", "corrected"):
        grid.add_column(head, justify="right", no_wrap=True)
    for one in found:
        first, last = one.points[0], one.points[-1]
        grid.add_row(
            what(one),
            words.clean(one.subject.side) or "not told",
            _short(first.day),
            _short(last.day),
            Text(figure(last.statement), "bold"),
            f"{len(one.points):,}",
            words.counted(len(one.corrections), "time") if one.corrections else "",
        )
    console.print(Padding(grid, (1, 0, 1, 2), expand=False))


def print_series(series: Series, console: Console, since: date | None = None, until: date | None = None) -> None:
    """Print one series: where it stands, a chart of its steps, its days, its corrections.

    Without days that are asked for, the last ones.
    """
    asked = since is not None or until is not None
    points = within(series.points, since, until)
    console.print(Text(f"{words.clean(series.claimant)}: {_heading(series)}", "bold"))
    if not points:
        first, last = series.points[0], series.points[-1]
        console.print(f"  no total in these days; there are totals from {day(first.day)} to {day(last.day)}\n")
        return
    console.print(Padding(_summary(points), (0, 0, 0, 2), expand=False))
    if bars := chart(points):
        console.print(Padding(Text.assemble((bars, "cyan"), ("  steps a day", "dim")), (1, 0, 0, 2), expand=False))
    shown = points if asked else points[-_LAST:]
    console.print(Padding(_days(shown), (1, 0, 0, 2), expand=False))
    if len(shown) < len(points):
        console.print(
            Text(f"  … the last {len(shown)} of {len(points):,} days: --since {points[0].day} for all", "dim")
        )
    corrections = [p for p in points if p.correction]
    if corrections:
        console.print(Padding(Text("Corrections", "bold underline"), (1, 0, 0, 2), expand=False))
        for point in corrections:
            console.print(Padding(Text(told(point)), (0, 0, 0, 2), expand=False))
    console.print()


def what(series: Series) -> str:
    """What is counted, in words: "tank (lost)", "killed (child)"."""
    subject = series.subject
    if Kind(subject.kind) in PEOPLE:
        thing, more = subject.kind, subject.people
    else:
        thing, more = words.clean(series.words), subject.status
    return (f"{thing} ({more})" if more else thing) + (f", {subject.place}" if subject.place else "")


def figure(statement: Statement) -> str:
    """A total with its bound: "about 425,890"."""
    number = statement.figure
    match Qualifier(statement.qualifier):
        case Qualifier.ABOUT:
            count = Count.about("", number)
        case Qualifier.MORE_THAN:
            count = Count.more_than("", number)
        case Qualifier.AT_LEAST:
            count = Count.at_least("", number)
        case Qualifier.UP_TO:
            count = Count.up_to("", number)
        case _:
            count = Count.exact("", number)
    return words.figure(count)


def chart(points: Sequence[Point]) -> str:
    """The steps as bars, several days in one where there are many; empty where there is little to show.

    A bar of no height stands for days on which nothing came to the total, a dot for days that nobody told.
    """
    steps = [(p.day, p.step / p.days) for p in points if p.step is not None and p.days]
    if len(steps) < 3:
        return ""
    first, last = steps[0][0], steps[-1][0]
    length = (last - first).days + 1
    width = min(_WIDTH, length)
    bins: list[list[float]] = [[] for _ in range(width)]
    for when, step in steps:
        bins[(when - first).days * width // length].append(step)
    means = [sum(one) / len(one) if one else None for one in bins]
    highest = max((mean for mean in means if mean is not None), default=0.0)
    return "".join(
        "·" if mean is None else " " if mean == 0 else _BARS[min(7, int(mean / highest * 8))] for mean in means
    )


def told(point: Point) -> str:
    """A correction as a sentence: what went from where to where, by how much, where it is said."""
    correction = point.correction
    assert correction is not None
    before, after = words.number(correction.before), words.number(correction.after)
    went = f"{day(correction.day)}: from {before} to {after} ({_signed(correction.after - correction.before)})"
    if correction.stated is None:
        told_in = words.clean(correction.statement.name)
        return f"{went}: it fell and no reason is stated; what came to it is not known ({told_in})"
    said = ", ".join(dict.fromkeys(words.clean(one.name) for one in correction.statements))
    why = f"corrected by {_signed(correction.stated)} ({said}" + (", for the day before)" if correction.late else ")")
    if point.step is None:
        return f"{went}: {why}, which does not explain all of it"
    return f"{went}: {why}, and {_signed(point.step)} {_time(point.days)}"


def _heading(series: Series) -> str:
    whose = words.clean(series.subject.side)
    return f"{what(series)}" + (f", {whose}" if whose else "") + f", since {day(series.subject.since)}"


def _summary(points: Sequence[Point]) -> Text:
    first, last = points[0], points[-1]
    parts = [f" on {day(last.day)}"]
    if first is not last:
        parts.append(f" · {figure(first.statement)} on {day(first.day)}")
    missing = sum(p.days - 1 for p in points[1:] if p.days)
    parts.append(f" · {words.counted(len(points), 'day')} told" + (f", {missing:,} not told" if missing else ""))
    falls = sum(1 for p in points if p.correction and p.correction.fell)
    parts.append(f" · {words.counted(falls, 'fall')}" if falls else "")
    return Text.assemble((figure(last.statement), "bold"), *parts)


def _days(points: Sequence[Point]) -> Table:
    grid = Table(box=None, padding=(0, 2), header_style="dim", pad_edge=False)
    grid.add_column("day")
    grid.add_column("total", justify="right")
    grid.add_column("step", justify="right")
    grid.add_column("")
    for point in points:
        step = "" if point.days is None else "?" if point.step is None else _signed(point.step)
        rough = step not in ("", "?") and point.statement.qualifier != Qualifier.EXACT
        grid.add_row(
            day(point.day),
            figure(point.statement),
            Text(f"about {step}" if rough else step, "bold"),
            Text("; ".join(_notes(point)), "yellow" if point.correction else "dim"),
        )
    return grid


def _notes(point: Point) -> Iterator[str]:
    if point.days is not None and point.days > 1:
        yield f"in {point.days} days"
    if point.correction and point.correction.stated is not None:
        yield f"corrected by {_signed(point.correction.stated)}"
    elif point.correction:
        yield f"the total fell by {words.number(point.correction.before - point.correction.after)}"
    others = [one for one in point.beside if one.figure != point.figure]
    for one in others:
        yield f"also {figure(one)} ({words.clean(one.publisher or one.name)})"
    if same := len(point.beside) - len(others):
        yield f"told {words.counted(same + 1, 'time')}"


def _time(days: int | None) -> str:
    return "that day" if days == 1 else f"those {days} days"


def _short(when: date) -> str:
    return f"{when.day} {when:%b %Y}"


def _signed(number: float) -> str:
    if number == 0:
        return "0"
    return f"−{words.number(-number)}" if number < 0 else f"+{words.number(number)}"
