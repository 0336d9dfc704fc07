"""LoyaltyModel keeps the promises of a Mesa model."""

import copy
import gc
import pickle
import subprocess
import sys
import weakref
from pathlib import Path
from types import SimpleNamespace

import mesa
import numba
import numpy as np
import pytest

from sim.agents import Brand, Customer
from sim.mesa.customer_set import CustomerSet
from sim.model import LoyaltyModel
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from tests.laws.years import restless


def test_steps_are_weeks(model):
    """Every step is counted once, and is one week."""
    model.step()
    model.run(2)
    assert (model.steps, model.simulation.week) == (3, 3)
    assert model.booked["week"].unique().tolist() == [1, 2, 3]


def test_it_runs_to_the_horizon_of_its_market():
    """`running` turns false when the market's horizon is reached, so that Mesa's own loops end there."""
    market = restless("retail")
    market = market.model_copy(update={"category": market.category.model_copy(update={"horizon_weeks": 3.0})})
    model = LoyaltyModel(market, customers=50)
    model.run_model()
    assert (model.steps, model.running) == (3, False)


def test_agents_are_customers_and_types_are_all():
    """Agents are the customers; by type, brands stand beside them, a brand with a strategy under its own class."""

    class Follower(Brand):
        pass

    model = LoyaltyModel(restless("telecom"), customers=50, brands={"acme": Follower})
    assert len(model.agents) == 50
    assert isinstance(model.agents, mesa.agent.AgentSet)
    assert {kind: len(agents) for kind, agents in model.agents_by_type.items()} == {Customer: 50, Follower: 1, Brand: 3}
    assert set(model.agent_types) == {Customer, Follower, Brand}
    assert isinstance(model.brands["acme"], mesa.Agent)


def test_nobody_is_made_who_is_not_looked_at(model):
    """A run, its tables and columns make no object for a customer; looking at one makes one."""
    model.run(2)
    model.agents.agg("trust", np.mean)
    model.agents.select(at_most=10)
    assert len(model.customers) == 400
    assert model._views == {}
    assert model.customer(7) is model.customer(7)
    assert len(model._views) == 1


def test_every_agent_has_a_number_of_its_own(lived):
    """Unique ids of customers and brands count on from 1."""
    ids = [customer.unique_id for customer in lived.agents] + [brand.unique_id for brand in lived.brands.values()]
    assert ids == list(range(1, 405))


def test_models_are_forgotten():
    """A model that nobody holds any more is freed, with its agents, brands and forks."""
    market = restless("telecom")
    model = LoyaltyModel(market, customers=40)
    fork = model.fork("baseline").run(1)
    looked_at = list(model.agents), list(fork.agents)
    references = weakref.ref(model), weakref.ref(fork)
    del model, fork, looked_at
    gc.collect()
    assert [reference() for reference in references] == [None, None]


def test_the_seed_decides():
    """The same seed gives the same weeks, another one others; no seed is seed 1."""
    market = restless("telecom")
    one, same, other = (LoyaltyModel(market, customers=60, seed=seed).run(3).booked for seed in (None, 1, 2))
    assert one.equals(same)
    assert not one.equals(other)


def test_plain_python_gives_the_same_weeks():
    """The engine in plain Python books what the compiled one books."""
    market = restless("retail")
    compiled, plain = (
        LoyaltyModel(market, customers=15, seed=2, engine=engine).run(5) for engine in ("compiled", "python")
    )
    assert compiled.booked.equals(plain.booked)


def test_a_fork_goes_on_counting(lived):
    """A fork has lived as many steps as its origin, and goes on with what was booked and collected."""
    lived.collect("week", lambda model: model.simulation.week)
    lived.run(2)
    fork = lived.fork("baseline").run(3)
    assert (lived.steps, fork.steps, fork.simulation.week) == (22, 25, 25)
    assert fork.booked["week"].nunique() == 25
    assert fork.datacollector.model_vars["week"][20:] == [21, 22, 23, 24, 25]
    assert len(lived.datacollector.model_vars["week"]) == 22


def test_a_lever_of_ones_own(settled):
    """A lever made in Python is a scenario like any other."""
    lever = Lever(path="brand.offer.price_eur", multiply=0.5, from_week=3)
    model = settled.fork(Scenario(name="half", brand="kite", levers=(lever,)))
    before, after = (model.run(weeks).brands["kite"].get("offer.price_eur") for weeks in (1, 1))
    assert after == 0.5 * before == 0.5 * model.market.brands["kite"].offer.price_eur


def test_rules_by_name(model):
    """A rule of the model is found by its name, replaced or not, and called with plain numbers."""
    half = SimpleNamespace(advert_pull=0.5)
    mine = LoyaltyModel("retail", customers=1, engine="python", rules={"tension_after_advert": lambda tension, p: 0.7})
    assert model.rule("tension_after_advert")(0.2, half) == pytest.approx(0.6)
    assert mine.rule("tension_after_advert")(0.2, half) == 0.7
    with pytest.raises(ValueError, match=r"unknown rule 'impresion' .did you mean 'impression'"):
        model.rule("impresion")


def test_the_table_of_customers(lived):
    """The table tells in words what the columns number, a row for each unique id."""
    table = lived.customers
    customer = lived.customer(33)
    assert table.index.tolist() == list(range(1, 401))
    assert table.loc[33, ["brand", "segment", "relation", "trust"]].tolist() == [
        customer.brand,
        customer.segment,
        customer.relation,
        pytest.approx(customer.trust),
    ]
    own = lived.booked.query("week == 20").groupby("brand")["customers"].sum()
    assert table.groupby("brand", observed=False).size()[own.index].tolist() == own.tolist()


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"customers": 0}, "customers must be at least 1, not 0"),
        ({"seed": -1}, "seed must be from 0"),
        ({"seed": 2**64}, "seed must be from 0"),
        ({"customers": 2.5}, "customers must be a whole number, not 2.5"),
        ({"customers": "many"}, "customers must be a whole number, not 'many'"),
        ({"threads": 0}, "threads must be at least 1"),
        ({"engine": "pyhton"}, "unknown engine 'pyhton' .did you mean 'python'"),
        ({"brands": {"acne": Brand}}, "unknown brand 'acne' .did you mean 'acme'"),
        ({"rules": {"impresion": max}}, "unknown rule 'impresion' .did you mean 'impression'"),
        ({"rules": {"impression": 0.5}}, "rule impression must be replaced by a function, not 0.5"),
    ],
)
def test_arguments_that_make_no_sense(arguments, message):
    """A wrong argument is named, with what was expected."""
    with pytest.raises(ValueError, match=message):
        LoyaltyModel("telecom", **arguments)


@pytest.mark.parametrize("unique_id", [0, 401, -1])
def test_a_customer_who_is_not_there(settled, unique_id):
    """An id out of range is refused with the range, also as a diary."""
    with pytest.raises(IndexError, match="numbered 1 to 400"):
        settled.customer(unique_id)
    with pytest.raises(IndexError, match="numbered 1 to 400"):
        LoyaltyModel(settled.market, customers=400, diaries=[unique_id])


def test_sets_are_made_anew(model):
    """Changing a set that was selected changes nothing in the model."""
    chosen = model.agents.select()
    chosen.discard(model.customer(1))
    assert model.customer(1) not in chosen
    assert model.customer(1) in model.agents
    assert isinstance(model.agents.shuffle(), CustomerSet)


@pytest.mark.parametrize("change", ["remove", "discard", "add"])
def test_nobody_leaves_the_model(model, change):
    """The set of all customers cannot be changed, and the refusal names what can."""
    with pytest.raises(TypeError, match=r"model.agents always holds all customers.*chosen = model.agents.select\(\)"):
        getattr(model.agents, change)(model.customer(1))


def test_agents_are_not_removed(model):
    """Removing all agents is refused, and they are all still there."""
    with pytest.raises(TypeError, match=r"customers and brands cannot be removed.*LoyaltyModel\(customers="):
        model.remove_all_agents()
    assert (len(model.agents), len(model.agents_by_type[Brand])) == (400, 4)


@pytest.mark.parametrize("weeks, message", [(-3, "at least 0, not -3"), (2.5, "whole number, not 2.5")])
def test_weeks_that_make_no_sense(model, weeks, message):
    """A model runs a whole number of weeks, forward."""
    with pytest.raises(ValueError, match=message):
        model.run(weeks)
    assert model.run(0).steps == 0


@pytest.mark.parametrize("reset", ["reset_randomizer", "reset_rng"])
def test_resetting_says_what_it_does_not(model, reset):
    """Resetting Mesa's generators shuffles sets anew; that weeks do not depend on them is told."""
    twin = model.fork("baseline")
    with pytest.warns(UserWarning, match=r"the weeks draw by address from the model's seed \(3\)"):
        getattr(model, reset)(99)
    assert model.run(2).booked.equals(twin.run(2).booked)


def test_models_travel(lived):
    """A pickled model goes on with the same bits, and its customers, sets and brands are its own."""
    lived.collect("week", len_of_agents)
    customer, chosen = lived.customer(7), lived.agents.select(at_most=3)
    model, other, others = pickle.loads(pickle.dumps((lived, customer, chosen)))
    assert other == model.customer(7)
    assert others.model is model.brands["acme"].model is model
    assert (other.trust, others.get("brand")) == (customer.trust, chosen.get("brand"))
    assert model.run(3).booked.equals(lived.run(3).booked)
    assert model.datacollector.model_vars["week"][-1] == 400


def test_copies_share_compiled_code(model):
    """A deep copy runs the very same compiled functions, on tables of the same types."""
    twin = copy.deepcopy(model)
    assert twin.simulation._live_week is model.simulation._live_week
    types = [[numba.typeof(table) for table in each.simulation.world] for each in (model, twin)]
    assert types[0] == types[1]
    assert twin.run(2).booked.equals(model.run(2).booked)


def len_of_agents(model):
    return len(model.agents)


def test_names_are_there_when_asked_for():
    """`import sim` imports neither Mesa nor Numba; the names of the agents and of the model are there all the same."""
    code = (
        "import sys, sim; assert not {'mesa', 'numba', 'pandas'} & set(sys.modules); "
        "from sim import Brand, Customer, LoyaltyModel; import sim.model; assert LoyaltyModel is sim.model.LoyaltyModel"
        "; "
        "assert {'Brand', 'Customer'} <= set(dir(sim))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
    with pytest.raises(ImportError, match="cannot import name 'Market'"):
        exec("from sim import Market")
