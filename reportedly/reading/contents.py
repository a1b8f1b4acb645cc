"""What is said: the stretches of the sentence that a reporting verb has for its content."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from reportedly.reading.cues import Verb, verb_at
from reportedly.reading.speakers import Stretch, joined_to, passive, past, subject, trimmed

_COMMA = frozenset({",", "--", "-", "–", "—", ";"})
_OPEN = frozenset({"“", '"', "''", "``", "‘", "«", "„", "'"})
_CLOSE = frozenset({"”", '"', "''", "’", "»", "'"})
_LEFT_END = _COMMA | _CLOSE | {"?", "!", "…", "..."}
_STARTERS = frozenset({"that", "whether", "if", "how", "why", "what", "where", "when", "who", "which"})
_CONTRASTS = frozenset({"although", "though", "while", "whereas", "but", "even"})
_MARKS = frozenset({"if", "as", "when", "while", "because", "after", "before", "since", "until", "although", "though"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_SENTENCE_VERBS = frozenset({"speech", "thought", "shown"})  # an act ("backed") is not put behind its content


@dataclass(frozen=True, slots=True)
class Content:
    """Pieces of content in a sentence; `before_sentence`: the quotation that ends where the sentence begins is one."""

    left: Stretch | None
    right: Stretch | None
    before_sentence: bool = False


def comma(token: Token) -> bool:
    """Whether the token parts clauses: a comma, or a dash that does not join two halves of a word."""
    if token.text not in _COMMA:
        return False
    return token.text != "-" or bool(token.whitespace_) or token.i == 0 or bool(token.nbor(-1).whitespace_)


def cue_words(verb: Token) -> Stretch:
    """The words of the cue: auxiliaries, negation and adverbs that stand right before the verb, and its particle."""
    doc = verb.doc
    first = verb.i
    while first > 0:
        before = doc[first - 1]
        if before.head.i == verb.i and before.dep_ in {"aux", "auxpass", "neg", "advmod"} and before.lower_ not in _STARTERS:
            first -= 1
        else:
            break
    end = verb.i + 1
    while end < len(doc) and doc[end].head.i == verb.i and doc[end].dep_ == "prt":
        end += 1
    return first, end


def finite(doc: Doc, first: int, end: int) -> bool:
    """Whether a finite verb stands in the stretch."""
    return any(t.tag_ in _FINITE for t in doc[first:end])


def right_bound(verb: Token) -> int:
    """Where the clause of the cue ends: before its next co-ordinated or participial cue, and inside what holds it."""
    doc = verb.doc
    bound = len(doc) if verb.dep_ in {"ROOT", "parataxis", "ccomp"} else verb.right_edge.i + 1
    for token in doc[verb.i + 1 : bound]:
        if _next_part(verb, token):
            return max(_before(doc, token), verb.i + 1)
    return bound


def _next_part(verb: Token, token: Token) -> bool:
    """Whether `token` heads the next thing that is done after the cue: "said A and left", "said A, adding that B"."""
    other = verb_at(token)
    if token.tag_ == "VBG" and other:
        return other.kind == "speech" and (comma(token.nbor(-1)) or token.head.i == verb.i and token.dep_ == "advcl")
    if token.dep_ == "conj":
        own = subject(token)
        if joined_to(token).i == verb.i and (other and other.kind == "speech" or own is None and (token.tag_ == verb.tag_ or past(token) and past(verb))):
            return True
    if other and other.kind == "speech" and token.tag_ in _FINITE and subject(token) is not None and token.dep_ != "relcl":
        # "The army said it held the town, although officials admitted that ...": the second speaker is the article's own
        first = token.left_edge.i
        return first > verb.i + 1 and token.dep_ in {"advcl", "conj"} and _contrast(token.doc, first)
    return False


def _contrast(doc: Doc, first: int) -> bool:
    before = doc[first - 1]
    if doc[first].lower_ in _CONTRASTS and (comma(before) or before.text in _CLOSE):
        return True
    return before.lower_ in _CONTRASTS and first > 1 and (comma(doc[first - 2]) or doc[first - 2].text in _CLOSE)


def _before(doc: Doc, verb: Token) -> int:
    """Where the clause of a co-ordinated verb begins, its conjunction and comma included."""
    at = min(verb.left_edge.i, verb.i)
    while at > 0 and (doc[at - 1].dep_ == "cc" or comma(doc[at - 1])):
        at -= 1
    return at


@dataclass(frozen=True, slots=True)
class _Case:
    """A cue with its words, and the group of cue, speaker and what stands between them."""

    head: Token
    verb: Verb
    cue: Stretch
    group: Stretch
    floor: int
    bound: int

    @property
    def doc(self) -> Doc:
        return self.head.doc


def _clause_start(case: _Case) -> int | None:
    """The token at which a clause of content begins, right of the cue, as the parser sees it."""
    for child in case.head.children:
        if child.i < case.head.i:
            continue
        if child.dep_ == "ccomp" and case.verb.frames & {"that", "order", "name", "to"}:
            return max(child.left_edge.i, case.cue[1])
        if child.dep_ == "xcomp" and child.pos_ in {"VERB", "AUX"} and case.verb.frames & {"to", "order", "that"}:
            start = max(child.left_edge.i, case.cue[1])
            if "hearer" not in case.verb.frames:  # "urged residents to leave": the residents are part of what is urged
                for other in case.head.children:
                    if case.head.i < other.i < child.i and other.dep_ == "dobj":
                        return max(other.left_edge.i, case.cue[1])
            return start
    return _said_clause(case)


def _said_clause(case: _Case) -> int | None:
    """The clause that the parser hung elsewhere: "told a meeting of leaders that ...", "said after the talks he would"."""
    head, doc = case.head, case.doc
    if "that" not in case.verb.frames or passive(head) and head.tag_ == "VBN" and head.dep_ == "acl":
        return None
    for token in doc[case.cue[1] : min(case.cue[1] + 12, case.bound)]:
        if token.lower_ == "that" and token.i + 1 < case.bound:
            gap = doc[case.cue[1] : token.i]
            direct = not gap or gap[0].pos_ in {"ADP", "ADV"} or gap[0].ent_type_ or gap[0].dep_ == "npadvmod"
            return token.i if direct or "hearer" in case.verb.frames else None
        if token.text in _OPEN or token.text == ":" or token.pos_ in {"VERB", "AUX"}:
            break
    if case.verb.lemma in {"say", "tell"}:
        for child in head.children:
            if child.i > head.i and child.dep_ == "advcl" and subject(child) is not None:
                if not any(c.dep_ in {"mark", "advmod"} and c.i < child.i and c.lower_ in _MARKS for c in child.children):
                    return max(child.left_edge.i, case.cue[1])
    return None


def _phrase(case: _Case) -> Stretch | None:
    """A noun phrase for content: "denied the report", "spoke of heavy losses", "called it a lie"."""
    head, doc = case.head, case.doc
    for child in head.children:
        if child.i > head.i and child.dep_ in {"prep", "prt"} and child.lower_ in case.verb.preps:
            ends = [c.right_edge.i + 1 for c in head.children if c.i >= child.i and c.dep_ in {"prep", "xcomp", "pobj", "dobj"}]
            end = max([child.i + 1, *ends]) if child.lower_ in {"on", "for", "out"} else child.right_edge.i + 1
            if child.i + 1 < min(end, case.bound):
                return child.i + 1, _phrase_end(doc, child.i + 1, min(case.bound, end))
    if passive(head):
        return None
    for child in head.children:
        if child.i > head.i and child.dep_ in {"dobj", "oprd", "attr"} and case.verb.frames & {"np", "name"}:
            start = max(child.left_edge.i, case.cue[1])
            return start, _phrase_end(doc, child.i, case.bound)
    return None


def _as_clause(case: _Case) -> Content | None:
    """ "As the general staff reported, ..." and "..., as first reported by the agency": all the rest is the content."""
    head, doc = case.head, case.doc
    first = min(case.group[0], head.left_edge.i)
    mark = doc[first] if doc[first].lower_ == "as" else doc[first - 1] if first > case.floor else None
    if mark is None or mark.lower_ != "as" or case.verb.kind not in {"speech", "thought"}:
        return None
    if any(c.dep_ in {"ccomp", "xcomp", "dobj"} and c.i > head.i for c in head.children) or head.dep_ == "pcomp":
        return None
    end = max(head.right_edge.i + 1, case.group[1])
    end = next((t.i for t in doc[head.i : end] if comma(t)), end)
    before = mark.i == case.floor or comma(doc[mark.i - 1]) or doc[mark.i - 1].text in _OPEN
    if not before:
        return None
    left = within_edges(doc, case.floor, mark.i)
    right = within_edges(doc, end, len(doc)) if end < len(doc) and comma(doc[end]) else None
    if left and right and not finite(doc, *right):
        right = None
    return _some(left, right)


def _passive(case: _Case) -> Content | None:
    """ "The attack was first reported by the agency", "he was described as a traitor": the subject is the content."""
    head, doc = case.head, case.doc
    noun = next((c for c in head.children if c.dep_ == "nsubjpass"), None)
    if noun is None or noun.lower_ == "it" or not case.verb.frames & {"np", "name", "that"} or noun.left_edge.i < case.floor:
        return None
    left = within_edges(doc, noun.left_edge.i, min(noun.right_edge.i + 1, case.cue[0]))
    if noun.lower_ in _STARTERS or case.verb.frames & {"hearer", "order"}:
        left = None
    agent = any(c.dep_ == "agent" for c in head.children)
    for child in head.children:
        if child.i > head.i and (child.dep_ in {"xcomp", "oprd"} or child.lower_ in {"as"} or child.lower_ in case.verb.preps):
            start = child.i + 1 if child.dep_ == "prep" else child.left_edge.i
            return _some(left, within_edges(doc, start, _phrase_end(doc, start, min(case.bound, child.right_edge.i + 1))))
    return Content(left, None) if agent and left and "np" in case.verb.frames else None


def _phrase_end(doc: Doc, first: int, end: int) -> int:
    """A noun phrase ends before what is only said about it or beside it: "the plan, which ...", "him when he came"."""
    quoted = False
    for token in doc[first + 1 : end]:
        if token.text in _OPEN or token.text in _CLOSE:
            quoted = not quoted if token.text in _OPEN & _CLOSE else token.text in _OPEN
        if quoted:
            continue
        if token.lower_ in _MARKS and token.dep_ in {"mark", "advmod", "prep"} and token.lower_ not in {"as", "if"}:
            return token.i
        if (comma(token) or token.text in _CLOSE) and token.i + 1 < end:
            after = token.nbor(1)
            if after.lower_ in _STARTERS or after.dep_ in {"mark"} or after.tag_ in {"WDT", "WP", "VBG"}:
                if after.lower_ != "including":
                    return token.i
            if any(a.dep_ == "appos" and a.head.i < token.i for a in (after, after.head, after.head.head)):
                return token.i
            if after.lower_ in _CONTRASTS or after.dep_ in {"cc", "conj"} and not after.head.i < token.i:
                return token.i
    return end


def content_of(head: Token, verb: Verb, cue: Stretch, source: tuple[Stretch, ...], within: Stretch) -> Content | None:
    """Where the content stands, or None where the verb has none. Nothing outside the tokens `within` is taken."""
    doc = head.doc
    case = _Case(head, verb, cue, _group(doc, cue, source), within[0], min(right_bound(head), within[1]))
    if (found := _as_clause(case)) or passive(head) and (found := _passive(case)):
        return found
    start = _clause_start(case)
    quoted = _quote_start(case)
    if start is not None and not _interposed(case, start):
        return _right(case, quoted if quoted is not None and quoted < start else start)
    if quoted is None and (phrase := _phrase(case)) and not _talks_back(case):
        return _some(None, within_edges(doc, *phrase))
    if "that" in verb.frames and _can_follow(case):
        left = _left(case)
        if left is not None:
            return _some(left, _continuation(case, quotes_only=_ends_quoted(doc, left)))
    if "that" not in verb.frames:
        return None
    if quoted is not None:
        return _right(case, quoted)
    if within[0] == 0 and case.group[0] == 0:
        after = _continuation(case, quotes_only=True)
        at = case.group[1]
        if start is None and (after or at >= len(doc) or doc[at].text in {".", ","} or not finite(doc, at, len(doc))):
            return Content(None, after, before_sentence=True)
    return _right(case, start) if start is not None else None


def _talks_back(case: _Case) -> bool:
    """Whether a quotation stands right before the cue, so that an object is the hearer: "'Go,' he told them"."""
    first = case.group[0]
    return first - case.floor > 1 and any(t.text in _CLOSE for t in case.doc[first - 2 : first])


def _group(doc: Doc, cue: Stretch, source: tuple[Stretch, ...]) -> Stretch:
    first, end = cue
    for one, other in source:
        if other <= cue[0] and cue[0] - other <= 4 and _light(doc, other, cue[0]):
            first = min(first, one)
        elif one >= cue[1] and one - cue[1] <= 2:
            end = max(end, other)
    return first, end


def _light(doc: Doc, first: int, end: int) -> bool:
    return all(t.text in _COMMA or t.pos_ in {"ADV", "AUX", "PART", "DET", "PRON"} for t in doc[first:end])


def _some(left: Stretch | None, right: Stretch | None) -> Content | None:
    return Content(left, right) if left or right else None


def _right(case: _Case, start: int) -> Content | None:
    return _some(None, within_edges(case.doc, max(start, case.cue[1]), case.bound))


def _can_follow(case: _Case) -> bool:
    """Whether the cue can come after its content: a finite verb with its own speaker, not "who said", not "saying"."""
    head = case.head
    if case.verb.kind not in _SENTENCE_VERBS or head.dep_ in {"relcl", "xcomp"} or head.tag_ in {"VBG", "VB"}:
        return False
    if passive(head):
        return any(c.lower_ == "it" for c in head.children if c.dep_ in {"nsubjpass", "nsubj"})
    return case.group != case.cue


def _interposed(case: _Case, start: int) -> bool:
    """Whether a comma parts the cue from what follows, and text stands before it: "But, he said, the town is held"."""
    doc, (first, end) = case.doc, case.group
    if first <= case.floor:
        return False
    if doc[first - 1].text in _CLOSE and first - case.floor > 1 and start > end:
        return doc[case.floor].text in _OPEN or not any(t.text in _OPEN for t in doc[case.floor : first - 1])
    if doc[start].lower_ in _STARTERS:
        return False
    parted = any(comma(t) for t in doc[end:start]) or (start < len(doc) and comma(doc[start]))
    return parted and doc[first - 1].text in _LEFT_END


def _quote_start(case: _Case) -> int | None:
    """The opening mark of a quotation that follows the cue, after a comma, a colon or a few words of time and place."""
    doc = case.doc
    at = max(case.group[1], case.cue[1])
    for token in doc[at : min(at + 14, case.bound)]:
        if token.text in _OPEN and (token.i == at or doc[token.i - 1].text in {":", "that"} or comma(doc[token.i - 1])):
            return token.i
        if token.text in _OPEN | {"."} or token.tag_ in _FINITE:
            return None
    return None


def _ends_quoted(doc: Doc, stretch: Stretch) -> bool:
    return any(t.text in _CLOSE for t in doc[max(stretch[0], stretch[1] - 2) : stretch[1]])


def _left(case: _Case) -> Stretch | None:
    doc, floor = case.doc, case.floor
    end = case.group[0]
    while end > floor and (doc[end - 1].pos_ in {"ADV", "CCONJ"} or doc[end - 1].is_space):
        end -= 1
    if end <= floor or not (comma(doc[end - 1]) or doc[end - 1].text in _LEFT_END - _COMMA):
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
    return stretch if finite(doc, first, stop) and not _adverbial(case, stretch) else None


def _parenthesis(case: _Case) -> bool:
    """Whether the cue stands between commas inside its content: "The town, he said, is held"."""
    at = case.group[1]
    return at < len(case.doc) and comma(case.doc[at]) and finite(case.doc, at, case.bound)


def _adverbial(case: _Case, stretch: Stretch) -> bool:
    """Whether the text before the cue is only a clause that hangs on it: "As the fire spread, officials said ..."."""
    doc = case.doc
    return any(t.dep_ == "advcl" and t.head.i == case.head.i for t in doc[stretch[0] : stretch[1]])


def _quoted_on(case: _Case) -> Stretch | None:
    """The quotation that goes on after the cue: "'A,' he said, referring to the toll, 'B.'"."""
    doc = case.doc
    for token in doc[case.group[1] : case.group[1] + 40]:
        if token.text in _OPEN and token.i and (doc[token.i - 1].text in {":", ".", "and", "but"} or comma(doc[token.i - 1])):
            return within_edges(doc, token.i, max(case.bound, len(doc)) if case.floor == 0 else case.bound)
        if (other := verb_at(token)) and other.kind == "speech" and "that" in other.frames:
            return None
    return None


def _continuation(case: _Case, *, quotes_only: bool) -> Stretch | None:
    """What goes on after an interposed cue: "'A,' he said, 'B.'"."""
    doc, bound = case.doc, case.bound
    if quotes_only:
        return _quoted_on(case)
    at = case.group[1]
    while at < bound and not comma(doc[at]) and doc[at].text not in _OPEN | {":"}:
        at += 1
    while at < bound and (comma(doc[at]) or doc[at].text == ":"):
        at += 1
    if at >= bound:
        return None
    if any(t.text in _OPEN for t in doc[at : min(at + 3, bound)]):
        return within_edges(doc, at, bound)
    if doc[at].tag_ in {"VBG", "VBN"} or not finite(doc, at, bound):
        return None
    if doc[at].lower_ in {"who", "which", "when", "as"}:
        return None
    return within_edges(doc, at, bound)


def within_edges(doc: Doc, first: int, end: int) -> Stretch | None:
    """The stretch without what the sentence adds at its edges; marks of quotation stay with their content."""
    while first < end and (comma(doc[first]) or doc[first].text == ":" or doc[first].is_space):
        first += 1
    while end > first and (comma(doc[end - 1]) or doc[end - 1].text in {".", ":"} or doc[end - 1].is_space):
        end -= 1
    return (first, end) if first < end and trimmed(doc, first, end) else None
