"""The survey that a brand would draw: what customers remember, recommend, and say that matters to them.

At the end of the baseline, people who kept diaries rate each touchpoint of their brand from 0 to 10 by what they
remember of it, say how far they recommend the brand, and how important each touchpoint is to them. Nothing of this is
asked in the world itself, so nothing changes by it. Customers of rivals are asked the same, as in a market survey.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.measures.metrics import WEEKS_A_YEAR
from sim.foundations.compiled import rules as all_rules
from sim.foundations.draws import uniform_columns
from sim.foundations.numbers import number, parameters
from sim.rules.loyalty import HIGHEST_RECOMMENDATION
from sim.state.counters import COUNTERS
from sim.state.rows import Rows, runnable
from sim.state.tables import STAGES, Event

if TYPE_CHECKING:
    from experiments.running.study import Study
    from sim.model import LoyaltyModel
    from sim.simulation import Simulation

ANSWERS, LIVED = "answers", "lived"
"""Tables of a survey: one row per respondent, and what was lived at each touchpoint of each brand."""
RATED, STATED = "rated ", "stated "
"""Beginnings of the columns of answers about a touchpoint."""
LIVED_COLUMNS = ("brand", "touchpoint", "encounters_a_year", "expected", "perceived", "asked")
_WHY_SURVEY = 2**20
"""Purpose of the draws of a survey; no purpose of the world has this number."""


@parameters
class Questionnaire(NamedTuple):
    """Numbers of the survey."""

    memory_weeks: float = number(52, 1, 520, "weeks", "assumed", "how far back an encounter is remembered in a survey")
    memory_half_life: float = number(13, 1, 520, "weeks", "assumed", "half-life of its weight among others")
    importance_noise: float = number(
        1.5, 0, 5, "points of 10", "assumed", "spread of what one person says of the same importance"
    )
    importance_at_usual: float = number(
        6.0, 0, 10, "points of 10", "assumed", "stated importance of a touchpoint of usual salience"
    )
    importance_by_salience: float = number(
        2.5,
        0,
        10,
        "points of 10",
        "adapted",
        "how much more important a touchpoint is said to be whose salience is e times the usual",
        "people state as important what is vivid, not what is frequent: Chu 2002; form and number our assumption",
    )


Q = Questionnaire()
_BOXES_TO_POINTS = HIGHEST_RECOMMENDATION / 4.0


@dataclass(frozen=True)
class Surveys:
    """The survey at the end of one baseline.

    Attributes
    ----------
    study : with the baseline as its only scenario.
    respondents : customers of the brand who answer, about.
    """

    study: Study
    respondents: int

    def __call__(self, seed: int) -> dict[str, pd.DataFrame]:
        """Return the tables of a survey by name."""
        (_, model), *_ = self.study.begun(seed)
        self.give_diaries(model)
        for _ in range(self.study.weeks):
            model.simulation.step()
        return self.taken(model, seed)

    def give_diaries(self, model: LoyaltyModel) -> None:
        """Let those who will be asked keep a diary from now on."""
        model.simulation.keep_diaries(sampled(model.simulation, self.study.brand, self.respondents))

    @staticmethod
    def taken(model: LoyaltyModel, seed: int) -> dict[str, pd.DataFrame]:
        """Return the tables of a survey that is taken now."""
        simulation = model.simulation
        who = respondents(simulation)
        recommended = np.array([model.customer(int(row) + 1).recommendation for row in who])
        answers = answers_of(simulation, np.concatenate(simulation.notes), who, recommended, seed)
        return {ANSWERS: answers, LIVED: _lived(simulation)}

    @staticmethod
    def kept_as(seed: int) -> str:
        """Return the name under which a survey is kept."""
        return f"survey-{seed}"

    def fits(self, seed: int, found: object) -> bool:
        """Return whether something has the form of a survey."""
        return isinstance(found, dict) and set(found) == {ANSWERS, LIVED}


def sampled(simulation: Simulation, brand: str, wanted: int) -> list[int]:
    """Return rows of evenly spaced people among whom about so many are customers of a brand."""
    customers = simulation.world.customers
    share = float(np.mean(customers["brand"] == list(simulation.market.brands).index(brand)))
    people = min(len(customers), round(wanted / max(share, 1e-3)))
    return np.unique(np.linspace(0, len(customers) - 1, people).round().astype(int)).tolist()


def respondents(simulation: Simulation) -> np.ndarray:
    """Return the rows of those who are asked: people with a diary who are customers of a brand."""
    who = np.asarray(simulation.diaries, np.int64)
    return who[simulation.world.customers["brand"][who] >= 0]


def answers_of(
    simulation: Simulation, notes: np.ndarray, who: np.ndarray, recommended: np.ndarray, seed: int
) -> pd.DataFrame:
    """Return one row per respondent: brand, recommendation, a rating and a stated importance for each touchpoint.

    Parameters
    ----------
    notes : (n,) NOTE, the lines of all diaries.
    who : rows of the respondents, (m,).
    recommended : what each of them would answer but for noise, (m,), 0 to 10.
    """
    customers, touchpoints = simulation.world.customers, list(simulation.market.touchpoints)
    known, felt = _remembered(simulation, notes, who)
    p = simulation.world.behaviour["answers"][customers["segment"][who]]
    of = customers[who]
    table: dict[str, Any] = {
        "brand": np.array(list(simulation.market.brands))[of["brand"]],
        "recommendation": _whole(recommended + p["recommendation_noise"] * _normal(seed, len(touchpoints), who)),
    }
    style = p["answer_spread"] * of["leniency"]
    salience = simulation.world.touchpoints["salience"][of["segment"], of["brand"]]
    for t, name in enumerate(touchpoints):
        boxes = p["answer_level"] + p["answer_slope"] * felt[:, t] + style
        rated = _BOXES_TO_POINTS * (boxes - 1.0) + p["answer_noise"] * _normal(seed, t, who)
        vivid = Q.importance_by_salience * np.log(np.maximum(salience[:, t], 1e-6))
        stated = Q.importance_at_usual + vivid + _BOXES_TO_POINTS * style
        stated += Q.importance_noise * _normal(seed, t, who, 1)
        table[RATED + name] = np.where(known[:, t] > 0, _whole(rated), np.nan)
        table[STATED + name] = np.where(known[:, t] > 0, _whole(stated), np.nan)
    return pd.DataFrame(table)


def _remembered(simulation: Simulation, notes: np.ndarray, who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how much respondents remember of each touchpoint of their brand, and the mean impression, (m, T) each."""
    customers, touchpoints = simulation.world.customers, len(simulation.market.touchpoints)
    place = np.full(len(customers), -1)
    place[who] = np.arange(len(who))
    rows = np.asarray(simulation.diaries, np.int64)[notes["who"]]
    is_meant = (notes["event"] == Event.ENCOUNTER) & (notes["week"] > simulation.week - Q.memory_weeks)
    is_meant &= (place[rows] >= 0) & (notes["brand"] == customers["brand"][rows])
    met = notes[is_meant]
    cell = place[rows[is_meant]] * touchpoints + met["what"]
    weight = 0.5 ** ((simulation.week - met["week"]) / Q.memory_half_life)
    shape, size = (len(who), touchpoints), len(who) * touchpoints
    known = np.bincount(cell, weight, size).reshape(shape)
    with np.errstate(invalid="ignore"):
        return known, np.bincount(cell, weight * met["c"], size).reshape(shape) / known


def _whole(points: np.ndarray) -> np.ndarray:
    """Return answers as whole scores, 0 to 10."""
    return np.clip(np.round(points), 0.0, HIGHEST_RECOMMENDATION)


def _normal(seed: int, question: int, who: np.ndarray, column: int = 0) -> np.ndarray:
    """Return a standard normal number for each respondent, by address."""
    from scipy.special import ndtri

    return ndtri(uniform_columns(np.uint64(seed), _WHY_SURVEY, question, who)[:, column])


def _lived(simulation: Simulation) -> pd.DataFrame:
    """Return how often touchpoints of each brand were met in the last year, and what was expected and perceived.

    Encounters are those a year of one customer of the brand; ``asked`` is the quality that its positioning asks for.
    """
    ledger, market = simulation.ledger, simulation.market
    since = max(0, len(ledger.weeks) - WEEKS_A_YEAR)
    cells = pd.MultiIndex.from_product([market.brands, market.touchpoints], names=["brand", "touchpoint"])
    columns = ["encounters", "expected", "perceived"]
    lived = ledger.lived(since).groupby(["brand", "touchpoint"])[columns].sum().reindex(cells, fill_value=0.0)
    customers = [ledger.of_brand(b, since)[:, COUNTERS.index("customers")].sum() for b in range(len(market.brands))]
    years = np.repeat(customers, len(market.touchpoints)) / WEEKS_A_YEAR
    count = lived["encounters"].where(lived["encounters"] > 0)
    found = {
        "encounters_a_year": lived["encounters"] / np.where(years > 0, years, np.nan),
        "expected": lived["expected"] / count,
        "perceived": lived["perceived"] / count,
        "asked": _asked(simulation).ravel(),
    }
    return pd.DataFrame(found, index=cells).reset_index()[list(LIVED_COLUMNS)]


def _asked(simulation: Simulation) -> np.ndarray:
    """Return the quality that the positioning of each brand asks for at each touchpoint, (brands, touchpoints).

    The standard of the market at its stage, and what customers of the brand demand of it beyond or below that.
    """
    world = simulation.world
    customers, demanded_of = world.customers, runnable(all_rules()["demanded_of"], simulation.rules, in_python=True)
    behaviour: Any = Rows(world.behaviour)
    stages = [STAGES.index(touchpoint.stage) for touchpoint in simulation.market.touchpoints.values()]
    asked = np.full((len(simulation.market.brands), len(stages)), np.nan)
    for b in range(len(asked)):
        demanded: list[float] = []
        for g in range(len(world.behaviour)):
            own = customers[(customers["brand"] == b) & (customers["segment"] == g)]
            p, positioning = behaviour[g].expectation, float(world.offers["positioning"][g, b])
            people = zip(own["demand"].tolist(), own["expertise"].tolist(), strict=True)
            demanded += [demanded_of(positioning, demand, expertise, p) for demand, expertise in people]
        if demanded:
            asked[b] = world.standard[stages] + np.mean(demanded)
    return asked
