"""Brands decide from what they can know, about what is their own."""

from functools import partial

import numpy as np
import pytest

from sim.agents import Brand
from sim.model import LoyaltyModel
from sim.policies.follow_price import FollowPrice
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.state.counters import COUNTERS
from sim.state.observed import OBSERVED, SUBSCRIBED
from tests.laws.years import restless
from tests.worlds import with_numbers

ACME, KITE, ORCHID = 0, 1, 2
"""Positions of brands, which are sorted by name."""


class PriceCutter(Brand):
    """Takes a tenth off the price in every fourth week, and remembers when."""

    def __init__(self, model, name):
        super().__init__(model, name)
        self.cuts = []

    def step(self):
        if self.week % 4 == 0:
            self.set("offer.price_eur", 0.9 * self.get("offer.price_eur"))
            self.spend(1000.0)
            self.cuts.append(self.week)


class Listener(Brand):
    """Hires as many people again when last week's callers gave up too often."""

    def step(self):
        last = self.observed(1)
        if last["contacts"].sum() > 0 and (last["abandoned"] / last["contacts"]).iloc[-1] > 0.02:
            self.set("operations.support_agents", 2 * self.get("operations.support_agents"))


@pytest.fixture
def cutting(settled) -> LoyaltyModel:
    """Return a market in which one brand cuts its price again and again."""
    return LoyaltyModel(settled.market, customers=400, seed=3, brands={"acme": PriceCutter})


def prices(model):
    return model.simulation.world.offers["price_eur"]


def test_a_brand_alone_does_nothing(model, settled):
    """Brands without a strategy leave the numbers of the market as they are."""
    before = prices(model).copy()
    assert np.array_equal(prices(model.run(5)), before)


def test_decisions_count_from_next_week(cutting):
    """A price that is set after week 4 is met in week 5, by customers of every segment, and of that brand only."""
    before = prices(cutting).copy()
    assert np.array_equal(prices(cutting.run(4)), before)
    after = prices(cutting.run(1))
    assert after[:, 0] == pytest.approx(0.9 * before[:, 0])
    assert np.array_equal(after[:, 1:], before[:, 1:])


def test_a_decision_changes_the_market():
    """A brand that grows cheaper earns less from each customer, and wins more of them, by its price."""
    cheap, dear = (
        LoyaltyModel("telecom", customers=1000, brands=brands).run(60).booked.query("brand == 'acme'").sum()
        for brands in ({"acme": PriceCutter}, {})
    )
    assert cheap["revenue_eur"] / cheap["customers"] < dear["revenue_eur"] / dear["customers"]
    assert cheap["gains"] > dear["gains"]
    assert cheap["gains_price"] > dear["gains_price"] + 10


def test_decisions_follow_one_another(cutting):
    """A brand reads its own number as it last decided it."""
    cutting.run(9)
    assert cutting.brands["acme"].get("offer.price_eur") == pytest.approx(0.81 * prices_at_start(cutting))
    assert cutting.brands["acme"].cuts == [4, 8]


def prices_at_start(model):
    return model.market.brands["acme"].offer.price_eur


def test_a_brand_listens_to_what_it_can_know():
    """A strategy that reacts to abandoned calls hires, and fewer callers give up."""
    by_phone = with_numbers(restless("telecom"), {"touchpoints.shop_help.weekly_rate": 0})
    deaf, listening = (
        LoyaltyModel(by_phone, customers=2000, brands=brands).run(40).weekly.query("brand == 'acme'")
        for brands in ({}, {"acme": Listener})
    )
    deaf, listening = (
        each.groupby("week")[["abandoned", "contacts"]].sum().tail(20).sum() for each in (deaf, listening)
    )
    assert listening["abandoned"] / listening["contacts"] < 0.5 * deaf["abandoned"] / deaf["contacts"]


def test_what_brands_observe_is_booked(lived):
    """What a brand observes is its own line of the ledger, week by week."""
    seen = lived.brands["kite"].observed()
    booked = lived.booked.query("brand == 'kite'").groupby("week")[list(seen.columns)].sum()
    assert seen.index.tolist() == list(range(1, 21))
    np.testing.assert_allclose(seen, booked)
    assert lived.brands["kite"].observed(3).equals(seen.tail(3))


@pytest.mark.parametrize(
    "truth",
    [
        *("satisfaction", "trust", "attachment", "habit", "image", "recommendation", "promoters", "detractors"),
        *("expected", "perceived", "impression", "effort", "said", "heard", "needed", "unmet", "silent", "problems"),
        *("aware", "type_", "losses_", "gains_", "shortlisted", "life_events"),
    ],
)
def test_brands_never_see_the_truth(truth):
    """No counter that tells what customers feel, intend or say to each other is among those a brand can read."""
    secret = {name for name in COUNTERS if name.startswith(truth)}
    assert secret
    assert secret.isdisjoint((*OBSERVED, *SUBSCRIBED))


def test_only_subscribers_are_counted(model):
    """Who came and who left is known where people sign up, and not in a shop."""
    shop = LoyaltyModel(restless("retail"), customers=50).run(1)
    name = next(iter(shop.brands))
    assert set(SUBSCRIBED) <= set(model.run(1).brands["acme"].observed())
    assert set(SUBSCRIBED).isdisjoint(shop.brands[name].observed())


def test_everybody_can_look_up_prices(lived):
    """Prices, promises and ratings of all brands are public."""
    public = lived.brands["kite"].public
    assert public.index.tolist() == list(lived.market.brands)
    assert public["price_eur"].tolist() == [brand.offer.price_eur for brand in lived.market.brands.values()]
    assert public["rating"].between(1, 5).all()


def test_paths_with_stars(model):
    """A path with stars sets every number it stands for, and only the brand's own."""
    model.brands["kite"].set("touchpoints.*.quality.functional", 0.9)
    quality = model.run(1).simulation.world.quality[..., 0]
    assert (quality[:, KITE] == 0.9).all()
    assert not (quality[:, ORCHID] == 0.9).any()


@pytest.mark.parametrize("path", ["offer.price_eur", "brand.offer.price_eur", "brands.acme.offer.price_eur"])
def test_a_brand_may_be_written_out(model, path):
    """The brand's own name may stand in the path or be left out."""
    model.brands["acme"].set(path, 11.0)
    assert model.brands["acme"].get("offer.price_eur") == 11.0


@pytest.mark.parametrize(
    "path, value, message",
    [
        ("offer.prize_eur", 10, "unknown number of acme 'offer.prize_eur' .did you mean 'offer.price_eur'"),
        ("brands.kite.offer.price_eur", 10, "unknown number of acme"),
        ("behaviour.choice.price", 10, "unknown number of acme"),
        ("share", 0.9, "unknown number of acme"),
        ("offer.price_eur", -1, "brands.acme.offer.price_eur cannot be -1; expected 0 to"),
        ("offer.price_eur", float("nan"), "cannot be nan"),
        ("relationship.*_contract_share", 0.9, "together must not exceed 1"),
    ],
)
def test_what_a_brand_cannot_decide(model, path, value, message):
    """Others' numbers, how people are, the past, and values out of range are refused; nothing is changed."""
    with pytest.raises(ValueError, match=message):
        model.brands["acme"].set(path, value)
    assert model.simulation.decisions.values == {}


def test_decisions_stand_over_levers(settled):
    """Where a scenario moves a number that a brand has decided, the brand's own decision stands."""
    lever = Lever(path="brands.acme.offer.price_eur", to=99.0, from_week=2)
    model = settled.fork(Scenario(name="dear", levers=(lever,)))
    model.brands["kite"].set("offer.price_eur", 12.0)
    model.run(3)
    assert prices(model)[0, [ACME, KITE]].tolist() == [99.0, 12.0]
    model.brands["acme"].set("offer.price_eur", 11.0)
    assert prices(model.run(1))[0, ACME] == 11.0


def test_spending_is_booked(cutting):
    """What a decision costs stands in the week of the decision, and lowers the brand's margin once."""
    weekly = cutting.run(5).weekly.query("brand == 'acme'")
    spent = weekly.query("scenario_cost_eur != 0")
    assert spent[["week", "segment", "scenario_cost_eur"]].values.tolist() == [[4, "all", 1000.0]]
    assert (spent["margin_eur"] == -1000.0 - spent["wages_eur"]).all()


def test_nothing_is_spent_before_the_first_week(model):
    """There is no week to book in before the first."""
    with pytest.raises(ValueError, match="before week 1"):
        model.brands["acme"].spend(5.0)


def test_forks_decide_for_themselves(cutting):
    """A fork's brand goes on from what it had decided and remembered; origin and fork no longer touch."""
    cutting.run(6)
    fork = cutting.fork("baseline").run(4)
    assert fork.brands["acme"].model is fork
    assert (fork.brands["acme"].cuts, cutting.brands["acme"].cuts) == ([4, 8], [4])
    assert len(fork.agents_by_type[PriceCutter]) == 1
    assert cutting.run(4).booked.equals(fork.booked)


FOLLOWING = FollowPrice(follows="acme", reaction=1.0, adjustment_share=1.0, lag_weeks=1, floor=0.5)
CUT = Scenario(
    name="cut",
    levers=(Lever(path="brands.acme.offer.price_eur", multiply=0.8, from_week=2),),
    policies={"kite": FOLLOWING},
)


class Dear(Brand):
    """Doubles its price in week 1."""

    def step(self):
        if self.week == 1:
            self.set("offer.price_eur", 2 * self.get("offer.price_eur"))


def test_a_brand_has_the_policy_of_the_engine(settled):
    """The brand shows the policy by which the engine decides, and one that is set on it decides from then on."""
    model = settled.fork(CUT)
    before = prices(model)[0, KITE]
    assert (model.brands["kite"].policy, model.brands["acme"].policy) == (FOLLOWING, None)
    assert prices(model.run(3))[0, KITE] == pytest.approx(0.8 * before)
    model.brands["pico"].policy = FOLLOWING
    assert prices(model.run(1))[0, 3] == pytest.approx(0.8 * model.market.brands["pico"].offer.price_eur)
    with pytest.raises(ValueError, match="must be a Policy"):
        model.brands["pico"].policy = "follow"


def test_model_and_engine_agree(settled):
    """A scenario with policies books the same in the model as in the bare engine."""
    bare = settled.simulation.fork(CUT)
    for _ in range(6):
        bare.step()
    assert bare.ledger.table().equals(settled.fork(CUT).run(6).booked)


def test_a_step_of_ones_own_decides_alone(settled):
    """A class with a `step` of its own decides in place of a policy of the scenario, unless `policies` gives one."""
    make = partial(LoyaltyModel, settled.market, CUT, customers=400, seed=3, brands={"kite": Dear})
    own = make()
    assert own.brands["kite"].policy is None
    assert prices(own.run(4))[0, KITE] == 2 * settled.market.brands["kite"].offer.price_eur
    assert make(policies={"kite": FOLLOWING}).brands["kite"].policy == FOLLOWING


def test_policies_are_given_to_the_model(settled):
    """A policy given to the model counts before that of the scenario, None takes it away, and nonsense is refused."""
    still = LoyaltyModel(settled.market, CUT, customers=400, seed=3, policies={"kite": None}).run(5)
    assert prices(still)[0, KITE] == settled.market.brands["kite"].offer.price_eur
    with pytest.raises(ValueError, match="unknown brand 'kit'"):
        LoyaltyModel(settled.market, policies={"kit": FOLLOWING})


def test_a_rehearsal_knows_what_policies_decide(settled):
    """A rehearsed week is the one that follows, also when a policy decides before it; rehearsing changes nothing."""
    model, other = settled.fork(CUT).run(2), settled.fork(CUT).run(2)
    rehearsed = model.customer(7).rehearse()
    assert model.run(1).simulation.world.customers[6] == rehearsed.after[0]
    assert model.booked.equals(other.run(1).booked)


def test_a_brand_cannot_be_removed(model):
    """A brand is a part of its market."""
    with pytest.raises(TypeError, match="acme cannot be removed: it is a part of the market"):
        model.brands["acme"].remove()
