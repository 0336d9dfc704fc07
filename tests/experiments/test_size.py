"""What is too large is refused before it is built, with figures and with what is possible."""

import pytest

from experiments.design import size
from experiments.design.size import check_customers, check_levels, check_trials, counted
from experiments.errors import RequestError
from tests.worlds import shipped


def test_trials_are_counted():
    """A sweep of 10^11 trials is refused with the numbers of seeds and of points that would do."""
    with pytest.raises(RequestError) as refused:
        check_trials(10**6, 10**5, factors=2)
    assert str(refused.value) == (
        "1,000,000 points x 100,000 seeds make 100,000,000,000 trials; 10,000,000 is the maximum: take at most 10 "
        "seeds at these points, or 100 points with these seeds"
    )
    check_trials(10**4, 10**3, factors=2)


def test_numbers_of_any_length_are_told():
    """Designs have more points than numbers have digits that can be read."""
    with pytest.raises(RequestError, match=r"10\^5000 points x 1 seeds make 10\^5000 trials"):
        check_trials(10**5000, 1, factors=2)
    assert counted(123_456) == "123,456"


def test_trials_that_do_not_fit_into_memory(monkeypatch):
    """The memory that trials take is estimated, and the points that fit are told."""
    monkeypatch.setattr(size, "memory_bytes", lambda: 1e9)
    with pytest.raises(
        RequestError, match=r"need about 3\.3\d GB of memory; there are 1 GB: take at most 29\d,\d{3} points"
    ):
        check_trials(10**6, 1, factors=30)


def test_customers_that_do_not_fit_into_memory(monkeypatch):
    """So is that of customers, in all processes, and the customers that fit are told."""
    monkeypatch.setattr(size, "memory_bytes", lambda: 4e9)
    check_customers(shipped("telecom"), 1_000_000)
    with pytest.raises(
        RequestError, match=r"3,000,000 customers in 2 processes beside each other need about 7\.\d+ GB"
    ):
        check_customers(shipped("telecom"), 3_000_000, processes=2)


def test_values_are_counted():
    """Steps of very many factors are refused."""
    with pytest.raises(RequestError, match="makes 30,000,000 values of factors; 1,000,000 is the maximum"):
        check_levels(30_000_000)
