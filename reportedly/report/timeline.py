"""An incident over time: article by article its original claims with their echoes, and why each belongs here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reportedly.claim import Claim, Finding
from reportedly.ledger.records import ArticleRecord
from reportedly.reconciling import Incident, Member, Reason
from reportedly.reconciling.scoring import prior
from reportedly.report import words
from reportedly.report.glance import ID, figures, heading, notice, voices
from reportedly.report.table import hanging

_OUTLETS = 5  # of the echoes of one claim


def print_incident(incident: Incident, findings: Sequence[Finding], console: Console) -> None:
    """Print one incident: its figures, who supports it, what is to be known, and every claim with why it is there."""
    console.print(heading(incident), "", _set_in(figures(incident, console.width - 2)), sep="\n")
    console.print("", Text("Who says so", "bold underline"), _set_in(voices(incident)), sep="\n")
    if findings:
        console.print("", Text("What to know", "bold underline"), sep="\n")
        for finding in findings:
            console.print(_set_in(notice(finding)))
    console.print("", Text("Timeline", "bold underline"), sep="\n")
    _print_articles(incident, console)
    console.print(Text("`reportedly show CLAIM` has the words of a claim, and what became of it.", "dim"))


def _print_articles(incident: Incident, console: Console) -> None:
    by_name = {member.kept.name: member for member in incident.members}
    echoes: dict[str, list[Member]] = defaultdict(list)
    for member in incident.members:
        if member.echo_of:
            echoes[member.echo_of].append(member)
    articles: dict[int, list[Member]] = defaultdict(list)
    for member in incident.members:
        articles[member.kept.article.number].append(member)
    weighed = len({member.why for member in incident.members}) > 1
    for members in articles.values():
        console.print(_source(members[0].kept.article), no_wrap=True, overflow="ellipsis")
        for why, told in _by_reason(members).items():
            for speaker, said in _by_speaker(told).items():
                checks = {_check(member) for member in said}
                console.print(_set_in(_speaker(speaker, checks)))
                repeated = [_repeated(echoes.get(member.kept.name, ())) for member in said]
                alike = len(said) > 1 and len(set(repeated)) == 1
                grid = _claims(said, ["" for _ in said] if alike else repeated, by_name, checked=len(checks) > 1)
                console.print(Padding(grid, (0, 0, 0, 4), expand=False))
                if alike and repeated[0]:
                    console.print(Padding(Text(f"↳ each with {repeated[0]}", "dim"), (0, 0, 0, 4), expand=False))
            if others := sum(not one.original for one in told):
                console.print(_set_in(Text(f"{words.counted(others, 'echo', 'echoes')} of other claims", "dim")))
            if weighed:
                console.print(_set_in(hanging("why", _why(why))))
    if weighed:
        rule = f"{prior().text}, so that signs must outweigh {_bits(prior().bits)}"
        console.print("", Text(f"Signs are weighed in bits: {rule}.", "dim"), sep="\n")


def _set_in(what: Table | Text) -> Padding:
    return Padding(what, (0, 0, 0, 2), expand=False)


def _by_reason(members: Iterable[Member]) -> Mapping[tuple[Reason, ...], Sequence[Member]]:
    found: dict[tuple[Reason, ...], list[Member]] = defaultdict(list)
    for member in members:
        found[member.why].append(member)
    return found


def _by_speaker(members: Iterable[Member]) -> Mapping[str, Sequence[Member]]:
    """The originals of one article by who says so, in the order of the text."""
    found: dict[str, list[Member]] = defaultdict(list)
    originals = [member for member in members if member.original]
    for member in sorted(originals, key=lambda one: _place(one.kept.claim)):
        found[words.spoken(words.claimant(member.kept.claim))].append(member)
    return found


def _place(claim: Claim) -> tuple[int, int]:
    start = claim.evidence[0].start
    return start, claim.number.start if claim.number else start


def _source(article: ArticleRecord) -> Text:
    day = words.day(article.published) if article.published else "no date"
    told = Text.assemble((day, "bold"), f"  {words.clean(article.publisher or article.name)}")
    if article.title:
        told.append(f" · {words.clean(article.title)}", "dim")
    return told


def _check(member: Member) -> str:
    """The strongest that came of checking, in words; empty where nothing is stated."""
    claim = member.kept.claim
    return words.checks(claim)[0] if claim.verification else ""


def _speaker(name: str, checks: Collection[str]) -> Text:
    """Who says so, and what came of checking it where that is the same for all."""
    told = Text(name, "italic")
    if len(checks) == 1 and any(checks):
        told.append(f" · {next(iter(checks))}", "not italic red")
    return told


def _claims(
    originals: Sequence[Member], repeated: Sequence[str], by_name: Mapping[str, Member], *, checked: bool
) -> Table:
    """Claims of one speaker, each with its echoes; with what came of checking it where that differs."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", max_width=18)
    grid.add_column()
    grid.add_column()
    for member, echoes in zip(originals, repeated, strict=True):
        kept, claim = member.kept, member.kept.claim
        what = Text(words.subject(claim))
        what.append(f" · {kept.name[:ID]}" if what else kept.name[:ID], "dim")
        if member.part_of:
            total = by_name.get(member.part_of)
            of = f"{_figure(total)} {words.outcome(total.kept.claim)}" if total else "a total"
            what.append(f" · part of {of}", "dim")
        if checked and _check(member):
            what.append(f" · {_check(member)}", "red")
        if echoes:
            what.append(f"\n↳ {echoes}", "dim")
        grid.add_row(Text(_figure(member), "bold"), words.outcome(claim), what)
    return grid


def _repeated(echoes: Sequence[Member]) -> str:
    """How many echoes there are, and whose: "3 echoes: The Post, The Wire and The Daily"."""
    return f"{words.counted(len(echoes), 'echo', 'echoes')}: {_outlets(echoes)}" if echoes else ""


def _figure(member: Member) -> str:
    claim = member.kept.claim
    return words.figure(claim.count) if words.has_figure(claim) else "–"


def _outlets(echoes: Sequence[Member]) -> str:
    """The outlets of echoes, each once, in the order of telling."""
    names = list(dict.fromkeys(words.clean(e.kept.article.publisher or e.kept.article.name) for e in echoes))
    more = [f"{len(names) - _OUTLETS} more"] if len(names) > _OUTLETS else []
    return words.joined([*names[:_OUTLETS], *more])


def _why(reasons: Sequence[Reason]) -> Text:
    """Reasons for, then against, the strongest first; what holds for any two accounts is said once for all."""
    weighed = sorted((why for why in reasons if why != prior()), key=lambda why: -why.bits)
    told = [f"{why.text} {_bits(why.bits)}" if why.bits else why.text for why in weighed]
    return Text(" · ".join(map(words.clean, told)), "dim")


def _bits(bits: float) -> str:
    return f"{bits:+g}".replace("-", "−")
