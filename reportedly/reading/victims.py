"""Who is counted: one noun phrase as a group of people with its number ("at least five Turkish soldiers")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from spacy.tokens import Token

from reportedly.claim import Count
from reportedly.lexicon import rows, words
from reportedly.reading.mention import Number

NOMINAL = frozenset({"NOUN", "PROPN", "NUM", "PRON"})
_LEFT = frozenset(
    {"det", "nummod", "amod", "compound", "poss", "quantmod", "predet", "nmod", "advmod", "case", "punct", "neg"}
)
_WITHIN = frozenset({"NOUN", "PROPN", "ADJ", "PART", "VERB", "ADV"})


@dataclass(frozen=True, slots=True)
class Noun:
    """What lexicon/people.csv says of a noun."""

    plural: bool
    civilian: bool | None
    military: bool
    attacker: bool
    armed: bool
    group: bool
    animal: bool


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """People counted together: the head of their noun phrase, its tokens, and how many they are.

    `part` says that they are counted in the group before them ("including four Americans"), `subset` that they are
    counted in a total told elsewhere ("three of the dead"). `count` is None where the words give no number at all
    ("soldiers were killed"); `nobody` marks "no one", "no soldier"; `human` is None where the noun does not say.
    """

    head: Token
    first: int
    end: int
    number: Number | None
    count: Count | None
    part: bool = False
    subset: bool = False
    attackers: bool = False
    nobody: bool = False
    human: bool | None = None


@cache
def _nouns() -> dict[str, Noun]:
    out: dict[str, Noun] = {}
    for r in rows("people.csv"):
        word, sort = r["word"], r["is"]
        civilian = {"yes": True, "no": False}.get(r["civilian"])
        facts = (civilian, r["military"] == "yes", r["attacker"] == "yes", r["armed"] == "yes")
        out[word] = Noun(sort == "many", *facts, sort == "group", sort == "animal")
        irregular = "man" in word and word.endswith("man")
        plural = r["plural"] or (word[:-3] + "men" if irregular else _plural(word))
        out.setdefault(plural, Noun(True, *facts, sort == "group", sort == "animal"))
    for r in rows("demonyms.csv"):
        if r["sort"] in {"people", "person"}:
            out.setdefault(r["word"].lower(), Noun(r["sort"] == "people", None, False, False, False, False, False))
    return out


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def noun_of(token: Token) -> Noun | None:
    """What the lexicon knows of the noun, by its own form, then by the last part of a compound ("ex-soldier")."""
    word = token.lower_
    known = _nouns().get(word)
    if known is None and "-" in word:
        known = _nouns().get(word.rsplit("-", 1)[1])
    return known


def is_people(token: Token) -> bool:
    """Whether the noun is known to name people."""
    known = noun_of(token)
    return known is not None and not known.animal


def is_measure(token: Token) -> bool:
    """Whether the noun measures time or distance: "killed last week"."""
    if token.pos_ != "NOUN" or token.lower_ == "second":
        return False
    return any(token.lower_ in words("measures.csv", kind=kind) for kind in ("time", "distance"))


def _number_at(token: Token, numbers: Sequence[Number]) -> Number | None:
    """The number that belongs to the noun phrase of `token`: it counts it, or it is it ("wounding 829 more")."""
    inside = next((n for n in numbers if n.first <= token.i < n.end), None)
    if inside is not None:
        return inside
    counting = [
        n for n in numbers if n.first < token.i and (n.head == token.i or (n.head is None and n.end == token.i))
    ]
    if counting:
        return counting[-1]
    # "Nine Regional Guard (RG) soldiers": the parser gives the number to the first name in the noun phrase
    left = token.left_edge.i
    nearest = next((n for n in reversed(numbers) if left <= n.first and n.end <= token.i < n.end + 9), None)
    if nearest is None or token.pos_ not in {"NOUN", "PROPN"}:
        return None
    between = token.doc[nearest.end : token.i]
    within = all(t.pos_ in _WITHIN or t.text in {"(", ")", "-", "'s", "/"} for t in between)
    paired = any(t.lower_ in {"and", "or"} for t in between) and all(t.tag_ not in {"NNS", "NNPS"} for t in between)
    within = within or (
        paired and all(t.pos_ in _WITHIN | {"CCONJ"} for t in between)
    )  # "five army and police officers"
    return nearest if within and all(t.lower_ != "of" for t in between) else None


def _inner(token: Token, numbers: Sequence[Number]) -> tuple[Token, Number] | None:
    """ "a group of five men", "a family of four", "the bodies of 12 soldiers": the number stands in the of-phrase."""
    for prep in token.children:
        if prep.lower_ == "of" and prep.dep_ == "prep":
            for noun in prep.children:
                if noun.dep_ == "pobj" and (number := _number_at(noun, numbers)) is not None:
                    return noun, number
    return None


def _reach(token: Token, number: Number | None) -> tuple[int, int]:
    """The noun phrase without its clauses: its left modifiers, and a short of-phrase."""
    first = token.i
    for child in token.lefts:
        if child.dep_ in _LEFT and child.text not in {",", "(", ";", ":", "-"} and not _is_day(child, number):
            first = min(first, child.left_edge.i)
    end = token.i + 1
    if number is not None:
        first, end = min(first, number.first), max(end, number.end)
    doc = token.doc
    for child in token.rights:
        if child.dep_ == "prep" and child.lower_ == "of":
            edge = child.right_edge.i + 1
            stops = (t.i for t in doc[child.i : edge] if t.text in {",", ";", "("} or t.dep_ in {"relcl", "acl", "cc"})
            edge = min([edge, *stops])
            if edge - child.i <= 9:
                end = max(end, edge)
        elif child.dep_ == "appos" and child.pos_ == "PROPN" and child.left_edge.i == end:
            end = child.i + 1  # "the army's rocket chief Samir Daud"
        elif child.lower_ in {"more", "others", "other"} and child.i <= end:
            end = max(end, child.i + 1)
    return first, end


def _is_day(word: Token, number: Number | None) -> bool:
    """Whether a day stands before the number: "On Sunday 434 students were displaced"."""
    if number is None:
        return False
    before = word.doc[word.left_edge.i : number.first]
    return any(t.lower_ in words("dates.csv", sort="weekday") for t in before)


def resolved(token: Token) -> Token:
    """The noun a relative pronoun stands for ("the guards who were killed"), else the token itself."""
    if token.tag_ in {"WP", "WDT", "WP$"}:
        verb = token.head
        while verb.dep_ in {"conj", "xcomp", "ccomp", "pobj", "prep", "pcomp"} and verb.head != verb:
            verb = verb.head
        if verb.dep_ in {"relcl", "acl", "nsubj", "nsubjpass"} and verb.head.pos_ in NOMINAL:
            return verb.head
    return token


def _nobody(token: Token) -> bool:
    if token.lower_ in {"nobody", "none", "noone", "neither", "nothing"}:
        return True
    return none_of(token)


def none_of(noun: Token) -> bool:
    """Whether a noun phrase is of none: "no soldier", "not a single soldier", "not one tank"."""
    if any(c.lower_ in {"no", "neither"} and c.dep_ in {"det", "neg", "preconj"} for c in noun.children):
        return True
    before = [t.lower_ for t in noun.doc[max(0, noun.left_edge.i - 1) : noun.i]]
    return any(a == "not" and b in {"a", "one", "even"} for a, b in pairwise(before))


def _count_of(token: Token, number: Number | None) -> Count | None:
    """How many: the number, else one where the noun phrase is of one person."""
    if number is not None:
        return number.count
    word = token.lower_
    if word == "both" or any(c.lower_ == "both" and c.i < token.i for c in token.children):
        return Count.exact("both", 2)
    if word in words("function_words.csv", role="single"):
        return Count.exact(token.text, 1)
    if token.pos_ == "PRON" and token.tag_ != "NN":
        return None
    known = noun_of(token)
    if word in words("function_words.csv", role="pair"):
        return Count.exact(token.text, 2)
    if known is not None and known.group and token.tag_ not in {"NNP"}:
        return None
    if token.tag_ == "NNS" or (known is not None and known.plural):
        return None
    if token.tag_ == "NNPS" and any(c.dep_ in {"det", "amod"} for c in token.children):
        return None
    if token.tag_ == "NNP" and known is None and any(c.lower_ == "the" for c in token.children):
        return None  # "the Observatory": an organisation, not a person
    if token.tag_ in {"NN", "NNP"} or token.pos_ in {"NOUN", "PROPN"}:
        return Count.exact(token.text, 1)
    if token.pos_ == "ADJ" and any(c.lower_ in {"a", "an", "another"} for c in token.children):
        return Count.exact(token.text, 1)
    return None


def group_at(token: Token, numbers: Sequence[Number], part: bool = False) -> Group:
    """The noun phrase whose head is `token` as one group."""
    token = resolved(token)
    number = _number_at(token, numbers)
    known = noun_of(token)
    vague = number is None or number.count.low is number.count.high is None
    if vague and (inner := _inner(token, numbers)) is not None:
        collective = (known is not None and known.group) or token.lower_ in {"total", "bodies", "lives", "group"}
        if number is not None or collective:
            token, number = inner
            known = noun_of(token)
    first, end = _reach(token, number)
    human = None if known is None else not known.animal
    if any(c.dep_ == "det" and c.lower_ in {"every", "each"} for c in token.children):
        human = False  # "five rebels for every soldier lost"
    if number is not None and known is None and not _of_people(token):
        human = False
    attackers = known is not None and known.attacker
    count = _count_of(token, number)
    return Group(token, first, end, number, count, part, False, attackers, _nobody(token), human)


def _of_people(token: Token) -> bool:
    """False for "one of the largest attacks", "a number of houses": what is counted is known not to be people."""
    for prep in token.children:
        if prep.dep_ == "prep" and prep.lower_ == "of":
            for noun in prep.children:
                if noun.dep_ == "pobj" and noun.pos_ == "NOUN" and not is_people(noun):
                    return noun.lower_.endswith(tuple(words("function_words.csv", role="person ending")))
    return True
