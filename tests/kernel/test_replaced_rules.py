"""A researcher's own rule takes the place of the model's, everywhere it is called."""

import numpy as np
import pytest

from sim.foundations.compiled import bound, rules
from sim.foundations.maths import clamp
from sim.rules.impressions import impression
from sim.state.rows import runnable
from sim.week import live_week
from tests.laws.years import restless
from tests.worlds import simulation


def without_loss_aversion(perceived, expected, trace, effort, p):
    return clamp(2.0 * (perceived - expected) - effort, -1.0, 1.0)


def halved(perceived, expected, trace, effort, p):
    return 0.5 * impression(perceived, expected, trace, effort, p)


def test_a_replaced_rule_changes_what_is_felt():
    """With another rule for impressions the same customers end up in other moods."""
    ours = simulation(restless("retail"), 20, in_python=True)
    theirs = simulation(restless("retail"), 20, in_python=True, rules={"impression": without_loss_aversion})
    assert not np.array_equal(ours.world.customers["mood"], theirs.world.customers["mood"])
    assert np.array_equal(ours.world.customers["voice"], theirs.world.customers["voice"])


def test_replacing_a_rule_by_itself_changes_nothing():
    """The model's own rule, handed in as a replacement, gives the same bits."""
    again = {"satisfaction_after": rules()["satisfaction_after"].py_func}
    ours = simulation(restless("retail"), 20)
    theirs = simulation(restless("retail"), 20, in_python=True, rules=again)
    assert np.array_equal(ours.world.customers, theirs.world.customers)


def test_a_replacement_may_call_the_rule_it_replaces():
    """A rule that halves the model's own one does so, everywhere it is called."""
    theirs = simulation(restless("retail"), 20, in_python=True, rules={"impression": halved}).world.customers
    ours = simulation(restless("retail"), 20, in_python=True).world.customers
    assert 0 < np.abs(theirs["mood"]).mean() < np.abs(ours["mood"]).mean()


@pytest.mark.slow
def test_compiled_and_interpreted_replacements_agree():
    """A replaced rule gives the same bits compiled and interpreted."""
    mine = {"impression": without_loss_aversion}
    compiled = simulation(restless("retail"), 20, rules=mine)
    interpreted = simulation(restless("retail"), 20, rules=mine, in_python=True)
    assert np.array_equal(compiled.world.customers, interpreted.world.customers)


def test_a_rule_that_does_not_exist():
    """A name that is no rule is refused with the names there are."""
    with pytest.raises(KeyError, match=r"no rule called 'impresion'.*impression"):
        bound(live_week, {"impresion": without_loss_aversion})


def test_a_rule_with_other_arguments():
    """A replacement with another number of arguments is refused, with both signatures."""
    with pytest.raises(TypeError, match=r"takes \(perceived, .*\), the replacement takes \(perceived\)"):
        runnable(live_week, {"impression": lambda perceived: 0.0}, in_python=True)
