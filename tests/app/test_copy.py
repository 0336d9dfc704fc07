"""A copy of the page: static files that any browser opens without the program, and a surface that tells its error."""

from __future__ import annotations

import asyncio
import math
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

pytest.importorskip("starlette", reason="the page's packages are not installed: pip install cxsim[app]")

from app.address import Asked
from app.answers import Spread, spread
from app.catalogue import Catalogue
from app.copied import ABOUT, ROOMS
from app.export.addresses import Pages
from app.export.desk import text_of
from app.export.experiment import CopyExperiment
from app.export.files import in_page
from app.export.levers import Levers
from app.export.making import Making
from app.export.request import CopyRequest
from app.export.surface import Fitted, fitted, placed
from app.export.work import SURFACE, together
from app.rooms.compare import quantiles
from app.words import en
from experiments.errors import RequestError
from experiments.pictures.trajectories import Label, gain_picture
from language import speaking
from tests.app.test_compare import violations

WEEKS, QUARTERS = 52, 4
REQUEST = CopyRequest(markets=("telecom",), rooms=("compare",), language=("en", "fr"), weeks=WEEKS, samples="16")


# A world that is known, in the place of the simulated one ------------------------------------------------------------


def differences(question: dict[str, Any], scenario: str) -> dict[str, list[float]]:
    """Return by how much figures differ in a world in which levers act smoothly, and luck a little."""
    levers = YAML(typ="safe").load(scenario).get("levers", []) if scenario else []
    moved = sum((len(each["set"]) % 5 - 2.5) * float(each["to"]) ** 0.5 for each in levers)
    luck = 1 + 0.1 * math.sin(question["seed"])
    return {
        name: [scale * moved * luck * quarter for quarter in range(1, QUARTERS + 1)]
        for name, scale in zip(question["figures"], (900.0, 4.0, 0.3, -0.1), strict=True)
    }


def told(question: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer a question without a simulation."""
    if question["kind"] == SURFACE:
        return [differences(question, scenario) for scenario in question["scenarios"]]
    assert question["kind"] == "what-if"
    rows = [[700.0 + week, 200.0, 100.0, 2.0, 5.0, 9000.0, 0.0] for week in range(question["weeks"])]
    better = [[*row[:5], row[5] + 40 + question["seed"], 10.0] for row in rows]
    return [{"from": 0, "as_is": rows, "with": better if question["scenario"] else rows}]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a copy of Compare in both languages."""
    folder = tmp_path_factory.mktemp("copy")
    for name, text in made_of(REQUEST).files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def made_of(request: CopyRequest) -> Any:
    making = Making(request, CopyExperiment().plan(request).lived)
    answers: dict[str, Any] = {}
    while missing := asyncio.run(making.missing(answers)):
        answers |= {text: told(question) for text, question in missing.items()}
    return asyncio.run(making.made(answers))


@pytest.fixture(scope="module")
def surfaces() -> dict[str, Fitted]:
    """Return the surfaces of the copy."""
    levers = Levers.of(Asked("telecom", weeks=WEEKS), Catalogue()["telecom"], 16)
    return levers.surfaces({text_of(each): told(each) for each in levers.questions()})


# The surface ---------------------------------------------------------------------------------------------------------


def test_a_left_out_answer_is_told_by_all_others():
    """The error that is told is that of a surface which never saw the answer."""
    rng = np.random.default_rng(5)
    at = rng.random((30, 2))
    lived = np.stack([np.sin(3 * at[:, 0]) + at[:, 1] ** 2 + seed * 0.01 for seed in range(3)])[..., None]
    lived += rng.normal(0, 0.02, lived.shape)
    whole = fitted(at, lived, np.arange(30) < 5)
    errors = []
    for out in range(5, 30):
        rest = np.arange(30) != out
        errors.append(abs(told_by(whole, at[rest], lived[:, rest, 0].mean(axis=0), at[out]) - lived[:, out, 0].mean()))
    assert float(np.quantile(errors, 0.95)) == pytest.approx(float(whole.errors["several"][0]), rel=1e-6)


def told_by(of: Fitted, at: np.ndarray, values: np.ndarray, where: np.ndarray) -> float:
    """Return what other points tell, with the shape that all of them have."""
    near = of.height * np.exp(-0.5 * (((at[:, None] - at[None]) / of.lengths) ** 2).sum(axis=2))
    to = of.height * np.exp(-0.5 * (((at - where) / of.lengths) ** 2).sum(axis=1))
    centre = float(of.centre[0].mean())
    return centre + float(to @ np.linalg.solve(near + of.noise * np.eye(len(at)), values - centre))


def test_the_surface_meets_what_it_was_not_fitted_to(surfaces):
    """Between the points that were lived it is right to within about the error that it tells."""
    facts = Catalogue()["telecom"]
    position = tuple(lever["stops"][len(lever["stops"]) * 2 // 3] for lever in facts["levers"])
    levers = Levers(Asked("telecom", weeks=WEEKS), facts, [position])
    (truth,) = (told(each)[0]["gain"][-1] for each in levers.questions()[:1])
    of = surfaces["gain"]
    found = of(placed([position], facts)[0])[-1][0]
    assert abs(found - truth) < 3 * of.errors["several"][-1] + 1e-6


# The pages -----------------------------------------------------------------------------------------------------------


def test_every_link_leads_to_a_page_of_the_copy(copied):
    """No page of a copy links to what is not in it, nor to a server."""
    for page in [*copied.glob("*/*.html"), copied / "index.html"]:
        text = page.read_text(encoding="utf-8")
        for there in re.findall(r'(?:href|src)="([^"#]+)[^"]*"', text):
            assert (page.parent / there).exists(), (page.name, there)
        assert "http" not in re.sub(r'xmlns="[^"]*"', "", text), page.name


def test_all_that_is_wrong_is_told_at_once():
    """A copy that cannot be made is refused before anything is computed, with the nearest names that there are."""
    request = CopyRequest(
        markets=("telecon",), rooms=("teech",), language=("de", "en"), customers=300, weeks=10, strategies=()
    )
    with pytest.raises(RequestError) as error:
        CopyExperiment().plan(request)
    lines = str(error.value).splitlines()
    assert len(lines) == 5
    assert "telecom" in lines[0]
    assert any("teach" in line for line in lines)
    assert any("1000, 2000 or 5000" in line for line in lines)


def test_questions_of_a_life_go_together():
    """One process answers all that is asked about a life, so that it is lived once."""
    life = {"kind": "journey", "market": "telecom", "seed": 1, "scenario": ""}
    others = [life | {"kind": "stage", "week": week} for week in (26, 52)]
    groups = together([life, {"kind": "moments", "market": "telecom"}, *others])
    assert sorted(map(len, groups)) == [1, 3]


def test_what_stands_in_a_page_cannot_end_its_script():
    """Text of a market cannot leave the place in a page where data stand."""
    assert "<" not in in_page({"title": "</script><script>alert(1)</script>"})


def test_what_is_not_in_a_copy_is_not_linked():
    """A page that is asked for in another way than it was copied is found only as a room; other luck is not found."""
    pages = Pages({"seed": 1})
    pages.add("/journey?market=telecom")
    assert pages.link("/journey?market=telecom&seed=1&week=8") == "journey-telecom.html#week=8"
    assert pages.link("/journey?market=telecom&strategy=onboarding") == ""
    assert pages.link("/journey?market=telecom&seed=6") == ""
    assert pages.link("/journey?market=telecom&strategy=onboarding", is_room=True) == "journey-telecom.html"


# In a browser, from a disk -------------------------------------------------------------------------------------------


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """Open a browser without a network; an error in a page, or a request that leaves the disk, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else errors.append(request.url))
    page.set_default_timeout(10_000)
    yield page
    assert errors == []
    context.close()


def gain_of(of: Fitted, position: Sequence[float], moved: str) -> Spread:
    """Return what the page says of the gain: the mean over futures, its luck and the error of the surface."""
    found = spread(of(np.array(position))[-1].tolist(), quantiles())
    return Spread(found.mean, found.half + float(of.errors[moved][-1]))


def moved(facts: Any, steps: dict[str, int]) -> np.ndarray:
    """Return where levers stand, some of them a few stops from today."""
    values = []
    for lever in facts["levers"]:
        place = lever["stops"].index(lever["today"]) + steps.get(lever["key"], 0)
        values.append(lever["stops"][place])
    return placed([tuple(values)], facts)[0]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_browser_tells_what_python_tells(page, copied, surfaces, language):
    """From a disk, a lever that is moved gives the numbers, the sentences and the error that Python gives.

    The page keeps the rules of accessibility, and does not scroll sideways on a phone.
    """
    facts = Catalogue()["telecom"]
    page.goto(f"file://{copied}/{language}/compare-telecom.html")
    for key, steps in (("price", -2), ("agents", 3)):
        page.locator(f"#{key}").focus()
        for _ in range(abs(steps)):
            page.keyboard.press("ArrowLeft" if steps < 0 else "ArrowRight")
    gain = gain_of(surfaces["gain"], moved(facts, {"price": -2, "agents": 3}), "several")
    with speaking(language):
        error = en.eur(float(surfaces["gain"].errors["several"][-1]))
        expected = en.finding(gain, WEEKS, 0.0), en.break_even(gain, 0.0, WEEKS), en.eur_spread(gain, signed=True)
    shown = [page.locator(place).inner_text() for place in ("h1", ".pays", "figure >> nth=0 >> .change")]
    assert [each.strip() for each in shown] == [each.strip() for each in expected]
    assert error in page.locator(".basis").inner_text()
    violations(page)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.reload()
    assert page.locator("h1").inner_text() == expected[0]
    page.go_back()
    assert page.locator("h1").inner_text() != expected[0]


def test_the_browser_draws_what_python_draws(page, copied, surfaces):
    """The picture of the gain has the lines and the axis that the live page would draw from the same numbers."""
    facts = Catalogue()["telecom"]
    page.goto(f"file://{copied}/en/compare-telecom.html#price=25")
    of, at = surfaces["gain"], moved(facts, {"price": -2})
    ends = [facts["levers_from_week"] - 1, *(13 * quarter for quarter in range(1, QUARTERS + 1))]

    def weekly(quarters: Sequence[float]) -> list[float]:
        return np.interp(np.arange(1, WEEKS + 1), ends, [0.0, *quarters]).tolist()

    quarters = of(at)
    spreads = [spread(each.tolist(), quantiles()) for each in quarters]
    half = [each.half + error for each, error in zip(spreads, of.errors["one"], strict=True)]
    low, high = (weekly([each.mean + sign * h for each, h in zip(spreads, half, strict=True)]) for sign in (-1, 1))
    mean = weekly([each.mean for each in spreads])
    drawn = gain_picture(
        [weekly(line) for line in quarters.T],
        list(zip(low, high, strict=True)),
        mean,
        WEEKS,
        Label(en.number(mean[-1], signed=True)),
        en.eur_tick,
        "",
        "week",
    )
    paths = page.locator("figure >> nth=0 >> svg path").evaluate_all("all => all.map(each => each.getAttribute('d'))")
    expected = re.findall(r' d="([^"]*)"', drawn)
    assert len(paths) == len(expected)
    for path, other in zip(paths, expected, strict=True):
        numbers = [[float(x) for x in re.findall(r"-?[\d.]+", each)] for each in (path, other)]
        assert numbers[0] == pytest.approx(numbers[1], abs=0.11)
    texts = page.locator("figure >> nth=0 >> svg text").all_text_contents()
    assert texts == re.findall(r"<text[^>]*>([^<]*)</text>", drawn)


@pytest.mark.slow
def test_a_whole_copy_opens_from_a_disk(page, tmp_path):
    """Every room of a copy opens from a disk in both languages, wide and narrow, and all can use it."""
    command = [sys.executable, "-m", "experiments.cli", "app", "--export", str(tmp_path / "copy"), "--lang=en"]
    command += ["--lang=fr", "--customers=1000", "--weeks=52", "--samples=16"]
    subprocess.run(command, check=True)
    shows = {"journey": "#stage svg", "customer": "#story .diary li", "network": "#picture circle.met"}
    files = {room: f"{room}-telecom" for room in ROOMS} | {"teach": "teach-must-telecom-higher", ABOUT: ABOUT}
    for language, (room, file) in product(("en", "fr"), files.items()):
        page.goto(f"file://{tmp_path}/copy/{language}/{file}.html")
        page.locator(shows.get(room, "main h1")).first.wait_for(state="attached")
        violations(page)
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, room
        page.set_viewport_size({"width": 1280, "height": 900})
