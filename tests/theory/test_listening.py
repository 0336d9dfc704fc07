"""Claims about brands that listen: what a programme knows is held against what is true."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.theory.claim import AS_IT_IS, Figure, NotShownError, World, contrast
from experiments.theory.claims.listening import CLAIMS, JOINED_LOOKS, SILO_LOOKS
from experiments.theory.noticing import BEFORE, UNTIL, weeks_until_sure
from experiments.theory.programmes import InTwoSteps, beyond, misdirected, record_of, shares
from experiments.theory.theory import shown, split
from experiments.theory.unnamed import unnamed
from experiments.theory.verdict import Verdict
from experiments.theory.worlds import digest, late_scenario
from sim.market.loading import load_market
from sim.policies.listen import Listen
from sim.policies.works import works_of
from tests.theory.test_worlds import claim
from tests.worlds import document_of, simulation

NEVER = UNTIL - BEFORE


@pytest.fixture(scope="module")
def soon(tmp_path_factory):
    """Return a market that is settled soon."""
    folder = tmp_path_factory.mktemp("soon")
    (folder / "soon.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 2}\n")
    return load_market(folder / "soon.yaml")


@pytest.fixture(scope="module")
def without_works(retail):
    """Return a market that does not say what its brands could mend."""
    brands = {name: brand.model_copy(update={"works": {}}) for name, brand in retail.brands.items()}
    return retail.model_copy(update={"brands": brands})


def test_policies_tell_worlds_apart(telecom):
    """Worlds that differ in a number of the programme are two, those with equal programmes one."""
    silo, joined = (World("words", policy=Listen(mode=mode)) for mode in ("silo", "joined"))
    assert len({digest(each, telecom) for each in (silo, joined, AS_IT_IS)}) == 3
    assert digest(silo, telecom) == digest(World("other words", policy=lambda market: Listen(mode="silo")), telecom)


def test_the_focus_brand_decides_by_the_policy_of_a_world(soon):
    """The programme of a world is kept in the record of the focus brand."""
    run = simulation(soon, 60, 1, late_scenario(SILO_LOOKS, soon))
    for _ in range(2):
        run.step()
    assert {entry.event for entry in record_of(run)} >= {"granted", "paid"}


def test_to_look_changes_nobody(soon):
    """Programmes without a budget leave customers as they are, whatever they find."""
    figure = Figure("satisfaction", weeks=(1, 6))
    effects = [
        contrast(first, second, figure, expected="same", smallest=0.5, why="made up for this test")
        for first, second in ((SILO_LOOKS, JOINED_LOOKS), (AS_IT_IS, JOINED_LOOKS))
    ]
    (one,) = shown(soon, [claim(*effects)], 60, range(1, 4)).claims
    assert [(part.found.low, part.found.high) for part in one.effects] == [(0.0, 0.0)] * 2


def test_blame_beyond_own_faults():
    """Who is told of exactly their own faults bears nothing beyond; blamed for all of others', everything."""
    own = shares({"network": 30.0, "service": 10.0})
    assert own == {"network": 0.75, "service": 0.25}
    assert beyond(own, own) == 0.0
    assert beyond({"service": 1.0}, own) == 0.75
    assert beyond({"finance": 1.0}, own) == 1.0


def misdirected_if(work: str, blamed: str, market) -> float:
    """Return the per cent of money that is misdirected when all of it goes to one work, with a made-up truth."""
    bad = np.zeros((len(market.touchpoints), 1 + len(market.causes)))
    bad[list(market.touchpoints).index("help_line")] = 1.0
    entries = (
        SimpleNamespace(week=1, event=f"blamed_{blamed.split()[0]}", name=blamed.split()[1], value=10.0),
        SimpleNamespace(week=1, event="paid", name=work, eur=5.0),
    )
    world = SimpleNamespace(lived=np.zeros((len(market.brands), 1, *bad.shape), [("bad", "f8")]))
    world.lived["bad"][list(market.brands).index(market.focus), 0] = bad
    run = SimpleNamespace(
        market=market, world=world, week=0, decisions=SimpleNamespace(records={market.focus: entries})
    )
    watch = misdirected(run, 1)
    next(watch)
    run.week = 1
    with pytest.raises(StopIteration) as end:
        next(watch)
    return end.value.value


def test_money_is_misdirected_as_far_as_its_target_is_not_to_blame(soon):
    """Of money for a touchpoint the share with root causes, of that for a cause the share by which it is overrated."""
    causes = len(soon.causes)
    assert misdirected_if("polish_help_line", "touchpoint help_line", soon) == pytest.approx(
        100 * causes / (causes + 1)
    )
    assert misdirected_if("rebuild_cells", "cause reliability", soon) == pytest.approx(100 * causes / (causes + 1))
    assert misdirected_if("rebuild_cells", "cause billing", soon) == 0.0


def scores(change: float, until: int = UNTIL) -> pd.DataFrame:
    """Return eight scores a week at two touchpoints of unlike level, which change by so much after the move."""
    rng = np.random.default_rng(1)
    weeks = np.repeat(np.arange(1, until + 1), 8)
    place = np.tile([0, 1], len(weeks) // 2)
    score = 6.0 + place + rng.normal(0.0, 1.0, len(weeks)) + np.where(weeks > BEFORE, change, 0.0)
    names = np.array(["app", "shop"])[place]
    return pd.DataFrame({"week": weeks, "touchpoint": names, "segment": "all", "score": score})


def test_large_moves_are_noticed_sooner():
    """No move is never noticed; a large one before a small one."""
    large, small = (weeks_until_sure(scores(change)) for change in (1.0, 0.4))
    assert 1 <= large < small < NEVER
    assert weeks_until_sure(scores(0.0)) == NEVER
    assert weeks_until_sure(scores(1.0).head(3)) == NEVER


def test_where_the_rival_was_met_is_no_move():
    """A firm that visits a better touchpoint after the move than before does not take it for one."""
    told = scores(0.0)
    is_usual = np.where(told["week"] > BEFORE, told["touchpoint"] == "shop", told.index % 4 != 1)
    assert weeks_until_sure(told[is_usual]) == NEVER


def test_nobody_overlooks_the_commonest_cause(telecom, without_works):
    """The cause without a word is the second commonest that can be healed; without works there is none."""
    assert unnamed(telecom) == "plan_fit"
    with pytest.raises(NotShownError, match="has no works"):
        unnamed(without_works)


@pytest.mark.parametrize(("first", "is_quick"), [("quick", True), ("long", False)])
def test_road_map_in_two_steps(telecom, first, is_quick):
    """Works of one kind in the first year, then all of them."""
    works = works_of(document_of(telecom)["brands"]["acme"])
    early, late = (InTwoSteps(first=first).candidates(SimpleNamespace(works=works, week=week)) for week in (51, 52))
    assert {work.is_quick for work in early} == {is_quick}
    assert late == list(works.values())


def test_markets_without_works_say_so(without_works):
    """What nobody can mend cannot be compared."""
    told = split(CLAIMS, without_works).told
    assert {name for name, each in told.items() if "has no works" in each.why_not} == {"T5", "T23", "T24", "T25"}
    assert {each.verdict for each in told.values()} == {Verdict.NOT_SHOWN}
