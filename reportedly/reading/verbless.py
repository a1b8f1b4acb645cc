"""Who says so without a reporting verb: "according to", "per", "by its own account", "the claim that"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Doc, Token

from reportedly.lexicon import rows, words
from reportedly.reading.cues import Noun, forms, nouns, verb_at
from reportedly.reading.extents import CLOSING, FINITE, OPENING, comma, finite, next_speaker, within_edges
from reportedly.reading.introductions import head_role, role_words
from reportedly.reading.speakers import Stretch, joined_to, phrase, speakers, trimmed
from reportedly.reading.statement import Passage, Statement

_NAMES = frozenset({"PROPN", "DET", "PRON", "NOUN", "ADJ", "NUM"})


def according(passage: Passage) -> Iterator[Statement]:
    """ "According to the governor, ..." and "..., per the Kyiv Post"."""
    doc = passage.parsed.doc
    floor = 0
    for token in doc:
        if token.lower_ == "according" and token.i + 2 < len(doc) and doc[token.i + 1].lower_ == "to":
            cue = (token.i, token.i + 2)
        elif token.lower_ == "per" and _names_source(token):
            cue = (token.i, token.i + 1)
        else:
            continue
        if passage.quotation_of(token):
            continue
        end = _source_end(doc, cue)
        source = trimmed(doc, cue[1], end)
        if source is None or _no_source(doc, cue, source):
            continue
        left, right = _told(doc, floor, cue, end)
        floor = end
        content = passage.contents((left, right))
        if not left and not right and (before := passage.quotation_before()):
            content = (before,)
        if content:
            yield Statement((passage.span(source),), (passage.span(cue),), content)


def _told(doc: Doc, floor: int, cue: Stretch, end: int) -> tuple[Stretch | None, Stretch | None]:
    """What the source behind a cue has said: the words before it and, where a comma or a colon follows, those after."""
    stop = next_speaker(doc, end, len(doc))
    left = within_edges(doc, floor, cue[0])
    parted = end < len(doc) and (comma(doc[end]) or doc[end].text == ":")
    remark = _remark_before(doc, left) if left and left[1] < cue[0] else None
    if left and remark and (parted or not _tells_the_past(doc, left)):
        return remark, None  # "The suspect, who was held on Monday, according to police, had bought a gun"
    if not parted or (left and _ends(doc, cue, end)):
        return left, None
    right = within_edges(doc, end, _contrasted(doc, end + 1, stop, own=left is None))
    if left and right and _says_another(doc, right):
        right = None
    if left and _joins(doc, cue[0]):
        return (None, right) if right else (left, None)  # "He said that, according to his doctor, he was well"
    if left and right and not (finite(doc, *right) or _completes(doc, left, right)):
        right = None
    return left, right


def _remark_before(doc: Doc, left: Stretch) -> Stretch | None:
    """The relative clause behind a comma that ends right before the cue, where that is all the source can have said."""
    first, end = left
    for at in range(end - 2, first, -1):
        if doc[at].text in CLOSING or doc[at].text in {";", ":"}:
            return None
        if comma(doc[at - 1]) and doc[at].lower_ in {"who", "which"} and doc[at].tag_ in {"WP", "WDT"}:
            return (at, end) if finite(doc, at, end) and not any(comma(t) for t in doc[at:end]) else None
    return None


def _ends(doc: Doc, cue: Stretch, end: int) -> bool:
    """Whether a semicolon or a dash behind the source ends it: "..., according to police; he denies it"."""
    if doc[end].text == ";":
        return True
    dashed = cue[0] > 0 and doc[cue[0] - 1].text not in {",", ";"} and comma(doc[cue[0] - 1])
    return doc[end].text != "," and comma(doc[end]) and not dashed


def _tells_the_past(doc: Doc, left: Stretch) -> bool:
    """Whether a sentence before the cue tells what happened, which wants a source: "Nine died near Lura, which …"."""
    root = next((t for t in doc[left[0] : left[1]] if t.dep_ == "ROOT"), None)
    past = [t for t in ([root, *root.children] if root is not None else []) if t.dep_ in {"ROOT", "aux", "auxpass"}]
    return any(t.tag_ == "VBD" for t in past)


def _says_another(doc: Doc, right: Stretch) -> bool:
    """Whether what follows is another's: "Nine died, according to the ministry, although rescuers put it at 12"."""
    first = doc[right[0]]
    if first.lower_ not in words("connectives.csv", role="contrast"):
        return False
    return any(verb_at(t) is not None and any(c.dep_ == "nsubj" for c in t.children) for t in doc[right[0] : right[1]])


def _contrasted(doc: Doc, first: int, end: int, own: bool) -> int:
    """Where behind a comma "but" sets the reporter's own words against what was said, else the end.

    Of a sentence that "according to" opens (`own`) a clause with its own subject is still what the source says:
    "According to the charity, three schools were hit, but no pupils were hurt".
    """
    opened = False
    for token in doc[first:end]:
        if token.text in OPENING | CLOSING:
            opened = not opened
        if not opened and token.lower_ == "but" and comma(token.nbor(-1)) and finite(doc, token.i, end):
            if own and any(t.dep_ in {"nsubj", "nsubjpass", "expl"} for t in doc[token.i : end]):
                continue
            return token.i
    return end


def _joins(doc: Doc, at: int) -> bool:
    """Whether "that" or "and" before the cue and its comma opens what was said, so that nothing before it was."""
    at -= 1 if comma(doc[at - 1]) else 0
    return at > 0 and (doc[at - 1].lower_ == "that" or doc[at - 1].tag_ == "CC")


def _completes(doc: Doc, left: Stretch, right: Stretch) -> bool:
    """Whether the verb of the left part goes on in the right one: "The law has, according to critics, done harm"."""
    return doc[left[1] - 1].pos_ == "AUX" and (
        doc[right[0]].tag_ in {"VB", "VBN", "VBG", "JJ", "RB", "DT", "IN"} or doc[right[0]].text in OPENING
    )


def _no_source(doc: Doc, cue: Stretch, source: Stretch) -> bool:
    """Whether what is named says nothing: "according to plan", "per day"."""
    heads = [t for t in doc[source[0] : source[1]] if not source[0] <= t.head.i < source[1]]
    cues = ("both", "per") if doc[cue[0]].lower_ == "per" else ("both",)
    return any(t.lower_ in words("no_sources.csv", cue=kind) for t in heads for kind in cues)


@cache
def _accounts() -> dict[str, frozenset[str]]:
    return {row["noun"]: frozenset(row["preps"].split("|")) for row in rows("account_nouns.csv")}


def accounts(passage: Passage) -> Iterator[Statement]:
    """ "By U.S. estimates half of the land is lost", "in the view of the monitors, ..."."""
    doc = passage.parsed.doc
    for noun in doc:
        prep = noun.head
        if noun.dep_ != "pobj" or prep.lower_ not in _accounts().get(noun.lower_, ()) or passage.quotation_of(noun):
            continue
        owner = next((c for c in noun.children if c.dep_ in {"poss", "compound", "amod"} and _is_name(c)), None)
        source = phrase(owner, (prep.i + 1, noun.i)) if owner is not None else None
        end = noun.i + 1
        if source is None and (of := next((c for c in noun.children if c.lower_ == "of"), None)) is not None:
            source = trimmed(doc, of.i + 1, of.right_edge.i + 1)
            end = of.right_edge.i + 1
        if source is None:
            continue
        left = within_edges(doc, 0, prep.i) if prep.i and comma(doc[prep.i - 1]) else None
        right = within_edges(doc, end, len(doc))
        if left and right and not finite(doc, *right):
            right = None
        content = passage.contents((left, right))
        if content:
            cue = passage.spans([(prep.i, prep.i + 1), (noun.i, noun.i + 1)])
            yield Statement((passage.span(source),), cue, content, hedge=True)


def _is_name(owner: Token) -> bool:
    return owner.pos_ in {"PROPN", "PRON"} or owner.dep_ == "poss"


def _names_source(per: Token) -> bool:
    before = per.nbor(-1) if per.i else None
    after = per.nbor(1) if per.i + 1 < len(per.doc) else None
    if after is None or after.pos_ not in _NAMES or (after.tag_ == "NN" and not role_words(after.text)):
        return False  # "per person", "per litre": a measure
    return before is None or comma(before) or before.text in {"(", "”", '"'}


def _source_end(doc: Doc, cue: Stretch) -> int:
    prep = doc[cue[1] - 1]
    end = max([c.right_edge.i + 1 for c in prep.children if c.i >= cue[1]], default=cue[1])
    ends = [t.i for t in doc[cue[1] :] if comma(t) or t.text in {".", ";"}] or [len(doc)]
    if end == cue[1]:
        return ends[0]
    if end < len(doc) and comma(doc[end - 1]):
        end -= 1
    if cue[0] > 1:
        return _whole_source(doc, end, ends[0])
    # the parser took the clause for an apposition, or part of it
    if end >= len(doc) - 2 or doc[end].tag_ in FINITE or not (comma(doc[end]) or doc[end].text == ":"):
        end = ends[0]
    return _behind_aside(doc, cue[1], end)


def _whole_source(doc: Doc, end: int, stop: int) -> int:
    """The end of a source up to its comma, where the parser hung its last words elsewhere: "a filing last week, …"."""
    if end >= stop or stop - end > 9:
        return end
    rest = doc[end:stop]
    if rest[0].pos_ in {"SCONJ", "CCONJ", "AUX", "VERB", "PUNCT"} or rest[0].tag_ in {"WRB", "WDT", "WP"}:
        return end
    if any(t.lower_ in words("no_sources.csv", cue="time") for t in rest):
        return end  # "according to officials at the time"
    verbs_ = [t for t in rest if t.tag_ in FINITE]
    own = [t for t in rest if t.pos_ == "PRON" and t.dep_ == "nsubj"]
    return stop if not verbs_ or (own and rest[0] == own[0]) else end  # "information they received on Friday"


def _behind_aside(doc: Doc, first: int, end: int) -> int:
    """The end of a source with what is only said of it: "according to Pew, a research group, most adults own one"."""
    if not (end + 1 < len(doc) and comma(doc[end])):
        return end
    after = doc[end + 1]
    stop = next((t.i for t in doc[end + 1 :] if comma(t)), None)
    if (
        stop is None
        or not finite(doc, stop, len(doc))
        or (doc[stop + 1].like_num and any(comma(t) for t in doc[stop + 2 : stop + 3]))
    ):
        return end
    aside = after.tag_ in {"VBN", "WDT", "WP"} and after.lower_ != "what"
    described = after.lower_ in {"a", "an", "the"} and doc[first].text[0].isupper() and _is_role(doc, end + 1, stop)
    return stop if aside or described else end


def _is_role(doc: Doc, first: int, end: int) -> bool:
    return not finite(doc, first, end) and head_role(doc[first:end].text) is not None


@cache
def _support() -> frozenset[str]:
    return frozenset(form for row in rows("support_verbs.csv") for form in forms(row["lemma"], row["past"]))


def nominal(passage: Passage) -> Iterator[Statement]:
    """A reporting noun with its content: "the ministry's claim that ...", "expressed concern about ..."."""
    doc = passage.parsed.doc
    for token in doc:
        noun = nouns().get(token.lower_)
        if noun is None or token.pos_ not in {"NOUN", "PROPN"} or passage.quotation_of(token):
            continue
        content = _content(token, noun)
        if content is None:
            continue
        cue: Stretch = (token.i, token.i + 1)
        source, verb = _source(token)
        if verb is not None:
            cue = (verb.i, token.i + 1)
        elif not source and not (noun.alone and content[0] == "that"):
            continue
        pieces = passage.contents((within_edges(doc, content[1], content[2]),))
        if pieces:
            yield Statement(
                passage.spans(source), (passage.span(cue),), pieces, noun.stance, hedge=noun.hedge, kind="noun"
            )


def _content(token: Token, noun: Noun) -> tuple[str, int, int] | None:
    for child in token.children:
        if child.i < token.i:
            continue
        first = child.doc[child.left_edge.i]
        if "that" in noun.frames and _whole(child, first) and token.i + 1 == first.i:
            return "that", first.i, _end(child)
        # "the claim that they made" refers back, "the claim that they won" is content
        refers = child.dep_ == "relcl" and first.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"}
        clause = child.dep_ in {"acl", "ccomp", "relcl"} and first.lower_ == "that"
        if clause and not refers and "that" in noun.frames:
            return "that", first.i, _end(child)
        if child.dep_ in {"acl", "xcomp"} and "to" in noun.frames and first.lower_ == "to":
            return "to", first.i, child.right_edge.i + 1
        if child.dep_ == "prep" and child.lower_ in noun.frames and child.i + 1 < len(child.doc):
            return "of", child.i + 1, child.right_edge.i + 1
    return None


def _end(clause: Token) -> int:
    """Where a clause behind a noun ends: before what goes on with the verb above it, "and announced that …"."""
    for token in clause.children:
        if token.dep_ == "conj" and token.i > clause.i and joined_to(token).i < clause.i:
            before = next((c for c in clause.children if c.dep_ == "cc" and clause.i < c.i < token.i), token)
            return before.i
    return clause.right_edge.i + 1


def _whole(clause: Token, first: Token) -> bool:
    """Whether a clause behind a noun lacks nothing: "the claim it had killed nine", not "the claim it had made"."""
    if clause.dep_ not in {"acl", "ccomp", "relcl"} or clause.tag_ not in FINITE | {"VBN"}:
        return False
    roles = {c.dep_ for c in clause.children}
    return first.lower_ not in words("connectives.csv", role="opening") and (
        {"nsubj", "dobj"} <= roles or "nsubjpass" in roles
    )


def _source(token: Token) -> tuple[tuple[Stretch, ...], Token | None]:
    """Who the noun belongs to: its possessor, "by X", "from X", or the subject of the verb that carries it."""
    doc = token.doc
    for child in token.children:
        if child.dep_ == "poss" and (found := phrase(child, (0, token.i))):
            return (found,), None
    for child in token.children:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from"}:
            for owner in child.children:
                if owner.dep_ == "pobj" and (found := phrase(owner, (child.i + 1, len(doc)))):
                    return (found,), None
    verb = token.head
    if token.dep_ in {"dobj", "attr"} and verb.lower_ in _support() and verb_at(verb) is None and verb.i < token.i:
        return speakers(verb, (verb.i, verb.i + 1)), verb
    return (), None
