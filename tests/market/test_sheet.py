"""Every number of a market is a line of the parameter sheet, found by its path."""

from pathlib import Path

import pytest

from sim.market.loading import load_market, shipped_markets
from sim.market.market_sheet import CAUSE, OFFER, QUALITY, TOUCHPOINT
from sim.market.sheet import number_at, numbers_in, without_brand
from sim.rules.behaviour_sheet import BEHAVIOUR

FOLDER = Path(__file__).parent / "small"


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("brands.acme.offer.price_eur", OFFER["price_eur"]),
        ("touchpoints.shop.quality.acme.functional", QUALITY["functional"]),
        ("touchpoints.shop.salience", TOUCHPOINT["salience"]),
        ("touchpoints.shop.salience_by_segment.young", TOUCHPOINT["salience"]),
        ("causes.billing.severity.acme", CAUSE["severity"]),
        ("causes.billing.exposure.shop", CAUSE["exposure"]),
        ("causes.billing.episode_weeks", CAUSE["episode_weeks"]),
        ("behaviour.impressions.loss_aversion", BEHAVIOUR["impressions"]["loss_aversion"]),
        ("behaviour.loss_aversion", None),
        ("causes.billing.severity", None),
        ("brands.acme.title", None),
        ("offer.price_eur", None),
        ("name", None),
    ],
)
def test_number_at(path, number):
    """A path leads to its line of the sheet; one that leads to no number leads nowhere."""
    assert number_at(tuple(path.split("."))) == number


@pytest.mark.parametrize("market", [FOLDER, *shipped_markets()])
def test_every_number_has_its_line(market):
    """No number of a market escapes the sheet, and each is within its range."""

    def count(part):
        return sum(map(count, part.values())) if isinstance(part, dict) else isinstance(part, float)

    document = load_market(market).model_dump(exclude={"crm"})
    numbers = list(numbers_in(document))
    assert len(numbers) == count(document)
    assert all(number.low <= value <= number.high for _, value, number in numbers)


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("causes.billing.severity.acme", "causes.billing.severity"),
        ("touchpoints.shop.quality.acme.emotional", "touchpoints.shop.quality.emotional"),
        ("causes.billing.severity.rival", None),
        ("causes.billing.exposure.acme", None),
        ("brands.acme.offer.price_eur", None),
        ("category.burn_in_weeks", None),
    ],
)
def test_without_brand(path, short):
    """The brand may be left out where a touchpoint or cause says a number brand by brand."""
    assert without_brand(tuple(path.split(".")), "acme") == (short and tuple(short.split(".")))
