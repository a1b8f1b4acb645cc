"""Web archives in, articles out: nothing whole is lost behind what is damaged, and the damage is told."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from reportedly.intake.capture import Arrival
from reportedly.intake.metadata import Metadata
from reportedly.intake.problem import Note, Problem
from reportedly.intake.records import Damage, Record, records_in
from reportedly.intake.warc import arrivals_in, looks_like_archive

LARGEST = 20_000_000
TOWNS = ("Meris", "Oster", "Vallin", "Korto")


def page(town: str) -> bytes:
    return f"""<!doctype html><html><head><title>Depot burns in {town} | Harbour Post</title>
<meta property="og:title" content="Depot burns in {town}"><meta property="og:site_name" content="Harbour Post">
<meta property="article:published_time" content="2024-05-02T08:00:00Z"></head><body><main><article>
<h1>Depot burns in {town}</h1><p>Nine guards were killed when drones struck a fuel depot in {town}, the governor
said on Thursday, and four firefighters were wounded.</p><p>The drones came at two in the morning and hit three tanks
of fuel before the crews could react to the raid, which lasted for half an hour, he told reporters in the town.</p>
</article></main></body></html>""".encode()


class Writer(WARCWriter):
    """warcio's writer, but for its temporary files, which it leaves open."""

    def _create_temp_file(self) -> io.BytesIO:
        return io.BytesIO()


class Archive:
    """An archive as warcio writes it, with the offset at which each record begins."""

    def __init__(self, *, packed: bool = True) -> None:
        self._stream = io.BytesIO()
        self._writer = Writer(self._stream, gzip=packed, warc_version="1.1")
        self.offsets: list[int] = []

    def add(
        self,
        url: str,
        body: bytes,
        *,
        kind: str = "response",
        status: str = "200 OK",
        media_type: str = "text/html; charset=utf-8",
        headers: tuple[tuple[str, str], ...] = (),
        said: dict[str, str] | None = None,
    ) -> Archive:
        http = None
        if kind == "response":
            http = StatusAndHeaders(status, [("Content-Type", media_type), *headers], protocol="HTTP/1.1")
        record = self._writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers=http,
            warc_content_type=media_type if kind == "resource" else "",
            warc_headers_dict={"WARC-Date": "2024-05-03T06:30:00Z", "WARC-Record-ID": self._id()} | (said or {}),
        )
        self.offsets.append(self._stream.tell())
        self._writer.write_record(record)
        return self

    def _id(self) -> str:
        return f"<urn:uuid:00000000-0000-4000-8000-{len(self.offsets):012}>"

    @property
    def data(self) -> bytes:
        return self._stream.getvalue()


def of_towns(*, packed: bool = True) -> Archive:
    archive = Archive(packed=packed)
    for town in TOWNS:
        archive.add(f"https://harbourpost.example/{town}", page(town))
    return archive


def everything(data: bytes, largest: int = LARGEST, known: Metadata | None = None) -> list[Arrival | Problem]:
    return list(arrivals_in(io.BytesIO(data), "crawl.warc.gz", known or Metadata(), largest))


def read(data: bytes, largest: int = LARGEST, known: Metadata | None = None) -> tuple[list[Arrival], list[str]]:
    found = everything(data, largest, known)
    problems = [f for f in found if isinstance(f, Problem)]
    assert all(problem.source == "crawl.warc.gz" for problem in problems)
    return [f for f in found if isinstance(f, Arrival)], [problem.message for problem in problems]


def towns_of(arrivals: list[Arrival]) -> list[str]:
    return [str(arrival.article.url).rpartition("/")[2] for arrival in arrivals]


class TestPage:
    def test_an_answer_is_an_article_with_its_bytes_and_how_they_were_come_by(self) -> None:
        archive = Archive().add(
            "https://harbourpost.example/depot",
            page("Meris"),
            headers=(("Last-Modified", "Thu, 02 May 2024 08:00:00 GMT"),),
            said={"WARC-IP-Address": "192.0.2.7"},
        )
        (arrival,), problems = read(archive.data)
        article, capture = arrival.article, arrival.capture
        assert problems == []
        assert article.title == "Depot burns in Meris"
        assert "Nine guards were killed" in article.text
        assert (article.publisher, article.published) == ("Harbour Post", date(2024, 5, 2))
        assert article.url == article.id == "https://harbourpost.example/depot"
        assert article.language == "en"
        assert (capture.data, capture.media_type) == (page("Meris"), "text/html")
        assert capture.source == "crawl.warc.gz:0"
        assert capture.retrieved == datetime(2024, 5, 3, 6, 30, tzinfo=UTC)
        assert capture.exchange is not None
        assert (capture.exchange.status, capture.exchange.address) == (200, "192.0.2.7")
        assert ("Last-Modified", "Thu, 02 May 2024 08:00:00 GMT") in capture.exchange.response
        assert capture.details["record"].startswith("<urn:uuid:")

    def test_what_the_caller_says_holds(self) -> None:
        (arrival,), _ = read(of_towns().data[: of_towns().offsets[1]], known=Metadata(publisher="Post"))
        assert arrival.article.publisher == "Post"

    def test_a_resource_and_a_plain_text_are_pages_too(self) -> None:
        text = b"Shelling killed four dockers in Meris on Tuesday, the harbour master said."
        archive = Archive().add("https://a.example/1", page("Meris"), kind="resource")
        archive.add("https://a.example/2", text, media_type="text/plain")
        arrivals, problems = read(archive.data)
        assert [a.article.url for a in arrivals] == ["https://a.example/1", "https://a.example/2"]
        assert arrivals[0].capture.exchange is None
        assert arrivals[1].article.text == text.decode()
        assert problems == []

    @pytest.mark.parametrize("packed", [True, False])
    def test_what_is_no_page_is_passed_over(self, packed: bool) -> None:
        archive = Archive(packed=packed)
        archive.add("https://a.example/old", b"gone", status="404 Not Found")
        archive.add("https://a.example/moved", b"", status="301 Moved", headers=(("Location", "/new"),))
        archive.add("https://a.example/a.png", b"\x89PNG\r\n", media_type="image/png")
        archive.add("https://a.example/robots.txt", b"User-agent: *\nDisallow:", media_type="text/plain")
        archive.add("urn:text:https://a.example/", b"Nine died.", kind="resource", media_type="text/plain")
        archive.add("https://a.example/depot", page("Meris"))
        arrivals, problems = read(archive.data)
        assert [a.article.url for a in arrivals] == ["https://a.example/depot"]
        assert problems == []

    def test_pages_without_an_article_are_counted_and_named(self) -> None:
        archive = Archive().add("https://a.example/empty", b"<html><body></body></html>")
        archive.add("https://a.example/depot", page("Meris")).add("https://a.example/none", b"")
        told = "2 of 3 pages hold no article and were left out: https://a.example/empty https://a.example/none"
        arrivals, problems = read(archive.data)
        assert len(arrivals) == 1
        assert problems == [told]
        assert [type(one) for one in everything(archive.data)] == [Arrival, Note]

    def test_an_archive_of_nothing_but_such_pages_is_a_problem(self) -> None:
        archive = Archive().add("https://a.example/empty", b"<html><body></body></html>")
        assert [type(one) for one in everything(archive.data)] == [Problem]

    def test_encodings_are_undone_and_headers_that_outlived_theirs_do_no_harm(self) -> None:
        packed = gzip.compress(page("Meris"))
        chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)
        archive = Archive()
        archive.add("https://a.example/1", packed, headers=(("Content-Encoding", "gzip"),))
        archive.add(
            "https://a.example/2", chunked, headers=(("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))
        )
        archive.add("https://a.example/3", page("Meris"), headers=(("Content-Encoding", "br"),))
        arrivals, problems = read(archive.data)
        assert [a.capture.data for a in arrivals] == [page("Meris")] * 3
        assert problems == []

    def test_a_packed_bomb_in_a_page_is_not_unpacked(self) -> None:
        bomb = gzip.compress(bytes(50_000_000))
        archive = Archive().add("https://a.example/1", bomb, headers=(("Content-Encoding", "gzip"),))
        arrivals, problems = read(archive.add("https://a.example/2", page("Oster")).data, 1_000_000)
        assert [a.article.url for a in arrivals] == ["https://a.example/2"]
        assert problems == ["1 of 2 pages cannot be read (https://a.example/1: larger than 1 MB)"]

    def test_a_record_that_is_too_large_is_passed_over(self) -> None:
        for packed in (True, False):
            archive = Archive(packed=packed).add("https://a.example/1", page("Meris") + b" " * 5000)
            arrivals, problems = read(archive.add("https://a.example/2", page("Oster")).data, 5000)
            assert [a.article.url for a in arrivals] == ["https://a.example/2"]
            assert problems == ["1 of 2 pages cannot be read (https://a.example/1: larger than 0.005 MB)"]


class TestDigest:
    def stating(self, digest: str, body: bytes, *headers: tuple[str, str]) -> bytes:
        """An archive with one page that states this digest; warcio would state the right one."""
        data = Archive(packed=False).add("https://a.example/1", body, headers=headers).data
        return re.sub(rb"WARC-Payload-Digest: \S+", b"WARC-Payload-Digest: " + digest.encode(), data)

    @pytest.mark.parametrize("digest", ["sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "sha256:" + "0" * 64])
    def test_a_wrong_one_is_told_and_the_article_flagged(self, digest: str) -> None:
        (arrival,), (problem,) = read(self.stating(digest, page("Meris")))
        record = arrival.capture.details["record"]
        assert problem == f"record {record} at byte 0: WARC-Payload-Digest does not fit its bytes"
        assert arrival.capture.details["digest_mismatch"] == ["WARC-Payload-Digest"]

    def test_a_right_one_fits_in_any_spelling_and_one_of_unknown_kind_is_not_judged(self) -> None:
        digest = hashlib.sha256(page("Meris"))
        for value in (digest.hexdigest(), digest.hexdigest().upper(), base64.b32encode(digest.digest()).decode()):
            assert read(self.stating(f"sha256:{value}", page("Meris")))[1] == []
        assert read(self.stating("blake9:abc", page("Meris")))[1] == []

    def test_that_of_the_unpacked_body_fits_too(self) -> None:
        digest = base64.b32encode(hashlib.sha1(page("Meris")).digest()).decode()
        packed = gzip.compress(page("Meris"))
        assert read(self.stating(f"sha1:{digest}", packed, ("Content-Encoding", "gzip")))[1] == []

    def test_a_changed_word_in_a_plain_archive_is_found(self) -> None:
        data = of_towns(packed=False).data.replace(b"Nine guards", b"Five guards", 1)
        arrivals, problems = read(data)
        assert len(arrivals) == 4
        assert len(problems) == 1
        assert "WARC-Block-Digest and WARC-Payload-Digest does not fit its bytes" in problems[0]


class TestDamage:
    @pytest.mark.parametrize("packed", [True, False])
    @pytest.mark.parametrize("place", [0, 2, 5])
    def test_a_record_whose_head_is_hit_is_passed_over_and_the_rest_read(self, packed: bool, place: int) -> None:
        archive = of_towns(packed=packed)
        data = bytearray(archive.data)
        data[archive.offsets[1] + place] ^= 0x55
        arrivals, problems = read(bytes(data))
        assert towns_of(arrivals) in (["Meris", "Vallin", "Korto"], list(TOWNS))  # a bit of a gzip head may not matter
        if len(arrivals) == 3:
            assert problems[0].startswith(f"1 damaged place passed over (at byte {archive.offsets[1]}: ")

    @pytest.mark.parametrize("packed", [True, False])
    def test_an_archive_that_is_cut_off_gives_what_is_whole(self, packed: bool) -> None:
        archive = of_towns(packed=packed)
        arrivals, problems = read(archive.data[: archive.offsets[3] + 300])
        assert towns_of(arrivals) == ["Meris", "Oster", "Vallin"]
        assert problems == [f"1 damaged place passed over (at byte {archive.offsets[3]}: cut off)"]

    @pytest.mark.parametrize("length", [b"1", b"99999", b"99999999999999"])
    def test_a_wrong_length_costs_one_record(self, length: bytes) -> None:
        archive = of_towns(packed=False)
        right = archive.data.index(b"Content-Length: ", archive.offsets[1]) + len("Content-Length: ")
        end = archive.data.index(b"\r\n", right)
        arrivals, problems = read(archive.data[:right] + length + archive.data[end:])
        assert towns_of(arrivals) == ["Meris", "Vallin", "Korto"]
        assert problems[0].startswith(f"1 damaged place passed over (at byte {archive.offsets[1]}: ")

    def test_the_first_ten_places_are_named(self) -> None:
        archive = Archive()
        for number in range(30):
            archive.add(f"https://a.example/{number}", page("Meris"))
        data = bytearray(archive.data)
        for offset in archive.offsets[::2]:
            data[offset + 60] ^= 0xFF
        arrivals, (problem,) = read(bytes(data))
        assert len(arrivals) == 15
        assert problem.startswith("15 damaged places passed over (at byte 0: ")
        assert problem.endswith("; …)")
        assert problem.count(": ") == 20

    def test_many_records_in_one_gzip_member_are_read(self) -> None:
        arrivals, problems = read(gzip.compress(of_towns(packed=False).data))
        assert towns_of(arrivals) == list(TOWNS)
        assert problems == []

    def test_a_bomb_is_left_and_what_stands_behind_it_read(self) -> None:
        bomb = gzip.compress(b"WARC/1.1\r\nContent-Length: 900000000\r\n\r\n" + bytes(100_000_000))
        arrivals, (problem,) = read(bomb + of_towns().data)
        assert towns_of(arrivals) == list(TOWNS)
        assert problem == "1 damaged place passed over (at byte 0: swells to more than 100 times its size)"

    @pytest.mark.parametrize("data", [b"", b"Shelling killed four dockers.", b"\x1f\x8b\x08", gzip.compress(b"x")])
    def test_what_is_no_archive_is_told(self, data: bytes) -> None:
        arrivals, problems = read(data)
        assert arrivals == []
        assert len(problems) == 1

    @settings(max_examples=150, deadline=None)
    @given(data=st.data(), packed=st.booleans())
    def test_whatever_is_flipped_the_other_records_come_out_whole(self, data: st.DataObject, packed: bool) -> None:
        archive = Archive(packed=packed)
        for number in range(4):
            archive.add(f"https://a.example/{number}", b"Nine guards were killed. " * (number + 1))
        whole = {r.data for r in records_in(io.BytesIO(archive.data), LARGEST) if isinstance(r, Record)}
        assert len(whole) == 4
        hit = data.draw(st.integers(0, 3))
        begin, end = archive.offsets[hit], [*archive.offsets, len(archive.data)][hit + 1]
        damaged = bytearray(archive.data)
        for at in data.draw(st.lists(st.integers(begin, end - 1), min_size=1, max_size=5, unique=True)):
            damaged[at] ^= data.draw(st.integers(1, 255))
        found = list(records_in(io.BytesIO(bytes(damaged)), LARGEST))
        unharmed = [r.data for r in found if isinstance(r, Record) and r.data in whole]
        assert len(unharmed) >= 3
        if packed:  # a checksum stands behind each: nothing but the original comes out
            assert all(r.data in whole for r in found if isinstance(r, Record))

    @settings(max_examples=100, deadline=None)
    @given(data=st.data(), packed=st.booleans())
    def test_wherever_it_is_cut_off_no_half_record_comes_out(self, data: st.DataObject, packed: bool) -> None:
        archive = Archive(packed=packed)
        for number in range(3):
            archive.add(f"https://a.example/{number}", b"Nine guards were killed. " * (number + 1))
        whole = [r.data for r in records_in(io.BytesIO(archive.data), LARGEST) if isinstance(r, Record)]
        end = data.draw(st.integers(20, len(archive.data) - 1))
        found = list(records_in(io.BytesIO(archive.data[:end]), LARGEST))
        records = [r.data for r in found if isinstance(r, Record)]
        assert records == whole[: len(records)]
        complete = sum(offset <= end for offset in archive.offsets[1:])
        assert len(records) >= complete
        if len(records) == complete and end not in archive.offsets:
            assert isinstance(found[-1], Damage)

    @settings(max_examples=100, deadline=None)
    @given(st.binary(max_size=400), st.sampled_from([b"", b"WARC/1.1\r\n", b"\x1f\x8b\x08\x00", b"PK\x03\x04"]))
    def test_any_bytes_are_read_or_told(self, rest: bytes, start: bytes) -> None:
        arrivals, problems = read(start + rest)
        assert arrivals or problems

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=200), st.sampled_from(["response", "resource"]))
    def test_any_body_and_any_head_of_an_answer_are_borne(self, body: bytes, kind: str) -> None:
        block = body if kind == "resource" else b"HTTP/1.1 200 OK\r\n" + body
        head = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/\r\n"
        head += "Content-Type: " + ("text/html" if kind == "resource" else "application/http; msgtype=response")
        read(
            f"{head}\r\nContent-Length: {len(block)}\r\n\r\n".encode()
            + block
            + b"\r\n\r\n"
            + of_towns(packed=False).data
        )


class TestZip:
    def wacz(self, *files: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", method) as box:
            for name, data in files:
                box.writestr(name, data)
        return stream.getvalue()

    @pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    def test_all_archives_in_it_are_read(self, method: int) -> None:
        first = Archive().add("https://a.example/1", page("Meris")).data
        second = Archive(packed=False).add("https://a.example/2", page("Oster")).data
        pages = b'{"url": "https://a.example/1"}'
        files = ("archive/a.warc.gz", first), ("archive/b.warc", second), ("pages/pages.jsonl", pages)
        arrivals, problems = read(self.wacz(*files, method=method))
        assert [a.article.url for a in arrivals] == ["https://a.example/1", "https://a.example/2"]
        assert [a.capture.source for a in arrivals] == [
            "crawl.warc.gz:archive/a.warc.gz:0",
            "crawl.warc.gz:archive/b.warc:0",
        ]
        assert problems == []

    def test_damage_in_it_costs_one_record(self) -> None:
        archive = of_towns()
        data = bytearray(self.wacz(("archive/a.warc.gz", archive.data)))
        data[bytes(data).index(archive.data[:400]) + archive.offsets[1] + 50] ^= 0xFF
        arrivals, problems = read(bytes(data))
        assert towns_of(arrivals) == ["Meris", "Vallin", "Korto"]
        assert "archive/a.warc.gz:" in problems[0]

    def test_a_zip_that_is_cut_off_gives_the_records_in_it(self) -> None:
        archive = of_towns()
        arrivals, problems = read(self.wacz(("archive/a.warc.gz", archive.data))[: archive.offsets[3]])
        assert towns_of(arrivals) == ["Meris", "Oster"]
        assert problems[0] == "the zip's own list of files is broken; all records found in it are read"

    def test_a_zip_without_archives_and_a_zip_bomb_are_told(self) -> None:
        assert read(self.wacz(("letter.docx", b"x")))[1] == ["no web archive; there are no WARC records in it"]
        bomb = self.wacz(("archive/a.warc", bytes(100_000_000)), method=zipfile.ZIP_DEFLATED)
        arrivals, problems = read(bomb)
        assert arrivals == []
        assert "swells to more than 100 times its size" in problems[0]


def test_an_archive_is_known_by_its_first_bytes() -> None:
    assert looks_like_archive(of_towns().data)
    assert looks_like_archive(of_towns(packed=False).data)
    assert not looks_like_archive(b"<html>")


def test_a_stream_that_cannot_go_back_is_read_too() -> None:
    class Pipe(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self._data = io.BytesIO(data)

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            return self._data.readinto(buffer)

    pipe = io.BufferedReader(Pipe(of_towns().data))
    assert not pipe.seekable()
    found = list(arrivals_in(pipe, "-", Metadata(), LARGEST))
    assert all(isinstance(f, Arrival) for f in found)
    assert len(found) == 4
