"""What brands hear without a survey: complaints, alerts, reviews, use, informants, mystery shopping, message tests."""

import numpy as np
import pandas as pd
import pytest

from sim.simulation import Simulation
from tests.laws.test_exactness import STATES, bits
from tests.laws.years import restless
from tests.listening.conftest import heard
from tests.listening.test_asking import feedback
from tests.worlds import with_numbers

LISTENING, STAFF = "brands.*.listening.", "brands.*.staff."
WORLD = {"category.customers": 1200, "brands.*.operations.support_agents": 50}
QUIET = WORLD | {f"{LISTENING}complaints_logged": 0}
ALL_EARS = WORLD | {
    f"{LISTENING}complaints_logged": 1,
    f"{LISTENING}accuracy": 1,
    f"{LISTENING}informants": 12,
    f"{LISTENING}mystery_visits": 5,
    f"{LISTENING}message_tests": 400,
    f"{STAFF}alert_share": 1,
}


def with_ears(numbers: dict[str, float] | None = None) -> Simulation:
    """Return telecom, restless, after some weeks of listening with every ear but surveys."""
    return heard(with_numbers(restless("telecom"), ALL_EARS | (numbers or {})))


@pytest.fixture(scope="module")
def listening() -> Simulation:
    """Return the market with all ears open."""
    return with_ears()


def of_all_brands(world: Simulation) -> pd.DataFrame:
    """Return what all brands were told."""
    return pd.concat([world.intelligence(brand).feedback() for brand in world.market.brands])


def by_instrument(world: Simulation) -> dict[str, float]:
    """Return how many voices all brands heard by each instrument."""
    return of_all_brands(world).groupby("instrument")["answers"].sum().to_dict()


def test_ears_change_nothing(listening: Simulation):
    """Reading complaints, asking staff, informants, mystery shopping and message tests leave every state as it is."""
    deaf = heard(with_numbers(restless("telecom"), QUIET))
    for name in STATES:
        if name != "brand_states":
            assert bits(getattr(deaf.world, name)) == bits(getattr(listening.world, name)), name
    assert set(by_instrument(deaf)) <= {"reviews", "usage"}


def test_all_complaints_are_written_down_when_all_are(listening: Simulation):
    """With everything logged, headquarters reads as many complaints as the front line was told, and their causes."""
    told = listening.ledger.table().groupby("brand").sum(numeric_only=True).loc[listening.market.focus]
    known = feedback(listening)
    late = known["week"].max()
    read = known[(known["instrument"] == "complaints") & (known["week"] <= late)]
    booked = listening.ledger.table()
    in_time = booked[(booked["brand"] == listening.market.focus) & (booked["week"] < listening.week)]
    assert read["answers"].sum() == in_time["complaints"].sum() <= told["complaints"]
    for cause in listening.market.causes:
        assert read[read["cause"] == cause]["answers"].sum() == in_time[f"complained.{cause}"].sum()


def test_few_complaints_reach_headquarters():
    """Where one in twenty is written down, so many are read."""
    all_, few = with_ears(), with_ears({f"{LISTENING}complaints_logged": 0.05})
    share = by_instrument(few).get("complaints", 0) / by_instrument(all_)["complaints"]
    assert share == pytest.approx(0.05, abs=0.04)


def test_staff_blame_customers_more_than_is_true(listening: Simulation):
    """Behind each contact is a cause of the brand, yet staff say of a fifth that the customer caused it."""
    alerts = of_all_brands(listening)
    alerts = alerts[alerts["instrument"] == "alerts"]
    share = alerts[alerts["cause"] == "none"]["answers"].sum() / alerts["answers"].sum()
    assert 0.1 < share < 0.35


def test_blamed_staff_fall_silent():
    """Scores held against staff buy fewer alerts, and thanks more."""
    alerts = [
        by_instrument(with_ears({f"{STAFF}alert_share": 0.4} | {f"{STAFF}{of}": 1.0 for of in ofs}))["alerts"]
        for ofs in ((), ("blame",), ("thanks",))
    ]
    assert alerts[1] < 0.5 * alerts[0] < 0.7 * alerts[2]


def test_informants_know_the_price_and_quality_of_rivals(listening: Simulation):
    """Those who left tell what they now pay, and visits tell apart a good rival from a bad one."""
    known = listening.intelligence(listening.market.focus).rivals()
    assert set(known["instrument"]) == {"informants", "mystery"}
    assert listening.market.focus not in set(known["rival"])
    paid = known.dropna(subset="price_eur")
    for rival, prices in paid.groupby("rival")["price_eur"]:
        asked = listening.market.brands[rival].offer.price_eur
        assert 0.5 * asked < prices.mean() <= 1.2 * asked


def test_a_message_test_tells_what_is_understood(listening: Simulation):
    """What is received of a promise is the mean of what people heard, within the error of a sample."""
    tested = listening.intelligence(listening.market.focus).messages()
    booked = listening.ledger.table()
    own = booked[booked["brand"] == listening.market.focus].groupby("week").sum(numeric_only=True)
    for stage, rows in tested.groupby("stage"):
        heard_ = (own[f"heard_{stage}"] / own["promises_met"]).reindex(rows["week"])
        error = rows["received"].to_numpy() - heard_.to_numpy()
        assert np.nanmax(np.abs(error)) < 4 * 0.15 / np.sqrt(400)
        assert np.nanstd(error) > 0


def test_ears_cost(listening: Simulation):
    """Visits, informants and message tests are paid by the brand that wants them."""
    paid = listening.ledger.table().groupby("brand")["listening_eur"].sum()
    rivals = len(listening.market.brands) - 1
    assert paid[listening.market.focus] >= listening.week * rivals * 5 * 60
