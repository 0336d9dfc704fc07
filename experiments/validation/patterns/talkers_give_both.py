"""Praise and blame come from the same people, and blame often is about brands no longer used (East et al. 2007).

Basis: everybody, for the year after the burn-in, all brands. Who praises any brand at least once in that year has said
good, who blames any brand at least once has said bad; the odds ratio is that of the two-by-two table over all people.
The ratio of praise to blame counts messages, each once however many hear it. A message is about a former or other brand
when the speaker was a customer of that brand neither at the beginning nor at the end of the week.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import Check, Figure, Pattern, Result, Samples, Series, Watch, Watching, jackknife
from experiments.validation.patterns.subscribers import LIFETIMES, WEEKS_A_YEAR
from sim.simulation import Simulation

JUST_ABOVE_ONE = float(np.nextafter(1.0, 2.0))
LOWEST, HIGHEST = 2.0, 4.5
LEAST_OTHERS = 25.0


def year_heard(simulation: Simulation) -> Watching:
    """Return people by what they said, (2, 2): said good no/yes x said bad no/yes; and messages, (2, 2).

    Messages are praise, blame x about the present brand, about another one.
    """
    has_said = np.zeros((2, len(simulation.world.customers)), bool)
    messages = np.zeros((2, 2))
    for _ in range(WEEKS_A_YEAR):
        before = simulation.world.customers["brand"].copy()
        yield
        said = simulation.world.seen["said"].astype(int)
        about = np.abs(said) - 1
        is_own = (about == before) | (about == simulation.world.customers["brand"])
        for sign, speaks in enumerate((said > 0, said < 0)):
            has_said[sign] |= speaks
            messages[sign] += (speaks & is_own).sum(), (speaks & ~is_own).sum()
    good, bad = has_said
    people = np.array([[np.sum((good == is_good) & (bad == is_bad)) for is_bad in (0, 1)] for is_good in (0, 1)])
    return {"people": people, "messages": messages}


def odds_ratio(people: np.ndarray) -> float:
    """Return the odds of saying bad among those who say good / among those who do not, from counts (2, 2)."""
    (neither, bad_only), (good_only, both) = people
    return float(both * neither / (bad_only * good_only)) if bad_only * good_only > 0 else np.nan


def praise_over_blame(messages: np.ndarray) -> float:
    """Return messages of praise / of blame, from counts (2, 2)."""
    return float(messages[0].sum() / messages[1].sum()) if messages[1].sum() > 0 else np.nan


def percent_about_others(messages: np.ndarray) -> np.ndarray:
    """Return the per cent of praise and of blame that is about a former or other brand, (2,)."""
    return 100 * messages[:, 1] / np.maximum(messages.sum(axis=1), 1.0)


def judged(samples: Samples) -> Result:
    """Check who talks, how much of it is praise, and what it is about."""
    people, messages = samples["year"]["people"], samples["year"]["messages"]
    odds, odds_error = jackknife(odds_ratio, people)
    ratio, ratio_error = jackknife(praise_over_blame, messages)
    others, others_error = jackknife(percent_about_others, messages)
    return Result(
        checks=(
            Check("odds of saying bad, said good / did not", odds, odds_error, "above 1", low=JUST_ABOVE_ONE),
            Check("messages of praise / of blame", ratio, ratio_error, "about 3", LOWEST, HIGHEST),
            Check("blame about a former or other brand, %", others[1], others_error[1], "often", low=LEAST_OTHERS),
        ),
        figure=Figure(
            "message",
            "% about a former or other brand",
            ("praise", "blame"),
            (Series("simulated", tuple(others), tuple(others_error)),),
        ),
        sentence=f"There are {ratio:.1f} messages of praise for one of blame; {others[1]:.0f} % of the blame and "
        f"{others[0]:.0f} % of the praise are about a former or other brand.",
    )


PATTERN = Pattern(
    id="talkers-give-both",
    kind="C",
    claim="Positive and negative word of mouth come from the same people, about 3 to 1; the negative is often about "
    "brands no longer used.",
    source="East, Hammond & Wright 2007, International Journal of Research in Marketing 24(2):175-184; Wangenheim "
    "2005, Journal of Service Research 8(1):67-78",
    category="any",
    design="The baseline. All messages of the year after the burn-in, by speaker, sign and brand.",
    watches={"year": Watch(LIFETIMES, year_heard)},
    judge=judged,
)
