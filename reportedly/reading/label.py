"""What an article rests on, at one glance."""

from __future__ import annotations

from collections.abc import Sequence

from reportedly.claim import Claim, Label, Result
from reportedly.reading.chain import OWN_VOICE


def _speaker(claim: Claim) -> tuple[str, ...]:
    return claim.claimant.parties or (claim.claimant.source.lower(),)


def label_of(claims: Sequence[Claim]) -> Label:
    """Counts and shares over all claims of an article.

    `claimants` counts original sources, the article's own voice not among them. `party_to_conflict` is the share of
    claims whose claimant fights in the war, `named_sources` the share whose claimant is a known party or a named
    person. `independently_verified` counts claims that somebody confirms. All shares are 0 where there are no claims.
    """
    told = [c for c in claims if c.claimant.source != OWN_VOICE]
    asked = [c for c in claims if any(v.result is Result.COMMENT_REQUESTED for v in c.verification)]
    confirmed = [c for c in claims if any(v.result is Result.CONFIRMED for v in c.verification)]
    named = [c for c in told if c.claimant.parties or any(w[:1].isupper() for w in c.claimant.source.split())]
    total = len(claims)
    return Label(
        claims=total,
        claimants=len({_speaker(c) for c in told}),
        party_to_conflict=sum(bool(c.party_to_conflict) for c in claims) / total if total else 0.0,
        independently_verified=len(confirmed),
        comment_requested=len({v.of for c in asked for v in c.verification if v.result is Result.COMMENT_REQUESTED}),
        named_sources=len(named) / total if total else 0.0,
    )
