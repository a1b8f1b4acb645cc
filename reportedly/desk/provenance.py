"""How was this read: which room of the reader gave each field of a claim, by what rule, and how sure that sort is."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly.claim import Claim, Kind, Qualifier
from reportedly.report import words

_BOUNDS = {
    Qualifier.EXACT: "the words name the number itself",
    Qualifier.AT_LEAST: "“at least” and its like: the number or more",
    Qualifier.MORE_THAN: "“more than” and its like: above the number, how far is not said",
    Qualifier.UP_TO: "“up to” and its like: the number or fewer",
    Qualifier.ABOUT: "“about” and its like: the number, roughly",
    Qualifier.BETWEEN: "two numbers: anything from one to the other",
    Qualifier.VAGUE: "a word that names no number: it is kept, and a rule book may give it one",
}
_DEED = "a verb or noun of the lexicon of outcomes, not negated, not only planned or feared"


@dataclass(frozen=True, slots=True)
class Origin:
    """One field of a claim: what it says, and how the reader came to it; `room` is a module of `reportedly.reading`."""

    field: str
    value: str
    how: str
    room: str


def provenance_of(claim: Claim) -> list[Origin]:
    """How each field was read, in the order of reading. What is not stated is told as such."""
    found = [
        Origin("figure", words.figure(claim.count), _BOUNDS[claim.count.qualifier], "counts"),
        Origin("what happened", words.outcome(claim), _DEED, _room(claim)),
    ]
    if claim.who is not None:
        side = f" ({claim.who.party})" if claim.who.party else ""
        found.append(Origin("whom", f"{claim.who.text}{side}", "who undergoes the deed in the sentence", "victims"))
    if claim.item is not None:
        sort = f" ({claim.item.category})" if claim.item.category else ""
        found.append(Origin("item", f"{claim.item.text}{sort}", "the taxonomy of equipment", "taxonomy"))
    if claim.by is not None:
        names = words.joined(claim.by.parties) or claim.by.text
        found.append(Origin("by whom", names, "who does the deed in the sentence, pronouns followed back", "outcomes"))
    found.append(Origin("who says so", words.spoken(words.claimant(claim)), _speaker(claim), "attribution"))
    found += [
        Origin(station.role.value, words.name(station), "on its way from the first source to this page", "chain")
        for station in claim.attribution[1:]
    ]
    where = ", ".join(place.name for place in claim.place.resolved) if claim.place else ""
    stated = claim.place is not None
    place = f"“{claim.place.text}”" + (f": {where}" if where else "") if claim.place else "not stated"
    found.append(Origin("where", place, "the nearest place that the deed is set in" if stated else "", "places"))
    found.append(Origin("when", words.period(claim.when) or "not stated", _dated(claim), "dates"))
    found += [
        Origin("checked", words.checked(one), "as the article itself says of this claim", "verification")
        for one in claim.verification
    ]
    sure = "the share of claims of this sort that were right on annotated articles"
    found.append(Origin("confidence", f"{claim.confidence:.0%}", sure, "claims"))
    return found


def _room(claim: Claim) -> str:
    if claim.kind is Kind.CONTROL:
        return "control"
    return "equipment" if claim.kind is Kind.EQUIPMENT else "outcomes"


def _speaker(claim: Claim) -> str:
    if words.in_own_voice(claim.claimant):
        return "nobody else is named: the article speaks in its own voice"
    cue = f"by its cue “{words.clean(claim.claimant.cue)}”" if claim.claimant.cue else "by how the sentence is built"
    return f"{cue}, pronouns and short names followed back"


def _dated(claim: Claim) -> str:
    if claim.when is None:
        return ""
    return (
        f"“{words.clean(claim.when.text)}”, reckoned from the day of publication"
        if claim.when.text
        else "by its surroundings"
    )
