"""What the claims of an incident say about each other, each a sentence a reader understands."""

from collections.abc import Iterator
from datetime import date

import pytest
from totals import told

from reportedly import Article
from reportedly.claim import Finding
from reportedly.ledger import Ledger
from reportedly.reconciling import bring_up_to_date, incident, incidents
from reportedly.reconciling.findings import findings_in
from reportedly.reconciling.voices import Sort, support_of

FIRST, SECOND, LATER = date(2024, 3, 12), date(2024, 3, 14), date(2024, 6, 1)


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with Ledger.open(address) as opened:
        yield opened


def add(ledger: Ledger, text: str, published: date = FIRST, publisher: str = "The Paper") -> str:
    """Keep an article; gives the name of its first claim."""
    n = ledger.stats().articles
    added = ledger.add(Article(text, id=f"a{n}", publisher=publisher, published=published, url=f"http://p.example/{n}"))
    return ledger.claims_of(added.number)[0].name


def findings(ledger: Ledger, claim: str) -> dict[str, Finding]:
    bring_up_to_date(ledger)
    return {finding.kind: finding for finding in findings_in(ledger, incident(ledger, claim))}


def test_rivals_are_told_with_how_far_they_are_apart(ledger: Ledger) -> None:
    one = add(ledger, "Eight people were killed in Kherson on 12 March, police said.")
    other = add(ledger, "Twelve people were killed in Kherson on 12 March, residents said.", publisher="The Post")
    told = findings(ledger, one)["rival_figures"]
    assert told.text == "rival figures: eight killed (police) against twelve killed (residents), 1.5 times as many"
    assert set(told.claims) == {one, other}


@pytest.mark.parametrize(
    "second",
    [
        "At least seven people were killed in Kherson on 12 March, residents said.",
        "About eight people were killed in Kherson on 12 March, residents said.",
        "Eight people were killed in Kherson on 12 March, according to police.",
    ],
)
def test_figures_that_can_both_be_right_are_no_rivals(ledger: Ledger, second: str) -> None:
    one = add(ledger, "Eight people were killed in Kherson on 12 March, police said.")
    add(ledger, second, publisher="The Post")
    assert "rival_figures" not in findings(ledger, one)


@pytest.mark.parametrize(("number", "way"), [("Fourteen", "upward"), ("Six", "downward")])
def test_a_claimant_who_changes_his_figure_revises_it(ledger: Ledger, number: str, way: str) -> None:
    one = add(ledger, "Eight people were killed in Kherson on 12 March, police said.")
    add(ledger, f"{number} people were killed in Kherson on 12 March, police said.", published=SECOND)
    told = findings(ledger, one)
    assert told[f"revised_{way}"].text == (
        f"police revised {way}: eight killed on 12 March 2024, {number.lower()} on 14 March 2024"
    )
    assert "rival_figures" not in told


def test_a_raid_is_one_incident_with_a_figure_revised_and_a_rival(ledger: Ledger) -> None:
    """A group's running total contains its days; higher figures later revise it; the army's own figure is a rival."""
    day = add(
        ledger,
        "The Freedom of Russia Legion said it captured 25 Russian soldiers in the Belgorod region on 16 March 2024.",
        published=date(2024, 3, 16),
    )
    total = add(
        ledger,
        "The Freedom of Russia Legion said it had captured 27 Russian soldiers in the Belgorod region "
        "between 12 March and 18 March 2024.",
        published=date(2024, 3, 18),
    )
    rival = add(
        ledger,
        "The Russian Defense Ministry said that 11 Russian soldiers were captured in the Belgorod region "
        "between 12 March and 18 March 2024.",
        published=date(2024, 3, 18),
        publisher="The Post",
    )
    told = findings(ledger, day)
    names = {member.kept.name for member in incident(ledger, day).members}
    assert {day, total, rival} <= names
    assert told["rival_figures"].claims == (rival, total)


def test_who_fights_and_who_does_not_is_told_apart(ledger: Ledger) -> None:
    for n, who in enumerate(("the Russian Defense Ministry", "a hospital official", "residents", "the United Nations")):
        add(ledger, f"Eight people were killed in Kherson on 12 March, {who} said.", publisher=f"Paper {n}")
    last = add(ledger, "Eight people were killed in Kherson on 12 March.", publisher="The Post")
    bring_up_to_date(ledger)
    support = support_of(incident(ledger, last).members)
    assert list(support) == [Sort.PARTY, Sort.OFFICIAL, Sort.MONITOR, Sort.WITNESS, Sort.REPORTER]
    assert support[Sort.REPORTER] == ("The Post",)


def test_a_party_to_the_war_as_the_only_source_is_said(ledger: Ledger) -> None:
    one = add(ledger, "The Freedom of Russia Legion said it killed 40 soldiers in Belgorod on 12 March 2024.")
    told = findings(ledger, one)["party_only"]
    assert told.text == "the only source is a party to the war: Freedom of Russia Legion"


COPIED = (
    "Eight people were killed in Kherson on 12 March when shells fell on a market, police said. "
    "Stalls burned for most of the morning, and the square was closed until the evening. "
    "It was the third attack on the town within a week, and the second on that square."
)


def test_a_copy_that_does_not_name_its_source_is_said(ledger: Ledger) -> None:
    add(ledger, COPIED, publisher="The Wire")
    copy = add(ledger, COPIED, publisher="The Post", published=SECOND)
    assert findings(ledger, copy)["copied_without_credit"].text == (
        "copied without credit: The Post has the text of The Wire (12 March 2024)"
    )


def test_who_published_first_is_the_one_copied_whichever_came_in_first(ledger: Ledger) -> None:
    add(ledger, COPIED, publisher="The Post", published=SECOND)
    first = add(ledger, COPIED, publisher="The Wire")
    assert findings(ledger, first)["copied_without_credit"].text == (
        "copied without credit: The Post has the text of The Wire (12 March 2024)"
    )


def test_one_name_for_two_speakers_makes_them_one_voice(ledger: Ledger) -> None:
    one = add(ledger, "Eight people were killed in Kherson on 12 March, police said.")
    add(ledger, "Twelve people were killed in Kherson on 12 March, residents said.", publisher="The Post")
    ledger.merge_parties(["residents"], "police", by="Ines")
    assert "rival_figures" not in findings(ledger, one)


def test_figures_of_two_groups_rival_with_the_larger(ledger: Ledger) -> None:
    """Guards who were hurt beside the prisoners are not what another source's figure of prisoners rivals."""
    one = add(
        ledger,
        "Police said 75 prisoners were wounded in Kherson on 12 March. Police said eight guards were also wounded.",
    )
    add(ledger, "Some 73 people were wounded in Kherson on 12 March, residents said.", publisher="The Post")
    assert "rival_figures" not in findings(ledger, one)


def test_several_parties_to_the_war_are_named(ledger: Ledger) -> None:
    one = add(ledger, "The Freedom of Russia Legion said it killed 40 soldiers in Belgorod on 12 March 2024.")
    add(ledger, "The Russian Defense Ministry said 11 soldiers were killed in Belgorod on 12 March 2024.")
    told = findings(ledger, one)["party_only"].text
    assert told.startswith("only parties to the war say so: ")
    assert "Freedom of Russia Legion" in told and "Russian Ministry of Defense" in told


def test_of_figures_with_bounds_the_least_ratio_is_told(ledger: Ledger) -> None:
    one = add(ledger, "Between 10 and 50 people were killed in Kherson on 12 March, police said.")
    add(ledger, "Between 100 and 300 people were killed in Kherson on 12 March, residents said.", publisher="The Post")
    assert findings(ledger, one)["rival_figures"].text.endswith(", at least 2 times as many")


def test_a_copy_that_names_its_source_is_nothing_to_tell(ledger: Ledger) -> None:
    add(ledger, COPIED, publisher="The Wire")
    copy = add(ledger, COPIED + " (The Wire)", publisher="The Post", published=SECOND)
    assert "copied_without_credit" not in findings(ledger, copy)


def test_an_old_event_told_as_new_is_said(ledger: Ledger) -> None:
    said = "Eight people were killed in Kherson on Tuesday when shells fell on a busy market, police said."
    add(ledger, said, publisher="The Wire")
    again = add(ledger, said + " Nobody knows more.", publisher="The Post", published=LATER)
    told = findings(ledger, again)["stale"]
    assert "stood in The Wire on 12 March 2024" in told.text


def test_outlets_that_cite_each_other_are_said(ledger: Ledger) -> None:
    one = add(ledger, "Eight people were killed in Kherson on 12 March, TASS reported.", publisher="Interfax")
    add(ledger, "Eight people were killed in Kherson on 12 March, Interfax reported.", publisher="TASS")
    assert findings(ledger, one)["circular_sourcing"].text == (
        "the outlets cite each other: Interfax cites TASS cites Interfax"
    )


def test_a_withdrawn_article_is_said(ledger: Ledger) -> None:
    one = add(ledger, "Eight people were killed in Kherson on 12 March, police said.")
    ledger.withdraw(ledger.history(one)[-1].article.number, by="Ines", reason="taken down")
    bring_up_to_date(ledger)
    assert "claim_withdrawn" in {f.kind for f in findings_in(ledger, incident(ledger, one))}


def test_a_denial_is_said(ledger: Ledger) -> None:
    one = add(
        ledger,
        "The rebels said they killed 60 soldiers in Kherson on 12 March. "
        "The army denied that any soldiers were killed.",
    )
    assert findings(ledger, one)["denied_by"].text == "the army denied: 60 killed (the rebels)"


def test_one_report_alone_has_nothing_to_tell(ledger: Ledger) -> None:
    one = add(ledger, "Eight people were killed in Kherson on 12 March, police said.")
    assert findings(ledger, one) == {}
    assert len(list(incidents(ledger))) == 1


def test_a_joint_statement_is_one_voice_and_so_is_one_of_its_speakers(ledger: Ledger) -> None:
    add(
        ledger,
        "The Freedom of Russia Legion and the Russian Volunteer Corps said they killed 40 soldiers in Belgorod on "
        "12 March 2024.",
    )
    last = add(ledger, "The Freedom of Russia Legion said it killed 46 soldiers in Belgorod on 12 March 2024.")
    bring_up_to_date(ledger)
    assert [len(names) for names in support_of(incident(ledger, last).members).values()] == [1]


def test_parties_that_a_person_has_merged_support_an_incident_once(ledger: Ledger) -> None:
    add(ledger, "Eight people were killed in Kherson on 12 March, Ivan Petrenko said.")
    last = add(ledger, "Nine people were killed in Kherson on 12 March, Oleh Prokudin said.", publisher="The Post")
    ledger.merge_parties(["ivan-petrenko"], "oleh-prokudin", by="Ines")
    bring_up_to_date(ledger)
    assert sum(len(names) for names in support_of(incident(ledger, last).members).values()) == 1


def test_a_figure_is_compared_with_what_others_counted(ledger: Ledger) -> None:
    for day, figure in ((12, 1000), (18, 4000)):
        told(ledger, figure, date(2024, 3, day))
    one = add(
        ledger,
        "The Freedom of Russia Legion said it killed 600 Russian soldiers in the Belgorod region between 12 March and "
        "18 March 2024.",
        published=date(2024, 3, 18),
    )
    assert "600 killed: 20 % of the 3,000" in findings(ledger, one)["plausibility"].text
