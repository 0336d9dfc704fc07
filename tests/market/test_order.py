"""Markets are sorted by name inside, and shown in the order of their file."""

import pickle

import pytest

from sim.foundations.addresses import address_of
from sim.market.agreement import disagreements
from sim.market.documents import read_document
from sim.market.loading import load_market
from sim.market.order import PARTS
from sim.market.schema import Market
from sim.model import LoyaltyModel


@pytest.fixture(scope="module")
def backwards() -> Market:
    """Return a market whose file lists everything backwards."""
    document = load_market("telecom").model_dump()
    return Market.model_validate(document | {part: dict(reversed(document[part].items())) for part in PARTS})


@pytest.mark.parametrize("part", PARTS)
def test_parts_are_sorted_by_name(part, backwards):
    """Brands, segments, touchpoints and causes are sorted, and listed as in the file."""
    assert list(getattr(backwards, part)) == sorted(getattr(backwards, part))
    assert list(backwards.listed(part)) == sorted(getattr(backwards, part), reverse=True)


def test_numbers_by_name_are_sorted_too(backwards):
    """Groups of numbers by brand, segment or touchpoint have the order of these."""
    for touchpoint in backwards.touchpoints.values():
        assert list(touchpoint.quality) == list(backwards.brands)
        assert list(touchpoint.salience_by_segment) == sorted(touchpoint.salience_by_segment)
    for cause in backwards.causes.values():
        assert list(cause.severity) == list(backwards.brands)
        assert list(cause.exposure) == sorted(cause.exposure)


def test_the_order_of_the_file_travels(backwards):
    """The order of the file is kept in other processes and in copies."""
    there = pickle.loads(pickle.dumps(backwards)).in_folders(())
    assert [there.listed(part) for part in PARTS] == [backwards.listed(part) for part in PARTS]


def test_a_shipped_market_is_listed_as_written():
    """The order of a shipped market is that of its file."""
    market = load_market("telecom")
    written = read_document(market.folders[0] / "market.yaml").plain()
    assert [market.listed(part) for part in PARTS] == [tuple(written[part]) for part in PARTS]


def test_weekly_tables_have_the_order_of_the_file(backwards):
    """People read a weekly table in the order of the file."""
    weekly = LoyaltyModel(backwards, customers=60, seed=1, diaries=0).run(1).weekly
    of_customers = weekly[weekly["segment"] != "all"]
    assert tuple(of_customers["brand"].unique()) == (*backwards.listed("brands"), "none")
    assert tuple(of_customers["segment"].unique()) == backwards.listed("segments")
    causes = [column.removeprefix("irritants.") for column in weekly if column.startswith("irritants.")]
    assert tuple(causes) == backwards.listed("causes")


def test_addresses_of_names_stay():
    """The number of a name is part of every saved result."""
    assert address_of("acme") == 202_878_974
    assert all(1 <= address_of(f"brand_{number}") < 2**31 for number in range(1000))


def test_two_brands_with_one_address_are_refused():
    """Brands whose names have the same number in random numbers are refused, with both names."""
    seen: dict[int, str] = {}
    number = 0
    while (other := seen.setdefault(address_of(f"b{number}"), f"b{number}")) == f"b{number}":
        number += 1
    found = dict(disagreements({"brands": {other: {}, "acme": {}, f"b{number}": {}}}))
    assert found[("brands", f"b{number}")] == f"would share its random numbers with {other!r}: give it another name"
