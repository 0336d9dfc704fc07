"""Moments of truth, listening, network and your market in a real browser, by mouse and by keyboard."""

from __future__ import annotations

import pytest

from tests.app.conftest import Served
from tests.app.test_compare import answered, violations

SMALL = "market=telecom&customers=1000&weeks=52"
FACTS = "what,brand,value,tolerance\nshare,acme,34,2\nchurn,acme,17.5,2\n"
TABLE = "customer_id,kind,tenure_months,MonthlyCharges\n" + "".join(
    f"C{k},{kind},{k + 1},{20 + k % 9}\n" for k, kind in enumerate(["families", "seniors", "young"] * 12)
)


def test_a_point_of_the_matrix_says_what_it_means(page, served: Served):
    """The shipped answer is there at once; a point opens its words, the switch moves it, and Back undoes both."""
    page.goto(f"{served.base}/moments?market=telecom")
    answered(page)
    point = page.locator("svg.wide .point").first
    place = point.evaluate("each => each.style.transform")
    point.focus()
    page.keyboard.press("Enter")
    assert page.locator("#points article:not([hidden]) li").count() >= 4
    violations(page)
    page.locator(".switch a[data-view=survey]").click()
    assert "view=survey" in page.url
    assert point.evaluate("each => each.style.transform") != place
    page.reload()
    answered(page)
    assert page.locator(".planes.survey").count() == 1
    page.go_back()
    page.locator(".planes.truth").wait_for(state="attached")


@pytest.mark.slow
def test_a_matrix_grows_while_it_is_lived(page, served: Served):
    """Other luck is lived anew: points come one by one, and none is told what to do before there is an interval."""
    page.locator("#waiting").wait_for(state="hidden")
    page.goto(f"{served.base}/moments?{SMALL}&seed=6", wait_until="commit")
    page.locator("svg.wide .point").first.wait_for(state="attached")
    answered(page)
    assert page.locator("#answer progress").count() == 0


@pytest.mark.slow
def test_what_the_brand_sees_is_not_what_is_true(page, served: Served):
    """The switch shows the truth, joined feedback changes the dashboard, Undo brings it back."""
    page.locator("#waiting").wait_for(state="hidden")
    page.goto(f"{served.base}/listening?{SMALL}")
    answered(page)
    sees = page.locator("h1").inner_text()
    page.locator(".switch button[data-view=true]").click()
    assert page.locator("h1").inner_text() != sees
    violations(page)
    page.locator("input[value=joined]").check()
    assert "mode=joined" in page.url
    page.locator("#answer:not(.fading) svg.wide .seen.brand").first.wait_for(state="attached")
    page.locator("#undo").click()
    page.locator("input[value=silo]:checked").wait_for()


@pytest.mark.slow
def test_a_bad_week_is_played(page, served: Served):
    """Everybody is drawn; play moves the week; the futures end in what one disappointed customer costs."""
    page.locator("#waiting").wait_for(state="hidden")
    page.goto(f"{served.base}/network?{SMALL}")
    answered(page)
    assert page.locator("svg.acquaintances .people circle").count() == 1000
    page.locator("#week").focus()
    page.keyboard.press("Home")
    assert page.locator("#week-value").inner_text() == "1"
    assert page.locator(".people .met").count() == 0
    page.locator("#play").click()
    page.locator(".people .met").first.wait_for(state="attached")
    page.locator("#play").click()
    assert "week=" in page.url
    violations(page)


@pytest.mark.slow
def test_facts_and_a_table_are_given_read_and_compared(page, served: Served, tmp_path):
    """Files that are chosen are shown as they were understood, a table is read when its columns are confirmed."""
    (tmp_path / "facts.csv").write_text(FACTS, encoding="utf-8")
    (tmp_path / "customers.csv").write_text(TABLE, encoding="utf-8")
    page.goto(f"{served.base}/market?market=telecom")
    page.set_input_files("#facts input[type=file]", tmp_path / "facts.csv")
    page.wait_for_url("**facts=**")
    page.locator("#rows input[value='17.5']").wait_for()
    page.set_input_files("#table input[type=file]", tmp_path / "customers.csv")
    page.wait_for_url("**table=**")
    assert page.locator("select[name=price]").input_value() == "MonthlyCharges"
    violations(page)
    page.select_option("select[name=price]", "tenure_months")
    page.locator("#columns button.main").click()
    page.locator("#read pre").first.wait_for()
    page.locator("#table button.plain").click()
    page.locator("#columns form").wait_for(state="detached")
    page.locator("#run button.main").click()
    page.locator("#result .verdicts tbody tr").first.wait_for()
    assert page.locator("#result .verdicts tbody tr").count() == 2
    violations(page)


@pytest.mark.slow
def test_what_is_wrong_is_told_in_the_words_of_the_command(page, served: Served, tmp_path):
    """A fact about nobody is refused as in a terminal, with its line."""
    (tmp_path / "facts.csv").write_text("what,brand,value\nchurn,nobody,10\n", encoding="utf-8")
    page.goto(f"{served.base}/market?market=telecom")
    page.set_input_files("#facts input[type=file]", tmp_path / "facts.csv")
    page.wait_for_url("**facts=**")
    page.locator("#run button.main").click()
    page.locator("#result .state.failed").wait_for()
    assert "nobody" in page.locator("#result pre").first.inner_text()


@pytest.mark.parametrize("room", ["moments", "market"])
def test_no_own_room_is_wider_than_a_phone(page, served: Served, room):
    """On a phone no room scrolls sideways."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{served.base}/{room}?market=telecom")
    answered(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
