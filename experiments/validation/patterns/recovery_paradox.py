"""Excellent recovery of a first failure pleases more than no failure, but only once (de Matos et al. 2007).

Basis: three months of the baseline show who has had no problem lately. Then two worlds go on with the same people and
random numbers, and in both help is excellent: everybody complains, every contact solves at once, nobody waits. In the
*spared* world nothing else changes. In the *failing* one trouble of the market's own kinds strikes more often in the
14th week (each weekly cause by 10 points) and is half as grave again for three weeks; and in the 27th once more.

A first failure counts when a customer without a problem in the first quarter had exactly one in weeks 14 to 16 of the
failing world, and had it solved fast at the first contact; and none in the spared one. In week 20 the customer is
asked, in both worlds, how satisfied it is, and whether it would buy from its brand again: the share of comparisons made
then in which it chooses the brand, zero for those who have left; those bound by a contract are left out of this
question. A second failure counts when the same customer met exactly one more in weeks 27 to 29, recovered as well; it
is asked in week 33. Whoever met another problem in between, in either world, is left out. Effects are mean
differences of the same customers between the two worlds, in standard deviations of the satisfaction of all customers.

Whether a customer is one of those who meet the additional trouble is chance, and the same person stands on both sides.
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
    jackknife,
)
from experiments.validation.patterns.contrasts import lever, stepped, twin_of
from experiments.validation.patterns.subscribers import SUBSCRIBERS, choices, imagined
from sim.simulation import Simulation
from sim.state.tables import NOBODY, Event

QUARTER = 13
FIRST, SECOND = QUARTER + 1, 2 * QUARTER + 1
"""Weeks in which trouble strikes more often."""
WINDOW = 3
"""Weeks in which a failure may be met."""
WAIT = 4
"""Weeks from the window to the survey."""
COMPARISONS = 20
EXCELLENT = (
    lever("brands.*.operations.solving_probability", FIRST, to=1.0),
    lever("brands.*.operations.fast_share", FIRST, to=1.0),
    lever("brands.*.operations.support_agents", FIRST, to=2000.0),
    lever("behaviour.assistance.complaint_base", FIRST, to=6.0),
)
TROUBLE = tuple(
    each
    for week in (FIRST, SECOND)
    for each in (
        lever("causes.*.weekly_probability", week, add=0.1, until_week=week),
        lever("causes.*.severity", week, multiply=1.5, until_week=week + WINDOW - 1),
    )
)
LOWEST, HIGHEST = 0.05, 0.3


def failures_followed(simulation: Simulation) -> Watching:
    """Return sums over customers after the first failure and after both, (2, 5).

    Asked about satisfaction, sum of differences (failing less spared, standard deviations); the same of repurchase
    (differences of probability); and all who are compared.
    """
    first_brand = simulation.world.customers["brand"].copy()
    is_asked = first_brand != NOBODY
    for _ in range(QUARTER):
        yield
        notes = simulation.notes[-1]
        is_asked[notes["who"][notes["event"] == Event.PROBLEM]] = False
    is_asked &= simulation.world.customers["brand"] == first_brand
    spared = twin_of(simulation, *EXCELLENT)
    failing = twin_of(simulation, *EXCELLENT, *(TROUBLE if simulation.market.causes else ()))
    cases = with_failures, without = Cases(failing), Cases(spared)
    sums = []
    for first_week in (FIRST, SECOND):
        while simulation.week < first_week + WINDOW + WAIT - 1:
            yield
            for each in cases:
                each.add(is_window=first_week <= simulation.week < first_week + WINDOW)
        is_asked &= with_failures.is_recovered() & without.is_free_of_problems()
        sums.append(compared(failing, spared, np.flatnonzero(is_asked), first_brand))
        with_failures.begin_anew()
    return {"sums": np.array(sums)}


class Cases:
    """The problems of every customer in a world since the last survey, from its diaries."""

    def __init__(self, world: Simulation) -> None:
        self.world = world
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget all cases: the next failure is looked for."""
        self.problems, self.in_window, self.solved_fast = np.zeros((3, len(self.world.world.customers)), int)

    def add(self, is_window: bool) -> None:
        """Simulate a week and add its notes; a failure counts in its window only."""
        notes = stepped(self.world).notes[-1]
        problems = notes["who"][notes["event"] == Event.PROBLEM]
        is_fast = (notes["event"] == Event.SOLVED) & (notes["b"] == 0) & (notes["c"] == 1)
        np.add.at(self.problems, problems, 1)
        np.add.at(self.in_window, problems, int(is_window))
        np.add.at(self.solved_fast, notes["who"][is_fast], 1)

    def is_recovered(self) -> np.ndarray:
        """Return who had exactly one problem, in the window, and had it solved fast at the first contact."""
        return (self.problems == 1) & (self.in_window == 1) & (self.solved_fast == 1)

    def is_free_of_problems(self) -> np.ndarray:
        """Return who had none at all."""
        return self.problems == 0


def compared(failing: Simulation, spared: Simulation, asked: np.ndarray, brand: np.ndarray) -> np.ndarray:
    """Return answers of the same customers in both worlds, summed up, (5,); see :func:`failures_followed`."""
    worlds = [each.world.customers[asked] for each in (failing, spared)]
    is_there = [each["brand"] == brand[asked] for each in worlds]
    both = is_there[0] & is_there[1]
    everybody = spared.world.customers["satisfaction"][spared.world.customers["brand"] != NOBODY]
    gap = (worlds[0]["satisfaction"].astype(float) - worlds[1]["satisfaction"])[both] / everybody.std()
    free = (worlds[0]["contract_weeks"] <= 0) & (worlds[1]["contract_weeks"] <= 0)
    again = [would_buy_again(each, asked[free], brand) for each in (failing, spared)]
    return np.array([both.sum(), gap.sum(), free.sum(), (again[0] - again[1]).sum(), len(asked)])


def would_buy_again(simulation: Simulation, who: np.ndarray, brand: np.ndarray) -> np.ndarray:
    """Return how likely customers would choose their brand again now, (len(who),); 0 for those who have left it."""
    chosen = choices(simulation, imagined(simulation.world), who, COMPARISONS)
    return chosen[np.arange(len(who)), brand[who]] * (simulation.world.customers["brand"][who] == brand[who])


def effects(sums: np.ndarray) -> np.ndarray:
    """Return the effect on satisfaction, standard deviations, and on repurchase, probability, (2, 2), by failure."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.stack([sums[:, 1] / sums[:, 0], sums[:, 3] / sums[:, 2]], axis=1)


def judged(samples: Samples) -> Result:
    """Check satisfaction and repurchase after the first failure, and satisfaction after the second."""
    sums = samples["failures"]["sums"]
    found, errors = jackknife(effects, sums)
    customers = sums.sum(axis=0)[:, 4]
    return Result(
        checks=(
            Check(
                "satisfaction after one failure recovered, standard deviations",
                found[0, 0],
                errors[0, 0],
                "above 0",
                LOWEST,
                HIGHEST,
            ),
            Check("repurchase after it, difference of probability", found[0, 1], errors[0, 1], "not above 0", high=0.0),
            Check(
                "satisfaction after the second, standard deviations",
                found[1, 0],
                errors[1, 0],
                "below 0",
                high=-ABOVE_ZERO,
            ),
        ),
        figure=Figure(
            "failures, all recovered excellently",
            "satisfaction against no failure, standard deviations",
            ("one", "two"),
            (Series("simulated", tuple(found[:, 0]), tuple(errors[:, 0])),),
        ),
        sentence=f"After one failure, recovered excellently, satisfaction of the same customers differs by "
        f"{found[0, 0]:+.2f} standard deviations from that without it ({customers[0]:,.0f} customers), after the "
        f"second by {found[1, 0]:+.2f} ({customers[1]:,.0f}).",
    )


PATTERN = Pattern(
    id="recovery-paradox",
    kind="C",
    claim="Excellent recovery of a first failure leaves satisfaction higher than without a failure, but not "
    "repurchase; a second failure ends it.",
    source="de Matos, Henrique & Rossi 2007, Journal of Service Research 10(1):60-77; Maxham & Netemeyer 2002, Journal "
    "of Marketing 66(4):57-71",
    category="contractual",
    design="Excellent help for everybody. The same people and random numbers with and without additional trouble in "
    "weeks 14 and 27; those who met one problem, later a second, and had it solved fast at the first contact, are "
    "asked four weeks after: all in all, how satisfied are you, and would you choose your provider again?",
    watches={"failures": Watch(SUBSCRIBERS, failures_followed)},
    judge=judged,
)
