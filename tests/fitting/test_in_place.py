"""Writing numbers into a market file that people keep."""

import pytest

from experiments.errors import RequestError
from experiments.fitting.in_place import with_numbers

TEXT = """# a market
brands:
  acme:
    constant: 1.18   # fitted
    offer: {price_eur: 27, breadth: 0.7}   # list price
  kite: &kite
    constant: {value: 0.3, source: guess}
  pico: *kite
causes:
  fault:
    weekly_probability: 0.01

# the end
"""


def changed(**numbers: float) -> list[str]:
    """Return the lines that are new when numbers are written."""
    new = with_numbers(TEXT, {path.replace("__", "."): value for path, value in numbers.items()})
    return [line for line in new.splitlines() if line not in TEXT.splitlines()]


@pytest.mark.parametrize(
    "numbers, lines",
    [
        ({"brands__acme__constant": 2.5}, ["    constant: 2.5   # fitted"]),
        ({"brands__acme__offer__breadth": 0.71}, ["    offer: {price_eur: 27, breadth: 0.71}   # list price"]),
        (
            {"brands__acme__offer__usability": 0.5},
            ["    offer: {price_eur: 27, breadth: 0.7, usability: 0.5}   # list price"],
        ),
        ({"brands__acme__costs__contact_eur": 7.0}, ["    costs:", "      contact_eur: 7"]),
        (
            {"causes__fault__weekly_probability__acme": 0.02, "causes__fault__weekly_probability__kite": 0.02},
            ["    weekly_probability: 0.02"],
        ),
        (
            {"causes__fault__weekly_probability__acme": 0.02, "causes__fault__weekly_probability__kite": 0.03},
            ["    weekly_probability: {acme: 0.02, kite: 0.03}"],
        ),
    ],
)
def test_only_the_number_changes(numbers, lines):
    """A number is replaced or added where it belongs, and comments stay."""
    assert changed(**numbers) == lines


def test_a_number_shared_by_an_alias_is_refused():
    """What would change another number as well is not written."""
    with pytest.raises(RequestError, match="shared by an alias"):
        changed(brands__pico__constant=1.0)
