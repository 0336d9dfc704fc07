"""Sizes, counted before anything is built: what is too large is refused with figures and with what is possible."""

from __future__ import annotations

import math

from experiments.errors import RequestError
from sim.market.memory import memory_bytes
from sim.market.schema import Market
from sim.state.states import CUSTOMER, KNOWLEDGE, SEEN

MOST_TRIALS = 10_000_000
"""Trials of one sweep or analysis: a thousand cores take hours for so many small ones."""
MOST_LEVELS = 1_000_000
"""Values of all factors of a grid together."""

_BYTES_OF_A_POINT, _BYTES_OF_A_VALUE = 200, 100
_BYTES_OF_A_TRIAL, _BYTES_OF_A_FIGURE = 120, 16
_BYTES_OF_A_TIE = 8
_BYTES_OF_A_CAUSE = 5
_COPIES = 2.2
"""Measured: memory that a run of one scenario needs, as a multiple of the tables of its customers."""


def check_levels(levels: int) -> None:
    """Check the number of values that all factors together can take.

    Raises
    ------
    RequestError
        When there are too many.
    """
    if levels > MOST_LEVELS:
        raise RequestError(
            f"makes {counted(levels)} values of factors; {MOST_LEVELS:,} is the maximum: take fewer steps"
        )


def check_trials(points: int, seeds: int, factors: int, figures: int = 1) -> None:
    """Check the number of trials, and the memory that they take.

    Parameters
    ----------
    points, seeds : every point is simulated with every seed.
    factors : numbers that differ between points.
    figures : figures that each trial gives.

    Raises
    ------
    RequestError
        When there are too many trials for any machine, or for the memory of this one; with what is possible.
    """
    whole = f"{counted(points)} points x {counted(seeds)} seeds make {counted(points * seeds)} trials"
    if points * seeds > MOST_TRIALS:
        raise RequestError(f"{whole}; {MOST_TRIALS:,} is the maximum: {_fewer(points, seeds, MOST_TRIALS)}")
    of_a_point = _BYTES_OF_A_POINT + _BYTES_OF_A_VALUE * factors
    of_a_trial = _BYTES_OF_A_TRIAL + _BYTES_OF_A_FIGURE * figures
    needed, there = points * (of_a_point + seeds * of_a_trial), memory_bytes()
    if needed > there:
        most = int(there / (of_a_point + seeds * of_a_trial))
        raise RequestError(
            f"{whole}, which need about {_gigabytes(needed)} of memory; there are {_gigabytes(there)}: take at most "
            f"{most:,} points"
        )


def check_customers(market: Market, customers: int, processes: int = 1) -> None:
    """Check that the customers of a run fit into memory.

    Parameters
    ----------
    customers : simulated customers.
    processes : how many runs are simulated beside each other on this machine.

    Raises
    ------
    RequestError
        When they do not, with the number that would.
    """
    of_a_customer = processes * _COPIES * _bytes_of_a_customer(market)
    there = memory_bytes()
    if customers * of_a_customer > there:
        most = int(there / of_a_customer)
        beside = f" in {processes} processes beside each other" if processes > 1 else ""
        fewer = " or fewer --workers" if processes > 1 else ""
        raise RequestError(
            f"{customers:,} customers{beside} need about {_gigabytes(customers * of_a_customer)} of memory; there are "
            f"{_gigabytes(there)}: take at most {most:,} customers{fewer}; the category's people_per_customer "
            "lets each of them stand for several people"
        )


def _bytes_of_a_customer(market: Market) -> float:
    """Return the size of the rows of one customer in all tables."""
    rows = CUSTOMER.itemsize + KNOWLEDGE.itemsize * len(market.brands) + 2 * SEEN.itemsize
    return rows + _BYTES_OF_A_CAUSE * len(market.causes) + _BYTES_OF_A_TIE * float(market.network.ties)  # type: ignore[attr-defined]


def _fewer(points: int, seeds: int, most: int) -> str:
    """Return which numbers of points or seeds would be possible."""
    choices = []
    if points <= most:
        choices.append(f"{most // points:,} seeds at these points")
    if seeds <= most:
        choices.append(f"{most // seeds:,} points with these seeds")
    return "take at most " + ", or ".join(choices)


def counted(number: int) -> str:
    """Return a number in words; one with very many digits by their number."""
    return f"{number:,}" if number < 10**15 else f"10^{int(math.log10(number))}"


def _gigabytes(size: float) -> str:
    return f"{size / 1e9:,.3g} GB"
