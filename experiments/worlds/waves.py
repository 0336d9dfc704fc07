"""History matching: waves of worlds are simulated, what they teach rules others out, and those left are checked.

The first wave is spread over all ranges; each further one is drawn from what emulators of the waves before cannot rule
out. Every world of a wave finds its brands' constants in its burn-in. Worlds of any wave that agree with all that is
known are simulated again, with constants as they were found and seeds that no wave has seen, and only those that agree
then remain. So emulators propose, and simulation decides (Craig, Goldstein, Seheult & Smith 1997; Vernon, Goldstein &
Bower 2010, Bayesian Analysis 5(4):619-669).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.errors import ResultsError
from experiments.running.threads import one_thread
from experiments.worlds.assumptions import is_possible, numbers_of, spread
from experiments.worlds.emulating import Screen, left_over, not_ruled_out
from experiments.worlds.evidence import CUTOFF, Evidence
from experiments.worlds.measuring import CONSTANTS, SHOWN, Point, Showing
from experiments.worlds.settling import constant_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from experiments.design.factor import Factor
    from experiments.experiment.lab import Lab
    from experiments.running.study import Study

BLOCKS = 8
"""Seeds with which the points of a wave take turns."""
FIRST_SEED_OF_CHECKS = 1_000
LATER_SHARE = 0.5
"""Points of a further wave, as a share of those of the first."""
MOST_WAVES_MORE = 4
"""Waves that may follow the requested ones while worlds are missing."""

Simulate = Callable[[Sequence[Point]], list["Mapping[str, np.ndarray]"]]


@dataclass(frozen=True)
class Effort:
    """How much is simulated.

    Attributes
    ----------
    worlds : how many are wanted.
    points : worlds of the first wave.
    waves : the first included, >= 2.
    checks : seeds with which a world is checked, >= 2.
    seed : of the first wave and of all designs.
    """

    worlds: int = 64
    points: int = 240
    waves: int = 3
    checks: int = 2
    seed: int = 1

    @property
    def later(self) -> int:
        """Worlds of each further wave."""
        return max(2, round(LATER_SHARE * self.points))

    @property
    def runs(self) -> int:
        """About how many runs that is: waves, and one check of every second point of the later ones."""
        points = self.points + (self.waves - 1) * self.later
        return points + self.checks * (1 + min(2 * self.worlds, points))


@dataclass(frozen=True)
class Wave:
    """The worlds of one wave, as simulated.

    Attributes
    ----------
    inputs : (points, factors) from 0 to 1.
    constants : (points, brands).
    shown : (points, statements and later facts), in their units.
    scaled : (points, statements), on their scales.
    left : share of all ranges that was not ruled out before it, 1 for the first wave.
    """

    inputs: np.ndarray
    constants: np.ndarray
    shown: np.ndarray
    scaled: np.ndarray
    left: float


@dataclass(frozen=True)
class Checked:
    """Worlds simulated anew with fresh seeds and constants as they were found; the market itself comes first.

    Attributes
    ----------
    numbers : of each world, by path; those of the market first.
    inputs : (worlds, factors); NaN for the market.
    shown : (worlds, statements and later facts), means over the seeds.
    implausibility : (worlds, statements).
    luck : (statements,), variance of one seed, on the scales of the statements.
    """

    numbers: tuple[dict[str, float], ...]
    inputs: np.ndarray
    shown: np.ndarray
    implausibility: np.ndarray
    luck: np.ndarray

    @property
    def agrees(self) -> np.ndarray:
        """Which of them agree with all that is known, (worlds,)."""
        return self.implausibility.max(axis=1) <= CUTOFF


@dataclass(frozen=True)
class Matched:
    """What history matching has found.

    Attributes
    ----------
    factors : the numbers that differ between worlds.
    market : the numbers of the market itself, brands' constants included, by path.
    waves, screens : in their order; a screen is what a wave and those before it teach.
    checked : the market itself, then all worlds that were checked.
    """

    factors: tuple[Factor, ...]
    evidence: Evidence
    effort: Effort
    market: dict[str, float]
    waves: tuple[Wave, ...]
    screens: tuple[Screen, ...]
    checked: Checked

    @property
    def remaining(self) -> np.ndarray:
        """Positions among the checked of the worlds that remain, at most as many as were wanted."""
        agreeing = np.flatnonzero(self.checked.agrees)
        return agreeing[agreeing > 0][: self.effort.worlds]

    @property
    def has_market(self) -> bool:
        """Whether the market as it is agrees with all that is known."""
        return bool(self.checked.agrees[0])


def matched(study: Study, factors: Sequence[Factor], evidence: Evidence, effort: Effort, lab: Lab) -> Matched:
    """Return the worlds of a market that agree with all that is known; the same for any number of workers.

    Raises
    ------
    ResultsError
        When no world agrees, with the statements that rule all of them out.
    """
    with lab.progress("Worlds") as progress, one_thread():
        search = _Search(study, tuple(factors), evidence, effort, lab, progress)
        for number in range(effort.waves + MOST_WAVES_MORE):
            search.add_wave()
            if number >= 1 or effort.waves == 1:
                search.check_new()
            if number + 1 >= effort.waves and search.found >= effort.worlds:
                break
        return search.matched()


class _Search:
    """A search on its way."""

    def __init__(
        self,
        study: Study,
        factors: tuple[Factor, ...],
        evidence: Evidence,
        effort: Effort,
        lab: Lab,
        progress: Callable[[int, int], None],
    ) -> None:
        self.study, self.factors, self.evidence, self.effort = study, factors, evidence, effort
        self.lab, self.progress = lab, progress
        self.task = Showing(study, evidence)
        self.done = 0
        self.waves: list[Wave] = []
        self.screens: list[Screen] = []
        self.numbers: list[dict[str, float]] = [self._of_market()]
        self.inputs: list[np.ndarray] = [np.full(len(factors), np.nan)]
        self.runs: list[np.ndarray] = []
        self.seen_waves = 0
        self._check([])

    @property
    def found(self) -> int:
        """How many worlds agree so far."""
        return int(np.count_nonzero(self._checked().agrees[1:]))

    def add_wave(self) -> None:
        """Simulate the next wave, and learn from it."""
        effort, number = self.effort, len(self.waves)
        if not self.waves:
            inputs, left = spread(self.study.market, self.factors, effort.points, effort.seed), 1.0
        else:
            left = left_over(self.screens, len(self.factors), effort.seed)
            inputs = self._proposed(number)
        seeds = [effort.seed + (number * BLOCKS + place % BLOCKS) for place in range(len(inputs))]
        points = [
            Point(tuple(numbers_of(self.factors, each).items()), seed, True)
            for each, seed in zip(inputs, seeds, strict=True)
        ]
        results = self._simulated(points)
        shown = np.array([each[SHOWN] for each in results])
        constants = np.array([each[CONSTANTS] for each in results])
        self.waves.append(Wave(inputs, constants, shown, self.evidence.scaled(shown), left))
        self._learn()

    def _proposed(self, number: int) -> np.ndarray:
        """Return possible points that no emulator rules out."""
        found: list[np.ndarray] = []
        for attempt in range(MOST_WAVES_MORE):
            drawn = not_ruled_out(
                self.screens, len(self.factors), self.effort.later, self.effort.seed + 100 * number + attempt
            )
            found += [each for each in drawn if is_possible(self.study.market, self.factors, each)]
            if len(found) >= self.effort.later:
                break
        return np.array(found[: self.effort.later])

    def _learn(self) -> None:
        """Learn from all points of the waves so far in which everything could be observed."""
        inputs, scaled = (np.concatenate([getattr(wave, name) for wave in self.waves]) for name in ("inputs", "scaled"))
        block = np.concatenate([BLOCKS * n + np.arange(len(wave.inputs)) % BLOCKS for n, wave in enumerate(self.waves)])
        is_whole = ~np.isnan(scaled).any(axis=1)
        if is_whole.sum() < 3 * BLOCKS:
            blind = [t for t, lost in zip(self.evidence.titles, np.isnan(scaled).any(axis=0), strict=True) if lost]
            raise ResultsError(
                f"only {is_whole.sum()} of {len(scaled)} worlds can be compared with what is known; the others have "
                f"nobody to observe for {', '.join(blind)}: simulate more customers"
            )
        self.screens.append(Screen.of(self.evidence, inputs[is_whole], scaled[is_whole], block[is_whole]))

    def check_new(self) -> None:
        """Check the worlds of waves that agree in their own run, those not yet checked, until there are enough."""
        waves, self.seen_waves = self.waves[self.seen_waves :], len(self.waves)
        luck = self.screens[-1].luck
        for wave in waves:
            is_near = self.evidence.implausibility(wave.scaled, luck).max(axis=1) <= CUTOFF
            self._check([(wave, int(place)) for place in np.flatnonzero(is_near)])

    def _check(self, candidates: Sequence[tuple[Wave, int]]) -> None:
        """Simulate worlds with fresh seeds; the market itself when nothing was checked so far."""
        for wave, place in candidates:
            constants = zip(map(constant_of, self.evidence.shares), map(float, wave.constants[place]), strict=True)
            self.numbers.append(numbers_of(self.factors, wave.inputs[place]) | dict(constants))
            self.inputs.append(wave.inputs[place])
        first = self.effort.seed + FIRST_SEED_OF_CHECKS
        new = self.numbers[len(self.runs) :]
        if not new:
            return
        seeds = range(first, first + self.effort.checks)
        results = self._simulated([Point(tuple(each.items()), seed, False) for each in new for seed in seeds])
        shown = [each[SHOWN] for each in results]
        self.runs += list(np.array(shown).reshape(len(new), len(seeds), -1))

    def _checked(self) -> Checked:
        """Return all that was checked, with the luck that the seeds of all of them show together."""
        runs = np.array(self.runs)
        scaled = self.evidence.scaled(runs)
        with np.errstate(invalid="ignore"):
            luck = np.nanmean(scaled.var(axis=1, ddof=1), axis=0)
        luck = np.nan_to_num(luck)
        return Checked(
            tuple(self.numbers),
            np.array(self.inputs),
            runs.mean(axis=1),
            self.evidence.implausibility(scaled.mean(axis=1), luck / self.effort.checks),
            luck,
        )

    def _of_market(self) -> dict[str, float]:
        """Return the numbers of the market itself."""
        from experiments.design.shares import value_at

        paths = [*(each.path for each in self.factors), *map(constant_of, self.evidence.shares)]
        return {path: float(value_at(self.study.market, tuple(path.split("."))) or 0.0) for path in paths}

    def _simulated(self, points: Sequence[Point]) -> list[Mapping[str, np.ndarray]]:
        """Return what points show, in their order."""
        found = {}
        with closing(self.lab.each(self.task, points, fits=self.task.is_shown)) as finished:
            for point, shown in finished:
                found[point] = shown
                self.done += 1
                self.progress(self.done, max(self.done, self.effort.runs))
        return [found[point] for point in points]

    def matched(self) -> Matched:
        """Return what was found.

        Raises
        ------
        ResultsError
            When no world agrees with all that is known.
        """
        found = Matched(
            self.factors,
            self.evidence,
            self.effort,
            self.numbers[0],
            tuple(self.waves),
            tuple(self.screens),
            self._checked(),
        )
        if not len(found.remaining):
            raise ResultsError(*_why_none(found))
        return found


def _why_none(found: Matched) -> list[str]:
    """Return which statements rule out all worlds, and by how much."""
    scaled = np.concatenate([wave.scaled for wave in found.waves])
    apart = found.evidence.implausibility(scaled, found.screens[-1].luck)
    nearest = np.nanmin(apart, axis=0)
    lines = [f"none of {len(scaled)} worlds agrees with all that is known"]
    for place in np.argsort(-nearest, kind="stable"):
        if nearest[place] > CUTOFF:
            lines.append(_unreached(found, int(place)))
    if len(lines) == 1:
        excluded = (apart > CUTOFF).mean(axis=0)
        worst = np.argsort(-excluded, kind="stable")[:3]
        named = "; ".join(f"{found.evidence.titles[each]} rules out {excluded[each]:.0%}" for each in worst)
        lines.append(f"each statement alone is met by some worlds, all together by none: {named}")
        lines.append("simulate more worlds (--points, --waves), or allow more: wider tolerances, or wider ranges")
    return lines


def _unreached(found: Matched, place: int) -> str:
    """Return how near worlds come to a statement that none of them meets."""
    statement = found.evidence.statements[place]
    shown = np.concatenate([wave.shown[:, place] for wave in found.waves])
    shown = shown[~np.isnan(shown)]
    if not shown.size:
        return f"{statement.title}: there is nobody to observe in any world"
    return (
        f"{statement.title}: {statement.wanted} {statement.unit} is known, and worlds show {shown.min():.4g} to "
        f"{shown.max():.4g}: no world reaches it"
    )
