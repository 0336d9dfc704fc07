"""What is admissible in a market file and probably not meant is a doubt, with its line."""

import pickle

import pytest

from sim.market.loading import load_market, shipped_markets


def doubts(folder, text: str) -> list[str]:
    """Return what is doubtful in a market, without the name of the file."""
    (folder / "market.yaml").write_text(text)
    return [f"{doubt.line}: {doubt.path}: {doubt.message}" for doubt in load_market(folder).doubts]


def test_qualities_that_are_left_out(tmp_path, small):
    """A quality that says one dimension only has the sheet's value in the others, which is pointed at."""
    message = "leaves out emotional (taken as 0.65), relational (taken as 0.65) of acme, rival"
    assert doubts(tmp_path, small)[0] == f"31: touchpoints.product.quality: {message}"


def test_a_quality_that_is_whole(tmp_path, small):
    """A brand that leaves nothing out is not named."""
    whole = small.replace("acme: {functional: 0.7}", "acme: {functional: 0.7, emotional: 0.6, relational: 0.6}")
    assert doubts(tmp_path, whole)[0].endswith(" of rival")


def test_a_promise_that_is_left_half_said(tmp_path, small):
    """A promise that is begun and not finished is pointed at, one that is left to the sheet is not."""
    said = small.replace(
        "    offer:\n", "    promise: {buying: 0.7, receiving: 0.7, using: 0.7, delivery_days: 3}\n    offer:\n"
    )
    assert "19: brands.acme.promise: leaves out help (taken as 0.65)" in doubts(tmp_path, said)
    assert not any("promise" in doubt for doubt in doubts(tmp_path, small))


def test_what_is_inherited_is_not_left_out(tmp_path):
    """A file that extends a market leaves nothing out that the market has."""
    assert doubts(tmp_path, "extends: telecom\ntouchpoints: {app: {quality: {acme: {functional: 0.5}}}}\n") == []


def test_offers_without_effect_and_without_end(tmp_path):
    """A discount for no week and one for ten years are both pointed at, each in its line."""
    ends = "{relationship: {discount_weeks: %d}}"
    told = f"extends: telecom\nbrands:\n  acme: {ends % 0}\n  kite: {ends % 520}\n"
    acme, kite = doubts(tmp_path, told)
    assert acme == "3: brands.acme.relationship.discount_weeks: a discount for no week has no effect"
    assert kite == "4: brands.kite.relationship.discount_weeks: a discount that hardly ever ends is a lower price"


def test_shops_without_people(tmp_path):
    """A brand whose shops nobody serves is told so, unless its shops are visited by nobody."""
    message = "is 0: nobody serves those who come to shop_advice, shop_help, and all of them give up"
    closed = "extends: telecom\nbrands:\n  acme:\n    operations: {shop_agents: 0}\n"
    assert doubts(tmp_path, closed) == [f"4: brands.acme.operations.shop_agents: {message}"]
    unvisited = "touchpoints:\n" + "".join(
        f"  {shop}: {{by_brand: {{acme: {{weekly_rate: 0}}}}}}\n" for shop in ("shop_advice", "shop_help")
    )
    assert doubts(tmp_path, closed + unvisited) == []


def test_trouble_that_nobody_can_end(tmp_path):
    """A cause that nothing settles is admissible and pointed at."""
    zeros = ", ".join(f"{desk}: 0" for desk in ("help_line", "chat", "shop_help", "technician", "self_service"))
    hopeless = f"extends: telecom\ncauses:\n  billing:\n    settled: {{{zeros}}}\n"
    message = "is 0 everywhere: nothing and nobody can put an end to this trouble"
    assert doubts(tmp_path, hopeless) == [f"4: causes.billing.settled: {message}"]


def test_help_without_people(tmp_path):
    """A market in which only self-service helps is pointed at."""
    nobody = "".join(f"  {desk}: {{staff: nobody}}\n" for desk in ("help_line", "chat", "shop_help", "technician"))
    (doubt,) = doubts(tmp_path, f"extends: telecom\ntouchpoints:\n{nobody}")
    assert doubt.endswith("no person can be asked for help")


def test_usage_data_that_guess(tmp_path):
    """Plans are cut at random by a brand that right-sizes without insight."""
    told = "extends: telecom\nbrands: {pico: {relationship: {right_sizing_probability: 0.01}}}\n"
    (doubt,) = doubts(tmp_path, told)
    assert doubt.startswith("2: brands.pico.relationship")
    assert doubt.endswith("usage data that only guess let the brand cut plans that are not too large")


def test_more_users_than_memories(tmp_path):
    """Of a large household, only some users have a memory of their own."""
    (doubt,) = doubts(tmp_path, "extends: telecom\nsegments: {families: {users: 5}}\n")
    assert doubt == "2: segments.families.users: of one customer, 4 users have a memory of their own"


def test_a_purchase_that_is_never_met(tmp_path):
    """A touchpoint of the purchase that is met once in three orders is met never."""
    (doubt,) = doubts(tmp_path, "extends: retail\ntouchpoints: {checkout: {weekly_rate: 0.3}}\n")
    assert doubt.endswith("the purchase is met 0.3 times with each order, which is rounded to never")


def test_credibility_where_nothing_is_said_or_believed(tmp_path):
    """Credibility of use has no effect, and adverts that nobody believes are pointed at."""
    told = "extends: telecom\ntouchpoints:\n  app: {credibility: 0.5}\n  tv_advert: {credibility: 0}\n"
    advert, app = doubts(tmp_path, told)
    assert app.startswith("3: touchpoints.app.credibility: has no effect")
    assert advert.startswith("4: touchpoints.tv_advert.credibility: is 0: what is said there leaves no impression")


@pytest.mark.parametrize("name", shipped_markets())
def test_shipped_markets_leave_no_doubt(name):
    """Nothing is doubtful in what is shipped."""
    assert load_market(name).doubts == ()


def test_doubts_travel(tmp_path, small):
    """A market that goes to another process takes its doubts along."""
    (tmp_path / "market.yaml").write_text(small)
    market = load_market(tmp_path)
    assert pickle.loads(pickle.dumps(market)).doubts == market.doubts


def with_operations(small: str, operations: str) -> str:
    """Return the small market with operations of its first brand."""
    return small.replace("    offer:\n", f"    operations: {{{operations}}}\n    offer:\n", 1)


def test_too_few_agents(tmp_path, small):
    """Less than one agent answers in part of the hours, and none never."""
    told = doubts(tmp_path, with_operations(small, "support_agents: 0.5"))
    message = "makes 0.6 agents for 12,000 customers: in 40% of the hours nobody answers"
    assert f"19: brands.acme.operations.support_agents: {message}" in told
    assert not any("acme.operations" in each for each in doubts(tmp_path, with_operations(small, "support_agents: 1")))


def test_goods_that_cost_nothing(tmp_path, small):
    """A brand that leaves out what its goods cost is pointed at."""
    assert any("leaves out goods_eur (taken as 0)" in each for each in doubts(tmp_path, small))


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ("share: 0, planned_share: 0", "planned_share: is 0, as is the number of customers at the start"),
        ("share: 0.2", "share: has no effect, since the brand enters in week 5"),
    ],
)
def test_entrants(tmp_path, shares, message):
    """An entrant without capacity is pointed at, and a share that it cannot have."""
    market = load_market("telecom")
    quality = "{quality: {newcomer: {functional: 0.7, emotional: 0.7, relational: 0.7}}}"
    lines = [
        "extends: telecom",
        f"brands: {{newcomer: {{title: Newcomer, enters_in_week: 5, {shares}, "
        "offer: {price_eur: 20}, costs: {goods_eur: 6}}}",
        "touchpoints:",
        *(f"  {name}: {quality}" for name in market.touchpoints),
    ]
    assert any(message in each for each in doubts(tmp_path, "\n".join(lines)))


def test_orders_that_pile_up(tmp_path):
    """A shop that prepares less than its customers need is pointed at."""
    text = "extends: retail\nbrands: {acorn: {operations: {order_capacity: 0.08}}}\n"
    message = "is 0.08 orders a week per customer, who need 0.13 a week: orders pile up"
    assert doubts(tmp_path, text) == [f"2: brands.acorn.operations.order_capacity: {message}"]
