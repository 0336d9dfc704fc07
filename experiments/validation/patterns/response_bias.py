"""Those who answer are rosier or gloomier than all who are asked, as the moved answer more; less where most answer.

Basis: answers about encounters in half a year after the burn-in, in three worlds that differ in how readily people
answer: hardly ever, as usual, and nearly always. The same customers live the same encounters and are asked the same
questions in all three, so that the answers of the last stand for everybody. What the response rule implies is computed
from those: each answer counts by how much likelier it would be given at the lower readiness, the impression being read
back from the score. Questions do not tire.
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
from experiments.validation.patterns.listeners import SCORES, asking, encounters
from sim.simulation import Simulation

HALF_A_YEAR = 26
READINESS = (0.03, 0.15, 0.95)
NAMES = ("hardly anybody answers", "as usual", "nearly everybody answers")


def half_a_year_asked(simulation: Simulation) -> Watching:
    """Return how many gave each score of an encounter, (11,), and what the response rule makes of each score, (11,)."""
    counts = np.zeros(SCORES)
    for _ in range(HALF_A_YEAR):
        yield
        given = encounters(simulation, simulation.week)
        counts += np.bincount(simulation.world.answers["score"][given], minlength=SCORES)
    return {"counts": counts, "moved": moved_by(simulation)}


def moved_by(simulation: Simulation) -> np.ndarray:
    """Return by how many log-odds who gives a score is likelier to answer than somebody who is not moved, (11,)."""
    p = simulation.world.behaviour["answers"][0]
    boxes = 1.0 + np.arange(SCORES) / 2.5
    felt = np.clip((boxes - p["answer_level"]) / p["answer_slope"], -1.0, 1.0)
    return np.asarray(p["moved_response"] * np.abs(felt))


def mean_score(counts: np.ndarray) -> float:
    """Return the mean of scores, from counts, (11,)."""
    return float(np.arange(SCORES) @ counts / counts.sum()) if counts.sum() else np.nan


def implied(counts: np.ndarray, moved: np.ndarray, readiness: float) -> float:
    """Return the mean score of those who would answer at some readiness, by the rule, from the counts of nearly all."""

    def answering(ready: float) -> np.ndarray:
        return 1.0 / (1.0 + (1.0 - ready) / ready * np.exp(-moved))

    return mean_score(counts * answering(readiness) / answering(READINESS[-1]))


def judged(samples: Samples) -> Result:
    """Compare the bias of those who answer with what the response rule implies."""
    counts = np.stack([samples[name]["counts"] for name in NAMES], axis=1)
    moved = samples[NAMES[0]]["moved"][0]

    def biases(total: np.ndarray) -> np.ndarray:
        return np.array([mean_score(each) for each in total]) - mean_score(total[-1])

    def rule(total: np.ndarray) -> np.ndarray:
        return np.array([implied(total[-1], moved, each) for each in READINESS]) - mean_score(total[-1])

    (bias, error), (expected, _) = jackknife(biases, counts), jackknife(rule, counts)
    sign = float(np.sign(expected[0]))
    shrunk, shrunk_error = jackknife(lambda total: sign * (biases(total)[0] - biases(total)[1]), counts)
    usual, usual_error = jackknife(lambda total: sign * biases(total)[1], counts)
    word = "rosier" if sign > 0 else "gloomier"
    return Result(
        checks=(
            Check(f"bias as usual, {word} as the rule implies", usual, usual_error, "same sign", low=ABOVE_ZERO),
            Check("bias where hardly anybody answers, less bias as usual", shrunk, shrunk_error, "> 0", low=ABOVE_ZERO),
        ),
        figure=Figure(
            "who answers",
            "points of 10 above everybody",
            NAMES,
            (
                Series("as the response rule implies", tuple(expected), is_published=True),
                Series("simulated", tuple(bias), tuple(error)),
            ),
        ),
        sentence=f"Those who answer as usual are {word} than everybody by {abs(bias[1]):.2f} points of ten, and by "
        f"{abs(bias[0]):.2f} where hardly anybody answers.",
    )


PATTERN = Pattern(
    id="response-bias",
    kind="C",
    claim="Survey respondents are more extreme than everybody, so that means are biased towards the side where people "
    "are more moved, the more the fewer answer.",
    source="Anderson 1998, Journal of Service Research 1:5-17, and Hu, Pavlou & Zhang 2009, CACM 52(10), on who speaks",
    category="any",
    design="The baseline, in which every brand asks after a fifth of all encounters, with three rates of response.",
    watches={
        name: Watch(
            asking({"behaviour.answers.response": readiness, "behaviour.answers.tired_response": 0.0}),
            half_a_year_asked,
        )
        for name, readiness in zip(NAMES, READINESS, strict=True)
    },
    judge=judged,
)
