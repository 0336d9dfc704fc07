"""Rows: tables as interpreted code reads and writes them."""

import numpy as np
import pytest

from sim.state.counters import BOOK
from sim.state.rows import Rows, as_rows
from sim.state.states import CUSTOMER, KNOWLEDGE

RULE = np.dtype([("image_gain", "f8")])
BEHAVIOUR = np.dtype([("impressions", RULE)])


def test_numbers_are_plain_and_64_bits_wide():
    """A 32-bit number reads as the Python number of the same value, so that reckoning goes on in 64 bits."""
    customers = np.zeros(3, CUSTOMER)
    customers["trust"][1] = 0.1
    trust = Rows(customers)[1].trust
    assert (type(trust), trust) == (float, float(np.float32(0.1)))
    assert type(Rows(customers)[1].tenure_weeks) is int


def test_writing_goes_through_to_the_table():
    """What is written to a row stands in the table, rounded to its type."""
    customers = np.zeros(3, CUSTOMER)
    Rows(customers)[2].trust = 0.1
    assert customers["trust"].tolist() == [0.0, 0.0, float(np.float32(0.1))]


def test_several_numbers_of_one_field():
    """A field of several numbers is read and written by position."""
    knowledge = np.zeros((2, 3), KNOWLEDGE)
    of_one_brand = Rows(knowledge)[1, 2]
    of_one_brand.expected[3] += 0.5
    assert of_one_brand.expected[3] == knowledge["expected"][1, 2, 3] == 0.5


def test_the_last_brand_is_nobody():
    """A negative position counts from the end, as in compiled code."""
    book = np.zeros((4, 2), BOOK)
    Rows(book)[-1, 1].customers += 2.0
    assert book["customers"][3].tolist() == [0.0, 2.0]


def test_part_of_a_table_is_a_table():
    """Fewer positions than axes give the rows of a part, with its shape."""
    books = np.zeros((5, 4, 2), BOOK)
    Rows(books)[3][0, 1].gains += 1.0
    assert (Rows(books)[3].shape, books["gains"][3, 0, 1]) == ((4, 2), 1.0)


def test_nested_records():
    """Parameters are found by rule and name."""
    behaviour = np.zeros(2, BEHAVIOUR)
    behaviour["impressions"]["image_gain"] = [0.2, 0.3]
    assert Rows(behaviour)[1].impressions.image_gain == 0.3


def test_an_unknown_field_is_an_attribute_error():
    """A field that is not there is reported as Python reports it."""
    with pytest.raises(AttributeError, match="no 'trsut'"):
        Rows(np.zeros(1, CUSTOMER))[0].trsut  # noqa: B018


def test_only_what_needs_it_changes_form():
    """Wide numbers and plain arguments are handed on as they are; 32-bit columns become readable."""
    wide = np.zeros(2)
    assert as_rows(wide) is wide
    assert as_rows(7) == 7
    assert type(as_rows(np.ones((2, 2), np.float32))[1, 1]) is float
