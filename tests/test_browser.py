"""The desk end to end, in headless Chromium: paste, read, correct, verify, ask, publish; charts, map, keys, access."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import NARROW, WIDE, Watched, chromium, served
from playwright.sync_api import Browser, expect
from website import PASSWORD, Site, told

from reportedly.desk.accounts.role import Role
from reportedly.ledger import acts

TUESDAY = date(2024, 3, 12)
STORY = (
    "Eleven people were killed in Kherson on Tuesday, the governor said.\n\n"
    "At least ten tanks were destroyed near the city, the Russian Ministry of Defense claimed on Telegram. "
    "The Herald could not verify the claims."
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Site]]:
    site = Site(f"sqlite:///{tmp_path_factory.mktemp('desk')}/ledger.db")
    told(site.ledger, STORY, "story", publisher="The Herald", published=TUESDAY, title="Strikes in the south")
    for n, (toll, who) in enumerate(((30, "police"), (42, "the Russian Ministry of Defense"))):
        text = f"{toll} people were killed in Kherson on Tuesday, {who} said."
        told(site.ledger, text, f"rival-{n}", published=date(2024, 3, 13 + n), publisher=f"Paper {n}")
        told(site.ledger, text + " More soon.", f"echo-{n}", published=date(2024, 3, 14 + n), publisher=f"Copy {n}")
    with served(site.app) as base:
        yield base, site


def paths(site: Site) -> dict[str, str]:
    from reportedly.desk.fresh import put_together
    from reportedly.reconciling import Order, summaries

    put_together(site.desk)
    (largest, *_) = summaries(site.ledger, order=Order.REPORTED)
    claim = next(site.ledger.claims("killed = 30"))
    number = site.ledger.articles("story")[0].number
    return {
        "front": "/", "incidents": "/incidents", "incident": f"/incidents/{largest.id}", "map": "/map",
        "timeline": "/timeline", "claim": f"/claims/{claim.name}", "article": f"/articles/{number}",
        "parties": "/parties", "party": "/parties/police", "search": "/search?q=killed", "sign-in": "/sign-in",
    }  # fmt: skip


def desk_paths(site: Site) -> dict[str, str]:
    claim = next(site.ledger.claims("killed = 30")).name
    number = site.ledger.articles("story")[0].number
    return {
        "queue": "/desk", "add": "/add", "correct": f"/claims/{claim}/correct", "claim at the desk": f"/claims/{claim}",
        "article at the desk": f"/articles/{number}", "replies": "/desk/replies",
        "ask": f"/desk/replies/new?claim={claim}", "account": "/account", "admin": "/admin",
        "accounts": "/admin/accounts", "publishers": "/admin/publishers", "journal": "/admin/journal",
    }  # fmt: skip


# --- how it looks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "scheme"), [(NARROW, "light"), (NARROW, "dark"), (WIDE, "light"), (WIDE, "dark")])
def test_every_page_fits_and_complains_of_nothing(browser: Browser, desk, width: int, scheme: str) -> None:
    base, site = desk
    watched = Watched(browser, base, width, scheme)
    for name, path in paths(site).items():
        look(watched, name, path, f"{name}-{width}-{scheme}")
    watched.sign_in(Role.ADMIN.value, PASSWORD)
    for name, path in desk_paths(site).items():
        look(watched, name, path, f"{name}-{width}-{scheme}")


def look(watched: Watched, name: str, path: str, shot: str) -> None:
    page = watched.open(path)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    watched.quiet()
    watched.shot(shot)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_out(browser: Browser, desk, scheme: str) -> None:
    base, site = desk
    watched = Watched(browser, base, WIDE, scheme)
    found: dict[str, Any] = {name: barriers(watched, path) for name, path in paths(site).items()}
    watched.sign_in(Role.ADMIN.value, PASSWORD)
    found |= {name: barriers(watched, path) for name, path in desk_paths(site).items()}
    assert {name: what for name, what in found.items() if what} == {}


def barriers(watched: Watched, path: str) -> list[tuple[str, Any]]:
    results = Axe().run(watched.open(path))
    serious = [one for one in results.response["violations"] if one["impact"] in ("serious", "critical")]
    return [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in serious]


def test_charts_have_a_mark_for_each_figure_hollow_for_echoes(browser: Browser, desk) -> None:
    base, site = desk
    watched = Watched(browser, base)
    page = watched.open(paths(site)["incident"])
    chart = page.locator("figure.chart").first
    rows = chart.locator("tbody tr")
    expect(chart.locator(".claims .solid, .claims .hollow")).to_have_count(rows.count())
    expect(chart.locator(".claims .hollow")).to_have_count(rows.filter(has_text="echo").count())
    assert rows.filter(has_text="echo").count() >= 1
    expect(chart.locator(".legend")).to_contain_text("Russia")
    watched.quiet()


def test_the_map_has_land_and_a_mark_that_leads_on(browser: Browser, desk) -> None:
    base, _ = desk
    watched = Watched(browser, base)
    page = watched.open("/map")
    expect(page.locator("figure.map .land").first).to_be_attached()
    spot = page.locator("figure.map .spot").first
    expect(spot).to_have_attribute("aria-label", "Kherson, 12 March 2024")
    spot.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a[href^='/incidents/']").click()
    expect(page.locator("h1")).to_contain_text("Kherson")
    watched.quiet()


def test_search_finds_and_leads_on_by_keyboard_alone(browser: Browser, desk) -> None:
    base, _ = desk
    watched = Watched(browser, base)
    page = watched.open("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    for _ in range(12):
        if page.evaluate("document.activeElement.id") == "q":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("killed = 30")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    first = page.locator("ul.claims a").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("30 people killed")
    watched.quiet()


# --- how it works -----------------------------------------------------------------------------------------------------


def test_from_a_pasted_text_to_the_public_page(browser: Browser, desk) -> None:
    base, _ = desk
    watched = Watched(browser, base)
    watched.sign_in(Role.ANALYST.value, PASSWORD)
    page = watched.open("/add")
    story = "Some 20 soldiers were killed near Bakhmut on Monday, a spokesman said. The road stayed closed."
    page.get_by_role("textbox", name="Text").fill(story)
    page.get_by_label("Published").first.fill("2024-05-07")
    page.get_by_label("Publisher").first.fill("The Gazette")
    page.get_by_role("button", name="Read it", exact=True).click()
    expect(page.locator(".bar")).to_contain_text("Read, not kept yet")
    page.get_by_role("button", name="Add it to the ledger").click()
    page.wait_for_url("**/articles/*")
    article = page.url
    page.locator(".ledger .what a").first.click()
    page.get_by_role("link", name="Correct").click()

    # the words of the figure are taken from the text, with the mouse
    select(page, "Some 20")
    page.locator("[data-pick=figure]").click()
    expect(page.get_by_label("Figure, in words")).to_have_value("Some 20")
    select(page, "Some 20 soldiers were killed near Bakhmut on Monday")
    page.locator("[data-pick=evidence]").click()
    page.get_by_label("The words mean").select_option("about")
    page.get_by_label("Why").fill("“some” is about")
    page.get_by_role("button", name="Keep the correction").click()
    expect(page.locator("h1")).to_have_text("about 20 soldiers killed")

    page.get_by_label("Result").select_option("unverified")
    page.get_by_label("Note").fill("No other source so far.")
    page.get_by_role("button", name="Keep the verification").click()
    expect(page.locator(".verdict .badge")).to_have_text("unverified")

    page.get_by_role("link", name="Ask for comment").click()
    page.locator("input[name=party]").fill("Eastern Command")
    page.locator("input[name=to]").fill("press@command.example")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#letter")).to_contain_text("Some 20 soldiers were killed near Bakhmut")
    watched.quiet()

    reader = Watched(browser, base)
    public = reader.open(article.removeprefix(base))
    expect(public.locator("main")).not_to_contain_text("The road stayed closed")
    public.locator(".ledger .what a").first.click()
    expect(public.locator("main")).to_contain_text("Eastern Command was asked for comment by email")
    expect(public.locator("main")).to_contain_text("No other source so far.")
    reader.shot("public-claim")
    reader.quiet()


def select(page, words: str) -> None:
    """Select words of the article as a person does."""
    page.evaluate(
        """words => {
          for (const paragraph of document.querySelectorAll("[data-source] [data-start]")) {
            const node = paragraph.firstChild, at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
          }
        }""",
        words,
    )


def test_the_queue_is_worked_with_the_keys_alone(browser: Browser, desk) -> None:
    base, site = desk
    watched = Watched(browser, base)
    watched.sign_in(Role.EDITOR.value, PASSWORD)
    page = watched.open("/desk")
    before = page.locator("[data-item]").count()
    second = page.locator("[data-item] .told a").nth(1).get_attribute("href")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(f"[data-item] a[href='{second}']")).to_have_count(0)
    expect(page.locator("[data-item]")).to_have_count(before - 1)
    assert second is not None
    states = site.ledger.history(second.rpartition("/")[2])
    assert (states[-1].state.value, states[-1].by) == ("accepted", "editor")
    page.keyboard.press("k")
    page.keyboard.press("o")
    page.wait_for_url("**/claims/*")
    watched.open(second)
    page.keyboard.press("u")
    expect(page.locator(".history .undone")).to_have_count(1)
    assert site.ledger.history(second.rpartition("/")[2])[-1].state.value == "read"
    assert acts.acts(site.ledger, by="editor", limit=1)[0].kind == "undo"
    watched.quiet()


def test_text_and_ledger_light_up_together(browser: Browser, desk) -> None:
    base, site = desk
    watched = Watched(browser, base)
    watched.sign_in(Role.ANALYST.value, PASSWORD)
    page = watched.open(f"/articles/{site.ledger.articles('story')[0].number}")
    page.locator(".body .mark.figure").first.hover()
    expect(page.locator(".ledger .claim.lit")).to_have_count(1)
    lit, ink = page.locator(".mark.figure.told-now"), "e => getComputedStyle(e).getPropertyValue('--dye')"
    expect(lit).to_have_css("background-color", rgb(lit.evaluate(ink)))
    watched.quiet()


def rgb(hexadecimal: str) -> str:
    """A colour as a browser works it out."""
    return "rgb({}, {}, {})".format(*bytes.fromhex(hexadecimal.strip().removeprefix("#")))


def test_a_hostile_text_stays_a_text(browser: Browser, desk) -> None:
    base, site = desk
    payload = '<img src=x onerror="document.title=1"><script>document.title=1</script>'
    number = told(
        site.ledger,
        f"Nine people were killed in {payload} Kherson on Tuesday, the {payload} governor said.",
        "hostile",
        title=f"Strike {payload}",
        publisher=f"Paper {payload}",
        published=TUESDAY,
    )
    watched = Watched(browser, base)
    watched.sign_in(Role.ANALYST.value, PASSWORD)
    claims = [f"/claims/{kept.name}" for kept in site.ledger.claims_of(number)]
    for path in ("/", "/search?q=nine", "/desk", f"/articles/{number}", *claims):
        page = watched.open(path)
        assert page.title() != "1"
        assert page.locator("img[src=x]").count() == 0
    watched.quiet()
