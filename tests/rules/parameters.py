"""Parameters of a rule, and the ranges in which a rule must behave."""

from typing import NamedTuple, TypeVar

from hypothesis import strategies as st

from sim.foundations.numbers import sheet_of

P = TypeVar("P", bound=NamedTuple)

ROUNDING = 1e-12


def admissible(kind: type[P]) -> st.SearchStrategy[P]:
    """Return any parameters of a rule file within the ranges of the sheet."""
    return st.builds(kind, **{name: between(number.low, number.high) for name, number in sheet_of(kind).items()})


def between(low: float, high: float) -> st.SearchStrategy[float]:
    """Return any number from `low` to `high`."""
    return st.floats(float(low), float(high), allow_subnormal=False)


def ascending(low: float, high: float) -> st.SearchStrategy[tuple[float, float]]:
    """Return any two numbers from `low` to `high`, the smaller first."""
    return st.tuples(between(low, high), between(low, high)).map(lambda pair: (min(pair), max(pair)))


share = between(0, 1)
signed = between(-1, 1)
ratio = between(0, 20)
"""A trait: 1 = average."""
weight = between(0, 25)
"""What an impression weighs: salience, up to 5 times in first discoveries."""
stock = between(-50, 50)
"""An image before it is squashed."""
