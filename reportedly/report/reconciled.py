"""Incidents and what is to be known of them: lists for people, documents for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from reportedly.claim import Finding
from reportedly.ledger.projection import document_of
from reportedly.reconciling import Incident, Member
from reportedly.reconciling.voices import support_of
from reportedly.report import words
from reportedly.report.glance import ID, figures, heading, notice

Document = dict[str, Any]

_SHOWN = 4  # figures of one kind in a list
_INSET = (0, 0, 0, 2)


# --- for programs -----------------------------------------------------------------------------------------------------


def document(incident: Incident, findings: Sequence[Finding]) -> Document:
    """An incident as JSON: its claims in the order of telling, why each belongs, what is to be known of it."""
    return {
        "id": incident.id,
        "start": incident.start and incident.start.isoformat(),
        "end": incident.end and incident.end.isoformat(),
        "claims": [_member_document(member) for member in incident.members],
        "originals": len(incident.originals),
        "support": {sort.value: list(names) for sort, names in support_of(incident.members).items()},
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

Subject = Mapping[str, str]  # what findings are about: its name by what it is ("incident", "article"), and its title


def print_incidents(told: Sequence[tuple[Incident, Sequence[Finding]]], console: Console, *, more: str = "") -> None:
    """Print incidents: when and where, the rival figures side by side, who says so."""
    if not told:
        console.print(
            "No incidents. `reportedly add` brings in articles; `reportedly incidents --help` has the filters."
        )
        return
    for incident, findings in told:
        console.print(heading(incident), Padding(figures(incident, console.width - 2, _SHOWN), _INSET), sep="\n")
        for finding in findings:
            console.print(Padding(notice(finding), _INSET))
        console.print()
    console.print(words.counted(len(told), "incident") + (f" shown; there are more: {more}" if more else ""))


def print_findings(told: Iterable[tuple[Subject, Sequence[Finding]]], console: Console) -> None:
    """Print findings under what they are about."""
    found = False
    for about, findings in told:
        found = True
        named = f"  incident {about['incident'][:ID]}" if "incident" in about else f"  {words.clean(about['article'])}"
        console.print(Text.assemble((words.clean(about["title"]), "bold"), (named, "dim")))
        for finding in findings:
            console.print(Padding(notice(finding), _INSET))
    if not found:
        console.print("Nothing to tell.")
