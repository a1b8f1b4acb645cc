"""In which order are claims shown: grouped by who claims them, then by the way they came and what checking gave."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly.article import Article
from reportedly.claim import Claim, Reading
from reportedly.report import words


@dataclass(frozen=True, slots=True)
class Strand:
    """Claims of one claimant that came the same way and were checked alike; `numbers` count them through the article.

    `scene` is the place and time that all of them share, empty where they differ.
    """

    chain: str
    scene: str
    checks: tuple[str, ...]
    claims: tuple[Claim, ...]
    numbers: tuple[int, ...]


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
        return "The article in its own voice" if self.name == words.ARTICLE else self.name


def voices_in(reading: Reading) -> tuple[Voice, ...]:
    """The claimants of a reading in order of appearance, each with its claims."""
    numbered = {claim.id: n for n, claim in enumerate(reading.claims, 1)}
    grouped: dict[tuple[str, ...], list[Claim]] = {}
    for claim in reading.claims:
        grouped.setdefault(claim.claimant.parties or (words.claimant(claim).lower(),), []).append(claim)
    return tuple(_voice(words.claimant(claims[0]), claims, reading.article, numbered) for claims in grouped.values())


def _voice(name: str, claims: list[Claim], article: Article, numbered: dict[str, int]) -> Voice:
    alike: dict[tuple[str, tuple[str, ...]], list[Claim]] = {}
    for claim in claims:
        alike.setdefault((words.chain(claim, article, name), words.checks(claim)), []).append(claim)
    common = [check for check in words.checks(claims[0]) if all(check in checks for _, checks in alike)]
    shared = tuple(common) if len(alike) > 1 else ()
    strands = tuple(
        Strand(
            chain,
            _shared_scene(group),
            tuple(check for check in checks if check not in shared) or (() if shared else (words.UNCHECKED,)),
            tuple(group),
            tuple(numbered[c.id] for c in group),
        )
        for (chain, checks), group in alike.items()
    )
    return Voice(name, words.side(claims), shared, strands)


def _shared_scene(claims: list[Claim]) -> str:
    scenes = {words.scene(claim) for claim in claims}
    return scenes.pop() if len(scenes) == 1 and len(claims) > 1 else ""
