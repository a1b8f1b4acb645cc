from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article import Article, Span
from reportedly.reading.attribution import statements_in
from reportedly.reading.coreference import Referents
from reportedly.reading.furniture import blocks_in
from reportedly.reading.parse import parsed
from reportedly.reading.parties import PartyKind, is_party_to_war, parties_in, party_named, sides_of
from reportedly.reading.sentences import sentences_in


@pytest.mark.parametrize(
    ("text", "name", "kind", "side"),
    [
        ("the Russian Defense Ministry", "Russian Ministry of Defense", PartyKind.MINISTRY, "Russia"),
        ("the Freedom of Russia Legion", "Freedom of Russia Legion", PartyKind.ARMED_GROUP, "Ukraine"),
        ("the RSF", "Rapid Support Forces", PartyKind.ARMED_GROUP, "RSF"),
        ("Kenya's interior ministry", "Kenyan Ministry of the Interior", PartyKind.MINISTRY, "Kenya"),
        ("the Ministry of Defence of Armenia", "Armenian Ministry of Defense", PartyKind.MINISTRY, "Armenia"),
        ("Agence France-Presse", "Agence France-Presse", PartyKind.AGENCY, None),
        ("Kyiv", "Ukrainian government", PartyKind.GOVERNMENT, "Ukraine"),
        ("THE FMLN", "Farabundo Marti National Liberation Front", PartyKind.ARMED_GROUP, "FMLN"),
    ],
)
def test_a_party_is_known_by_any_of_its_names(text: str, name: str, kind: PartyKind, side: str | None) -> None:
    party = party_named(text)
    assert party is not None
    assert (party.name, party.kind, party.side) == (name, kind, side)


@pytest.mark.parametrize("text", ["local officials", "THIS IS WHO THEY ARE", "a doctor in the town", "it is said", ""])
def test_ordinary_words_name_no_party(text: str) -> None:
    assert party_named(text) is None


def test_the_longest_name_counts() -> None:
    text = "The Islamic State West Africa Province raided Damboa, AFP reported."
    assert [n.span.of(text) for n in parties_in(text)] == ["Islamic State West Africa Province", "AFP"]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("nine Russian paratroopers", "Russia"),
        ("Kyiv's forces", "Ukraine"),
        ("pro-Kyiv Russian fighters", "Ukraine"),
        ("Russian-backed separatists", "Russia"),
        ("a Swedish-made launcher of the Ukrainian army", "Ukraine"),
        ("government troops", "government"),
        ("TWO GUERRILLAS", "guerrillas"),
        ("Hezbollah fighters", "Hezbollah"),
        ("four farmers", None),
    ],
)
def test_people_and_equipment_have_a_side(text: str, side: str | None) -> None:
    assert sides_of(text) == side


ARTICLE = "Sudanese troops fought the RSF in Omdurman. Russian shelling went on in Kharkiv."


@pytest.mark.parametrize(
    ("claimant", "fights"),
    [
        ("the Rapid Support Forces", True),
        ("the Russian Defence Ministry", True),
        ("the British Ministry of Defence", False),  # it watches this war
        ("the Syrian Observatory for Human Rights", False),
        ("a rebel commander", True),
        ("witnesses", False),
        ("a Sudanese army spokesman", True),
        ("people close to the talks", None),
    ],
)
def test_who_is_a_party_to_the_war(claimant: str, fights: bool | None) -> None:
    assert is_party_to_war(claimant, (), ARTICLE) is fights


def resolved(text: str, source: str) -> str:
    article = Article(text=text)
    statements = statements_in(text, list(parsed(text, sentences_in(text, blocks_in(article)))))
    start = text.rindex(source)
    return Referents.of(text, statements).resolve(source, Span(start, start + len(source))).text


@pytest.mark.parametrize(
    ("text", "source", "written"),
    [
        (
            "Amina Yusuf, a doctor at the hospital in Geneina, said the wards were full. She said nine children died.",
            "She",
            "Amina Yusuf, a doctor at the hospital in Geneina",
        ),
        (
            "Col. Idris Harun spoke to reporters on Friday. Harun said two drones were shot down.",
            "Harun",
            "Col. Idris Harun",
        ),
        (
            "The Freedom of Russia Legion (LSR) and the Russian Volunteer Corps (RDK) crossed the border. "
            "The groups said they captured nine soldiers.",
            "The groups",
            "Freedom of Russia Legion (LSR) and the Russian Volunteer Corps (RDK)",
        ),
        (
            "Local officials said a bridge was hit. They added that three guards were killed.",
            "They",
            "Local officials",
        ),
        (
            "The Sahel Dawn Movement (SDM) raided a post. The SDM said it killed ten soldiers.",
            "The SDM",
            "Sahel Dawn Movement (SDM)",
        ),
        (
            "Ukraine's defense ministry said a depot burned. The post said two tanks were destroyed.",
            "The post",
            "Ukraine's defense ministry",
        ),
        (
            "A statement by the Red Crescent said six people were wounded.",
            "A statement by the Red Crescent",
            "the Red Crescent",
        ),
        (
            "Governor Oleh Vasylenko visited the town. The governor said four people were wounded.",
            "The governor",
            "Governor Oleh Vasylenko",
        ),
        ("Witnesses told of fire. The imam said seven people died.", "The imam", "The imam"),  # nobody fits
    ],
)
def test_a_speaker_is_written_out_as_the_article_first_names_it(text: str, source: str, written: str) -> None:
    assert resolved(text, source) == written


@given(st.text(max_size=120))
def test_parties_stand_in_the_text_and_do_not_overlap(text: str) -> None:
    named = parties_in(text)
    assert all(0 <= n.span.start < n.span.end <= len(text) for n in named)
    assert all(a.span.end <= b.span.start for a, b in pairwise(named))


@given(st.sampled_from(["IDF", "JNIM", "the Kremlin", "Hamas", "UNIFIL"]), st.text(alphabet="abc ,.", max_size=30))
def test_a_name_is_found_whatever_stands_around_it(name: str, around: str) -> None:
    text = f"{around} {name} {around}"
    assert parties_in(text)


def test_who_saw_a_document_did_not_write_it() -> None:
    source = "an assessment that was seen by several news outlets"
    assert Referents.of("").resolve(source, Span(0, 10)).text == source


def test_a_description_by_the_last_word_of_a_name_is_that_name() -> None:
    text = "The Freedom of Russia Legion and the Russian Volunteer Corps attacked. The legion took a village."
    at = Span(text.index("The legion"), text.index(" took"))
    assert "Freedom of Russia Legion" in Referents.of(text).resolve("The legion", at).text
