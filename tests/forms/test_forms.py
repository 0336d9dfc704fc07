"""The list of forms: what each replaces, how they are named, and that they run in the model."""

import inspect

import numpy as np
import pytest

from experiments.comparison.experiment import CompareRequest
from experiments.experiment.request import described_fields
from sim.forms.catalogue import FORMS, forms_named
from sim.foundations.compiled import plain, rules
from tests.laws.years import restless
from tests.worlds import simulation, with_numbers


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_takes_the_arguments_of_the_rules_it_replaces(form):
    """Each function stands in place of a rule of its name, takes the same arguments, and names its source."""
    for name, mine in form.rules.items():
        ours = plain(rules()[name])
        assert list(inspect.signature(mine).parameters) == list(inspect.signature(ours).parameters)
        assert "Source:" in mine.__doc__
    assert all((form.title, form.ours, form.theirs, form.source))


def test_forms_change_what_customers_live():
    """The model takes up all forms at once, as they replace different rules, and customers come to other views."""
    together = {name: mine for form in FORMS.values() for name, mine in form.rules.items()}
    assert len(together) == sum(len(form.rules) for form in FORMS.values())
    market = with_numbers(restless("retail"), {"category.burn_in_weeks": 8})
    ours, theirs = (simulation(market, 12, in_python=True, rules=each).world for each in ({}, together))
    for view in ("image", "praise", "expected"):
        assert not np.array_equal(ours.knowledge[view], theirs.knowledge[view])


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_gives_the_same_bits_compiled_and_interpreted(form):
    """Compiled and interpreted, every form gives the same customers, who are not those of the model."""
    ours = simulation(restless("telecom"), 20).world
    compiled = simulation(restless("telecom"), 20, rules=form.rules).world
    interpreted = simulation(restless("telecom"), 20, rules=form.rules, in_python=True).world
    for table in ("customers", "knowledge"):
        assert np.array_equal(getattr(compiled, table), getattr(interpreted, table))
    assert not np.array_equal(compiled.customers, ours.customers)


def test_forms_are_named_in_any_order():
    """Names are separated by commas, "all" is every form; reports keep the order of the list."""
    assert forms_named("all") == tuple(FORMS.values())
    assert [form.name for form in forms_named("linear-talk, satisficing,satisficing")] == ["satisficing", "linear-talk"]


def test_unknown_forms_are_told_with_the_nearest():
    """All unknown names are told at once, each with the nearest form."""
    with pytest.raises(ValueError, match=r"'satisfising'.*'satisficing'.*'avarage-image'.*'average-image'"):
        forms_named("satisfising,avarage-image")


def test_a_rule_is_replaced_once():
    """A form beside a rule that is replaced already is refused."""
    mine = dict(FORMS["average-image"].rules)
    with pytest.raises(ValueError, match="average-image replaces image_after, which is replaced already"):
        FORMS["average-image"].beside(mine)
    assert FORMS["satisficing"].beside(mine).keys() == {"image_after", "quality_utility", "price_utility"}


def test_help_names_every_form():
    """The help of the option lists the forms there are."""
    told = next(each.info.help for each in described_fields(CompareRequest) if each.field.name == "other_rules")
    assert told.endswith(f"{', '.join(FORMS)}.")
