"""Whom a speaker's words stand for: pronouns, descriptions, short names, written out as the article names them."""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from reportedly.article import Span
from reportedly.lexicon import rows, words
from reportedly.reading.introductions import Introduced, Role, Sort, head_role, introductions_in, plain, role_words
from reportedly.reading.parties import Party, PartyKind, parties_in, party_named
from reportedly.reading.statement import SILENT, Statement


@dataclass(frozen=True, slots=True)
class Resolved:
    """A speaker as the ledger writes it: the words of its antecedent, and the parties these name."""

    text: str
    parties: tuple[Party, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parties."""
        return tuple(p.name for p in self.parties)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Somebody who speaks earlier in the article: what a pronoun can take up."""

    span: Span
    text: str
    person: bool
    many: bool
    nouns: frozenset[str]
    content: tuple[Span, ...] = ()


_LEAD = re.compile(r"^(?:[\s,;:(\[\"“”'‘—–-]|(?:and|but|while|as|both)\s)+", re.IGNORECASE)
_PART = re.compile(r"^[\w-]+\s+of\s+(?:them|whom|those)\b[^,]*,\s+")  # "five of them children, the mayor said"
_OF_WHOM = re.compile(r"(?<=\w)['’]s$|(?<=s)['’]$")  # "the army's claim that"
# "In a phone interview rebel commander Omar Idris said": the comma behind "interview" is lost
_SPOKEN_IN = re.compile(
    r"^an?\s+(?:[a-z]+\s+){0,3}(?:interview|statement|call|conversation|briefing|conference|message|post|address|speech)"
    r"\s+(?=(?:(?!(?:from|by|of|to|in|on|with|that|and|posted|sent)\b)[a-z]+\s+){0,4}[A-Z])"
)
_TAIL = re.compile(
    r"\s*,?\s+(?:who|which|whose|where|when|speaking|citing|quoting|referring)\b.*$|[\s,;:\"“”—–-]+$",
    re.DOTALL | re.IGNORECASE,
)
_WHEN = re.compile(
    rf"\s+(?:(?:late|early|earlier)\s+)?(?:on|last)\s+(?:{'|'.join(calendar.day_name)})$|\s+(?:yesterday|today)$",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"^(?:the|this|that|these|those|said)\s+", re.IGNORECASE)
_INDEFINITE = re.compile(r"^(?:an?|another|one|some|several|two|three)\s+", re.IGNORECASE)
_OWNED = re.compile(r"^(?:(?:his|her|its|their)|according to (?:his|her|its|their))\s+", re.IGNORECASE)
_AUTHOR = re.compile(r"\b(?:by|from)\s+(?P<author>.+)$", re.IGNORECASE | re.DOTALL)
_NEAR = 800  # characters
_OF_STATES = frozenset({PartyKind.ARMY, PartyKind.MINISTRY, PartyKind.GOVERNMENT})
_AND = re.compile(r"\s*,?\s+and\s+(?:the\s+)?", re.IGNORECASE)


@cache
def _pronouns() -> dict[str, str]:
    return {row["word"]: row["stands_for"] for row in rows("pronouns.csv")}


def _clean(text: str) -> str:
    text = plain(text)
    return (
        _OF_WHOM.sub("", _WHEN.sub("", _TAIL.sub("", _LEAD.sub("", _SPOKEN_IN.sub("", _PART.sub("", text)))))) or text
    )


def _authored(text: str) -> str:
    """The author in place of the document: "a statement by the hospital" -> "the hospital"."""
    role = head_role(text)
    if role and role.sort is Sort.DOCUMENT and (found := _AUTHOR.search(text)):
        before = text[: found.start()].split()
        if not before or before[-1].lower() not in words("beheld.csv"):
            return found["author"]
    return text


def _is_document(text: str) -> bool:
    role = head_role(text)
    return role is not None and role.sort is Sort.DOCUMENT


def _anaphoric(text: str) -> bool:
    """Whether the words only point back: a pronoun, or a description without a name in it."""
    return text.lower() in _pronouns() or (bool(_DEFINITE.match(text) or _OWNED.match(text)) and not _own_name(text))


_CHANNEL = re.compile(r"\s+(?:on|via|through|over|in an?|to)\s.*$", re.IGNORECASE | re.DOTALL)


def _own_name(text: str) -> bool:
    """Whether a description has a name of its own behind its first word: "the Syrian army", not "the pro-Kyiv units".

    What stands behind "on" is a channel: "the groups on Telegram".
    """
    text = _CHANNEL.sub("", text)
    rest = text.split(maxsplit=1)[1] if " " in text else ""
    return any(w[0].isupper() and "-" not in w for w in rest.split()) and not text.isupper()


def _is_called(known: Introduced, description: str) -> bool:
    """Whether the last word of a description is the last word of a name: "the legion", "the front"."""
    noun = description.split()[-1].lower()
    return any(name.split()[-1] == noun for name in known.names if " " in name)


@dataclass(frozen=True, slots=True)
class Referents:
    """Who can be meant in one article: all that is introduced in it and all who speak in it, in text order."""

    introduced: tuple[Introduced, ...]
    speakers: tuple[_Speaker, ...]

    @classmethod
    def of(cls, text: str, statements: Iterable[Statement] = ()) -> Referents:
        """The referents of the article `text`, with who speaks in it where its statements were read."""
        introduced = introductions_in(text)
        contents: dict[Span, tuple[Span, ...]] = {}
        for statement in statements:
            if statement.source and statement.kind not in SILENT:
                span = statement.source[0]
                contents[span] = (*contents.get(span, ()), *statement.content)
        speakers: list[_Speaker] = []
        for span, content in sorted(contents.items()):
            words = _clean(span.of(text))
            if words and words.lower() not in _pronouns():
                known = cls(introduced, tuple(speakers))._antecedent(words, span) if _anaphoric(words) else None
                if known is None:  # "the fighters" whom nobody introduced are new here
                    speakers.append(_speaker(span, words, introduced, content))
        return cls(introduced, tuple(speakers))

    def resolve(self, source: str, at: Span) -> Resolved:
        """The speaker `source`, which stands at `at`, as the ledger writes it; as written where nobody fits.

        >>> text = "The Amber Front (AF) and the Delta Legion (DL) attacked. The groups said ten soldiers died."
        >>> Referents.of("Col. Omar Idris spoke. He said three soldiers died.").resolve("He", Span(23, 25)).text
        'Col. Omar Idris'
        """
        text = _authored(_clean(source))
        return self._written(self._antecedent(text, at) or text)

    def _written(self, text: str) -> Resolved:
        parties = list(dict.fromkeys(n.party for n in parties_in(text)))
        if not parties and (party := party_named(text)):
            parties = [party]
        if not parties:
            for known in self.introduced:
                if known.parties and text.lower() in known.names:
                    parties = list(known.parties)
                    break
        return Resolved(text, tuple(parties))

    def _antecedent(self, text: str, at: Span) -> str | None:
        lower = text.lower()
        if lower in _pronouns():
            return self._of_pronoun(_pronouns()[lower], at)
        if owned := _OWNED.match(text):
            pronoun = owned.group().split()[-1].lower()
            role = head_role(text[owned.end() :])
            if role and role.sort is Sort.DOCUMENT:
                return self._of_pronoun(_pronouns()[pronoun], at)
            return None
        if joined := self._of_joined(text, at):
            return joined
        if _DEFINITE.match(text) and not _own_name(text):
            full = self._of_description(text, at)
            return full if full and len(full.split()) >= min(2, len(text.split()) - 1) else None
        if _INDEFINITE.match(text):
            return self._of_monitor(text, at)
        return self._of_name(text, at)

    def _before(self, at: Span) -> Sequence[_Speaker]:
        return self.speakers[: bisect_left(self.speakers, at.start, key=lambda s: s.span.start)]

    def _introduced_before(self, at: Span) -> Sequence[Introduced]:
        return [i for i in self.introduced if i.span.end <= at.start]

    def _of_pronoun(self, stands_for: str, at: Span) -> str | None:
        earlier = list(reversed(self._before(at)))
        if stands_for == "person":
            for speaker in earlier:
                if speaker.person and not speaker.many:
                    return self._full(speaker.text, speaker.span)
            persons = [i for i in self._introduced_before(at) if i.person and i.nouns]
            # where nobody is introduced, "she" is a translator's word for a body: "the army", "the agency"
            return persons[-1].text if persons else self._last(earlier)
        if stands_for == "many":
            for speaker in earlier[:4]:
                if speaker.many:
                    return self._full(speaker.text, speaker.span)
            pairs = [i for i in self._introduced_before(at) if i.many]
            if pairs:
                return pairs[-1].text
            bodies = [s for s in earlier if not s.person]
            return self._last(bodies) or self._known_body(at)
        if stands_for == "body":
            for speaker in earlier:
                if not speaker.person and (not speaker.many or _is_body(speaker.text)):
                    return self._full(speaker.text, speaker.span)
            return self._known_body(at)
        if stands_for == "self":
            for speaker in self.speakers:
                if any(c.covers(at) for c in speaker.content):
                    return self._full(speaker.text, speaker.span)
            near = [s for s in self.speakers if abs(s.span.start - at.start) < _NEAR // 2]
            nearest = min(near, key=lambda s: abs(s.span.start - at.start), default=None)
            if nearest:
                return self._full(nearest.text, nearest.span)
            known = [i for i in self._introduced_before(at) if i.nouns and (i.person or i.parties)]
            return known[-1].text if known else None
        return self._last(earlier)

    def _last(self, speakers: Sequence[_Speaker]) -> str | None:
        return self._full(speakers[0].text, speakers[0].span) if speakers else None

    def _known_body(self, at: Span) -> str | None:
        """The body told of just before: "The army released a video they say shows the raid"."""
        known = [i for i in self._introduced_before(at) if i.parties and not i.person and at.start - i.span.end < _NEAR]
        return known[-1].text if known else None

    def _of_description(self, text: str, at: Span) -> str | None:
        role = head_role(text)
        if role is None:
            return None
        if role.sort is Sort.DOCUMENT:
            return self._of_document(at) if len(text.split()) == 2 else None  # "the initial report" is another one
        earlier = self._before(at)
        if (role.many and role.sort in {Sort.GROUP, Sort.BODY}) or role.noun == "fighter":
            pairs = [i for i in self._introduced_before(at) if i.many and role.noun in i.nouns]
            named = [i for i in pairs if "(" in i.text or "[" in i.text] or pairs
            if named:
                return named[0].text if "(" in named[0].text else named[-1].text
        called = [i for i in self._introduced_before(at) if not (i.person or i.many) and _is_called(i, text)]
        if called and not role.many:  # "the legion" is the Freedom of Russia Legion before any other group
            return called[-1].text
        for speaker in reversed(earlier):
            if role.noun in speaker.nouns and speaker.many == role.many and speaker.text.lower() != text.lower():
                return self._full(speaker.text, speaker.span)
        fits = [i for i in self._introduced_before(at) if role.noun in i.nouns and not i.many and self._fits(i, role)]
        return self._full(fits[-1].text, fits[-1].span) if fits else None

    def _of_document(self, at: Span) -> str | None:
        """Who wrote "the post": whoever spoke last, if that is not long ago."""
        earlier = [s for s in self._before(at) if at.start - s.span.end < _NEAR and not _is_document(s.text)]
        if not earlier:
            return None
        return self._full(earlier[-1].text, earlier[-1].span)

    def _fits(self, known: Introduced, role: Role) -> bool:
        if role.many and (known.person or role.sort in {Sort.PERSON, Sort.BODY}):
            return False
        # "the army" is not the name of every force that is introduced; "the group" may be said of any group
        state = any(p.kind in _OF_STATES for p in known.parties)
        return not state or role.noun in known.text.lower()

    def _of_monitor(self, text: str, at: Span) -> str | None:
        """The war monitor that an opening sentence does not name yet: "a monitoring group said"."""
        role = head_role(text)
        if role is None or role.noun not in {"monitoring group", "war monitor", "monitor", "watchdog"}:
            return None
        for known in self.introduced:
            if known.parties and known.parties[0].kind is PartyKind.MONITOR:
                return known.text
        return None

    def _of_name(self, text: str, at: Span) -> str | None:
        return self._full(text, at)

    def _of_joined(self, text: str, at: Span) -> str | None:
        """Each of several short names written out: "the LSR and RDK"."""
        parts = _AND.split(text)
        if len(parts) != 2 or not all(re.fullmatch(r"(?:the\s+)?[A-Z]{2,6}", p) for p in parts):
            return None
        full = [self._full(p, at) for p in parts]
        pairs = [i.text for i in self.introduced if i.many and all(f in i.text for f in full)]
        return pairs[0] if pairs else " and ".join(full)

    def _full(self, text: str, at: Span) -> str:
        """A short name as it was introduced ("Hussein" -> "Capt. Mohamed Hussein", "LSR" -> with its full name)."""
        if joined := self._of_joined(text, at):
            return joined
        bare = _DEFINITE.sub("", text)
        key = re.sub(r"['’]s?$", "", bare).lower()
        titled = " ".join(w for w in key.split() if w.strip(".") not in _short_titles())
        best: Introduced | None = None
        for known in self.introduced:
            if key in known.names or (known.person and titled and titled in known.names):
                if known.span.overlaps(at) and len(known.text) <= len(text):
                    continue
                if best is None or (len(known.text) > len(best.text) and (known.nouns or not best.nouns)):
                    best = known
        if best and len(best.text) > len(text):
            return best.text
        if len(bare.split()) == 1 and bare[:1].isupper():
            for known in self.introduced:
                words = known.text.split()
                if not known.person and len(words) > 1 and bare in words and role_words(bare):
                    return known.text
        return text


@cache
def _short_titles() -> frozenset[str]:
    return frozenset(row["word"].lower() for row in rows("titles.csv"))


def _speaker(span: Span, text: str, introduced: Sequence[Introduced], content: tuple[Span, ...]) -> _Speaker:
    """What is known of a speaker from its own words and from where it is introduced."""
    near = [i for i in introduced if i.span.overlaps(span) or text.lower() in i.names]
    persons, bodies = [i for i in near if i.person], [i for i in near if not i.person]
    role = head_role(text)
    if persons and (role is None or role.sort is Sort.PERSON):
        nouns = frozenset(n for i in persons for n in i.nouns) | ({role.noun} if role else frozenset())
        return _Speaker(span, text, True, bool(role and role.many), nouns, content)
    if role is not None and role.sort in {Sort.PERSON, Sort.DOCUMENT, Sort.PEOPLE}:
        many = role.sort is not Sort.DOCUMENT and role.many
        return _Speaker(span, text, role.sort is Sort.PERSON, many, frozenset({role.noun}), content)
    nouns = frozenset(n for i in bodies for n in i.nouns) | ({role.noun} if role else frozenset())
    joined = len(bodies) > 1 and bool(_AND.search(text))
    many = joined or any(b.many for b in bodies) or bool(role and role.many) or _peoples(text)
    named = text[:1].isupper() and role is None and not bodies and not many and party_named(text) is None
    return _Speaker(span, text, named and not role_words(text), many, nouns, content)


def _is_body(text: str) -> bool:
    """Whether a name in the plural is that of one body: "the Resistance Committees", "the Rapid Support Forces"."""
    return len(text.split()) > 2 and text.split()[-1][:1].isupper() and not _AND.search(text) and not _peoples(text)


def _peoples(text: str) -> bool:
    """Whether the words end in a people: "the Houthis", "many Palestinians"."""
    return text.split()[-1].lower() in _people_names()


@cache
def _people_names() -> frozenset[str]:
    return frozenset(row["word"].lower() for row in rows("demonyms.csv") if row["sort"] == "people")
