"""A URL in, its answer out, from a real server that behaves, misbehaves or attacks."""

from __future__ import annotations

import gzip
import ipaddress
import ssl
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from localsite import Site, serving

from reportedly import __version__
from reportedly.intake.capture import Hop
from reportedly.intake.guard import Guard
from reportedly.intake.web import Failure, Fetched, FetchError, Limits, capture_of, fetch, post
from reportedly.intake.wire import Damaged, Meter, TooMuch, TooSlow, unpacked

PAGE = "<html><p>Two dockers died in Meris, the harbour master said.</p></html>"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def get(site: Site, url: str, **given: object) -> Fetched:
    return fetch(url, **{"guard": site.guard, **given})  # type: ignore[arg-type]


def failure(site: Site, url: str, **given: object) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(site, url, **given)
    assert "\n" not in str(caught.value)
    return caught.value


class TestAnswers:
    def test_what_comes_in_and_how(self, site: Site) -> None:
        url = site.says("/a", PAGE, Content_Type="text/html; charset=windows-1251", ETag='"v1"', Last_Modified="Mon")
        found = get(site, url + "?x=1#top", contact="https://desk.example/bot")
        assert (found.url, found.data, found.media_type, found.charset) == (
            url + "?x=1",
            PAGE.encode(),
            "text/html",
            "windows-1251",
        )
        assert (found.etag, found.modified, found.is_unchanged) == ('"v1"', "Mon", False)
        assert datetime.now(UTC) - found.retrieved < timedelta(minutes=5)
        assert (found.exchange.status, found.exchange.address, found.exchange.url) == (200, "127.0.0.1", url + "?x=1")
        agent = f"reportedly/{__version__} (+https://desk.example/bot)"
        assert ("User-Agent", agent) in found.exchange.request
        assert dict(found.exchange.request) == dict(site.headers)
        assert ("ETag", '"v1"') in found.exchange.response

    def test_its_capture(self, site: Site) -> None:
        found = get(site, site.says("/a", PAGE))
        capture = capture_of(found, feed="f")
        assert (capture.data, capture.media_type, capture.source) == (PAGE.encode(), "text/html", found.url)
        assert capture.exchange is found.exchange
        assert capture.details == {"charset": "utf-8", "feed": "f"}

    def test_nothing_new_since_the_last_time(self, site: Site) -> None:
        url = site.says("/a", status=304, ETag='"v1"')
        found = get(site, url, etag='"v1"', modified="Mon, 01 Jan 2024 00:00:00 GMT")
        assert (found.is_unchanged, found.data) == (True, b"")
        assert site.headers["If-None-Match"] == '"v1"'
        assert site.headers["If-Modified-Since"].startswith("Mon")

    def test_nothing_new_though_nobody_asked(self, site: Site) -> None:
        assert failure(site, site.says("/a", status=304)).status == 304

    def test_no_proxy_of_the_environment_is_used(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        assert get(site, site.says("/a", PAGE)).data

    @pytest.mark.parametrize("kind", ["text/plain", "application/rss+xml", "application/json", "TEXT/HTML ;charset=x"])
    def test_types_that_are_read(self, site: Site, kind: str) -> None:
        assert get(site, site.says("/a", PAGE, Content_Type=kind)).media_type == kind.partition(";")[0].strip().lower()

    @pytest.mark.parametrize("kind", ["application/pdf", "image/png", "image/svg+xml", "application/octet-stream", ""])
    def test_types_that_are_not(self, site: Site, kind: str) -> None:
        error = failure(site, site.says("/a", PAGE, Content_Type=kind))
        assert error.failure is Failure.TYPE
        assert (kind or "does not say") in str(error)

    def test_what_a_terminal_would_obey_is_not_repeated(self, site: Site) -> None:
        url = site.sends("/a", b"HTTP/1.1 200 OK\r\nContent-Type: x/\x1b[31m\r\n\r\n")
        assert failure(site, url).message.isprintable()

    @pytest.mark.parametrize(
        ("status", "says", "passing"),
        [
            (401, "login", False),
            (402, "paid", False),
            (403, "refuses us", False),
            (404, "check the URL", False),
            (410, "archive", False),
            (451, "legal", False),
            (500, "trouble", True),
            (204, "no page", False),
        ],
    )
    def test_refusals(self, site: Site, status: int, says: str, passing: bool) -> None:
        error = failure(site, site.says("/a", status=status))
        assert (error.status, error.failure, error.is_passing) == (status, Failure.STATUS, passing)
        assert f"HTTP {status}: {site.host}" in str(error)
        assert says in str(error)

    def test_part_of_a_page_is_not_the_page(self, site: Site) -> None:
        assert failure(site, site.says("/a", "half", status=206)).status == 206

    def test_too_many_requests(self, site: Site) -> None:
        error = failure(site, site.says("/a", status=429, Retry_After="120"))
        assert (error.retry_after, error.is_passing) == (120, True)
        assert "again in 120 s" in str(error)
        at = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
        later = failure(site, site.says("/b", status=503, Retry_After=at)).retry_after
        assert later is not None
        assert 3000 < later < 3700
        for odd in ("soon", "-5", "9" * 400, "Mon", "²"):
            wait = failure(site, site.says("/c", status=429, Retry_After=odd.encode().decode("latin-1"))).retry_after
            assert wait is None or wait <= 30 * 86400

    def test_who_is_unknown_and_who_is_away(self, site: Site) -> None:
        error = failure(site, "http://nobody.invalid/")
        assert (error.failure, error.is_passing) == (Failure.UNKNOWN, True)
        with serving() as gone:
            pass
        error = failure(gone, gone.url)
        assert (error.failure, error.is_passing) == (Failure.UNREACHABLE, True)

    @pytest.mark.parametrize("contact", ["a\r\nX: y", "a)b", "é", "x" * 300])
    def test_a_contact_that_no_header_can_hold(self, site: Site, contact: str) -> None:
        with pytest.raises(ValueError, match="contact"):
            get(site, site.url, contact=contact)

    @pytest.mark.parametrize("etag", ['"a\r\nX: y"', '"a\x00"'])
    def test_an_etag_that_would_add_a_header(self, site: Site, etag: str) -> None:
        assert failure(site, site.says("/a", PAGE), etag=etag).failure is Failure.ADDRESS
        assert not site.asked


class TestRedirects:
    def test_each_is_kept(self, site: Site) -> None:
        end = site.says("/c", PAGE)
        first, second = site.leads("/a", "b?x=1", 301), site.leads("/b", end, 307)
        found = get(site, first)
        assert found.url == end
        assert found.exchange.redirects == (Hop(first, 301, "b?x=1"), Hop(second + "?x=1", 307, end))

    def test_not_more_than_five(self, site: Site) -> None:
        for number in range(7):
            site.leads(f"/{number}", f"/{number + 1}")
        site.says("/7", PAGE)
        assert get(site, site.url + "/2").data
        error = failure(site, site.url + "/1")
        assert (error.failure, error.is_passing) == (Failure.REDIRECTS, False)
        assert failure(site, site.leads("/x", "/x")).failure is Failure.REDIRECTS

    @pytest.mark.parametrize(
        "target",
        [
            "http://169.254.169.254/latest/meta-data/",
            "http://127.0.0.1:1/",
            "http://[::1]/",
            "http://[::ffff:7f00:1]/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://localhost/",
            "http://10.0.0.1/",
            "http://[fd00:ec2::254]/",
            "http://user@8.8.8.8/",
            "//127.0.0.1:1/",
            "file:///etc/passwd",
            "gopher://127.0.0.1/",
            "http://[64:ff9b::a00:1]/",
            "http://127.0.0.1.:1/",
            "http:\\\\10.0.0.1",
            "http://[fe80::1%25lo]/",
            "ftp://8.8.8.8/",
        ],
    )
    def test_none_leads_within(self, site: Site, target: str) -> None:
        error = failure(site, site.leads("/a", target))
        assert error.failure is Failure.ADDRESS
        assert not error.is_passing
        assert sum(site.asked.values()) == 1

    def test_none_leads_to_another_port_of_an_exception(self, site: Site) -> None:
        with serving() as other:
            other.says("/secret", PAGE)
            assert failure(site, site.leads("/a", other.url + "/secret")).failure is Failure.ADDRESS
            assert not other.asked

    def test_where_it_points_may_be_written_in_any_letters(self, site: Site) -> None:
        site.says("/%D0%B2", PAGE)
        assert get(site, site.leads("/a", "/в".encode().decode("latin-1"))).url == site.url + "/%D0%B2"

    def test_without_a_place_it_is_an_answer_like_others(self, site: Site) -> None:
        assert failure(site, site.says("/a", status=302)).status == 302

    def test_who_looks_on_sees_each_url_before_it_is_asked(self, site: Site) -> None:
        seen: list[tuple[str, int]] = []
        end = site.says("/b", PAGE)
        first = site.leads("/a", "/b")
        get(site, first, before=lambda url: seen.append((url, sum(site.asked.values()))))
        assert seen == [(first, 0), (end, 1)]


class TestLimits:
    def test_a_body_is_too_large(self, site: Site) -> None:
        limits = Limits(on_wire=10_000)
        assert failure(site, site.says("/a", b"x" * 20_000), limits=limits).failure is Failure.SIZE
        endless = site.sends("/b", OK + b"\r\n", b"x" * 5_000, endless=True)
        assert failure(site, endless, limits=limits).failure is Failure.SIZE
        claimed = site.sends("/c", OK + b"Content-Length: 99999999999999999999\r\n\r\n")
        assert failure(site, claimed, limits=limits).failure is Failure.SIZE

    def test_headers_without_end(self, site: Site) -> None:
        limits = Limits(on_wire=50_000)
        url = site.sends("/a", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000)
        assert failure(site, url, limits=limits).failure in (Failure.SIZE, Failure.BROKEN)
        hints = site.sends("/b", b"HTTP/1.1 103 Early Hints\r\n\r\n", endless=True)
        assert failure(site, hints, limits=limits).failure is Failure.SIZE

    def test_framing_counts_too(self, site: Site) -> None:
        chunk = b"1;" + b"x" * 500 + b"\r\na\r\n"
        url = site.sends("/a", OK + b"Transfer-Encoding: chunked\r\n\r\n", chunk * 1000)
        assert failure(site, url, limits=Limits(on_wire=50_000)).failure in (Failure.SIZE, Failure.BROKEN)

    @pytest.mark.parametrize("coding", ["gzip", "deflate"])
    def test_a_bomb(self, site: Site, coding: str) -> None:
        zeros = bytes(50_000_000)
        bomb = gzip.compress(zeros) if coding == "gzip" else zlib.compress(zeros)
        url = site.says("/a", bomb, Content_Encoding=coding)
        error = failure(site, url)
        assert error.failure is Failure.SIZE
        assert "times its size" in str(error)
        assert "more than 20 MB" in str(failure(site, url, limits=Limits(ratio=100_000)))

    def test_a_bomb_in_a_bomb_is_not_asked_for(self, site: Site) -> None:
        url = site.says("/a", gzip.compress(gzip.compress(bytes(1000))), Content_Encoding="gzip, gzip")
        error = failure(site, url)
        assert (error.failure, "gzip, gzip" in str(error)) == (Failure.TYPE, True)

    @pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, br", "x"])
    def test_other_packing_is_named(self, site: Site, coding: str) -> None:
        assert f"packed as {coding}" in str(failure(site, site.says("/a", PAGE, Content_Encoding=coding)))

    def test_nobody_answers(self, site: Site) -> None:
        url = site.sends("/a", b"", pause=30)
        error = failure(site, url, limits=Limits(silence=0.1))
        assert (error.failure, error.is_passing) == (Failure.TIME, True)

    @pytest.mark.parametrize(
        "drip", [(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), (OK + b"\r\n", b"x"), (b"HTTP/1.1 100 Continue\r\n\r\n",)]
    )
    def test_a_byte_now_and_then_does_not_buy_time(self, site: Site, drip: tuple[bytes, ...]) -> None:
        first, rest = drip[0], drip[-1]

        def answer(handler: object) -> None:
            handler.wfile.write(first)  # type: ignore[attr-defined]
            while not site.over.wait(0.02):
                handler.wfile.write(rest)  # type: ignore[attr-defined]

        site.answers["/a"] = answer
        error = failure(site, site.url + "/a", limits=Limits(seconds=0.4, silence=5))
        assert error.failure is Failure.TIME

    def test_waiting_our_turn_does_not_count(self) -> None:
        now = [0.0]
        meter = Meter(Limits(seconds=10, silence=6), clock=lambda: now[0])
        now[0] = 3
        with meter.paused():
            now[0] = 1003
        assert meter.patience() == 6
        now[0] += 4
        assert meter.patience() == 3
        now[0] += 3
        with pytest.raises(TooSlow):
            meter.patience()

    @pytest.mark.parametrize(
        "answer",
        [
            OK + b"Content-Length: 100\r\n\r\nshort",
            OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nshort!",
            OK + b"Content-Length: -1\r\n\r\nx",
            OK + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nx",
            OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
            OK + b"Content-Encoding: gzip\r\nContent-Length: 15\r\n\r\n" + gzip.compress(PAGE.encode())[:15],
            OK + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
            b"SSH-2.0-OpenSSH_9.2\r\n",
            b"<html>no header</html>",
            b"",
        ],
    )
    def test_an_answer_that_is_none(self, site: Site, answer: bytes) -> None:
        error = failure(site, site.sends("/a", answer))
        assert (error.failure, error.is_passing) == (Failure.BROKEN, True)

    def test_a_body_may_end_with_the_connection(self, site: Site) -> None:
        assert (
            get(site, site.sends("/a", b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nall of it")).data
            == b"all of it"
        )

    def test_what_follows_the_body_is_none_of_it(self, site: Site) -> None:
        assert get(site, site.sends("/a", OK + b"Content-Length: 5\r\n\r\nshort and more")).data == b"short"


def packed(data: bytes, how: str) -> bytes:
    if how == "gzip":
        return gzip.compress(data, mtime=0)
    if how == "zlib":
        return zlib.compress(data)
    bare = zlib.compressobj(wbits=-15)
    return bare.compress(data) + bare.flush()


@given(
    st.binary(max_size=2_000) | st.integers(0, 5).map(lambda n: bytes(n * 65_536)),
    st.sampled_from(["gzip", "zlib", "bare"]),
    st.integers(1, 70_000),
)
def test_what_was_packed_is_unpacked_however_it_is_cut(data: bytes, how: str, step: int) -> None:
    whole = packed(data, how)
    step = max(step, len(whole) // 50)
    chunks = [whole[at : at + step] for at in range(0, len(whole), step)]
    coding = "gzip" if how == "gzip" else "deflate"
    assert unpacked(chunks, coding, Limits()) == data
    if how == "gzip":
        assert unpacked([*chunks, *chunks, b"\0" * 9, b"\0"], coding, Limits()) == data + data
    with pytest.raises(Damaged):
        unpacked([whole[:-1]], coding, Limits())


@given(st.integers(1_000_001, 3_000_000), st.integers(2, 200))
def test_no_more_than_the_limits_is_ever_unpacked(size: int, ratio: int) -> None:
    bomb = packed(bytes(size), "gzip")
    with pytest.raises(TooMuch):
        unpacked([bomb], "gzip", Limits(unpacked=1_000_000))
    with pytest.raises(TooMuch):
        unpacked([bomb], "gzip", Limits(ratio=ratio))


@pytest.fixture
def certified(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """A server's context for 127.0.0.1, and the file of who vouches for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Local authority")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    vouching, secret = tmp_path / "authority.pem", tmp_path / "key.pem"
    vouching.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(vouching, secret)
    return context, vouching


class TestTls:
    def test_who_is_vouched_for_is_read(self, certified: tuple[ssl.SSLContext, Path]) -> None:
        with serving(certified[0]) as site:
            guard = Guard(allow=(site.host,), authorities=certified[1])
            assert get(site, site.says("/a", PAGE), guard=guard).exchange.address == "127.0.0.1"

    def test_who_is_not_is_refused(self, certified: tuple[ssl.SSLContext, Path]) -> None:
        with serving(certified[0]) as site:
            error = failure(site, site.says("/a", PAGE))
            assert error.failure is Failure.UNREACHABLE
            assert "certificate does not hold" in str(error)
            assert not site.asked

    def test_a_certificate_for_another_name_is_refused(self, certified: tuple[ssl.SSLContext, Path]) -> None:
        with serving(certified[0]) as site:
            guard = Guard(allow=(f"localhost:{site.port}",), authorities=certified[1])
            error = failure(site, f"https://localhost:{site.port}/", guard=guard)
            assert "certificate does not hold" in str(error)

    def test_a_server_without_tls_is_no_https(self, site: Site) -> None:
        assert failure(site, site.url.replace("http:", "https:") + "/").failure is Failure.UNREACHABLE

    def test_from_https_no_redirect_leads_to_http(self, certified: tuple[ssl.SSLContext, Path]) -> None:
        with serving(certified[0]) as safe, serving() as open_:
            guard = Guard(allow=(safe.host, open_.host), authorities=certified[1])
            target = open_.says("/a", PAGE)
            error = failure(safe, safe.leads("/a", target), guard=guard)
            assert (error.failure, target in str(error), open_.asked.total()) == (Failure.ADDRESS, True, 0)
            assert get(open_, open_.leads("/b", safe.says("/b", PAGE)), guard=guard).url == safe.url + "/b"


def test_who_hangs_up_once_it_has_answered_has_answered(site: Site) -> None:
    """A server that does not read what is posted resets the connection; the address is then gone from the socket."""
    answer = post(site.says("/deaf", PAGE), bytes(20_000), media_type="text/plain", guard=site.guard)
    assert (answer.data, answer.exchange.address) == (PAGE.encode(), "127.0.0.1")


def test_what_is_posted_goes_nowhere_else(site: Site) -> None:
    url = site.leads("/moved", site.says("/elsewhere", PAGE), 307)
    with pytest.raises(FetchError, match="it moved") as raised:
        post(url, b"secret", media_type="text/plain", guard=site.guard)
    assert (raised.value.failure, site.asked["/elsewhere"]) == (Failure.REDIRECTS, 0)
    assert site.headers["Content-Type"] == "text/plain" and site.headers["Content-Length"] == "6"


def test_many_at_once(site: Site) -> None:
    """From threads, each gets its own answer."""
    from concurrent.futures import ThreadPoolExecutor

    urls = [site.says(f"/{number}", f"number {number}") for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(partial(get, site), urls))
    assert [f.data.decode() for f in found] == [f"number {number}" for number in range(40)]
