"""Incidents, for people and for programs: a list of them, one with its timeline, and what is to be known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reportedly.claim import Finding, Kind
from reportedly.ledger import Kept
from reportedly.ledger.projection import document_of
from reportedly.reconciling import Incident, Member, Reason
from reportedly.reconciling.support import support_of
from reportedly.report import words

Document = dict[str, Any]

_SHOWN = 3  # figures of one kind on one line


# --- for programs -----------------------------------------------------------------------------------------------------


def document(incident: Incident, findings: Sequence[Finding]) -> Document:
    """An incident as JSON: its claims in the order of telling, why each belongs, what is to be known of it."""
    return {
        "id": incident.id,
        "start": incident.start and incident.start.isoformat(),
        "end": incident.end and incident.end.isoformat(),
        "claims": [_member_document(member) for member in incident.members],
        "originals": len(incident.originals),
        "support": {voice.value: list(names) for voice, names in support_of(incident.members).items()},
        "why": list(dict.fromkeys(why.text for member in incident.members for why in member.why)),
        "findings": [finding_document(one) for one in findings],
    }


def _member_document(member: Member) -> Document:
    kept = member.kept
    return {
        "id": kept.name,
        "article": kept.article.name,
        "publisher": kept.article.publisher,
        "published": kept.article.published and kept.article.published.isoformat(),
        "echo_of": member.echo_of,
        "part_of": member.part_of,
        "why": [{"text": why.text, "bits": why.bits} for why in member.why],
        "quote": kept.quote,
        "claim": document_of(kept.claim),
    }


def finding_document(finding: Finding) -> Document:
    """A finding as JSON."""
    return {"kind": finding.kind, "text": finding.text, "claims": list(finding.claims)}


# --- for people -------------------------------------------------------------------------------------------------------


def print_incidents(told: Sequence[tuple[Incident, Sequence[Finding]]], console: Console, *, more: str = "") -> None:
    """Print incidents: when and where, the rival figures side by side, who says so."""
    if not told:
        console.print(
            "No incidents. `reportedly add` brings in articles; `reportedly incidents --help` has the filters."
        )
        return
    for incident, findings in told:
        console.print(_heading(incident))
        console.print(Padding(_figures(incident), (0, 0, 0, 2), expand=False))
        for finding in findings:
            console.print(Padding(Text(f"! {words.clean(finding.text)}", "yellow"), (0, 0, 0, 2), expand=False))
        console.print()
    console.print(words.counted(len(told), "incident") + (f" shown; there are more: {more}" if more else ""))


def print_incident(incident: Incident, findings: Sequence[Finding], console: Console) -> None:
    """Print one incident: its figures, who supports it, what is to be known, and every claim with why it is there."""
    console.print(_heading(incident))
    console.print(Padding(_figures(incident), (0, 0, 1, 2), expand=False))
    for voice, names in support_of(incident.members).items():
        told = ", ".join(words.clean(name) for name in names)
        console.print(
            Padding(
                Text.assemble((f"{words.counted(len(names), voice.value, _plural(voice.value))}: ", "bold"), told),
                (0, 0, 0, 2),
                expand=False,
            )
        )
    for finding in findings:
        console.print(Padding(Text(f"! {words.clean(finding.text)}", "yellow"), (0, 0, 0, 2), expand=False))
    console.print(Text("\nTimeline", "bold underline"))
    echoes: dict[str, list[Member]] = defaultdict(list)
    for member in incident.members:
        if member.echo_of:
            echoes[member.echo_of].append(member)
    why: tuple[Reason, ...] = ()
    for member in incident.originals:
        console.print(Padding(_told(member), (0, 0, 0, 2), expand=False))
        for echo in echoes[member.kept.name]:
            console.print(Padding(Text(f"↳ echo: {_origin(echo.kept)}", "dim"), (0, 0, 0, 6), expand=False))
        if member.why != why:
            why = member.why
            console.print(Padding(_why(member), (0, 0, 0, 6), expand=False))


def print_findings(told: Iterable[tuple[str, Sequence[Finding]]], console: Console) -> None:
    """Print findings under what they are about."""
    found = False
    for about, findings in told:
        if findings:
            found = True
            console.print(Text(words.clean(about), "bold"))
            for finding in findings:
                console.print(Padding(Text(f"! {words.clean(finding.text)}", "yellow"), (0, 0, 0, 2), expand=False))
    if not found:
        console.print("Nothing to tell.")


def title(incident: Incident) -> str:
    """When and where, in words: "Kherson, 12 March 2024"."""
    places = dict.fromkeys(
        place.name for m in incident.members if m.kept.claim.place for place in m.kept.claim.place.resolved
    )
    where = words.joined(list(places)[:2]) if places else "place not said"
    if incident.start is None:
        return f"{where}, day not said"
    if incident.end and incident.end != incident.start:
        return f"{where}, {words.day(incident.start)} to {words.day(incident.end)}"
    return f"{where}, {words.day(incident.start)}"


def _heading(incident: Incident) -> Text:
    articles = len({m.kept.article.number for m in incident.members})
    told = f"{words.counted(len(incident.originals), 'original claim')} in {words.counted(articles, 'article')}"
    if echoes := len(incident.members) - len(incident.originals):
        told += f", {words.counted(echoes, 'echo', 'echoes')}"
    return Text.assemble((words.clean(title(incident)), "bold"), (f"  {told} · incident {incident.id}", "dim"))


def _figures(incident: Incident) -> Table:
    """The figures of each kind side by side, each with its claimants."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(min_width=9)
    grid.add_column()
    by_kind: Mapping[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for member in incident.originals:
        claim = member.kept.claim
        if member.part_of is None and claim.kind is not Kind.OTHER:
            thing = f"{claim.item.text} {words.outcome(claim)}" if claim.item else words.outcome(claim)
            figure = words.figure(claim.count) if words.has_figure(claim) else "–"
            by_kind[thing][figure][words.clean(words.claimant(claim))] = None
    for thing, figures in by_kind.items():
        told = Text()
        for n, (figure, speakers) in enumerate(list(figures.items())[:_SHOWN]):
            told.append(" │ " if n else "")
            told.append(figure, "bold")
            told.append(f" {words.joined(list(speakers)[:2])}")
            told.append(f" and {len(speakers) - 2} more" if len(speakers) > 2 else "")
        if len(figures) > _SHOWN:
            told.append(f" │ {len(figures) - _SHOWN} more", "dim")
        grid.add_row(words.clean(thing), told)
    return grid


def _told(member: Member) -> Text:
    kept, claim = member.kept, member.kept.claim
    day = words.day(kept.article.published) if kept.article.published else "no date"
    figure = words.figure(claim.count) if words.has_figure(claim) else "–"
    what = f"{words.outcome(claim)} {words.subject(claim)}".strip()
    told = Text.assemble((f"{day}  ", "dim"), (figure, "bold"), f" {what}, ")
    told.append(words.spoken(words.claimant(claim)), "italic")
    told.append(f" · {_origin(kept)}", "dim")
    if member.part_of:
        told.append(" · part of a total", "dim")
    return told


def _origin(kept: Kept) -> str:
    return f"{words.clean(kept.article.publisher or kept.article.name)} · claim {kept.name}"


def _why(member: Member) -> Text:
    told = "; ".join(f"{why.text} ({why.bits:+g})" if why.bits else why.text for why in member.why)
    return Text(f"why: {told}", "dim")


def _plural(voice: str) -> str:
    return {"party to the war": "parties to the war", "witness": "witnesses", "unknown": "unknown"}.get(
        voice, f"{voice}s"
    )
