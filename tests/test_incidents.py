"""One happening told by many counts once: which claims belong together, and what people say of it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.incidents import Report, bcubed, reports
from reportedly import Article
from reportedly.intake.capture import Arrival, Capture
from reportedly.ledger import Ledger, LedgerError, acts
from reportedly.ledger.database import asking
from reportedly.reconciling import bring_up_to_date, incident, incidents, rebuild, schema, scoring, store, summaries
from reportedly.reconciling.codec import unpacked
from reportedly.reconciling.voices import claimant_names

DAY = date(2024, 3, 12)


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


def told(ledger: Ledger, *sentences: str, published: date = DAY) -> list[str]:
    """Keep an article a sentence, each of its own paper; gives the names of their claims, one each."""
    names = []
    for sentence in sentences:
        count = ledger.stats().articles
        added = ledger.add(
            Article(sentence, id=f"a{count}", publisher=f"Paper {count}", published=published, url=f"http://p/{count}")
        )
        names += [kept.name for kept in ledger.claims_of(added.number)]
    bring_up_to_date(ledger)
    return names


def together(ledger: Ledger) -> list[set[str]]:
    return sorted(({m.kept.name for m in one.members} for one in incidents(ledger)), key=len, reverse=True)


def keep(ledger: Ledger, made: Sequence[Report]) -> None:
    readings = {one.article.id: one.reading for one in made}
    arrivals = [Arrival(one.article, Capture(one.article.text.encode(), "text/plain", one.article.id)) for one in made]
    for _ in ledger.add_all(arrivals, reader=lambda article: readings[article.id]):
        pass


def state(ledger: Ledger) -> list[list[tuple[object, ...]]]:
    """All that is put together, but for the numbers of articles, which tell in which order they came."""
    account = schema.account.c
    with asking(ledger.engine) as connection:
        seats = sa.select(account.id, account.leads, account.leader, account.bits, account.signs, account.incident)
        return [
            sorted(tuple(row) for row in connection.execute(query))
            for query in (seats, sa.select(schema.incident), sa.select(schema.account_key))
        ]


# --- what belongs together --------------------------------------------------------------------------------------------


def test_reports_of_one_happening_are_one_incident(ledger: Ledger) -> None:
    told(
        ledger,
        "Eleven people were killed in Kherson on Tuesday, police said.",
        "At least 10 people were killed in Kherson on Tuesday, residents said.",
        "Eleven people were killed in the Kherson region on Tuesday, the governor said.",
    )
    assert [len(names) for names in together(ledger)] == [3]


@pytest.mark.parametrize(
    "other",
    [
        "Eleven people were killed in Kharkiv on Tuesday, police said.",
        "Eleven people were killed in Kherson on 2 February, police said.",
        "Eleven people were killed in Aleppo on Tuesday, police said.",
    ],
)
def test_another_place_or_time_is_another_incident(ledger: Ledger, other: str) -> None:
    told(ledger, "Eleven people were killed in Kherson on Tuesday, police said.", other)
    assert [len(names) for names in together(ledger)] == [1, 1]


def test_a_copy_and_a_relay_are_echoes_and_another_speaker_is_a_voice(ledger: Ledger) -> None:
    told(
        ledger,
        "Eleven people were killed in Kherson on Tuesday, police said.",
        "Eleven people were killed in Kherson on Tuesday, according to police, Suspilne reported.",
        "Eleven people were killed in Kherson on Tuesday, a hospital official said.",
    )
    (one,) = incidents(ledger)
    assert [m.original for m in one.members].count(True) == 2


def test_a_group_by_another_name_is_the_same_voice(ledger: Ledger) -> None:
    told(
        ledger,
        "The Freedom of Russia Legion said on Tuesday it had killed 40 soldiers in Belgorod.",
        "The LSR said on Tuesday it had killed 40 soldiers in Belgorod.",
    )
    (one,) = incidents(ledger)
    assert [m.original for m in one.members] == [True, False]


def test_every_claim_says_why_it_is_there(ledger: Ledger) -> None:
    told(
        ledger,
        "Eleven people were killed in Kherson on Tuesday, police said.",
        "Eleven people were killed in Kherson on Tuesday, the governor said.",
    )
    (one,) = incidents(ledger)
    reasons = {why.text for member in one.members for why in member.why}
    assert {"the same place: Kherson", "the same day", "the same figure: 11 killed"} <= reasons
    following = [m for m in one.members if len(m.why) > 1]
    assert all(sum(why.bits for why in member.why) > 0 for member in following)


# --- made incidents ---------------------------------------------------------------------------------------------------


def found(ledger: Ledger, made: Sequence[Report]) -> float:
    """B-cubed F1."""
    truth, where = {}, {}
    names = {one.article.id: one for one in made}
    for one in incidents(ledger):
        for member in one.members:
            report = names[member.kept.article.name]
            order = [c.evidence for c in report.reading.claims].index(member.kept.claim.evidence)
            truth[member.kept.name], where[member.kept.name] = report.incidents[order], one.id
    assert len(truth) == sum(len(r.incidents) for r in made)
    return bcubed(truth, where)[2]


def test_made_incidents_are_put_together_again(ledger: Ledger) -> None:
    made = reports(60, seed=11, most=20)
    keep(ledger, made)
    rebuild(ledger)
    assert found(ledger, made) >= 0.93


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000), parts=st.integers(1, 7))
def test_the_order_of_intake_changes_nothing(tmp_path_factory: pytest.TempPathFactory, seed: int, parts: int) -> None:
    made = reports(8, seed=seed, most=12)
    folder = tmp_path_factory.mktemp("order")
    with Ledger.open(f"sqlite:///{folder}/at-once.db") as at_once:
        keep(at_once, made)
        rebuild(at_once)
        want = state(at_once)
    shuffled = random.Random(seed).sample(made, len(made))
    with Ledger.open(f"sqlite:///{folder}/bit-by-bit.db") as bit_by_bit:
        for n in range(parts):
            keep(bit_by_bit, shuffled[n::parts])
            bring_up_to_date(bit_by_bit)
        assert state(bit_by_bit) == want


def test_bit_by_bit_comes_out_as_at_once(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    made = reports(10, seed=5, most=15)
    for n in range(0, len(made), 9):
        keep(ledger, made[n : n + 9])
        bring_up_to_date(ledger)
    have = state(ledger)
    rebuild(ledger)
    assert state(ledger) == have


def test_a_new_version_takes_the_place_of_the_old(ledger: Ledger) -> None:
    first = "Eleven people were killed in Kherson on Tuesday, police said."
    ledger.add(Article(first, id="a", url="http://p/a", published=DAY))
    told(ledger, "Eleven people were killed in Kherson on Tuesday, residents said.")
    assert [len(names) for names in together(ledger)] == [2]
    ledger.add(Article(first.replace("Kherson", "Kharkiv"), id="a", url="http://p/a", published=DAY))
    bring_up_to_date(ledger)
    assert [len(names) for names in together(ledger)] == [1, 1]
    have = state(ledger)
    rebuild(ledger)
    assert state(ledger) == have


# --- people -----------------------------------------------------------------------------------------------------------

TWO = (
    "Eleven people were killed in Kherson on Tuesday, police said.",
    "Eleven people were killed in Kherson on Tuesday, residents said.",
)


def test_a_person_parts_what_the_machine_put_together(ledger: Ledger) -> None:
    one, other = told(ledger, *TWO)
    ledger.decide_incident(one, other, same=False, by="Ines", reason="two streets")
    bring_up_to_date(ledger)
    assert [len(names) for names in together(ledger)] == [1, 1]
    told(ledger, "Eleven people were killed in Kherson on Tuesday, a hospital official said.")
    assert [len(names) for names in together(ledger)] == [2, 1]
    have = state(ledger)
    rebuild(ledger)
    assert state(ledger) == have


def test_a_person_puts_together_what_the_machine_parted_and_takes_it_back(ledger: Ledger) -> None:
    one, other = told(ledger, TWO[0], "Four people were killed in Odesa on 3 March, residents said.")
    ledger.decide_incident(one, other, same=True, by="Ines")
    bring_up_to_date(ledger)
    assert [len(names) for names in together(ledger)] == [2]
    assert len(summaries(ledger)) == 1
    have = state(ledger)
    rebuild(ledger)
    assert state(ledger) == have
    ledger.decide_incident(one, other, same=False, by="Omar")
    bring_up_to_date(ledger)
    assert [len(names) for names in together(ledger)] == [1, 1]
    assert len(summaries(ledger)) == 2


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000))
def test_decisions_hold_whatever_comes_in_between(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    made, chance = reports(5, seed=seed, most=10), random.Random(seed)
    chance.shuffle(made)
    with Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('decisions')}/ledger.db") as ledger:
        for n in range(0, len(made), 3):
            keep(ledger, made[n : n + 3])
            one, other = chance.sample(list(ledger.claims(limit=20)), 2)
            if one.name != other.name:
                ledger.decide_incident(one.name, other.name, same=chance.random() < 0.4, by="Ines")
            bring_up_to_date(ledger)
        have = state(ledger)
        rebuild(ledger)
        assert state(ledger) == have


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1000))
def test_what_is_undone_was_never_said(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    """Decisions, some of them taken back, lead to the incidents that the others lead to."""
    made, chance = reports(5, seed=seed, most=10), random.Random(seed)
    with (
        Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('undone')}/ledger.db") as ledger,
        Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('never')}/ledger.db") as other,
    ):
        keep(ledger, made)
        keep(other, made)
        names = [kept.name for kept in ledger.claims()]
        for n in range(6):
            bring_up_to_date(ledger)
            one, two = chance.sample(names, 2)
            stays, same = chance.random() < 0.4, chance.random() < 0.5
            for where in [ledger, other] if stays else [ledger]:
                if n % 3:
                    where.decide_incident(one, two, same=same, by="Ines")
                else:
                    where.decide(one, "rejected", by="Ines")
            if not stays:
                bring_up_to_date(ledger)
                acts.undo(ledger, acts.acts(ledger, limit=1)[0].entry, by="Omar")
        bring_up_to_date(ledger)
        bring_up_to_date(other)
        have = state(ledger)
        assert seats(ledger) == seats(other)
        rebuild(ledger)
        assert state(ledger) == have


def seats(ledger: Ledger) -> list[tuple[object, ...]]:
    """Who sits where, but for the order in which the reasons are told."""
    account = schema.account.c
    rows = sa.select(account.id, account.leads, account.leader, account.bits, account.incident).order_by(account.id)
    with asking(ledger.engine) as connection:
        return [tuple(row) for row in connection.execute(rows)]


def test_what_says_nothing_new_of_an_article_touches_none(ledger: Ledger) -> None:
    one, _ = told(ledger, *TWO)
    acts.check(ledger, one, "denied", by="Ines")
    acts.comment(ledger, one, "look again", by="Ines")
    acts.undo(ledger, acts.assign(ledger, one, "Omar", by="Ines"), by="Ines")
    assert bring_up_to_date(ledger) == 0
    ledger.decide(one, "rejected", by="Ines")
    bring_up_to_date(ledger)
    acts.undo(ledger, acts.acts(ledger, limit=1)[0].entry, by="Omar")
    assert bring_up_to_date(ledger) == 1
    assert [len(names) for names in together(ledger)] == [2]


def test_a_rejected_claim_is_in_no_incident(ledger: Ledger) -> None:
    one, _ = told(ledger, *TWO)
    ledger.decide(one, "rejected", by="Ines")
    bring_up_to_date(ledger)
    assert [len(names) for names in together(ledger)] == [1]


def test_parties_that_are_merged_are_one_voice(ledger: Ledger) -> None:
    told(
        ledger,
        "Eleven people were killed in Kherson on Tuesday, Ivan Petrenko said.",
        "Eleven people were killed in Kherson on Tuesday, Governor Prokudin said.",
    )
    (before,) = incidents(ledger)
    speakers = [m.kept.claim.claimant.source for m in before.members]
    ids = [sorted(unpacked(t).claimants)[0] for t in _told(ledger)]
    assert len(before.originals) == len(speakers) == len(set(ids)) == 2
    ledger.merge_parties([ids[0]], ids[1], by="Ines")
    bring_up_to_date(ledger)
    (after,) = incidents(ledger)
    assert len(after.originals) == 1


def test_a_channel_that_forwards_a_post_adds_reach_and_no_voice(ledger: Ledger) -> None:
    text = "Eleven people were killed in Kherson on Tuesday."
    for channel, origin in (("Brigade 12", None), ("Front news", "Brigade 12")):
        post = Article(text, id=channel, publisher=channel, origin=origin, published=DAY, url=f"http://t/{channel}")
        ledger.add(post)
    bring_up_to_date(ledger)
    (one,) = incidents(ledger)
    assert [claimant_names(m) for m in one.members] == [("Brigade 12",)] * 2
    assert [m.original for m in one.members] == [True, False]


def _told(ledger: Ledger) -> list[str]:
    with asking(ledger.engine) as connection:
        return list(connection.execute(sa.select(schema.account.c.told)).scalars())


# --- asking -----------------------------------------------------------------------------------------------------------


def test_an_incident_is_found_by_its_id_and_by_its_claims(ledger: Ledger) -> None:
    names = told(ledger, *TWO)
    (line,) = summaries(ledger, place="Kherson", since=date(2024, 3, 1), until=date(2024, 3, 31))
    for name in (line.id, line.id[:6], *names):
        assert incident(ledger, name).id == line.id
    assert summaries(ledger, place="Kharkiv") == []
    with pytest.raises(LedgerError, match="no incident"):
        incident(ledger, "0000000")


def test_the_line_of_an_incident_counts_voices_not_papers(ledger: Ledger) -> None:
    told(ledger, *TWO, "Eleven people were killed in Kherson on Tuesday, according to police.")
    (line,) = summaries(ledger)
    assert (line.claims, line.originals, line.articles, line.most) == (3, 2, 3, 11)
    assert line.start == line.end == DAY


def test_other_rules_make_all_anew(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    told(ledger, *TWO)
    assert bring_up_to_date(ledger) == 0
    monkeypatch.setattr(store, "rules", lambda: "other")
    assert bring_up_to_date(ledger) == 2
    assert [len(names) for names in together(ledger)] == [2]


def test_the_steps_of_the_schema_lead_to_these_tables(ledger: Ledger) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    ours = set(schema.metadata.tables)
    with ledger.engine.connect() as connection:
        options = {"include_name": lambda name, kind, parents: kind != "table" or name in ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, schema.metadata) == []


def test_no_incident_is_wider_than_its_window(ledger: Ledger) -> None:
    keep(ledger, reports(30, seed=3, most=12))
    rebuild(ledger)
    for one in incidents(ledger):
        days = [
            (w.total_since or w.start, w.end or w.start) for m in one.members if (w := m.kept.claim.when) and w.start
        ]
        lead = next(m for m in one.members if m.kept.name == one.id or len(m.why) == 1).kept.claim.when
        if lead and lead.start:
            first, last = lead.total_since or lead.start, lead.end or lead.start
            assert all(max(s - last, first - (e or s)).days <= scoring.WINDOW + 1 for s, e in days if s)


def test_a_year_is_no_day(ledger: Ledger) -> None:
    """What is told of a year, or of years ago, does not belong to the day's happening."""
    told(ledger, "Eleven people were killed in Kherson on Tuesday, police said. In 2022, 40 people were killed there.")
    assert all(len(names) == 1 for names in together(ledger))


def test_made_reports_are_whole() -> None:
    for report in reports(20, seed=2, most=5):
        for claim in report.reading.claims:
            assert all(0 <= span.start < span.end <= len(report.article.text) for span in claim.evidence)
        assert replace(report.article) == report.article
