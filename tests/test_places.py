"""Where did it happen: a sentence of news in, the place out."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article import Article, Span
from reportedly.claim import Place
from reportedly.reading import gazetteer
from reportedly.reading.furniture import blocks_in
from reportedly.reading.gazetteer import folded, toponyms
from reportedly.reading.parse import parsed
from reportedly.reading.places import Scene, place_for, places_in, resolve
from reportedly.reading.sentences import sentences_in
from reportedly.reading.toponyms import names_in


def place(text: str, trigger: str) -> Place | None:
    """The place of the event told at the last `trigger` in a text."""
    sentences = sentences_in(text, blocks_in(Article(text)))
    start = text.rindex(trigger)
    span = Span(start, start + len(trigger))
    sentence = next(s for s in sentences if s.span.overlaps(span))
    return place_for(span, next(parsed(text, [sentence])), Scene(text, sentences))


def words(found: Place | None) -> str | None:
    return found.text if found else None


@pytest.mark.parametrize(
    ("sentence", "phrases"),
    [
        ("Two depots burned in the village of Tyotkino, Kursk region.", ["the village of Tyotkino, Kursk region"]),
        ("Rockets fell on Bakhmut and Soledar overnight.", ["Bakhmut and Soledar"]),
        (
            "Shelling killed three on the outskirts of the southern city of Kherson.",
            ["outskirts of the southern city of Kherson"],
        ),
        ("Five died in Qargha Bala, a hamlet no atlas lists.", ["Qargha Bala"]),  # a name nobody knows, after "in"
        ("They retook Umm Zahra town and Tell Murra village.", ["Umm Zahra town and Tell Murra village"]),
        ("Clashes went on near the Turkish border.", ["the Turkish border"]),
        ("Records at Mercy Hospital list nine dead.", ["Mercy Hospital"]),
        ("Gunmen raided Kabul's Green Zone.", ["Kabul's Green Zone"]),
        ("Troops left Ain al-Asad air base.", ["Ain al-Asad air base"]),
        ("Militants struck in northern and eastern Mali.", ["northern and eastern Mali"]),
        ("Clashes went on in impoverished Yemen and in war-weary Aden.", ["impoverished Yemen", "war-weary Aden"]),
        ("Five died in Kashmir's Qargha, police said.", ["Kashmir's Qargha"]),
        ("Nine died in the turbulent Anbar province.", ["turbulent Anbar province"]),
        ("Gunmen raided a village in Burkina Faso's restive north, killing two.", ["Burkina Faso's restive north"]),
        ("Fire by the Damascus government killed nine.", []),
        ("Nine died in the Saudi-led air strikes.", []),
        ("A Srinagar-based officer said nine died.", []),
        ("The army lost the villages of Lypove, Zarichne and Stavky.", ["villages of Lypove, Zarichne and Stavky"]),
    ],
)
def test_place_phrases_are_read_with_the_words_of_place_around_them(sentence: str, phrases: list[str]) -> None:
    assert [name.span.of(sentence).removeprefix("the ") for name in names_in(sentence)] == [
        phrase.removeprefix("the ") for phrase in phrases
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The Kyiv Post quoted a spokesman.",  # a paper
        "The Russian army shelled the Ukrainian army.",  # nationalities
        "Islamic State fighters fled in March.",  # a group, a month
        "In January, Reuters saw the list.",
        "Colonel Haddad met Mr. Orlov.",
    ],
)
def test_what_is_no_place(sentence: str) -> None:
    assert names_in(sentence) == ()


def test_capitals_are_read_with_the_gazetteer() -> None:
    text = "FOUR SOLDIERS WERE WOUNDED IN AN AMBUSH IN ILOBASCO, CABANAS DEPARTMENT, LAST NIGHT."
    assert [name.span.of(text) for name in names_in(text)] == ["ILOBASCO, CABANAS DEPARTMENT"]


class TestInTheSentence:
    def test_the_place_of_the_clause(self) -> None:
        text = "A mortar killed two in Homs and wounded five in Aleppo."
        assert words(place(text, "killed")) == "Homs"
        assert words(place(text, "wounded")) == "Aleppo"

    def test_the_narrower_of_two(self) -> None:
        text = "In the Donetsk region, one resident in the town of Toretsk was killed."
        assert words(place(text, "killed")) == "the town of Toretsk"

    def test_not_where_the_speaker_stands(self) -> None:
        text = "Three soldiers were killed in Marib, a diplomat said in Geneva."
        assert words(place(text, "killed")) == "Marib"

    def test_what_is_taken_or_shelled(self) -> None:
        assert words(place("Rebels based in Binnish shelled Fuaa town, killing six.", "killing")) == "Fuaa town"

    def test_an_attack_on_a_place_is_there(self) -> None:
        assert words(place("An attack on Ghazni left nine policemen dead.", "dead")) == "Ghazni"

    def test_the_list_of_people_that_the_place_stands_before(self) -> None:
        text = "A blast near Lura killed two soldiers and four farmers while five guards died in another at Dolyna."
        sentences = sentences_in(text, blocks_in(Article(text)))
        verb, four = (Span(text.index(w), text.index(w) + len(w)) for w in ("killed", "four"))
        found = place_for(verb, next(parsed(text, sentences)), Scene(text, sentences), four)
        assert words(found) == "Lura"

    def test_not_the_city_that_a_distance_is_counted_from(self) -> None:
        text = "An attack on a village in Pigcawayan town, 900 kilometers (560 miles) south of Manila, left a man dead."
        assert words(place(text, "dead")) == "Pigcawayan town"

    def test_a_quarter_of_the_country(self) -> None:
        text = "BOGOTA, Nov 22 (Wire) - Rebels killed four soldiers in a rural part of the country's northwest."
        assert words(place(text, "killed")) == "a rural part of the country's northwest"
        text = "COLOMBO, Jan 10 (Wire) - Troops killed 38 rebels in the war-battered north on Tuesday."
        assert words(place(text, "killed")) == "the war-battered north"
        assert words(place("Shells fell on Lura, in the north. Two were killed.", "killed")) == "Lura"

    def test_a_clinic_in_a_town_that_gets_its_name_later(self) -> None:
        text = "A strike on a clinic in Nyala killed twelve people. The Yashfeen clinic was hit on Saturday."
        assert words(place(text, "killed")) == "a clinic in Nyala (The Yashfeen clinic)"

    def test_local_speakers_tell_of_their_own_place(self) -> None:
        assert words(place("Police in Quetta said four men were killed.", "killed")) == "Quetta"
        assert (
            words(place("Fighting raged near Mosul. Officials in Washington said ten men were killed.", "killed"))
            == "Mosul"
        )


class TestAroundTheSentence:
    def test_the_sentence_before(self) -> None:
        assert words(place("Shells hit Kramatorsk at dawn. Four people were killed.", "killed")) == "Kramatorsk"

    def test_the_dateline(self) -> None:
        text = "MOGADISHU, Jan. 22 (Wire) - Gunmen stormed a hotel and killed twelve guests."
        assert words(place(text, "killed")) == "MOGADISHU"

    def test_the_city_means_the_one_named_most(self) -> None:
        text = (
            "Shells fell on Raqqa at dawn. Raqqa has been under siege for weeks.\n\n"
            "Coalition jets struck the city again and killed nine fighters."
        )
        found = place(text, "killed")
        assert found is not None
        assert found.text == "the city (Raqqa)"
        assert found.resolved[0].country == "SY"

    def test_a_hotel_gets_its_name_later(self) -> None:
        text = "Militants stormed a hotel and killed six guests. The attack on the Sahafi hotel began at noon."
        assert words(place(text, "killed")) == "a hotel (the Sahafi hotel)"

    def test_a_total_over_a_war_is_of_the_country(self) -> None:
        text = "Bombs fell on Taiz. The war in Yemen has made millions flee. It has killed thousands since 2015."
        assert words(place(text, "killed")) == "Yemen"

    def test_the_narrow_place_beside_rather_than_the_wide_one(self) -> None:
        text = "A bomb in southern Ghazni province killed a guard in the district of Jaghatu. Another was wounded."
        assert words(place(text, "wounded")) == "the district of Jaghatu"

    def test_what_was_attacked_is_where_it_happened(self) -> None:
        text = "KAMPALA, May 3 (Wire) - Fighters attacked the village of Beu Mali at dawn. The army killed two of them."
        assert words(place(text, "killed")) == "the village of Beu Mali"
        text = (
            "The Zamzam camp, south of El-Fasher, was hit on Sunday, a doctor in El-Fasher said. Twelve were wounded."
        )
        assert words(place(text, "wounded")) == "The Zamzam camp, south of El-Fasher"

    def test_a_country_that_acts_is_not_where_it_happened(self) -> None:
        text = "Israel struck Gaza's largest hospital. Israel said it had hit a command post. Five people were killed."
        assert words(place(text, "killed")) != "Israel"

    def test_the_country_is_where_it_happens(self) -> None:
        text = "The U.S. military said U.S. troops in Iraq had found a body. Across the country 100 people were killed."
        assert words(place(text, "killed")) == "the country (Iraq)"

    def test_the_country_may_be_described(self) -> None:
        text = "Bombs fell on Taiz in Yemen. The war has killed thousands in the already impoverished country."
        assert words(place(text, "killed")) == "the already impoverished country (Yemen)"

    def test_a_countrys_capital_is_the_city_that_the_article_names(self) -> None:
        text = "Fighting in South Sudan's capital killed 270 people. Residents of Juba heard gunfire."
        assert words(place(text, "killed")) == "South Sudan's capital (Juba)"

    def test_so_many_dead_of_one_people_died_at_home(self) -> None:
        text = "Rockets fell on Israel on Monday. Jets struck Gaza. Over 24,000 Palestinians have been killed, it says."
        sentences = sentences_in(text, blocks_in(Article(text)))
        verb, number = (Span(text.rindex(w), text.rindex(w) + len(w)) for w in ("killed", "24,000"))
        found = place_for(verb, next(parsed(text, sentences[2:])), Scene(text, sentences), number, vast=True)
        assert words(found) == "Gaza"

    def test_what_a_month_cost_is_of_the_country_rather_than_of_a_village(self) -> None:
        text = "There is no peace in Peru. Rebels struck Balcon village. Last month 630 people were killed, he said."
        assert words(place(text, "killed")) == "Peru"

    def test_the_hospital_is_the_one_that_was_named(self) -> None:
        text = "A strike hit Nasser Hospital in Khan Younis. A man who was being treated at the hospital was killed."
        assert words(place(text, "killed")) == "the hospital (Nasser Hospital in Khan Younis)"

    def test_the_lead_gets_the_narrow_place_that_the_next_sentence_gives(self) -> None:
        text = "A clash in northwestern Pakistan killed four men. The clash was in Bara town of Khyber district."
        assert words(place(text[:50], "killed")) == "northwestern Pakistan"
        sentences = sentences_in(text, blocks_in(Article(text)))
        verb = Span(text.index("killed"), text.index("killed") + 6)
        found = place_for(verb, next(parsed(text, sentences)), Scene(text, sentences))
        assert words(found) == "northwestern Pakistan (Bara town of Khyber district)"
        text = "A clash in northwestern Pakistan killed four. The clash came a day after a bomb in Bara town of Khyber."
        sentences = sentences_in(text, blocks_in(Article(text)))
        found = place_for(verb, next(parsed(text, sentences)), Scene(text, sentences))
        assert words(found) == "northwestern Pakistan"

    def test_no_place_at_all(self) -> None:
        assert place("Seven soldiers were killed.", "killed") is None


class TestOnTheMap:
    def test_other_spellings(self) -> None:
        assert {found.name for name in ("Kyiv", "Kiev", "Kyyiv") for found in resolve(name)} == {"Kyiv"}
        assert resolve("Awdijiwka")[0].name == "Avdiivka"

    def test_the_container_decides_between_namesakes(self) -> None:
        assert resolve("Tripoli, Libya")[0].country == "LY"
        assert resolve("Tripoli, Lebanon")[0].country == "LB"

    def test_the_countries_of_the_article_decide(self) -> None:
        assert resolve("La Libertad", frozenset({"PE"}))[0].country == "PE"
        assert resolve("La Libertad", frozenset({"SV"}))[0].country == "SV"

    def test_a_region_is_not_its_capital(self) -> None:
        assert resolve("Kursk region")[0].name == "Kursk Oblast"
        assert resolve("the city of Kursk")[0].name == "Kursk"

    def test_cities_of_the_world(self) -> None:
        assert [t.location.country for t in toponyms("Reykjavík")][:1] == ["IS"]

    def test_unknown_names_resolve_to_nothing(self) -> None:
        assert resolve("the village of Xqzzlgrad") == ()
        assert resolve("") == ()


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for name in names_in(text):
        assert 0 <= name.span.start < name.span.end <= len(text)
    resolve(text)
    assert folded(folded(text)) == folded(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "In",
                "Kabul",
                ",",
                "Kunduz",
                "the",
                "village",
                "of",
                "Khan",
                "Younis's",
                "region",
                "and",
                "Syria",
                "(",
                ")",
                ".",
                "KYIV",
            ]
        ),
        max_size=14,
    )
)
def test_phrases_do_not_overlap_and_keep_their_order(tokens: list[str]) -> None:
    spans = [name.span for name in names_in(" ".join(tokens))]
    assert spans == sorted(spans)
    assert not any(a.overlaps(b) for a, b in itertools.pairwise(spans))


def test_mentions_point_into_the_article() -> None:
    text = "It was quiet.\n\nTwo died in the village of Vovche, Donetsk region."
    sentences = sentences_in(text, blocks_in(Article(text)))
    sentence = next(iter(parsed(text, sentences[1:])))
    (mention,) = places_in(sentence)
    assert mention.span.of(text) == "the village of Vovche, Donetsk region"
    assert mention.locative
    assert sentence.doc[mention.first : mention.end].text == mention.span.of(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Soldiers shot two men in the occupied West Bank.", "the occupied West Bank"),  # no bank
        ("Three people died in Gaza Saturday.", "Gaza"),  # no town of that day
        ("Shells hit Rafah in Gaza Monday night.", "Rafah in Gaza"),
    ],
)
def test_a_name_ends_where_it_should(text: str, place: str) -> None:
    assert [n.span.of(text) for n in names_in(text)] == [place]


def test_who_signs_a_truce_with_a_country_is_no_place() -> None:
    assert "Israel and Islamic Jihad" not in [
        n.span.of("Israel and Islamic Jihad agreed.") for n in names_in("Israel and Islamic Jihad agreed.")
    ]


def test_a_war_between_countries_happens_in_neither() -> None:
    (name,) = names_in("It may end in a war between Turkey and Russia.")
    assert not name.locative


def test_the_index_is_ready_once_built() -> None:
    gazetteer.build()
    assert gazetteer.ready()
