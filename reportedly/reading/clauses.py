"""Who does what to what: the verbs and nouns of a lexicon found in a parse, with what stands around them.

A lexicon of such words (fates.csv, control.csv) has one row a wording: the inflected first word, its tail ("down",
"control of"), and the frame that says where the thing it happens to stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from spacy.tokens import Doc, Token

from reportedly.claim import Kind
from reportedly.lexicon import rows
from reportedly.reading.parse import Parsed
from reportedly.reading.reality import Reality, reality_of
from reportedly.reading.triggers import Form, Trigger

_MEASURING = frozenset({"between", "about", "around", "over", "up", "nearly", "under", "to"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


@dataclass(frozen=True, slots=True)
class Wording:
    """One row of a lexicon of happenings."""

    forms: frozenset[str]
    tail: tuple[str, ...]
    frame: str
    status: str
    of: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A wording found in a sentence: `token` is its first word, `last` the token its tail ends with."""

    token: Token
    last: Token
    wording: Wording


@cache
def _wordings(lexicon: str) -> dict[str, tuple[Wording, ...]]:
    found: dict[str, list[Wording]] = {}
    for row in rows(lexicon):
        forms = frozenset(row["forms"].split("|"))
        wording = Wording(forms, tuple(row["tail"].split()), row["frame"], row["status"], row["of"])
        for form in forms:
            found.setdefault(form.split("-")[0], []).append(wording)
    return {form: tuple(sorted(w, key=lambda w: -len(w.tail))) for form, w in found.items()}


@lru_cache(maxsize=8)
def _lower(doc: Doc) -> list[str]:
    return [token.lower_ for token in doc]


def _beginnings(doc: Doc, lexicon: str) -> list[int]:
    """The tokens at which a wording may begin."""
    table = _wordings(lexicon)
    return [i for i, word in enumerate(_lower(doc)) if word in table]


def cues_in(doc: Doc, lexicon: str) -> tuple[Cue, ...]:
    """Every wording of the lexicon in the sentence; of those that begin at one word, the longest of each frame."""
    table = _wordings(lexicon)
    lower = _lower(doc)
    found: list[Cue] = []
    for i in _beginnings(doc, lexicon):
        token, longest = doc[i], 0
        following = lower[i + 1 : i + 15]
        for wording in table[lower[i]]:
            if wording.tail and wording.tail[0] not in following:
                continue
            first_end = _first_word(doc, token, wording)
            if first_end is None or not _fits(token, wording):
                continue
            last = _tail(doc, token, first_end, wording)
            if last is None or len(wording.tail) < longest:
                continue
            longest = len(wording.tail)
            found.append(Cue(token, last, wording))
    return tuple(found)


def _first_word(doc: Doc, token: Token, wording: Wording) -> Token | None:
    if token.lower_ in wording.forms:
        return token
    for form in wording.forms:  # "burnt-out" is three tokens
        parts = form.split("-")
        stretch = doc[token.i : token.i + 2 * len(parts) - 1]
        if len(parts) > 1 and stretch.text.lower() == form:
            return stretch[-1]
    return None


def _fits(token: Token, wording: Wording) -> bool:
    """Whether a noun frame is met by a noun and a verb frame by a verb: "the burning of", "is burning"."""
    if wording.frame in {"noun", "tally"}:
        return token.pos_ in {"NOUN", "PROPN"} or token.tag_ == "VBG"
    if wording.frame == "state":
        return True
    if token.pos_ in {"VERB", "AUX"} or token.tag_ in {"VBD", "VBN"}:
        return True
    # headlines and capitals confuse the tagger: "Rebels Capture Key Town", "SYRIA KURDS LIBERATE"
    return (
        token.pos_ in {"PROPN", "NOUN", "ADJ"}
        and token.dep_ in {"ROOT", "acl", "amod", "conj", "ccomp", "compound", "nmod"}
        and (token.lower_.endswith(("ed", "es", "ing", "own", "en")) or token.is_title or token.dep_ == "ROOT")
    )


def _tail(doc: Doc, token: Token, first: Token, wording: Wording) -> Token | None:
    if not wording.tail:
        return first
    tail = wording.tail
    at, last = first.i + 1, first
    for n, word in enumerate(tail):
        skip = 0
        while (
            at < len(doc) and doc[at].lower_ != word and skip < 4 and (_idle(doc[at], n) or _of_it(doc[at], first, n))
        ):
            at, skip = at + 1, skip + 1
        if at >= len(doc) or doc[at].lower_ != word:
            return _parted_tail(doc, token, tail) if n == 0 else None
        last, at = doc[at], at + 1
    return last


def _idle(token: Token, n: int) -> bool:
    """Words that may stand inside a wording: "seized full control of", "raised the Iraqi flag over", "fell back to"."""
    return token.pos_ in {"DET", "ADJ", "ADV", "PRON", "AUX"} or (
        n > 0 and token.dep_ in {"compound", "poss", "amod", "case", "nmod"}
    )


def _of_it(token: Token, first: Token, n: int) -> bool:
    """Words that tell whose it is: "the flag of the republic flies over"."""
    return n == 0 and first.pos_ in {"NOUN", "PROPN"} and first.is_ancestor(token) and token.pos_ != "VERB"


def _parted_tail(doc: Doc, token: Token, tail: tuple[str, ...]) -> Token | None:
    """The tail after the object: "shot two drones down", "set houses on fire", "drove the rebels out of the town"."""
    for child in token.subtree:
        if (
            child.i > token.i + 1
            and child.lower_ == tail[0]
            and child.i - token.i < 14
            and (child.head == token or child.dep_ in {"prt", "advmod", "prep", "oprd", "acomp"})
        ):
            rest = doc[child.i : child.i + len(tail)]
            if tuple(t.lower_ for t in rest) == tail and not any(t.pos_ == "VERB" for t in doc[token.i + 1 : child.i]):
                return rest[-1]
    return None


def passive(verb: Token) -> bool:
    """Whether the verb is used as a passive or a past participle: "was destroyed", "tanks destroyed in the raid"."""
    if verb.tag_ != "VBN" and not (verb.tag_ == "VBD" and verb.dep_ in {"acl", "amod"}):
        return False
    if any(c.dep_ in {"nsubjpass", "auxpass", "agent"} for c in verb.children):
        return True
    if any(c.dep_ == "aux" and c.lower_ in {"has", "have", "had", "having", "'ve", "'s", "'d"} for c in verb.children):
        return False
    if verb.dep_ in {"acl", "amod", "relcl"}:
        return not any(c.dep_ == "dobj" for c in verb.children)
    if verb.dep_ == "conj" and verb.head.tag_ in {"VBN", "VBD"}:
        return passive(verb.head) and not any(c.dep_ in {"dobj", "nsubj"} for c in verb.children)
    return False


def conjuncts(token: Token) -> Iterator[Token]:
    """The token and all that is coordinated with it to its right."""
    yield token
    for child in token.children:
        if child.dep_ in {"conj", "appos"} and child.i > token.i and (child.dep_ == "conj" or _listed(child)):
            yield from conjuncts(child)


def _listed(child: Token) -> bool:
    """Whether what the parser takes for an apposition is the next item of a list: "seven tanks, six howitzers"."""
    return any(c.dep_ == "nummod" for c in child.children)


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, its own or the one it shares or is said of."""
    seen = 0
    token = verb
    while seen < 4:
        for child in token.children:
            if child.dep_ in _SUBJECTS and child.i != verb.i:
                return _antecedent(child, token)
        if token.dep_ in {"conj", "xcomp", "advcl", "pcomp", "ccomp"} and (token.dep_ != "ccomp" or not seen):
            if token.dep_ == "ccomp" and token.head.pos_ == "VERB":
                return None
            token = token.head
            while token.dep_ == "prep" or token.pos_ == "ADP":
                token = token.head
            if token.pos_ not in {"VERB", "AUX"}:
                return token if token.pos_ in {"NOUN", "PROPN"} else None
        elif token.dep_ in {"acl", "relcl"} and token.tag_ in {"VBG", "VB"}:
            return token.head
        else:
            return None
        seen += 1
    return None


def _antecedent(subject: Token, verb: Token) -> Token:
    if subject.lower_ in {"that", "which", "who", "whom"} and verb.dep_ in {"relcl", "acl"}:
        return verb.head
    if subject.lower_ in {"that", "which", "who"} and verb.dep_ == "conj" and verb.head.dep_ == "relcl":
        return verb.head.head
    return subject


def agent_of(verb: Token) -> Token | None:
    """Who did it, of a passive: the noun after "by"."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            for noun in child.children:
                if noun.dep_ == "pobj":
                    return noun
    return None


def objects_of(verb: Token) -> Iterator[Token]:
    """The direct objects, its own or those of a verb coordinated with it ("destroyed or damaged 12 tanks")."""
    own = [c for c in verb.children if c.dep_ in {"dobj", "obj"}]
    if not own:  # "liberated Mosul on Sunday": the parser takes a name for a time
        own = [c for c in verb.children if c.dep_ == "npadvmod" and c.pos_ == "PROPN" and c.i > verb.i]
    if not own:  # "lost between 3,000 and 4,000 vehicles", "destroyed up to 12 tanks"
        measures = [c for c in verb.children if c.dep_ == "prep" and c.lower_ in _MEASURING and c.i == verb.i + 1]
        own = [noun for preposition in measures for noun in preposition.children if noun.dep_ == "pobj"]
    for token in own:
        relative = token.lower_ in {"that", "which", "whom", "who"} and verb.dep_ == "relcl"
        yield from conjuncts(verb.head if relative else token)
    if not own and verb.dep_ == "relcl" and any(c.dep_ in _SUBJECTS for c in verb.children) and not passive(verb):
        subject = next(c for c in verb.children if c.dep_ in _SUBJECTS)
        if subject.lower_ not in {"that", "which", "who"}:
            yield verb.head  # "the tanks they destroyed", "the territory it seized"
    if not own:
        for child in verb.children:
            if child.dep_ == "conj" and child.pos_ == "VERB" and child.i - verb.i <= 3:
                yield from objects_of(child)


def after_preposition(preposition: Token) -> Iterator[Token]:
    """The nouns a preposition governs."""
    for child in preposition.children:
        if child.dep_ in {"pobj", "pcomp"}:
            yield from conjuncts(child)


def patients(cue: Cue) -> Iterator[Token]:
    """The nouns it happened to, as the frame and the parse tell."""
    verb, frame = cue.token, cue.wording.frame
    ends_in_preposition = (
        bool(cue.wording.tail) and cue.last.pos_ in {"ADP", "SCONJ", "PART"} and cue.last.dep_ in {"prep", "agent"}
    )
    if frame == "noun":
        yield from _of_noun(cue)
        return
    if frame == "state":
        yield from _said_of(cue)
        return
    if frame == "tally":
        yield from _told_by(cue)
        return
    if frame == "subject":
        yield from _subjects(verb)
        return
    if ends_in_preposition and frame not in {"oust"}:
        yield from after_preposition(cue.last)
        if passive(verb) and frame == "object":
            yield from _subjects(verb)
        return
    if frame == "oust":
        yield from after_preposition(cue.last)
        return
    if passive(verb):
        if verb.dep_ in {"acl", "amod", "relcl"} and not any(c.dep_ == "nsubjpass" for c in verb.children):
            yield from conjuncts(verb.head)
        elif verb.dep_ == "conj" and verb.head.dep_ in {"acl", "amod"}:
            yield from conjuncts(verb.head.head)
        else:
            yield from _subjects(verb)
        return
    objects = list(objects_of(verb))
    yield from objects
    if not objects and verb.tag_ in {"VBD", "VBN"} and not any(c.dep_ == "aux" for c in verb.children):
        yield from _headless(verb)


def _headless(verb: Token) -> Iterator[Token]:
    """What a participle without "was" happened to: "Two helicopters downed over the lake", "12 tanks destroyed"."""
    if verb.dep_ in {"ROOT", "ccomp", "conj", "dep", "appos", "advcl", "parataxis"}:
        for child in verb.children:
            if child.dep_ in _SUBJECTS and child.i < verb.i and child.pos_ != "PRON":
                yield from conjuncts(child)
    elif verb.dep_ in {"acl", "amod"}:
        yield from conjuncts(verb.head)


def _subjects(verb: Token) -> Iterator[Token]:
    subject = subject_of(verb)
    if subject is not None:
        yield from conjuncts(subject)


def _of_noun(cue: Cue) -> Iterator[Token]:
    noun = cue.token
    if cue.last.i > noun.i:
        if cue.last.dep_ == "prep" or cue.last.pos_ == "ADP":
            yield from after_preposition(cue.last)
        return
    for child in noun.children:
        if child.dep_ in {"poss", "compound"}:
            yield child


def _told_by(cue: Cue) -> Iterator[Token]:
    """What a tally names: "their losses included 12 tanks", "the losses amounted to six guns"."""
    noun = cue.token
    if noun.dep_ in _SUBJECTS:
        yield from objects_of(noun.head)
        for child in noun.head.children:
            if child.dep_ == "prep" and child.lower_ in {"to", "at"}:
                yield from after_preposition(child)
            elif child.dep_ == "attr":
                yield from conjuncts(child)
    for token in noun.doc[noun.i + 1 :]:  # "tracks losses of both sides and puts the figure at 2,054 tanks"
        tallies = {"put", "stand", "rise", "climb"}
        if token.lower_ in {"at", "to"} and token.dep_ == "prep" and token.head.lemma_ in tallies:
            yield from after_preposition(token)


def _said_of(cue: Cue) -> Iterator[Token]:
    """Whose state it is: "two trucks were ablaze", "left the station in ruins", "a burnt-out tank"."""
    token = cue.token
    if token.dep_ in {"amod", "acl", "compound", "nmod"}:
        yield from conjuncts(token.head)
        return
    if token.dep_ not in {"acomp", "attr", "oprd", "ccomp", "xcomp", "advcl", "prep", "conj"}:
        return
    verb = token.head
    if verb.lemma_ in {"be", "remain", "lie", "stand", "sit"}:
        yield from _subjects(verb)
    elif verb.lemma_ in {"leave", "see", "find", "set", "show", "report", "believe", "confirm"} and not any(
        c.dep_ in {"dobj", "auxpass", "aux"} for c in token.children
    ):
        yield from _subjects(verb) if passive(verb) else objects_of(verb)
        for child in token.children:
            if child.dep_ in _SUBJECTS:
                yield from conjuncts(child)


def doer_of(cue: Cue) -> Token | None:
    """Who did it, where the sentence says: the subject of an active verb, the noun after "by", "'s destruction of"."""
    verb, frame = cue.token, cue.wording.frame
    if frame == "tally":
        return None
    if frame == "noun":
        owner = next((c for c in verb.children if c.dep_ == "poss"), None)
        return agent_of(verb) or owner
    if frame == "subject":
        if cue.wording.tail and cue.last.pos_ in {"ADP", "PART"}:
            return next(after_preposition(cue.last), None)
        return None
    if frame == "state":
        return agent_of(verb)
    if passive(verb):
        return agent_of(verb)
    subject = subject_of(verb)
    return (
        None
        if subject is not None and subject.lower_ in {"which", "that", "it", "there"} and verb.dep_ == "relcl"
        else subject
    )


def reality_at(parsed: Parsed, cue: Cue) -> Reality:
    """Whether the happening is denied, only wished or feared, or long past."""
    form = {"noun": Form.EVENT, "state": Form.ADJECTIVE}.get(cue.wording.frame, Form.VERB)
    trigger = Trigger(cue.token, cue.token.i, cue.last.i + 1, form, Kind.OTHER, "", "")
    reality = reality_of(parsed, trigger, None)
    if reality.unreal and _achieved(cue.token):
        return replace(reality, unreal=False)
    return reality


def _achieved(verb: Token) -> bool:
    """Whether an infinitive tells what was done: "were able to retake", "were forced to hand over the town"."""
    governor = verb.head
    if verb.dep_ != "xcomp" or governor.lower_ not in {"able", "forced", "compelled", "obliged"}:
        return False
    told = governor if governor.pos_ == "VERB" else governor.head
    helpers = [c for t in (governor, told) for c in t.children if c.dep_ in {"aux", "auxpass", "neg"}]
    return not any(c.tag_ in {"MD", "TO"} or c.dep_ == "neg" for c in helpers)
