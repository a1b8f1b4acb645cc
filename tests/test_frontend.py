"""What the scripts of the pages add for eyes and keys, in a real browser; without them everything is there in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import totals
from axe_playwright_python.sync_playwright import Axe
from browser import NARROW, WIDE, Watched, chromium, served
from playwright.sync_api import Browser, expect
from website import PASSWORD, Site, sqlite, told

from reportedly.desk.accounts.role import Role
from reportedly.desk.charts import ranges
from reportedly.intake import Metadata, Problem, arrivals
from reportedly.reconciling import Order, bring_up_to_date, incidents, summaries

ROOT = Path(__file__).parents[1]
TOTALS = ((4, 700), (5, 712), (6, 690), (9, 731), (10, 740))  # a day of March 2024, and how many until then

Desk = tuple[str, Site]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with the samples, and with a claimant who counts up day by day and corrects itself once."""
    site = Site(sqlite(tmp_path_factory.mktemp("desk")))
    kept = (one for one in arrivals([ROOT / "samples"], Metadata()) if not isinstance(one, Problem))
    for _ in site.ledger.add_all(kept):
        pass
    for day, total in TOTALS:
        totals.told(site.ledger, total, date(2024, 3, day))
    bring_up_to_date(site.ledger)
    with served(site.app) as base:
        yield base, site


def claim(desk: Desk) -> str:
    (kept,) = desk[1].ledger.claims("killed = 613", limit=1)
    return f"/claims/{kept.name}"


def rivals(desk: Desk) -> str:
    (apart,) = summaries(desk[1].ledger, order=Order.DISAGREEMENT, limit=1)
    return f"/incidents/{apart.id}"


def party(desk: Desk) -> str:
    page = desk[1].visitor().page("/parties?name=general+staff")
    return str(page.xpath("//main//a[starts-with(@href, '/parties/')]/@href")[0])


# --- charts -----------------------------------------------------------------------------------------------------------


def test_a_chart_has_a_dot_for_each_figure_hollow_for_echoes(browser: Browser, desk: Desk) -> None:
    base, site = desk
    lines = [line for line in summaries(site.ledger, order=Order.REPORTED) if line.claims > 1]
    charts = {one.id: drawn for one in incidents(site.ledger, lines) if (drawn := ranges(one))}
    assert any(not point["original"] for drawn in charts.values() for _, data in drawn for point in data["points"])
    watched = Watched(browser, base)
    for id, drawn in charts.items():
        figures = watched.open(f"/incidents/{id}").locator("figure.chart")
        expect(figures).to_have_count(len(drawn))
        for n, (_, data) in enumerate(drawn):
            for kind, is_original in (("solid", True), ("hollow", False)):
                many = sum(point["original"] is is_original for point in data["points"])
                expect(figures.nth(n).locator(f".claims .{kind}")).to_have_count(many)
    watched.quiet()


def test_a_dot_is_reached_by_keys_says_what_it_is_and_leads_to_its_claim(browser: Browser, desk: Desk) -> None:
    watched = Watched(browser, desk[0])
    page = watched.open(rivals(desk))
    chart = page.locator("figure.chart").first
    dots = chart.locator(".claims a")
    dots.first.focus()
    label = dots.first.get_attribute("aria-label") or ""
    expect(chart.locator(".tip")).to_contain_text(label.split(", ")[0])
    page.keyboard.press("Tab")
    expect(dots.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/*")
    watched.quiet()


RIVALS = "Eleven people were killed in Aleppo, the governor said.\n\nThirty people were killed in Aleppo, police said."


@pytest.mark.parametrize("also", [False, True], ids=["no day is told", "a day is told by another"])
def test_figures_without_a_day_have_a_place_of_their_own(browser: Browser, tmp_path: Path, also: bool) -> None:
    site = Site(sqlite(tmp_path))
    told(site.ledger, RIVALS, "pasted", publisher="The Herald")
    if also:
        rival = RIVALS.replace("Thirty", "Forty")
        told(site.ledger, rival, "dated", publisher="The Paper", published=date(2024, 3, 13))
    bring_up_to_date(site.ledger)
    (line, *_) = summaries(site.ledger, order=Order.REPORTED)
    points = [p for one in incidents(site.ledger, [line]) for _, data in ranges(one) for p in data["points"]]
    assert sum(p["day"] is None for p in points) == 2 and len(points) == (4 if also else 2)
    with served(site.app) as base:
        watched = Watched(browser, base, NARROW)
        dots = watched.open(f"/incidents/{line.id}").locator("figure.chart .claims a")
        expect(dots).to_have_count(len(points))
        names = [dot.get_attribute("aria-label") or "" for dot in dots.all()]
        assert sum("no day told" in name for name in names) == 2
        expect(watched.page.locator("figure.chart svg").first).not_to_contain_text("1970")
        watched.shot(f"chart without {'some ' if also else ''}days")
        watched.quiet()


def test_the_figures_of_a_chart_are_there_as_a_table(browser: Browser, desk: Desk) -> None:
    page = Watched(browser, desk[0]).open(party(desk))
    row = page.locator("figure.chart tbody tr").first
    expect(row).to_be_hidden()
    page.get_by_text("The figures as a table").click()
    expect(row).to_be_visible()
    expect(page.locator("figure.chart tbody tr")).to_have_count(len(TOTALS))


def test_a_running_total_is_read_day_by_day_with_the_arrow_keys(browser: Browser, desk: Desk) -> None:
    watched = Watched(browser, desk[0])
    page = watched.open(party(desk))
    down = [after for (_, before), (_, after) in pairwise(TOTALS) if after < before]
    expect(page.locator("figure.chart .corrections path")).to_have_count(len(down))
    slider = page.get_by_role("slider")
    slider.press("Home")
    for day, total in TOTALS:
        said = slider.get_attribute("aria-valuetext") or ""
        assert f"{total}" in said and f"{day} March 2024" in said
        slider.press("ArrowRight")
    watched.quiet()


def test_a_chart_is_drawn_anew_where_the_window_gets_narrow(browser: Browser, desk: Desk) -> None:
    page = Watched(browser, desk[0], WIDE).open(rivals(desk))
    svg = page.locator("figure.chart .stage > svg").first
    drawn = int(svg.get_attribute("width") or 0)
    page.set_viewport_size({"width": NARROW, "height": 900})
    expect(svg).not_to_have_attribute("width", str(drawn))
    assert int(svg.get_attribute("width") or 0) < NARROW < drawn


def test_charts_and_maps_keep_nobody_out(browser: Browser, desk: Desk) -> None:
    watched = Watched(browser, desk[0], NARROW)
    for path in (rivals(desk), party(desk), "/map"):
        found = Axe().run(watched.open(path)).response["violations"]
        assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == [], path


# --- the map ----------------------------------------------------------------------------------------------------------


def test_every_incident_with_a_place_is_on_the_map(browser: Browser, desk: Desk) -> None:
    watched = Watched(browser, desk[0])
    page = watched.open("/map")
    expect(page.locator("figure.map[data-drawn='world']")).to_have_count(1)
    placed = json.loads(page.locator("figure.map script").text_content() or "")["incidents"]
    counts = [int(one.get_attribute("data-count") or 0) for one in page.locator("figure.map .spot").all()]
    assert sum(counts) == len(placed) > 5
    assert max(counts) > 1  # circles that would cover each other are one
    watched.quiet()


def test_a_spot_is_opened_and_left_by_keys(browser: Browser, desk: Desk) -> None:
    page = Watched(browser, desk[0]).open("/map")
    one = page.locator("figure.map .spot[data-count='1']").first
    one.focus()
    page.keyboard.press("Enter")
    opened = page.locator(".leaflet-popup a[href^='/incidents/']")
    expect(opened).to_be_focused()
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(one).to_be_focused()


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_link_is_copied(browser: Browser, desk: Desk) -> None:
    base, site = desk
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(base + claim(desk))
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == site.base + claim(desk)
    context.close()


def test_without_scripts_all_figures_are_there_and_no_button_that_does_nothing(browser: Browser, desk: Desk) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(desk[0] + rivals(desk))
    expect(page.locator("figure.chart table").first).to_be_visible()
    page.goto(desk[0] + claim(desk))
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    context.close()


# --- at the desk ------------------------------------------------------------------------------------------------------


def test_the_keys_are_told(browser: Browser, desk: Desk) -> None:
    watched = Watched(browser, desk[0])
    watched.sign_in(Role.ANALYST.value, PASSWORD)
    page = watched.open("/desk")
    page.keyboard.press("?")
    told = page.get_by_role("dialog")
    expect(told).to_contain_text("Accept")
    page.keyboard.press("a")  # does nothing while they are told
    expect(told).to_be_visible()
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    page.goto(desk[0] + claim(desk))
    page.get_by_label("Why").fill("jar?")  # in a field, letters are letters
    expect(page.get_by_label("Why")).to_have_value("jar?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    watched.quiet()


def test_a_step_that_fails_says_so_and_takes_nothing_off_the_page(browser: Browser, desk: Desk) -> None:
    watched = Watched(browser, desk[0])
    watched.sign_in(Role.ANALYST.value, PASSWORD)
    page = watched.open("/desk")
    waiting = page.locator("[data-item]").count()
    page.context.clear_cookies()  # signed out in another window
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_role("alert")).to_contain_text("ign in")
    expect(page.locator("[data-item]")).to_have_count(waiting)
    page.context.set_offline(True)
    page.keyboard.press("r")
    expect(page.get_by_role("alert")).to_contain_text("could not be reached")
    expect(page.locator("[data-item]")).to_have_count(waiting)


# --- what is built ----------------------------------------------------------------------------------------------------


def test_every_package_in_the_pages_is_pinned_and_has_its_reason_and_its_licence() -> None:
    wanted = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))["devDependencies"]
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    licences = (ROOT / "reportedly" / "desk" / "static" / "licences.txt").read_text("utf-8")
    for name, version in wanted.items():
        assert version[0].isdigit(), f"{name} may change under us: {version}"
        assert name in reasons
        assert f"{name} {version} (" in licences or name == "esbuild"
