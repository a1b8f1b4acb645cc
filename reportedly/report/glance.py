"""An incident at a glance: when and where, how much there is, the figures side by side, who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from reportedly.claim import PEOPLE, Claim, Finding, Kind
from reportedly.ledger.identity import folded
from reportedly.reading.chain import OWN_VOICE
from reportedly.reconciling import Incident, Member
from reportedly.reconciling.geography import finest, spot_of
from reportedly.reconciling.voices import Sort, claimant_names, support_of
from reportedly.report import words
from reportedly.report.table import hanging

ID = 8  # hexadecimal digits by which an incident or a claim goes where people read; they are one in four billion

_VOICES = 3  # of one figure in a list; of a whole incident all are told
_PLURAL = {
    Sort.PARTY: ("party to the war", "parties to the war"),
    Sort.WITNESS: ("witness", "witnesses"),
    Sort.UNKNOWN: ("voice of unknown standing", "voices of unknown standing"),
}


def title(incident: Incident) -> str:
    """Where and when: "Kherson, 12 March 2024"; where nothing says so, by the first telling.

    Of several places the two that most claims tell of, without the region or country that another lies in.
    """
    told: dict[str, int] = defaultdict(int)
    spots = [spot_of(w) for m in incident.members if m.kept.claim.place for w in m.kept.claim.place.resolved]
    kept = {spot.name for spot in finest(spots)}
    for spot in spots:
        if spot.name in kept:
            told[spot.name] += 1
    places = sorted(told, key=lambda name: -told[name])[:2]  # of those told alike the first told
    where = words.joined([words.clean(name) for name in places])
    when = words.days(incident.start, incident.end or incident.start) if incident.start else ""
    if where or when:
        return f"{where or 'No place stated'}, {when or 'no day stated'}"
    days = [m.kept.article.published for m in incident.members if m.kept.article.published]
    return f"No place or day stated{f', told on {words.day(min(days))}' if days else ''}"


def heading(incident: Incident) -> Text:
    """The title, and under it what the incident rests on and what it goes by."""
    support = support_of(incident.members)
    voices = [_counted(sort, len(names)) for sort, names in support.items()]
    originals, articles = len(incident.originals), len({m.kept.article.number for m in incident.members})
    echoes = len(incident.members) - originals
    claims = words.counted(originals, "original claim" if echoes else "claim")
    if echoes:
        claims += f" and {words.counted(echoes, 'echo', 'echoes')}"
    told = [f"incident {incident.id[:ID]}", ", ".join(voices), f"{claims} in {words.counted(articles, 'article')}"]
    return Text.assemble((title(incident), "bold"), "\n", (" · ".join(filter(None, told)), "dim"))


def voices(incident: Incident) -> Table:
    """Who says so, by what they are to the war."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for sort, names in support_of(incident.members).items():
        grid.add_row(_counted(sort, len(names)), "; ".join(map(words.plain, names)))
    return grid


def _counted(sort: Sort, number: int) -> str:
    return words.counted(number, *_PLURAL.get(sort, (sort.value,)))


def notice(finding: Finding) -> Table:
    """A finding as a line that stands out."""
    return hanging("!", Text(words.capital(words.clean(finding.text)), "yellow"))


# --- the figures ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Figure:
    """One figure, whom it counts, and who gives it."""

    text: str
    number: float
    subject: str
    voices: dict[str, None] = field(default_factory=dict)


def figures(incident: Incident, width: int, most: int | None = None) -> Table:
    """The figures of each kind side by side where `width` columns hold them, else under each other.

    Each stands with those who say so, rivals by size. Things of which one voice alone speaks share a line. Of more than
    `most` figures of one kind the others are counted.
    """
    grid = Table.grid(padding=(0, 2))
    grid.add_column(max_width=24)
    grid.add_column()
    rows = list(_rows(incident.originals))
    left = min(24, max((cell_len(label) for label, _ in rows), default=0)) + 2
    for label, row in rows:
        grid.add_row(label, _line(row, width - left, most))
    return grid


def _rows(members: Iterable[Member]) -> Iterable[tuple[str, Sequence[_Figure]]]:
    """What is told of each kind: people first, then things, then places."""
    kinds: dict[tuple[Kind, str, str], list[tuple[Member, str]]] = defaultdict(list)
    for member in members:
        claim = member.kept.claim
        if member.part_of is None:
            thing = "" if claim.item is None or claim.kind in PEOPLE else folded(claim.item.type or claim.item.text)
            if claim.kind is Kind.CONTROL:
                thing = folded(words.subject(claim))
            kinds[claim.kind, words.outcome(claim), thing].append((member, voice_of(member)))
    alone: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    things: list[tuple[str, Sequence[_Figure]]] = []
    for (kind, outcome, _), told in sorted(kinds.items(), key=lambda item: list(Kind).index(item[0][0])):
        claims, speakers = [member.kept.claim for member, _ in told], {voice for _, voice in told}
        if kind in PEOPLE:
            yield outcome, _figures(told)
        elif len(speakers) == 1 and len({words.figure(claim.count) for claim in claims}) == 1:
            alone[outcome, speakers.pop()].append(claims[0])
        else:
            things.append((f"{words.subject(claims[0])} {outcome}", _figures(told)))
    yield from things
    for (outcome, speaker), claims in alone.items():
        listed = ", ".join(filter(None, map(_thing, claims))) or "–"
        yield outcome, [_Figure(listed, 0, "", {speaker: None})]


def _thing(claim: Claim) -> str:
    figure, subject = words.figure(claim.count), words.subject(claim)
    if not words.has_figure(claim) or (claim.count.number is None and figure in subject.lower()):
        return subject  # "Russian equipment", of which the count is "equipment"
    return f"{figure} {subject}".strip()


def _figures(told: Sequence[tuple[Member, str]]) -> Sequence[_Figure]:
    """Each figure once, the smallest first and words without a number last, and whom it counts where that is a side.

    Who gives two figures of one kind means two groups of people, or corrects himself: then each group is named.
    """
    given: dict[str, set[str]] = defaultdict(set)
    for member, voice in told:
        given[voice].add(words.figure(member.kept.claim.count))
    found: dict[tuple[str, str], _Figure] = {}
    for member, voice in told:
        claim, subject = member.kept.claim, ""
        text = words.figure(claim.count) if words.has_figure(claim) else "–"
        number = claim.count.number if claim.count.number is not None else float("inf")
        if claim.kind in PEOPLE and (len(given[voice]) > 1 or (claim.who and claim.who.party)):
            subject = words.subject(claim)
            if subject.lower().startswith(text):  # "a number" of "a number of soldiers"
                subject = subject[len(text) :].lstrip()
        group = (claim.who and claim.who.party) or subject
        figure = found.setdefault((text, group), _Figure(text, number, subject))
        figure.voices[voice] = None
    return sorted(found.values(), key=lambda f: f.number)


def _line(row: Sequence[_Figure], width: int, most: int | None) -> Text:
    shown = row[:most]
    more = [Text(f"{len(row) - len(shown)} more", "dim")] if len(shown) < len(row) else []
    beside = Text(" │ ").join([*(_said(figure, most) for figure in shown), *more])
    if cell_len(beside.plain) <= width or len(row) == 1:
        return beside
    wide = max(cell_len(figure.text) for figure in shown)
    return Text("\n").join([*(_said(figure, most, wide) for figure in shown), *more])


def _said(figure: _Figure, most: int | None, wide: int = 0) -> Text:
    every = list(figure.voices)
    shown = every if most is None or len(every) <= _VOICES + 1 else every[:_VOICES]
    names = shown if len(shown) == len(every) else [*shown, f"{len(every) - len(shown)} more"]
    what = f" {figure.subject}" if figure.subject else ""
    return Text.assemble((figure.text.rjust(wide), "bold"), what, (f" ({'; '.join(names)})", "italic"))


def voice_of(member: Member) -> str:
    """Whom a claim goes back to, in short: "police", "Freedom of Russia Legion and Russian Volunteer Corps"."""
    if member.kept.claim.claimant.source == OWN_VOICE:
        return f"{words.clean(claimant_names(member)[0])} itself"
    names: Mapping[str, None] = dict.fromkeys(map(words.plain, claimant_names(member)))
    # "Ivan Petrenko, who leads the region's administration" is Ivan Petrenko here
    return words.joined([name.split(", ")[0] if name[:1].isupper() else name for name in names])
