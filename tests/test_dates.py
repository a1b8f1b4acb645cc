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
        ("since the start of the year", "2024-01-01", "2024-03-18"),
        ("since the beginning of this week", "2024-03-18", "2024-03-18"),
        ("at the start of the month", "2024-03-01", "2024-03-01"),
        ("from 1 March, when the truce ended, to 9 March", "2024-03-01", "2024-03-09"),
        ("in Tuesday's fighting", "2024-03-12", "2024-03-12"),
        ("on 8 March, 12 of them children", "2024-03-08", "2024-03-08"),
    ],
)
def test_words_name_days_counted_from_publication(words: str, start: str, end: str) -> None:
    (days,) = days_in(f"Nine died {words}.", MONDAY)
    assert (str(days.start), str(days.end)) == (start, end)


@pytest.mark.parametrize(
    "text", ["They may march on.", "Some 2014 people fled.", "It cost $2020.", "Sun and sat.", "Jan Osman spoke."]
)
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

    def test_the_day_of_another_verb_is_not_the_days_of_the_saying(self) -> None:
        text = "Gunmen ambushed a patrol on Friday near Lura, an officer told the agency, leaving four dead."
        assert row(text, "dead") == "2024-03-15"

    def test_strikes_reported_over_a_time_are_of_that_time(self) -> None:
        text = "The army has reported strikes over the past three weeks that it says have killed 600 fighters."
        assert row(text, "killed") == "2024-02-26/2024-03-18"

    def test_what_since_opens_is_of_the_day_itself(self) -> None:
        assert row("Lura has been calm since the army retook Dolyna in January.", "retook") == "2024-01"
        text = "It was the worst attack since a bombing two weeks ago that killed forty people."
        assert row(text, "killed") == "2024-03-04"

    def test_the_time_of_the_total_is_not_that_of_what_is_added(self) -> None:
        text = "On Friday nine men were killed, bringing the toll to 40 since January."
        assert row(text, "killed") == "2024-03-15"

    def test_so_many_days_before_the_news(self) -> None:
        text = "The blast came three days after gunmen killed six policemen in Lura."
        assert row("A blast on Saturday wounded two. " + text, "killed") == "2024-03-13"

        text = (
            "No one claimed the attack, which came two days after gunmen raided a house in Lura, killing eight people."
        )
        assert row("Bombers struck on Saturday. " + text, "killing") == "2024-03-14"

    def test_a_since_told_of_a_place_does_not_date_what_happened_there(self) -> None:
        text = "A blast struck on Sunday. A bomb wounded four in Lura, a province that has been troubled since 2004."
        assert row(text, "wounded") == "2024-03-17"

    def test_the_day_on_which_what_goes_on_began(self) -> None:
        text = "The army launched an offensive on 3 March and has killed 90 rebels."
        assert row(text, "killed") == "2024-03-03/2024-03-18"
        text = "Gunmen raided a bank on 3 March and killed two guards."
        assert row(text, "killed") == "2024-03-03"

    def test_in_total_is_not_yet_a_war(self) -> None:
        text = "A blast on Sunday killed 22 people. In total 28 people died, six militants among them."
        assert row(text, "died") == "2024-03-17"

    def test_this_year_is_the_year_up_to_now(self) -> None:
        assert row("Troops have killed 190 rebels this year.", "killed") == "2024-01-01/2024-03-18"

    def test_since_a_day_is_no_date_of_the_saying(self) -> None:
        text = "Since 1 February the army has announced that it killed a hundred rebels."
        assert row(text, "killed") == "2024-02-01/2024-03-18"

    def test_an_old_statement_dates_what_it_tells(self) -> None:
        text = "Two died on Sunday. On March 4, the army announced that it had killed four fighters in Lura."
        assert row(text, "killed") == "2024-03-04"


class TestAroundTheSentence:
    def test_the_lead_is_dated_by_the_sentence_after_it(self) -> None:
        text = "At least six people were killed in a drone strike.\n\nThe clinic was hit late on Friday, medics said."
        assert row(text, "killed") == "2024-03-15"

    def test_the_news_without_a_date_is_of_the_day_that_the_lead_tells(self) -> None:
        text = "A clash on Tuesday killed nine soldiers.\n\n\nThe valley is poor.\n\nThree fighters were also wounded."
        assert row(text, "wounded") == "2024-03-12"

    def test_a_background_since_does_not_date_the_news(self) -> None:
        text = (
            "A jet bombed a village on Sunday, killing ten people.\n\n"
            "Rebels have fought the army since 2021. Eight people were wounded, a villager said."
        )
        assert row(text, "wounded") == "2024-03-17"

    def test_but_it_dates_what_has_happened_up_to_now(self) -> None:
        text = "Rebels have fought the army since May 2021. The army has lost 40 tanks."
        assert row(text, "lost") == "2021-05-01/2024-03-18"

    def test_the_day_on_which_the_fighting_broke_out_begins_its_count(self) -> None:
        text = "Fighting between the two clans broke out on Thursday. At least 70 people have been killed, medics said."
        assert row(text, "killed") == "2024-03-14/2024-03-18"

    def test_so_many_dead_are_the_wars(self) -> None:
        text = (
            "A bomb on Sunday killed two in Gaza. More than 24,000 people have been killed in air strikes, medics say."
        )
        found = read(text, published="2024-03-18").claims
        assert [iso(c.when) for c in found if c.when] == ["2024-03-17", "2023-10-07/2024-03-18"]

    def test_a_chapter_of_a_war_is_not_the_war(self) -> None:
        text = "Troops killed 44 rebels, the army said, as a new chapter in a long war began."
        assert row(text, "killed") == "2024-03-17/2024-03-18"

    def test_what_comes_on_top_of_a_total_is_of_the_day(self) -> None:
        text = "They have fought since 1 March. The army lost another 24 tanks as of Sunday."
        sentences = sentences_in(text, blocks_in(Article(text)))
        timeline = Timeline(text, sentences, MONDAY, frozenset({"UA"}))
        verb, number = (Span(text.index(w), text.index(w) + len(w)) for w in ("lost", "24"))
        found = when_for(verb, next(parsed(text, sentences[1:])), timeline, near=number)
        assert found is not None and iso(found) == "2024-03-17"

    def test_the_day_prior(self) -> None:
        text = "Jets struck on Friday. The day prior, gunmen killed nine."
        assert row(text, "killed") == "2024-03-14"

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
