"""Which words of a sentence tell what happened to people: "killed", "12 dead", "the death toll", "lost their lives"."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import product

from spacy.tokens import Doc, Token

from reportedly.claim import Kind
from reportedly.lexicon import rows, words

_RUN = re.compile(r"[^\W\d_]+")
_HARM = {Kind.KILLED, Kind.WOUNDED}
_OF_MANY = ("number", "numbers", "tally", "total", "count")


class Form(StrEnum):
    """How the word holds its people (the head of lexicon/outcomes.csv explains each)."""

    VERB = "verb"
    ADJECTIVE = "adjective"
    TALLY = "tally"
    EVENT = "event"
    TOLL = "toll"
    IDIOM = "idiom"


@dataclass(frozen=True, slots=True, eq=False)
class Trigger:
    """A word that tells an outcome: `token` with the words around it that belong to it, tokens `first` to `end`."""

    token: Token
    first: int
    end: int
    form: Form
    kind: Kind
    victims: str
    care: str


@dataclass(frozen=True, slots=True)
class _Fact:
    form: Form
    kind: Kind
    victims: str
    near: tuple[tuple[str, ...], ...]
    care: str


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    return {r["lemma"]: tuple(r["forms"].split()) for r in rows("inflections.csv")}


def forms_of(lemma: str) -> set[str]:
    """All forms of an English verb: "kill", "kills", "killed", "killing"."""
    out = {lemma, *_irregular().get(lemma, ())}
    if lemma.endswith("e"):
        out |= {lemma + "s", lemma + "d", lemma[:-1] + "ing"}
    elif lemma.endswith(("ch", "sh", "ss", "x")):
        out |= {lemma + "es", lemma + "ed", lemma + "ing"}
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        out |= {lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"}
    else:
        out |= {lemma + "s", lemma + "ed", lemma + "ing"}
        if re.fullmatch(r"(?:.*[^aeiou])?[aeiou][bdgmnpt]", lemma):
            out |= {lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"}
    return out


def _plurals(noun: str) -> set[str]:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return {noun, noun[:-1] + "ies"}
    return {
        noun,
        noun + "es" if noun.endswith(("s", "x", "ch", "sh")) else noun + "s",
        *(["lives"] if noun == "life" else []),
    }


@cache
def _facts() -> tuple[dict[str, list[_Fact]], dict[str, list[_Fact]]]:
    """What verb forms tell, and what nouns and adjectives tell, by the word in lower case."""
    verbs: dict[str, list[_Fact]] = defaultdict(list)
    others: dict[str, list[_Fact]] = defaultdict(list)
    for r in rows("outcomes.csv"):
        form = Form(r["form"])
        near = tuple(tuple(p.split()) for p in r["with"].split("|") if p)
        fact = _Fact(form, Kind(r["kind"]), r["victims"], near, r["care"])
        if form is Form.VERB:
            for word in forms_of(r["word"]):
                verbs[word].append(fact)
        elif form in {Form.TALLY, Form.EVENT}:
            for word in _plurals(r["word"]):
                others[word].append(fact)
        elif form is Form.ADJECTIVE:
            others[r["word"]].append(fact)
    return dict(verbs), dict(others)


def told_by(word: str) -> frozenset[Kind]:
    """The kinds of outcome that a word in small letters can tell on its own."""
    verbs, others = _facts()
    return frozenset(f.kind for f in (*verbs.get(word, ()), *others.get(word, ())) if not f.near)


@cache
def _idioms() -> dict[str, list[tuple[frozenset[str], _Fact]]]:
    """Verb forms with the nouns that make an idiom of them: lose + life."""
    out: dict[str, list[tuple[frozenset[str], _Fact]]] = defaultdict(list)
    for r in rows("outcomes.csv"):
        if r["form"] == "idiom":
            verb, *noun = r["word"].split()
            nouns = frozenset(_plurals(noun[-1]))
            for word in forms_of(verb):
                out[word].append((nouns, _Fact(Form.IDIOM, Kind(r["kind"]), r["victims"], (), r["care"])))
    return dict(out)


@cache
def _tolls() -> dict[tuple[str, ...], Kind]:
    return {tuple(r["word"].split()): Kind(r["kind"]) for r in rows("outcomes.csv") if r["form"] == "toll"}


@cache
def _signs() -> tuple[frozenset[str], dict[str, list[frozenset[str]]]]:
    """Words that may tell an outcome on their own, and words that do so beside others, with those others."""
    verbs, others = _facts()
    alone: set[str] = set()
    beside: dict[str, list[frozenset[str]]] = defaultdict(list)
    for word, facts in (*verbs.items(), *others.items()):
        if any(not f.near for f in facts):
            alone.add(word)
        else:
            beside[word].extend(frozenset({max(_letters(" ".join(p)), key=len)}) for f in facts for p in f.near)
    for word, pairs in _idioms().items():
        beside[word].extend(frozenset({n}) for nouns, _ in pairs for n in nouns)
    for phrase in _tolls():
        if len(phrase) == 1:
            alone.add(phrase[0])
        else:
            beside[phrase[-1]].append(frozenset(phrase[:1]))
            for start in _OF_MANY:
                beside[start].append(frozenset(phrase[-1:]))
    return frozenset(alone), dict(beside)


def _letters(text: str) -> list[str]:
    return _RUN.findall(text.lower())


def may_harm(sentence: str) -> bool:
    """Whether a sentence may tell an outcome for people; true wherever `triggers_in` finds something.

    >>> may_harm("Two guards were killed."), may_harm("The court adjourned.")
    (True, False)
    """
    words = set(_letters(sentence))
    alone, beside = _signs()
    if not words.isdisjoint(alone):
        return True
    return any(not need.isdisjoint(words) for word in words & beside.keys() for need in beside[word])


def _near(doc: Doc, i: int, phrases: tuple[tuple[str, ...], ...], reach: int = 9) -> tuple[int, int] | None:
    """Where one of the phrases stands: after token `i` within its clause, or an adverb right before it."""
    for phrase in phrases:
        size = len(phrase)
        if "*" in phrase:
            if place := _gapped(doc, i, phrase, reach):
                return place
            continue
        for at in range(i + 1, min(i + reach, len(doc) - size + 1)):
            if doc[at].text in {";", ":"} or (doc[at].lower_ in {"who", "which", "when", "while"} and at > i + 1):
                break
            if tuple(t.lower_ for t in doc[at : at + size]) == phrase:
                return at, at + size
        if i >= size and tuple(t.lower_ for t in doc[i - size : i]) == phrase:
            return i - size, i
    return None


def _gapped(doc: Doc, i: int, phrase: tuple[str, ...], reach: int) -> tuple[int, int] | None:
    """The same for a phrase with a gap of up to two words: "in * leg" finds "in his right leg"."""
    opening, closing = phrase[0], phrase[-1]
    for at in range(i + 1, min(i + reach, len(doc))):
        if doc[at].lower_ == opening:
            for end in range(at + 2, min(at + 5, len(doc))):
                if doc[end].lower_ == closing:
                    return at, end + 1
    return None


def _verbal(token: Token) -> bool:
    """Whether the token may be a verb; the tagger takes many a participle for an adjective or a name."""
    if token.pos_ in {"VERB", "AUX"}:
        return True
    if token.lower_.endswith("ing") and token.i + 1 < len(token.doc) and token.nbor(1).pos_ == "NUM":
        return True  # "a shell landed killing 2 children"
    return token.lower_.endswith(("ed", "ing")) and token.pos_ in {"ADJ", "PROPN", "ADP"} and not token.text.isupper()


@cache
def _toll_starts() -> frozenset[str]:
    return frozenset(p[0] for p in _tolls()) | set(_OF_MANY)


def _toll_at(doc: Doc, i: int) -> Trigger | None:
    """ "the death toll", and "the number of Russian victims" with whatever stands between."""
    for size in range(min(4, len(doc) - i), 0, -1):
        kind = _tolls().get(tuple(t.lower_ for t in doc[i : i + size]))
        if kind is not None:
            return Trigger(doc[i + size - 1], i, i + size, Form.TOLL, kind, "", "")
    if doc[i].lower_ not in _OF_MANY or i + 2 >= len(doc) or doc[i + 1].lower_ != "of":
        return None
    for at in range(i + 2, min(i + 8, len(doc))):
        kind = _tolls().get(("number", "of", doc[at].lower_))
        if kind is not None and (i == 0 or doc[i - 1].lower_ != "a"):
            return Trigger(doc[i], i, at + 1, Form.TOLL, kind, "", "")
        nominal = doc[at].pos_ in {"ADJ", "NOUN", "PROPN", "DET", "NUM", "VERB"}
        if not nominal or doc[at].tag_ in {"VBD", "VBZ", "VBP"}:
            return None
    return None


def _trigger_at(doc: Doc, i: int) -> list[Trigger]:
    token, word = doc[i], doc[i].lower_
    verbs, others = _facts()
    toll = _toll_at(doc, i) if word in _toll_starts() else None
    if toll is not None:
        return [toll]
    if word in _idioms() and token.pos_ != "NOUN":
        for nouns, fact in _idioms()[word]:
            for at in range(i + 1, min(i + 9, len(doc))):
                if doc[at].pos_ in {"VERB", "AUX"} or doc[at].text == ";":
                    break
                if doc[at].lower_ in nouns:
                    return [Trigger(token, i, at + 1, fact.form, fact.kind, fact.victims, fact.care)]
    if word in verbs and _verbal(token):
        for fact in verbs[word]:
            if not fact.near:
                return [Trigger(token, i, i + 1, fact.form, fact.kind, fact.victims, fact.care)]
            if place := _near(doc, i, fact.near):
                if fact.care == "never":
                    return []
                first, end = min(i, place[0]), max(i + 1, place[1])
                return [
                    Trigger(token, i if end - first > 4 else first, end, fact.form, fact.kind, fact.victims, fact.care)
                ]
        return []
    out = []
    for fact in others.get(word, ()):
        if token.pos_ in {"VERB", "AUX"} and fact.form in {Form.TALLY, Form.EVENT} and not word.endswith("ing"):
            continue
        if fact.near and not _near_either(doc, i, fact.near):
            continue
        out.append(Trigger(token, i, i + 1, fact.form, fact.kind, fact.victims, fact.care))
    return out


def _near_either(doc: Doc, i: int, phrases: tuple[tuple[str, ...], ...]) -> bool:
    wanted = {p[0] for p in phrases}
    return any(t.lower_ in wanted for t in doc[max(0, i - 7) : i + 7])


def triggers_in(doc: Doc) -> list[Trigger]:
    """Every outcome word of the sentence, in order. Nouns that can be read two ways (death) come once for each."""
    alone, beside = _signs()
    out: list[Trigger] = []
    done = 0
    for token in doc:
        if token.i < done or not (token.lower_ in alone or token.lower_ in beside):
            continue
        found = _trigger_at(doc, token.i)
        out.extend(found)
        done = max([token.i + 1, *(t.end for t in found if t.form is Form.TOLL or t.end - t.first == 2)])
    return _paired(doc, out)


def _paired(doc: Doc, triggers: list[Trigger]) -> list[Trigger]:
    """ "59,000 deaths and injuries", "60 men dead or wounded": two words over one number tell casualties."""
    pairs: dict[int, Trigger] = {}
    for first, second in product(triggers, triggers):
        if {first.kind, second.kind} != _HARM or first.form in {Form.VERB, Form.IDIOM, Form.TOLL}:
            continue
        between = [t.lower_ for t in doc[first.end : second.first]]
        if between and set(between) <= words("function_words.csv", role="pairs") and _shares_number(doc, second):
            pairs[first.token.i] = second
    shared = {second.token.i for second in pairs.values()}
    return [
        replace(t, kind=Kind.CASUALTIES, end=pairs[t.token.i].end) if t.token.i in pairs else t
        for t in triggers
        if t.token.i not in shared
    ]


def _shares_number(doc: Doc, second: Trigger) -> bool:
    """Whether the second word of a pair has no people of its own: not "12 deaths and injuries to 40 others"."""
    after = doc[second.end] if second.end < len(doc) else None
    verb = second.form is Form.VERB and any(c.dep_ in {"dobj", "auxpass"} for c in second.token.children)
    return not verb and (after is None or (after.lower_ != "to" and after.pos_ not in {"NUM", "DET"}))
