"""Policies stand in market and scenario files, with errors like all others, and in the parameter sheet."""

import json
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from sim.market.loading import load_market
from sim.market.messages import InputError
from sim.market.policy_sheet import COUNTED, NUMBERS_OF, REACTION, WORDS_OF
from sim.market.schema import Market, PolicySpec
from sim.market.sheet import numbers_in
from sim.policies.declared import KINDS, policy_from
from sim.policies.follow_price import FollowPrice
from sim.policies.imitate_best import ImitateBest
from sim.scenarios.loading import load_scenario
from sim.scenarios.scenario import Scenario
from tests.policies.conftest import with_policy

SMALL = Path(__file__).parents[1] / "market" / "small" / "market.yaml"
MARKET = "extends: {base}\nbrands:\n  rival:\n    policy: {policy}\n"


@pytest.fixture
def small() -> Market:
    return load_market(SMALL)


def market_says(folder: Path, policy: str) -> list[str]:
    """Return what is wrong with a market file in which rival has this policy."""
    file = folder / "mine.yaml"
    file.write_text(MARKET.format(base=SMALL, policy=policy))
    with pytest.raises(InputError) as error:
        load_market(file)
    return [line.removeprefix(f"{folder}/") for line in str(error.value).splitlines()]


def scenario_says(folder: Path, policies: str, market: Market) -> list[str]:
    """Return what is wrong with a scenario file with these policies."""
    file = folder / "mine.yaml"
    file.write_text(f"question: Why?\npolicies: {policies}\n")
    with pytest.raises(InputError) as error:
        load_scenario(file, market, 52)
    return [line.removeprefix(f"{folder}/") for line in str(error.value).splitlines()]


def test_every_kind_has_a_policy():
    """Kinds of the file format, of the checks and of the policies are the same."""
    assert set(get_args(PolicySpec.model_fields["kind"].annotation)) == set(KINDS) == set(NUMBERS_OF) == set(WORDS_OF)


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_is_a_parameter(kind):
    """A policy has the numbers of the sheet for its kind, with their defaults, and the keys that only its kind has."""
    declared, numbers = policy_from({"kind": kind}), NUMBERS_OF[kind]
    assert {field.name for field in fields(KINDS[kind])} == {*numbers, *WORDS_OF[kind]}
    found = {name: getattr(declared, name) for name in numbers}
    assert found == {name: line.default for name, line in numbers.items()}
    assert all(isinstance(found[name], int) for name in set(COUNTED) & set(numbers) if found[name] is not None)


def test_a_market_file_declares_policies(tmp_path):
    """What a market file says is the policy that decides; its numbers are in the sheet and so are factors."""
    (tmp_path / "mine.yaml").write_text(
        MARKET.format(base=SMALL, policy="{kind: follow-price, follows: acme, floor: 0.9}")
    )
    market = load_market(tmp_path / "mine.yaml")
    assert policy_from(market.brands["rival"].policy) == FollowPrice(follows="acme", floor=0.9)
    listed = {number.path[3]: number for number in numbers_in(market.model_dump()) if number.path[2:3] == ("policy",)}
    assert listed.keys() == REACTION.keys()
    assert (listed["floor"].value, listed["floor"].number) == (0.9, REACTION["floor"])


def test_a_scenario_file_declares_policies(tmp_path, small):
    """What a scenario file says is the policy that decides; nothing stands for none."""
    file = tmp_path / "mine.yaml"
    file.write_text("policies:\n  acme: {kind: imitate-best, imitates: delivery, from_week: 8}\n  rival:\n")
    scenario = load_scenario(file, small)
    assert policy_from(scenario.policies["acme"]) == ImitateBest(imitates="delivery", from_week=8)
    assert scenario.policies["rival"] is None
    assert (scenario.acts, scenario.first_week, scenario.changes_the_start) == (True, 1, False)


def test_a_scenario_begins_with_its_levers(tmp_path, small):
    """Rivals that decide from the start bring neither its beginning nor its payment forward."""
    file = tmp_path / "mine.yaml"
    file.write_text(
        "levers:\n  - {set: brand.offer.price_eur, to: 20, from_week: 8}\n"
        "cost: {one_off_eur: 100}\npolicies:\n  rival: {kind: follow-price}\n"
    )
    scenario = load_scenario(file, small)
    assert (scenario.first_week, scenario.acts_from) == (8, 1)
    assert [week for week in range(1, 20) if scenario.cost_eur(week)] == [8]


@pytest.mark.parametrize(
    "policy, message",
    [
        (
            "{kind: follow-prices}",
            "kind: must be one of 'keep', 'follow-price', 'keep-distance', 'imitate-best', 'innovate', 'retaliate', "
            "'listen' (got 'follow-prices')",
        ),
        ("{kind: keep, reaction: 0.9}", "reaction: is a key of the kinds follow-price, keep-distance, imitate-best"),
        ("{kind: innovate, answers: price}", "answers: is a key of the kind retaliate only"),
        ("{kind: follow-price, follow: acme}", "follow: unknown key 'follow' (did you mean 'follows'?)"),
        ("{kind: follow-price, follows: acne}", "follows: unknown brand 'acne' (did you mean 'acme'?)"),
        ("{kind: follow-price, follows: rival}", "follows: must be another brand (got 'rival')"),
        ("{kind: follow-price, imitates: price}", "imitates: is a key of the kind imitate-best only"),
        ("{kind: imitate-best, follows: acme}", "follows: is a key of the kind follow-price only"),
        ("{kind: follow-price, lag_weeks: 2.5}", "lag_weeks: must be a whole number (got 2.5)"),
        ("{kind: follow-price, floor: 2}", "floor: is out of range (got 2); expected 0.05 to 1 (ratio)"),
        ("{lag_weeks: 2}", "kind: is missing"),
        ("quick", "must be a group of keys"),
    ],
)
def test_mistakes(tmp_path, small, policy, message):
    """A mistake is told with file, line, path and the nearest name, in market and scenario files alike."""
    (problem,) = market_says(tmp_path, policy)
    assert problem.startswith("mine.yaml:4: brands.rival.policy")
    assert message in problem
    (problem,) = scenario_says(tmp_path, f"{{rival: {policy}}}", small)
    assert problem.startswith("mine.yaml:2: policies.rival")
    assert message in problem


@pytest.mark.parametrize(
    "policies, message",
    [
        ("{rivals: {kind: follow-price}}", "policies.rivals: unknown brand 'rivals' (did you mean 'rival'?)"),
        (
            "{rival: {kind: follow-price, from_week: 52}}",
            "policies.rival: begins after week 52: the run ends in week 52",
        ),
        ("[rival]", "policies: must be a group of keys"),
    ],
)
def test_mistakes_of_scenarios(tmp_path, small, policies, message):
    """A scenario's policies belong to brands of its market and begin before its end."""
    (problem,) = scenario_says(tmp_path, policies, small)
    assert message in problem


def test_a_lever_on_a_policy_that_is_replaced(tmp_path, small):
    """A lever on numbers of a policy that the scenario replaces would do nothing, and is refused at its line."""
    market = with_policy(small, "rival", kind="follow-price")
    file = tmp_path / "mine.yaml"
    file.write_text(
        "levers:\n  - {set: brands.rival.policy.floor, to: 0.7}\npolicies:\n  rival: {kind: imitate-best}\n"
    )
    with pytest.raises(InputError, match=r"mine.yaml:2: levers.1: changes the policy of rival, which the scenario"):
        load_scenario(file, market)


def test_policies_from_python_are_checked(small):
    """A scenario made in Python is checked against its market like one from a file."""
    with pytest.raises(InputError, match=r"policies.rival.follows: unknown brand 'acne'"):
        load_scenario(Scenario(name="mine", policies={"rival": {"kind": "follow-price", "follows": "acne"}}), small)
    with pytest.raises(InputError, match=r"policies.rivals: unknown brand"):
        load_scenario(Scenario(name="mine", policies={"rivals": FollowPrice()}), small)


def test_parameters_are_listed(capsys, tmp_path):
    """`cxsim parameters` lists the numbers of the policies of a market that has some."""
    from experiments.commands.catalogue import parameters

    (tmp_path / "market.yaml").write_text(MARKET.format(base=SMALL, policy="{kind: follow-price}"))
    parameters(str(tmp_path), "brands.*.policy.*", json=True)
    rows = json.loads(capsys.readouterr().out)
    assert [row["path"] for row in rows] == [f"brands.rival.policy.{name}" for name in REACTION]
    assert all(row["grade"] == "assumed" for row in rows)


WORK = "title: Work, owner: sales, one_off_eur: 90, lead_weeks: 4"


@pytest.mark.parametrize(
    "work, message",
    [
        ("title: Work, cause: reliability, one_off_eur: 90, lead_weeks: 4", "greet.owner: is missing"),
        (f"{WORK}, cause: relability", "greet.cause: unknown cause 'relability' (did you mean 'reliability'?)"),
        (f"{WORK}, touchpoint: produkt", "greet.touchpoint: unknown touchpoint 'produkt' (did you mean 'product'?)"),
        (WORK, "greet: needs a touchpoint that it polishes or a cause that it heals (got none)"),
        (f"{WORK}, cause: reliability, touchpoint: shop", "(got touchpoint, cause)"),
        (f"{WORK}, cause: reliability, avoids: 2", "greet.avoids: is out of range (got 2); expected 0 to 1 (share)"),
        (f"{WORK}, cause: reliability, weekly_eur: -1", "greet.weekly_eur: is out of range (got -1)"),
        (
            f"{WORK}, touchpoint: shop, changes: [{{set: touchpoints.shop.quality.functional}}]",
            "greet.changes.1: needs exactly one of to, add and multiply (got none)",
        ),
        (
            f"{WORK}, touchpoint: shop, changes: [{{set: touchpoints.shop.quality.functionl, add: 0.1}}]",
            "greet.changes.1: unknown number of rival 'touchpoints.shop.quality.functionl' (did you mean",
        ),
        (
            f"{WORK}, touchpoint: shop, changes: [{{set: works.greet.weekly_eur, to: 0}}]",
            "greet.changes.1: unknown number of rival 'works.greet.weekly_eur'",
        ),
    ],
)
def test_mistakes_in_works(tmp_path, work, message):
    """A work without owner, for an unknown cause or with a path that leads nowhere is told at its line."""
    file = tmp_path / "mine.yaml"
    file.write_text(f"extends: {SMALL}\nbrands:\n  rival:\n    works:\n      greet: {{{work}}}\n")
    with pytest.raises(InputError) as error:
        load_market(file)
    (problem,) = str(error.value).splitlines()
    assert problem.startswith(f"{file}:5: brands.rival.works.")
    assert message in problem


@pytest.mark.parametrize(
    "policy, message",
    [
        (
            "{kind: listen, contact_coverage: 1.2}",
            "contact_coverage: is out of range (got 1.2); expected 0 to 1 (share)",
        ),
        ("{kind: listen, quarterly_budget_eur: -5}", "quarterly_budget_eur: is out of range (got -5); expected 0 to"),
        ("{kind: listen, maturity: 3.5}", "maturity: must be a whole number (got 3.5)"),
        (
            "{kind: listen, codebook: [relability]}",
            "codebook: unknown cause 'relability' (did you mean 'reliability'?)",
        ),
        ("{kind: listen, works: [greed]}", "works: unknown work of rival 'greed' (did you mean 'greet'?)"),
        ("{kind: listen, mode: silos}", "mode: must be one of 'silo', 'joined' (got 'silos')"),
        ("{kind: listen, floor: 0.9}", "floor: is a key of the kinds follow-price,"),
        ("{kind: follow-price, accuracy: 0.9}", "accuracy: is a key of the kind listen only"),
    ],
)
def test_mistakes_in_programmes(tmp_path, policy, message):
    """A coverage over one, a negative budget or an unknown name is told at its line, with what was expected."""
    file = tmp_path / "mine.yaml"
    work = f"works: {{greet: {{{WORK}, touchpoint: shop}}}}"
    file.write_text(f"extends: {SMALL}\nbrands:\n  rival:\n    {work}\n    policy: {policy}\n")
    with pytest.raises(InputError) as error:
        load_market(file)
    (problem,) = str(error.value).splitlines()
    assert problem.startswith(f"{file}:5: brands.rival.policy.")
    assert message in problem


def test_a_programme_needs_works(tmp_path):
    """A brand without works has nothing to decide about."""
    (problem,) = market_says(tmp_path, "{kind: listen}")
    assert "brands.rival.policy: has no works to choose among: rival needs some" in problem
