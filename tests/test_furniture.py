"""What on a page is the article, and what is furniture, caption or headline."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.article import Article
from reportedly.reading.furniture import Part, blocks_in, mark_of
from reportedly.reading.paragraphs import paragraphs
from reportedly.reading.pictures import pictures_in

LEAD = (
    "Shelling killed four dockers in the port of Meris on Tuesday, the harbour master said, and set two cranes on fire."
)
MORE = "The army said that it had aimed at an ammunition store, and that it knew of no civilian who had come to harm."
LAST = "Residents had spent the night in cellars, and by morning the road to the north was open again for lorries."


def parts(text: str, title: str | None = None) -> list[tuple[str, str]]:
    """Each block as (part, words)."""
    article = Article(text, title=title)
    return [(block.part.value, block.span.of(text)) for block in blocks_in(article)]


def read(text: str, title: str | None = None) -> list[str]:
    """The words that are not furniture."""
    return [words for part, words in parts(text, title) if part != "furniture"]


@pytest.mark.parametrize(
    "line",
    [
        "Read more",
        "READ MORE: Nine die as ferry sinks off Meris",
        "ALSO READ: Nine die as ferry sinks off Meris",
        "Also read | Army says it killed 40 rebels",
        "Related: Mayor counts 12 dead in market fire",
        "Sign up for our morning newsletter",
        "Subscribe to The Harbour Post for unlimited access",
        "Get the day's top stories in your inbox",
        "The Harbour Post is committed to journalism that is factual and fair.",
        "We use cookies to make this site work.",
        "By clicking accept you agree to our terms of use.",
        "Follow us on Telegram",
        "Share this article",
        "Facebook Twitter WhatsApp Email",
        "Advertisement",
        "Story continues below advertisement",
        "3 min read",
        "512 words",
        "24 February 2018",
        "Published: 2024-07-29 23:36",
        "Last updated on 3 May 2023 at 10:15 GMT",
        "12:58 a.m. EST January 22, 2016",
        "By Mara Lindqvist",
        "By Mara Lindqvist and Ben Okoro in Meris",
        "(Reporting by Mara Lindqvist; Editing by Ben Okoro)",
        "Mara Lindqvist contributed to this report.",
        "The Associated Press contributed to this report",
        "Source: Reuters",
        "(With inputs from agencies)",
        "Copyright 2016 The Harbour Post. All rights reserved.",
        "This is a developing story and will be updated.",
        "The views expressed in this article are the author's own.",
        "Tags: war, Meris, port",
        "#Meris #war",
        "https://harbourpost.example/2024/05/03/port",
        "pic.twitter.com/aB3dE5fG7h",
        "— Port of Meris (@portofmeris) May 3, 2024",
        "Photo: Getty Images",
        "Mara Lindqvist/Reuters",
        "---",
        "-->",
        "Source",
        "Editor's Picks",
        "(Additional reporting by Ben Okoro in Oster, Li Wen in Meris and Ada Roy in Port Said; Editing by Jo Blau)",
        "Harbour Post cover",
        "Image source, Getty Images",
        "Harbour diplomatic correspondent",
        "4 minute read",
        "list 1 of 3",
        "Source: Radio Meris and news agencies",
        "This audio is created with AI assistance",
        "Follow the Post's coverage of the war at https://harbourpost.example/war",
        "Our Standards: The Harbour Post Principles.",
        "Mara Lindqvist is the Harbour Post's chief foreign correspondent.",
        "Warning: This article contains details some readers may find distressing.",
        "Your email address will not be published. Required fields are marked *",
        "Facebook Tweet Email Link",
        "Like this story? Share it with a friend!",
    ],
)
def test_furniture_is_told_from_the_article(line: str) -> None:
    assert read(f"{LEAD}\n\n{line}\n\n{MORE}") == [LEAD, MORE]


@pytest.mark.parametrize(
    "line",
    [
        "By Monday 613 soldiers had been killed.",
        "Related attacks in the south killed nine, police said.",
        "More than 40 people died.",
        "Source of the blast: a lorry with two tonnes of explosives that killed nine.",
        "Follow-up shelling wounded two medics.",
        "Updated figures show 31 dead.",
        "The latest strike killed two.",
        "Most were women.",
        "Killed: 12",
        "Tanks — 7",
        "Comments by the minister came after 12 had died.",
        "Read out in parliament, the list held 40 names of the dead.",
        "Share of the dead who were children: a third.",
        "About 30 bodies were found.",
        "Live rounds killed two protesters.",
        "Watching from a roof, she counted nine bodies.",
        "Videos show soldiers shooting two prisoners.",
        "In the city of Meris, two died.",
        "Sources: 12 killed in Meris",
        "Kyiv: 3 dead",
        "Click of a trigger, and two men were dead.",
        "Residents took cover.",
        "Clashes that left nine dead were also reported from Oster.",
        "Research by Airwatch found that 30 civilians had died.",
        "Report by Amnesty: 30 dead in Oster",
        "With reports from the front of 30 dead, the mood changed.",
        "Troops entered Oster without permission from the capital and killed two.",
        "This report was published on Monday and lists 40 dead.",
        "Responses to the attack that killed 12 were swift.",
        "Rebels Kill Harbour Post Reporter in Oster",
        "Analysis: The army lost 400 tanks",
        "“Do you have any information about the nine dead?” she asked.",
        "Ane Lopes, a reporter for Radio Oster, was shot dead.",
        "Oster: 5 killed",
        "12 killed, 30 wounded",
        "At least 12 dead",
        "UPDATE: 12 dead in Oster",
        "Army: 30 rebels killed",
        "Gunmen Kill Chief Correspondent of Radio Oster",
        "What we know so far",
        "T-72",
    ],
)
def test_when_in_doubt_it_is_the_article(line: str) -> None:
    assert line in read(f"{LEAD}\n\n{line}\n\n{MORE}")


def test_the_foot_of_a_page_is_furniture_to_its_end() -> None:
    foot = "About the writer\n\nMara Lindqvist has seen 40 dead.\n\nMost popular\n\nFire kills 30 in Oster"
    assert read(f"{LEAD}\n\n{MORE}\n\n{foot}") == [LEAD, MORE]


def test_a_box_in_mid_article_ends_where_prose_goes_on() -> None:
    text = f"{LEAD}\n\nRelated articles\n\nFerry sinks, nine dead\n\nMayor counts 12 dead\n\n{MORE}\n\n{LAST}\n\n{LAST}"
    assert read(text) == [LEAD, MORE, LAST, LAST]


def test_highlights_are_read_though_their_label_is_not() -> None:
    assert read(f"Story highlights\nAt least 35 people were hurt in the raid\n{LEAD}\n{MORE}")[0].startswith(
        "At least 35"
    )


def test_the_headline_is_the_block_that_repeats_the_title() -> None:
    text = f"logo\n\nShelling kills four in Meris\n\nBy Mara Lindqvist\n\n{LEAD}"
    assert ("headline", "Shelling kills four in Meris") in parts(
        text, title="Shelling kills four in Meris | Harbour Post"
    )


def test_a_first_line_without_a_stop_is_the_headline_where_no_title_is_known() -> None:
    assert parts(f"Shelling kills four in Meris\n\n{LEAD}")[0] == ("headline", "Shelling kills four in Meris")
    assert parts(f"{LEAD}\n\n{MORE}")[0] == ("body", LEAD)


def test_heading_marks_belong_to_no_block() -> None:
    text = f"# Shelling kills four in Meris\n\n{LEAD}\n\n### Deaths in the north\n\n{MORE}"
    assert parts(text)[0] == ("headline", "Shelling kills four in Meris")
    assert ("headline", "Deaths in the north") in parts(text)


@pytest.mark.parametrize(
    "caption",
    [
        "In the main image, a rebel sits on a seized carrier near the border on May 24, 2023.",
        "This illustrative image from October 3, 2021, shows a burnt-out tank near Meris.",
        "File photo: Soldiers guard the bridge at Meris",
        "FILE - Soldiers guard the bridge at Meris, March 3, 2021. (AP Photo/Mara Lindqvist)",
        "A rescuer carries a child from a school in Meris. Photo by Mara Lindqvist/AFP via Getty Images",
        "Rescuers search the rubble in Meris [Mara Lindqvist/Reuters]",
        "Two hundred died in the camp near Meris (pictured) last week",
        "Satellite image shows craters at the airfield",
        "A general view of the port of Meris",
        "A burnt lorry near the bridge Ministry of Defence/Facebook",
    ],
)
def test_captions_are_kept_apart_but_read(caption: str) -> None:
    assert ("caption", caption) in parts(f"{LEAD}\n\n{caption}\n\n{MORE}")


def test_a_picture_gives_its_date_and_credit() -> None:
    text = (
        f"{LEAD}\n\nA rebel and the president\nIn the main image, a rebel sits on a carrier on May 24, 2023. "
        f"Photos by M. LINDQVIST/AFP/Getty Images\n\n{MORE}"
    )
    article = Article(text)
    (picture,) = pictures_in(article, blocks_in(article))
    assert picture.caption.of(text).startswith("A rebel and the president\nIn the main")
    assert picture.taken is not None and picture.taken.of(text) == "May 24, 2023"
    assert picture.credit is not None and picture.credit.of(text) == "Photos by M. LINDQVIST/AFP/Getty Images"
    assert not picture.illustrative


def test_a_caption_printed_twice_is_one_picture_with_the_credit_under_it() -> None:
    caption = "This illustrative image from 20 December 2022 shows a burnt-out tank near Meris."
    text = f"{LEAD}\n{caption}\n{caption}\nMARA LINDQVIST/Getty Images\n{MORE}"
    article = Article(text)
    (picture,) = pictures_in(article, blocks_in(article))
    assert picture.illustrative
    assert picture.taken is not None and picture.taken.of(text) == "20 December 2022"
    assert picture.credit is not None and picture.credit.of(text) == "MARA LINDQVIST/Getty Images"


def words_of(text: str) -> list[str]:
    return [span.of(text) for span in paragraphs(text)]


def test_lines_of_an_old_wire_are_wraps() -> None:
    text = (
        "   MERIS, 3 MAY 90 -- GUERRILLA GROUPS HAVE REPORTED THAT ELEVEN\n"
        "SOLDIERS DIED IN CLASHES DURING THE LAST FEW HOURS IN SIX OF THE\n"
        "PROVINCES, BUT THE ARMY CLAIMS THAT IT LOST NOBODY IN ANY OF THEM.\n"
        "   THE ARMY ALSO REPORTED THAT IT HAD DESTROYED TWO CAMPS AND TAKEN\n"
        "THREE PRISONERS, AMONG THEM A WOMAN WHO COMMANDED THE GROUP IN THE\n"
        "NORTH.\n\n"
        "THE GUERRILLAS DENIED IT."
    )
    assert [words[:12] for words in words_of(text)] == ["MERIS, 3 MAY", "THE ARMY ALS", "THE GUERRILL"]


def test_lines_that_stand_alone_are_paragraphs() -> None:
    assert words_of("Killed: 12\nWounded: 30\nMissing: 2\nTanks: 7\nGuns: 9") == [
        "Killed: 12",
        "Wounded: 30",
        "Missing: 2",
        "Tanks: 7",
        "Guns: 9",
    ]


def test_bullets_open_blocks_and_belong_to_none() -> None:
    text = f"{LEAD}\n• seven tanks\n• six howitzers\n- 20 lorries"
    assert words_of(text)[1:] == ["seven tanks", "six howitzers", "20 lorries"]


def test_a_sentence_broken_over_paragraphs_is_one_block() -> None:
    text = f"Governor Paul Adey said that nine bodies\n\nhad been brought to the morgue\n\n{MORE}"
    assert words_of(text)[0] == "Governor Paul Adey said that nine bodies\n\nhad been brought to the morgue"


def test_a_link_that_ran_into_a_dateline_is_a_block_of_its_own() -> None:
    assert words_of("Ten Held After Border Clash MERIS (Reuters) - Two soldiers died on Monday.") == [
        "Ten Held After Border Clash",
        "MERIS (Reuters) - Two soldiers died on Monday.",
    ]


def test_a_tail_opener_knows_its_extent() -> None:
    mark = mark_of("About the author")
    assert mark is not None and mark.extent.value == "tail"


pieces = st.sampled_from(
    [
        LEAD,
        MORE,
        "Read more",
        "Related",
        "•",
        "# ",
        "---",
        "\n",
        "\n\n",
        " ",
        "\t",
        "\r\n",
        "Photo: ",
        "by",
        "Ä",
        "12 died",
        "\u2028",
        ".",
    ]
)


@given(st.lists(pieces | st.text(max_size=12), max_size=30).map("".join))
def test_blocks_are_in_order_and_apart_and_trimmed(text: str) -> None:
    end = 0
    for block in blocks_in(Article(text)):
        words = block.span.of(text)
        assert block.span.start >= end
        assert words and words == words.strip()
        end = block.span.end


@given(st.text(max_size=300))
def test_reading_blocks_twice_gives_the_same(text: str) -> None:
    assert blocks_in(Article(text)) == blocks_in(Article(text))


def test_an_empty_text_has_no_blocks() -> None:
    assert blocks_in(Article("")) == blocks_in(Article(" \n \n")) == ()


def test_parts_are_named_as_people_name_them() -> None:
    assert [part.value for part in Part] == ["headline", "body", "caption", "furniture"]
