"""Where the grammar of an outcome word puts its people: object, subject, of-phrase, or the number next to it."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from reportedly.claim import Kind
from reportedly.lexicon import words
from reportedly.reading.triggers import Form, Trigger
from reportedly.reading.victims import NOMINAL, is_measure, resolved

_SUBJECT = frozenset({"nsubj", "nsubjpass"})
_OBJECT = frozenset({"dobj", "dative", "obj"})


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """The heads of the noun phrases of those it happened to, and of the doer."""

    people: tuple[Token, ...]
    doer: Token | None = None


_NOTHING = Frame(())


def _those(token: Token, deps: frozenset[str]) -> list[Token]:
    """Its subjects or objects: the parser gives some verbs two, which are then items of one list."""
    found = [c for c in token.children if c.dep_ in deps and (c.pos_ in NOMINAL or c.pos_ in {"ADJ", "DET", "X"})]
    named = [c for c in found if any(x.isalnum() for x in c.text) and not is_measure(c)]
    return [c for c in named if not (c.i + 1 < len(c.doc) and c.nbor(1).text == "-" and len(named) > 1)]  # "al-Mawla"


def _child(token: Token, deps: frozenset[str]) -> Token | None:
    return next(iter(_those(token, deps)), None)


def is_passive(verb: Token) -> bool:
    """Whether the verb is passive: "were killed", "got hurt", "three men killed in the raid", or joined to one."""
    if any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children):
        return True
    if verb.lower_.endswith(("ed", "n", "t")) and any(c.dep_ == "aux" and c.lemma_ == "be" for c in verb.children):
        return True
    if _child(verb, _OBJECT) is not None:
        return False
    if verb.dep_ in {"xcomp", "oprd"} and verb.tag_ == "VBN" and not any(c.dep_ == "aux" for c in verb.children):
        return is_passive(verb.head)  # "six marines have been reported killed"
    if verb.dep_ == "acl" and verb.tag_ in {"VBN", "VBD"}:
        return _shared_object(verb) is None
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and verb.tag_ in {"VBN", "VBD"}:
        return is_passive(verb.head) and not any(c.dep_ == "nsubj" for c in verb.children)
    return any(c.dep_ == "agent" for c in verb.children)


def subject_of(verb: Token) -> Token | None:
    """The subject, its own or the one it shares with the verb it is joined to or hangs from."""
    at, steps = verb, 0
    while steps < 5:
        own = _child(at, _SUBJECT)
        if own is not None:
            return resolved(own)
        if at.dep_ in {"advcl", "xcomp", "ccomp"} and steps == 0 and at.head.lemma_ in words("causatives.csv", "lemma"):
            sent = _child(at.head, _OBJECT)
            if sent is not None and not is_passive(at.head):
                return sent
        if at.dep_ in {"acl"} and at.head.pos_ in NOMINAL:
            return at.head
        if at.dep_ == "relcl" and at.head.pos_ in NOMINAL and steps == 0:
            return at.head
        if at.dep_ == "pcomp" and at.head.head.pos_ == "VERB":  # "remained in a coma before dying"
            at, steps = at.head.head, steps + 1
            continue
        if at.dep_ in {"conj", "xcomp", "advcl", "ccomp"} and at.head != at and at.head.pos_ in {"VERB", "AUX"}:
            at, steps = at.head, steps + 1
            continue
        return None
    return None


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent" or (child.lower_ == "by" and child.dep_ == "prep"):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _shared_object(verb: Token) -> Token | None:
    """The object of the verb it is joined to: "killed and wounded 12 soldiers", "shot and killed him"."""
    for other in verb.children:
        if other.dep_ == "conj" and other.pos_ == "VERB" and other.i - verb.i <= 3:
            return _child(other, _OBJECT) or _shared_object(other)
    return None


def _of_object(trigger: Trigger) -> Frame:
    """A verb whose object it happens to."""
    verb = trigger.token
    if is_passive(verb):
        several = _those(verb, _SUBJECT)
        if len(several) > 1:
            return Frame(tuple(several), _agent(verb))
        patient = _child(verb, _SUBJECT)
        if patient is None and verb.dep_ == "acl":
            patient = verb.head
        if patient is None and verb.dep_ == "relcl":
            patient = verb.head
        if patient is None and (shared := subject_of(verb)) is not None and shared.i < verb.i:
            patient = shared  # not of "In the raid 30 rebels were killed, the army said"
        if (
            patient is not None
            and verb.dep_ == "conj"
            and verb.head.pos_ in {"PROPN", "NOUN"}
            and verb.head.i < patient.i
        ):
            return Frame((verb.head, patient), _agent(verb))  # "Ali, 34, and his brother were shot dead"
        return Frame((resolved(patient),) if patient is not None else (), _agent(verb))
    # the object before the one it is done to: "The battle cost the army 300 men"
    patient = _child(verb, frozenset({"dobj", "obj"})) or _child(verb, _OBJECT) or _shared_object(verb)
    doer = subject_of(verb)
    if patient is not None and not (doer is not None and _tells_its_own(patient)):
        return Frame((patient,), doer)
    # the parser takes the people for the subject of a small clause: "leaving three wounded", "saw two men killed"
    if doer is not None and _counts_after(verb) and not any(t.pos_ == "NUM" for t in doer.subtree):
        return Frame((), doer)  # "Turkish forces 'neutralized' seven fighters", where the parse lost the object
    at_whom = any(c.dep_ == "prep" and c.lower_ == "at" for c in verb.children) and trigger.care == "weak"
    if verb.tag_ in {"VBN", "VBD"} and doer is not None and _child(verb, _SUBJECT) is not None and not at_whom:
        return Frame((doer,))  # headline: "Three soldiers killed in Marib"
    if verb.dep_ == "relcl" and doer is not None and doer != verb.head:
        return Frame((verb.head,), doer)  # "the men he killed"
    return Frame((), doer)


def _counts_after(verb: Token) -> bool:
    """Whether a number follows the verb, past a quotation mark and "at least"."""
    after = [t for t in verb.doc[verb.i + 1 : verb.i + 5] if not t.is_quote][:3]
    ahead = [t.pos_ == "NUM" for t in after]
    return ahead[:1] == [True] or (len(after) == 3 and ahead[2] and after[0].lower_ == "at")


def _tells_its_own(number: Token) -> bool:
    """ "Six citizens killed 22 injured": the number belongs to the participle after it."""
    after = number.doc[number.i + 1] if number.i + 1 < len(number.doc) else None
    return number.pos_ == "NUM" and after is not None and after.tag_ == "VBN" and after.head == number


def _of_adjective(trigger: Trigger) -> Frame:
    """ "12 dead", "three were dead", "left two policemen wounded", "the three wounded"."""
    word = trigger.token
    if word.dep_ in {"amod", "compound"}:
        return Frame((word.head,))
    if word.dep_ in {"acomp", "attr", "oprd", "xcomp", "ccomp"}:
        verb = word.head
        if own := _child(word, _SUBJECT):
            return Frame((own,), subject_of(verb))
        if verb.lemma_ in {"leave", "find", "see", "render", "declare", "pronounce"} and not is_passive(verb):
            patient = _child(verb, _OBJECT)
            return Frame((patient,), subject_of(verb)) if patient is not None else _NOTHING
        patient = subject_of(verb)
        return Frame((resolved(patient),)) if patient is not None else _NOTHING
    if own := _child(word, _SUBJECT):
        return Frame((own,))
    if word.dep_ in {"relcl", "acl"}:
        return Frame((word.head,))
    return Frame((word,))  # the adjective is the noun: "two dead", "the wounded"


def _to_whom(trigger: Trigger) -> bool:
    """Whether the noun has its people after "to": "injuries to two clerks", never "Death to the invaders!"."""
    return trigger.kind is not Kind.KILLED


def _of_event(trigger: Trigger) -> Frame:
    """ "the murder of two priests", "his death", "the officer's killing"."""
    noun = trigger.token
    doer = next((p for c in noun.children if c.lower_ == "by" for p in c.children if p.dep_ == "pobj"), None)
    pair = [noun, *(c for c in noun.children if c.dep_ == "conj" and c.i < trigger.end)]  # "the deaths and injuries of"
    places = [*pair, noun.head] if noun.lemma_ == "injury" and noun.head.pos_ == "VERB" else pair
    for child in (c for place in places for c in place.children):
        ties = {"to"} if child.head not in pair else {"of", "to"} if _to_whom(trigger) else {"of"}
        if child.dep_ in {"prep", "dative"} and child.lower_ in ties:
            people = [c for c in child.children if c.dep_ == "pobj" and c.pos_ in NOMINAL | {"ADJ"}]
            if people:
                return Frame((people[0],), doer)
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    if noun.lemma_ == "injury":
        return _NOTHING  # "died of his injuries"
    if noun.lemma_ in {"life", "body", "remains"} and owner is not None and owner.lower_ in {"their", "its", "our"}:
        return _NOTHING
    return Frame((owner,), doer) if owner is not None else _NOTHING


def frame_of(trigger: Trigger) -> Frame:
    """The people and the doer, as the parse has them; empty where it has none."""
    if trigger.form is Form.VERB or trigger.form is Form.IDIOM:
        if trigger.victims == "subject":
            several = [resolved(t) for t in _those(trigger.token, _SUBJECT)]
            if len(several) > 1:
                return Frame(tuple(several))
            patient = subject_of(trigger.token)
            return Frame((patient,)) if patient is not None else _NOTHING
        if trigger.token.dep_ == "amod" and trigger.token.head.i > trigger.token.i:
            return Frame((trigger.token.head,))  # "displaced millions", "three wounded soldiers"
        frame = _of_object(trigger)
        if trigger.victims == "either" and not frame.people and (doer := frame.doer) is not None:
            return Frame((doer,))
        return frame
    if trigger.form is Form.ADJECTIVE:
        return _of_adjective(trigger)
    if trigger.form is Form.EVENT:
        return _of_event(trigger)
    return Frame((trigger.token,))
