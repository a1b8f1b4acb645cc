"""The ledger keeps everything once, and shows today's state with its history."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from reportedly import Article, read_article
from reportedly.claim import Count
from reportedly.intake.capture import Arrival, Capture, Exchange
from reportedly.ledger import Ledger, LedgerError, Outcome, State, schema
from reportedly.ledger.copies import sketch
from reportedly.ledger.database import asking, engine_for
from reportedly.ledger.projection import claim_of, document_of

KHERSON = "KHERSON, March 18 — Two guards were killed in Kherson on Monday, the regional governor said."
TANKS = "Three tanks were destroyed near Belgorod, the Russian Defence Ministry said on Tuesday."


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


def article(text: str, id: str = "kherson", url: str | None = "https://paper.example/kherson") -> Article:
    return Article(text, id=id, url=url, publisher="The Paper", published=date(2024, 3, 19))


def fetched(text: str, at: int) -> Arrival:
    """The page as it was at some hour of a day."""
    when = datetime(2024, 3, 19, at, tzinfo=UTC)
    exchange = Exchange("https://paper.example/kherson", 200, response=(("etag", f'"{at}"'),))
    return Arrival(article(text), Capture(text.encode(), "text/html", exchange.url, when, exchange))


def test_an_article_is_kept_with_its_claims(ledger: Ledger) -> None:
    added = ledger.add(article(KHERSON))
    assert (added.outcome, added.version, added.claims) == (Outcome.NEW, 1, 1)
    (kept,) = ledger.claims()
    assert kept.claim == read_article(article(KHERSON)).claims[0]
    assert (kept.state, kept.article.publisher, kept.quote[-14:]) == (State.READ, "The Paper", "governor said.")


def test_the_same_again_adds_nothing(ledger: Ledger) -> None:
    ledger.add(article(KHERSON))
    before = ledger.stats()
    assert ledger.add(article(KHERSON)).outcome is Outcome.KNOWN
    assert ledger.stats() == before


def test_what_changed_at_its_address_is_a_new_version(ledger: Ledger) -> None:
    ledger.add(article(KHERSON))
    added = ledger.add(article(KHERSON.replace("Two", "Three")))
    assert (added.outcome, added.version) == (Outcome.CHANGED, 2)
    assert [kept.claim.count.text for kept in ledger.claims()] == ["Three"]
    versions = ledger.articles("https://paper.example/kherson")
    assert [(v.version, v.current) for v in versions] == [(1, False), (2, True)]
    assert ["Two" in ledger.text(v) for v in versions] == [True, False]


def test_a_text_without_address_that_differs_is_another_article(ledger: Ledger) -> None:
    ledger.add(article(KHERSON, url=None))
    assert ledger.add(article(TANKS, url=None)).outcome is Outcome.NEW
    assert ledger.stats().articles == 2


def test_two_versions_in_one_folder_stay_two_however_often_they_are_added(ledger: Ledger) -> None:
    for _ in range(2):
        ledger.add(article(KHERSON))
        ledger.add(article(KHERSON.replace("Two", "Three")))
    assert ledger.stats().versions == 2


def test_a_page_that_goes_back_to_what_it_said_has_changed_again(ledger: Ledger) -> None:
    told = [fetched(KHERSON, 8), fetched(KHERSON.replace("Two", "Three"), 9), fetched(KHERSON, 10)]
    assert [a.version for a in ledger.add_all(told)] == [1, 2, 3]
    assert [a.outcome for a in ledger.add_all([told[2]])] == [Outcome.KNOWN]


def test_wire_copy_is_one_voice(ledger: Ledger) -> None:
    wire = " ".join(
        f"On day {n} of the siege the town council of Bakhmut counted its {n} shelters again." for n in range(30)
    )
    first = ledger.add(article(wire, "first", "https://one.example/a"), read=False)
    other = ledger.add(
        article(wire + " Additional reporting by our staff.", "other", "https://two.example/b"), read=False
    )
    third = ledger.add(article(wire[100:], "third", "https://three.example/c"), read=False)
    assert (first.copy_of, other.copy_of, third.copy_of) == (None, first.number, first.number)
    assert ledger.add(article(TANKS * 4, "apart", None), read=False).copy_of is None
    assert ledger.stats().copies == 2


def test_a_copy_is_found_among_many_that_share_a_sentence(ledger: Ledger) -> None:
    """As in daily bulletins: the same opening words, other news."""
    opening = "The general staff said in its morning bulletin that the following was seen along the line of contact. "

    def bulletin(n: int) -> str:
        return opening + " ".join(
            f"Column {n * 50 + k} reached hill {n * 70 + k} near mill {n * 90 + k}." for k in range(12)
        )

    for n in range(60):
        ledger.add(article(bulletin(n), f"b{n}", f"https://staff.example/{n}"), read=False)
    assert ledger.stats().copies == 0
    copy = ledger.add(article(bulletin(50) + " More follows.", "copy", "https://paper.example/copy"), read=False)
    assert copy.copy_of == ledger.articles("b50")[0].number


def test_a_language_without_a_reader_is_kept_unread(ledger: Ledger) -> None:
    post = replace(article("Внаслідок обстрілу загинули двоє людей."), language="uk")
    assert not ledger.add(post).read
    stats = ledger.stats()
    assert (stats.articles, stats.waiting, stats.unread, stats.claims) == (1, 0, 1, 0)
    assert list(ledger.reread()) == [], "nothing was read"


def test_what_waits_to_be_read_is_told_from_what_cannot_be_read(ledger: Ledger) -> None:
    english, ukrainian = (
        article("Two died."),
        replace(article("Двоє загинули.", "uk", "https://paper.example/uk"), language="uk"),
    )
    waiting, unread = (ledger.add(one, read=False) for one in (english, ukrainian))
    assert (waiting.read, waiting.readable, unread.read, unread.readable) == (False, True, False, False)
    assert (ledger.stats().waiting, ledger.stats().unread) == (1, 1)
    assert len(list(ledger.reread())) == 1
    assert (ledger.stats().waiting, ledger.stats().unread) == (0, 1)


def test_what_waits_is_read_later_and_old_readings_stay(ledger: Ledger) -> None:
    ledger.add(article(KHERSON), read=False)
    assert [record.name for record in ledger.reread()] == ["kherson"]
    assert list(ledger.reread()) == []
    (kept,) = ledger.claims()

    def other(one: Article):  # a reader of another make, which finds nothing
        return replace(read_article(one), claims=(), findings=())

    assert len(list(ledger.reread(other, "other 1"))) == 1
    assert list(ledger.claims()) == []
    assert [(s.by.split()[0], s.current) for s in ledger.history(kept.name)] == [("reportedly", False)]


def test_a_person_is_not_overruled_by_a_reader(ledger: Ledger) -> None:
    ledger.add(article(KHERSON))
    (kept,) = ledger.claims()
    mended = replace(kept.claim, count=Count.exact("Two", 3))
    ledger.decide(kept.name, "corrected", by="Ines", reason="the governor wrote three", corrected=mended)
    list(ledger.reread(read_article, "a newer reader"))
    (now,) = ledger.claims()
    assert (now.state, now.claim.count.best, now.by, now.reason) == (
        State.CORRECTED,
        3,
        "Ines",
        "the governor wrote three",
    )
    assert [s.state for s in ledger.history(kept.name)] == [State.READ, State.CORRECTED, State.READ]
    ledger.decide(kept.name[:8], "rejected", by="Ines")
    assert list(ledger.claims()) == []
    assert [k.name for k in ledger.claims("state:rejected")] == [kept.name]


def test_a_decision_names_a_claim_and_a_verdict(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no claim"):
        ledger.decide("0123456789abcdef", "accepted", by="Ines")
    with pytest.raises(LedgerError, match="verdict"):
        ledger.decide("0123456789abcdef", "perhaps", by="Ines")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("killed > 1", ["Two"]),
        ("killed > 2", []),
        ("figure>=2", ["Three", "Two"]),
        ('claimant:"Russian Ministry of Defense"', ["Three"]),
        ("-claimant:governor", ["Three"]),
        ("claimant:governor", ["Two"]),
        ("place:Kherson", ["Two"]),
        ("place:belgorod tanks", ["Three"]),
        ("country:ua", ["Two"]),
        ("status:destroyed", ["Three"]),
        ("kind:killed", ["Two"]),
        ("since:2024-03-19", ["Three"]),
        ("until:2024-03-17", []),
        ("until:2024-03-18 killed>0", ["Two"]),
        ("guard", ["Two"]),
        ("guard -regional", []),
        ('"tanks were destroyed"', ["Three"]),
        ("via:paper", ["Three", "Two"]),
        ('publisher:"the paper" article:tanks', ["Three"]),
        ("verification:denied", []),
        ("()", ["Three", "Two"]),
    ],
)
def test_find(told: Ledger, query: str, found: list[str]) -> None:
    assert [kept.claim.count.text for kept in told.claims(query)] == found


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    folder = tmp_path_factory.mktemp("told")
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else f"sqlite:///{folder}/ledger.db"
    with Ledger.open(server) as opened:
        opened.add(article(KHERSON))
        opened.add(article(TANKS, "tanks", None))
        yield opened


def test_pages_meet_end_to_end(told: Ledger) -> None:
    first = list(told.claims(limit=1))
    rest = list(told.claims(before=first[-1].number))
    assert [k.number for k in first + rest] == [k.number for k in told.claims()]


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("colour:red", "unknown field “colour:”"),
        ("since:yesterday", "not a date"),
        ('"left open', "quotation mark"),
        ("kind:rumour", "is none of killed"),
        ("-since:2024-01-01", "write until:DATE"),
    ],
)
def test_a_query_that_cannot_be_read_says_why(told: Ledger, query: str, complaint: str) -> None:
    with pytest.raises(LedgerError, match=complaint):
        list(told.claims(query))


@given(st.text(max_size=40))
def test_any_words_are_a_query_or_a_clear_error(told: Ledger, words: str) -> None:
    try:
        list(told.claims(words.replace("\x00", ""), limit=3))
    except LedgerError as error:
        assert "\n" not in str(error)


def test_parties_are_merged_and_split_by_decisions(ledger: Ledger) -> None:
    ledger.add(article(KHERSON))
    ledger.add(article(TANKS, "tanks", None))
    with sa.Connection(ledger.engine) as connection:
        ids = connection.execute(sa.select(schema.party.c.id)).scalars().all()
    governor = next(id for id in ids if "governor" in id)
    ledger.merge_parties([governor], "russian-ministry-of-defense", by="Ines", reason="to try it")
    assert len(list(ledger.claims(f"claimant:{governor}"))) == 2
    ledger.split_party(governor, by="Ines")
    assert len(list(ledger.claims(f"claimant:{governor}"))) == 1
    with pytest.raises(LedgerError, match="no party"):
        ledger.merge_parties(["nobody"], governor, by="Ines")
    assert ledger.verify().whole


def test_a_withdrawn_article_stays_and_says_so(ledger: Ledger) -> None:
    number = ledger.add(article(KHERSON)).number
    ledger.withdraw(number, by="The Paper", reason="retracted")
    assert [record.withdrawn for record in ledger.articles("kherson")] == [True]
    assert ledger.verify().whole


def test_threads_that_add_at_once_lose_and_double_nothing(ledger: Ledger) -> None:
    texts = [f"{n + 2} guards were killed in Kherson, the governor said." for n in range(20)]

    def add() -> None:
        for n, text in enumerate(texts):
            ledger.add(article(text, f"a{n}", f"https://paper.example/{n}"), read=False)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (ledger.stats().versions, ledger.stats().entries) == (20, 20)
    assert ledger.verify().whole


def test_a_claim_comes_back_as_it_was() -> None:
    for claim in read_article(article(KHERSON + "\n\n" + TANKS)).claims:
        assert claim_of(document_of(claim)) == claim


def test_the_steps_of_the_schema_lead_to_the_schema(address: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = engine_for(address)
    ours = {table.name for table in schema.metadata.sorted_tables}
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                # The index of words is each database's own affair.
                "include_name": lambda name, kind, parents: kind != "table" or name in ours,
                "include_object": lambda thing, name, kind, *_: name not in ("search", "claim_search"),
            },
        )
        assert compare_metadata(context, schema.metadata) == []
    engine.dispose()


def test_what_no_database_can_hold_is_kept_as_a_replacement(ledger: Ledger) -> None:
    added = ledger.add(article(KHERSON + " \0\ud800"))
    assert added.claims == 1
    assert ledger.text(ledger.articles("kherson")[0]).endswith("said. \ufffd\ufffd")
    assert ledger.verify().whole


def test_an_address_written_in_two_ways_is_one(ledger: Ledger) -> None:
    ledger.add(article(KHERSON, url="HTTPS://Paper.example:443/kherson?utm_source=feed#top"))
    assert ledger.articles("kherson")[0].key == "https://paper.example/kherson"
    assert ledger.add(article(TANKS, "b", "an odd address")).outcome is Outcome.NEW


def test_short_texts_are_nobodys_copies() -> None:
    assert sketch("Two guards were killed in Kherson.").bands == ()


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("nonsense", "no database address"),
        ("mysql://localhost/x", "not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite:////proc/nowhere/ledger.db", "cannot make a ledger|cannot be opened"),
    ],
)
def test_an_address_that_cannot_be_says_so(address: str, complaint: str) -> None:
    with pytest.raises(LedgerError, match=complaint):
        Ledger.open(address)


def test_what_a_person_says_of_two_claims_holds_until_the_next_word(ledger: Ledger) -> None:
    ledger.add(article(KHERSON + "\n\n" + TANKS))
    one, other, *_ = ledger.claims()
    ledger.decide_incident(one.name, other.name, same=True, by="Ines")
    ledger.decide_incident(other.name, one.name, same=False, by="Omar", reason="other days")
    with asking(ledger.engine) as connection:
        pairs = connection.execute(sa.select(schema.incident_pair.c.same)).scalars().all()
    assert pairs == [False]
    assert ledger.verify().whole


def test_a_claim_is_not_put_together_with_itself_or_with_nothing(ledger: Ledger) -> None:
    ledger.add(article(KHERSON))
    (one, *_) = ledger.claims()
    with pytest.raises(LedgerError, match="one claim"):
        ledger.decide_incident(one.name, one.name[:8], same=True, by="Ines")
    with pytest.raises(LedgerError, match="no claim 0000"):
        ledger.decide_incident(one.name, "0000", same=True, by="Ines")
