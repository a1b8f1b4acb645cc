"""The messages of a Telegram export, one at a time out of a stream of JSON, each with the chat that it stands in."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO

import ijson

from reportedly.intake.metadata import whole
from reportedly.intake.problem import Unreadable

_CHATS = ("", "chats.list.item", "left_chats.list.item")  # where a chat may stand, as a path within the JSON
_FIELD = {f"{chat}.{name}".lstrip("."): name for chat in _CHATS for name in ("id", "name", "type")}
_MESSAGES = frozenset(f"{chat}.messages".lstrip(".") for chat in _CHATS)
_MESSAGE = frozenset(f"{path}.item" for path in _MESSAGES)
_DEEPEST = 40
_CHUNK = 1 << 16
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|[^x])")
_OPEN_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*(\\(?:x[0-9A-Fa-f]?)?)\Z")


@dataclass(slots=True)
class Chat:
    """What an export says of a chat; a name may be missing (saved messages have none)."""

    id: Any = None
    name: Any = None
    type: Any = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the export has it."""

    chat: Chat
    fields: Mapping[str, Any]

    def canonical(self) -> bytes:
        """The message as JSON that is the same for the same message: keys sorted, no spaces, UTF-8."""
        words = json.dumps(
            self.fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain_number
        )
        return whole(words).encode()


@dataclass(frozen=True, slots=True)
class Oversized:
    """A message too large or too deep to be one."""


def _plain_number(value: object) -> float | str:
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} does not come from JSON")
    number = float(value)
    return number if abs(number) != float("inf") else str(value)


class _Mended:
    """The stream with the byte order mark taken off and with what Telegram Desktop writes wrongly written right.

    It escapes control characters as "\\x1F", which no JSON parser reads.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._held = b""
        self._begun = False

    def read(self, size: int = _CHUNK, /) -> bytes:
        """The next bytes, empty only at the end; the parser asks for 0 bytes to learn what kind of stream it is."""
        if size == 0:
            return b""
        while True:
            chunk = self._stream.read(size)
            data = self._held + chunk
            if not self._begun:
                self._begun = True
                data = data.removeprefix(codecs.BOM_UTF8)
            open_escape = _OPEN_ESCAPE.search(data, max(0, len(data) - _CHUNK)) if chunk else None
            at = open_escape.start(1) if open_escape else len(data)
            data, self._held = data[:at], data[at:]
            if data or not chunk:
                return _ESCAPE.sub(_unicode_escape, data) if b"\\x" in data else data


def _unicode_escape(escape: re.Match[bytes]) -> bytes:
    return rb"\u00" + escape[1] if escape[1] else escape[0]


@dataclass(slots=True)
class _Builder:
    """One value put together from the parser's events, with its size as it grows."""

    stack: list[Any] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    size: int = 0
    value: Any = None

    def take(self, event: str, value: Any) -> bool:
        """Whether the value is complete with this event."""
        if event == "map_key":
            self.keys[-1] = value
            self.size += len(value) + 4
            return False
        if event in ("end_map", "end_array"):
            done = self.stack.pop()
            self.keys.pop()
            if not self.stack:
                self.value = done
            return not self.stack
        item: Any = {} if event == "start_map" else [] if event == "start_array" else value
        self.size += (len(value) if isinstance(value, str) else 0) + 4
        if self.stack:
            if isinstance(self.stack[-1], dict):
                self.stack[-1][self.keys[-1]] = item
            else:
                self.stack[-1].append(item)
        if event in ("start_map", "start_array"):
            self.stack.append(item)
            self.keys.append("")
            return False
        if not self.stack:
            self.value = item
        return not self.stack


def _events(stream: BinaryIO) -> Iterator[tuple[str, str, Any]]:
    """The parser's events. Raises Unreadable where the JSON is broken."""
    try:
        yield from ijson.parse(_Mended(stream), buf_size=_CHUNK)
    except ijson.IncompleteJSONError:
        raise Unreadable("the JSON is cut off or broken; export it again") from None
    except (ijson.JSONError, ValueError) as error:
        raise Unreadable(f"broken JSON: {' '.join(str(error).split())[:100]}") from None


def _chats_of(stream: BinaryIO) -> list[Chat]:
    """The chats of an export, for one whose chats say what they are behind their messages."""
    chats: list[Chat] = []
    try:
        for path, event, value in _events(stream):
            _note_chat(chats, path, event, value)
    except Unreadable:
        pass  # told by the reading itself when it comes to that place
    return chats


def _note_chat(chats: list[Chat], path: str, event: str, value: Any) -> None:
    if event == "start_map" and path in _CHATS:
        chats.append(Chat())
    elif path in _FIELD and event in ("string", "number"):
        setattr(chats[-1], _FIELD[path], value)


def _known_chat(stream: BinaryIO, number: int) -> Chat | None:
    """The chat of that number in the whole stream, which is left where it was; None where it cannot be gone back in."""
    if not stream.seekable():
        return None
    at = stream.tell()
    stream.seek(0)
    chats = _chats_of(stream)
    stream.seek(at)
    return chats[number] if number < len(chats) else None


def messages_in(stream: BinaryIO, largest: int) -> Iterator[Message | Oversized]:
    """The messages of an export of one chat or of an account, in order. Raises Unreadable where the JSON is broken.

    A chat's name, type and number stand before its messages, as Telegram Desktop writes them. Where they come behind,
    because a tool has sorted the keys, the stream is gone through once more, and has to be one that can be.
    """
    chats: list[Chat] = []
    message: _Builder | None = None
    left_out = ""  # the path of a message that is being passed over
    for path, event, value in _events(stream):
        if left_out:
            if path == left_out and event in ("end_map", "end_array"):
                left_out = ""
        elif message is not None or path in _MESSAGE:
            message = message or _Builder()
            if message.take(event, value):
                whole_message, message = message.value, None
                yield Message(chats[-1], whole_message if isinstance(whole_message, dict) else {})
            elif message.size > largest or len(message.stack) > _DEEPEST:
                message, left_out = None, path[: path.index("messages.item") + len("messages.item")]
                yield Oversized()
        elif path in _MESSAGES and event == "start_array" and chats[-1].type is None:
            chats[-1] = _known_chat(stream, len(chats) - 1) or chats[-1]
        else:
            _note_chat(chats, path, event, value)
