"""The optimum: search, run-off and appraisal, each in futures of its own.

The best of many splits is partly best by chance in the futures of the search (winner's curse). So the best few
are compared again in fresh futures, which choose among them, and the reported gain is
measured in futures that neither search nor choice has seen.

In worlds the mean of the worst fourth decides, and a second search under the market's own numbers finds the split that
one would choose without worlds: it is in the run-off, and both are appraised side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from experiments.design.factor import Factor
from experiments.design.varying import varied
from experiments.errors import RequestError
from experiments.measures.robustness import WORST_SHARE, second_futures, worst_means
from experiments.optimisation.appraisal import Appraisal, Doubt, doubt
from experiments.optimisation.budget import Budget
from experiments.optimisation.candidates import Portfolio
from experiments.optimisation.futures import Future, Measure, futures
from experiments.optimisation.objectives import Objective, in_units, worth
from experiments.optimisation.robustness import Robustness
from experiments.optimisation.search import Searched, searched
from experiments.running.threads import one_thread

SMALL_SHARE = 0.05
"""A candidate that gets less than this part of the budget is tried without."""
_APART = 0.1
"""Finalists differ by so much of the budget at least."""
_FINALISTS = 5
_LEVELS = (0.0, 0.33, 0.67, 1.0)
_LESS = (0.25, 0.5, 0.75, 0.9)
_MORE = 1.1
SEARCH, RUN_OFF, APPRAISAL, AGAIN = range(4)
"""Stages: the last one, in worlds, are second futures of some worlds, from which luck is known."""
CHOSEN, WITHOUT_WORLDS, EQUAL = "the chosen split", "the best without worlds", "the same for every candidate"
FINALIST, NOTHING_BOUGHT = "finalist", "nothing"
"""Names of alternatives; finalists have a number behind."""
_WEIGHTS = np.linspace(0.0, 1.0, 9)


@dataclass(frozen=True)
class Problem:
    """The candidates, the budget and the objectives of an optimisation.

    Attributes
    ----------
    objectives : the first decides; with a second one there is a front.
    samples : splits tried in the search.
    seeds : futures of each of the three stages; in worlds run-off and appraisal see every world at least.
    first_seed : the search has the seeds from here on, the run-off the next ones, the appraisal those after them.
    factors : uncertain numbers, which differ between futures.
    worlds : in which the futures are, one after the other, in place of uncertain numbers.
    """

    portfolio: Portfolio
    budget: Budget
    objectives: tuple[Objective, ...]
    samples: int
    seeds: int
    first_seed: int = 1
    factors: tuple[Factor, ...] = ()
    worlds: tuple[Mapping[str, float], ...] = ()

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Futures of the search, the run-off and the appraisal, and second futures of worlds."""
        fresh = max(self.seeds, len(self.worlds))
        return self.seeds, fresh, fresh, second_futures(len(self.worlds)) if self.worlds else 0

    def first_of(self, stage: int) -> int:
        """Return the first seed of a stage."""
        return self.first_seed + sum(self.counts[:stage])

    def futures(self, stage: int) -> list[Future]:
        """Return the futures of a stage."""
        return futures(self.first_of(stage), self.counts[stage], self.factors, self.worlds)

    def world_of(self, future: Future) -> int:
        """Return the position of the world of a future."""
        return (future.seed - 1) % max(1, len(self.worlds))

    @property
    def without_worlds(self) -> Problem:
        """The same problem under the market's own numbers."""
        return replace(self, worlds=())

    def decisive(self, gains: np.ndarray) -> np.ndarray:
        """Return what decides between splits, from gains (k, futures, objectives): means (k, objectives).

        Higher is better. In worlds it is the mean of the worst fourth, of each objective its own.
        """
        of_futures = worth(gains, self.objectives)
        if not self.worlds:
            return np.asarray(of_futures.mean(axis=1))
        return np.stack([worst_means(column.T) for column in np.moveaxis(of_futures, 2, 0)], axis=1)

    @property
    def rng(self) -> np.random.Generator:
        """The random numbers of the search itself."""
        return np.random.default_rng([self.first_seed, self.samples])

    def check(self) -> None:
        """Check that candidates can be bought in every future, where they change numbers that are uncertain as well.

        Raises
        ------
        RequestError
            With the candidates that do not go together, and why.
        """
        paths = [*(factor.path for factor in self.factors), *(self.worlds[0] if self.worlds else ())]
        uncertain = {tuple(path.split(".")) for path in paths}
        if any(candidate.numbers & uncertain for candidate in self.portfolio.candidates):
            every = [future for stage in range(AGAIN + 1) for future in self.futures(stage)]
            self.portfolio.check(varied(self.portfolio.market, future.values) for future in every)

    @property
    def runs(self) -> int:
        """About how many splits are tried, each in one future."""
        front = len(_WEIGHTS) if len(self.objectives) > 1 else 0
        appraised = _FINALISTS + 3 + (len(_LEVELS) - 1) * self.budget.n + len(_LESS) + 1 + front
        search, run_off, appraisal, again = self.counts
        runs = search * self.samples + run_off * _FINALISTS + appraisal * appraised
        if not self.worlds:
            return runs
        beside = self.seeds * (self.samples + _FINALISTS) + run_off + appraisal
        return runs + beside + (appraisal + again) * (_FINALISTS + 4)


@dataclass(frozen=True)
class Optimum:
    """The best split, and how good it is.

    Attributes
    ----------
    split : the chosen one, (n,) intensities.
    expected : what the search expected of the chosen one, first objective, in its unit and direction; in worlds the
        mean of the worst fourth.
    finalists : splits of the run-off.
    budgets : EUR -> the best split that the search expects for it, the chosen one at the whole budget.
    responses : candidate -> splits that differ in its intensity alone, rising.
    front : splits between the two objectives; none when there is one objective.
    appraisal : all of these in fresh futures.
    unopposed : the chosen split in the same futures while rivals go on; None where they do not react anyway.
    without_worlds : the split that the same search chooses under the market's own numbers; None without worlds.
    robustness : the alternatives in the worlds, and with the same luck under the market's own numbers.
    """

    problem: Problem
    searched: Searched
    split: np.ndarray
    expected: float
    finalists: tuple[np.ndarray, ...]
    budgets: dict[float, np.ndarray]
    responses: tuple[tuple[np.ndarray, ...], ...]
    front: tuple[np.ndarray, ...]
    appraisal: Appraisal
    unopposed: Appraisal | None = None
    without_worlds: np.ndarray | None = None
    robustness: Robustness | None = None

    @cached_property
    def alternatives(self) -> dict[str, np.ndarray]:
        """The chosen split, the other finalists, and splits that need no search, each by a name in words."""
        portfolio, budget = self.problem.portfolio, self.problem.budget
        named = {CHOSEN: self.split}
        if self.without_worlds is not None:
            named[WITHOUT_WORLDS] = self.without_worlds
        others = [each for each in self.finalists if all((each != split).any() for split in named.values())]
        named |= {f"{FINALIST} {number}": split for number, split in enumerate(others, 2)}
        alone = max(budget.alone(), key=lambda split: float(self.appraisal.worth([split]).mean()))
        named[EQUAL] = budget.equal()
        if alone.any():
            named[f"all on “{portfolio.candidates[int(alone.argmax())].title}”"] = alone
        named[NOTHING_BOUGHT] = np.zeros(budget.n)
        unique: dict[bytes, str] = {}
        for name, split in named.items():
            unique.setdefault(split.tobytes(), name)
        return {name: named[name] for name in unique.values()}

    @cached_property
    def doubt(self) -> Doubt:
        """How sure it is that the chosen split is the best of the alternatives."""
        return doubt(
            self.appraisal.worth(list(self.alternatives.values())),
            0,
            np.random.default_rng(self.problem.first_seed),
            WORST_SHARE if self.problem.worlds else 1.0,
        )

    @property
    def spent_eur(self) -> np.ndarray:
        """What the chosen split spends on each candidate, (n,) EUR."""
        return self.split * self.problem.budget.costs_eur

    def is_efficient(self, splits: tuple[np.ndarray, ...]) -> list[bool]:
        """Return which splits no other one beats in both objectives, by their means in fresh futures."""
        means = np.array([worth(self.appraisal.gains[self.appraisal.row(split)].mean(axis=0), self.problem.objectives)
                          for split in splits])  # fmt: skip
        return [not ((means >= mean).all(axis=1) & (means > mean).any(axis=1)).any() for mean in means]


class Chosen(NamedTuple):
    """What a search and its run-off have found: all splits tried, the finalists, and the best of them."""

    seen: Searched
    finalists: tuple[np.ndarray, ...]
    split: np.ndarray


@one_thread()
def optimise(problem: Problem, measure: Measure, unopposed: Measure | None = None) -> Optimum:
    """Return the best split that the search finds, measured in fresh futures.

    Parameters
    ----------
    measure : what splits bring; where rivals react, with their reaction.
    unopposed : what the chosen split brings while they go on, None where they do so anyway.
    """
    beside = chosen_of(problem.without_worlds, measure).split if problem.worlds else None
    seen, finalists, split = chosen_of(problem, measure, () if beside is None else (beside,))
    budgets = _budgets(problem, seen, split)
    responses = tuple(_response(problem.budget, split, i) for i in range(problem.budget.n))
    front = _front(problem, seen, split)
    standard = [np.zeros(problem.budget.n), problem.budget.equal(), *problem.budget.alone()]
    measured = [*finalists, *standard, *budgets.values(), *front, *(each for rising in responses for each in rising)]
    splits = np.array(_distinct(measured))
    gains = _gains(problem, measure, splits, problem.futures(APPRAISAL))
    alone = split[None]
    faced = _gains(problem, unopposed, alone, problem.futures(APPRAISAL)) if unopposed else None
    optimum = Optimum(
        problem=problem,
        searched=seen,
        split=split,
        expected=problem.objectives[0].sign * float(seen.surfaces[0].mean(split[None])[0]),
        finalists=finalists,
        budgets=budgets,
        responses=responses,
        front=front,
        appraisal=Appraisal(splits, gains, problem.objectives),
        unopposed=None if faced is None else Appraisal(alone, faced, problem.objectives),
        without_worlds=beside,
    )
    return optimum if beside is None else replace(optimum, robustness=_robustness(optimum, measure))


def chosen_of(problem: Problem, measure: Measure, invited: Sequence[np.ndarray] = ()) -> Chosen:
    """Return what a search finds and a run-off in fresh futures chooses, among its finalists and those invited."""

    def decisive(splits: np.ndarray, stage: int) -> np.ndarray:
        return problem.decisive(_gains(problem, measure, splits, problem.futures(stage)))

    seen = searched(lambda splits: decisive(splits, SEARCH), problem.budget, problem.samples, problem.rng)
    finalists = _distinct([*_finalists(problem, seen), *invited])
    values = decisive(np.array(finalists), RUN_OFF)[:, 0]
    return Chosen(seen, tuple(finalists), finalists[int(np.argmax(values))])


def _robustness(optimum: Optimum, measure: Measure) -> Robustness:
    """Return the alternatives in all worlds, some of them twice, and with the same luck under the market's numbers."""
    problem, splits = optimum.problem, np.array(list(optimum.alternatives.values()))
    fresh, again = problem.futures(APPRAISAL), problem.futures(AGAIN)
    first = np.stack([optimum.appraisal.gains[optimum.appraisal.row(split)] for split in splits])
    gains = np.concatenate([first, _gains(problem, measure, splits, again)], axis=1)
    own = _gains(problem, measure, splits, [Future(future.seed, {}) for future in fresh])
    return Robustness(
        Appraisal(splits, gains, problem.objectives),
        np.array([problem.world_of(future) for future in (*fresh, *again)]),
        Appraisal(splits, own, problem.objectives),
    )


def _distinct(splits: Iterable[np.ndarray]) -> list[np.ndarray]:
    """Return splits once each, in the order in which they come first."""
    return list({split.tobytes(): split for split in splits}.values())


def _gains(problem: Problem, measure: Measure, splits: np.ndarray, lived: Sequence[Future]) -> np.ndarray:
    """Return gains of splits over the baseline in some futures, (k, futures, objectives).

    Raises
    ------
    RequestError
        When an objective has no value in some run: then splits cannot be compared.
    """
    gains = measure(splits, lived)
    for objective, column in zip(problem.objectives, np.moveaxis(gains, 2, 0), strict=True):
        if missing := int(np.isnan(column).sum()):
            raise RequestError(
                f"{objective.name} has no value in {missing} of {column.size} runs, for lack of customers to measure; "
                "take more customers, more weeks or another objective"
            )
    return in_units(gains, problem.objectives)


def _finalists(problem: Problem, seen: Searched) -> list[np.ndarray]:
    """Return the splits of the run-off: the top of the surface, the same without small amounts, and other tops."""
    budget = problem.budget
    top = seen.best(budget)
    matters = top * budget.costs_eur >= SMALL_SHARE * budget.total_eur
    chosen = [top, seen.best(budget, allowed=matters)]
    for split in seen.tops(np.eye(len(problem.objectives))[0], len(seen.splits)):
        if len(chosen) == _FINALISTS:
            break
        if all(budget.spent_eur(np.abs(split - other)) >= _APART * budget.total_eur for other in chosen):
            chosen.append(split)
    return _distinct(chosen)


def _budgets(problem: Problem, seen: Searched, split: np.ndarray) -> dict[float, np.ndarray]:
    """Return the best split of smaller budgets, and of a larger one where there is more to buy."""
    budget = problem.budget
    shares = [*_LESS, _MORE] if _MORE * budget.total_eur <= budget.costs_eur.sum() else list(_LESS)
    others = {share * budget.total_eur: seen.best(budget.with_total(share * budget.total_eur)) for share in shares}
    return dict(sorted((others | {budget.total_eur: split}).items()))


def _response(budget: Budget, split: np.ndarray, candidate: int) -> tuple[np.ndarray, ...]:
    """Return splits in which one candidate is bought more or less, and all others as in the chosen split."""
    levels = (0.0, 1.0) if budget.is_yes_no[candidate] else _LEVELS
    rising = sorted({*levels, float(split[candidate])})
    others = np.arange(budget.n) != candidate
    return tuple(np.where(others, split, level) for level in rising)


def _front(problem: Problem, seen: Searched, split: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return splits from the best for the second objective to the best for the first, the chosen one among them."""
    if len(problem.objectives) == 1:
        return ()
    found = [*(seen.best(problem.budget, np.array([share, 1.0 - share])) for share in _WEIGHTS), split]
    return tuple(_distinct(found))
