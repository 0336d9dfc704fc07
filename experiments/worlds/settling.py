"""The brands' constants of a world, found while it burns in: shares stand still where each brand wins what it loses.

A controller looks at the flows of a quarter and moves each constant by the logarithm of what the brand should have
won over what it won, first by all of it, then by less and less, so that chance averages out (Robbins & Monro 1951,
Annals of Mathematical Statistics 22:400-407). Before the burn-in ends the constants are frozen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from experiments.design.shares import value_at
from sim.market.schema import Market
from sim.market.sheet import number_at
from sim.simulation import Simulation

QUARTER = 13
CALM = 26
"""Weeks before week 1 in which constants stay as they are."""
_RESTORED = 52.0
"""Weeks in which a share that is off should come back."""
_LARGEST_STEP = math.log(3.0)
_SLOWEST = 0.2
"""Least share of a deviation that is taken at once."""
_DIGITS = 4


def constant_of(brand: str) -> str:
    """Return the path of a brand's constant."""
    return f"brands.{brand}.constant"


def settled(world: Simulation, shares: Mapping[str, float]) -> dict[str, float]:
    """Burn a world in, and return the constants with which its shares stand still, by path.

    Parameters
    ----------
    world : before its burn-in.
    shares : of customers that each brand should keep, adding up to one; other brands keep their constants.
    """
    brands = list(world.market.brands)
    places = [brands.index(brand) for brand in shares]
    wanted = np.array(list(shares.values()))
    constants = np.array([value_at(world.market, ("brands", brand, "constant")) or 0.0 for brand in shares])
    level, quarter = constants.mean(), 0
    flows = np.zeros((2, len(places)))
    while world.week < 0:
        world.step()
        booked = world.totals[places]
        flows += [booked[flow].sum(axis=1) for flow in ("gains", "losses")]
        if world.week % QUARTER == 0:
            if world.week <= -CALM:
                quarter += 1
                step = _deviation(flows, booked["customers"].sum(axis=1), wanted)
                constants = constants + max(1.0 / quarter, _SLOWEST) * step
                constants = _kept(world.market, list(shares), constants + level - constants.mean())
                paths = [("brands", brand, "constant") for brand in shares]
                world.decisions.values |= dict(zip(paths, map(float, constants), strict=True))
                world.decisions.are_new = True
            flows[:] = 0.0
    return {constant_of(brand): float(constant) for brand, constant in zip(shares, constants, strict=True)}


def _deviation(flows: np.ndarray, customers: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return by how much constants are too low: logarithms of wanted over actual gains, (brands,)."""
    gains, losses = flows
    missing = (wanted * customers.sum() - customers) * QUARTER / _RESTORED
    ratio = np.maximum(losses + missing, 0.5) / np.maximum(gains, 0.5)
    return np.clip(np.log(ratio), -_LARGEST_STEP, _LARGEST_STEP)


def _kept(market: Market, brands: list[str], constants: np.ndarray) -> np.ndarray:
    """Return constants within their ranges, rounded as a file has them."""
    number = number_at(("brands", brands[0], "constant"))
    assert number is not None
    return np.array([float(f"{value:.{_DIGITS}g}") for value in np.clip(constants, number.low, number.high)])
