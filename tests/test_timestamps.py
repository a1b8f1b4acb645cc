"""A time-stamp authority signs a checkpoint: what it says is checked, kept, and can be checked by others."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from localsite import Site, serving
from test_cli import reportedly

from reportedly import Article
from reportedly.ledger import Ledger, LedgerError, journal
from reportedly.ledger.checkpoints import Checkpoint
from reportedly.ledger.copying import restore
from reportedly.ledger.database import writing
from reportedly.ledger.timestamps import Authority, Timestamp, holds, stamp

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here to be the authority")

_CONFIGURATION = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
"""
_TYPE = "application/timestamp-reply"


def openssl(*arguments: str | Path) -> str:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Tsa:
    """What answers in a test: `openssl ts` behind HTTP, which does to questions and answers what a test wants."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder, self.site = folder, site
        self.root = folder / "root.pem"
        self.url = site.url + "/tsa"
        self.reset()

    def reset(self) -> None:
        self.site.asked.clear()
        self.site.answers["/tsa"] = self.answer
        self.digests = "sha256"
        self.asks = self.says = lambda data: data

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        assert handler.headers["Content-Type"] == "application/timestamp-query"
        data = self.says(self.reply(self.asks(handler.rfile.read(int(handler.headers["Content-Length"])))))
        handler.send_response(200)
        handler.send_header("Content-Type", _TYPE)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def reply(self, query: bytes) -> bytes:
        (self.folder / "tsa.cnf").write_text(_CONFIGURATION.format(folder=self.folder, digests=self.digests))
        (self.folder / "query").write_bytes(query)
        files = ("-config", self.folder / "tsa.cnf", "-queryfile", self.folder / "query", "-out", self.folder / "reply")
        openssl("ts", "-reply", *files)
        return (self.folder / "reply").read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tsa]:
    folder = tmp_path_factory.mktemp("tsa")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    for name in ("root", "stranger"):
        files = ("-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem")
        openssl("req", "-x509", *curve, *files, "-subj", f"/CN=The {name}", "-days", "30")
    openssl("req", *curve, "-keyout", folder / "tsa.key", "-out", folder / "tsa.csr", "-subj", "/CN=The authority")
    (folder / "extensions").write_text("keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n")
    signed = ("-CA", folder / "root.pem", "-CAkey", folder / "root.key", "-set_serial", "7", "-days", "30")
    openssl(
        *("x509", "-req", "-in", folder / "tsa.csr", *signed),
        *("-extfile", folder / "extensions", "-out", folder / "tsa.pem"),
    )
    (folder / "serial").write_text("01\n")
    with serving() as site:
        yield Tsa(folder, site)


@pytest.fixture
def tsa(authority: Tsa) -> Tsa:
    authority.reset()
    return authority


def filled(address: str) -> Ledger:
    ledger = Ledger.open(address)
    ledger.add(Article("Two guards were killed in Kherson on Monday, the governor said.", id="kherson"))
    return ledger


def entries(ledger: Ledger) -> int:
    return ledger.stats().entries


def test_a_time_stamp_is_kept_and_asked_for_once(address: str, tsa: Tsa, tmp_path: Path) -> None:
    with filled(address) as ledger:
        taken = ledger.checkpoint()
        stamped = ledger.timestamp(taken, Authority(tsa.url, tsa.root))
        assert (stamped.checkpoint, stamped.entry, stamped.authority) == (taken.entry, taken.entry + 1, tsa.url)
        assert ledger.timestamp(taken, Authority(tsa.url, tsa.root)) == stamped
        assert (ledger.timestamps(taken), tsa.site.asked["/tsa"]) == ([stamped], 1)
        assert ledger.checkpoint() == taken, "a time-stamp alone is nothing new"
        assert (ledger.stats().checkpoints, ledger.stats().timestamps) == (1, 1)
        assert ledger.verify().whole
        ledger.backup(tmp_path / "copy.db")
    with Ledger.open(f"sqlite:///{tmp_path}/new.db") as new:
        restore(tmp_path / "copy.db", new.engine)
        assert new.timestamps(taken) == [stamped]
        assert new.verify().whole
        new.add(Article("Three more died on Tuesday, the governor said.", id="more"))
        assert new.timestamps(new.checkpoint()) == []


def test_the_commands_of_the_page_hold(tsa: Tsa, tmp_path: Path) -> None:
    """docs/ledger.md tells how others check a time-stamp: OpenSSL must agree."""
    address = f"sqlite:///{tmp_path}/ledger.db"
    filled(address).close()
    shutil.copy(tsa.root, tmp_path / "root.pem")
    page = (Path(__file__).parents[1] / "docs" / "ledger.md").read_text("utf-8")
    found = re.search(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert found and "openssl ts -verify" in found[1]
    environment = {**os.environ, "REPORTEDLY_DB": address, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    (tmp_path / "reportedly").write_text(f'#!/bin/sh\nexec {sys.executable} -m reportedly.cli "$@"\n')
    (tmp_path / "reportedly").chmod(0o755)
    said = []
    for line in found[1].replace("https://tsa.example", tsa.url).splitlines():
        done = subprocess.run(["sh", "-c", line], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, (line, done.stderr)
        said.append(done.stdout + done.stderr)
    stamping, verifying, telling, _, checking = said
    assert "time-stamped 20" in stamping and f"by {tsa.url}" in stamping
    assert "Verification: OK" in verifying
    assert "Time stamp: " in telling
    assert checking.startswith("holds: entry 1") and f"by {tsa.url}" in checking
    tampered = (tmp_path / "note.txt").read_text().replace("\n2\n", "\n3\n")
    (tmp_path / "note.txt").write_text(tampered)
    files = ("-data", tmp_path / "note.txt", "-in", tmp_path / "note.txt.tsr", "-CAfile", tsa.root)
    assert subprocess.run(["openssl", "ts", "-verify", *files], capture_output=True).returncode != 0


def test_a_proof_with_a_time_stamp_that_nobody_here_trusts_says_so(tsa: Tsa, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/ledger.db"
    filled(address).close()
    known = ("--tsa-certificate", tsa.root)
    done = reportedly("ledger", "checkpoint", "--db", address, "--tsa", tsa.url, *known)
    assert (done.returncode, done.stdout[:13]) == (0, "reportedly\n2\n"), done.stderr
    proof = tmp_path / "proof.json"
    proof.write_text(reportedly("ledger", "proof", "1", "--db", address).stdout)
    done = reportedly("ledger", "check", proof)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "name that authority's root with --tsa-certificate" in done.stderr
    document = json.loads(proof.read_text())
    document["timestamps"][0]["at"] = "2020-01-01T00:00:00+00:00"
    proof.write_text(json.dumps(document))
    done = reportedly("ledger", "check", proof, *known)
    assert (done.returncode, "is not of 2020-01-01" in done.stderr) == (1, True)


# --- what goes wrong --------------------------------------------------------------------------------------------------


def html(tsa: Tsa) -> None:
    tsa.site.says("/tsa", "<html><body>Welcome</body></html>")


def gone(tsa: Tsa) -> None:
    tsa.site.says("/tsa", "", 404)


def troubled(tsa: Tsa) -> None:
    tsa.site.says("/tsa", "", 503)


def moved(tsa: Tsa) -> None:
    tsa.site.leads("/tsa", tsa.site.says("/inner", "secret"), 307)


def endless(tsa: Tsa) -> None:
    tsa.site.says("/tsa", bytes(300_000), Content_Type=_TYPE)


def nothing(tsa: Tsa) -> None:
    tsa.site.says("/tsa", b"", Content_Type=_TYPE)


def old(tsa: Tsa) -> None:
    """An answer to the same words, asked at another time: only the nonce tells."""
    tsa.asks = lambda query: query[:-4] + bytes([query[-4] ^ 1]) + query[-3:]  # behind it stands "certificates, please"


def other(tsa: Tsa) -> None:
    """An answer to our nonce, about other words."""
    at = 24  # where the imprint begins in the query, behind the name of its algorithm
    tsa.asks = lambda query: query[: at + 4] + bytes([query[at + 4] ^ 1]) + query[at + 5 :]


def tampered(tsa: Tsa) -> None:
    tsa.says = lambda reply: reply[:-1] + bytes([reply[-1] ^ 1])


def refusing(tsa: Tsa) -> None:
    tsa.digests = "sha512"


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (html, "it answers with text/html, no time-stamp; check the URL"),
        (nothing, "it answers with no time-stamp in DER; check the URL"),
        (gone, "HTTP 404; check the URL"),
        (troubled, "HTTP 503; try again later"),
        (moved, "it moved; if you trust that address, name it: "),
        (endless, "its answer is larger than any time-stamp"),
        (old, "wrong nonce"),
        (other, "its time-stamp is of something else than this checkpoint"),
        (tampered, "its signature does not hold"),
        (refusing, "it refuses (status 2"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_what_is_no_time_stamp_is_told_and_the_checkpoint_stays(trouble, told: str, tsa: Tsa, tmp_path: Path) -> None:
    trouble(tsa)
    with filled(f"sqlite:///{tmp_path}/ledger.db") as ledger:
        taken = ledger.checkpoint()
        before = entries(ledger)
        with pytest.raises(LedgerError, match=re.escape(told)) as raised:
            ledger.timestamp(taken, Authority(tsa.url, tsa.root))
        assert "\n" not in str(raised.value) and tsa.url in str(raised.value)
        assert (ledger.checkpoint(), entries(ledger), tsa.site.asked["/inner"]) == (taken, before, 0)
        assert ledger.verify().whole
        tsa.reset()
        assert ledger.timestamp(taken, Authority(tsa.url, tsa.root)).checkpoint == taken.entry


@pytest.mark.parametrize(
    ("certificate", "told"),
    [
        ("stranger.pem", "leads to no root that is trusted here: name its root with --tsa-certificate"),
        (None, "leads to no root that is trusted here: name its root with --tsa-certificate"),
        ("tsa.key", "no certificates in "),
        ("nowhere.pem", "cannot read "),
    ],
)
def test_a_root_is_wanted(certificate: str | None, told: str, tsa: Tsa, tmp_path: Path) -> None:
    with filled(f"sqlite:///{tmp_path}/ledger.db") as ledger:
        taken = ledger.checkpoint()
        with pytest.raises(LedgerError, match=told):
            ledger.timestamp(taken, Authority(tsa.url, certificate and tsa.folder / certificate))
        assert ledger.timestamps(taken) == []


@pytest.mark.parametrize("url", ["ftp://tsa.example/", "tsa.example", "http://127.0.0.1:1/", "http://[::1]:1/"])
def test_nobody_there_is_told_on_the_command_line_and_the_checkpoint_is_printed(url: str, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/ledger.db"
    filled(address).close()
    done = reportedly("ledger", "checkpoint", "--db", address, "--tsa", url)
    assert (done.returncode, done.stdout[:13], done.stderr.count("\n")) == (2, "reportedly\n2\n", 1)
    assert f"the time-stamp authority {url}: " in done.stderr and "The checkpoint is kept" in done.stderr
    again = reportedly("ledger", "checkpoint", "--db", address)
    assert (again.returncode, again.stdout, again.stderr) == (0, done.stdout, "")


@pytest.fixture(scope="module")
def stamped(authority: Tsa, tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkpoint, Timestamp]:
    authority.reset()
    with filled(f"sqlite:///{tmp_path_factory.mktemp('ledger')}/ledger.db") as ledger:
        taken = ledger.checkpoint()
        return taken, stamp(ledger.engine, taken, Authority(authority.url, authority.root))


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_a_changed_answer_does_not_hold_or_says_the_same(
    stamped: tuple[Checkpoint, Timestamp], data: st.DataObject
) -> None:
    taken, one = stamped
    at = data.draw(st.integers(0, len(one.response) - 1))
    byte = data.draw(st.integers(0, 255))
    changed = replace(one, response=one.response[:at] + bytes([byte]) + one.response[at + 1 :])
    try:
        holds(changed, taken.note)  # the time that it tells is compared with `at`, which was not changed
    except LedgerError as error:
        assert str(error)
    with pytest.raises(LedgerError):
        holds(replace(one, at="2020-01-01T00:00:00+00:00"), taken.note)
    with pytest.raises(LedgerError):
        holds(one, taken.note.replace("\n1\n", "\n2\n") + " ")


def test_a_time_stamp_written_into_the_journal_by_hand_is_found(tsa: Tsa, tmp_path: Path) -> None:
    with filled(f"sqlite:///{tmp_path}/ledger.db") as ledger:
        taken = ledger.checkpoint()
        good = ledger.timestamp(taken, Authority(tsa.url, tsa.root)).document
        ledger.backup(tmp_path / "good.db")
    bad = ({"at": "2020-01-01T00:00:00+00:00"}, {"checkpoint": 1}, {"response": "AAAA"}, {"root": ""}, {"at": None})
    for number, change in enumerate(bad):
        with Ledger.open(f"sqlite:///{tmp_path}/bad{number}.db") as ledger:
            restore(tmp_path / "good.db", ledger.engine)
            with writing(ledger.engine) as connection:
                journal.Pen(connection).append("timestamp", good | change)
            verdict = ledger.verify()
            assert (verdict.entry, "time-stamp" in (verdict.broken or "")) == (entries(ledger), True), verdict
