"""Patterns looked at beside a comparison."""

from types import SimpleNamespace

import pytest

from experiments.comparison.sections import patterns
from experiments.results.store import Store
from experiments.running.study import Study
from experiments.validation import beside
from experiments.validation.jobs import Size
from experiments.validation.suite import pattern
from tests.worlds import with_network, with_numbers

MANIFEST = {"cxsim": "0", "inputs": {}}


@pytest.fixture
def market():
    return with_numbers("telecom", {"category.burn_in_weeks": 2})


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    """Look at one pattern only, in worlds of a few people."""
    monkeypatch.setattr(beside, "MODEST", Size(60, 2))
    monkeypatch.setattr(beside, "patterns_for", lambda kind: (pattern("talk-u-shape"), pattern("closed-forms")))


def test_patterns_of_the_market_are_looked_at(market, tmp_path):
    """They run on the very market that is compared; those that make a market of their own are left out."""
    (found,) = beside.looked_at(Study.of(market, customers=5_000), Store(tmp_path / "out", MANIFEST))
    assert (found.pattern.id, found.seeds, found.customers) == ("talk-u-shape", 2, 60)


def test_what_was_seen_is_kept(market, tmp_path, monkeypatch):
    """The same comparison, given again, finds what it saw."""
    study, store = Study.of(market, customers=5_000), Store(tmp_path / "out", MANIFEST)
    (first,) = beside.looked_at(study, store)
    monkeypatch.setattr("experiments.validation.jobs.begun", None)
    (again,) = beside.looked_at(study, store)
    assert again.rows() == first.rows()


def test_small_comparisons_and_given_networks_are_left_alone(market, tmp_path):
    """A few hundred customers show nothing, and a network from a file ties certain people."""
    store = Store(tmp_path / "out", MANIFEST)
    assert beside.looked_at(Study.of(market, customers=999), store) == ()
    (tmp_path / "edges.csv").write_text("customer,customer\n1,2\n")
    given = with_network(market, kind="edge_list", edges="edges.csv").in_folders((tmp_path,))
    assert beside.looked_at(Study.of(given, customers=5_000), store) == ()


def test_report_shows_them(market, tmp_path):
    """The appendix of a report has the table, or says how to get it."""
    found = beside.looked_at(Study.of(market, customers=5_000), Store(tmp_path / "out", MANIFEST))
    comparison = SimpleNamespace(patterns=found, market=market)
    section = patterns.section(SimpleNamespace(comparison=comparison))
    assert "60 customers a world, 2 seeds" in " ".join(section.lead)
    assert section.blocks[0].blocks[0].rows[0][0].text == "talk-u-shape"
    comparison.patterns = ()
    assert patterns.section(SimpleNamespace(comparison=comparison)).lead == [
        "Published patterns were not looked at here: the command cxsim validate does."
    ]
