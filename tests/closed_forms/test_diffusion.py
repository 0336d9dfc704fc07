"""First purchases in a new, well-mixed category follow the curve of Bass (1969)."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import curve_fit

from experiments.validation.patterns import bass
from experiments.validation.patterns.minimal_market import minimal_market
from tests.worlds import simulation, with_network

PEOPLE, YEARS, SEEDS = 300, 12, 8
P, Q = 0.03, 0.38
"""Innovation and imitation a year, the means of Sultan, Farley & Lehmann (1990)."""
TALK, HEARING = 0.05, 0.35


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """Return the share of people who had ordered after each week, (SEEDS, weeks); everybody knows everybody."""
    edges: Path = tmp_path_factory.mktemp("ties") / "everybody.csv"
    rows = [f"{a},{b}" for a, b in combinations(range(1, PEOPLE + 1), 2)]
    edges.write_text("\n".join(["customer,customer", *rows]))
    values = {
        "category.aware_share": 0,
        "category.innovation_probability": P / 52,
        "category.imitation_probability": Q / 52 / (TALK * HEARING * (PEOPLE - 1)),
        "behaviour.word_of_mouth.talk_base": TALK,
        "behaviour.word_of_mouth.hearing": HEARING,
    }
    market = with_network(minimal_market("contractual", values=values), kind="edge_list", edges=str(edges))
    curves = np.zeros((SEEDS, 52 * YEARS))
    for seed in range(SEEDS):
        world = simulation(market, PEOPLE, seed)
        for week in range(52 * YEARS):
            world.step()
            curves[seed, week] = world.totals["first_orders"].sum() / PEOPLE
    return curves.cumsum(axis=1)


def test_adoption_follows_the_curve(adopted: np.ndarray):
    """At the end of each year, the share of adopters is that of the Bass curve, within three standard errors."""
    yearly = adopted[:, 51::52]
    theory = bass.adopted(np.arange(1, YEARS + 1), P, Q)
    errors = yearly.std(axis=0, ddof=1) / np.sqrt(SEEDS)
    np.testing.assert_array_less(np.abs(yearly.mean(axis=0) - theory), 3 * errors)


def test_the_coefficients_are_found_again(adopted: np.ndarray):
    """Fitted to yearly adoption, the curve gives innovation and imitation back, within three standard errors."""
    years = np.arange(1, YEARS + 1)
    fits = np.array([curve_fit(bass.adopted, years, curve[51::52], p0=(0.01, 0.5))[0] for curve in adopted])
    errors = fits.std(axis=0, ddof=1) / np.sqrt(SEEDS)
    np.testing.assert_array_less(np.abs(fits.mean(axis=0) - (P, Q)), 3 * errors)


def test_adverts_alone_make_an_exponential():
    """Without talk, adoption is exponential: 1 - (1 - p)^t after t weeks."""
    values = {"category.aware_share": 0, "category.innovation_probability": 0.02}
    world = simulation(minimal_market("contractual", values=values), 6000)
    orders = 0.0
    for week in range(1, 101):
        world.step()
        orders += world.totals["first_orders"].sum()
        expected = 1 - 0.98**week
        assert abs(orders / 6000 - expected) < 3 * np.sqrt(expected * (1 - expected) / 6000)
