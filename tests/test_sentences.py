"""Where sentences begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article import Article, Span
from reportedly.reading.furniture import Block, Part, blocks_in
from reportedly.reading.sentences import sentences_in


def cut(text: str) -> list[str]:
    """The sentences of one block of body."""
    block = Block(Span(0, len(text)), Part.BODY)
    return [sentence.span.of(text) for sentence in sentences_in(text, [block])]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Gen. Pavlo Hrytsak said 12 had died.", "Nobody else did."],
        ["Lt. Col. J. A. Ortiz of the U.S. Army agreed.", "He left."],
        ["The order came from the U.S.", "The army obeyed."],
        ["It was put to the U.N. Security Council.", "It failed."],
        ["The shell fell at 7:15 p.m.", "Police said two had died."],
        ["At 3 a.m. Monday four men died.", "At 5 a.m. Oster time the fire was out."],
        ["On Jan. 5 they took No. 7 battery.", "In Dec. they had lost it."],
        ["He saw Sgt. Bo Lind, Maj.-Gen. Ek and Mrs. Roe.", "All were hurt."],
        ["They lost food, fuel, etc.", "Nine men froze."],
        ["The toll was 3.5 times that of 2.4 million.", "27 were children."],
        ["“Who fired?” Ivanova asked.", "“They fled.”", "He wept."],
        ['"We lost all!" the old man shouted.', "The army said nine had died."],
        ["“No. 5 platoon is gone!”", "The army said nine had died."],
        ["He said: “Two died.”", "“Three were hurt.”"],
        ["He said “go.”", "And nine men went."],
        ["The men left…", "Then shells fell."],
        ["“We … have lost nine,” she said.", "They had."],
        ["(It was not clear who fired.)", "Nine died."],
        ["They [the rebels] left.", "[They] came back."],
        ["They lost: seven tanks; six howitzers; 20 lorries.", "They won."],
        ["Fighters fled the town.", "al-Nasir said none had died."],
        ["It fell to group A.", "The rest died in World War I.", "In 1919 it ended."],
        ["1. Two soldiers died.", "2. Four were hurt."],
        ["Is it over?!", "No!!!", "Nine more died."],
        ["$5m was lost.", "€3m was found.", "#Oster burns."],
        ["É. Moreau said nine had died.", "Über 30 fled."],
        ["Дев'ять загинуло.", "О. Коваль поранений.", "Це все."],
        ["GEN. ORTIZ LOST NO. 5 BATTERY.", "THE U.S. EMBASSY BURNED.", "NINE DIED."],
        ["two men died in oster.", "five were hurt."],
        ["MERIS (Reuters) -", "Nine men died.", "MERIS, Ky. (AP) — Ten did."],
        ["KHARTOUM, June 3 (Reuters) -", "At least 25 died."],
        ["SAN SALVADOR, 3 MAY 90 (ACAN-EFE) --", "GUERRILLAS ATTACKED."],
        ["BEIRUT", "A car bomb killed six."],
        ["NATO Secretary General Stoltenberg spoke."],
        ["UN troops - about 200 - left."],
        ["She works for RT.", "The channel denied it."],
        ["Nine died in Washington, D.C.", "Officials said so."],
        ["It was the work of Acme Corp.", "The firm denied it."],
        ["A 7.62 mm round hit St. Mary's.", "No. 3 gun fired it."],
    ],
    ids=lambda sentences: sentences[0][:40],
)
def test_a_text_is_cut_into_its_sentences(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It lost 899 soldiers.The number is new.", ["It lost 899 soldiers.", "The number is new."]),
        ("They lost two tanks.613 were hit.", ["They lost two tanks.", "613 were hit."]),
        ("He said: “Go.”The men went.", ["He said: “Go.”", "The men went."]),
        ('Nine died."We saw it," he said.', ["Nine died.", '"We saw it," he said.']),
        ("They hit the UAV.Nobody died.", ["They hit the UAV.", "Nobody died."]),
        ("See www.Oster.Example/Nine.Html for St.Mary and Gen.Ek.", None),
        ("It ran on TVN24.pl and news.example today.", None),
    ],
)
def test_a_lost_space_does_not_hide_the_end(text: str, sentences: list[str] | None) -> None:
    assert cut(text) == (sentences or [text])


def test_furniture_gives_no_sentence_and_blocks_are_never_crossed() -> None:
    text = "Nine died in Oster, the mayor of the town said on Monday\n\nRead more\n\nShe gave no names. Police did."
    found = sentences_in(text, blocks_in(Article(text)))
    assert [(s.span.of(text)[:10], s.index, s.block) for s in found] == [
        ("Nine died ", 0, 0),
        ("She gave n", 1, 2),
        ("Police did", 2, 2),
    ]


def test_a_wrapped_sentence_is_one() -> None:
    assert cut("Nine men\ndied in the port. Two\nwere hurt.") == ["Nine men\ndied in the port.", "Two\nwere hurt."]


def test_what_has_no_end_is_cut_where_it_can_be() -> None:
    found = cut("nine tanks, " * 1000)
    assert len(found) > 5
    assert all(len(piece) <= 2000 and piece.endswith("tanks,") for piece in found)


pieces = st.sampled_from(
    [
        "Nine died",
        "Gen",
        "U.S",
        "a.m",
        "No",
        "5",
        ".",
        ". ",
        "…",
        "!",
        "?",
        '"',
        "”",
        "“",
        " ",
        "\n",
        "A. ",
        "The ",
        "said",
        "•",
        "(",
        ")",
    ]
)
texts = st.lists(pieces | st.text(max_size=6), max_size=40).map("".join)


@given(texts)
def test_every_character_is_in_exactly_one_sentence(text: str) -> None:
    blocks = [block for block in blocks_in(Article(text)) if block.part is not Part.FURNITURE]
    found = sentences_in(text, blocks)
    covered = [i for sentence in found for i in range(sentence.span.start, sentence.span.end)]
    assert covered == sorted(set(covered))
    for block in blocks:
        wanted = {i for i in range(block.span.start, block.span.end) if not text[i].isspace()}
        assert wanted <= set(covered)


@given(texts)
def test_sentences_lie_within_their_blocks_and_are_numbered_in_order(text: str) -> None:
    blocks = blocks_in(Article(text))
    found = sentences_in(text, blocks)
    assert [sentence.index for sentence in found] == list(range(len(found)))
    for sentence in found:
        block = blocks[sentence.block]
        assert block.span.covers(sentence.span)
        assert block.part is sentence.part
        words = sentence.span.of(text)
        assert words and words == words.strip()


@pytest.mark.parametrize("hostile", [".", '"', "A. ", "a.Aa", "?” A ", "No. 5 ", "([", "x", ". ", "A.A"])
def test_hostile_texts_are_cut_too(hostile: str) -> None:
    text = hostile * 20_000
    found = cut(text)
    assert sum(not c.isspace() for s in found for c in s) == sum(not c.isspace() for c in text)
