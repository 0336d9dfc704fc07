"""A customer is a thin view of its row."""

import copy

import mesa
import numpy as np
import pytest

from sim.state.tables import NOBODY


def test_reading_a_column(lived):
    """An attribute is the number in the table, as a Python number."""
    customer = lived.customer(5)
    assert (type(customer.trust), customer.trust) == (float, lived.simulation.world.customers["trust"][4])
    assert type(customer.tenure_weeks) is int


def test_writing_a_column(model):
    """Writing an attribute writes the table, and what is written changes the weeks to come."""
    twin = model.fork("baseline")
    twin.customer(5).satisfaction = 0.0
    assert twin.simulation.world.customers["satisfaction"][4] == 0.0
    assert twin.run(1).customer(5).satisfaction < model.run(1).customer(5).satisfaction


def test_names_are_read_and_written(model):
    """Columns that number brands and stages read and write as words; nobody's brand is "none"."""
    customer = model.customer(5)
    customer.brand = "kite"
    assert model.simulation.world.customers["brand"][4] == list(model.market.brands).index("kite") == 1
    customer.brand = "none"
    assert (customer.brand, model.simulation.world.customers["brand"][4]) == ("none", NOBODY)
    with pytest.raises(ValueError, match=r"unknown brand 'kit' .did you mean 'kite'"):
        customer.brand = "kit"


@pytest.mark.parametrize("name", ["trsut", "diary_row", "unique_id"])
def test_only_columns_can_be_written(model, name):
    """A name that is no column cannot be written, so that a slip does not pass in silence."""
    with pytest.raises(AttributeError, match="unknown column of customers"):
        setattr(model.customer(5), name, 1.0)


@pytest.mark.parametrize(
    "column, value, message",
    [
        ("trust", 7, "trust cannot be 7; expected 0 to 1"),
        ("trust", float("nan"), "trust must be a finite number .got nan"),
        ("mood", -1.5, "mood cannot be -1.5; expected -1 to 1"),
        ("trust", "high", "trust must be a finite number .got 'high'"),
        ("tenure_weeks", 2.5, "tenure_weeks must be a whole number .got 2.5"),
        ("tenure_weeks", -1, "tenure_weeks cannot be -1"),
        ("failures", 300, "failures cannot be 300; expected 0 to"),
    ],
)
def test_values_that_cannot_be(model, column, value, message):
    """A value that is not finite, not whole or out of range is refused, for one customer and for a set."""
    before = model.agents.column(column)
    with pytest.raises(ValueError, match=message):
        setattr(model.customer(5), column, value)
    with pytest.raises(ValueError, match=message):
        model.agents.select(at_most=3).set(column, value)
    assert np.array_equal(model.agents.column(column), before)


def test_an_unknown_attribute(model):
    """A name that is no attribute is refused with the nearest one."""
    with pytest.raises(AttributeError, match="did you mean 'trust'"):
        model.customer(5).trsut  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean 'neighbours'"):
        model.customer(5).neighbors  # noqa: B018


def test_a_notebook_completes_names(model):
    """Columns and methods are offered while one types."""
    assert {"trust", "brand", "tenure_weeks", "neighbours", "diary", "rehearse"} <= set(dir(model.customer(5)))


def test_two_views_of_a_row_are_one_customer(model):
    """Views are equal, and one in a set, when model and row are the same; a fork's customers are others."""
    view = copy.copy(model.customer(5))
    fork = model.fork("baseline")
    assert view == model.customer(5)
    assert len({view, model.customer(5), model.customer(6), fork.customer(5)}) == 3
    assert isinstance(view, mesa.Agent)


def test_views_live_in_ordinary_agent_sets(model):
    """Mesa's own AgentSet holds views as it holds any agent."""
    chosen = mesa.agent.AgentSet([model.customer(5), model.customer(6)], random=model.random)
    assert chosen.get("unique_id") == [5, 6]
    assert model.customer(5) in chosen


def test_what_it_has_in_mind(lived):
    """Image, awareness, expectation, praise, blame and story are told by brand; the own brand when none is named."""
    customer = next(each for each in lived.agents if each.brand == "acme")
    knowledge = lived.simulation.world.knowledge[customer.row, 0]
    assert (
        customer.image() == customer.image("acme") == pytest.approx(knowledge["image"] / (1 + abs(knowledge["image"])))
    )
    assert customer.expected("kite") == dict(
        zip(
            ("buying", "receiving", "using", "help"),
            lived.simulation.world.knowledge["expected"][customer.row, 1].tolist(),
            strict=True,
        )
    )
    assert [customer.awareness(), customer.praise(), customer.blame(), customer.story()] == [
        knowledge[field] for field in ("awareness", "praise", "blame", "story")
    ]


def test_trouble_of_a_customer(lived):
    """Traces and running episodes are told by cause."""
    customer = next(each for each in lived.agents if any(each.episodes.values()))
    world = lived.simulation.world
    assert list(customer.episodes.values()) == world.episodes[customer.row].tolist()
    assert list(customer.traces.values()) == world.traces[customer.row].tolist()
    assert set(customer.episodes) == set(customer.traces) == set(lived.market.causes)


def test_the_very_same_rules(lived):
    """The recommendation of every customer, asked one by one, adds up to what the compiled week has booked."""
    own = [customer for customer in lived.agents if customer.brand == "acme"]
    booked = lived.booked.query("week == 20 and brand == 'acme'")["recommendation_sum"].sum()
    assert sum(customer.recommendation for customer in own) == pytest.approx(booked, rel=1e-12)


def test_ties_go_both_ways(lived):
    """My neighbours' neighbours are me; strong ties are some of them; an adviser is a neighbour."""
    customer = next(each for each in lived.agents if each.prescriber and len(each.neighbours()) > 1)
    assert all(customer in neighbour.neighbours() for neighbour in customer.neighbours())
    assert set(customer.neighbours(only_strong=True)) <= set(customer.neighbours())
    assert customer.prescriber in customer.neighbours()


def test_a_space_may_place_it(model):
    """A Mesa space can put customers somewhere."""
    grid = mesa.space.MultiGrid(5, 5, torus=False)
    grid.place_agent(model.customer(5), (2, 3))
    assert model.customer(5).pos == (2, 3)


@pytest.mark.parametrize("method", ["step", "remove"])
def test_what_a_customer_cannot_do_alone(model, method):
    """Stepping and removing one customer are refused in plain words, and leave it as it was."""
    before = model.simulation.world.customers.copy()
    with pytest.raises(TypeError, match="customer"):
        getattr(model.customer(5), method)()
    assert np.array_equal(before, model.simulation.world.customers)
