"""Booked weeks made by hand, so that every figure can be checked with a pencil."""

from collections.abc import Callable

import pandas as pd
import pytest

from sim.state.counters import BRAND_ONLY, COUNTERS

Weeks = Callable[..., pd.DataFrame]
NO_COSTS = dict.fromkeys(BRAND_ONLY, 0.0)


@pytest.fixture
def booked() -> Weeks:
    """Return a maker of booked weeks of one scenario and seed: two brands, nobody's customers, and two segments.

    Counters given by name are lists over weeks for brand ``acme``, halved over the segments; a brand ``rival`` always
    has 100 customers and five people have no brand.
    """

    def make(scenario="baseline", seed=1, scenario_cost_eur=None, **counters) -> pd.DataFrame:
        weeks = len(next(iter(counters.values()))) if counters else len(scenario_cost_eur or [0])
        rows = []
        for week in range(1, weeks + 1):
            address = {"scenario": scenario, "seed": seed, "week": week}
            for brand, customers in (("acme", 0), ("rival", 100), ("none", 5)):
                for segment in ("young", "old"):
                    row = dict.fromkeys(COUNTERS, 0.0) | {"customers": customers / 2} | NO_COSTS
                    if brand == "acme":
                        row |= {name: values[week - 1] / 2 for name, values in counters.items()}
                    rows.append(address | {"brand": brand, "segment": segment} | row)
            cost = scenario_cost_eur[week - 1] if scenario_cost_eur else 0.0
            spent = dict.fromkeys(COUNTERS, 0.0) | NO_COSTS | {"scenario_cost_eur": cost}
            rows.append(address | {"brand": "acme", "segment": "all"} | spent)
        return pd.DataFrame(rows)

    return make
