"""Exports of Telegram Desktop in, posts out: the channel is the publisher, the forward its origin."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import read_article
from reportedly.claim import Role
from reportedly.intake.capture import Arrival
from reportedly.intake.messages import messages_in
from reportedly.intake.metadata import Metadata
from reportedly.intake.problem import Note, Problem
from reportedly.intake.telegram import arrivals_in, looks_like_export

LARGEST = 20_000_000
LEFT_OUT = "(File not included. Change data exporting settings to download.)"


def post(number: int, text: Any = "Nine guards were killed, the brigade said.", **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2024-03-19T01:30:00",
        "date_unixtime": "1710804600",
        "from": "Front news",
        "from_id": "channel1234567890",
        "text": text,
        "text_entities": [],
        **fields,
    }


def old_post(number: int, text: Any = "Nine guards were killed.", **fields: Any) -> dict[str, Any]:
    """As Telegram Desktop wrote it in 2020."""
    old = {"id": number, "type": "message", "date": "2020-10-04T23:30:00", "edited": "1970-01-01T03:00:00"}
    return {**old, "from": "Front news", "from_id": 9824159136, "text": text, **fields}


def channel(*messages: Any, **fields: Any) -> dict[str, Any]:
    chat = {"name": "Front news", "type": "public_channel", "id": 1234567890, **fields}
    return {**chat, "messages": list(messages)}


def account(*chats: dict[str, Any], left: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {
        "about": "Here is the data you requested. Remember: Telegram is ad free.",
        "personal_information": {"user_id": 1, "id": 5, "name": "me", "messages": ["no message"]},
        "contacts": {"about": "x", "list": [{"user_id": 2}]},
        "chats": {"about": "This page lists all chats.", "list": list(chats)},
        "left_chats": {"about": "Those you left.", "list": list(left)},
    }


def read(export: Any, largest: int = LARGEST, known: Metadata | None = None) -> tuple[list[Arrival], list[str]]:
    data = export if isinstance(export, bytes) else json.dumps(export, ensure_ascii=False, indent=1).encode()
    found = list(arrivals_in(io.BytesIO(data), "result.json", known or Metadata(), largest))
    problems = [f.message for f in found if isinstance(f, Problem)]
    return [f for f in found if isinstance(f, Arrival)], problems


def the_post(export: Any) -> Arrival:
    (arrival,), problems = read(export)
    assert problems == []
    return arrival


class TestPost:
    def test_a_post_of_a_channel_is_an_article(self) -> None:
        message = post(77, author="Mara L.")
        arrival = the_post(channel(message))
        article, capture = arrival.article, arrival.capture
        assert article.text == "Nine guards were killed, the brigade said."
        assert (article.id, article.publisher, article.byline) == ("1234567890:77", "Front news", "Mara L.")
        assert article.url == "https://t.me/c/1234567890/77"
        assert article.published == date(2024, 3, 18)  # in UTC, though it was the 19th where the export was made
        assert (article.title, article.language, article.origin) == (None, "en", None)
        assert capture.media_type == "application/json"
        assert json.loads(capture.data) == message
        assert capture.source == "result.json:1234567890:77"
        assert capture.details["posted"] == "2024-03-18T23:30:00+00:00"

    def test_words_in_parts_are_put_together_and_links_kept(self) -> None:
        text = [
            "Nine ",
            {"type": "bold", "text": "guards"},
            " were killed, ",
            {"type": "text_link", "text": "it said", "href": "https://a.example/1"},
            ".\n\n",
            {"type": "custom_emoji", "text": "⚡", "document_id": "1"},
            {"type": "link", "text": "https://a.example/2"},
        ]
        arrival = the_post(channel(post(1, text)))
        assert arrival.article.text == "Nine guards were killed, it said.\n\n⚡https://a.example/2"
        assert arrival.capture.details["links"] == ["https://a.example/1", "https://a.example/2"]

    def test_a_forward_names_its_origin(self) -> None:
        arrival = the_post(channel(post(1, forwarded_from="Brigade 12", forwarded_from_id="channel5")))
        assert (arrival.article.publisher, arrival.article.origin) == ("Front news", "Brigade 12")
        assert the_post(channel(post(1, forwarded_from=None))).article.origin is None  # a channel that is gone

    def test_a_forward_stands_in_the_chain_of_its_claims(self) -> None:
        forwarded = the_post(channel(post(1, "Nine guards were killed.", forwarded_from="Brigade 12"))).article
        (claim,) = read_article(forwarded).claims
        assert [(station.role, station.source) for station in claim.attribution] == [
            (Role.CLAIMANT, "article"),
            (Role.RELAY, "Brigade 12"),
            (Role.PUBLISHER, "Front news"),
        ]

    def test_replies_edits_and_files_are_told(self) -> None:
        arrival = the_post(
            channel(
                post(
                    2,
                    edited="2024-03-19T09:00:00",
                    edited_unixtime="1710831600",
                    reply_to_message_id=1,
                    photo=LEFT_OUT,
                    width=1280,
                    height=720,
                ),
            )
        )
        assert arrival.capture.details["edited"] == "2024-03-19T07:00:00+00:00"
        assert arrival.capture.details["reply_to"] == 1
        assert arrival.capture.details["media"] == [
            {"kind": "photo", "missing": LEFT_OUT.strip("()"), "width": 1280, "height": 720}
        ]
        kept = the_post(
            channel(post(3, file="video_files/a.mp4", mime_type="video/mp4", thumbnail="video_files/a.jpg"))
        )
        assert kept.capture.details["media"] == [
            {"kind": "file", "path": "video_files/a.mp4", "mime_type": "video/mp4"}
        ]
        named = the_post(channel(post(4, file=f"list.pdf {LEFT_OUT}")))
        assert named.capture.details["media"][0]["name"] == "list.pdf"

    def test_russian_and_ukrainian_posts_are_kept_with_their_language(self) -> None:
        arrivals, _ = read(channel(post(1, "Погибли двое бойцов, ещё пять ранены."), post(2, "Загинуло двоє бійців.")))
        assert [a.article.language for a in arrivals] == ["ru", "uk"]

    def test_what_the_caller_says_holds(self) -> None:
        (arrival,), _ = read(channel(post(1)), known=Metadata(publisher="Brigade 12"))
        assert arrival.article.publisher == "Brigade 12"


class TestOldExport:
    def test_days_are_as_the_exporters_clock_showed_them_and_1970_is_no_edit(self) -> None:
        arrival = the_post(channel(old_post(5)))
        assert arrival.article.published == date(2020, 10, 4)
        assert arrival.capture.details["posted"] == "2020-10-04T23:30:00"
        assert "edited" not in arrival.capture.details

    def test_a_real_edit_is_kept(self) -> None:
        arrival = the_post(channel(old_post(5, edited="2020-10-05T08:00:00")))
        assert arrival.capture.details["edited"] == "2020-10-05T08:00:00"

    def test_the_number_of_a_channel_is_freed_of_what_was_added(self) -> None:
        arrival = the_post(channel(old_post(5), id=8589934592 + 1234567890))
        assert arrival.article.url == "https://t.me/c/1234567890/5"


class TestAddress:
    @pytest.mark.parametrize("number", [1234567890, -1001234567890, "-1001234567890", "channel1234567890"])
    @pytest.mark.parametrize("kind", ["public_channel", "private_channel", "public_supergroup", "private_supergroup"])
    def test_channels_and_supergroups_have_one(self, kind: str, number: object) -> None:
        assert the_post(channel(post(5), type=kind, id=number)).article.url == "https://t.me/c/1234567890/5"

    @pytest.mark.parametrize("kind", ["personal_chat", "bot_chat", "private_group", "saved_messages", "replies", None])
    def test_others_have_none(self, kind: str | None) -> None:
        assert the_post(channel(post(5), type=kind)).article.url is None

    def test_a_person_is_no_publisher_but_wrote_it(self) -> None:
        article = the_post(channel(post(5, **{"from": "Mara L."}), type="personal_chat", name="Mara")).article
        assert (article.publisher, article.byline) == (None, "Mara L.")


class TestAccount:
    def test_all_chats_are_read_each_with_its_own_name(self) -> None:
        export = account(
            channel(post(1), name="North", id=11),
            {"type": "saved_messages", "id": 1, "messages": [post(2, forwarded_from="North")]},
            left=(channel(post(3), name="South", id=33),),
        )
        arrivals, problems = read(export)
        assert [(a.article.id, a.article.publisher, a.article.origin) for a in arrivals] == [
            ("11:1", "North", None),
            ("1:2", None, "North"),
            ("33:3", "South", None),
        ]
        assert problems == []

    def test_keys_in_another_order_change_nothing(self) -> None:
        export = account(channel(post(1), name="North", id=11), channel(post(2), name="South", id=22))
        shuffled = json.dumps(export, sort_keys=True).encode()
        assert [(a.article, a.capture.data) for a in read(shuffled)[0]] == [
            (a.article, a.capture.data) for a in read(export)[0]
        ]


class TestWhatGivesNoArticle:
    def test_service_messages_are_passed_over(self) -> None:
        joined = {"id": 1, "type": "service", "actor": "Mara", "action": "join_group_by_link", "text": ""}
        assert read(channel(joined, post(2)))[1] == []

    def test_posts_without_text_are_counted_and_named(self) -> None:
        arrivals, problems = read(
            channel(post(1, "", photo=LEFT_OUT), post(2), post(3, "  "), *(post(n, []) for n in range(4, 14)))
        )
        assert [a.article.id for a in arrivals] == ["1234567890:2"]
        assert problems == [
            "12 messages without text (pictures, files, polls) gave no article: "
            + ", ".join(f"1234567890:{n}" for n in (1, 3, *range(4, 12)))
            + ", …"
        ]

    @pytest.mark.parametrize(("others", "told"), [((post(2),), Note), ((), Problem)])
    def test_they_are_no_problem_where_others_have_text(self, others: tuple[Any, ...], told: type) -> None:
        data = json.dumps(channel(post(1, "", photo=LEFT_OUT), *others)).encode()
        found = list(arrivals_in(io.BytesIO(data), "result.json", Metadata(), LARGEST))
        assert [type(one) for one in found if not isinstance(one, Arrival)] == [told]

    def test_what_telegram_could_not_export_is_counted(self) -> None:
        assert read(channel({"id": 9, "type": "unsupported"}))[1] == [
            "1 message of a kind that Telegram Desktop cannot export: 1234567890:9"
        ]

    def test_a_message_that_is_too_large_is_told_and_the_rest_read(self) -> None:
        arrivals, problems = read(channel(post(1), post(2, ["x" * 500] * 10), post(3)), largest=2000)
        assert [a.article.id for a in arrivals] == ["1234567890:1", "1234567890:3"]
        assert problems == ["message 2 is larger than 2,000 bytes or nested too deeply; it was left out"]

    def test_one_that_is_nested_without_end_too(self) -> None:
        deep: Any = "x"
        for _ in range(200):
            deep = [deep]
        assert [a.article.id for a in read(channel(post(1, deep), post(2)))[0]] == ["1234567890:2"]

    @pytest.mark.parametrize(
        "data", [b"", b"{}", b"[]", b"Nine guards", b'{"messages": []}', b'{"messages": [', b"\xff"]
    )
    def test_what_is_no_export_is_told(self, data: bytes) -> None:
        arrivals, problems = read(data)
        assert arrivals == []
        assert len(problems) == 1

    @pytest.mark.parametrize("message", [1, "x", None, [], {}, {"text": 5}, {"id": {}, "text": "Nine died."}])
    def test_odd_messages_are_borne(self, message: Any) -> None:
        arrivals, problems = read(channel(message, post(2)))
        assert arrivals[-1].article.id == "1234567890:2"
        assert len(arrivals) + len(problems) == 2

    @pytest.mark.parametrize("when", ["x", "99999999999999999", None, {}, "-1", 1e30])
    def test_a_time_that_is_none_is_left_out(self, when: object) -> None:
        arrival = the_post(channel({**post(1), "date": "yesterday", "date_unixtime": when}))
        assert arrival.article.published in (None, date(1969, 12, 31))


class TestBrokenJson:
    def test_what_stands_before_the_break_is_read(self) -> None:
        data = json.dumps(channel(*(post(n) for n in range(50)))).encode()
        arrivals, problems = read(data[: len(data) // 2])
        assert 20 < len(arrivals) < 26
        assert problems == [
            f"the JSON is cut off or broken; export it again; {len(arrivals)} messages before that were read"
        ]

    def test_control_characters_as_telegram_writes_them_are_read(self) -> None:
        data = json.dumps(channel(post(1, "Nine@ guards C:\\x41 were killed"))).encode().replace(b"@", rb"\x0B")
        assert the_post(data).article.text == "Nine\x0b guards C:\\x41 were killed"

    def test_a_byte_order_mark_is_no_matter(self) -> None:
        assert the_post(b"\xef\xbb\xbf" + json.dumps(channel(post(1))).encode()).article.id == "1234567890:1"

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.text(alphabet="\x01\x1f\\x0Bé", max_size=12), min_size=1, max_size=40), st.integers(1, 7))
    def test_such_characters_are_read_wherever_the_stream_is_cut(self, texts: list[str], size: int) -> None:
        class Trickle(io.BytesIO):
            """A few bytes a read."""

            def read(self, wanted: int | None = -1, /) -> bytes:
                return super().read(min(size, wanted) if wanted and wanted > 0 else wanted)

        data = json.dumps({"messages": [{"text": text} for text in texts]}, ensure_ascii=False)
        for code in (0x01, 0x1F):
            data = data.replace(f"\\u{code:04x}", f"\\x{code:02X}")
        messages = messages_in(Trickle(data.encode()), LARGEST)
        assert [getattr(message, "fields", {}).get("text") for message in messages] == texts


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(["photo", "file", "from", "edited", "reactions", "poll", "ä"]), json_values))
def test_the_bytes_of_a_message_are_the_same_whatever_the_order_of_its_keys(fields: dict[str, Any]) -> None:
    message = post(1, **fields)
    turned = dict(reversed(message.items()))
    one, other = the_post(channel(message)), the_post(channel(turned))
    assert one.capture == other.capture
    assert one.article == other.article
    read_again: Any = json.loads(one.capture.data)
    assert read_again.keys() == message.keys()


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 500))
def test_any_bytes_are_read_or_told(rest: bytes, at: int) -> None:
    data = json.dumps(channel(post(1), post(2))).encode()
    arrivals, problems = read(data[:at] + rest)
    assert arrivals or problems


def test_an_export_is_known_by_its_beginning() -> None:
    assert looks_like_export(json.dumps(channel(post(1)), indent=1).encode())
    assert looks_like_export(json.dumps(account(), indent=1).encode())
    assert not looks_like_export(b'{"id": "a", "text": "Nine guards were killed."}\n')
    assert not looks_like_export(b'[{"type": "public_channel"}]')
