"""When did it happen: a sentence of news in, the days out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly import read
from reportedly.article import Article, Span
from reportedly.claim import When
from reportedly.reading.dates import Timeline, war_start, when_for
from reportedly.reading.days import days_in
from reportedly.reading.furniture import blocks_in
from reportedly.reading.parse import parsed
from reportedly.reading.sentences import sentences_in
from reportedly.report.rows import iso

MONDAY = date(2024, 3, 18)


def when(text: str, trigger: str, published: date | None = MONDAY, countries: str = "UA RU") -> When | None:
    """The time of the event told at the last `trigger` in a text."""
    sentences = sentences_in(text, blocks_in(Article(text)))
    start = text.rindex(trigger)
    span = Span(start, start + len(trigger))
    sentence = next(s for s in sentences if s.span.overlaps(span))
    timeline = Timeline(text, sentences, published, frozenset(countries.split()))
    return when_for(span, next(parsed(text, [sentence])), timeline)


def row(text: str, trigger: str, published: date | None = MONDAY, countries: str = "UA RU") -> str | None:
    found = when(text, trigger, published, countries)
    return iso(found) if found else None


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("14 March 2024", "2024-03-14", "2024-03-14"),
        ("March 14, 2024", "2024-03-14", "2024-03-14"),
        ("3 MAY 90", "1990-05-03", "1990-05-03"),
        ("2024-03-14", "2024-03-14", "2024-03-14"),
        ("on March 14", "2024-03-14", "2024-03-14"),
        ("on 30 December", "2023-12-30", "2023-12-30"),  # the last one before publication
        ("on Monday", "2024-03-18", "2024-03-18"),
        ("on Friday", "2024-03-15", "2024-03-15"),
        ("last Tuesday", "2024-03-12", "2024-03-12"),
        ("last Monday", "2024-03-11", "2024-03-11"),
        ("yesterday", "2024-03-17", "2024-03-17"),
        ("overnight", "2024-03-17", "2024-03-18"),
        ("last week", "2024-03-11", "2024-03-17"),
        ("over the weekend", "2024-03-16", "2024-03-17"),
        ("last month", "2024-02-01", "2024-02-29"),
        ("three days ago", "2024-03-15", "2024-03-15"),
        ("in the past 24 hours", "2024-03-17", "2024-03-18"),
        ("over the last two weeks", "2024-03-04", "2024-03-18"),
        ("in January", "2024-01-01", "2024-01-31"),
        ("in early May", "2023-05-01", "2023-05-31"),
        ("in April last year", "2023-04-01", "2023-04-30"),
        ("in February 2022", "2022-02-01", "2022-02-28"),
        ("in 2014", "2014-01-01", "2014-12-31"),
        ("between 3 and 7 March", "2024-03-03", "2024-03-07"),
        ("from Thursday to Saturday", "2024-03-14", "2024-03-16"),
        ("since 2011", "2011-01-01", "2024-03-18"),
        ("since they began their raid a week ago", "2024-03-11", "2024-03-18"),
        ("from 24.02.22", "2022-02-24", "2022-02-24"),
    ],
)
def test_words_name_days_counted_from_publication(words: str, start: str, end: str) -> None:
    (days,) = days_in(f"Nine died {words}.", MONDAY)
    assert (str(days.start), str(days.end)) == (start, end)


@pytest.mark.parametrize("text", ["They may march on.", "Some 2014 people fled.", "It cost $2020.", "Sun and sat."])
def test_what_names_no_day(text: str) -> None:
    assert days_in(text, MONDAY) == ()


class TestInTheSentence:
    def test_the_day_of_the_event_not_of_the_saying(self) -> None:
        assert row("Officials said on Sunday that six men were killed on Friday.", "killed") == "2024-03-15"
        assert row("Six men were killed on Friday, officials said on Sunday.", "killed") == "2024-03-15"

    def test_each_clause_its_own(self) -> None:
        text = "A drone killed two on Thursday and wounded nine on Saturday."
        assert row(text, "killed") == "2024-03-14"
        assert row(text, "wounded") == "2024-03-16"

    def test_a_total_since_a_day(self) -> None:
        found = when("More than 900 soldiers have been killed since 1 March.", "killed")
        assert found == When("1 March", date(2024, 3, 1), MONDAY, date(2024, 3, 1), "range")

    def test_a_total_since_the_war_began(self) -> None:
        assert row("The army has lost 300 tanks since the start of the invasion.", "lost") == "2022-02-24/2024-03-18"
        assert row("Some 13,000 people have died since the war began.", "died", date(2023, 8, 1), "SD") == (
            "2023-04-15/2023-08-01"
        )

    def test_so_far_counts_a_war_only_where_a_war_is_named(self) -> None:
        text = "A bomb went off on Friday. So far there are 15 dead and 20 others wounded, the clinic said."
        assert row(text, "wounded") == "2024-03-15"
        assert row("So far 900 men have been killed in the conflict.", "killed") == "2022-02-24/2024-03-18"

    def test_a_record_is_no_total(self) -> None:
        text = "It was the deadliest attack since 2018, and 40 people were killed on Sunday."
        assert row(text, "killed") == "2024-03-17"

    def test_a_month_and_a_year_stay_what_they_are(self) -> None:
        assert row("A blast in January killed nine.", "killed") == "2024-01"
        assert row("Hundreds were killed there in 2014.", "killed") == "2014"


class TestAroundTheSentence:
    def test_the_sentence_before(self) -> None:
        assert row("Rockets hit the town on Thursday. Four people were killed.", "killed") == "2024-03-14"

    def test_a_day_later(self) -> None:
        text = "A bomber struck on January 27. A day later, eleven soldiers were killed."
        assert row(text, "killed", date(2018, 2, 24)) == "2018-01-28"

    def test_by_a_day_in_a_running_total(self) -> None:
        text = (
            "They claim 300 tanks since they crossed the border a week ago.\n\n"
            "By Saturday they had killed 613 men. They also captured 27."
        )
        assert row(text, "killed") == "2024-03-11/2024-03-16"
        assert row(text, "captured") == "2024-03-11/2024-03-16"

    def test_the_saying_of_the_news_does_not_date_the_event_before(self) -> None:
        text = "The ministry said on Monday it was looking into it. A drone struck on Saturday. Two were killed."
        assert row(text, "killed") == "2024-03-16"

    def test_news_without_a_date_is_of_the_day_or_the_day_before(self) -> None:
        assert row("Two people were killed.", "killed") == "2024-03-17/2024-03-18"


class TestWithoutAPublicationDate:
    def test_relative_words_stay_raw(self) -> None:
        found = when("Six men were killed on Friday.", "killed", None)
        assert found is not None
        assert (found.text, found.start, found.end) == ("Friday", None, None)
        assert iso(found) is None

    def test_a_full_date_needs_none(self) -> None:
        assert row("Six men were killed on 14 March 2024.", "killed", None) == "2024-03-14"

    def test_a_dateline_stands_in(self) -> None:
        text = "SAN SALVADOR, 10 JAN 90 (WIRE) -- Two soldiers were killed yesterday."
        assert row(text, "killed", None) == "1990-01-09"

    def test_nothing_at_all(self) -> None:
        assert when("Two people were killed.", "killed", None) is None


def test_which_war_the_war_is() -> None:
    assert war_start("the war", {"UA", "RU"}, date(2024, 1, 1)) == date(2022, 2, 24)
    assert war_start("the war", {"UA", "RU"}, date(2016, 1, 1)) == date(2014, 4, 6)
    assert war_start("the war", {"PS", "IL"}, date(2024, 1, 1)) == date(2023, 10, 7)
    assert war_start("the uprising", {"SY"}, date(2016, 1, 1)) == date(2011, 3, 15)
    assert war_start("the match", {"SY"}, date(2016, 1, 1)) is None


DAYS = st.dates(date(1980, 1, 1), date(2030, 12, 31))


@given(DAYS, st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
def test_a_weekday_is_one_of_the_seven_days_up_to_publication(published: date, weekday: str) -> None:
    (days,) = days_in(f"Two died on {weekday}.", published)
    assert days.start is not None
    assert 0 <= (published - days.start).days <= 6
    assert f"{days.start:%A}" == weekday


@given(st.text(max_size=80), st.none() | DAYS)
def test_any_text_is_read_without_an_error(text: str, published: date | None) -> None:
    for days in days_in(text, published):
        assert 0 <= days.span.start < days.span.end <= len(text)
        assert days.start is None or days.end is None or days.start <= days.end


@given(
    st.lists(
        st.sampled_from(
            [
                "since",
                "last",
                "month",
                "on",
                "31",
                "February",
                "2024",
                "March",
                "3",
                "to",
                "7",
                "May",
                "the",
                "war",
                "began",
                "ago",
                "two",
                "weeks",
                "-",
                "by",
                "Monday",
                "2022",
            ]
        ),
        max_size=10,
    ),
    DAYS,
)
def test_the_first_day_is_never_after_the_last(tokens: list[str], published: date) -> None:
    for days in days_in(" ".join(tokens), published):
        assert days.start is None or days.end is None or days.start <= days.end


def test_the_form_of_a_date_in_rows_is_exact() -> None:
    assert iso(When("", date(2024, 2, 1), date(2024, 2, 29), precision="month")) == "2024-02"
    assert iso(When("", date(2024, 2, 3), date(2024, 2, 3))) == "2024-02-03"
    assert iso(When("", date(2024, 2, 3), date(2024, 3, 4), precision="range")) == "2024-02-03/2024-03-04"
    assert iso(When("raw")) is None


def test_the_beginning_of_a_month_begins_no_war() -> None:
    (days,) = days_in("Since the beginning of March the army has lost 40 tanks.", date(2024, 3, 14))
    assert (days.war, days.since, str(days.start)) == (None, True, "2024-03-01")


def test_one_verb_with_two_things_has_a_day_for_each() -> None:
    text = "The army captured the village of Dolyna over the weekend and Orikhove on Thursday."
    sentences = sentences_in(text, blocks_in(Article(text)))
    timeline = Timeline(text, sentences, MONDAY, frozenset({"UA"}))
    verb = Span(text.index("captured"), text.index("captured") + len("captured"))
    second = Span(text.index("Orikhove"), text.index("Orikhove") + len("Orikhove"))
    found = when_for(verb, next(parsed(text, sentences)), timeline, near=second)
    assert found is not None and iso(found) == "2024-03-14"


def test_a_war_named_with_the_date_it_began_is_dated_by_it() -> None:
    (days,) = days_in("since the offensive on Tripoli began in April 2019", date(2024, 6, 15))
    assert days.start == date(2019, 4, 1)


def test_an_event_that_everybody_knows_has_its_day() -> None:
    reading = read("Some 1,200 people died in the Hamas attack on Israel, officials say.", published="2024-05-01")
    assert [c.when and c.when.start for c in reading.claims] == [date(2023, 10, 7)]
