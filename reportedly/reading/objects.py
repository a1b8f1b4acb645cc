"""What is said in a noun phrase: "denied the report", "spoke of heavy losses", "the raid was reported by X"."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from reportedly.lexicon import words
from reportedly.reading.cues import Verb
from reportedly.reading.extents import CLOSING, OPENING, comma, plays, within_edges
from reportedly.reading.speakers import Stretch, passive


@dataclass(frozen=True, slots=True)
class Case:
    """A cue with its words, and the group of cue, speaker and what stands between them."""

    head: Token
    verb: Verb
    cue: Stretch
    group: Stretch
    floor: int  # nothing before this token is taken
    bound: int  # the clause of the cue ends here
    ceiling: int  # nothing from this token on is taken

    @property
    def inverted(self) -> bool:
        """Whether the speaker stands behind the cue: "said the mayor"."""
        return self.group[1] > self.cue[1]

    @property
    def doc(self) -> Doc:
        """The sentence."""
        return self.head.doc


def phrase_of(case: Case) -> Stretch | None:
    """A noun phrase for content: "denied the report", "spoke of heavy losses", "called it a lie"."""
    head = case.head
    for child in head.children:
        if child.i > head.i and child.dep_ in {"prep", "prt"} and child.lower_ in case.verb.preps:
            ends = [
                c.right_edge.i + 1
                for c in head.children
                if c.i >= child.i and c.dep_ in {"prep", "xcomp", "pobj", "dobj"}
            ]
            end = max([child.i + 1, *ends]) if child.lower_ in {"on", "for", "out"} else child.right_edge.i + 1
            end = min(end, case.bound)
            if child.i + 1 < end:
                clause = any(c.dep_ == "pcomp" for c in child.children)  # "of leaving when the town fell"
                return child.i + 1, end if clause else _phrase_end(case, child.i + 1, end)
    if passive(head):
        return None
    for child in head.children:
        if child.i > head.i and child.dep_ in {"dobj", "oprd", "attr"} and case.verb.frames & {"np", "name", "figure"}:
            if "figure" in case.verb.frames:
                if not _gives_figure(child):
                    continue
                end = max(c.right_edge.i + 1 for c in head.children if c.dep_ in {"dobj", "prep"})
                return child.left_edge.i, min(end, case.bound)
            if case.verb.kind == "thought" and "np" not in case.verb.frames and not _named(head):
                continue
            start = max(child.left_edge.i, case.cue[1])
            return start, _phrase_end(case, child.i, case.bound)
    return None


def _gives_figure(noun: Token) -> bool:
    """ "Put the toll at 45", "gave a toll of 45": a noun for a number, and the number after at, to or of."""
    after = [c for c in noun.head.children if c.lower_ in {"at", "to"} and c.i > noun.i]
    after += [c for c in noun.children if c.lower_ == "of"]
    return noun.lower_ in words("figure_nouns.csv") and any(t.like_num for c in after for t in c.subtree)


def _named(verb: Token) -> bool:
    """Whether the object is given a name: "called it a lie", not "called the police"."""
    objects = [c for c in verb.children if c.i > verb.i and c.dep_ in {"dobj", "oprd", "ccomp", "attr", "appos"}]
    return len(objects) > 1 or any(
        c.dep_ in {"oprd", "ccomp"} or c.lower_ == "as" for c in verb.children if c.i > verb.i
    )


def passive_content(case: Case) -> tuple[Stretch | None, Stretch | None] | None:
    """ "The attack was first reported by the agency", "he was described as a traitor": the subject is the content."""
    head, doc = case.head, case.doc
    holder = head.head if head.dep_ == "conj" else head  # "was announced by the militia and confirmed by the monitor"
    noun = next((c for c in (*head.children, *holder.children) if c.dep_ == "nsubjpass"), None)
    if noun is None or noun.lower_ == "it" or noun.left_edge.i < case.floor:
        return None
    if not case.verb.frames & {"np", "name", "that"}:
        return None
    left = within_edges(doc, noun.left_edge.i, min(noun.right_edge.i + 1, case.cue[0]))
    if plays(noun, "opening") or case.verb.frames & {"hearer", "order"}:
        left = None
    agent = any(c.dep_ == "agent" for c in head.children)
    for child in head.children:
        if child.i > head.i and (
            child.dep_ in {"xcomp", "oprd"} or child.lower_ in {"as"} or child.lower_ in case.verb.preps
        ):
            start = child.i + 1 if child.dep_ == "prep" else child.left_edge.i
            end = _phrase_end(case, start, min(case.bound, child.right_edge.i + 1))
            return left, within_edges(doc, start, end)
    return (left, None) if agent and left and "np" in case.verb.frames else None


def _phrase_end(case: Case, first: int, end: int) -> int:
    """A noun phrase ends before what is only said about it or beside it: "the plan, which ...", "him when he came"."""
    doc = case.doc
    quoted = False
    named = "name" in case.verb.frames
    for token in doc[first + 1 : end]:
        if token.text in OPENING or token.text in CLOSING:
            quoted = not quoted if token.text in OPENING & CLOSING else token.text in OPENING
        if quoted:
            continue
        if plays(token, "time") and token.dep_ in {"mark", "advmod", "prep"} and token.lower_ not in {"as", "if"}:
            return token.i
        if token.head.i == case.head.i and token.dep_ == "prep" and plays(token, "setting"):
            return token.i
        parted = comma(token) or (token.text in CLOSING and comma(token.nbor(-1)))
        if parted and token.i + 1 < end and _remark(token, token.nbor(1), named):
            return token.i
    return end


def _remark(comma_: Token, after: Token, named: bool) -> bool:
    """Whether what follows the comma is only said about the phrase before it, or is a clause of its own."""
    if (
        plays(after, "opening")
        or plays(after, "contrast")
        or after.dep_ == "mark"
        or after.tag_ in {"WDT", "WP", "VBG"}
    ):
        return after.lower_ != "including"
    if comma_.text != "," or (after.head.tag_ == "VBG" and after.head.dep_ == "advcl"):
        return comma_.text not in CLOSING
    if not named and any(a.dep_ == "appos" and a.head.i < comma_.i for a in (after, after.head, after.head.head)):
        return True
    return after.dep_ in {"cc", "conj"} and after.head.i >= comma_.i
