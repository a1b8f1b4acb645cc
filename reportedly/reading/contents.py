"""What is said: the stretches of the sentence that a reporting verb has for its content."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from reportedly.reading.cues import Verb, verb_at
from reportedly.reading.extents import CLOSING, COMMAS, FINITE, OPENING, comma, finite, plays, right_bound, within_edges
from reportedly.reading.objects import Case, passive_content, phrase_of
from reportedly.reading.speakers import Stretch, negation, passive, subject

_LEFT_END = CLOSING | {"?", "!", "…", "..."}
_SENTENCE_VERBS = frozenset({"speech", "thought", "shown"})  # an act ("backed") is not put behind its content


@dataclass(frozen=True, slots=True)
class Content:
    """Pieces of content in a sentence; `before_sentence`: the quotation that ends where the sentence begins is one."""

    left: Stretch | None
    right: Stretch | None
    before_sentence: bool = False


def _clause_start(case: Case) -> int | None:
    """The token at which a clause of content begins, right of the cue, as the parser sees it."""
    for child in case.head.children:
        if child.i < case.head.i:
            continue
        if child.dep_ == "ccomp" and case.verb.frames & {"that", "order", "name", "to"}:
            that = next((c.i for c in child.children if c.dep_ == "mark" and c.lower_ == "that" and c.i < child.i), 0)
            return max(child.left_edge.i, that, case.group[1] if case.inverted else case.cue[1])
        frames = {"ing"} if child.tag_ == "VBG" else {"to", "order"}
        if child.dep_ == "xcomp" and child.pos_ in {"VERB", "AUX"} and case.verb.frames & frames:
            start = max(child.left_edge.i, case.cue[1])
            if "hearer" not in case.verb.frames:  # "urged residents to leave": the residents are part of what is urged
                for other in case.head.children:
                    if case.head.i < other.i < child.i and other.dep_ == "dobj":
                        return max(other.left_edge.i, case.cue[1])
            return start
    return _said_clause(case)


def _said_clause(case: Case) -> int | None:
    """The clause that the parser hung elsewhere: "told a meeting of leaders that", "said after the talks he would"."""
    head, doc = case.head, case.doc
    if "that" not in case.verb.frames or (passive(head) and head.tag_ == "VBN" and head.dep_ == "acl"):
        return None
    for token in doc[case.cue[1] : min(case.cue[1] + 12, case.bound)]:
        if token.lower_ == "that" and token.i + 1 < case.bound:
            if token.dep_ in {"nsubj", "nsubjpass"} and token.head.dep_ == "relcl":
                return None  # "agreed to a truce after days of fighting that had cost lives"
            gap = doc[case.cue[1] : token.i]
            direct = not gap or gap[0].pos_ in {"ADP", "ADV"} or gap[0].ent_type_ or gap[0].dep_ == "npadvmod"
            return token.i if direct or "hearer" in case.verb.frames else None
        if token.text in OPENING or token.text == ":" or (token.pos_ in {"VERB", "AUX"} and token.dep_ != "amod"):
            break
    if case.verb.lemma in {"say", "tell"}:
        for child in head.children:
            if child.i > head.i and child.dep_ == "advcl" and subject(child) is not None and not _marked(case, child):
                return max(child.left_edge.i, case.cue[1])
    return None


def _marked(case: Case, verb: Token) -> bool:
    """Whether a word such as "when" makes the clause a mere circumstance; it does not in "did not say when"."""
    if negation(case.head) and verb.left_edge.i == case.cue[1] and plays(verb.left_edge, "opening"):
        return False
    return any(c.dep_ in {"mark", "advmod"} and c.i < verb.i and plays(c, "time") for c in verb.children)


def _as_clause(case: Case) -> Content | None:
    """ "As the general staff reported, ..." and "..., as first reported by the agency": all the rest is the content."""
    head, doc = case.head, case.doc
    mark = next((c for c in head.children if c.lower_ == "as" and case.floor <= c.i < head.i), None)
    if mark is None or case.verb.kind not in {"speech", "thought"}:
        return None
    if any(c.dep_ in {"ccomp", "xcomp", "dobj"} and c.i > head.i for c in head.children) or head.dep_ == "pcomp":
        return None
    end = max(head.right_edge.i + 1, case.group[1])
    end = next((t.i for t in doc[head.i : end] if comma(t)), end)
    before = mark.i == case.floor or comma(doc[mark.i - 1]) or doc[mark.i - 1].text in OPENING
    if not before:
        return None
    left = within_edges(doc, case.floor, mark.i)
    right = within_edges(doc, end, len(doc)) if end < len(doc) and comma(doc[end]) else None
    if left and right and not finite(doc, *right):
        right = None
    return _some(left, right)


def content_of(head: Token, verb: Verb, cue: Stretch, source: tuple[Stretch, ...], within: Stretch) -> Content | None:
    """Where the content stands, or None where the verb has none. Nothing outside the tokens `within` is taken."""
    doc = head.doc
    case = Case(head, verb, cue, _group(head, cue, source), within[0], min(right_bound(head), within[1]), within[1])
    if found := _as_clause(case):
        return found
    if passive(head) and (pieces := passive_content(case)):
        return _some(*pieces)
    start = _clause_start(case)
    quoted = _quote_start(case)
    if start is not None and not _interposed(case, start):
        return _right(case, quoted if quoted is not None and quoted < start else start)
    # "Nine were killed, the agency said, the worst toll in weeks": what stands behind a comma is only a remark
    if quoted is None and (phrase := phrase_of(case)) and not (_talks_back(case) or _interposed(case, phrase[0])):
        return _some(None, within_edges(doc, *phrase))
    if "that" in verb.frames and _can_follow(case):
        left = _left(case)
        if left is not None:
            if quoted is not None and not _ends_quoted(doc, left) and _opens_sentence(doc, quoted):
                return _right(case, quoted)  # "Asked about the raid, the colonel said, 'We left'"
            return _some(left, _continuation(case, quotes_only=_ends_quoted(doc, left)))
    if "that" not in verb.frames:
        return None
    if left := _bare(case):
        return _some(left, None)
    if quoted is not None:
        return _right(case, quoted)
    if within[0] == 0 and case.group[0] == 0:
        after = _continuation(case, quotes_only=True)
        at = case.group[1]
        if start is None and (after or at >= len(doc) or doc[at].text in {".", ","} or not finite(doc, at, len(doc))):
            return Content(None, after, before_sentence=True)
    return _right(case, start) if start is not None else None


def _bare(case: Case) -> Stretch | None:
    """The content before a cue whose comma was lost: "Three were killed near the bridge a monitor said on Monday."."""
    head, doc = case.head, case.doc
    first, end = case.group
    rest = doc[end:]
    if subject(head) is None or first <= case.floor or len(rest) > 6 or any(t.tag_ in FINITE for t in rest):
        return None
    joined = head.dep_ == "conj" and not any(t.dep_ == "cc" for t in doc[head.head.i : first])
    if case.verb.lemma != "say" and not joined:
        return None
    left = within_edges(doc, case.floor, first)
    return left if left and finite(doc, *left) else None


def _talks_back(case: Case) -> bool:
    """Whether a quotation stands right before the cue, so that an object is the hearer: "'Go,' he told them"."""
    first = case.group[0]
    return first - case.floor > 1 and any(t.text in CLOSING for t in case.doc[first - 2 : first])


def _group(head: Token, cue: Stretch, source: tuple[Stretch, ...]) -> Stretch:
    doc = head.doc
    first, end = cue
    if first and doc[first - 1].lower_ == "it" and doc[first - 1].head.i == head.i:  # "it is claimed"
        first -= 1
    for one, other in source:
        if other <= cue[0] and cue[0] - other <= 4 and _light(doc, other, cue[0]):
            first = min(first, one)
        elif one >= cue[1] and one - cue[1] <= 2:
            end = max(end, other)
    return first, end


def _light(doc: Doc, first: int, end: int) -> bool:
    return all(t.text in COMMAS or t.pos_ in {"ADV", "AUX", "PART", "DET", "PRON"} for t in doc[first:end])


def _some(left: Stretch | None, right: Stretch | None) -> Content | None:
    return Content(left, right) if left or right else None


def _right(case: Case, start: int) -> Content | None:
    return _some(None, within_edges(case.doc, max(start, case.cue[1]), case.bound))


def _can_follow(case: Case) -> bool:
    """Whether the cue can come after its content: a finite verb with its own speaker, not "who said", not "saying"."""
    head = case.head
    if case.verb.kind not in _SENTENCE_VERBS or head.dep_ in {"relcl", "xcomp"} or head.tag_ in {"VBG", "VB"}:
        return False
    if passive(head):
        return any(c.lower_ == "it" for c in head.children if c.dep_ in {"nsubjpass", "nsubj"})
    return case.group != case.cue


def _interposed(case: Case, start: int) -> bool:
    """Whether a comma parts the cue from what follows, and text stands before it: "But, he said, the town is held"."""
    doc, (first, end) = case.doc, case.group
    if first <= case.floor:
        return False
    if doc[first - 1].text in CLOSING and first - case.floor > 1 and start > end:
        return doc[case.floor].text in OPENING or not any(t.text in OPENING for t in doc[case.floor : first - 1])
    if plays(doc[start], "opening"):
        return False
    parted = any(comma(t) for t in doc[end:start]) or (start < len(doc) and comma(doc[start]))
    return parted and (comma(doc[first - 1]) or doc[first - 1].text in _LEFT_END)


def _quote_start(case: Case) -> int | None:
    """The opening mark of a quotation that follows the cue, after a comma, a colon or a few words of time and place."""
    doc = case.doc
    at = max(case.group[1], case.cue[1])
    for token in doc[at : min(at + 14, case.bound)]:
        if token.text in OPENING and (
            token.i == at or doc[token.i - 1].text in {":", "that"} or comma(doc[token.i - 1])
        ):
            return token.i
        if token.text in OPENING | {"."} or token.tag_ in FINITE:
            return None
    return None


def _opens_sentence(doc: Doc, mark: int) -> bool:
    return mark + 1 < len(doc) and doc[mark + 1].text[:1].isupper()


def _ends_quoted(doc: Doc, stretch: Stretch) -> bool:
    return any(t.text in CLOSING for t in doc[max(stretch[0], stretch[1] - 2) : stretch[1]])


def _left(case: Case) -> Stretch | None:
    doc, floor = case.doc, case.floor
    end = case.group[0]
    while end > floor and (doc[end - 1].pos_ in {"ADV", "CCONJ"} or doc[end - 1].is_space):
        end -= 1
    if end <= floor or not (comma(doc[end - 1]) or doc[end - 1].text in _LEFT_END):
        return None
    stretch = within_edges(doc, floor, end)
    if stretch is None:
        return None
    first, stop = stretch
    complement = any(c.dep_ in {"ccomp", "parataxis"} and first <= c.i < stop for c in case.head.children)
    if _ends_quoted(doc, stretch) or complement:
        return stretch
    if _parenthesis(case):
        return stretch
    if not _adverbial(case, stretch) and (finite(doc, first, stop) or _closes(case)):
        return stretch
    return None


def _closes(case: Case) -> bool:
    """Whether the sentence ends with the cue, so that what stands before is its content: "Nine dead, army says"."""
    rest = case.doc[case.group[1] : case.bound]
    return case.verb.kind == "speech" and len(rest) <= 8 and not any(t.tag_ in FINITE or comma(t) for t in rest)


def _parenthesis(case: Case) -> bool:
    """Whether the cue stands between commas inside its content: "The town, he said, is held"."""
    doc = case.doc
    at = next((t.i for t in doc[case.group[1] : case.group[1] + 12] if comma(t)), None)
    if at is None or finite(doc, case.group[1], at):
        return False
    end = case.ceiling if case.group[1] >= case.bound else case.bound
    between = at == case.group[1] or doc[case.group[1]].pos_ in {"ADP", "NOUN", "PROPN"}
    return between and finite(doc, at, end)


def _adverbial(case: Case, stretch: Stretch) -> bool:
    """Whether the text before the cue is only a clause that hangs on it: "As the fire spread, officials said ..."."""
    doc = case.doc
    return any(t.dep_ == "advcl" and t.head.i == case.head.i for t in doc[stretch[0] : stretch[1]])


def _quoted_on(case: Case) -> Stretch | None:
    """The quotation that goes on after the cue: "'A,' he said, referring to the toll, 'B.'"."""
    doc = case.doc
    for token in doc[case.group[1] : case.group[1] + 40]:
        if (
            token.text in OPENING
            and token.i
            and (doc[token.i - 1].text in {":", ".", "and", "but"} or comma(doc[token.i - 1]))
        ):
            return within_edges(doc, token.i, max(case.bound, len(doc)) if case.floor == 0 else case.bound)
        if (other := verb_at(token)) and other.kind == "speech" and "that" in other.frames:
            return None
    return None


def _continuation(case: Case, *, quotes_only: bool) -> Stretch | None:
    """What goes on after an interposed cue: "'A,' he said, 'B.'"."""
    doc, bound = case.doc, case.bound
    if quotes_only:
        return _quoted_on(case)
    at = case.group[1]
    if at >= bound:  # the parser took the interposed cue for a word of the other clause
        bound = case.ceiling
    while at < bound and not comma(doc[at]) and doc[at].text not in OPENING | {":"}:
        at += 1
    while at < bound and (comma(doc[at]) or doc[at].text == ":"):
        at += 1
    if at >= bound:
        return None
    if any(t.text in OPENING for t in doc[at : min(at + 3, bound)]):
        return within_edges(doc, at, bound)
    if doc[at].tag_ in {"VBG", "VBN"} or not finite(doc, at, bound):
        return None
    if doc[at].lower_ in {"who", "which", "when", "as"} or _answers(doc, at, bound):
        return None
    return within_edges(doc, at, bound)


def _answers(doc: Doc, first: int, end: int) -> bool:
    """Whether another speaker answers from here on: "Nine died, a report said, but the army denied it"."""
    if not plays(doc[first], "contrast"):
        return False
    speaks = next((t for t in doc[first:end] if t.tag_ in FINITE), None)
    if speaks is None or subject(speaks) is None:
        return False
    verb = verb_at(speaks)
    return verb is not None and verb.kind == "speech"
