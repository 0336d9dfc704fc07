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

from sim.foundations.draws import uniform_columns
from sim.foundations.numbers import number, parameters
from sim.rules.loyalty import HIGHEST_RECOMMENDATION
from sim.state.rows import Rows
from sim.state.tables import STAGES, Event

if TYPE_CHECKING:
    from experiments.running.study import Study
    from sim.model import LoyaltyModel

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
        simulation = model.simulation
        brand = list(self.study.market.brands).index(self.study.brand)
        share = float(np.mean(simulation.world.customers["brand"] == brand))
        wanted = min(self.study.customers, round(self.respondents / max(share, 1e-3)))
        diaries = np.linspace(0, self.study.customers - 1, wanted).round().astype(int)
        simulation.keep_diaries(np.unique(diaries).tolist())
        for _ in range(self.study.weeks):
            simulation.step()
        return {ANSWERS: _answers(model, seed), LIVED: _lived(model)}

    @staticmethod
    def kept_as(seed: int) -> str:
        """Return the name under which a survey is kept."""
        return f"survey-{seed}"

    def fits(self, seed: int, found: object) -> bool:
        """Return whether something has the form of a survey."""
        return isinstance(found, dict) and set(found) == {ANSWERS, LIVED}


def _encounters(model: LoyaltyModel, since: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the lines of diaries about encounters after a week, and whose they are (rows)."""
    simulation = model.simulation
    notes = np.concatenate(simulation.notes)
    notes = notes[(notes["event"] == Event.ENCOUNTER) & (notes["week"] > since)]
    return notes, np.asarray(simulation.diaries)[notes["who"]]


def _answers(model: LoyaltyModel, seed: int) -> pd.DataFrame:
    """Return one row per respondent: brand, recommendation, a rating and a stated importance for each touchpoint."""
    simulation, market = model.simulation, model.market
    customers = simulation.world.customers
    who = np.asarray(simulation.diaries)
    who = who[customers["brand"][who] >= 0]
    touchpoints, brands = list(market.touchpoints), list(market.brands)
    notes, rows = _encounters(model, simulation.week - Q.memory_weeks)
    own = notes["brand"] == customers["brand"][rows]
    place = np.full(len(customers), -1)
    place[who] = np.arange(len(who))
    cell = place[rows[own]] * len(touchpoints) + notes["what"][own]
    weight = 0.5 ** ((simulation.week - notes["week"][own]) / Q.memory_half_life)
    shape, size = (len(who), len(touchpoints)), len(who) * len(touchpoints)
    known = np.bincount(cell, weight, size).reshape(shape)
    sums = np.bincount(cell, weight * notes["c"][own], size).reshape(shape)
    with np.errstate(invalid="ignore"):
        felt = sums / known
    p = simulation.world.behaviour["answers"][customers["segment"][who]]
    recommended = np.array([model.customer(int(row) + 1).recommendation for row in who])
    table: dict[str, Any] = {
        "brand": np.array(brands)[customers["brand"][who]],
        "recommendation": _whole(recommended + p["recommendation_noise"] * _normal(seed, len(touchpoints), who)),
    }
    leniency, segment = customers["leniency"][who], customers["segment"][who]
    salience = simulation.world.touchpoints["salience"][segment, customers["brand"][who]]
    for t, name in enumerate(touchpoints):
        boxes = p["answer_level"] + p["answer_slope"] * felt[:, t] + p["answer_spread"] * leniency
        points = _BOXES_TO_POINTS * (boxes - 1.0) + p["answer_noise"] * _normal(seed, t, who)
        table[RATED + name] = np.where(known[:, t] > 0, _whole(points), np.nan)
        vivid = Q.importance_by_salience * np.log(np.maximum(salience[:, t], 1e-6))
        said = Q.importance_at_usual + vivid + _BOXES_TO_POINTS * p["answer_spread"] * leniency
        said = _whole(said + Q.importance_noise * _normal(seed, t, who, 1))
        table[STATED + name] = np.where(known[:, t] > 0, said, np.nan)
    return pd.DataFrame(table)


def _whole(points: np.ndarray) -> np.ndarray:
    """Return answers as whole scores, 0 to 10."""
    return np.clip(np.round(points), 0.0, HIGHEST_RECOMMENDATION)


def _normal(seed: int, question: int, who: np.ndarray, column: int = 0) -> np.ndarray:
    """Return a standard normal number for each respondent, by address."""
    from scipy.special import ndtri

    return ndtri(uniform_columns(np.uint64(seed), _WHY_SURVEY, question, who)[:, column])


def _lived(model: LoyaltyModel) -> pd.DataFrame:
    """Return how often touchpoints of each brand were met in the last year, and what was expected and perceived.

    Encounters are those a year of one customer of the brand; ``asked`` is the quality that its positioning asks for.
    """
    simulation, market = model.simulation, model.market
    since = max(0, simulation.week - Q.memory_weeks)
    notes, _ = _encounters(model, since)
    brands, touchpoints = list(market.brands), list(market.touchpoints)
    cell = notes["brand"].astype(int) * len(touchpoints) + notes["what"]
    shape, size = (len(brands), len(touchpoints)), len(brands) * len(touchpoints)
    count = np.bincount(cell, minlength=size).reshape(shape)
    expected, perceived = (np.bincount(cell, notes[field], size).reshape(shape) for field in "ab")
    who = np.asarray(simulation.diaries)
    of_brand = np.bincount(simulation.world.customers["brand"][who] + 1, minlength=len(brands) + 1)[1:]
    years = (simulation.week - since) / Q.memory_weeks
    with np.errstate(invalid="ignore", divide="ignore"):
        table = {
            "brand": np.repeat(brands, len(touchpoints)),
            "touchpoint": np.tile(touchpoints, len(brands)),
            "encounters_a_year": (count / (years * of_brand[:, None])).ravel(),
            "expected": (expected / count).ravel(),
            "perceived": (perceived / count).ravel(),
            "asked": _asked(model).ravel(),
        }
    return pd.DataFrame(table)


def _asked(model: LoyaltyModel) -> np.ndarray:
    """Return the quality that the positioning of each brand asks for at each touchpoint, (brands, touchpoints).

    The standard of the market at its stage, and what customers of the brand demand of it beyond or below that.
    """
    world = model.simulation.world
    customers, demanded_of = world.customers, model.rule("demanded_of")
    behaviour: Any = Rows(world.behaviour)
    stages = [STAGES.index(touchpoint.stage) for touchpoint in model.market.touchpoints.values()]
    asked = np.full((len(model.market.brands), len(stages)), np.nan)
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
