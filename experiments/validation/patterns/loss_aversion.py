"""To fall short of expectations moves satisfaction more than to exceed them (Anderson & Sullivan 1993).

Basis: all encounters of customers with their own brand in one quarter after the burn-in, outside the buying stage of
newcomers. Disconfirmation is perceived less expected quality, as each customer would report it; gains and losses are
its parts above and below zero. Two equations:

- *The encounter*, as in the study: satisfaction with it (the impression that it leaves) on gains, losses, and perceived
  quality, which is held constant. The ratio is loss over gain.
- *The relation*: the change of satisfaction with the brand in weeks with one encounter only, on gains and losses,
  weighted with the salience of the touchpoint, beside salience and satisfaction before. Each customer is compared with
  itself (fixed effects), since what else wears satisfaction down differs from one to the other.

The control is the same measurement where losses weigh as much as gains (loss aversion 1, from before the burn-in). At
the encounter it must not find there what is not there. In the relation something is left: returning irritants hurt
more, and satisfaction has a ceiling; so what counts is that loss aversion adds to it.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import (
    ABOVE_ZERO,
    Check,
    Design,
    Figure,
    Pattern,
    Result,
    Samples,
    Series,
    Watch,
    Watching,
    jackknife,
)
from experiments.validation.patterns.subscribers import SUBSCRIBERS
from sim.simulation import Simulation
from sim.state.tables import NOBODY, Event

WEEKS = 13
LOWEST, HIGHEST = 1.3, 3.0
MOST_WITHOUT = 1.1
"""Largest ratio that the measurement may find at encounters where there is no loss aversion."""
BINS = np.linspace(-0.5, 0.3, 17)
Z = 1.96

WITHOUT = Design(
    customers=SUBSCRIBERS.customers,
    seeds=SUBSCRIBERS.seeds,
    levers=({"set": "behaviour.impressions.loss_aversion", "to": 1.0, "from_week": 0},),
    diaries=SUBSCRIBERS.diaries,
)


def quarter_felt(simulation: Simulation) -> Watching:
    """Return the sums from which both regressions are solved, and impressions by disconfirmation.

    `encounter` : (4, 5), products of (1, gain, loss, perceived) with the same and the impression.
    `relation` : (4, 5), products of (salience, gain, loss, satisfaction before) with the same and the change of
    satisfaction, each less the customer's own mean.
    `bins` : (2, 16), encounters and sum of impressions by disconfirmation.
    """
    encounter, bins = np.zeros((4, 5)), np.zeros((2, len(BINS) - 1))
    weeks = []
    for _ in range(WEEKS):
        before, brand = simulation.world.customers["satisfaction"].astype(float), own_brand(simulation)
        yield
        met = own_encounters(simulation, brand)
        gap, perceived, felt = met["b"].astype(float) - met["a"], met["b"].astype(float), met["c"].astype(float)
        encounter += sums([np.ones(len(met)), *parted(gap), perceived], felt)
        bins += [np.histogram(gap, BINS, weights=weights)[0] for weights in (None, felt)]
        weeks.append(only_encounters(simulation, met, gap, before))
    who, *columns, change = np.concatenate(weeks).T
    relation = sums([within(column, who.astype(int)) for column in columns], within(change, who.astype(int)))
    return {"encounter": encounter, "relation": relation, "bins": bins}


def own_brand(simulation: Simulation) -> np.ndarray:
    """Return the brand of each customer, (n,)."""
    return simulation.world.customers["brand"].copy()


def own_encounters(simulation: Simulation, brand: np.ndarray) -> np.ndarray:
    """Return this week's notes of encounters of those who began and ended the week with the same brand."""
    notes = simulation.notes[-1]
    met = notes[notes["event"] == Event.ENCOUNTER]
    stayed = (brand != NOBODY) & (brand == simulation.world.customers["brand"])
    return met[stayed[met["who"]] & (met["brand"] == brand[met["who"]])]


def only_encounters(simulation: Simulation, met: np.ndarray, gap: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return (who, salience, gain, loss, satisfaction before, change) of those who met their brand once, (k, 6)."""
    customers, who = simulation.world.customers, met["who"]
    salience = simulation.world.touchpoints["salience"][customers["segment"][who], met["brand"], met["what"]]
    gain, loss = parted(gap)
    change = customers["satisfaction"][who] - before[who]
    is_only = np.bincount(who, minlength=len(customers))[who] == 1
    table = [who, salience, salience * gain, salience * loss, salience * before[who], change]
    return np.column_stack(table)[is_only]


def parted(gap: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return gains and losses, both above zero."""
    return np.maximum(gap, 0.0), np.maximum(-gap, 0.0)


def within(column: np.ndarray, who: np.ndarray) -> np.ndarray:
    """Return a column less the mean of each customer."""
    counts = np.maximum(np.bincount(who), 1)
    return column - (np.bincount(who, weights=column) / counts)[who]


def sums(columns: list[np.ndarray], outcome: np.ndarray) -> np.ndarray:
    """Return the sums of products from which a regression is solved; they may be added up over seeds."""
    x = np.column_stack(columns)
    return x.T @ np.column_stack([x, outcome])


def loss_over_gain(sums: np.ndarray) -> float:
    """Return how much more a loss moves the outcome than an equal gain; the second and third columns hold them."""
    coefficients = np.linalg.lstsq(sums[:, :-1], sums[:, -1], rcond=None)[0]
    return float(-coefficients[2] / coefficients[1])


def judged(samples: Samples) -> Result:
    """Check both ratios and their intervals, and the same measurement without loss aversion."""
    with_it, without = samples["baseline"], samples["without"]
    ratio, error = jackknife(loss_over_gain, with_it["encounter"])
    control, control_error = jackknife(loss_over_gain, without["encounter"])
    relation, relation_error = jackknife(loss_over_gain, with_it["relation"])
    both = np.stack([with_it["relation"], without["relation"]], axis=1)
    added, added_error = jackknife(lambda pair: loss_over_gain(pair[0]) - loss_over_gain(pair[1]), both)
    return Result(
        checks=(
            Check("encounter: loss / gain", ratio, error, "1.3 to 3", LOWEST, HIGHEST),
            Check("encounter: lower end of the 95 % interval", lower_end(ratio, error), np.nan, "above 1", low=1.0),
            Check(
                "encounter: loss / gain without loss aversion",
                control,
                control_error,
                "1",
                high=MOST_WITHOUT,
                is_control=True,
            ),
            Check("relation: loss / gain", relation, relation_error, "1.3 to 3", LOWEST, HIGHEST),
            Check(
                "relation: what loss aversion adds, lower end",
                lower_end(added, added_error),
                np.nan,
                "above 0",
                ABOVE_ZERO,
            ),
        ),
        figure=Figure(
            "perceived less expected quality",
            "impression of the encounter",
            tuple(0.5 * (BINS[1:] + BINS[:-1])),
            tuple(
                Series(title, tuple(seen["bins"].sum(axis=0)[1] / np.maximum(seen["bins"].sum(axis=0)[0], 1.0)))
                for title, seen in (("simulated", with_it), ("simulated, loss aversion 1", without))
            ),
        ),
        sentence=f"A loss moves satisfaction with an encounter {ratio:.2f} times as much as an equal gain, and "
        f"{control:.2f} times where loss aversion is switched off; satisfaction with the brand {relation:.2f} times.",
    )


def lower_end(value: float, error: float) -> float:
    """Return the lower end of the 95 % interval of a statistic."""
    return value - Z * float(np.nan_to_num(error))


PATTERN = Pattern(
    id="loss-aversion",
    kind="C",
    claim="Negative disconfirmation moves satisfaction more than positive, 1.3 to 3 times.",
    source="Anderson & Sullivan 1993, Marketing Science 12(2):125-143; Mittal, Ross & Baldasare 1998, Journal of "
    "Marketing 62(1):33-47",
    category="contractual",
    design="The baseline, and the same without loss aversion from before the burn-in. All encounters of a quarter are "
    "regressed piecewise on disconfirmation.",
    watches={"baseline": Watch(SUBSCRIBERS, quarter_felt), "without": Watch(WITHOUT, quarter_felt)},
    judge=judged,
)
