"""Who says so: attributed statements, as source, cue and content."""

from __future__ import annotations

from dataclasses import dataclass

from reportedly.article import Span
from reportedly.claim import Stance


@dataclass(frozen=True, slots=True)
class Statement:
    """Somebody says something: spans of the source (none where it is left out: "was reported"), the cue, the content.

    The content may come in pieces ("'A,' X said, 'B'"). `channel` is where it was said ("on Telegram", "in a statement"),
    without the preposition; `relay` is who passed it on ("per the Kyiv Post"), where it is not a statement of its own.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    stance: Stance = Stance.SAYS
    channel: Span | None = None
    relay: Span | None = None
    quoted: bool = False  # the content is wholly inside quotation marks
