"""What is known about an article besides its text: from the caller, a sidecar, front matter, a page's own metadata."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, StrictStr, ValidationError

from reportedly.article import Article
from reportedly.intake.language import language_of
from reportedly.intake.problem import Unreadable

_UNKEPT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Metadata:
    """Where a text comes from, as far as it is known."""

    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    byline: str | None = None
    published: date | None = None
    url: str | None = None
    language: str | None = None
    origin: str | None = None

    def over(self, other: Metadata) -> Metadata:
        """This, with what it does not know taken from `other`."""
        known = {f.name: value for f in fields(self) if (value := getattr(self, f.name)) is not None}
        return replace(other, **known)

    def article(self, text: str) -> Article:
        """The article that these belong to; without an id it goes by its hash, without a language that is found out."""
        text = whole(text)
        return Article(
            text=text,
            id=self.id or "",
            title=self.title,
            publisher=self.publisher,
            byline=self.byline,
            published=self.published,
            url=self.url,
            language=self.language or language_of(text),
            origin=self.origin,
        )


def whole(text: str) -> str:
    """`text` with a replacement character for what UTF-8 or a database cannot hold: halves of surrogate pairs, NUL."""
    return _UNKEPT.sub("\ufffd", text)


def day(value: object) -> date | None:
    """The day of an ISO 8601 date or date with time, as it is written (no time zone is applied).

    >>> day("2024-03-18T23:30:00+02:00")
    datetime.date(2024, 3, 18)
    """
    if value is None or isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            return datetime.fromisoformat(value.strip()).date()
        except ValueError:
            pass
    raise ValueError(f"{_shown(value)} is not a date; write it as YYYY-MM-DD")


def _shown(value: object) -> str:
    words = json.dumps(value, ensure_ascii=False, default=str)
    return words if len(words) <= 60 else words[:57] + "..."


def _name(value: object) -> object:
    """An id may be written as a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _some(value: object) -> object:
    """An empty field is an unknown one."""
    return None if isinstance(value, str) and not value.strip() else value


def _names(value: object) -> object:
    """Authors may come as a list."""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        value = ", ".join(value)
    return _some(value)


_Text = Annotated[StrictStr | None, BeforeValidator(_some)]


class _Record(BaseModel):
    """An article's metadata as files write it; what else they hold is none of our business."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[StrictStr | None, BeforeValidator(lambda value: _some(_name(value)))] = None
    title: _Text = Field(None, validation_alias=AliasChoices("title", "headline"))
    publisher: _Text = Field(None, validation_alias=AliasChoices("publisher", "outlet", "site"))
    byline: Annotated[StrictStr | None, BeforeValidator(_names)] = Field(
        None, validation_alias=AliasChoices("byline", "author", "authors")
    )
    published: Annotated[date | None, BeforeValidator(day)] = Field(
        None, validation_alias=AliasChoices("published", "date")
    )
    url: _Text = Field(None, validation_alias=AliasChoices("url", "link"))
    language: _Text = Field(None, validation_alias=AliasChoices("language", "lang"))


class _TextRecord(_Record):
    text: StrictStr


def _complaint(error: ValidationError) -> str:
    """The first thing wrong, in one line."""
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else "record"
    if first["type"] == "missing":
        return f'no "{name}" in this record; each needs an object with a "text"'
    if first["type"] == "value_error":
        return f"{name}: {first['ctx']['error']}"
    return f"{name}: {_shown(first['input'])} is not text; write it in quotation marks"


def metadata_of(record: object) -> Metadata:
    """The metadata in an object read from a file. Raises Unreadable, naming the field, where one is wrong."""
    return _read(_Record, record)[0]


def text_and_metadata(record: object) -> tuple[str, Metadata]:
    """The text and the metadata of a whole record. Raises Unreadable where there is no text."""
    metadata, text = _read(_TextRecord, record)
    if not text.strip():
        raise Unreadable("text: empty; there is nothing to read")
    return text, metadata


def _read(model: type[_Record], record: object) -> tuple[Metadata, str]:
    if not isinstance(record, dict):
        raise Unreadable(f'{_shown(record)} is not an object; write {{"text": …, "published": …}}')
    try:
        read: Any = model.model_validate(record)
    except ValidationError as error:
        raise Unreadable(_complaint(error)) from None
    known = {name: getattr(read, name) for name in _Record.model_fields}
    clean: dict[str, Any] = {k: whole(v) if isinstance(v, str) else v for k, v in known.items()}
    return Metadata(**clean), getattr(read, "text", "")


def parsed_json(words: str) -> object:
    """What a piece of JSON holds. Raises Unreadable, with the line within the piece, where it is broken."""
    try:
        return json.loads(words)
    except json.JSONDecodeError as error:
        raise Unreadable(f"broken JSON: {error.msg} at column {error.colno}", error.lineno) from None
    except RecursionError:
        raise Unreadable("broken JSON: nested too deeply") from None
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable(f"broken JSON: {str(error).split(';')[0]}") from None


_FENCE = re.compile(r"\A-{3}[ \t]*\n")
_FIELD = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}):(?:[ \t]+(?P<value>.*))?\Z")
_LONGEST_FRONT = 60  # lines


def front_matter(text: str) -> tuple[Metadata, str]:
    """The metadata between two lines of "---" at the very top of a text, and the text without them.

    Raises Unreadable, with the line, where a field is wrong.

    >>> known, text = front_matter("---\\ntitle: Bridge falls\\npublished: 2024-03-18\\n---\\nTwo died.")
    >>> known.title, known.published.isoformat(), text
    ('Bridge falls', '2024-03-18', 'Two died.')
    """
    if not _FENCE.match(text):
        return Metadata(), text
    record: dict[str, str] = {}
    where: dict[str, int] = {}
    at = text.index("\n") + 1
    for number in range(2, _LONGEST_FRONT + 2):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)].rstrip()
        if line in ("---", "..."):
            return _front(record, where), text[end + 1 :].lstrip("\n") if end >= 0 else ""
        field = _FIELD.match(line)
        if (field is None and line and not line.startswith("#")) or end < 0:
            break
        if field is not None:
            key = field["key"].strip().lower()
            record[key] = _unquoted((field["value"] or "").strip())
            where[key] = number
        at = end + 1
    return Metadata(), text  # a rule across the page, not front matter


def _front(record: dict[str, str], where: dict[str, int]) -> Metadata:
    try:
        return metadata_of(record)
    except Unreadable as error:
        key = error.message.split(":")[0]
        raise Unreadable(error.message, where.get(key)) from None


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return "" if value in ("null", "~") else value
