"""One customer's next week, lived in plain Python, is the week that the model lives."""

import numpy as np
import pytest

from sim.model import LoyaltyModel
from tests.laws.years import restless

TABLES = ("customers", "knowledge", "traces", "episodes", "seen", "shown")
TABLES += ("brand_states", "standard", "journal", "noted", "books")


@pytest.mark.parametrize("name", ["telecom", "retail"])
def test_a_rehearsal_comes_true(name):
    """What is rehearsed for a customer is what the week then does to it, to the bit; also under decisions."""
    model = LoyaltyModel(restless(name), customers=300, seed=6).run(5)
    next(iter(model.brands.values())).set("operations.support_agents", 3)
    rehearsals = [model.customer(unique_id).rehearse() for unique_id in range(1, 60)]
    model.step()
    world = model.simulation.world
    for row, rehearsal in enumerate(rehearsals):
        for rehearsed_table, table in ((rehearsal.after, world.customers), (rehearsal.knowledge, world.knowledge)):
            for column in table.dtype.names:
                assert rehearsed_table[column].tolist() == table[column][row : row + 1].tolist(), column
        assert rehearsal.diary.entries == [entry for entry in model.customer(row + 1).diary() if entry.week == 6]
    assert any(len(rehearsal.diary) > 1 for rehearsal in rehearsals)


def test_a_rehearsal_changes_nothing(lived):
    """A rehearsal leaves every table of the model as it was."""
    before = {name: getattr(lived.simulation.world, name).copy() for name in TABLES}
    lived.customer(9).rehearse()
    for name, table in before.items():
        assert np.array_equal(getattr(lived.simulation.world, name), table), name


def test_what_changed_is_told(lived):
    """The changes are told by column, before and after, as the customer itself tells them."""
    customer = lived.customer(9)
    before = customer.mood
    changes = customer.rehearse().changes
    lived.step()
    assert changes.loc["mood"].tolist() == [before, customer.mood]
    assert "segment" not in changes.index


def unmoved(mood, felt, weight, p):
    return mood


def test_another_theory_for_one_customer(lived):
    """With a rule replaced, the rehearsal shows what another theory does to the same week."""
    met = next(each for each in lived.agents if "encounter" in {entry.event for entry in each.rehearse().diary})
    usual, other = met.rehearse(), met.rehearse({"mood_after": unmoved})
    assert usual.after["mood"] != other.after["mood"]
    assert usual.after["satisfaction"] == other.after["satisfaction"]
