"""Word of mouth moves a purchase as far as there is head-room (East, Hammond & Lomax 2008).

Basis: all customers who are comparing providers, and have not ordered, at the end of every fourth week of the year
after the burn-in; of each, every *considered* brand: one that is chosen at least once in repeated comparisons (the
prior is above zero). The prior is the share of comparisons in which the brand is chosen. Then the customer hears one
message about it from somebody close, and compares again, with the same random numbers; the shift is the difference.
Praise and blame are tried on the same pairs of customer and brand.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import (
    ABOVE_ZERO,
    Check,
    Figure,
    Pattern,
    Result,
    Samples,
    Series,
    Watch,
    Watching,
    mean_and_error,
)
from experiments.validation.patterns.subscribers import SUBSCRIBERS, WEEKS_A_YEAR, after_hearing, choices, imagined
from sim.simulation import Simulation
from sim.state.tables import Buying

WEEKS = 4
COMPARISONS = 100
BINS = np.linspace(0.0, 1.0, 11)
LOW, HIGH = 1 / 3, 2 / 3
PUBLISHED_PRAISE, PUBLISHED_BLAME = 0.20, -0.11


def messages_tried(simulation: Simulation) -> Watching:
    """Return the effects of praise and blame on customers who compare providers during a year."""
    priors, shifts = [], []
    for week in range(1, WEEKS_A_YEAR + 1):
        yield
        if week % WEEKS == 0:
            prior, shift = shifts_of(simulation)
            priors.append(prior)
            shifts.append(shift)
    return summed_up(np.concatenate(priors), np.concatenate(shifts, axis=1))


def summed_up(prior: np.ndarray, shift: np.ndarray) -> dict[str, np.ndarray]:
    """Return what praise and blame do, (2,) each: mean shift, its slope on the prior, high priors less low.

    `by_prior` are the shifts by prior, (2, 10).

    Parameters
    ----------
    prior : (pairs,), probabilities.
    shift : (2, pairs), by praise and by blame.
    """
    place = np.clip(np.digitize(prior, BINS) - 1, 0, len(BINS) - 2)
    counts = np.bincount(place, minlength=len(BINS) - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        by_prior = np.stack([np.bincount(place, weights=each, minlength=len(BINS) - 1) / counts for each in shift])
    return {
        "means": shift.mean(axis=1),
        "slopes": np.array([np.polyfit(prior, each, 1)[0] for each in shift]),
        "ends": shift[:, prior > HIGH].mean(axis=1) - shift[:, prior < LOW].mean(axis=1),
        "by_prior": by_prior,
    }


def shifts_of(simulation: Simulation) -> tuple[np.ndarray, np.ndarray]:
    """Return the prior of each considered pair of customer and brand, (pairs,), and the shifts by praise and blame."""
    customers = simulation.world.customers
    who = np.flatnonzero((customers["buying"] == Buying.SEARCHING) | (customers["buying"] == Buying.AWARE))
    before = choices(simulation, imagined(simulation.world), who, COMPARISONS)
    priors, shifts = [], []
    for brand in range(simulation.world.knowledge.shape[1]):
        considered = before[:, brand] > 0
        prior = before[considered, brand]
        after = [
            choices(
                simulation,
                after_hearing(simulation.world, who[considered], brand, praise),
                who[considered],
                COMPARISONS,
            )
            for praise in (True, False)
        ]
        priors.append(prior)
        shifts.append([each[:, brand] - prior for each in after])
    return np.concatenate(priors), np.concatenate(shifts, axis=1)


def judged(samples: Samples) -> Result:
    """Check whether praise moves more than blame, and whether both are limited by head-room."""
    seen = samples["messages"]
    (praise, blame), _ = mean_and_error(seen["means"])
    lead, lead_error = mean_and_error(seen["means"].sum(axis=1))
    slopes, slope_errors = mean_and_error(seen["slopes"])
    ends, end_errors = mean_and_error(seen["ends"])
    by_prior, errors = mean_and_error(seen["by_prior"])
    middles = 0.5 * (BINS[1:] + BINS[:-1])
    return Result(
        checks=(
            Check(
                "mean shift by praise less that by blame in size", lead, lead_error, "+.20 against -.11", low=ABOVE_ZERO
            ),
            *(
                check
                for sign, name in enumerate(("praise", "blame"))
                for check in (
                    Check(
                        f"slope of the shift by {name}", slopes[sign], slope_errors[sign], "below 0", high=-ABOVE_ZERO
                    ),
                    Check(
                        f"shift by {name}, priors above 2/3 less below 1/3",
                        ends[sign],
                        end_errors[sign],
                        "below 0",
                        high=-ABOVE_ZERO,
                    ),
                )
            ),
        ),
        figure=Figure(
            "probability to buy before the message",
            "shift of the probability to buy",
            tuple(middles),
            (
                Series("praise, simulated", tuple(by_prior[0]), tuple(errors[0])),
                Series("blame, simulated", tuple(by_prior[1]), tuple(errors[1])),
                Series("East, Hammond & Lomax 2008, mean of praise", (PUBLISHED_PRAISE,) * len(middles), None, True),
                Series("East, Hammond & Lomax 2008, mean of blame", (PUBLISHED_BLAME,) * len(middles), None, True),
            ),
        ),
        sentence=f"One message of praise shifts the probability to buy by {praise:+.2f}, one of blame by {blame:+.2f}; "
        "respondents reported +.20 and -.11.",
    )


PATTERN = Pattern(
    id="word-of-mouth-headroom",
    kind="C",
    claim="The effect of word of mouth on purchase probability is limited by head-room: mean +.20 for positive, -.11 "
    "for negative; the first falls with the prior probability, the second grows.",
    source="East, Hammond & Lomax 2008, International Journal of Research in Marketing 25(3):215-224",
    category="contractual",
    design="The baseline. Everyone searching for a provider receives one hypothetical message, for and against, about "
    "each brand considered.",
    watches={"messages": Watch(SUBSCRIBERS, messages_tried)},
    judge=judged,
)
