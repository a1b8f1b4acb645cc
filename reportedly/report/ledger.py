"""In which order are claims shown: grouped by who claims them, then by the way they came and what checking gave."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from reportedly.article import Article
from reportedly.claim import Claim, Reading
from reportedly.report import words


@dataclass(frozen=True, slots=True)
class Scene:
    """Claims that follow each other about the same place and time, worded with the same doubt; both are said once."""

    told: str
    doubt: str
    claims: tuple[Claim, ...]

    @property
    def last_of_open_list(self) -> Claim | None:
        """The claim after which to say that the list goes on."""
        return next((claim for claim in reversed(self.claims) if claim.count.open_list), None)


@dataclass(frozen=True, slots=True)
class Strand:
    """Claims of one claimant that came the same way and were checked alike."""

    chain: str
    checks: tuple[str, ...]
    scenes: tuple[Scene, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """All claims of one claimant: its name ("article" for the reporter's own voice) and whether it fights in this war.

    `checks` hold for every claim of several strands and are said once, here; a strand's own are what is left.
    """

    name: str
    side: str
    checks: tuple[str, ...]
    strands: tuple[Strand, ...]

    @property
    def title(self) -> str:
        """The name as a heading."""
        return words.spoken(self.name)


def voices_in(reading: Reading) -> tuple[Voice, ...]:
    """The claimants of a reading in order of appearance, each with its claims."""
    grouped: dict[tuple[str, ...], list[Claim]] = {}
    for claim in reading.claims:
        grouped.setdefault(claim.claimant.parties or (words.claimant(claim).lower(),), []).append(claim)
    return tuple(_voice(words.claimant(claims[0]), claims, reading.article) for claims in grouped.values())


def _voice(name: str, claims: list[Claim], article: Article) -> Voice:
    alike: dict[tuple[str, tuple[str, ...]], list[Claim]] = {}
    for claim in claims:
        alike.setdefault((words.chain(claim, article, name), words.checks(claim)), []).append(claim)
    common = [check for check in words.checks(claims[0]) if all(check in checks for _, checks in alike)]
    shared = tuple(common) if len(alike) > 1 else ()
    strands = tuple(
        Strand(
            chain,
            tuple(check for check in checks if check not in shared) or (() if shared else (words.UNCHECKED,)),
            _scenes(group, article),
        )
        for (chain, checks), group in alike.items()
    )
    return Voice(name, words.side(claims), shared, strands)


def _scenes(claims: list[Claim], article: Article) -> tuple[Scene, ...]:
    runs = [(*key, tuple(run)) for key, run in groupby(claims, lambda c: (words.scene(c), words.doubt(c, article)))]
    nowhere = words.NOWHERE if len(runs) > 1 else ""
    return tuple(Scene(told or nowhere, doubt, run) for told, doubt, run in runs)
