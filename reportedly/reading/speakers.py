"""Whose words they are: the noun phrase that a reporting verb has for its speaker."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from reportedly.lexicon import words
from reportedly.reading.cues import nouns, verb_at

Stretch = tuple[int, int]  # tokens of a sentence: first, end (exclusive)

_SUBJECTS = frozenset({"nsubj", "csubj"})
_CLIMBS = frozenset(
    {"advcl", "xcomp", "ccomp", "pcomp", "prep", "conj", "dep", "acl", "parataxis", "pobj", "acomp", "attr", "oprd"}
)
_EDGES = frozenset(",;:.-–—\"“”‘’'()[]!?") | {"--", "''", "``"}
_CLOSING = frozenset({"”", '"', "''", "»"})
_ENDS = frozenset({",", "?", "!", "…", "...", "’", "'"})
_NOMINAL = frozenset({"PROPN", "NOUN", "PRON", "DET", "ADJ", "NUM"})


def trimmed(doc: Doc, first: int, end: int) -> Stretch | None:
    """The stretch without punctuation and conjunctions at its edges, None where nothing is left.

    A closing bracket is kept where its opening one is inside.
    """
    while first < end and (doc[first].text in _EDGES or doc[first].is_space or doc[first].dep_ == "cc"):
        first += 1
    while end > first and (doc[end - 1].text in _EDGES or doc[end - 1].is_space):
        if doc[end - 1].text == ")" and any(t.text == "(" for t in doc[first:end]):
            break
        end -= 1
    return (first, end) if first < end else None


def phrase(noun: Token, within: Stretch) -> Stretch | None:
    """The noun phrase of `noun` with all that hangs on it, as far as `within` goes."""
    first = max(noun.left_edge.i, within[0])
    end = min(noun.right_edge.i + 1, within[1])
    return trimmed(noun.doc, first, end) if first <= noun.i < end else None


def _told(verb: Token) -> bool:
    """Whether the tagger took the verb of a sentence for a participle: "The observatory reported that 90 had died"."""
    if verb.tag_ != "VBN" or verb.dep_ != "acl" or verb.head.dep_ != "ROOT" or verb_at(verb) is None:
        return False
    return any(
        c.dep_ == "ccomp" and c.i > verb.i and any(m.dep_ == "mark" and m.lower_ == "that" for m in c.children)
        for c in verb.children
    )


def passive(verb: Token) -> bool:
    """Whether the verb stands in the passive: "it was reported"."""
    if _told(verb):
        return False
    roles = {child.dep_ for child in verb.children}
    if roles & {"auxpass", "nsubjpass"} or ("agent" in roles and not roles & {"nsubj", "dobj"}):
        return True
    return verb.tag_ == "VBN" and verb.dep_ in {"acl", "advcl"} and not any(c.dep_ == "aux" for c in verb.children)


def negation(verb: Token) -> bool:
    """Whether it is told that somebody does not say so: "did not confirm", "no one has claimed"."""
    if any(child.dep_ == "neg" for child in verb.children):
        return True
    noun = subject(verb)
    if noun is None:
        return verb.dep_ == "xcomp" and any(child.dep_ == "neg" for child in verb.head.children)
    nobody = words("connectives.csv", role="nobody")
    return noun.lower_ in nobody or any(child.lower_ in nobody for child in noun.children if child.dep_ == "det")


def subject(verb: Token) -> Token | None:
    """The subject of the verb itself, left of it or right ("said X")."""
    if _told(verb):
        return verb.head
    subjects = [child for child in verb.children if child.dep_ in _SUBJECTS]
    if not subjects:
        return None
    return min(subjects, key=lambda t: abs(t.i - verb.i))


def _of_verb(verb: Token, cue: Stretch, seen: set[int]) -> tuple[Stretch, ...]:
    doc = verb.doc
    seen.add(verb.i)
    if passive(verb):
        for child in verb.children:
            if child.dep_ == "agent":
                for doer in child.children:
                    if doer.dep_ == "pobj" and (found := phrase(doer, (child.i + 1, len(doc)))):
                        return (found,)
        if verb.dep_ not in {"conj"}:
            return ()
    noun = subject(verb)
    if noun is not None:
        within = (_swallowed(verb, noun), cue[0]) if noun.i < cue[0] else (cue[1], len(doc))
        if noun.i < within[0]:
            found = trimmed(doc, *within)
            return (found,) if found else ()
        found = _behind_victims(noun, cue) or phrase(noun, within)
        if noun.lower_ in words("connectives.csv", role="relative") and verb.dep_ == "relcl" and found:
            named = phrase(verb.head, (0, verb.left_edge.i))
            author = _author(verb.head, cue, seen)
            return (*author, *((named,) if named else ()), found)
        return (found,) if found else ()
    return _inverted(verb, cue) or _apposed(verb, cue) or _above(verb, cue, seen) or _adjacent(verb, cue)


def _swallowed(verb: Token, noun: Token) -> int:
    """Where the speaker begins, after what the parser took from the content: "It killed 14 people, X and Y said"."""
    doc = verb.doc
    before = doc[noun.left_edge.i - 1] if noun.left_edge.i else noun
    if before.head.i != verb.i or before.dep_ != "ccomp" or subject(before) is None or noun.right_edge.i > verb.i:
        return 0
    comma = next((t.i for t in doc[noun.i : noun.right_edge.i] if t.text == ","), None)
    return 0 if comma is None else comma + 1


def _behind_victims(noun: Token, cue: Stretch) -> Stretch | None:
    """The speaker behind the last comma, where those who are counted pass for it: "... nine rebels killed, X said"."""
    doc = noun.doc
    if noun.i > cue[0] or not any(c.dep_ == "nummod" for c in noun.children):
        return None
    if not any(c.dep_ == "acl" and c.tag_ == "VBN" and verb_at(c) is None for c in noun.children):
        return None
    at = next((t.i for t in reversed(doc[noun.i : cue[0] - 1]) if t.text == ","), None)
    if at is None or doc[cue[0] - 1].text == "," or doc[at + 1].pos_ not in {"DET", "PROPN", "NOUN"}:
        return None
    return trimmed(doc, at + 1, cue[0])


def _inverted(verb: Token, cue: Stretch) -> tuple[Stretch, ...]:
    """The speaker behind a finite verb that follows a comma: "... were hurt, said Serhiy Lysak, head of the region"."""
    doc = verb.doc
    first, end = cue
    if verb.tag_ not in {"VBD", "VBZ"} or not first or doc[first - 1].text not in _ENDS | _CLOSING or end >= len(doc):
        return ()
    if doc[end].pos_ not in {"PROPN", "NOUN", "DET"}:
        return ()
    stop = end
    while stop < len(doc) and not doc[stop].is_punct and doc[stop].pos_ not in {"ADP", "VERB", "AUX", "CCONJ"}:
        stop += 1
    for token in doc[end:stop]:
        for child in token.children:
            if child.dep_ in {"appos", "prep"} and child.i >= stop and stop >= child.left_edge.i - 1:
                stop = child.right_edge.i + 1
    found = trimmed(doc, end, stop)
    return (found,) if found else ()


def _adjacent(verb: Token, cue: Stretch) -> tuple[Stretch, ...]:
    """The names right before a finite verb that has no other subject: "In a call with the Post Petrov said"."""
    doc = verb.doc
    first = cue[0]
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or not first or doc[first - 1].pos_ not in {"PROPN", "PRON"}:
        return ()
    while first > 0 and doc[first - 1].pos_ in {"PROPN", "PRON"}:
        first -= 1
    return ((first, cue[0]),)


def _apposed(verb: Token, cue: Stretch) -> tuple[Stretch, ...]:
    """The speaker whom the parser took for an apposition: "... in Khan Younis, an official at the hospital told us"."""
    doc = verb.doc
    joined = verb.dep_ == "conj" and any(t.dep_ == "cc" for t in doc[verb.head.i : cue[0]])
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or joined or cue[0] < 3:
        return ()
    token = doc[cue[0] - 1]
    found: Token | None = None
    while True:
        edge = token.left_edge.i
        if token.pos_ in {"NOUN", "PROPN"} and token.right_edge.i == cue[0] - 1 and edge and doc[edge - 1].text == ",":
            found = token
        if token.head.i == token.i or token.head.i >= cue[0]:
            break
        token = token.head
    stretch = phrase(found, (0, cue[0])) if found is not None else None
    return (stretch,) if stretch else ()


def joined_to(verb: Token) -> Token:
    """The verb that a co-ordinated one is joined to, by its tense where the parser took another.

    "He said he would order a review and warned of attacks": warned goes with said.
    """
    above = verb.head
    if verb.dep_ != "conj" or not past(verb) or subject(verb) is not None:
        return above
    if outer := _teller(above):
        return outer
    if above.tag_ in {"VBN", "VBD"}:  # "had taken the hill and killed nine"
        return above
    token = above
    while not past(token) and token.dep_ in {"ccomp", "xcomp", "conj"} and token.head.i < token.i:
        token = token.head
    return token if past(token) else above


def _teller(inner: Token) -> Token | None:
    """The verb above a report of what had happened before: "The army denied claims that the hill had fallen and said".

    What had happened stands in the past perfect, what was said about it does not: it goes on with the verb above.
    """
    if inner.dep_ not in {"acl", "relcl", "ccomp"} or not any(
        c.dep_ == "aux" and c.lower_ == "had" for c in inner.children
    ):
        return None
    token = inner.head
    while token.dep_ in {"prep", "pobj", "agent"} and token.lower_ not in nouns():  # "claims by the rebels that"
        token = token.head
    above = token.head
    return above if token.lower_ in nouns() and token.dep_ == "dobj" and verb_at(above) else None


def past(verb: Token) -> bool:
    """Whether the verb stands in the past tense; the tagger takes many a "tweeted" for a participle."""
    return verb.tag_ == "VBD" or (verb.tag_ == "VBN" and not any(c.dep_ in {"aux", "auxpass"} for c in verb.children))


def _above(verb: Token, cue: Stretch, seen: set[int]) -> tuple[Stretch, ...]:
    """The speaker of a verb that has none of its own: "X said A, adding that B"; "in a statement saying that A"."""
    above = joined_to(verb)
    if verb.tag_ == "VBG" and verb.dep_ == "advcl" and above.dep_ == "ccomp" and above.head.i < above.i < verb.i:
        # "Perdue said he did not believe it, arguing that ...": whoever "he" is, the speaker is the one who said it
        inner = subject(above)
        continues = verb.lower_ in words("connectives.csv", role="continuing") and verb_at(above) is None
        pronoun = inner is not None and inner.pos_ == "PRON"
        if (pronoun or continues) and verb_at(above.head) and above.head.i not in seen:
            return _of_verb(above.head, cue, seen)
    if above.i in seen or verb.dep_ not in _CLIMBS:
        return ()
    if above.lower_ == "as" and verb.dep_ == "pcomp":
        return _quoted_as(above.head, cue) or _above(above, cue, seen | {verb.i})
    if above.pos_ in {"VERB", "AUX", "ADJ"}:
        return _of_verb(above, cue, seen)
    if verb.dep_ == "acl" and above.pos_ in {"NOUN", "PROPN", "PRON"}:
        seen.add(above.i)
        own = phrase(above, (0, cue[0]))
        higher: tuple[Stretch, ...] = ()
        if above.dep_ in {"dobj", "pobj", "attr"}:
            higher = _above_noun(above, cue, seen)
        return (*higher, own) if own else higher
    seen.add(above.i)
    if above.dep_ in _CLIMBS:
        return _above(above, cue, seen)
    return ()


def _quoted_as(verb: Token, cue: Stretch) -> tuple[Stretch, ...]:
    """ "The agency quoted the minister as saying that", "he was quoted by the agency as saying that": who is quoted."""
    wanted = {"nsubjpass"} if passive(verb) else {"dobj"}
    for noun in verb.children:
        if noun.dep_ in wanted and (found := phrase(noun, (0, cue[0]))):
            return (found,)
    return ()


def _author(noun: Token, cue: Stretch, seen: set[int]) -> tuple[Stretch, ...]:
    """Who put out the document that speaks: "the army issued a statement that said ..."."""
    document = nouns().get(noun.lower_)
    if document is None or not document.document or noun.dep_ != "dobj":
        return ()
    return _above_noun(noun, cue, seen)


def _above_noun(noun: Token, cue: Stretch, seen: set[int]) -> tuple[Stretch, ...]:
    token = noun.head
    while token.dep_ in {"prep", "pobj"} and token.i not in seen:
        seen.add(token.i)
        token = token.head
    if token.pos_ in {"VERB", "AUX"} and token.i not in seen:
        return _of_verb(token, cue, seen)
    return ()


def speakers(verb: Token, cue: Stretch) -> tuple[Stretch, ...]:
    """Who says it, for the reporting verb `verb` with the words `cue`; nothing where the sentence leaves it out."""
    beside = _beside_quotation(verb, cue)
    found = _of_verb(verb, cue, set())
    if beside and not any(beside[0] <= first and end <= beside[1] for first, end in found):
        return (beside,)
    return found


def _beside_quotation(verb: Token, cue: Stretch) -> Stretch | None:
    """Between a closing quotation mark and the verb stands the speaker, whatever the parser makes of him.

    "We hold the town," Petrov, a commander in the east, told reporters.
    """
    doc = verb.doc
    if verb.tag_ not in {"VBD", "VBZ", "VBP"}:
        return None
    for at in range(cue[0] - 1, max(cue[0] - 40, 0), -1):
        token = doc[at]
        if token.text in _CLOSING and doc[at - 1].text in _ENDS:
            found = trimmed(doc, at + 1, cue[0])
            if found is None or doc[found[0]].lower_ in words("connectives.csv", role="relative"):
                return None
            return found if doc[found[0]].pos_ in _NOMINAL else None
        if token.text == ";" or (token.tag_ in {"VBD", "VBZ"} and token.dep_ not in {"relcl", "acl", "conj"}):
            return None
    return None
