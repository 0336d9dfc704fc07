"""A CustomerSet answers as Mesa's own AgentSet answers, without making the agents."""

import copy

import numpy as np
import pytest
from mesa.agent import AgentSet

from sim.agents import Brand, Customer

pytestmark = pytest.mark.filterwarnings("ignore:AgentSet.__getitem__ is deprecated:PendingDeprecationWarning")


@pytest.fixture
def plain(lived) -> AgentSet:
    """Return the same customers in Mesa's own AgentSet."""
    return AgentSet(list(lived.agents), random=lived.random)


@pytest.mark.parametrize(
    "ask",
    [
        lambda agents: len(agents),
        lambda agents: list(agents),
        lambda agents: agents[3],
        lambda agents: agents[5:8],
        lambda agents: agents.get("trust"),
        lambda agents: agents.get(["brand", "tenure_weeks"]),
        lambda agents: agents.get("recommended", handle_missing="default", default_value=-1),
        lambda agents: agents.agg("trust", np.mean),
        lambda agents: agents.agg("satisfaction", [min, max, sum]),
        lambda agents: list(agents.select(lambda customer: customer.trust > 0.5)),
        lambda agents: list(agents.select(lambda customer: customer.trust > 0.5, at_most=7)),
        lambda agents: list(agents.select(at_most=0.1)),
        lambda agents: list(agents.select(agent_type=Customer)),
        lambda agents: list(agents.select(agent_type=Brand)),
        lambda agents: list(agents.select()),
        lambda agents: list(agents.sort("trust")),
        lambda agents: list(agents.sort("tenure_weeks", ascending=True)),
        lambda agents: list(agents.sort(lambda customer: customer.segment)),
        lambda agents: agents.groupby("brand").count(),
        lambda agents: agents.groupby(lambda customer: customer.trust > 0.5).agg("trust", np.mean),
        lambda agents: agents.groupby("segment", result_type="list").groups,
        lambda agents: {brand: list(group) for brand, group in agents.groupby("brand")},
        lambda agents: agents.map("image", "acme"),
        lambda agents: agents.map(lambda customer, factor: customer.trust * factor, 2),
        lambda agents: agents[0] in agents,
        lambda agents: 3 in agents,
    ],
)
def test_it_answers_as_mesa_does(lived, plain, ask):
    """Every question has the same answer as on Mesa's own set of the same customers."""
    assert ask(lived.agents) == ask(plain)


def test_groups_can_be_asked(lived):
    """Groups are sets of customers that can be asked in turn."""
    groups = lived.agents.groupby("brand")
    by_brand = groups.map("agg", "trust", np.mean)
    table = lived.customers.astype({"trust": float}).groupby("brand", observed=True)["trust"].mean()
    assert by_brand == pytest.approx(table.to_dict())


def test_a_misspelt_column(lived):
    """Reading or writing a column of another name suggests the one that was meant."""
    with pytest.raises(AttributeError, match=r"unknown column of customers 'trsut' \(did you mean 'trust'"):
        lived.agents.set("trsut", 0.5)
    with pytest.raises(AttributeError, match=r"unknown column of customers 'moood' \(did you mean 'mood'"):
        lived.agents.column("moood")


def test_shuffling_keeps_everybody(lived):
    """A shuffled set has the same members in another order, decided by the model's own random."""
    lived.random.seed(4)
    one, other = lived.agents.shuffle(), lived.agents.shuffle()
    lived.random.seed(4)
    assert lived.agents.shuffle().rows.tolist() == one.rows.tolist() != other.rows.tolist()
    assert sorted(one.rows.tolist()) == lived.agents.rows.tolist()


def test_doing(lived):
    """A function is called once for each customer, in order or shuffled, and the set is returned."""
    first = lived.agents.select(at_most=20)
    met = []
    assert first.do(met.append) is first
    assert met == list(first)
    met.clear()
    assert first.shuffle_do(lambda customer: met.append(customer)) is first
    assert sorted(met, key=lambda customer: customer.row) == list(first) != met


def test_setting(lived):
    """A column is set for the members only, by word where it has words."""
    own = lived.agents.select(lived.agents.column("brand") == "kite")
    own.set("trust", 0.25).set("relation", "using")
    assert set(own.get("trust")) == {0.25}
    assert set(own.get("relation")) == {"using"}
    assert lived.agents.get("trust").count(0.25) == len(own)


def test_selecting_by_columns(lived):
    """A condition on columns selects as the same condition on customers, and combines with `at_most`."""
    agents = lived.agents
    by_column = agents.select((agents.column("trust") < 0.5) & (agents.column("brand") == "acme"), at_most=5)
    by_customer = agents.select(lambda each: each.trust < 0.5 and each.brand == "acme", at_most=5)
    assert by_column.rows.tolist() == by_customer.rows.tolist()
    assert len(by_column) == 5


def test_selecting_by_any_truth_values(lived):
    """A condition may come as a column, a pandas series or a list, as long as there is one value for each customer."""
    holds = lived.agents.column("trust") < 0.5
    chosen = lived.agents.select(holds)
    for same in (lived.customers["trust"] < 0.5, holds.tolist()):
        assert lived.agents.select(same).rows.tolist() == chosen.rows.tolist()
    with pytest.raises(ValueError, match="a filter of 400 customers has one truth value for each, not 3"):
        lived.agents.select([True, False, True])


def test_in_place(lived):
    """In place, the set itself is changed and returned."""
    agents = lived.agents
    assert agents.select(lambda customer: customer.brand == "kite", inplace=True) is agents
    assert set(agents.get("brand")) == {"kite"}
    assert agents.sort("trust", inplace=True) is agents.shuffle(inplace=True)


def test_set_algebra(lived):
    """Sets of customers unite, intersect and subtract."""
    first, second = lived.agents.select(at_most=10), lived.agents.of(np.arange(5, 15))
    assert (first | second).get("unique_id") == list(range(1, 16))
    assert (first & second).get("unique_id") == [6, 7, 8, 9, 10]
    assert (first - second).get("unique_id") == [1, 2, 3, 4, 5]
    assert first != second
    assert first == lived.agents.of(np.arange(10)[::-1])


def test_adding_and_removing(lived):
    """Members come and go; strangers and customers of another model are refused."""
    chosen = lived.agents.select(at_most=2)
    chosen.add(lived.customer(9))
    chosen.add(lived.customer(9))
    assert chosen.get("unique_id") == [1, 2, 9]
    chosen.discard(lived.customer(1))
    chosen.discard(lived.customer(1))
    assert copy.copy(chosen).get("unique_id") == [2, 9]
    with pytest.raises(KeyError):
        chosen.remove(lived.customer(1))
    with pytest.raises(ValueError, match="another model"):
        chosen.add(lived.fork("baseline").customer(3))


@pytest.mark.parametrize(
    "wrong, error",
    [
        (lambda agents: agents.get("trsut"), AttributeError),
        (lambda agents: agents.set("trsut", 1), AttributeError),
        (lambda agents: agents.column("diary"), AttributeError),
        (lambda agents: agents.get("trust", handle_missing="ignore"), ValueError),
        (lambda agents: agents[400], IndexError),
    ],
)
def test_questions_that_make_no_sense(lived, wrong, error):
    """A wrong name, option or position is an error, as in Mesa."""
    with pytest.raises(error):
        wrong(lived.agents)
