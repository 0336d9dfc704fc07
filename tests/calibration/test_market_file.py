"""The fitted market: a file that says where its numbers come from, and that everything else can use."""

from dataclasses import replace

import pytest

from experiments.calibration.market_file import new_market
from experiments.design.factor import Factor
from sim.market.loading import load_market
from sim.market.messages import dotted
from sim.market.sheet import numbers_in
from tests.worlds import shipped

TELECOM = shipped("telecom")
COMMAND = "cxsim calibrate telecom --targets=made.csv"


@pytest.fixture
def written(fitted, tmp_path):
    """Return a writer of the new market when two numbers of telecom had been fitted."""

    def write(*factors: Factor, extends: str = "telecom") -> tuple[str, dict[str, float]]:
        calibration = replace(fitted, factors=factors)
        text = new_market(calibration, TELECOM, extends, "2026-01-31", COMMAND)
        (tmp_path / "market.yaml").write_text(text)
        return text, calibration.best

    return write


def numbers(market) -> dict[str, float]:
    """Return every number of a market by path."""
    return {dotted(number.path): number.value for number in numbers_in(market.model_dump())}


HAZARD = Factor("behaviour.loyalty.hazard", 0.003, 0.03, 0.012, "a week", "adapted", "")
PRICE = Factor("brands.acme.offer.price_eur", 10.0, 40.0, 27.0, "EUR", "assumed", "")


def test_fitted_numbers_and_nothing_else(written, tmp_path):
    """The new market loads, has the best values to six digits, and inherits every other number and all scenarios."""
    _, best = written(HAZARD, PRICE)
    market = load_market(tmp_path)
    before, after = numbers(TELECOM), numbers(market)
    assert {path for path in before if before[path] != after[path]} == set(best)
    assert {path: after[path] for path in best} == pytest.approx(best, rel=1e-5)
    assert market.name == "telecom_calibrated"
    assert market.folders[1] == TELECOM.folders[0]


def test_numbers_say_where_they_come_from(written):
    """Beside each number stand file, day, interval and what it was before; above them all, the command."""
    text, _ = written(HAZARD, PRICE)
    (line,) = (line for line in text.splitlines() if "hazard:" in line)
    assert "fitted to made.csv on 2026-01-31: 90% interval 0.0" in line
    assert line.endswith(f"; was {TELECOM.behaviour.loyalty.hazard:.3g}")
    assert COMMAND in text.splitlines()[1]
    assert "SHA-256 000000000000" in text.splitlines()[0]


def test_a_hostile_name_stays_within_its_comment(fitted, tmp_path):
    """A name of a file that breaks lines, for YAML too, adds no key to the market that is written."""
    name = "made\x85brands: {}\r\nfocus: kite\x1b[2J.csv"
    calibration = replace(fitted, factors=(HAZARD, PRICE), targets=replace(fitted.targets, file=name))
    text = new_market(calibration, TELECOM, "telecom", "2026-01-31", f"cxsim calibrate telecom --targets={name}")
    (tmp_path / "market.yaml").write_text(text, encoding="utf-8")
    assert all(letter.isprintable() for line in text.split("\n") for letter in line)
    assert load_market(tmp_path).focus == TELECOM.focus


def test_shares_that_follow_are_written_too(written, tmp_path):
    """When a share was fitted, the others that make room for it stand in the file and say so; it loads."""
    share = Factor("segments.young.share", 0.1, 0.5, 0.26, "share", "assumed", "")
    text, best = written(HAZARD, share)
    market = load_market(tmp_path)
    assert sum(segment.share for segment in market.segments.values()) == pytest.approx(1)
    assert market.segments["young"].share == pytest.approx(best["segments.young.share"], rel=1e-5)
    assert text.count("follows the fitted shares, so that all add up to 1") == len(market.segments) - 1


def test_values_stay_within_their_range(written, tmp_path):
    """A best value at the end of its range is not rounded beyond it."""
    narrow = Factor("behaviour.loyalty.hazard", 0.0123456789, 0.0123456799, 0.012, "a week", "adapted", "")
    written(narrow, PRICE)
    assert narrow.low <= load_market(tmp_path).behaviour.loyalty.hazard <= narrow.high
