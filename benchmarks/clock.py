"""Timing several forms of the same work side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np


class Form(NamedTuple):
    """One implementation: a function that simulates a week, and the number of weeks of a measurement."""

    simulate: Callable[[], None]
    weeks: int = 1


class Times(NamedTuple):
    """Seconds a week, one entry for each repetition.

    Whoever shares the machine lengthens the time on the wall, and hardly that on the processor. So forms that use
    one thread are compared by the latter, and only what several threads or processes do by the former.
    """

    processor: np.ndarray
    wall: np.ndarray


def timed(forms: Mapping[str, Form], repetitions: int) -> dict[str, Times]:
    """Return the times of every form. Forms take turns, so that a slow spell of the machine meets all of them.

    What comes before the first repetition (compiling, caches) is left out: each form simulates one week unmeasured.
    """
    for form in forms.values():
        form.simulate()
    seconds = {name: np.empty((2, repetitions)) for name in forms}
    for repetition in range(repetitions):
        for name, form in forms.items():
            processor, wall = time.process_time(), time.perf_counter()
            for _ in range(form.weeks):
                form.simulate()
            spent = time.process_time() - processor, time.perf_counter() - wall
            seconds[name][:, repetition] = np.array(spent) / form.weeks
    return {name: Times(*spent) for name, spent in seconds.items()}


@dataclass(frozen=True)
class Ratio:
    """One figure with its goal.

    Attributes
    ----------
    name : numerator and denominator in words.
    how : size and circumstances.
    goal : the figure to reach; the largest allowed when `is_at_most`; None when the figure is for information.
    figure : the figure reached, the median of the repetitions.
    low, high : range over the repetitions, or an interval.
    """

    name: str
    how: str
    goal: float | None
    figure: float
    low: float
    high: float
    is_at_most: bool = False

    @classmethod
    def of(
        cls, name: str, how: str, goal: float | None, above: np.ndarray, below: np.ndarray, is_at_most: bool = False
    ) -> Self:
        """Return the ratio of two times, repetition by repetition."""
        figures = above / below
        return cls(name, how, goal, float(np.median(figures)), float(figures.min()), float(figures.max()), is_at_most)

    @property
    def is_met(self) -> bool:
        """Whether the goal is reached, if there is one."""
        if self.goal is None:
            return True
        return self.figure <= self.goal if self.is_at_most else self.figure >= self.goal


@dataclass(frozen=True)
class Cost:
    """What one week of one customer costs, in nanoseconds."""

    form: str
    customers: int
    nanoseconds: float

    @classmethod
    def of(cls, form: str, customers: int, seconds: np.ndarray) -> Self:
        """Return the median cost of a customer's week, from seconds a week."""
        return cls(form, customers, float(np.median(seconds)) / customers * 1e9)
