"""Whom a lever is for: what a file may say, and what is refused with its line."""

import pytest

PRICE = "levers:\n  - {{set: brand.offer.price_eur, add: 1, for: {target}}}\n"


@pytest.mark.parametrize(
    "target",
    [
        "{share: 0.2}",
        "{segment: families, share: 0.5}",
        "{tenure_weeks: [0, 26]}",
        "{bill_eur: [10, 30], has_complaint: true, share: 0}",
    ],
)
def test_who_may_be_meant(told, target):
    """A random share, and what the brand knows of its customers, alone or together."""
    assert told(PRICE.format(target=target)) == []


@pytest.mark.parametrize(
    "target, message",
    [
        ("{}", "for: needs a key: segment, share, tenure_weeks, bill_eur, has_complaint"),
        ("{share: 1.5}", "for.share: must be at most 1 (got 1.5)"),
        ("{share: -0.1}", "for.share: must be at least 0 (got -0.1)"),
        ("{tenure_weeks: [26, 0]}", "for.tenure_weeks: must be two numbers, the lower first (got 26 and 0)"),
        ("{tenure: [0, 26]}", "unknown key 'tenure' (did you mean 'tenure_weeks'?)"),
        ("{segment: family, share: 0.5}", "for: unknown segment 'family'"),
    ],
)
def test_mistakes(told, target, message):
    """What makes no sense is told at its line, with the nearest name."""
    (problem,) = told(PRICE.format(target=target))
    assert problem.startswith("try.yaml:2: levers.1")
    assert message in problem


def test_what_is_shared_cannot_be_piloted(told):
    """All segments wait in one queue: its agents cannot be there for a pilot only."""
    (problem,) = told("levers:\n  - {set: brand.operations.support_agents, to: 9, for: {share: 0.5}}\n")
    assert "cannot have 'for': all segments wait in one queue" in problem


def test_a_pilot_has_no_burn_in(told):
    """Nobody is in a pilot before week 1."""
    (problem,) = told("levers:\n  - {set: brand.offer.price_eur, add: 1, from_week: 0, for: {share: 0.5}}\n")
    assert "a group of customers can feel a lever from week 1 on" in problem


def test_too_many_pilots(told):
    """Each group multiplies the rows of tables by three; beyond their room it is refused."""
    levers = [f"  - {{set: brand.offer.price_eur, add: 1, for: {{share: 0.{k}}}}}\n" for k in range(1, 6)]
    problems = told("levers:\n" + "".join(levers))
    assert len(problems) == 2
    assert all("has room for 3 different groups of customers" in each for each in problems)


def test_a_brand_enters_within_the_run(told):
    """An entry or exit after the end of the run is refused; 1040 means never."""
    lever = "levers:\n  - {{set: brands.rival.{key}, to: {week}}}\n"
    (problem,) = told(lever.format(key="leaves_in_week", week=80))
    assert (
        problem
        == "try.yaml:2: levers.1: brands.rival.leaves_in_week becomes week 80, after the end of the run (week 52)"
    )
    assert told(lever.format(key="leaves_in_week", week=40)) == []
