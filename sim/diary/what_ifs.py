"""What could have been different in the weeks of a brand's customers: changes of a world that is lived again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.state.tables import World

Change = Callable[[World], World]
"""Returns a world of one week with something different in it; tables of the given world must not be written to."""

STEP = 0.05
"""Step of quality in "if it had been one step better", on every dimension."""
CHEAPER = 0.9
"""Price in "if it had been cheaper", as a ratio."""


def _altered(world: World, name: str) -> tuple[World, np.ndarray]:
    """Return a world in which one table is a copy, and that copy."""
    table = getattr(world, name).copy()
    return world._replace(**{name: table}), table


def without_cause(brand: int, cause: int) -> Change:
    """Return the change that a cause of trouble never occurs at a brand."""

    def change(world: World) -> World:
        changed, faults = _altered(world, "faults")
        for probability in ("weekly_probability", "order_probability"):
            faults[probability][:, brand, cause] = 0.0
        return changed

    return change


def without_trouble(brand: int) -> Change:
    """Return the change that nothing goes wrong at a brand."""

    def change(world: World) -> World:
        changed, faults = _altered(world, "faults")
        for probability in ("weekly_probability", "order_probability"):
            faults[probability][:, brand] = 0.0
        return changed

    return change


def with_help(brand: int) -> Change:
    """Return the change that a brand settles every request for help at once."""

    def change(world: World) -> World:
        changed, offers = _altered(world, "offers")
        offers["solving_probability"][:, brand] = offers["fast_share"][:, brand] = 1.0
        changed, states = _altered(changed, "brand_states")
        states["wait_probability"][brand] = 0.0
        changed, settled = _altered(changed, "settled")
        settled[:] = 1.0
        return changed

    return change


def better(brand: int, touchpoint: int) -> Change:
    """Return the change that a touchpoint of a brand is one step better."""

    def change(world: World) -> World:
        changed, quality = _altered(world, "quality")
        quality[:, brand, touchpoint] = np.minimum(quality[:, brand, touchpoint] + STEP, 1.0)
        return changed

    return change


def in_silence(world: World) -> World:
    """Return a world in which nobody around speaks of brands, or leaves one."""
    changed, seen = _altered(world, "seen")
    seen["said"] = seen["left"] = 0
    return changed


def without_offers(brand: int) -> Change:
    """Return the change that no rival of a brand makes an offer."""

    def change(world: World) -> World:
        changed, offers_a_week = _altered(world, "offers_a_week")
        offers_a_week[:] = 0.0
        changed, offers = _altered(changed, "offers")
        is_rival = np.arange(offers.shape[1]) != brand
        offers["newcomer_discount"][:, is_rival] = 0.0
        return changed

    return change


def cheaper(brand: int) -> Change:
    """Return the change that a brand is cheaper."""

    def change(world: World) -> World:
        changed, offers = _altered(world, "offers")
        offers["price_eur"][:, brand] *= CHEAPER
        return changed

    return change
