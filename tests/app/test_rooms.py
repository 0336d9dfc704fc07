"""Journey and one customer in a real browser."""

from __future__ import annotations

import os
import signal

import psutil
import pytest

from tests.app.conftest import Served
from tests.app.test_compare import answered, violations

WHERE = "market=telecom&customers=1000&weeks=52&strategy=price-cut"

MOST_LOOKS = 600
"""How often the week that plays is looked at, ten times a second, before the test gives up."""


def test_the_cycle_lives(page, served: Served):
    """Dots stand at their places, a stage opens its touchpoints, play moves the week, and a dot leads to its life."""
    page.goto(f"{served.base}/journey?{WHERE}")
    answered(page)
    assert page.locator("svg.wide .dots circle").count() > 100
    page.locator("svg.wide [data-opens=use] text").first.click()
    page.locator("#stage svg", has_text="Calls and data").wait_for()
    violations(page)
    page.locator("#play").click()
    for _ in range(MOST_LOOKS):
        if int(page.locator("#week-value").inner_text()) >= 3:
            break
        page.wait_for_timeout(100)
    assert int(page.locator("#week-value").inner_text()) >= 3
    page.locator("#play").click()
    page.locator("#who a").first.click()
    page.locator(".diary li").first.wait_for(state="attached")
    assert "/customer" in page.url


def test_one_life_in_two_worlds(page, served: Served):
    """Somebody worth following is offered, with the diary in words and the picture of both lives."""
    page.goto(f"{served.base}/customer?{WHERE}")
    page.locator("#people a").first.wait_for()
    page.locator("#people a").nth(1).click()
    page.locator("#people a[aria-current]").nth(0).wait_for()
    assert page.locator("svg.life.wide").count() == 1
    assert page.locator("#story h1").inner_text() != ""
    violations(page)


@pytest.mark.parametrize("room", ["journey", "customer"])
def test_nothing_is_wider_than_a_phone(page, served: Served, room):
    """On a phone no room scrolls sideways."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{served.base}/{room}?{WHERE}")
    answered(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_an_experiment_is_filled_in_and_run(page, served: Served):
    """A form leads to the command, its progress, and its files; what the command refuses is shown in its words."""
    page.locator("#waiting").wait_for(state="hidden")
    page.goto(f"{served.base}/experiments?name=run")
    page.locator("#form").wait_for()
    violations(page)
    page.fill("input[name=customers]", "200")
    page.fill("input[name=weeks]", "4")
    page.locator("#form button").click()
    page.locator("#run .files a[href$='weekly.parquet']").wait_for()
    page.fill("input[name=brand]", "nobody")
    page.locator("#form button").click()
    page.locator("#run .state.failed").wait_for()
    assert "nobody" in page.locator("#run pre").first.inner_text()


@pytest.mark.slow
def test_the_page_survives_a_killed_worker(page, served: Served):
    """A worker that is killed is replaced, and what it was asked is asked again."""
    page.locator("#waiting").wait_for(state="hidden")
    page.goto(f"{served.base}/compare?market=telecom&seed=77&weeks=156&price=30", wait_until="commit")
    for worker in psutil.Process(served.process).children():
        if "app.worker" in worker.cmdline():
            os.kill(worker.pid, signal.SIGKILL)
    answered(page)
    assert "5 of 5" in page.locator(".basis").inner_text()
