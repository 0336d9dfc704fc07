"""Most attacks meet no answer, and most answers use the instrument of the attack (Steenkamp et al. 2005).

Basis: rivals as the preset `usual` describes them. Two worlds go on from week 1 with the same people and random
numbers: in one the focus brand lowers its list price by a tenth in week 14, in the other it raises its visibility by
half; both for good. A rival has reacted when, at the end of a quarter within four years, its own list price or
visibility differs by more than 1 % from that of the start. An answer is in kind when the instrument of the attack is
among those that moved.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import (
    Check,
    Design,
    Figure,
    Pattern,
    Result,
    Samples,
    Series,
    Watch,
    Watching,
    mean_and_error,
)
from experiments.validation.patterns.contrasts import stepped
from experiments.validation.patterns.shopping import focus_of
from sim.policies.rivals import load_rivals
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation

QUARTER, QUARTERS = 13, 16
NOTICED = 0.01
ATTACKS = {
    "price": Lever(path="brand.offer.price_eur", multiply=0.9, from_week=14),
    "adverts": Lever(path="brand.visibility", multiply=1.5, from_week=14),
}
MANY_SMALL_WORLDS = Design(customers=1_000, seeds=60)
"""Policies look at what is public and at whole books: a reaction needs no large world, but its frequency many."""


def attacked(simulation: Simulation) -> Watching:
    """Return which instruments each rival moved after each attack, (attacks, rivals, instruments) 0 or 1."""
    market, focus = simulation.market, focus_of(simulation)
    rivals = [brand for brand in range(len(market.brands)) if brand != focus]
    preset = load_rivals("usual", market)
    twins = [
        simulation.fork(preset.facing(Scenario(name=f"attack-by-{name}", levers=(lever,)), market))
        for name, lever in ATTACKS.items()
    ]
    before = numbers_of(simulation)[rivals]
    moved = np.zeros((len(ATTACKS), *before.shape))
    for week in range(1, QUARTER * QUARTERS + 1):
        yield
        for row, twin in enumerate(twins):
            now = numbers_of(stepped(twin))[rivals]
            if week % QUARTER == 0:
                moved[row] = np.maximum(moved[row], np.abs(now / before - 1.0) > NOTICED)
    return {"moved": moved}


def numbers_of(simulation: Simulation) -> np.ndarray:
    """Return price and visibility of every brand, (B, 2), in the order of ATTACKS."""
    offers = simulation.world.offers[0]
    return np.stack([offers["price_eur"], offers["visibility"]], axis=-1)


def judged(samples: Samples) -> Result:
    """Check that fewer than half of the rivals react, and that most answers are in kind."""
    moved = samples["rivals"]["moved"]
    reacted = moved.max(axis=-1)
    in_kind = np.stack([moved[:, attack, :, attack] for attack in range(len(ATTACKS))], axis=1)
    share, error = mean_and_error(100.0 * reacted.mean(axis=(1, 2)))
    number = reacted.sum(axis=(1, 2))
    kind, kind_error = mean_and_error(
        np.where(number > 0, 100.0 * in_kind.sum(axis=(1, 2)) / np.maximum(number, 1), np.nan)
    )
    by_attack, errors = mean_and_error(100.0 * reacted.mean(axis=2))
    return Result(
        checks=(
            Check("rivals that react within four years, %", share, error, "fewer than half", low=1.0, high=50.0),
            Check("answers in kind, %", kind, kind_error, "most", low=50.0),
        ),
        figure=Figure(
            "attack by",
            "rivals that react, %",
            tuple(ATTACKS),
            (Series("simulated", tuple(by_attack), tuple(errors)),),
        ),
        sentence=f"{share:.0f} % of the rivals react to an attack within four years, {kind:.0f} % of them in kind.",
    )


PATTERN = Pattern(
    id="competitive-reactions",
    kind="V",
    claim="Most rivals do not react to an attack; those that do mostly use the same instrument.",
    source="Steenkamp, Nijs, Hanssens & Dekimpe 2005, Marketing Science 24:35 (over 400 categories, four years)",
    category="any",
    design="Rivals as in the preset `usual`; the focus brand lowers its price by a tenth, or raises its visibility by "
    "half, in week 14. Rivals whose price or visibility differs by more than 1 % from the start, by the end of any "
    "quarter within four years. Which rivals could react at all is a number of the preset, below one half by the same "
    "source, so that only whether they do, and with what, is tested.",
    watches={"rivals": Watch(MANY_SMALL_WORLDS, attacked)},
    judge=judged,
)
