"""Staying and leaving: who moves, who decides, and what loyalty follows."""

from __future__ import annotations

import numpy as np

from experiments.theory.claim import (
    AS_IT_IS,
    Claim,
    Figure,
    Side,
    Switch,
    Watched,
    Watching,
    World,
    comparison,
    contrast,
    given,
    lever,
)
from experiments.theory.sizes import CHURN, SATISFACTION
from experiments.theory.watching import courted, moves_of, of_focus, quality, share, thirds
from sim.simulation import Simulation
from sim.state.tables import NOBODY

A_YEAR = 52


def concentration_of_moves(simulation: Simulation) -> Watching:
    """Return the variance of departures over people / their mean, within three years: 1 when chance alone decides."""
    moves = yield from moves_of(simulation, 3 * A_YEAR)
    return float(moves.var() / moves.mean()) if moves.any() else np.nan


def left_of_third(simulation: Simulation, which: str) -> Watching:
    """Return the per cent of the most or the least restless third of customers that leave a brand within a year."""
    customers = simulation.world.customers
    among = customers["brand"] != NOBODY
    settled, restless = thirds(customers["mobility"].copy(), among)
    moves = yield from moves_of(simulation, A_YEAR)
    return share(moves > 0, restless if which == "restless" else settled)


def satisfaction_of_payers(simulation: Simulation) -> Watching:
    """Return the satisfaction, after a year, of customers of the focus brand for whom somebody else uses it."""
    while simulation.week < A_YEAR:
        yield
    customers = simulation.world.customers
    payers = of_focus(simulation) & (customers["payer_is_other"] == 1)
    return float(customers["satisfaction"][payers].mean()) if payers.any() else np.nan


def how_alike(simulation: Simulation) -> Watching:
    """Return the correlation of satisfaction and lived experience over customers, after a year."""
    while simulation.week < A_YEAR:
        yield correlation(simulation)
    return correlation(simulation)


def correlation(simulation: Simulation) -> float:
    """Return the correlation of satisfaction and lived experience over customers of any brand."""
    customers = simulation.world.customers
    ours = customers["brand"] != NOBODY
    return float(np.corrcoef(customers["satisfaction"][ours], customers["experience"][ours])[0, 1])


def held_by(simulation: Simulation, which: str) -> Watching:
    """Return by how many points fewer leave within a year per standard deviation of one of the two, given the other.

    A linear probability model of leaving on satisfaction, lived experience, segment and a running contract.
    """
    customers = simulation.world.customers
    who = np.flatnonzero(customers["brand"] != NOBODY)
    asked = [_standardised(customers[name][who]) for name in ("satisfaction", "experience")]
    others = [customers["segment"][who] == g for g in range(len(simulation.market.segments))]
    design = np.column_stack([*asked, *others, customers["contract_weeks"][who] > 0]).astype(float)
    moves = yield from moves_of(simulation, A_YEAR)
    slopes = np.linalg.lstsq(design, 100.0 * (moves[who] > 0), rcond=None)[0]
    return float(-slopes[0 if which == "satisfaction" else 1])


def _standardised(values: np.ndarray) -> np.ndarray:
    return (values.astype(float) - values.mean()) / values.std()


def like_their_prescriber(simulation: Simulation) -> Watching:
    """Return the per cent of people who have the brand of their adviser, after a year."""
    while simulation.week < A_YEAR:
        yield
    customers = simulation.world.customers
    advised = (customers["prescriber"] != NOBODY) & (customers["brand"] != NOBODY)
    brand = customers["brand"]
    return share(brand == brand[customers["prescriber"]], advised)


def alone(path: str, to: float) -> tuple[dict[str, object], ...]:
    """Return the lever that leaves somebody out, in all segments, from before the burn-in."""
    return (lever(f"segments.*.{path}", 0, to=to),)


COURTED = World("rivals court three times as much", courted)
LEFT = "share of customers who leave within a year"
SETTLED = Watched(LEFT, "% of customers", left_of_third, ("settled",))
RESTLESS = Watched(LEFT, "% of customers", left_of_third, ("restless",))
DEAF = World("nobody's advice weighs", (lever("behaviour.choice.prescriber", 0, to=0.0),))

CLAIMS = (
    Claim(
        id="T6",
        part="staying",
        sentence="Some never leave, others look wherever it is better or cheaper.",
        question="Are departures concentrated on some people, and does courting move these more than the others?",
        effects=(
            comparison(
                given("by chance alone", 1.0),
                Side(
                    "as it is",
                    AS_IT_IS,
                    Watched("variance of departures over people / mean", "ratio", concentration_of_moves),
                ),
                expected="higher",
                smallest=0.1,
                why="a tenth more spread than chance, the least by which a model of two kinds of people beats "
                "one of one kind",
            ),
            comparison(
                Side("the settled third, courted", COURTED, SETTLED, AS_IT_IS),
                Side("the restless third, courted", COURTED, RESTLESS, AS_IT_IS),
                "customers lost to courting",
                expected="higher",
                **CHURN,
            ),
        ),
        rule="sim.rules.courting.heeding_probability",
        source="Fader & Hardie 2007, Journal of Interactive Marketing 21(1):76-90",
        switch=Switch("behaviour.loyalty.frailty_spread", 0.0),
        scenario="loyalty-lock-in",
        kinds=("contractual",),
        elsewhere="who buys here and there leaves nobody, so that there are no departures to count",
    ),
    Claim(
        id="T36",
        part="staying",
        sentence="Several people stand behind one customer: adviser, payer and users take part in it.",
        question="What changes when the adviser does not weigh, when everybody uses alone, and when everybody pays "
        "for themselves?",
        effects=(
            contrast(
                DEAF,
                AS_IT_IS,
                Watched("people who have the brand of their adviser", "% of people", like_their_prescriber),
                expected="higher",
                smallest=2.0,
                why="one advised person in fifty, who would be with another brand",
            ),
            contrast(
                World("everybody uses alone", alone("users", 1.0)),
                AS_IT_IS,
                Figure("satisfaction", weeks=(1, 52), brand="all"),
                expected="lower",
                **SATISFACTION,
            ),
            contrast(
                AS_IT_IS,
                World("the product is worse", (quality(-0.1, kind="product"),)),
                Watched("satisfaction of those who pay and do not use", "0 to 1", satisfaction_of_payers),
                expected="lower",
                **SATISFACTION,
            ),
            contrast(
                World("users pay themselves", alone("payer_share", 0.0)),
                AS_IT_IS,
                Figure("losses_with_price", weeks=(1, 104), brand="all"),
                is_relative=True,
                expected="higher",
                smallest=5.0,
                why="a twentieth of the departures for which price is a reason",
            ),
        ),
        rule="sim.rules.household.satisfaction_at_home",
        source="Webster & Wind 1972, Journal of Marketing 36(2):12-19",
        switch=Switch("behaviour.household.worst_served_weight", 0.0),
        scenario="referral",
        reasons={
            "telecom": "Adviser, payer and the price that payers see all show. That several users share one offer "
            "lowers satisfaction by half of the smallest effect only, since bad news of one user is diluted "
            "by the others. The share of what is told at home is assumed.",
        },
    ),
    Claim(
        id="T39",
        part="staying",
        sentence="Satisfaction compares functions with expectations; experience is what was felt, associated and "
        "shared: "
        "the two questions get different answers.",
        question="How alike are the two answers, and does each of them hold customers beyond what the other explains?",
        effects=(
            comparison(
                given("the same answer", 1.0),
                Side(
                    "satisfaction and lived experience",
                    AS_IT_IS,
                    Watched("correlation of the two answers", "ratio", how_alike),
                ),
                expected="lower",
                smallest=0.2,
                why="a correlation of .8 is what the same question gets when it is asked twice",
            ),
            *(
                comparison(
                    given("nothing beyond the other", 0.0),
                    Side(
                        words,
                        AS_IT_IS,
                        Watched("customers held by one standard deviation more", "% of customers", held_by, (which,)),
                    ),
                    expected="higher",
                    smallest=0.5,
                    why="one customer in two hundred a year, since two thirds of customers lie within one "
                    "standard deviation",
                )
                for which, words in (("satisfaction", "satisfaction"), ("experience", "lived experience"))
            ),
        ),
        rule="sim.rules.satisfaction.experience_after",
        source="Brakus, Schmitt & Zarantonello 2009, Journal of Marketing 73(3):52-68",
        switch=Switch("behaviour.loyalty.experience", 0.0),
        scenario="spotless-shop",
        kinds=("contractual",),
        elsewhere="who buys here and there leaves nobody, so that there are no departures to explain",
    ),
)
