"""Mesa's data collectors, batch runs and pages work on the model."""

import inspect
import warnings

import mesa
import numpy as np
import pytest

from sim.agents import Brand, Customer
from sim.mesa.collecting import SHOWN
from sim.model import LoyaltyModel
from tests.laws.years import restless


def share_above_half(model):
    return float(np.mean(model.agents.column("trust") > 0.5))


def test_indicators_need_no_asking(lived):
    """The collector shows every indicator of the focus brand for every week, as the weekly table has them."""
    table = lived.datacollector.get_model_vars_dataframe()
    weekly = lived.weekly.query("brand == 'acme'")
    assert list(table.columns) == ["week", *SHOWN]
    assert table["customers"].tolist() == weekly.groupby("week")["customers"].sum().tolist()
    assert table["margin_eur"].tolist() == pytest.approx(weekly.groupby("week")["margin_eur"].sum().tolist())


def test_a_figure_of_ones_own(model):
    """A collector is added in a line; it is asked after every week, from the next one on."""
    model.run(2)
    model.collect("share_above_half", share_above_half)
    model.run(3)
    collected = model.datacollector.model_vars["share_above_half"]
    assert collected[:2] == [None, None]
    assert collected[-1] == share_above_half(model)
    assert len(collected) == model.steps == 5


def test_a_collector_of_ones_own(model):
    """Mesa's own collector, put in place of the model's, collects of the model, of agents and of a type of agents."""
    model.datacollector = mesa.DataCollector(
        model_reporters={"share": share_above_half, "week": lambda m: m.simulation.week},
        agent_reporters={"trust": "trust", "image": lambda customer: customer.image("acme")},
        agenttype_reporters={
            Customer: {"brand": "brand"},
            Brand: {"price": lambda brand: brand.get("offer.price_eur")},
        },
    )
    model.run(3)
    assert model.datacollector.get_model_vars_dataframe()["week"].tolist() == [1, 2, 3]
    agents = model.datacollector.get_agent_vars_dataframe()
    assert len(agents) == 3 * 400
    assert agents.loc[(3, 7), "trust"] == model.customer(7).trust
    assert model.datacollector.get_agenttype_vars_dataframe(Customer).loc[(3, 7), "brand"] == model.customer(7).brand
    assert len(model.datacollector.get_agenttype_vars_dataframe(Brand)) == 3 * 4
    with pytest.raises(TypeError, match="was replaced"):
        model.collect("week", lambda m: m.simulation.week)


def batch(**options):
    """Return Mesa's batch run over two seeds, in the words of either version of Mesa."""
    if "rng" in inspect.signature(mesa.batch_run).parameters:
        options["rng"] = [1, 2]
    else:
        options["parameters"] = options["parameters"] | {"seed": [1, 2]}
    return mesa.batch_run(LoyaltyModel, display_progress=False, number_processes=1, **options)


def test_batch_runs():
    """A batch over scenarios and seeds gives the indicators of the last week of each run, as the run has them."""
    parameters = {"market": "telecom", "scenario": ["baseline", "price-cut"], "customers": 200}
    rows = batch(parameters=parameters, max_steps=10)
    assert {(row["scenario"], row["seed"]) for row in rows} == {
        (s, k) for s in ("baseline", "price-cut") for k in (1, 2)
    }
    last = next(row for row in rows if (row["scenario"], row["seed"]) == ("baseline", 2))
    alone = LoyaltyModel("telecom", customers=200, seed=2).run(last["week"])
    assert last["satisfaction"] == alone.datacollector.model_vars["satisfaction"][-1]


def test_a_batch_without_seeds_is_one_run():
    """Iterations without seeds are the run with seed 1, again and again, and a warning says what to do instead."""
    parameters = {"market": [restless("retail")], "customers": 20}
    with pytest.warns(UserWarning, match=r"all of them are the run with seed 1.*range\(20\)"):
        rows = mesa.batch_run(LoyaltyModel, parameters, iterations=2, max_steps=1, display_progress=False)
    assert rows[0]["satisfaction"] == rows[1]["satisfaction"]


def test_one_run_of_a_batch_needs_no_seed():
    """A single iteration without a seed repeats nothing, and is not warned of."""
    parameters = {"market": [restless("retail")], "customers": [20, 21]}
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        mesa.batch_run(LoyaltyModel, parameters, max_steps=1, display_progress=False)


def test_the_share_is_collected(lived):
    """The collector has the brand's share of all customers of brands, in per cent."""
    last = lived.booked.query("week == 20 and brand != 'none'").groupby("brand")["customers"].sum()
    assert lived.datacollector.model_vars["share"][-1] == pytest.approx(100 * last["acme"] / last.sum())


def test_every_argument_has_a_default():
    """A page can make the model anew from its sliders: no argument is required, and none is positional only."""
    parameters = inspect.signature(LoyaltyModel.__init__).parameters.values()
    assert all(each.default is not each.empty for each in parameters if each.name != "self")
    assert {each.kind for each in parameters} == {inspect.Parameter.POSITIONAL_OR_KEYWORD}


def test_a_page_steps_and_resets():
    """Mesa's page shows the model, steps it, and makes it anew with other arguments."""
    solara = pytest.importorskip("solara")
    vuetify = pytest.importorskip("ipyvuetify")
    viz = pytest.importorskip("mesa.visualization.solara_viz")
    shown = solara.reactive(LoyaltyModel(customers=200))
    first = shown.value
    arguments = solara.reactive({"customers": 150, "scenario": "price-cut"})
    viz._check_model_params(LoyaltyModel.__init__, arguments.value, *([first] if _takes_model(viz) else []))

    @solara.component
    def page():
        viz.ModelController(
            shown,
            model_parameters=arguments,
            play_interval=solara.reactive(10),
            render_interval=solara.reactive(1),
            use_threads=solara.reactive(False),
        )

    _, rendered = solara.render(page(), handle_error=False)
    buttons = {str(button.children[0]): button for button in rendered.find(vuetify.Btn).widgets}
    buttons["Step"].click()
    assert first.steps == 1
    buttons["Reset"].click()
    assert (len(shown.value.agents), shown.value.simulation.scenario.name) == (150, "price-cut")


def _takes_model(viz) -> bool:
    return "model" in inspect.signature(viz._check_model_params).parameters
