"""All figures of one run of the benchmark."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks import kept, million, random_numbers, speed, sweep
from benchmarks.clock import Cost, Ratio
from benchmarks.machine import machine, versions

_SECTIONS: dict[str, Callable[[speed.Sizes], Iterable[Ratio | Cost]]] = {
    "memory of a customer": speed.memory,
    "steps of the model compared with its kernel": speed.step_against_kernel,
    "plain Mesa agents compared with the kernel": speed.against_plain_mesa,
    "three phases in NumPy compared with the kernel": speed.against_numpy,
    "all instruments compared with none": speed.listening,
    "one thread compared with two": speed.more_threads,
    "a million customers compared with ten thousand": speed.at_a_million,
    "common compared with independent random numbers": random_numbers.common_random_numbers,
    "one worker compared with two": sweep.more_workers,
    "small trials compared with their kernels": sweep.around_the_kernel,
    "a second comparison compared with a first": kept.second_comparison,
}


@dataclass
class Report:
    """Figures with their goals, what a customer's week costs in every form, and where they were measured."""

    machine: dict[str, Any] = field(default_factory=machine)
    versions: dict[str, str] = field(default_factory=versions)
    ratios: list[Ratio] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)

    def take_in(self, figures: Iterable[Ratio | Cost]) -> None:
        """Add figures."""
        for each in figures:
            (self.ratios if isinstance(each, Ratio) else self.costs).append(each)  # type: ignore[arg-type]

    def document(self) -> dict[str, Any]:
        """Return everything, fit for JSON."""
        return asdict(self) | {"ratios": [asdict(each) | {"is_met": each.is_met} for each in self.ratios]}

    def ratio_rows(self) -> list[dict[str, str]]:
        """Return a row for each ratio, with its goal."""
        return [
            {
                "ratio": each.name,
                "goal": "none" if each.goal is None else f"{'<=' if each.is_at_most else '>='} {_short(each.goal)}",
                "figure": _short(each.figure),
                "range": f"{_short(each.low)} to {_short(each.high)}",
                "goal_met": "" if each.goal is None else "yes" if each.is_met else "no",
                "how": each.how,
            }
            for each in self.ratios
        ]

    def cost_rows(self) -> list[dict[str, str]]:
        """Return a row for each form, with what one week of one customer costs."""
        return [
            {"form": each.form, "customers": f"{each.customers:,}", "ns_per_customer_week": _short(each.nanoseconds)}
            for each in self.costs
        ]


def measured(notify: Callable[[str], None], quick: bool = False, with_long_run: bool = False) -> Report:
    """Return the figures of this machine.

    Parameters
    ----------
    notify : called with the title of the next measurement.
    quick : fewer repetitions, and nothing with a million customers.
    with_long_run : also simulate a million customers for two years.
    """
    report = Report()
    sizes = speed.QUICK if quick else speed.Sizes()
    for title, section in _SECTIONS.items():
        notify(title)
        report.take_in(section(sizes))
    if with_long_run:
        notify("a million customers for two years")
        report.take_in(million.a_million())
    return report


def _short(number: float) -> str:
    """Return a number with three figures, and no fewer than its whole ones."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"
