"""What was stored stays what it was: no crash loses or doubles, no change goes unseen."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import Article
from reportedly.intake import losses
from reportedly.intake.capture import Arrival, Capture, Last
from reportedly.ledger import Ledger, LedgerError, acts, journal, merkle, schema
from reportedly.ledger.checkpoints import check, proof
from reportedly.ledger.copying import restore
from reportedly.ledger.database import asking, engine_for, writing
from reportedly.ledger.polls import enter_poll, leads_nowhere

PLACES = ("Kherson", "Kharkiv", "Belgorod", "Kursk")


def article(n: int) -> Article:
    text = f"{n + 2} people were killed by shelling in {PLACES[n % 4]} on Monday, the regional governor said.\n\n"
    text += f"It was day {n} of the assault; house number {n} on street {n} burned, and nobody could say more of it."
    return Article(text, id=f"a{n}", url=f"https://paper.example/{n}", publisher="The Paper")


def arrivals(count: int) -> Iterator[Arrival]:
    for n in range(count):
        one = article(n)
        yield Arrival(one, Capture(one.text.encode(), "text/plain", one.id))


def filled(address: str, count: int = 3) -> Ledger:
    ledger = Ledger.open(address)
    for n in range(count):
        ledger.add(article(n))
    one, other, *_ = ledger.claims()
    ledger.decide(one.name, "accepted", by="Ines")
    ledger.decide_incident(one.name, other.name, same=True, by="Ines")
    desk_work(ledger, one.name, other.name)
    enter_poll(ledger.engine, "https://paper.example/rss", Last('"v1"', None))
    leads_nowhere(ledger.engine, "https://paper.example/gone", "HTTP 410")
    table = b'[{"date": "2022-03-01", "tank": 30}]'
    totals = [one for one in losses.arrivals_in(table, "table.json") if isinstance(one, Arrival)]
    list(ledger.add_all(totals, reader=losses.read_record, name=losses.READER, languages={losses.LANGUAGE}))
    ledger.checkpoint()
    return ledger


def desk_work(ledger: Ledger, one: str, other: str) -> None:
    """Something of all that people do with claims, some of it taken back; and a judgement in a second version."""
    acts.check(ledger, one, "confirmed", by="Ines", evidence=[acts.File("a.txt", "text/plain", b"a crater")])
    acts.comment(ledger, one, "look again", by="Omar")
    acts.assign(ledger, other, "Omar", by="Ines")
    acts.mark_own(ledger, "The Paper", True, by="Ines")
    about = {"to": "press@example.org", "channel": "email", "text": "Is it so?", "by": "Ines"}
    request = acts.request_reply(ledger, "The Governor", [one, other], deadline=date(2030, 1, 1), **about)
    acts.remind(ledger, request, how="by phone", by="Ines")
    acts.undo(ledger, acts.check(ledger, other, "denied", by="Ines").entry, by="Omar")
    judged = ledger.history(one)[-1].article
    ledger.add(
        Article("Updated.\n\n" + ledger.text(judged), id=judged.name, url=judged.url, publisher=judged.publisher)
    )


# --- the tree ---------------------------------------------------------------------------------------------------------


@given(
    st.integers(1, 70).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))),
    st.binary(min_size=1, max_size=4),
)
def test_a_path_leads_to_the_root_and_no_other_does(where: tuple[int, int], wrong: bytes) -> None:
    size, index = where
    leaves = [merkle.leaf(bytes([n])) for n in range(size)]
    path = merkle.path(leaves, index)
    assert merkle.root_from(leaves[index], index, size, path) == merkle.root(leaves)
    assert merkle.root_from(merkle.leaf(wrong + b"x"), index, size, path) != merkle.root(leaves)
    assert merkle.root_from(leaves[index], index, size, [*path, leaves[0]]) != merkle.root(leaves)
    assert merkle.root_from(leaves[index], (index + 1) % size, size, path) != merkle.root(leaves) or size == 1


def test_the_root_is_that_of_the_standard() -> None:
    """The tree of RFC 9162, section 2.1.1, worked out by its own recursive rule."""

    def by_the_book(leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return leaves[0]
        split = 1 << (len(leaves) - 1).bit_length() - 1
        return merkle._node(by_the_book(leaves[:split]), by_the_book(leaves[split:]))

    for size in range(1, 40):
        leaves = [merkle.leaf(bytes([n])) for n in range(size)]
        assert merkle.root(leaves) == by_the_book(leaves)


# --- proofs and copies ------------------------------------------------------------------------------------------------


def test_a_proof_holds_without_the_ledger_and_only_as_it_is(address: str) -> None:
    with filled(address) as ledger, asking(ledger.engine) as connection:
        document = proof(connection, 2)
    assert check(json.dumps(document))["reader"].startswith("reportedly")
    forged = json.loads(json.dumps(document).replace("Kherson", "Lyptsi"))
    with pytest.raises(LedgerError, match="does not hold"):
        check(json.dumps(forged))
    with pytest.raises(LedgerError, match="no inclusion proof"):
        check("{}")


def test_a_checkpoint_of_an_unchanged_ledger_is_the_last_one(address: str) -> None:
    with filled(address) as ledger:
        assert ledger.checkpoint() == ledger.checkpoint()
        assert ledger.verify().whole


def test_an_empty_ledger_has_no_checkpoint_and_is_whole(address: str) -> None:
    with Ledger.open(address) as ledger:
        with pytest.raises(LedgerError, match="empty"):
            ledger.checkpoint()
        assert ledger.verify().whole


def test_a_backup_is_the_ledger_and_comes_back(address: str, tmp_path: Path) -> None:
    target = tmp_path / "copy" / "backup.db"
    target.parent.mkdir()
    with filled(address) as ledger:
        ledger.backup(target)
        with Ledger.open(f"sqlite:///{target}") as copy:
            assert copy.verify().whole
            assert contents(copy) == contents(ledger)
            assert copy.stats() == ledger.stats()
        with pytest.raises(LedgerError, match="exists"):
            ledger.backup(target)
        with pytest.raises(LedgerError, match="not empty"):
            restore(target, ledger.engine)
    assert [p.name for p in target.parent.iterdir()] == ["backup.db"]


def contents(ledger: Ledger) -> list[tuple[str, bytes]]:
    """The journal without its times."""
    with asking(ledger.engine) as connection:
        return [(entry.kind, entry.body) for entry in journal.entries(connection)]


# --- tampering --------------------------------------------------------------------------------------------------------


def test_the_database_itself_refuses_to_change_the_journal(address: str) -> None:
    with filled(address) as ledger:
        for statement in (
            "update entry set kind='reading'",
            "delete from entry",
            "update blob set size=0",
            "delete from blob",
        ):
            with pytest.raises(LedgerError, match="append-only"), writing(ledger.engine) as connection:
                connection.execute(sa.text(statement))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def unguarded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """A ledger whose guards somebody took away, who may now change what they like."""
    if request.param == "sqlite":
        ledger = filled(f"sqlite:///{tmp_path_factory.mktemp('ledger')}/ledger.db")
    else:
        server = sa.make_url(request.getfixturevalue("postgresql"))
        engine = sa.create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text("create database unguarded"))
        engine.dispose()
        ledger = filled(server.set(database="unguarded").render_as_string(hide_password=False))
    with writing(ledger.engine) as connection:
        for table in ("entry", "blob"):
            for name in ("update", "delete") if request.param == "sqlite" else ("stays",):
                of = "" if request.param == "sqlite" else f" on {table}"
                connection.execute(sa.text(f"drop trigger {table}_{name}{of}"))
    assert ledger.verify().whole
    yield ledger
    ledger.close()


def changed(value: object, column: sa.Column, data: st.DataObject) -> object:
    """Another value of the same column."""
    if isinstance(value, bytes | memoryview):
        at, bit = data.draw(st.integers(0, len(bytes(value)) - 1)), data.draw(st.integers(0, 7))
        return bytes(b ^ (1 << bit) if n == at else b for n, b in enumerate(bytes(value)))
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        at = data.draw(st.integers(0, len(value) - 1)) if value else 0
        return value[:at] + ("x" if value[at : at + 1] != "x" else "y") + value[at + 1 :]
    if isinstance(value, int | float):
        return value + 1_000_003  # no other row has it
    if isinstance(value, date):
        return value + timedelta(days=1)
    nothing = {str: "x", int: 1, float: 1.0, bytes: b"x", bool: True, date: date(2024, 3, 18)}
    return nothing[column.type.python_type]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_change_of_any_stored_value_is_found(unguarded: Ledger, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(schema.JOURNAL + schema.DERIVED))
    column = data.draw(st.sampled_from(list(table.columns)))
    with unguarded.engine.connect() as connection:
        rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
        row = data.draw(st.sampled_from(rows))._mapping
        connection.rollback()
    this = sa.and_(*(key == row[key.name] for key in table.primary_key.columns))
    other = changed(row[column.name], column, data)
    with unguarded.engine.connect() as connection:
        connection.execute(sa.update(table).where(this).values({column.name: other}))
        connection.commit()
    try:
        assert not unguarded.verify().whole, (table.name, column.name)
    finally:
        moved = {**row, column.name: other}
        there = sa.and_(*(key == moved[key.name] for key in table.primary_key.columns))
        with unguarded.engine.connect() as connection:
            connection.execute(sa.update(table).where(there).values({column.name: row[column.name]}))
            connection.commit()


@pytest.mark.parametrize("table", [t.name for t in schema.JOURNAL + schema.DERIVED])
def test_a_row_that_is_gone_is_found(unguarded: Ledger, table: str) -> None:
    what = schema.metadata.tables[table]
    key = list(what.primary_key.columns)
    with unguarded.engine.connect() as connection:
        row = connection.execute(sa.select(what).order_by(*key).limit(1)).one()._mapping
        connection.execute(sa.delete(what).where(*(k == row[k.name] for k in key)))
        connection.commit()
    try:
        assert not unguarded.verify().whole
    finally:
        with unguarded.engine.connect() as connection:
            connection.execute(sa.insert(what), dict(row))
            if table == "claim" and connection.dialect.name == "sqlite":
                connection.execute(sa.text("insert into claim_words(claim_words) values ('rebuild')"))
            connection.commit()
    assert unguarded.verify().whole


def test_words_that_lead_nowhere_are_found(unguarded: Ledger) -> None:
    if unguarded.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL makes its index from the rows")
    with unguarded.engine.connect() as connection:
        connection.execute(sa.text("insert into claim_words(rowid, words) values (99, 'rumour')"))
        connection.commit()
    try:
        assert "index of words" in (unguarded.verify().broken or "")
    finally:
        with unguarded.engine.connect() as connection:
            connection.execute(sa.text("insert into claim_words(claim_words) values ('rebuild')"))
            connection.commit()


def test_the_first_broken_entry_is_named(unguarded: Ledger) -> None:
    with unguarded.engine.connect() as connection:
        at = connection.execute(sa.text("select at from entry where seq=3")).scalar()
        connection.execute(sa.text("update entry set at='2020-01-01T00:00:00.000+00:00' where seq=3"))
        connection.commit()
    try:
        assert unguarded.verify().entry == 3
    finally:
        with unguarded.engine.connect() as connection:
            connection.execute(sa.text("update entry set at=:at where seq=3"), {"at": at})
            connection.commit()


# --- crashes ----------------------------------------------------------------------------------------------------------

_INTAKE = """
import sys
sys.path.insert(0, sys.argv[3])
from test_trust import arrivals
from reportedly.ledger import Ledger
with Ledger.open(sys.argv[1]) as ledger:
    for added in ledger.add_all(arrivals(int(sys.argv[2])), read=False):
        print(added.number, flush=True)
"""


def intake(address: str, count: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _INTAKE, address, str(count), str(Path(__file__).parent)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_an_intake_killed_again_and_again_ends_as_one_left_alone(address: str, tmp_path: Path) -> None:
    count, chance = 300, random.Random(18)
    with Ledger.open(f"sqlite:///{tmp_path}/alone.db") as alone:
        list(alone.add_all(arrivals(count), read=False))
        expected = contents(alone)
    Ledger.open(address).close()
    for _ in range(6):
        running = intake(address, count)
        assert running.stdout is not None
        running.stdout.readline()  # it is under way
        time.sleep(chance.random() * 0.1)
        os.kill(running.pid, signal.SIGKILL)
        running.communicate()
    _, said = (last := intake(address, count)).communicate()
    assert (last.returncode, said) == (0, b"")
    with Ledger.open(address) as ledger:
        assert contents(ledger) == expected
        assert ledger.verify().whole


def test_two_processes_that_add_the_same_at_once_make_one_ledger(address: str) -> None:
    both = [intake(address, 100) for _ in range(2)]
    assert [(p.communicate()[1], p.returncode) for p in both] == [(b"", 0), (b"", 0)]
    with Ledger.open(address) as ledger:
        assert (ledger.stats().articles, ledger.stats().entries) == (100, 100)
        assert ledger.verify().whole


# --- no room, no right ------------------------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_leaves_the_ledger_whole(tmp_path: Path) -> None:
    with filled(f"sqlite:///{tmp_path}/ledger.db") as ledger:
        before = ledger.stats()

        @sa.event.listens_for(ledger.engine, "begin")
        def _no_more_room(connection: sa.Connection) -> None:
            pages = connection.exec_driver_sql("pragma page_count").scalar()
            connection.exec_driver_sql(f"pragma max_page_count={pages}")

        text = "".join(random.Random(4).choices("abcdefghij ", k=400_000))  # which no packing makes small
        with pytest.raises(LedgerError, match="disk is full"):
            ledger.add(Article(text, id="large"), read=False)
    with Ledger.open(f"sqlite:///{tmp_path}/ledger.db") as ledger:
        assert ledger.stats() == before
        assert ledger.verify().whole


def test_a_file_that_may_grow_no_more_is_said(tmp_path: Path) -> None:
    """As a quota has it: the system itself refuses to write."""
    address = f"sqlite:///{tmp_path}/ledger.db"
    filled(address).close()
    size = max(path.stat().st_size for path in tmp_path.iterdir())
    script = (
        "import resource, signal, sys, random; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from reportedly import Article; from reportedly.ledger import Ledger, LedgerError\n"
        "ledger = Ledger.open(sys.argv[1]); room = int(sys.argv[2]) + 8192\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))\n"
        "text = ''.join(random.choice('abcdefghij ') for _ in range(900_000))\n"
        "try: ledger.add(Article(text, id='large'), read=False)\n"
        "except LedgerError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, address, str(size)], capture_output=True, text=True, check=True
    )
    assert "Nothing half-written was kept" in done.stdout or "nothing half-written was kept" in done.stdout
    with Ledger.open(address) as ledger:
        assert ledger.verify().whole


def test_a_file_that_is_no_ledger_is_said(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("not a database, but a letter to one\n" * 100)
    with pytest.raises(LedgerError, match="not a ledger"):
        engine_for(f"sqlite:///{tmp_path}/ledger.db")


def test_a_folder_that_may_not_be_written_is_said() -> None:
    with pytest.raises(LedgerError, match="cannot"):
        Ledger.open("sqlite:////proc/self/ledger.db")


def test_without_create_a_missing_ledger_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="reportedly add"):
        Ledger.open(f"sqlite:///{tmp_path}/none.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_of_tomorrow_is_refused_and_its_connections_are_let_go(address: str) -> None:
    with Ledger.open(address) as ledger, writing(ledger.engine) as connection:
        connection.execute(sa.text("update alembic_version set version_num='9999'"))
    with pytest.raises(LedgerError, match="newer Reportedly") as refused:
        Ledger.open(address)
    assert refused.value  # held until here, and with it all that led to it
    if address.startswith("postgresql"):
        server = sa.make_url(address)
        engine = sa.create_engine(
            server.set(drivername="postgresql+psycopg", database="postgres"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(sa.text(f"drop database {server.database}"))  # refused while anybody is connected
        engine.dispose()
