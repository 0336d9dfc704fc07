"""The claims of the theory: all declared, each on its own feet, none by a switch named after what it should produce."""

import re
from collections import Counter
from pathlib import Path

import pytest

from experiments.theory.catalogue import theory
from experiments.theory.checks import check_claims, unknown_rule, unknown_switch
from experiments.theory.claim import PARTS, NotShownError
from experiments.theory.theory import split
from experiments.theory.worlds import TheoryJobs
from sim.scenarios.loading import scenarios_of

CLAIMS = theory()
BY_ID = {claim.id: claim for claim in CLAIMS}


def levers_of(claim, *markets) -> list[dict]:
    """Return every lever of a claim in the markets that can show it."""
    found = []
    for market in markets:
        for world in claim.worlds():
            try:
                found += world.levers_in(market)
            except NotShownError:
                continue
    return found


def test_every_claim_of_the_theory_is_declared_once():
    """T1 to T41, in their order."""
    assert [claim.id for claim in CLAIMS] == [f"T{number}" for number in range(1, 42)]
    assert {claim.part for claim in CLAIMS} == set(PARTS)


def test_no_claim_of_the_theory_awaits_anything():
    """Every claim can be tried."""
    assert not [claim.id for claim in CLAIMS if claim.awaits]


@pytest.mark.parametrize("market", ["telecom", "retail"])
def test_shipped_claims_stand_up_to_the_checks_of_own_ones(market, request):
    """No shipped claim has an unknown figure, rule or direction, or two worlds that are the same."""
    market = request.getfixturevalue(market)
    check_claims(split(CLAIMS, market).run, market)


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if not claim.awaits], ids=lambda claim: claim.id)
def test_claim_leads_to_rule_switch_and_source(claim, telecom, retail):
    """Each claim that runs names a rule, its source, and the number that turns it off; its scenario is shipped."""
    assert claim.source
    assert not unknown_rule(claim.rule)
    assert not unknown_switch(claim.switch.path, telecom)
    assert not claim.scenario or claim.scenario in {**scenarios_of(telecom), **scenarios_of(retail)}


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if not claim.awaits], ids=lambda claim: claim.id)
def test_no_claim_is_made_true_by_moving_what_it_measures(claim, telecom, retail):
    """No lever is a switch that carries the name of the outcome that it should produce."""
    outcomes = {
        getattr(side.outcome, "name", "") for effect in claim.effects for side in (effect.first, effect.second)
    } - {""}
    for each in levers_of(claim, telecom, retail):
        last = each["set"].rpartition(".")[2]
        assert last not in outcomes


def test_reasons_for_sizes_are_given():
    """The smallest effect of interest of each effect has a reason."""
    assert all(len(effect.why) > 20 for claim in CLAIMS for effect in claim.effects)


def test_what_falls_short_has_its_reason():
    """Where the page of the theory says that a claim falls short, it says why, for each market."""
    head, *chapters = (Path(__file__).parents[2] / "docs/THEORY.md").read_text().split("\n### ")
    markets = ("telecom", "retail")
    verdicts = dict(re.findall(r"^\| \[(T\d+)\][^|]*\|[^|]*\| (.*) \|$", head, re.MULTILINE))
    assert list(verdicts) == list(BY_ID)
    for chapter in chapters:
        claim = chapter.partition("\n")[0]
        for market, verdict in zip(markets, verdicts[claim].split(" | "), strict=True):
            assert verdict.startswith("**") <= (f"Why not in {market}: " in chapter), (claim, market)


def test_worlds_are_shared(telecom):
    """The market as it is is run once for each seed and once more with diaries, however many claims look at it."""
    jobs = TheoryJobs.of(telecom, split(CLAIMS, telecom).run, 100, [1])
    worlds = Counter((name, group.has_diaries) for group in jobs.groups for name, world in group.worlds.items())
    assert max(worlds.values()) == 1
    names = [name for group in jobs.groups for name, world in group.worlds.items() if world.words == "as it is"]
    assert len(names) == len(set(names)) == 1
