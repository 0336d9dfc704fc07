"""A quick check of published patterns beside a comparison."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from experiments.comparison.sections import patterns
from experiments.experiment.lab import Lab
from experiments.results.store import Store
from experiments.running.study import Study
from experiments.validation import quick_check as room
from experiments.validation.jobs import Size
from experiments.validation.pattern import Check
from experiments.validation.quick_check import quick_check
from experiments.validation.suite import pattern
from tests.worlds import with_network, with_numbers

MANIFEST = {"cxsim": "0", "inputs": {}}


@pytest.fixture
def market():
    return with_numbers("telecom", {"category.burn_in_weeks": 2})


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    """Look at one pattern only, in worlds of a few people."""
    monkeypatch.setattr(room, "SMALL", Size(60, 2))
    monkeypatch.setattr(room, "patterns_for", lambda kind: (pattern("talk-u-shape"), pattern("closed-forms")))


def test_patterns_of_the_market_are_looked_at(market, tmp_path):
    """They run on the very market that is compared; those that make a market of their own are left out."""
    (found,) = quick_check(Study.of(market, customers=5_000), Lab(Store(tmp_path / "out", MANIFEST)))
    assert (found.pattern.id, found.seeds, found.customers) == ("talk-u-shape", 2, 60)


def test_what_was_seen_is_kept(market, tmp_path, monkeypatch):
    """The same comparison, given again, finds what it saw."""
    study, lab = Study.of(market, customers=5_000), Lab(Store(tmp_path / "out", MANIFEST))
    (first,) = quick_check(study, lab)
    monkeypatch.setattr("experiments.validation.jobs.begun", None)
    (again,) = quick_check(study, lab)
    assert again.rows() == first.rows()


def test_small_comparisons_and_given_networks_are_left_alone(market, tmp_path):
    """A few hundred customers show nothing, and a network from a file ties certain people."""
    lab = Lab(Store(tmp_path / "out", MANIFEST))
    assert quick_check(Study.of(market, customers=999), lab) == ()
    (tmp_path / "edges.csv").write_text("customer,customer\n1,2\n")
    given = with_network(market, kind="edge_list", edges="edges.csv").in_folders((tmp_path,))
    assert quick_check(Study.of(given, customers=5_000), lab) == ()


def section_of(found, market):
    """Return the section of a report on a market."""
    return patterns.section(SimpleNamespace(comparison=SimpleNamespace(patterns=found, market=market)))


def test_report_shows_them(market, tmp_path):
    """The appendix of a report has the table, or says how to get it."""
    section = section_of(quick_check(Study.of(market, customers=5_000), Lab()), market)
    assert section.blocks[0].blocks[0].rows[0][0].text == "talk-u-shape"
    assert section_of((), market).lead == [
        "Published patterns were not checked here; run the command cxsim validate to check them."
    ]


def test_report_says_why_its_counts_are_not_those_of_a_full_validation(market):
    """Sizes of both are named, and how many of the failing checks chance alone could turn."""
    (found,) = quick_check(Study.of(market, customers=5_000), Lab())
    checks = tuple(Check("it", value, 0.1, "2", low=2.0) for value in (2.5, 1.9, 1.0))
    lead = " ".join(section_of((replace(found, result=found.result._replace(checks=checks)),), market).lead)
    assert "In a quick check on this contractual market the model reproduces 0 of 1 calibrated patterns" in lead
    assert "60 simulated customers, 2 seeds, and only patterns that this kind of market can show" in lead
    design = next(iter(found.pattern.watches.values())).design
    assert f"up to {design.customers:,} customers, {design.seeds} seeds" in lead
    assert "Of the 2 checks that fail, 1 would pass if the figure were 2 standard errors closer" in lead
