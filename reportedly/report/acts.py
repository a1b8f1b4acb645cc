"""What people did, in words: one line an act, for a terminal and for a page."""

from __future__ import annotations

from reportedly.ledger.acts import Act
from reportedly.report.words import clean


def told(act: Act) -> str:
    """What somebody did, after their name: "verified it as confirmed: seen on two pictures"."""
    by_name = {key: clean(value) if isinstance(value, str) else value for key, value in act.told.items()}
    match act.kind:
        case "decision":
            return _why(str(by_name["verdict"]), by_name["reason"])
        case "check":
            return _why(f"verified it as {by_name['result']}", by_name["note"])
        case "comment":
            return f"said: “{by_name['text']}”"
        case "assignment":
            return f"gave it to {by_name['to']}" if by_name["to"] else "took it off everybody’s list"
        case "request":
            return f"asked {by_name['party']} for comment by {by_name['channel']}, until {by_name['deadline']}"
        case "reminder":
            return f"sent a reminder by {by_name['how']}"
        case "answer":
            return f"entered an answer of {by_name['received']}: “{by_name['text']}”"
        case "silence":
            return "noted that no answer came"
        case "recall":
            return _why("withdrew a request for comment", by_name["reason"])
        case "incident":
            same = "are of one happening" if act.told["same"] else "are not of one happening"
            return _why(f"said that two claims {same}", by_name["reason"])
        case "withdrawal":
            return _why("noted that the article was withdrawn", by_name["reason"])
        case "merge":
            return _why(f"said that {', '.join(act.told['parties'])} is {by_name['into']}", by_name["reason"])
        case "split":
            return _why(f"said that {by_name['party']} stands for itself", by_name["reason"])
        case "own":
            return _why(
                f"said that {by_name['publisher']} is {'' if act.told['own'] else 'not '}our own", by_name["reason"]
            )
        case "undo":
            return _why(f"undid entry {act.told['entry']}", by_name["reason"])
    return act.kind


def _why(what: str, reason: object) -> str:
    return f"{what}: {reason}" if reason else what
