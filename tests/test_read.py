"""A dispatch in, its claims out: what the line of rooms gives together."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportedly import Article, Span, read, read_article
from reportedly.claim import Kind, Qualifier, Reading, Result, Role
from reportedly.lexicon import rows
from reportedly.reading.reader import quotes_in, tally_of_article

DISPATCH = """River crossing costs both sides dearly, army says

The northern army said on Tuesday that its troops had killed 40 fighters of the Lowland Front and wounded 25 more
near the town of Kramatorsk.

The Front denied the figures. Its spokesman, Pavel Orlov, said on Telegram that 12 soldiers died and that rebels
destroyed three tanks and a howitzer, among other equipment.

The Herald could not independently verify the casualty claims of either side.

At least 900 people have been killed since the fighting began in January, according to the United Nations.
"""


LISTED = (("conflict.csv", "term"), ("roles.csv", "word"), ("unnamed_sides.csv", "word"), ("hedges.csv", "word"))


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(DISPATCH, published="2024-05-15", publisher="The Herald", title=DISPATCH.splitlines()[0])


def told(reading: Reading) -> list[tuple[str, str, str]]:
    return [(c.kind.value, c.count.text, c.claimant.source) for c in reading.claims]


def test_every_figure_is_a_claim_with_its_speaker(reading: Reading) -> None:
    found = told(reading)
    assert ("killed", "40", "The northern army") in found
    assert ("wounded", "25", "The northern army") in [(k, c.removesuffix(" more"), s) for k, c, s in found]
    assert [s for k, c, s in found if k == "killed" and c == "12"] == ["Pavel Orlov"] or any(
        "Orlov" in s for k, c, s in found if k == "killed" and c == "12"
    )
    assert [c.count.text for c in reading.claims if c.kind is Kind.EQUIPMENT] == ["three", "a"]


def test_a_bound_is_kept_with_its_open_end(reading: Reading) -> None:
    total = next(c for c in reading.claims if c.count.qualifier is Qualifier.AT_LEAST)
    assert (total.count.low, total.count.high) == (900, None)
    assert "United Nations" in total.claimant.source
    assert total.when is not None and total.when.start == date(2024, 1, 1)


def test_the_day_of_saying_dates_news_that_has_no_other(reading: Reading) -> None:
    killed = reading.claims[0]
    assert killed.when is not None and killed.when.end is not None
    assert date(2024, 5, 13) <= killed.when.end <= date(2024, 5, 15)


def test_what_could_not_be_verified_covers_the_casualties_alone(reading: Reading) -> None:
    doubted = {c.kind for c in reading.claims if any(v.result is Result.UNVERIFIED for v in c.verification)}
    assert Kind.KILLED in doubted
    assert Kind.EQUIPMENT not in doubted


def test_the_channel_is_a_station_of_the_chain(reading: Reading) -> None:
    twelve = next(c for c in reading.claims if c.count.text == "12")
    assert [(s.role, s.source) for s in twelve.attribution[1:]] == [
        (Role.CHANNEL, "Telegram"),
        (Role.PUBLISHER, "The Herald"),
    ]


def test_an_open_list_is_a_finding(reading: Reading) -> None:
    assert "open_list" in {f.kind for f in reading.findings}


def test_the_label_counts_sources_not_sentences(reading: Reading) -> None:
    assert reading.label.claims == len(reading.claims)
    assert reading.label.claimants == 3


def test_every_claim_points_at_its_words(reading: Reading) -> None:
    for claim in reading.claims:
        assert claim.count.text.lower() in claim.evidence[0].of(DISPATCH).lower()


MESSAGE = """The Amber Brigade (AB) and the Delta Legion (DL) have raided villages of the Kursk region since Tuesday.

By Friday, according to a new message from the groups on Telegram, they had killed 210 soldiers.

"Our enemy has lost his nerve," they wrote, according to a translation by the Northern Star.

In addition to the 500 casualties, the groups claimed they had destroyed three tanks.

The Herald could not verify the casualty claims of the groups and asked the ministry of defence for comment by email.
"""


def test_a_message_keeps_its_channel_and_its_translator_over_its_sentences() -> None:
    reading = read(MESSAGE, published="2024-05-17", publisher="The Herald")
    killed = next(c for c in reading.claims if c.count.best == 210)
    assert "Amber Brigade" in killed.claimant.source and "Delta Legion" in killed.claimant.source
    assert [(s.role, s.source) for s in killed.attribution[1:]] == [
        (Role.CHANNEL, "Telegram"),
        (Role.TRANSLATOR, "the Northern Star"),
        (Role.PUBLISHER, "The Herald"),
    ]


TWO_MESSAGES = """The Amber Brigade said on Facebook on Tuesday that 30 soldiers were killed near Sumy.

"Nothing stops us," it wrote, according to a translation by the Northern Star.

According to a later message from the Amber Brigade on Telegram, 70 soldiers were wounded near Sumy.
"""


def test_a_new_message_has_a_channel_of_its_own() -> None:
    killed, wounded = read(TWO_MESSAGES).claims
    assert [s.source for s in killed.attribution[1:]] == ["Facebook", "the Northern Star"]
    assert [(s.role, s.source) for s in wounded.attribution[1:]] == [(Role.CHANNEL, "Telegram")]
    assert "Amber Brigade" in wounded.claimant.source


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("The army on Monday rebuffed a rebel group's claim it had shot dead nine soldiers.", "a rebel group"),
        (
            "In a short phone interview rebel commander Musa Kalu said nine soldiers were killed.",
            "rebel commander Musa Kalu",
        ),
        (
            "Air strikes by a coalition have killed nine people in Yemen's rebel-held capital Sanaa, the rebel-run "
            "Health Ministry said yesterday.",
            "the rebel-run Health Ministry",
        ),
        (
            "Nine soldiers were killed when rebels attacked the city of Gao, a rights group said on Friday, the worst "
            "toll in weeks.",
            "a rights group",
        ),
        (
            "The Amber Committee spoke of it. Its statement added that nine soldiers died, Xinhua reported.",
            "The Amber Committee",
        ),
        (
            "The armed force denied an assault, the Port Resistance Committees said on Friday. It said nine soldiers "
            "died.",
            "the Port Resistance Committees",
        ),
        ("Kunduz: The mayor said on Friday that nine soldiers were killed.", "The mayor"),
        ("BEIRUT: The mayor said nine soldiers were killed.", "The mayor"),
        ("The siege of Sumy has claimed the lives of 40 soldiers.", "article"),
        ("The Amber Brigade claimed an attack in Sumy that killed nine soldiers.", "article"),
        ("The Amber Brigade claimed that its attack in Sumy killed nine soldiers.", "The Amber Brigade"),
        (
            "Nine soldiers were killed in Sumy, five of them medics, the mayor, Pavlo Hrib, said.",
            "the mayor, Pavlo Hrib",
        ),
        ("The army in Sumy did not say where the nine soldiers were killed.", "article"),
        ("Several outlets on Thursday said nine soldiers were killed in Sumy.", "Several outlets"),
        ("Ukraine's army has released a video they say shows nine soldiers killed in Sumy.", "Ukraine's army"),
    ],
)
def test_who_is_the_claimant(text: str, claimant: str) -> None:
    (claim,) = read(text + " The war goes on.").claims
    assert claim.claimant.source == claimant


def test_what_is_set_before_the_speaker_is_the_speakers() -> None:
    total = next(c for c in read(MESSAGE).claims if c.count.best == 500)
    assert "Amber Brigade" in total.claimant.source


def test_doubt_about_casualties_is_none_about_tanks() -> None:
    claims = read(MESSAGE, publisher="The Herald").claims
    doubted = {c.kind for c in claims if any(v.result is Result.UNVERIFIED for v in c.verification)}
    assert doubted == {Kind.KILLED, Kind.CASUALTIES}
    assert any(c.kind is Kind.EQUIPMENT and not c.verification for c in claims)


def test_a_request_for_comment_names_whom_and_how() -> None:
    killed = next(c for c in read(MESSAGE, publisher="The Herald").claims if c.count.best == 210)
    asked = next(v for v in killed.verification if v.result is Result.COMMENT_REQUESTED)
    assert (asked.of, asked.channel) == ("the ministry of defence", "email")


def test_headline_and_body_tell_one_claim() -> None:
    reading = read(
        "Car bomb kills 14 in Mosul\n\nA car bomb killed 14 people at a checkpoint in Mosul on Sunday, police said.\n\n"
        "The 14 people killed were waiting in line, a police officer said."
    )
    assert [(c.kind, c.count.best) for c in reading.claims] == [(Kind.KILLED, 14)]
    assert reading.claims[0].repeats


def test_two_claimants_are_two_claims() -> None:
    reading = read(
        "The army said 30 rebels were killed in the clashes. The rebels said they had lost 30 men in the clashes."
    )
    assert len({c.claimant.source for c in reading.claims}) == 2


def test_single_victims_of_one_deed_are_counted_together() -> None:
    reading = read("A rocket killed a farmer and his daughter in the border village of Zarit, the army said.")
    assert [(c.kind, c.count.best) for c in reading.claims] == [(Kind.KILLED, 2)]


def test_a_vague_headline_stands_for_the_first_figure_of_the_body() -> None:
    reading = read(
        "Dozens die as shells hit Omdurman\n\nAt least 25 civilians were killed when shells fell on a bus station in "
        "Omdurman, medics said.\n\nThe army said it had killed 41 fighters in an assault on its base."
    )
    assert [c.count.best for c in reading.claims if c.kind is Kind.KILLED] == [25, 41]


def test_who_speaks_is_not_among_the_dead() -> None:
    text = "A strike near Tyre killed a commander of the rebels and his guard, the army and a security source said."
    assert [c.count.best for c in read(text).claims] == [2]


def test_the_place_of_the_dateline_is_no_victim() -> None:
    reading = read("KHARTOUM, June 3 (Reuters) - At least 25 civilians were killed by shells on Sunday, medics said.")
    assert [c.count.best for c in reading.claims] == [25]


def test_rival_tolls_are_a_finding() -> None:
    reading = read(
        "The ministry of health said 500 people were killed in the blast at the hospital in Kunduz on Sunday. The army "
        "said 50 people were killed in the blast at the hospital in Kunduz on Sunday.",
        published="2024-06-05",
    )
    assert "rival_figures" in {f.kind for f in reading.findings}


@pytest.mark.parametrize(
    "text",
    [
        "Two commuter trains collided near the coast on Monday, killing 20 passengers, firefighters said.",
        "The earthquake killed 94 people; soldiers dug through the rubble of houses, state media said.",
        "A court sentenced the man to death for the murder of three neighbours; the jury convicted him in May.",
        "Riot police fired tear gas at protesters and three demonstrators died in the rally, organisers said.",
        "The goalkeeper was killed off the table of the league: City destroyed United 6-0 in the season's last match.",
        "If the dam breaks, the army warned, 10,000 people could be killed.",
        "Sixty gunmen attacked the base with mortars. No one was hurt, the ministry said.",
        "The army denied that any soldier had been killed in the shelling.",
        "Not a single soldier was lost in the raid on the airfield, the army said.",
        "The army lost not one tank in the battle, its spokesman said.",
        "",
        "\n\n",
    ],
)
def test_what_is_no_claim_gives_none(text: str) -> None:
    assert read(text).claims == ()


def test_without_a_publication_date_relative_dates_stay_raw() -> None:
    reading = read("Shelling killed six civilians in Kherson on Monday, the governor said.")
    when = reading.claims[0].when
    assert when is None or (when.start is None and when.end is None)


def test_sums_are_checked() -> None:
    reading = read(
        "The fighters claimed 300 casualties among the garrison. They said they had killed 100 soldiers "
        "and wounded 200 in the raid. They also said 17 soldiers were captured."
    )
    kinds = {f.kind: f.text for f in reading.findings}
    assert kinds["sum_agrees"] == "100 killed + 200 wounded = 300 casualties"
    assert "captured_outside" in kinds


def test_a_sum_that_fails_says_what_it_makes() -> None:
    reading = read(
        "The militia reported 500 casualties in the army's ranks: it had killed 100 soldiers and wounded 200."
    )
    assert "they make 300" in next(f.text for f in reading.findings if f.kind == "sum_fails")


def test_an_old_picture_is_flagged() -> None:
    text = (
        "Shelling killed four people in Kharkiv on Friday, officials said.\n\n"
        "A soldier walks past a destroyed tank near Izium, Ukraine, on October 2, 2022. (Photo: Anna Petrova/AFP)\n\n"
        "The four died when rockets hit a market."
    )
    reading = read(text, published=date(2024, 3, 1))
    assert "old_picture" in {f.kind for f in reading.findings}


def test_the_total_of_an_article_leaves_parts_out() -> None:
    tally = tally_of_article(
        Article("At least 21 people, including 14 police officers, were killed and nine were wounded.")
    )
    assert (tally[Kind.KILLED].best, tally[Kind.WOUNDED].best) == (21, 9)


def test_nothing_stated_is_nought() -> None:
    tally = tally_of_article(Article("The council met on Tuesday."))
    assert (tally[Kind.KILLED].best, tally[Kind.KILLED].how) == (0, "not stated")


def test_quotes_are_found_without_claims() -> None:
    text = "The weather will turn, the minister said."
    (quote,) = quotes_in(Article(text))
    assert (quote.source[0].of(text), quote.cue[0].of(text)) == ("the minister", "said")


def test_a_wrong_date_is_refused() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        read("Two soldiers were killed.", published="18 March")


SCRAPS = (
    'killed wounded 12 three soldiers tanks destroyed said the army in Kyiv “ ” " ( ) . , — at least rebels \n\n '
    "captured "
    "according to dozens Monday ' : ; … 1,400 100% T-72 village took control of denied \u00a0 İ ß 👍 \ud800"
)
WORDS = st.sampled_from(SCRAPS.split(" "))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_whatever_comes_spans_lie_in_the_text_and_reading_twice_gives_the_same(text: str) -> None:
    article = Article(text, publisher="The Herald", published=date(2024, 5, 15))
    reading = read_article(article)
    assert reading == read_article(article)
    whole = Span(0, len(text))
    for claim in reading.claims:
        assert all(whole.covers(s) and s.start < s.end for s in (*claim.evidence, *claim.repeats, *claim.hedges))
        bounds = [b for b in (claim.count.low, claim.count.best, claim.count.high) if b is not None]
        assert bounds == sorted(bounds)
    assert len({c.id for c in reading.claims}) == len(reading.claims)


def test_an_apostrophe_may_be_curly_in_every_word_of_the_lexicon() -> None:
    terms = [row[key] for name, key in LISTED for row in rows(name) if "'" in row[key]]
    for term in terms:
        text = f"Nine soldiers were killed near the {term.replace(chr(39), '’')}, the army said."
        assert read(text).article.text == text


def test_who_denies_what_another_claims_says_nothing() -> None:
    assert read("The Amber Brigade refuted the claim that scores of its fighters were killed in the war.").claims == ()
    (claim,) = read("The Amber Brigade dismissed the army's claim that 60 fighters were killed.").claims
    assert [s.source for s in claim.attribution] == ["the army"]


def test_a_toll_that_somebody_gives_is_his() -> None:
    text = "The army said nine militants were killed, after the health ministry gave a death toll of more than 350."
    assert [c.claimant.source for c in read(text).claims] == ["The army", "the health ministry"]


def test_a_verb_behind_the_speaker_of_a_headline_is_none_of_his_name() -> None:
    (claim,) = read("We Killed Ten Soldiers In Borno - Islamic State Claims\n\nThe war in Borno goes on.").claims
    assert claim.claimant.source == "Islamic State"


@pytest.mark.parametrize(
    ("text", "claimants"),
    [
        ("The army had moved on, a spokesman said. Forty militants had been killed.", ["a spokesman"]),
        ("Nine soldiers were killed, a medic said. Another six soldiers were hurt.", ["a medic", "a medic"]),
        ("Nine soldiers were killed, a medic said. A year earlier, a bomb had killed two.", ["a medic", "article"]),
        ("Nine soldiers were killed, a medic said. Six rebels died in Gao.", ["a medic", "article"]),
        (
            "Two soldiers and nine rebels killed in a fire fight near Gao, the Shield Services said on Friday.",
            ["the Shield Services"] * 2,
        ),
    ],
)
def test_whose_indirect_speech_goes_on(text: str, claimants: list[str]) -> None:
    assert [c.claimant.source for c in read("War in the north\n\n" + text).claims] == claimants


def test_a_headline_of_one_side_is_told_by_its_officials() -> None:
    (claim,) = read(
        "Russia says nine killed in drone attack on Bryansk\n\nA drone attack on Bryansk killed nine people at war, "
        "the Russian regional governor said.",
        published="2024-01-26",
    ).claims
    assert claim.claimant.source == "the Russian regional governor"
