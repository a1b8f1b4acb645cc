"""Did it happen, and was it now: negation, what is wished or feared, and what lies before the news."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from reportedly.lexicon import rows, words
from reportedly.reading.parse import Parsed
from reportedly.reading.triggers import Form, Trigger
from reportedly.reading.victims import Group

_NUMBER = r"(?:\d+|a few|several|many|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|some|couple of)"
_DOWN = frozenset({"xcomp", "ccomp", "pcomp", "dobj", "pobj", "prep", "acl", "conj", "attr", "advcl", "nsubj", "relcl"})


@dataclass(frozen=True, slots=True)
class Reality:
    """How an outcome stands to the facts reported."""

    denied: bool = False
    unreal: bool = False
    background: bool = False


@cache
def _past() -> re.Pattern[str]:
    return _patterns("past")


@cache
def _patterns(sense: str) -> re.Pattern[str]:
    patterns = [r["pattern"].replace("N ", _NUMBER + " ") for r in rows("past.tsv") if r["sense"] == sense]
    return re.compile("|".join(patterns), re.IGNORECASE)


def _lemmas(sense: str, where: str) -> frozenset[str]:
    return words("reality.csv", sense=sense, where=where)


def _negated(token: Token) -> bool:
    return any(
        c.dep_ == "neg" or (c.lower_ in _lemmas("denied", "adverb") and c.dep_ in {"advmod", "preconj"})
        for c in token.children
    )


def _no(token: Token) -> bool:
    """Whether the noun phrase is of none: "no casualties", "without any reported injuries", "no reports of deaths"."""
    if any(c.lower_ in {"no", "zero"} for c in token.children) or (
        any(c.lower_ == "any" for c in token.children) and _without(token)
    ):
        return True
    at = token
    for _ in range(4):
        if at.dep_ in {"pobj", "prep", "conj", "pcomp", "compound"} and at.head != at:
            at = at.head
            if at.lower_ == "without" or any(c.lower_ == "no" and c.i < at.i for c in at.children):
                return True
        else:
            break
    return False


def _without(token: Token) -> bool:
    return any(t.lower_ in {"without", "not", "n't"} for t in token.doc[max(0, token.i - 6) : token.i])


def _is_denied(trigger: Trigger, group: Group | None) -> bool:
    token = trigger.token
    if group is not None and (group.nobody or (group.number is None and _no(group.head) and group.head.i != token.i)):
        return True
    if trigger.form in {Form.VERB, Form.ADJECTIVE, Form.IDIOM}:
        if _negated(token):
            return True
        if token.dep_ in {"acomp", "attr", "oprd", "xcomp"} and _negated(token.head):
            return True
    elif _no(token) or (
        token.head.pos_ in {"VERB", "AUX"}
        and token.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"}
        and _negated(token.head)
    ):
        return True
    return _governed(token, "denied")


def _governed(token: Token, sense: str) -> bool:
    """Whether a verb or noun of that sense governs the outcome: "failed to kill", "the plot to murder two envoys"."""
    governors = _lemmas(sense, "governor")
    at = token
    for _ in range(5):
        if at.dep_ not in _DOWN or at.head == at:
            return False
        if at.dep_ == "ccomp" and sense == "unreal":
            return False  # "warned that three had been killed": that it was foretold is for its own verb to say
        parent = at.head
        if at.dep_ == "conj":
            at = parent
            continue
        if at.dep_ == "nsubj" or (at.dep_ in {"relcl", "advcl"} and not _infinitive(at)):
            return False
        if parent.lemma_.lower() in _lemmas("asserted", "governor") and (sense == "unreal" or parent.dep_ == "conj"):
            return False  # "denied that it had lost the town and reported the capture of 25 soldiers"
        if parent.lemma_.lower() in governors or parent.lower_ in governors:
            return at.dep_ != "advcl" and (at.dep_ != "dobj" or sense == "denied" or at != token or at.pos_ == "VERB")
        at = parent
    return False


def _infinitive(token: Token) -> bool:
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children)


def _perfect(token: Token) -> bool:
    return any(c.lower_ == "have" and c.dep_ == "aux" for c in token.children)


def _is_unreal(trigger: Trigger) -> bool:
    token = trigger.token
    verb = token if trigger.form in {Form.VERB, Form.IDIOM} else token.head
    for c in verb.children:
        if c.dep_ in {"aux", "auxpass"} and c.lower_ in _lemmas("unreal", "modal") and c.tag_ == "MD":
            return True
        if c.dep_ == "advmod" and c.lower_ in _lemmas("unreal", "adverb") and abs(c.i - verb.i) <= 1 and verb == token:
            return True
        if c.dep_ == "mark" and c.lower_ in _lemmas("unreal", "mark"):
            return True
    if any(c.dep_ == "amod" and c.lower_ in _lemmas("unreal", "modifier") for c in token.children):
        return True
    at = verb
    while at.dep_ in {"conj", "ccomp", "xcomp"} and at.head != at:
        at = at.head
        if any(c.dep_ == "mark" and c.lower_ == "if" for c in at.children):
            return True
        if (
            verb.dep_ == "conj"
            and at == verb.head
            and any(c.tag_ == "MD" for c in at.children)
            and not _own_subject(verb)
        ):
            return True
    if _infinitive(verb) and not _perfect(verb):
        over = verb.head
        if over.lemma_.lower() not in _lemmas("asserted", "governor"):
            return True
        # "forced 300 to flee" did; "could force 300 to flee", "threatens to force 300 to flee" did not
        modal = any(c.tag_ == "MD" and c.lower_ in _lemmas("unreal", "modal") for c in over.children)
        return modal or _infinitive(over) or _governed(over, "unreal")
    return _governed(token, "unreal")


def _over(token: Token) -> list[Token]:
    """The word and what governs it, up to a remark: "did not say if anyone was hurt in the raid, which killed six"."""
    out = [token]
    for above in token.ancestors:
        edge = out[-1].left_edge.i
        if out[-1].dep_ == "relcl" and edge and token.doc[edge - 1].text in {",", "–", "—", "-"}:
            break
        out.append(above)
    return out


def _is_open(token: Token) -> bool:
    """Whether it stands in an open question: "it is unclear whether the 30 killed were all soldiers"."""
    for mark in token.doc[: token.i]:
        if mark.dep_ != "mark" or mark.head not in _over(token):
            continue
        before = {t.lower_ for t in token.doc[max(0, mark.i - 5) : mark.i]}
        if mark.lower_ == "whether" or (mark.lower_ == "if" and before & _lemmas("unreal", "open")):
            return True
    return False


def _is_unconfirmed(token: Token) -> bool:
    """ "They were not able to confirm his death": what nobody could confirm was told elsewhere."""
    for verb in _over(token)[1:]:
        if verb.lemma_ in _lemmas("unreal", "confirming"):
            over = verb.head if verb.dep_ == "xcomp" else verb
            unable = over.lower_ == "unable" or (over.pos_ == "ADJ" and _negated(over.head))
            return unable or _negated(verb) or _negated(over)
    return False


def _own_subject(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj", "nsubjpass"} for c in verb.children)


def reality_of(parsed: Parsed, trigger: Trigger, group: Group | None) -> Reality:
    """Whether the outcome is denied, unreal or background, as its sentence words it."""
    denied = _is_denied(trigger, group)
    return Reality(
        denied,
        not denied and (_is_unreal(trigger) or _is_open(trigger.token) or _is_unconfirmed(trigger.token)),
        is_background(parsed, trigger.token),
    )


def is_superseded(parsed: Parsed) -> bool:
    """Whether the sentence gives an earlier account, which a later one may have replaced."""
    return _patterns("superseded").search(parsed.doc.text) is not None


def is_background(parsed: Parsed, token: Token) -> bool:
    """Whether the clause of `token`, or what opens the sentence, speaks of an earlier event or a toll over years.

    "Two guards were killed, while a bomb in Homs last month killed nine": only the nine are of the past.
    """
    doc = parsed.doc
    first, end = _clause(token)
    for found in _past().finditer(doc.text):
        at = next((t.i for t in doc if t.idx + len(t) > found.start()), 0)
        if first <= at < end or (at < first and not _has_verb(doc, 0, at)):
            return True
    return False


def _has_verb(doc: Doc, first: int, end: int) -> bool:
    return any(t.pos_ in {"VERB", "AUX"} for t in doc[first:end])


def _clause(token: Token) -> tuple[int, int]:
    """The tokens from one joint of the sentence to the next: a semicolon, or a comma before "while", "but" or "who"."""
    doc = token.doc
    joints = [t.i for t in doc if t.text == ";" or (t.text == "," and _opens_clause(doc, t.i + 1))]
    first = max((j for j in joints if j < token.i), default=0)
    return first, min((j for j in joints if j > token.i), default=len(doc))


def _opens_clause(doc: Doc, i: int) -> bool:
    return i < len(doc) and doc[i].lower_ in words("function_words.csv", role="opens clause")
