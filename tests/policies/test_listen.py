"""A programme asks, decides about works, pays, lands and measures them, and changes nothing beside."""

import copy
import pickle
from dataclasses import fields
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.market.schema import Market
from sim.policies.listen import Listen
from sim.policies.maturity import PRESETS
from sim.scenarios.record import PROGRAMME, events
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.counters import BRAND_ONLY
from tests.laws.years import restless
from tests.worlds import document_of, levers, simulation

WIDE = {"contact_coverage": 1.0, "journey_coverage": 1.0, "use_coverage": 0.5, "accuracy": 1.0, "delay_weeks": 0}
"""So much is asked that little is left to chance."""

EAGER = WIDE | {"quarterly_budget_eur": 1e6, "most_eur_per_encounter": 1e6, "works_in_progress": 20, "closing_weeks": 0}
"""So much is paid that every work that is believed to help is started."""


def declared(**more: Any) -> dict[str, Any]:
    """Return a work as a market document has it."""
    plain = {"title": "Work", "owner": "anybody", "one_off_eur": 1000.0, "weekly_eur": 10.0, "lead_weeks": 4.0}
    return {**plain, **more}


def healing(cause: str, factor: float, **more: Any) -> dict[str, Any]:
    """Return a work that makes a cause rarer by a factor."""
    paths = [f"causes.{cause}.{key}_probability" for key in ("weekly", "order")]
    changes = [{"path": path, "multiply": factor} for path in paths]
    return declared(cause=cause, avoids=1 - factor, owner=cause, changes=changes, **more)


def placebo(touchpoint: str, **more: Any) -> dict[str, Any]:
    """Return a work that is believed to polish a touchpoint and does nothing."""
    return declared(touchpoint=touchpoint, owner=touchpoint, **more)


WORKS = {
    "rebuild": healing("reliability", 0.2),
    "price_list": healing("billing", 0.2),
    "training": declared(
        touchpoint="help_line",
        owner="service",
        changes=[{"path": "touchpoints.help_line.quality.*", "add": 0.2}],
    ),
}


def with_works(market: str | Market, works: dict[str, Any] = WORKS) -> Market:
    """Return a market in which acme can do some works."""
    document = document_of(market)
    document["brands"]["acme"]["works"] = copy.deepcopy(works)
    return Market.model_validate(document)


def listening(**numbers: Any) -> Scenario:
    """Return a scenario in which acme listens."""
    return Scenario(name="listening", brand="acme", policies={"acme": Listen(**numbers)})


@cache
def quiet(customers: int = 300, seed: int = 3) -> Simulation:
    """Return a market in which nobody listens yet, at the end of its burn-in; to be forked only."""
    return simulation(with_works(restless("telecom")), customers, seed)


def lived(world: Simulation, weeks: int) -> Simulation:
    """Return a simulation some weeks later."""
    for _ in range(weeks):
        world.step()
    return world


def after(weeks: int, seed: int = 3, customers: int = 300, **numbers: Any) -> Simulation:
    """Return the market after some weeks with a programme."""
    return lived(quiet(customers, seed).fork(listening(**numbers)), weeks)


@cache
def nothing_mistaken() -> Simulation:
    """Return the quiet market, in which a verbatim that is not read rightly is not read at all."""
    document = document_of(with_works(restless("telecom")))
    causes = {name: cause | {"taken_for": {}} for name, cause in document["causes"].items()}
    return simulation(Market.model_validate(document | {"causes": causes}), 300, 3)


def books(world: Simulation) -> pd.DataFrame:
    """Return what was booked without programmes and what they cost."""
    table = world.ledger.table()
    counters = [column for column in quiet().ledger.table().columns if column not in BRAND_ONLY]
    return table.loc[table["segment"] != "all", counters].reset_index(drop=True)


def test_asking_nobody_changes_nothing_but_cost():
    """A programme that asks nobody leaves the world as it is, bit for bit, and costs what its people cost."""
    silent = dict.fromkeys(("contact_coverage", "journey_coverage", "use_coverage", "relational_coverage"), 0.0)
    world, still = after(12, **(EAGER | silent)), lived(quiet().fork(Scenario.baseline()), 12)
    assert np.array_equal(world.world.customers, still.world.customers)
    assert books(world).equals(books(still))
    position = list(world.market.brands).index("acme")
    assert world.ledger.costs_of(position)["scenario_cost_eur"].sum() == pytest.approx(12 * 20 * 300 / 20_000)
    assert not events(world.decisions.records["acme"], "started")


def test_asking_changes_nothing_by_itself():
    """As long as no work has landed, the world is that of the baseline."""
    world, still = after(10, **(WIDE | {"quarterly_budget_eur": 0.0})), lived(quiet().fork(Scenario.baseline()), 10)
    assert np.array_equal(world.world.customers, still.world.customers)
    assert books(world).equals(books(still))


def test_nothing_recovered_is_a_silo():
    """Joined feedback in which no cause can be read decides what a silo decides, and the world is the same."""
    unread = EAGER | {"accuracy": 0.0, "review_weeks": 4}
    joined, silo = (lived(nothing_mistaken().fork(listening(mode=mode, **unread)), 30) for mode in ("joined", "silo"))
    assert joined.decisions.records == silo.decisions.records
    assert joined.ledger.table().equals(silo.ledger.table())
    assert events(silo.decisions.records["acme"], "started")


def test_a_silo_does_not_care_what_is_read():
    """A silo decides the same however well verbatims are read, and starts nothing against causes."""
    well, badly = (after(30, mode="silo", **(EAGER | {"accuracy": a})).decisions.records["acme"] for a in (1.0, 0.3))
    assert well == badly
    assert {entry.name for entry in events(well, "started")} == {"training"}


def test_works_land_after_their_lead():
    """Numbers change in the week after a work has landed, and running costs begin then."""
    world = after(30, **EAGER)
    record = world.decisions.records["acme"]
    start = events(record, "started", "rebuild")[0]
    assert start.until == start.week + 4
    path = ("causes", "reliability", "weekly_probability", "acme")
    before = quiet().market.causes["reliability"].weekly_probability["acme"]
    assert world.decisions.values[path] == pytest.approx(0.2 * before)
    paid = {entry.week: entry.eur for entry in events(record, "paid", "rebuild")}
    assert paid[start.week] == 1000
    assert set(paid) == {start.week, *range(start.until, 30)}
    assert paid[start.until] == 10


def test_healing_heals():
    """In a world that was listened to, what was healed occurs less often than in the same world without."""
    world, still = after(40, **EAGER), lived(quiet().fork(Scenario.baseline()), 40)
    counts = [
        each.ledger.table().query("brand == 'acme' and week > 30")["irritants.reliability"].sum()
        for each in (world, still)
    ]
    assert counts[0] < 0.7 * counts[1]


def test_budgets_hold():
    """Never more is paid for works than was granted; what is not spent is carried over."""
    world = after(60, **(EAGER | {"quarterly_budget_eur": 700.0, "unlocking": 0.0, "patience_quarters": 9}))
    record = world.decisions.records["acme"]
    for week in range(60):
        granted = sum(entry.eur for entry in events(record, "granted") if entry.week <= week)
        paid = sum(entry.eur for entry in events(record, "paid") if entry.week <= week and entry.name != PROGRAMME)
        assert paid <= granted
    assert events(record, "started")


def test_every_euro_is_booked():
    """Costs in the books are those of the record, as far as the weeks have come, for the part that is simulated."""
    world = after(30, **EAGER)
    paid = sum(entry.eur for entry in events(world.decisions.records["acme"], "paid"))
    table = world.ledger.table()
    by_work = table.filter(like="works_eur.").sum().sum()
    assert table["scenario_cost_eur"].sum() == pytest.approx(paid * 300 / 20_000)
    assert by_work == pytest.approx(table["scenario_cost_eur"].sum())


def test_no_works_at_the_end():
    """In the last year before the horizon nothing is started."""
    record = after(20, **(EAGER | {"closing_weeks": 156})).decisions.records["acme"]
    assert events(record, "reviewed")
    assert not events(record, "started")


def test_forks_and_pickles_go_on():
    """A fork is a run from the start, and a fork on the way or a pickle goes on with the same record and bits."""
    numbers = EAGER | {"review_weeks": 4, "measuring_weeks": 4}
    world = after(9, **numbers)
    twin, sent = copy.deepcopy(world), pickle.loads(pickle.dumps(world))
    forked = world.fork(Scenario.baseline())
    assert forked.decisions.records == world.decisions.records
    ends = [lived(each, 15).ledger.table() for each in (world, twin, sent)]
    assert ends[0].equals(ends[1])
    assert ends[0].equals(ends[2])
    whole = simulation(quiet().market, 300, 3, listening(**numbers))
    assert lived(whole, 24).ledger.table().equals(ends[0])


def test_a_cause_without_a_code_is_found_later():
    """Without a code for the cause that matters it is not mended before it was found; then it is."""
    known, unknown = (
        after(40, codebook=codes, **(EAGER | {"review_weeks": 4})).decisions.records["acme"]
        for codes in (None, ("billing",))
    )
    assert not events(known, "coded")
    found = events(unknown, "coded", "reliability")[0]
    first = [events(record, "started", "rebuild")[0].week for record in (known, unknown)]
    assert first[0] <= first[1]
    assert first[1] >= found.week
    late = after(40, codebook=("billing",), **(EAGER | {"code_after": 1e6})).decisions.records["acme"]
    assert not events(late, "coded")
    assert not events(late, "started", "rebuild")


@pytest.mark.parametrize("level", range(1, 6))
def test_maturity_is_a_preset(level):
    """A level sets every part; each part given alone counts before it."""
    policy = Listen(maturity=level)
    assert {name: policy.part(name) for name in PRESETS} == {
        name: values[level - 1] for name, values in PRESETS.items()
    }
    assert set(PRESETS) <= {field.name for field in fields(Listen)}
    assert Listen(maturity=level, accuracy=0.5, mode="silo").part("accuracy") == 0.5


def test_maturity_sets_how_a_brand_listens():
    """From the first week on the brand asks as its level says; without a level as its market says."""
    asks = after(2, maturity=4).intelligence("acme").numbers("listening.*")
    assert asks["listening.coverage.help_line"] == PRESETS["contact_coverage"][3]
    assert asks["listening.accuracy"] == PRESETS["accuracy"][3]
    assert after(2).intelligence("acme").numbers("listening.*") == quiet().intelligence("acme").numbers("listening.*")


def found_share(world: Simulation) -> float:
    """Return the share of true bad encounters with a cause that the last review puts down to the right one."""
    lived_there = world.ledger.lived()
    own = lived_there[(lived_there["brand"] == "acme") & (lived_there["cause"] != "none")]
    record = world.decisions.records["acme"]
    last = events(record, "reviewed")[-1].week
    said = {entry.name: entry.value for entry in events(record, "blamed_cause") if entry.week == last}
    weekly = own[own["week"] <= last].groupby("cause")["bad"].sum() / last * world.market.category.customers / 300
    return sum(min(true, said.get(cause, 0.0)) for cause, true in weekly.items()) / weekly.sum()


ONLY_CONTACTS = {"contact_coverage": 0.5, "journey_coverage": 0.0, "use_coverage": 0.0, "accuracy": 0.9}
ONLY_CONTACTS |= {"delay_weeks": 0, "quarterly_budget_eur": 0.0, "review_weeks": 26}
SEEDS = range(3, 8)


@pytest.mark.parametrize(
    "part, low, high", [("accuracy", 0.2, 0.9), ("contact_coverage", 0.0002, 0.5), ("maturity", 1, 4)]
)
def test_more_is_found_by_who_listens_better(part, low, high):
    """More is put down to the right cause, on average, with more accuracy, coverage or maturity."""
    found = {
        value: np.mean([found_share(after(27, seed, **(ONLY_CONTACTS | {part: value}))) for seed in SEEDS])
        for value in (low, high)
    }
    assert found[low] < found[high]


def test_more_is_found_when_more_answer():
    """More is put down to the right cause, on average, when more of those who are asked answer."""
    found = {}
    for response in (0.005, 0.5):
        pulled = levers({"behaviour.answers.response": response}).levers
        scenario = listening(**(ONLY_CONTACTS | {"contact_coverage": 0.002})).model_copy(update={"levers": pulled})
        found[response] = np.mean([found_share(lived(quiet(seed=seed).fork(scenario), 27)) for seed in SEEDS])
    assert found[0.005] < found[0.5]


PLACEBOS = {
    f"charter_{name}": placebo(name) for name in ("help_line", "chat", "app", "invoice", "network_use", "shop_help")
}


def claims(comparison: str) -> list[tuple[float, float]]:
    """Return what is claimed of works that do nothing, in five worlds: value and standard error."""
    world = [simulation(with_works(restless("telecom"), PLACEBOS), 300, seed) for seed in range(1, 6)]
    numbers = EAGER | {"review_weeks": 8, "window_weeks": 8, "measuring_weeks": 13, "use_coverage": 0.05}
    records = [
        lived(each.fork(listening(compares=comparison, **numbers)), 60).decisions.records["acme"] for each in world
    ]
    return [(entry.value, entry.spread) for record in records for entry in events(record, "measured")]


@pytest.mark.slow
def test_placebos_seem_to_help():
    """What is claimed of works that do nothing covers zero in a fresh window; with what alarmed it is higher."""
    fresh, alarmed = (claims(comparison) for comparison in ("with_a_fresh_window", "with_what_alarmed"))
    assert len(fresh) > 10
    mean, error = np.mean([value for value, _ in fresh]), np.sqrt(np.sum([s**2 for _, s in fresh])) / len(fresh)
    assert abs(mean) < 3 * error
    assert np.mean([value for value, _ in alarmed]) > mean


def decoy_market() -> Market:
    """Return a market with a rare grave cause and a frequent mild one for which it is taken."""
    document = document_of(restless("telecom"))
    grave, decoy = (copy.deepcopy(document["causes"]["reliability"]) for _ in range(2))
    grave |= {"weekly_probability": dict.fromkeys(document["brands"], 0.03)}
    grave |= {"severity": dict.fromkeys(document["brands"], 0.7), "taken_for": {"decoy": 1.0}}
    decoy |= {"title": "Decoy", "weekly_probability": dict.fromkeys(document["brands"], 0.09)}
    decoy |= {"severity": dict.fromkeys(document["brands"], 0.2), "taken_for": {}}
    document["causes"] = {"grave": grave, "decoy": decoy}
    works = {name: healing(name, 0.2, one_off_eur=1000.0) for name in ("grave", "decoy")}
    works["polish"] = declared(
        touchpoint="help_line", changes=[{"path": "touchpoints.help_line.quality.*", "add": 0.01}]
    )
    document["brands"]["acme"]["works"] = works
    return Market.model_validate(document)


def bad_encounters(scenario: Scenario, seeds: range) -> float:
    """Return the bad encounters with acme in the second half of a year in the decoy market, mean over seeds."""
    found = []
    for seed in seeds:
        table = lived(simulation(decoy_market(), 300, seed, scenario), 52).ledger.lived()
        found.append(table.query("brand == 'acme' and week > 26")["bad"].sum())
    return float(np.mean(found))


def test_a_decoy():
    """A silo mends less than joined feedback that is read wrongly, and that less than feedback that is read rightly."""
    one_work = EAGER | {"quarterly_budget_eur": 1200.0, "works_in_progress": 1, "unlocking": 0.0, "review_weeks": 13}
    seeds = range(1, 4)
    silo, wrong, right = (
        bad_encounters(listening(**(one_work | {"mode": mode, "accuracy": accuracy})), seeds)
        for mode, accuracy in (("silo", 1.0), ("joined", 0.0), ("joined", 1.0))
    )
    assert right < wrong < silo
