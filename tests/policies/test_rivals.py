"""Rivals keep, keep their distance, imitate, innovate and retaliate; presets ask "and if they react?"."""

import numpy as np
import pytest

from experiments.comparison.compare import compare
from experiments.comparison.sections.rivals import reaction, section
from experiments.comparison.view import ComparisonView
from experiments.pages.formats import amount
from experiments.running.replications import Replications
from experiments.running.study import Study
from sim.market.loading import load_market
from sim.market.messages import InputError
from sim.policies.declared import policy_from
from sim.policies.follow_price import FollowPrice
from sim.policies.imitate_best import ImitateBest
from sim.policies.innovate import Innovate
from sim.policies.keep import Keep
from sim.policies.keep_distance import KeepDistance
from sim.policies.retaliate import Retaliate
from sim.policies.rivals import SUFFIX, load_rivals, shipped_rivals
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import BASELINE, Scenario
from tests.policies.conftest import cut, numbers_by_week
from tests.worlds import with_numbers

AT_ONCE = {"reaction": 1.0, "adjustment_share": 1.0, "lag_weeks": 1, "floor": 0.5}
LOUD = Lever(path="brands.acme.visibility", multiply=1.5, from_week=5)


def test_who_keeps_changes_nothing(settled):
    """A market in which rivals keep is that without policies, bit by bit, whatever acme does."""
    kept, alone = settled.fork(cut(kite=Keep(), pico=Keep())), settled.fork(cut())
    for _ in range(8):
        kept.step()
        alone.step()
    assert np.array_equal(kept.world.customers, alone.world.customers)


def test_distance_to_the_mean(settled):
    """Kite follows the mean of the others: acme's cut of a fifth is that of 27 in 70 euros."""
    prices = numbers_by_week(settled.fork(cut(kite=KeepDistance(**AT_ONCE))), "kite", 8)
    assert prices[-1] == pytest.approx(1 - 0.2 * 27 / (27 + 30 + 13))


def test_a_dead_band_is_left(settled):
    """A change of the mean within the dead band is not followed."""
    prices = numbers_by_week(settled.fork(cut(kite=KeepDistance(**AT_ONCE, dead_band=0.08))), "kite", 8)
    assert prices == [1.0] * 8


def test_steps_of_a_quarter(settled):
    """A price moves no faster than `most_a_quarter` allows."""
    prices = numbers_by_week(settled.fork(cut(kite=KeepDistance(**AT_ONCE, most_a_quarter=0.026))), "kite", 9)
    assert np.diff(prices[4:]) == pytest.approx([-0.002] * 4)


def test_undercutting_ends_above_cost(settled):
    """Brands that overreact to each other without a floor end at what a customer costs, not at nothing."""
    greedy = {"reaction": 2.0, "adjustment_share": 1.0, "lag_weeks": 1, "floor": 0.05}
    world = settled.fork(cut(**{brand: KeepDistance(**greedy) for brand in ("kite", "orchid", "pico")}))
    prices = numbers_by_week(world, "kite", 40)
    costs = settled.intelligence("kite").unit_cost_eur
    assert prices[-1] * 22.0 == pytest.approx(costs)
    assert prices[-1] > 1 / 3


def test_a_market_of_distance_keepers_is_stable(settled):
    """After one cut, rivals that keep their distance as the preset says stay above the floor for five years."""
    preset = load_rivals("keep-distance", settled.market)
    world = settled.fork(preset.facing(cut(), settled.market))
    prices = np.array([numbers_by_week(world, "kite", 1)[0] for _ in range(260)])
    assert prices[-52:].min() == prices[-1] >= 0.85
    assert np.ptp(prices[-52:]) < 0.03


def test_retaliation_in_kind(settled):
    """A price is answered by the price, adverts by adverts, and both go back when the attack ends."""
    quick = Retaliate(**AT_ONCE, ceiling=2.0)
    until = LOUD.model_copy(update={"until_week": 9})
    loud = Scenario(name="loud", brand="acme", levers=(until,), policies={"kite": quick})
    start = settled.market.brands["kite"].visibility
    ratio = settled.market.brands["kite"].offer.price_eur
    heard = np.array(numbers_by_week(settled.fork(loud), "kite", 12, "visibility")) * ratio_of(settled, "visibility")
    assert heard[5:9] == pytest.approx([1.5] * 4)
    assert heard[-1] == pytest.approx(1.0)
    assert (start, ratio) != (0.0, 0.0)
    assert numbers_by_week(settled.fork(loud), "kite", 8) == [1.0] * 8
    assert numbers_by_week(settled.fork(cut(kite=quick)), "kite", 7)[-1] == pytest.approx(0.8)


def ratio_of(settled, column: str) -> float:
    """Return promised days / a number at the start: :func:`numbers_by_week` divides by the days."""
    kite = settled.market.brands["kite"]
    return kite.promise.delivery_days / getattr(kite, column)


def test_small_attacks_are_met_passively(settled):
    """An attack below the trigger that costs no customers is not answered."""
    assert numbers_by_week(settled.fork(cut(kite=Retaliate(**AT_ONCE, trigger=0.25))), "kite", 8) == [1.0] * 8


def test_losses_make_a_small_attack_count(settled):
    """The same attack is answered once a brand counts more losses than before."""
    hurt = Retaliate(**AT_ONCE, trigger=0.25, loss_trigger=0.0)
    prices = numbers_by_week(settled.fork(cut(kite=hurt)), "kite", 60)
    assert prices[:26] == [1.0] * 26
    assert min(prices) < 1.0


def test_who_reacts_is_nested(settled):
    """Who reacts with a low probability does so with a higher one; at 0 nobody does, at 1 all do."""
    known = [settled.intelligence(brand) for brand in settled.market.brands]
    reacting = [{each.brand for each in known if FollowPrice(reacting_probability=p).reacts(each)} for p in (0, 0.5, 1)]
    assert reacting[0] == set()
    assert reacting[0] <= reacting[1] <= reacting[2] == set(settled.market.brands)


def test_innovation_is_paid_for(settled):
    """Quality rises by the pace each quarter up to its reach, and every hundredth is booked as a cost."""
    world = settled.fork(Scenario(name="new", policies={"kite": Innovate(pace=0.02, reach=0.03)}))
    for _ in range(30):
        world.step()
    kite, share = list(settled.market.brands).index("kite"), 300 / settled.market.category.customers
    gained = world.world.quality[:, kite, :, 0] - settled.world.quality[:, kite, :, 0]
    assert gained == pytest.approx(0.03)
    assert world.ledger.costs_of(kite)["scenario_cost_eur"].sum() == pytest.approx(share * 3 * 6000)
    assert world.ledger.costs_of(0)["scenario_cost_eur"].sum() == 0


def test_imitation_of_quality(settled):
    """Who is rated lower catches up a part of the gap to the best where it is behind, and pays; elsewhere it stays."""
    rating = settled.intelligence("kite").public()["rating"]
    best, worst = rating.idxmax(), rating.idxmin()
    policy = ImitateBest(imitates="quality", lag_weeks=1, reaction=1.0, adjustment_share=0.5)
    world = settled.fork(Scenario(name="copy", policies={worst: policy, best: policy}))
    world.step()
    names = list(settled.market.brands)
    before, theirs = (settled.world.quality[:, names.index(brand)] for brand in (worst, best))
    expected = before + np.where(theirs > before, 0.5 * (np.minimum(theirs, 1.2 * before) - before), 0.0)
    assert world.world.quality[:, names.index(worst)] == pytest.approx(expected, abs=0.001)
    assert (world.world.quality[:, names.index(best)] == theirs).all()
    spent = [world.ledger.costs_of(names.index(brand))["scenario_cost_eur"].sum() for brand in (worst, best)]
    assert spent[0] > spent[1] == 0


@pytest.mark.parametrize("name", shipped_rivals())
def test_presets_say_what_they_are(name):
    """Every preset has a title, a source, and a policy that can be made."""
    market = load_market("telecom")
    preset = load_rivals(name, market)
    assert len(preset.title) > 10
    assert len(preset.source) > 20
    faced = preset.facing(Scenario.baseline(), market)
    assert set(faced.policies) == {"orchid", "kite", "pico"}
    assert all(policy_from(policy) for policy in faced.policies.values())


def test_mistakes_in_a_file_of_rivals(tmp_path):
    """All mistakes are told at once, with their lines and the nearest names."""
    file = tmp_path / "mine.yaml"
    file.write_text("title: Mine\npolicy: {kind: retaliate, trigger: 2}\nbrands:\n  kyte: {kind: keep}\n")
    with pytest.raises(InputError) as error:
        load_rivals(file, load_market("telecom"))
    first, second = str(error.value).splitlines()
    assert "mine.yaml:2: policy.trigger: is out of range (got 2); expected 0 to 1" in first
    assert "mine.yaml:4: brands.kyte: unknown brand 'kyte' (did you mean 'kite'?)" in second
    with pytest.raises(InputError, match="did you mean 'usual'"):
        load_rivals("usuall", load_market("telecom"))


def test_a_study_is_played_twice():
    """With rivals that react every scenario is booked twice, the first time as without them."""
    market = with_numbers("telecom", {"category.burn_in_weeks": 4.0}).in_folders(load_market("telecom").folders)
    plain = Study.of(market, ["price-cut"], customers=120, weeks=20)
    both = Study.of(market, ["price-cut"], customers=120, weeks=20, rivals="retaliate")
    weeks = both.run(1)
    names = [BASELINE, "price-cut", f"{BASELINE}{SUFFIX}", f"price-cut{SUFFIX}"]
    assert list(weeks["scenario"].unique()) == names
    assert both.is_run(1, weeks)
    first = weeks[weeks["scenario"].isin(names[:2])].reset_index(drop=True)
    assert first.equals(plain.run(1))
    assert set(weeks["scenario"]) == set(names)
    reacted = weeks[weeks["scenario"] == names[3]].drop(columns="scenario").reset_index(drop=True)
    assert not reacted.equals(weeks[weeks["scenario"] == names[1]].drop(columns="scenario").reset_index(drop=True))


def test_the_answer_with_and_without():
    """A comparison tells each gain while rivals go on and while they react, and what the reaction changes."""
    market = with_numbers("telecom", {"category.burn_in_weeks": 4.0}).in_folders(load_market("telecom").folders)
    study = Study.of(market, ["price-cut"], customers=120, weeks=20, rivals="retaliate")
    comparison = compare(study, Replications(2, 1))
    assert [each.name for each in comparison.scenarios] == [BASELINE, "price-cut"]
    assert [each.name for each in comparison.reacting.scenarios] == [f"{BASELINE}{SUFFIX}", f"price-cut{SUFFIX}"]
    view = ComparisonView(comparison)
    (told,) = reaction(view)
    assert told.startswith("If rivals react (all rivals retaliate, soon and fully): “Cut the price” makes EUR")
    gains, of_rivals = section(view).blocks
    (row,) = gains.rows
    alone, faced = (ComparisonView(each).per_seed("npv_eur") for each in (comparison, comparison.reacting))
    change = (faced.iloc[:, 1] - faced.iloc[:, 0]).mean() - (alone.iloc[:, 1] - alone.iloc[:, 0]).mean()
    assert row[3].text.startswith(amount(change, "EUR", signed=True)[:5])
    assert len(of_rivals.rows) == len(market.brands)
