"""The shipped markets are plausible when nothing happens, and their strategies act as theory says."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from sim.market.loading import load_market, shipped_markets
from sim.scenarios.loading import load_scenario, shipped_scenarios
from sim.simulation import Simulation, is_customer
from sim.state.counters import BRAND_ONLY, COUNTERS
from sim.state.indicators import with_indicators
from tests.worlds import simulation

CUSTOMERS = {"telecom": 6000, "retail": 6000, "rail": 3000, "software": 3000}
WEEKS = 104
STRATEGIES = [(market, name) for market in shipped_markets() for name in shipped_scenarios(market)]


@cache
def start(market: str) -> Simulation:
    """Return a market at the end of its burn-in."""
    return simulation(market, CUSTOMERS[market])


@cache
def lived(market: str, scenario: str = "baseline") -> Simulation:
    """Return two years of a market under a scenario, on the luck of the baseline."""
    strategy = load_scenario(scenario, load_market(market))
    begins_alike = not strategy.changes_the_start
    world = start(market).fork(strategy) if begins_alike else simulation(market, CUSTOMERS[market], scenario=strategy)
    for _ in range(WEEKS):
        world.step()
    return world


def figures(market: str, scenario: str = "baseline", by: str = "brand") -> pd.DataFrame:
    """Return the indicators of two years by brand or segment, without brands that nobody has."""
    booked = lived(market, scenario).ledger.table()
    booked = booked[(booked["brand"] != "none") & (booked["segment"] != "all")]
    summed = booked.groupby(by)[[*COUNTERS]].sum().query("customers > 0")
    return with_indicators(summed.assign(**dict.fromkeys(BRAND_ONLY, 0.0)))


def customers_of(market: str) -> pd.DataFrame:
    """Return the customers at the end of each week, with one column per brand."""
    booked = lived(market).ledger.table()
    return booked[booked["brand"] != "none"].pivot_table("customers", "week", "brand", aggfunc="sum")


def change(market: str, scenario: str, column: str) -> float:
    """Return how a scenario moves a figure of its brand."""
    brand = load_scenario(scenario, load_market(market)).brand
    after, before = (figures(market, name).loc[brand, column] for name in (scenario, "baseline"))
    return float(after - before)


def test_markets():
    """Four markets are shipped."""
    assert shipped_markets() == ["rail", "retail", "software", "telecom"]


@pytest.mark.parametrize(("market", "name"), STRATEGIES)
def test_strategies_load(market, name):
    """Every strategy asks a question and begins well before the horizon of its market."""
    loaded = load_market(market)
    weeks = int(loaded.category.horizon_weeks)
    strategy = load_scenario(name, loaded, weeks)
    assert strategy.question.endswith("?")
    assert 0 <= strategy.first_week < weeks / 4


@pytest.mark.parametrize(
    ("market", "fix", "polish"),
    [
        ("telecom", "fix-root-causes", "polish-interactions"),
        ("rail", "punctual-trains", "friendly-help-desk"),
        ("software", "fix-root-causes", "polish-support"),
        ("software", "simpler-program", "more-features"),
    ],
)
def test_equal_budgets(market, fix, polish):
    """What heals causes and what polishes interactions cost the same in every week."""
    loaded = load_market(market)
    fix, polish = (load_scenario(name, loaded) for name in (fix, polish))
    assert [fix.cost_eur(week) for week in range(1, 157)] == [polish.cost_eur(week) for week in range(1, 157)]


@pytest.mark.parametrize(("market", "name"), STRATEGIES)
def test_budgets_in_proportion(market, name):
    """No strategy costs more than a tenth of what its brand earns in the same time."""
    strategy = load_scenario(name, load_market(market))
    revenue = (
        figures(market).loc[strategy.brand, "revenue_eur"] * load_market(market).category.customers / CUSTOMERS[market]
    )
    assert sum(strategy.cost_eur(week) for week in range(1, WEEKS + 1)) < revenue / 10


@pytest.mark.parametrize("market", ["telecom", "rail", "software"])
def test_product_causes_show_in_conversations(market):
    """At least two product causes show themselves at touchpoints of interaction more often than at the product."""
    market = load_market(market)
    telling = 0
    for cause in market.causes.values():
        shows = dict.fromkeys(("product", "interaction", "indirect"), 0.0)
        for touchpoint, exposure in cause.exposure.items():
            shows[market.touchpoints[touchpoint].kind] += exposure
        telling += cause.kind == "product" and shows["interaction"] > shows["product"]
    assert telling >= 2


def test_equal_quality():
    """In retail, shops differ in what is seen of them and in how they deliver, never in quality or trouble."""
    retail = load_market("retail")
    for touchpoint in retail.touchpoints.values():
        assert len(set(map(str, touchpoint.quality.values()))) == 1
    for cause in retail.causes.values():
        assert len(set(cause.order_probability.values())) == 1
    assert len({brand.visibility for brand in retail.brands.values()}) == len(retail.brands)


@pytest.mark.parametrize(("market", "low", "high"), [("telecom", 10, 30), ("rail", 7, 30), ("software", 7, 25)])
def test_churn(market, low, high):
    """Between one and three telecom customers in ten leave their operator in a year; cars are left more seldom."""
    assert figures(market)["churn"].between(low, high).all()


@pytest.mark.parametrize("market", shipped_markets())
def test_recommendation(market):
    """Net promoter scores lie between -20 and 60."""
    assert figures(market)["nps"].between(-20, 60).all()


def test_service_leader():
    """The service leader is recommended most, and its customers are the most satisfied and leave least."""
    found = figures("telecom")
    assert found["nps"].idxmax() == found["satisfaction"].idxmax() == found["churn"].idxmin() == "orchid"


@pytest.mark.parametrize("market", shipped_markets())
def test_shares_stay(market):
    """When nothing happens, shares of customers stay within three points of where they are, for two years."""
    customers = customers_of(market)
    shares = 100 * customers.div(customers.sum(axis=1), axis=0)
    assert (shares.iloc[-13:].mean() - shares.iloc[:13].mean()).abs().max() < 3


@pytest.mark.parametrize("market", shipped_markets())
def test_shares_as_written(market):
    """Shares are those of the file within three points, so its constants are fitted."""
    customers = customers_of(market)
    shares = customers.sum() / customers.to_numpy().sum()
    for name, brand in load_market(market).brands.items():
        assert shares.get(name, 0.0) == pytest.approx(brand.share, abs=0.03)


@pytest.mark.parametrize("market", shipped_markets())
def test_nobody_dies(market):
    """No segment loses more than a tenth of its customers in two years."""
    booked = lived(market).ledger.table()
    customers = booked[booked["brand"] != "none"].pivot_table("customers", "week", "segment", aggfunc="sum")
    assert (customers.iloc[-1] > 0.9 * customers.iloc[0]).drop("all", errors="ignore").all()


@pytest.mark.parametrize("market", shipped_markets())
@pytest.mark.parametrize(
    ("state", "low", "high"), [("satisfaction", 0, 1), ("trust", 0, 1), ("attachment", 0, 1), ("mood", -1, 1)]
)
def test_nothing_is_pinned(market, state, low, high):
    """Fewer than one customer in a hundred stand at a bound of a state."""
    world = lived(market).world
    values = world.customers[state][is_customer(world)]
    assert np.mean((values <= low + 0.001) | (values >= high - 0.001)) < 0.01


@pytest.mark.parametrize("market", shipped_markets())
def test_disconfirmation_stays_alive(market):
    """People who use an offer get a little less than they expect, for years: expectation never catches up."""
    used = figures(market)
    gap = used["perceived_using_quality"] - used["expected_using_quality"]
    assert gap.between(-0.08, 0.02).all()


def test_capacity_binds():
    """Some who call their operator give up waiting, but fewer than three in ten even where few people answer."""
    assert 2 < figures("telecom")["abandonment"].max() < 30


def test_few_features_are_used():
    """Accounts of the suite use about 15 % of its features, those of simpler programs a little more."""
    found = figures("software")
    used = found["adopted_sum"] / found["offered_sum"]
    assert used["atlas"] == pytest.approx(0.15, abs=0.03)
    assert used.idxmin() == "atlas"


def test_accounts_renew_once_a_year():
    """Two thirds of the accounts of the suite are bound, for a year at most; renewals are spread over the year."""
    world = lived("software").world
    atlas = world.customers["brand"] == list(load_market("software").brands).index("atlas")
    weeks = world.customers["contract_weeks"][atlas]
    assert 0.6 < np.mean(weeks > 0) < 0.9
    assert weeks.max() <= 52
    ends = np.histogram(weeks, bins=[1, 14, 27, 40, 53])[0]
    assert ends.min() > 0.15 * ends.sum()


def test_the_newcomer_without_irritants():
    """Nobody travels with self-driving cars until they enter; then they grow at everybody's cost, without trouble."""
    assert "glide" not in figures("rail").index
    entered = figures("rail", "self-driving-entrant")
    assert entered.loc["glide", "problem_rate"] < 0.1 * entered.loc["regio", "problem_rate"]
    assert entered.loc["glide", "nps"] > entered.drop(index="glide")["nps"].max()
    before, after = (lived("rail", name).world.customers["brand"] for name in ("baseline", "self-driving-entrant"))
    names = list(load_market("rail").brands)
    assert 0.02 < np.mean(after == names.index("glide")) < 0.3
    for name in ("regio", "car", "coach"):
        assert np.sum(after == names.index(name)) < np.sum(before == names.index(name))


def test_a_railway_that_heals_in_time_loses_less():
    """With trains that are on time before the newcomer comes, the railway keeps more of its passengers."""
    lost = {name: change("rail", name, "customers") for name in ("self-driving-entrant", "ready-for-the-entrant")}
    assert lost["self-driving-entrant"] < lost["ready-for-the-entrant"]


def test_a_rise_that_is_explained_costs_less_trust():
    """The same rise of the price takes less trust when it is announced and justified."""
    silent, told = (change("software", name, "trust") for name in ("price-rise", "price-rise-explained"))
    assert silent < told < 0.005


def test_complaints():
    """Between a third and a half of problems with an operator are voiced (TARP 1986)."""
    found = figures("telecom")
    assert (found["complaints"] / found["problems"]).between(0.33, 0.5).all()


def test_deliveries():
    """About one parcel in twelve is late, and hardly anybody cancels."""
    found = figures("retail")
    assert found["late_share"].between(5, 13).all()
    assert (found["cancellations"] < 0.02 * found["orders"]).all()


def test_stars():
    """Posted stars are a J: five are the most frequent, one more so than two; their mean is near four."""
    stars = figures("retail")[[f"reviews_{given}" for given in range(1, 6)]].sum()
    assert stars.idxmax() == "reviews_5"
    assert stars["reviews_1"] > stars["reviews_2"]
    assert 3.8 < stars @ np.arange(1, 6) / stars.sum() < 4.5


@pytest.mark.parametrize(
    ("market", "scenario", "column", "sign"),
    [
        ("telecom", "fix-root-causes", "problem_rate", -1),
        ("telecom", "fix-root-causes", "churn", -1),
        ("telecom", "polish-interactions", "attachment", +1),
        ("telecom", "polish-interactions", "nps", +1),
        ("telecom", "overpromise", "gains", +1),
        ("telecom", "overpromise", "trust", -1),
        ("telecom", "overpromise", "churn", +1),
        ("telecom", "keep-promises", "gains", -1),
        ("telecom", "keep-promises", "trust", +1),
        ("telecom", "faster-provisioning", "lead_days", -1),
        ("telecom", "faster-provisioning", "perceived_receiving_quality", +1),
        ("telecom", "onboarding", "under_use", -1),
        ("telecom", "onboarding", "satisfaction", +1),
        ("telecom", "support-capacity", "wait_minutes", -1),
        ("telecom", "support-capacity", "perceived_help_quality", +1),
        ("telecom", "fast-recovery", "perceived_help_quality", +1),
        ("telecom", "fast-recovery", "compensation_eur", +1),
        ("telecom", "loyalty-lock-in", "losses", -1),
        ("telecom", "loyalty-lock-in", "nps", -1),
        ("telecom", "referral", "said_positive", +1),
        ("telecom", "referral", "gains", +1),
        ("telecom", "price-cut", "gains", +1),
        ("telecom", "price-cut", "margin_eur", -1),
        ("telecom", "price-cut-followed", "gains", +1),
        ("telecom", "price-cut-followed", "margin_eur", -1),
        ("telecom", "reset-perception", "perceived_using_quality", +1),
        ("telecom", "reset-perception", "nps", +1),
        ("retail", "overpromise-delivery", "late_share", +1),
        ("retail", "overpromise-delivery", "rating", -1),
        ("retail", "price-cut-followed", "margin_eur", -1),
        ("retail", "copy-the-best", "late_share", -1),  # the best rated is one that promises little
        ("retail", "faster-delivery", "late_share", -1),
        ("retail", "faster-delivery", "orders", +1),
        ("retail", "easy-returns", "perceived_help_quality", +1),
        ("retail", "ask-for-reviews", "reviews", +1),
        ("retail", "small-brand-visibility", "orders", +1),
        ("retail", "small-brand-visibility", "aware", +1),
        ("rail", "punctual-trains", "problem_rate", -1),
        ("rail", "punctual-trains", "churn", -1),
        ("rail", "friendly-help-desk", "perceived_help_quality", +1),
        ("rail", "friendly-help-desk", "nps", +1),
        ("rail", "tell-about-delays", "perceived_using_quality", +1),
        ("rail", "automatic-compensation", "compensation_eur", +1),
        ("rail", "promise-punctuality", "trust", -1),
        ("rail", "honest-timetable", "trust", +1),
        ("rail", "longer-trains", "perceived_using_quality", +1),
        ("rail", "cheap-pass", "gains", +1),
        ("rail", "cheap-pass", "margin_eur", -1),
        ("rail", "yearly-pass", "losses", -1),
        ("rail", "self-driving-entrant", "churn", +1),
        ("software", "onboarding", "satisfaction", +1),
        ("software", "sell-what-is-needed", "bought_breadth", -1),
        ("software", "sell-what-is-needed", "under_use", -1),
        ("software", "simpler-program", "satisfaction", +1),
        ("software", "more-features", "novelty", +1),
        ("software", "fix-root-causes", "problem_rate", -1),
        ("software", "fix-root-causes", "churn", -1),
        ("software", "polish-support", "perceived_help_quality", +1),
        ("software", "longer-contracts", "losses", -1),
        ("software", "price-rise", "churn", +1),
        ("software", "partner-programme", "said_positive", +1),
    ],
)
def test_directions(market, scenario, column, sign):
    """Each strategy moves what it is meant to move, and what theory says it costs."""
    assert sign * change(market, scenario, column) > 0


def test_invited_reviews_are_less_extreme():
    """Reviews that a shop asks for come from the moderate too: fewer of them give one or five stars (Karaman 2021)."""
    brand = load_market("retail").focus
    stars = [f"reviews_{given}" for given in range(1, 6)]
    invited, usual = (figures("retail", name).loc[brand, stars].to_numpy() for name in ("ask-for-reviews", "baseline"))
    assert invited[[0, 4]].sum() / invited.sum() < usual[[0, 4]].sum() / usual.sum()


def test_followers_end_where_their_policy_says():
    """Who answers four fifths of a price cut ends that much cheaper, within what is too little to be changed."""
    for market, cheaper, followers in (("telecom", 0.07, ("kite", "pico")), ("retail", 0.06, ("harbour", "lantern"))):
        public = lived(market, "price-cut-followed").intelligence(followers[0]).public()["price_eur"]
        for name in followers:
            answered = 1 - public[name] / load_market(market).brands[name].offer.price_eur
            assert 0.4 * cheaper < answered <= 0.8 * cheaper


def test_a_bold_promise_wins_first():
    """A delivery promised too soon wins buyers in the first half-year and has lost orders in the second year."""
    gained = {}
    for name in ("baseline", "overpromise-delivery"):
        booked = lived("retail", name).ledger.table()
        weekly = booked[booked["brand"] == "acorn"].groupby("week")[["gains", "orders"]].sum()
        gained[name] = weekly.loc[8:33, "gains"].sum(), weekly.loc[53:, "orders"].sum()
    assert gained["overpromise-delivery"][0] > gained["baseline"][0]
    assert gained["overpromise-delivery"][1] < gained["baseline"][1]


def test_healing_keeps_more_than_polishing():
    """At the same budget, healing root causes keeps more customers than polishing interactions."""
    assert change("telecom", "fix-root-causes", "losses") < change("telecom", "polish-interactions", "losses") < 0
