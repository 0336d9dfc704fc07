"""Compare in a real browser: a question, a lever, undo, reload, two people, a full run."""

from __future__ import annotations

from typing import Any

import pytest

from tests.app.conftest import Served


def answered(page: Any) -> None:
    """Wait until the whole answer is there, which is told to those who cannot see it."""
    page.locator("#aloud:not(:empty)").wait_for(state="attached")


def test_the_first_page_holds_an_answer_at_once(page):
    """Before anything is computed here, the page shows a finding and four pictures of it."""
    assert page.locator("h1").inner_text() != ""
    assert page.locator(".panels svg path").count() > 8


def test_a_lever_moves_the_answer(page):
    """A slider changes the address and the finding; undo brings both back; reload keeps what there is."""
    page.locator("#waiting").wait_for(state="hidden")
    page.goto(page.url.partition("?")[0] + "?market=telecom")
    before = page.locator("h1").inner_text()
    page.locator("#price").focus()
    page.keyboard.press("ArrowLeft")
    answered(page)
    assert "price=26" in page.url
    moved = page.locator("h1").inner_text()
    assert moved != before
    page.reload()
    page.locator("h1").get_by_text(moved, exact=True).wait_for()
    page.go_back()
    page.locator("h1").get_by_text(before, exact=True).wait_for()
    assert page.locator("#price-value").inner_text() == "EUR\u00a027"


def test_an_address_that_no_slider_can_have_is_mended(page, served: Served):
    """A price that is no stop goes to the nearest, on the slider, in the address and in the command."""
    page.goto(f"{served.base}/compare?market=telecom&price=999")
    page.locator("#price-value").get_by_text("35").wait_for()
    assert "price=35" in page.url
    assert "what-if.yaml" in page.locator("#run pre").inner_text()


@pytest.mark.slow
def test_two_people_get_their_own_answers(page, browser, served: Served):
    """Two people who ask at once both get whole answers to their own questions."""
    other = browser.new_context().new_page()
    other.goto(served.address)
    base = served.base + "/compare?market=telecom&seed=11"
    for one, price in ((page, 30), (other, 22)):
        one.goto(f"{base}&price={price}", wait_until="commit")
    for one, price in ((page, 30), (other, 22)):
        answered(one)
        assert one.locator("#price-value").inner_text() == f"EUR\u00a0{price}"
    assert page.locator("h1").inner_text() != other.locator("h1").inner_text()
    other.context.close()


@pytest.mark.slow
def test_a_full_run_ranks_and_its_report_opens(page, served: Served):
    """A full run shows how far it is, can be stopped and gone on with, and ends in a ranking and files."""
    page.goto(f"{served.base}/compare?market=telecom&customers=1000&weeks=52&price=25")
    page.select_option("select[name=people]", "1000")
    page.select_option("select[name=futures]", "10")
    page.locator("#run button.main").click()
    page.locator("#run progress:not([value='0'])").wait_for()
    page.locator("#run form.act button").click()
    page.locator("#run .state").wait_for()
    page.locator("#run button.main").click()
    page.locator("#run table").wait_for()
    assert page.locator("#run tbody tr").count() == 2
    with page.context.expect_page() as opened:
        page.locator("#run .files a", has_text="report").click()
    assert opened.value.locator("h1").inner_text() != ""
    with page.expect_download() as saved:
        page.locator("#run .files a[href$='what-if.yaml']").click()
    assert "brand.offer.price_eur" in saved.value.path().read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_is_wider_than_the_screen(page, width):
    """On a phone, a tablet and a desk the page does not scroll sideways, and all can use it."""
    page.set_viewport_size({"width": width, "height": 800})
    page.locator("#waiting").wait_for(state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations(page)


def violations(page: Any) -> None:
    """Fail with the rules of axe-core that a page breaks."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
