"""A market with known numbers is found again from the facts that it shows."""

import pandas as pd
import pytest

from experiments.experiment.runner import Setting, perform
from experiments.fitting.experiment import FitExperiment, FitRequest
from sim.market.loading import load_market

SIZE = {"customers": 1500, "seeds": 2, "checks": 4}
SMALL = "extends: telecom\ncategory: {burn_in_weeks: 30}\n"
LEVEL, SOLVING = 7.6, 0.5
TRUE = SMALL + (
    f"behaviour:\n  loyalty: {{hazard: 0.014, recommend_level: {LEVEL}}}\n"
    f"brands: {{acme: {{operations: {{solving_probability: {SOLVING}}}}}}}\n"
)
ASKED = "what,brand,value,tolerance\nchurn,,15,1\nnps,,20,2\nfirst_contact_resolution,acme,70,4\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the market that is fitted, and the facts of another one with known numbers."""
    folder = tmp_path_factory.mktemp("recovery")
    (folder / "start.yaml").write_text(SMALL)
    (folder / "true.yaml").write_text(TRUE)
    (folder / "asked.csv").write_text(ASKED)
    request = FitRequest(market=str(folder / "true.yaml"), facts=str(folder / "asked.csv"), check=True, **SIZE)
    perform(FitExperiment(), request, Setting(out=folder / "shown", workers=1))
    shown = pd.read_csv(folder / "shown" / "verdicts.csv")
    noise = 3 * shown["standard_error"]  # few customers and seeds: figures differ by so much between seeds
    tolerance = shown["tolerance"].combine(noise, max)
    facts = shown.assign(value=shown["shown"], tolerance=tolerance)[["what", "brand", "value", "tolerance"]]
    facts.to_csv(folder / "facts.csv", index=False)
    return folder


def fit(folder, name: str, **more):
    """Return the verdicts of a fit, the market it has written, and its folder."""
    request = FitRequest(market=str(folder / "start.yaml"), facts=str(folder / "facts.csv"), **(SIZE | more))
    done = perform(FitExperiment(), request, Setting(out=folder / name, workers=1))
    return done.result.fitting, folder / name


@pytest.fixture(scope="module")
def fitted(folder):
    """Return the fit to the facts of the other market."""
    return fit(folder, "fitted")


def test_the_facts_are_met_with_other_seeds(fitted):
    """No fact of the other market is missed by more than random variation."""
    fitting, _ = fitted
    assert {each.state for each in fitting.verdicts} <= {"met", "unclear"}


def test_known_numbers_are_found_again(fitted):
    """Numbers that only one fact depends on come back to those that made the facts."""
    market = load_market(fitted[1])
    assert market.behaviour.loyalty.recommend_level == pytest.approx(LEVEL, abs=0.2)
    assert market.brands["acme"].operations.solving_probability == pytest.approx(SOLVING, abs=0.12)


def test_every_number_names_its_facts(fitted):
    """The new market says of each number what it was fitted to; it can be fitted again without a longer title."""
    market = load_market(fitted[1])
    source = market.sources["behaviour.loyalty.hazard"]
    assert source.source.startswith("fitted to facts.csv on ")
    assert "Yearly churn" in source.source
    assert source.grade == "adapted"
    assert market.title.count("fitted") == 1


def test_an_unfinished_fit_goes_on(folder, fitted, monkeypatch):
    """Runs that were finished are not simulated again, and the result is the same."""
    from experiments.fitting.measuring import Measurement

    def refused(self, point):
        raise AssertionError("simulated again")

    before = (fitted[1] / "verdicts.csv").read_bytes()
    monkeypatch.setattr(Measurement, "__call__", refused)
    again, _ = fit(folder, "fitted")
    assert (fitted[1] / "verdicts.csv").read_bytes() == before
    assert again.points == fitted[0].points


@pytest.mark.slow
def test_workers_change_no_bit(folder):
    """One worker and two give the same tables, page and market."""
    for workers in (1, 2):
        request = FitRequest(market=str(folder / "start.yaml"), facts=str(folder / "facts.csv"), steps=1, **SIZE)
        perform(FitExperiment(), request, Setting(out=folder / f"by-{workers}", workers=workers))
    for name in ("verdicts.csv", "numbers.csv", "fit.html", "market.yaml"):
        assert (folder / "by-1" / name).read_bytes() == (folder / "by-2" / name).read_bytes()
