"""Which targets the fit does not get to see."""

import numpy as np
import pytest

from experiments.calibration.targets import Targets
from experiments.errors import RequestError

ROWS = "kind,metric,brand,week,age,value,tolerance\n" + "".join(
    f"retention,,,,{age},{90 - age},1\nseries,nps,acme,{age},,20,1\nseries,nps,kite,{age},,20,1\n"
    for age in range(1, 5)
)


@pytest.fixture
def targets(read) -> Targets:
    """Return a retention table and the net promoter score of two brands."""
    return read(ROWS)


@pytest.mark.parametrize(
    "conditions, names",
    [
        (["age>2"], {"still customers"}),
        (["week>=3"], {"nps, acme", "nps, kite"}),
        (["brand=kite"], {"nps, kite"}),
        (["kind!=series"], {"still customers"}),
        (["age>3", " week = 4 "], {"still customers", "nps, acme", "nps, kite"}),
    ],
)
def test_conditions(targets, conditions, names):
    """A condition holds out the targets that meet it, several hold out what meets any."""
    assert {target.title for target in targets.holding_out(conditions).held_out} == names


def test_each_figure_is_fitted_or_held_out(targets):
    """No target is both, none is lost."""
    held = targets.holding_out(["age>2"])
    assert len(held.fitted) + len(held.held_out) == len(targets.all)
    assert np.all([target.age <= 2 for target in held.fitted if target.kind == "retention"])


@pytest.mark.parametrize(
    "condition, message",
    [
        ("age", "--hold-out needs a condition such as 'age>7' or 'brand=kite' (got 'age')"),
        ("weak>3", "--hold-out weak>3: unknown column 'weak' (did you mean 'week'?)"),
        ("week>late", "--hold-out week>late: week is compared with a number"),
        ("brand>kite", "--hold-out brand>kite: brand is a word, compared by = or !="),
        ("brand=kyte", "--hold-out brand=kyte: no target is like this"),
        ("kind!=moment", "nothing is left to fit: --hold-out kind!=moment takes all targets of targets.csv"),
    ],
)
def test_conditions_that_make_no_sense(targets, condition, message):
    """A condition that cannot be read, or leaves nothing, is refused in words."""
    with pytest.raises(RequestError) as refused:
        targets.holding_out([condition])
    assert str(refused.value) == message
