"""Who says so: a text in; source, cue and content out. Pieces of one role are joined by " | "."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.article import Article
from reportedly.claim import Stance
from reportedly.reading.attribution import Statement, may_attribute, statements_in
from reportedly.reading.furniture import blocks_in
from reportedly.reading.parse import parsed
from reportedly.reading.quotations import quotations_in
from reportedly.reading.sentences import sentences_in


def read(text: str) -> tuple[Statement, ...]:
    return statements_in(text, list(parsed(text, sentences_in(text, blocks_in(Article(text))))))


def roles(text: str, statement: Statement) -> tuple[str, str, str]:
    joined = [" | ".join(s.of(text) for s in spans) for spans in (statement.source, statement.cue, statement.content)]
    return joined[0], joined[1], joined[2]


def outermost(text: str) -> list[tuple[str, str, str]]:
    return [roles(text, s) for s in read(text) if s.outer is None]


ONE = [
    # plain, and with words between
    ("The ministry said nine soldiers were killed.", ("The ministry", "said", "nine soldiers were killed")),
    (
        "The governor said on Monday that the bridge had been hit.",
        ("The governor", "said", "that the bridge had been hit"),
    ),
    (
        "Petrov told a meeting of commanders that few shells were left.",
        ("Petrov", "told", "that few shells were left"),
    ),
    # inverted and interposed
    ("Nine soldiers were killed, said the ministry.", ("the ministry", "said", "Nine soldiers were killed")),
    ("Nine soldiers were killed, the ministry said.", ("the ministry", "said", "Nine soldiers were killed")),
    (
        "The bridge, the mayor said, could be rebuilt in a year.",
        ("the mayor", "said", "The bridge | could be rebuilt in a year"),
    ),
    (
        "Russia has lost 300 tanks - estimates the British ministry.",
        ("the British ministry", "estimates", "Russia has lost 300 tanks"),
    ),
    # direct, mixed, split
    ('"We hold the town," said Petrov.', ("Petrov", "said", '"We hold the town,"')),
    ("“We hold the town,” he said.", ("he", "said", "“We hold the town,”")),
    (
        "“We hold the town,” Petrov, a commander in the east, told reporters.",
        ("Petrov, a commander in the east", "told", "“We hold the town,”"),
    ),
    ('Petrov said: "We hold the town."', ("Petrov", "said", '"We hold the town."')),
    ('The mayor said the raid was "a crime".', ("The mayor", "said", 'the raid was "a crime"')),
    (
        "“The road,” the colonel said, “is ours.”",
        ("the colonel", "said", "“The road,” | “is ours.”"),
    ),
    # a quotation over sentences and paragraphs
    ("“We left,” he said. “It was over. We ran.”", ("he", "said", "“We left,” | “It was over. We ran.”")),
    ("“We left. It was over,” she said.", ("she", "said", "“We left. It was over,”")),
    (
        "“We left,” he said.\n\n“It was over.\n\n“We ran.”",
        ("he", "said", "“We left,” | “It was over. | “We ran.”"),
    ),
    # according to, per, as
    ("According to the governor, two people died.", ("the governor", "According to", "two people died")),
    ("Two people died, according to the governor.", ("the governor", "according to", "Two people died")),
    (
        "The driver, who was held on Friday, according to prosecutors, had crossed the border twice.",
        ("prosecutors", "according to", "who was held on Friday"),
    ),
    (
        "Two people died, according to the governor; nobody was held.",
        ("the governor", "according to", "Two people died"),
    ),
    (
        "The mine was shut, according to its owner, but half of the miners are still at work.",
        ("its owner", "according to", "The mine was shut"),
    ),
    (
        "The firm opened in 1994 and, according to its own pages, employs 300 people.",
        ("its own pages", "according to", "employs 300 people"),
    ),
    (
        "The reform has, according to the unions, cost 900 jobs.",
        ("the unions", "according to", "The reform has | cost 900 jobs"),
    ),
    (
        "According to a survey of 800 farmers, carried out by Lindt for the ministry, 60 percent want to sell.",
        (
            "a survey of 800 farmers, carried out by Lindt for the ministry",
            "According to",
            "60 percent want to sell",
        ),
    ),
    (
        "According to a letter obtained by Nordic Radio, the ministry, which runs the ports, knew of the leak.",
        (
            "a letter obtained by Nordic Radio",
            "According to",
            "the ministry, which runs the ports, knew of the leak",
        ),
    ),
    (
        "According to the charity, three schools were hit, but no pupils were hurt.",
        ("the charity", "According to", "three schools were hit, but no pupils were hurt"),
    ),
    (
        "The firm, according to a filing with the court last week, owes nine million.",
        ("a filing with the court last week", "according to", "The firm | owes nine million"),
    ),
    (
        "Both men were killed later, according to information they received on Friday.",
        ("information they received on Friday", "according to", "Both men were killed later"),
    ),
    (
        "According to reports coming out of Tamba, a total of 30 ships and 12 boats have been lost.",
        ("reports coming out of Tamba", "According to", "a total of 30 ships and 12 boats have been lost"),
    ),
    (
        "Nine soldiers were killed near Lura, which rebels attacked at dawn, according to the army.",
        ("the army", "according to", "Nine soldiers were killed near Lura, which rebels attacked at dawn"),
    ),
    (
        "According to two people who saw the letter, the minister knew.",
        ("two people who saw the letter", "According to", "the minister knew"),
    ),
    ('According to the agency: "Nobody was hurt."', ("the agency", "According to", '"Nobody was hurt."')),
    ("The raid began at dawn, per the Kyiv Post.", ("the Kyiv Post", "per", "The raid began at dawn")),
    ("As the general staff reported, two ships sank.", ("the general staff", "reported", "two ships sank")),
    ("Two ships sank, as first reported by Suspilne.", ("Suspilne", "first reported", "Two ships sank")),
    # nouns
    (
        "The rebels' claim that they shot down the jet could not be checked.",
        ("The rebels", "claim", "that they shot down the jet"),
    ),
    (
        "Residents expressed concern that the dam would break.",
        ("Residents", "expressed concern", "that the dam would break"),
    ),
    ("The claim that the dam broke was false.", ("", "claim", "that the dam broke")),
    # passive, without a source, or with one
    ("It was announced that the port would close.", ("", "was announced", "that the port would close")),
    ("Nine people were reported to have died.", ("", "were reported", "Nine people | to have died")),
    ("The attack was reported by two agencies.", ("two agencies", "was reported", "The attack")),
    # relative clause
    ("Officials, who said the road was cut, left.", ("Officials | who", "said", "the road was cut")),
    # what is not a clause
    ("The army vowed to retaliate.", ("The army", "vowed", "to retaliate")),
    ("The group called it 'a crime'.", ("The group", "called", "it 'a crime'")),
    ("The ministry denied the report.", ("The ministry", "denied", "the report")),
    ("The governor spoke of heavy losses.", ("The governor", "spoke", "heavy losses")),
    ("He did not say how many had died.", ("He", "did not say", "how many had died")),
    ("The study found that 300 houses were gone.", ("The study", "found", "that 300 houses were gone")),
    # colons
    ("Kyiv: three dead in strike on Sumy", ("Kyiv", ":", "three dead in strike on Sumy")),
    ("Survey: voters in a hurry to end the war.", ("Survey", ":", "voters in a hurry to end the war")),
    ("Hale: Town Council Will Not Meet Before Friday.", ("Hale", ":", "Town Council Will Not Meet Before Friday")),
    ("SMITH: We hold the town. They left.", ("SMITH", ":", "We hold the town. They left")),
    ("Army chief killed in raid: state media", ("state media", ":", "Army chief killed in raid")),
    ("“We will not leave the town” — Mayor Boichenko", ("Mayor Boichenko", "—", "“We will not leave the town”")),
    ("More than 100 dead - governor", ("governor", "-", "More than 100 dead")),
    ("The colonel wrote:\n\nWe hold the town. They left.", ("The colonel", "wrote", "We hold the town. They left.")),
    # headlines without a finite verb
    ("Dozens dead in strike, medics say", ("medics", "say", "Dozens dead in strike")),
    # figures
    ("Hospital sources put the death toll at 45.", ("Hospital sources", "put", "the death toll at 45")),
    ("By the ministry's own count, 300 have died.", ("the ministry's", "By | count", "300 have died")),
    # lost commas
    (
        "Three were killed near the bridge a war monitor said on Monday.",
        ("a war monitor", "said", "Three were killed near the bridge"),
    ),
    # speakers that the parser takes for something else
    (
        "Ten people died in the city, a doctor at the hospital that took them in told reporters.",
        ("a doctor at the hospital that took them in", "told", "Ten people died in the city"),
    ),
    ("The outlet reported, quoting no one, that three were hurt.", ("The outlet", "reported", "that three were hurt")),
    ("The town's defenders, it is claimed, lost 14 tanks.", ("", "is claimed", "The town's defenders | lost 14 tanks")),
    ("They did not say when the attack took place.", ("They", "did not say", "when the attack took place")),
    (
        "The war monitor reported that 12 people had died, the valley council and Nova TV said.",
        ("the valley council and Nova TV", "said", "The war monitor reported that 12 people had died"),
    ),
    # a headline's verb
    ("Petrov Says 40 Civilians Dead in Strike", ("Petrov", "Says", "40 Civilians Dead in Strike")),
    # deeds that only look like words
    ("The raid claimed 40 lives, the governor said.", ("the governor", "said", "The raid claimed 40 lives")),
    (
        "The siege has claimed the lives of nine medics, Nova TV said.",
        ("Nova TV", "said", "The siege has claimed the lives of nine medics"),
    ),
    # capitals
    ("THE ARMY SAID ITS TROOPS HAD TAKEN THE HILL.", ("THE ARMY", "SAID", "ITS TROOPS HAD TAKEN THE HILL")),
]


@pytest.mark.parametrize(("text", "expected"), ONE)
def test_one_statement(text: str, expected: tuple[str, str, str]) -> None:
    assert outermost(text) == [expected]


TWO = [
    (
        "The ministry said nine died, adding that the toll could rise.",
        [("The ministry", "said", "nine died"), ("The ministry", "adding", "that the toll could rise")],
    ),
    (
        "The spokesman said eight were killed and added that 12 were hurt.",
        [("The spokesman", "said", "eight were killed"), ("The spokesman", "added", "that 12 were hurt")],
    ),
    (
        "The army said it held the village, but the mayor denied that.",
        [("The army", "said", "it held the village"), ("the mayor", "denied", "that")],
    ),
    (
        "Officials say the school was empty; residents say it was not.",
        [("Officials", "say", "the school was empty"), ("residents", "say", "it was not")],
    ),
    (
        "According to the UN, 900 civilians died; Kyiv says the number is higher.",
        [("the UN", "According to", "900 civilians died"), ("Kyiv", "says", "the number is higher")],
    ),
    (
        "Islamabad: The army said on Monday that three men had died.",
        [("The army", "said", "that three men had died")],
    ),
    (
        "Asked about the raid, the colonel said, “We left.”",
        [("", "Asked", "the raid"), ("the colonel", "said", "“We left.”")],
    ),
    (
        "Asked whether the town had fallen, the colonel said it had not.",
        [("", "Asked", "whether the town had fallen"), ("the colonel", "said", "it had not")],
    ),
    (
        "The general said he would order a retreat and warned that more would follow.",
        [("The general", "said", "he would order a retreat"), ("The general", "warned", "that more would follow")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TWO)
def test_two_statements_of_one_sentence(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert outermost(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Two ships sank off the coast on Monday.",
        "The soldiers advanced according to plan.",
        "The unit fires 40 shells per day.",
        "Watch: drone footage of the bridge",
        "",
        " \n ",
    ],
)
def test_nobody_says_so(text: str) -> None:
    assert read(text) == ()


def test_a_statement_inside_a_statement_names_its_outer_one() -> None:
    text = "SITE said JNIM claimed that it had killed 40 soldiers."
    first, second = read(text)
    assert roles(text, first) == ("SITE", "said", "JNIM claimed that it had killed 40 soldiers")
    assert roles(text, second) == ("JNIM", "claimed", "that it had killed 40 soldiers")
    assert (first.outer, second.outer) == (None, 0)


def test_an_agency_that_quotes_is_the_outer_one() -> None:
    text = "Interfax quoted the minister as saying that two ships were hit."
    first, second = read(text)
    assert (roles(text, first)[0], roles(text, second)[0]) == ("Interfax", "the minister")
    assert second.outer == 0


def test_what_a_quotation_says_of_others_is_inside_it() -> None:
    text = "“They claim that we lost,” Petrov said."
    claim, said = read(text)
    assert roles(text, said) == ("Petrov", "said", "“They claim that we lost,”")
    assert claim.outer == 1


@pytest.mark.parametrize(
    ("text", "channel", "relay"),
    [
        ("The governor wrote on Telegram that three people had died.", "Telegram", None),
        ("Three people died, the ministry said in a statement.", "a statement", None),
        ("In a statement on Telegram, the general staff said its forces had left.", "a statement on Telegram", None),
        ("The mayor said during a briefing that the school was hit.", "a briefing", None),
        ("“We hold the bridge,” Petrov told Reuters.", None, "Reuters"),
        ("“We hold the bridge,” Petrov told reporters.", None, None),
        ("He said in an interview with CNN that the war was lost.", "an interview with CNN", "CNN"),
        ("The mayor said the school was hit.", None, None),
    ],
)
def test_channel_and_relay(text: str, channel: str | None, relay: str | None) -> None:
    (said,) = (s for s in read(text) if s.outer is None)
    assert (said.channel.of(text) if said.channel else None) == channel
    assert (said.relay.of(text) if said.relay else None) == relay


@pytest.mark.parametrize(
    ("text", "stance", "hedge", "quoted"),
    [
        ("The army said it won.", Stance.SAYS, False, False),
        ("The army claimed it won.", Stance.CLAIMS, True, False),
        ("The army confirmed that it lost.", Stance.CONFIRMS, False, False),
        ("The army denied that it lost.", Stance.DENIES, False, False),
        ("Analysts questioned whether it won.", Stance.DOUBTS, False, False),
        ('"We won," the army said.', Stance.SAYS, False, True),
        ('The army said it "won" the day.', Stance.SAYS, False, False),
    ],
)
def test_stance_hedge_and_marks(text: str, stance: Stance, hedge: bool, quoted: bool) -> None:
    (said,) = (s for s in read(text) if s.outer is None)
    assert (said.stance, said.hedge, said.quoted) == (stance, hedge, quoted)


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The agency could not confirm the report.", Stance.DOUBTS),
        ("No group has claimed the attack.", Stance.CLAIMS),
        ("The army did not say who fired.", Stance.SAYS),
    ],
)
def test_what_is_not_said_is_marked(text: str, stance: Stance) -> None:
    (said,) = (s for s in read(text) if s.outer is None)
    assert (said.negated, said.stance) == (True, stance)


def test_sentences_may_be_left_out() -> None:
    text = "The sky was grey. The ministry said nine died. It rained. “We left,” he said."
    sentences = sentences_in(text, blocks_in(Article(text)))
    some = statements_in(text, list(parsed(text, [sentences[1], sentences[3]])))
    assert [roles(text, s)[0] for s in some] == ["The ministry", "he"]


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("The ministry denied it.", True),
        ("“We left.”", True),
        ("Nine died, per Reuters.", True),
        ("Nine people died in the fire.", False),
    ],
)
def test_a_cheap_look_before_the_parser(text: str, may: bool) -> None:
    assert may_attribute(text) is may


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "no" and left.', ['"no"']),
        ("‘A crime,’ he said.", ["‘A crime,’"]),
        ("The soldiers' mothers' plea.", []),
        ("“We left.\n\n“We ran,” he said.", ["“We left.", "“We ran,”"]),
        ('"We left. \n\nHe ran.', ['"We left.']),
        ("''We left,'' he said.", ["''We left,''"]),
    ],
)
def test_quotations(text: str, found: list[str]) -> None:
    assert [q.span.of(text) for q in quotations_in(text)] == found


TOKENS = (
    "the army said that it , . “ ” \" ' : | ¶ according to per claim Kyiv who told adding vowed asked — ( ) was by X’s"
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(TOKENS.split()), max_size=60))
def test_spans_lie_in_the_text_and_pieces_are_sorted_and_apart(tokens: list[str]) -> None:
    text = " ".join(tokens).replace("|", "\n").replace("¶", "\n\n")
    found = read(text)
    for place, statement in enumerate(found):
        assert statement.cue
        assert statement.content
        assert statement.outer is None or statement.outer != place
        for spans in (statement.source, statement.cue, statement.content):
            assert all(0 <= s.start < s.end <= len(text) for s in spans)
            assert all(a.end <= b.start for a, b in pairwise(spans))
    assert [s.cue for s in found] == sorted(s.cue for s in found)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_sound_quotations(text: str) -> None:
    spans = [q.span for q in quotations_in(text)]
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_who_adds_has_spoken_already() -> None:
    text = "The army admitted that its troops lost nine men, adding that they killed three rebels."
    assert [o[0] for o in outermost(text)] == ["The army", "The army"]


def test_a_measure_is_no_source() -> None:
    assert outermost("The convoys brought flour, per person, and oil.") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The group claimed a bombing that killed nine soldiers.", "act"),
        ("The minister hopes that 40 prisoners are freed.", "wish"),
        ("The mayor told residents to leave the town, where 40 people were killed.", "order"),
        ("The rebels claimed that nine soldiers were killed.", "speech"),
        ("The rebels claimed to have killed nine soldiers.", "speech"),
    ],
)
def test_what_is_no_telling_of_a_fact(text: str, kind: str) -> None:
    assert [s.kind for s in read(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "The brigade denied statements by the defence ministry that the attack had failed and reported the capture "
        "of 12 soldiers.",
        "The army rejected a report by the rebels that the town had fallen and announced the death of nine fighters.",
    ],
)
def test_who_denies_what_others_said_goes_on_to_speak(text: str) -> None:
    """What had happened before ends with its own tense; the next verb is that of the one who denies."""
    said = [roles(text, s)[0] for s in read(text) if roles(text, s)[1] in ("reported", "announced")]
    assert said == [text[: text.index(" ", 4)]]
