"""Factors: found by their paths, with ranges that make sense, and markets with other numbers."""

from __future__ import annotations

import time

import pytest

from experiments.design.factors import factors_of, numbers_at
from experiments.design.shares import check_together, renormalisation_note
from experiments.design.varying import varied
from experiments.errors import RequestError
from sim.market.loading import load_market
from sim.market.schema import Market
from sim.rules.behaviour_sheet import BEHAVIOUR

TELECOM = load_market("telecom")
WEIGHTS = [f"segments.young.{name}_weight" for name in ("functional", "emotional", "relational")]
PRICE = "brands.acme.offer.price_eur"


def shares(market: Market, part: str) -> list[float]:
    """Return the shares of all members of a part."""
    return [member["share"] for member in market.model_dump()[part].values()]


def test_range_unit_and_source_are_those_of_the_sheet():
    """Nothing is typed twice: what is not said comes from the parameter sheet."""
    sheet = BEHAVIOUR["impressions"]["loss_aversion"]
    (factor,) = factors_of(TELECOM, ["behaviour.impressions.loss_aversion"])
    assert factor == (
        "behaviour.impressions.loss_aversion",
        *(sheet.low, sheet.high, TELECOM.behaviour.impressions.loss_aversion),
        *(sheet.unit, sheet.grade, sheet.source),
    )


def test_brand_is_that_of_the_study():
    """`brand.` stands for the market's focus, or for the brand that is named."""
    assert [factor.path for factor in factors_of(TELECOM, ["brand.offer.price_eur"])] == [PRICE]
    (kite,) = factors_of(TELECOM, ["brand.offer.price_eur"], brand="kite")
    assert kite.path == "brands.kite.offer.price_eur"


def test_stars_and_what_is_left_out():
    """A star stands for every name in its place, an exclamation mark takes out, and each number comes once."""
    found = factors_of(TELECOM, ["brands.*.offer.price_eur", PRICE, "!brands.kite.*.*"])
    assert [factor.path for factor in found] == [
        f"brands.{name}.offer.price_eur" for name in TELECOM.brands if name != "kite"
    ]


def test_numbers_by_brand_can_be_named_without_the_brand():
    """As in levers, a touchpoint's quality without a brand is that of the brand."""
    named = factors_of(TELECOM, ["causes.*.weekly_probability"])
    assert {factor.path.rsplit(".", 1)[1] for factor in named} == {"acme"}
    assert len(named) == len(TELECOM.causes)


def test_range_within_a_share_of_the_value():
    """The value stays in the middle, unless the sheet has less room."""
    price, expertise = factors_of(TELECOM, [PRICE, "segments.professionals.expertise"], within=0.9)
    assert (price.low, price.high) == pytest.approx((0.1 * price.default, 1.9 * price.default))
    assert expertise.high == 0.98


def test_given_range_counts_for_what_it_stands_for():
    """The last range given for a number is the one that counts."""
    ranges = {"brands.*.offer.price_eur": (10, 50), PRICE: (20, 30)}
    found = factors_of(TELECOM, ["brands.*.offer.price_eur"], ranges)
    assert {factor.path: (factor.low, factor.high) for factor in found} == {
        f"brands.{name}.offer.price_eur": (20, 30) if name == "acme" else (10, 50) for name in TELECOM.brands
    }


@pytest.mark.parametrize(
    ("patterns", "how", "message"),
    [
        (["behaviour.impresions.*"], {}, "unknown number 'impresions' (did you mean 'impressions'?) in behaviour"),
        (["brand.offer"], {}, "brands.acme.offer is a group of numbers"),
        ([PRICE], {"ranges": {PRICE: (30, 30)}}, "has an empty range: its low end must be below its high end"),
        ([PRICE], {"ranges": {PRICE: (-1, 30)}}, "cannot go from -1 to 30; expected 0 to 100,000 (EUR)"),
        ([PRICE], {"ranges": {"brand.share": (0, 0.5)}}, "'brand.share', which is not among the factors"),
        ([PRICE], {"within": 0.0}, "within must be a share above 0"),
        ([PRICE], {"brand": "acmee"}, "unknown brand 'acmee' (did you mean 'acme'?)"),
        (["category.customers"], {}, "cannot be a factor: the study sets it"),
        (["category.burn_in_weeks"], {}, "counts whole things: give it values instead of a range"),
        ([PRICE, f"!{PRICE}"], {}, "no factor is left"),
        ([], {}, "no factor is left (none was named)"),
        (["segments.*.share"], {}, "cannot all be factors: leave one out, which follows the others"),
        (["brand.share", "brands.kite.share"], {}, "could add up to 2"),
        (["brand.relationship.*"], {}, "could add up to 2"),
    ],
)  # fmt: skip
def test_factors_that_make_no_sense(patterns, how, message):
    """Every mistake has its sentence, with the nearest name or what was expected."""
    with pytest.raises(RequestError) as error:
        factors_of(TELECOM, patterns, **how)
    assert message in str(error.value)


def test_no_range_around_zero():
    """A share of nothing is nothing: such a number needs a range of its own."""
    market = varied(TELECOM, {"brands.acme.costs.contact_eur": 0.0})
    with pytest.raises(RequestError, match="contact_eur is 0, around which ± 20% is no range: give it one"):
        factors_of(market, ["brand.costs.contact_eur"], within=0.2)
    others = {factor.path for factor in factors_of(market, ["brand.costs.*"], within=0.2)}
    assert others
    assert "brands.acme.costs.contact_eur" not in others
    given = factors_of(market, ["brand.costs.*"], {"brand.costs.contact_eur": (1, 2)}, within=0.2)
    assert others | {"brands.acme.costs.contact_eur"} == {factor.path for factor in given}


def test_all_mistakes_at_once():
    """Whoever makes three mistakes hears of three."""
    with pytest.raises(RequestError) as error:
        factors_of(TELECOM, ["brand.shares", "nix", PRICE], {PRICE: (2, 1)})
    assert len(str(error.value).splitlines()) == 3


def test_stars_pass_over_what_has_no_range():
    """Whole numbers and the study's own are not among what a star stands for."""
    paths = {factor.path for factor in factors_of(TELECOM, ["category.*"])}
    assert "category.typical_quality" in paths
    assert not paths & {"category.customers", "category.horizon_weeks", "category.burn_in_weeks"}


def test_nothing_varied_is_the_same_market():
    """Without values, and with the values it has, a market is itself."""
    assert varied(TELECOM, {}) == TELECOM
    numbers = factors_of(TELECOM, ["behaviour.*.*", "brands.*.offer.*", "touchpoints.*.quality.*.*"])
    assert varied(TELECOM, {factor.path: factor.default for factor in numbers}) == TELECOM


def test_varied_market_is_the_market_of_a_file_that_says_so():
    """What is varied is what the checks of a file would have made of it, and the old market stays as it was."""
    document = TELECOM.model_dump()
    document["brands"]["acme"]["offer"]["price_eur"] = 20.0
    document["causes"]["billing"]["severity"]["acme"] = 0.5
    document = TELECOM.as_listed(document)
    expected = Market.model_validate(document).in_folders(TELECOM.folders)
    assert varied(TELECOM, {PRICE: 20, "causes.billing.severity.acme": 0.5}) == expected
    assert TELECOM.brands["acme"].offer.price_eur != 20


def test_other_shares_follow_in_proportion():
    """When one share is given, the others keep their proportions and all add up to one."""
    market = varied(TELECOM, {"segments.young.share": 0.5})
    assert sum(shares(market, "segments")) == pytest.approx(1)
    assert market.segments["young"].share == 0.5
    was, now = (one.segments["families"].share / one.segments["seniors"].share for one in (TELECOM, market))
    assert now == pytest.approx(was)


def test_contract_shares_shrink_only_when_they_must():
    """The two contract shares of a brand need not fill one, and never exceed it."""
    path = "brands.acme.relationship.{}_contract_share"
    two = TELECOM.brands["acme"].relationship.two_year_contract_share
    small, large = (varied(TELECOM, {path.format("year"): share}) for share in (0.1, 1.0))
    assert small.brands["acme"].relationship.two_year_contract_share == two
    assert large.brands["acme"].relationship.two_year_contract_share == 0


def test_brand_that_comes_later_leaves_its_share():
    """The brands that are there at the start share the customers among them."""
    market = varied(TELECOM, {"brands.kite.enters_in_week": 20.0})
    present = [brand.share for name, brand in market.brands.items() if name != "kite"]
    assert sum(present) == pytest.approx(1)


def test_what_follows_is_told_in_words():
    """A command can say which shares are not as in the market."""
    note = renormalisation_note(TELECOM, factors_of(TELECOM, ["segments.young.share", PRICE]))
    others = ", ".join(f"segments.{name}.share" for name in TELECOM.segments if name != "young")
    assert note == (f"as segments.young.share varies, {others} are rescaled in proportion, so that all add up to 1")
    assert renormalisation_note(TELECOM, factors_of(TELECOM, [PRICE])) == ""


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"brand.share": 0.3}, "brand.share must be written out"),
        ({"brands.acme.offer.price": 3}, "unknown number 'price' (did you mean 'price_eur'?)"),
        ({PRICE: -1}, "cannot be -1; expected 0 to 100,000 (EUR)"),
        ({PRICE: float("nan")}, "cannot be nan"),
        ({PRICE: "20"}, "cannot be '20'"),
        ({"brands.acme.share": 0.7, "brands.kite.share": 0.6}, "cannot add up to 1: those that are given make 1.3"),
        ({"category.burn_in_weeks": 3.5}, "must be a whole number"),
        ({"category.customers": 500}, "cannot be a factor"),
        (dict.fromkeys(WEIGHTS, 0.0), "must not all be 0"),
    ],
)  # fmt: skip
def test_market_that_cannot_be(values, message):
    """What no market can be is refused in words."""
    with pytest.raises(RequestError) as error:
        varied(TELECOM, values)
    assert message in str(error.value)


def test_together_factors_of_several_wishes():
    """Shares are looked at together, also when they were asked for one by one."""
    each = [*factors_of(TELECOM, ["brand.share"]), *factors_of(TELECOM, ["brands.kite.share"])]
    with pytest.raises(RequestError, match="could add up to 2"):
        check_together(TELECOM, each)


def test_numbers_at_finds_what_levers_find():
    """Also numbers that count whole things can be found, for a list of values."""
    (number,) = numbers_at(TELECOM, "category.burn_in_weeks")
    assert number.value == TELECOM.category.burn_in_weeks


def test_varying_takes_milliseconds():
    """Forty numbers are changed in a few milliseconds of processor time, not in tens."""
    factors = factors_of(TELECOM, ["behaviour.impressions.*", "behaviour.satisfaction.*", "behaviour.choice.*"])[:40]
    values = {factor.path: factor.high for factor in factors}
    varied(TELECOM, values)
    start = time.process_time()
    for _ in range(20):
        varied(TELECOM, values)
    assert (time.process_time() - start) / 20 < 0.02


def test_a_mean_moves_numbers_together():
    """A factor that is the mean of a brand's qualities is one factor, and moves all of them by the same amount."""
    market = TELECOM
    (factor,) = factors_of(market, ["mean(touchpoints.*.quality.acme.*)"], within=0.1)
    moved = varied(market, {factor.path: factor.default + 0.05})
    gains = {
        round(getattr(each.quality["acme"], name) - getattr(market.touchpoints[key].quality["acme"], name), 12)
        for key, each in moved.touchpoints.items()
        for name in ("functional", "emotional", "relational")
    }
    assert gains == {0.05}
    assert moved.touchpoints["app"].quality["kite"] == market.touchpoints["app"].quality["kite"]


def test_unlike_numbers_have_no_mean():
    """Numbers of different units cannot be moved together."""
    with pytest.raises(RequestError, match="cannot be moved together"):
        factors_of(TELECOM, ["mean(brands.acme.*)"])
