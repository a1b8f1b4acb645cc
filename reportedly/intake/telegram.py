"""Exports of Telegram Desktop (result.json) in, their posts out: one chat, or a whole account with all its chats.

Read as a stream, a message at a time, so that an export of any size fits. What is known of the format is what Telegram
Desktop writes (its export_output_json.cpp); exports of 2020 and before lack `date_unixtime` and have numbers for names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from reportedly.intake.capture import Arrival, Capture
from reportedly.intake.messages import Chat, Message, Oversized, messages_in
from reportedly.intake.metadata import Metadata, whole
from reportedly.intake.problem import Note, Passed, Problem, Unreadable

_TYPES = rb"saved_messages|replies|personal_chat|bot_chat|private_group|(?:private|public)_(?:supergroup|channel)"
_CHAT = re.compile(rb'"type"\s*:\s*"(?:' + _TYPES + rb')"')
_ACCOUNT = re.compile(rb'"about"\s*:\s*"[^"]{0,2000}Telegram')
_MISSING = re.compile(r"\((?P<why>(?:File|Photo) (?:not included|exceeds|unavailable)[^()]*)\)\Z")
_OLD_CHANNELS = 1 << 33  # early exports wrote a channel's number with this added, as Telegram Desktop stored it
_LARGEST_OLD = 1 << 34
_KEPT = ("author", "forwarded_from", "saved_from", "via_bot", "from", "from_id", "place_name", "address")
_MEDIA = ("media_type", "mime_type", "duration_seconds", "width", "height")


def looks_like_export(head: bytes) -> bool:
    """Whether a file that begins so is an export of Telegram Desktop.

    >>> looks_like_export(b'{"name": "Front news", "type": "public_channel", "id": 1, "messages": [')
    True
    """
    start = head[:65536].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        return False
    return _ACCOUNT.search(start) is not None or (_CHAT.search(start) is not None and b'"messages"' in start)


def arrivals_in(stream: BinaryIO, source: str, known: Metadata, largest: int) -> Iterator[Arrival | Problem]:
    """The posts of an export that have text, in its order; service messages ("X joined") are passed over.

    Posts without text (pictures, files, polls) give no article; a note at the end counts and names them (a problem,
    where there are no others), and a problem those that Telegram Desktop could not export. Broken JSON gives a problem
    and ends the reading there. A message of more than `largest` bytes gives a problem and the rest is read. What
    `known` knows holds for all posts.
    """
    without_text, unsupported, read, kept = Passed(), Passed(), 0, 0
    try:
        for message in messages_in(stream, largest):
            read += 1
            if isinstance(message, Oversized):
                yield Problem(
                    source,
                    None,
                    f"message {read} is larger than {largest:,} bytes or nested too deeply; it was left out",
                )
                continue
            kind = message.fields.get("type")
            name = _name(message)
            if kind == "service":
                continue
            text = _text(message.fields.get("text"))
            if text.strip():
                kept += 1
                yield _arrival(message, text, name, source, known)
            elif kind == "unsupported":
                unsupported.add(name)
            else:
                without_text.add(name)
    except Unreadable as error:
        yield Problem(source, error.line, f"{error.message}; {read:,} messages before that were read")
    else:
        if not read:
            yield Problem(source, None, "no messages in this export")
    if without_text.count:
        told = _told(without_text, "without text (pictures, files, polls) gave no article")
        yield (Note if kept else Problem)(source, None, told)
    if unsupported.count:
        yield Problem(source, None, _told(unsupported, "of a kind that Telegram Desktop cannot export"))


def _told(passed: Passed, why: str) -> str:
    messages = "message" if passed.count == 1 else "messages"
    return f"{passed.count:,} {messages} {why}: {passed.named(', ')}"


def _name(message: Message) -> str:
    """CHAT:MESSAGE, by which a message is known in its export."""
    return f"{_number(message.chat.id)}:{_number(message.fields.get('id'))}"


def _number(value: object) -> str:
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else "?"


def _text(value: object) -> str:
    """The words of a message: a string, or a list of strings and of objects for what is bold, a link, a name."""
    if isinstance(value, list):
        return "".join(_text(part.get("text") if isinstance(part, dict) else part) for part in value)
    return whole(value) if isinstance(value, str) else ""


def _words(value: object) -> str | None:
    return whole(value.strip()) if isinstance(value, str) and value.strip() else None


def _time(fields: Mapping[str, Any], key: str) -> datetime | None:
    """A time of a message: in UTC where the export has seconds since 1970, else as the exporter's clock showed it."""
    seconds = fields.get(f"{key}_unixtime")
    try:
        if seconds is not None:
            return datetime.fromtimestamp(int(seconds), UTC)
        return datetime.fromisoformat(fields[key]) if isinstance(fields.get(key), str) else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _link(message: Message) -> str | None:
    """Where the post stands, for members of the chat; messages of private chats and small groups have no address."""
    chat, number = message.chat, message.fields.get("id")
    if not isinstance(number, int) or not str(chat.type).endswith(("channel", "supergroup")):
        return None
    try:
        at = int(str(chat.id).removeprefix("-100").removeprefix("channel"))  # as the Bot API and as from_id write it
    except ValueError:
        return None
    if "date_unixtime" not in message.fields and _OLD_CHANNELS < at < _LARGEST_OLD:
        at -= _OLD_CHANNELS
    return f"https://t.me/c/{at}/{number}" if at > 0 else None


def _arrival(message: Message, text: str, name: str, source: str, known: Metadata) -> Arrival:
    chat, fields = message.chat, message.fields
    posted = _time(fields, "date")
    sender = _words(fields.get("author")) or _words(fields.get("from"))
    chat_name = _words(chat.name)
    own = Metadata(
        id=name,
        publisher=chat_name if _is_public(chat) else None,
        byline=sender if sender != chat_name else None,
        published=_day(posted),
        url=_link(message),
        origin=_words(fields.get("forwarded_from")),
    )
    details = _details(chat, fields, posted)
    capture = Capture(message.canonical(), "application/json", f"{source}:{name}", details=details)
    return Arrival(known.over(own).article(text), capture)


def _is_public(chat: Chat) -> bool:
    """Whether a chat is named for what it publishes, not for the other person in it."""
    return str(chat.type).endswith(("channel", "supergroup", "group"))


def _day(time: datetime | None) -> date | None:
    return time.date() if time is not None else None


def _details(chat: Chat, fields: Mapping[str, Any], posted: datetime | None) -> dict[str, Any]:
    """What the message tells beside its words, as plain JSON values; what is not known is left out."""
    edited = _time(fields, "edited")
    found: dict[str, Any] = {
        "chat": chat.id,
        "chat_type": chat.type,
        "message": fields.get("id"),
        "posted": posted.isoformat() if posted else None,
        # what was never edited was edited in 1970, in old exports
        "edited": edited.isoformat() if edited and edited.year > 1970 else None,
        "reply_to": fields.get("reply_to_message_id"),
        "reply_to_chat": fields.get("reply_to_peer_id"),
        **{key: fields.get(key) for key in _KEPT},
        "location": fields.get("location_information"),
        "media": list(_media(fields)),
        "links": list(_links(fields.get("text"))),
    }
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def _media(fields: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The picture or file of a message: its path within the export, or why it is missing."""
    for kind in ("photo", "file"):
        path = fields.get(kind)
        if not isinstance(path, str):
            continue
        found: dict[str, Any] = {"kind": kind, "path": path, "name": fields.get("file_name")}
        if missing := _MISSING.search(path):
            name = path[: missing.start()].strip() or found["name"]
            found |= {"path": None, "missing": missing["why"], "name": name}
        found |= {key: fields.get(key) for key in _MEDIA}
        yield {key: value for key, value in found.items() if value is not None}


def _links(text: object) -> Iterator[str]:
    """What the words of a message link to."""
    parts: Iterable[object] = text if isinstance(text, list) else ()
    for part in parts:
        if isinstance(part, dict) and part.get("type") in ("link", "text_link"):
            target = part.get("href") or part.get("text")
            if isinstance(target, str):
                yield whole(target)
