"""What readers see of patterns: the table, the page, the page of the project, the report of a comparison."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.errors import OutputError
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.published import Curve, against_published
from experiments.pages.page import html
from experiments.validation.document import BEGINS, ENDS, written_into
from experiments.validation.experiment import TABLE, ValidateExperiment
from experiments.validation.pattern import ABOVE_ZERO, Check, Figure, Pattern, Result, Series
from experiments.validation.report import figure_in_words, report, title, verdict
from experiments.validation.suite import Outcome

LINES = Figure(
    "years", "% left", (0, 1, 2), (Series("published", (3.0, 2.0, 1.0), None, True), Series("ours", (3, 2, 1)))
)
BARS = Figure("case", "share", ("silent", "solved"), (Series("ours", (0.1, 0.5), (0.01, 0.02)),))


def outcome(kind: str, simulated: float, figure: Figure = LINES) -> Outcome:
    """Return what became of a pattern whose statistic must be at least one."""
    claim = Pattern(
        f"p-{kind.lower()}", kind, "A <claim>.", "Us & them 2024", "any", "Done so.", {}, lambda samples: None
    )
    checks = (
        Check("statistic | one", simulated, 0.012, "about 2", low=1.0),
        Check("sign", 0.5, np.nan, "", ABOVE_ZERO),
    )
    return Outcome(claim, "telecom", 500, 4, Result(checks, figure, "Something is seen."))


def table(outcomes: list[Outcome]) -> pd.DataFrame:
    """Return the table of a validation."""
    return ValidateExperiment().tables(outcomes)[TABLE]


PASSED, FAILED = outcome("C", 2.0), outcome("V", 0.25, BARS)


def test_verdict_counts_both_kinds():
    """Calibrated patterns and those kept for validation are counted apart."""
    assert verdict([PASSED, FAILED]).startswith("The model reproduces 1 of 1 calibrated patterns and 0 of 1 validation")
    assert verdict([]) == "No pattern was run."


@pytest.mark.parametrize(
    ("simulated", "error", "words"),
    [
        (1.62354, 0.0063, "1.624 ± 0.006"),
        (27.05, 0.54, "27.1 ± 0.5"),
        (-0.06803, 0.00081, "−0.068 ± 0.001"),
        (0.25, np.nan, "0.250"),
        (np.nan, np.nan, "–"),
    ],
)
def test_figures_have_the_digits_that_their_error_allows(simulated, error, words):
    """A figure is not shown more precisely than it is known."""
    assert figure_in_words(simulated, error) == words


def test_ids_become_titles():
    """Single letters are names of shapes."""
    assert title("talk-u-shape") == "Talk U shape"


def test_page_shows_what_fails_first():
    """Failing patterns are named at the top, the claim is escaped, and both figures are drawn."""
    text = html(report([PASSED, FAILED]))
    assert text.index("Fails: p-v") < text.index("Every check with its tolerance")
    assert "Fails: p-c" not in text
    assert "A &lt;claim&gt;." in text
    assert text.count("<svg viewBox") == 2


def test_pages_of_the_same_outcome_are_the_same_bits():
    """Nothing of the day or the machine is in the page."""
    assert html(report([PASSED])) == html(report([PASSED]))


def test_unknown_points_are_left_out_of_a_figure():
    """A published curve that is known at its ends only can be drawn."""
    panel = against_published(Panel("t", "d"), (1, 2, 3), [Curve("p", (1.0, np.nan, 3.0), None, True)], "x")
    assert "<svg" in panel.svg


def test_the_page_of_the_project_gets_its_table():
    """The table stands between the marks, in place of an earlier one; a bar in a name does not break it."""
    page = f"# Title\n{BEGINS}\nold\n{ENDS}\nEnd\n"
    once = written_into(page, table([PASSED, FAILED]), "By a command.")
    assert "old" not in once
    assert once.endswith(f"{ENDS}\nEnd\n")
    assert "| P C | C | telecom | statistic \\| one | 2.000 ± 0.012 | about 2 | at least 1 | pass |" in once
    assert "|  |  |  | sign | 0.500 |  | above 0 | pass |" in once
    assert "**fail**" in once
    assert written_into(once, table([PASSED, FAILED]), "By a command.") == once


def test_each_set_has_a_table_of_its_own():
    """The page of the project and the page of a validation tell the sets apart, each once and with its subject."""
    outcomes = [
        replace(PASSED, pattern=replace(PASSED.pattern, id=name))
        for name in ("retention-curve", "price-sanity", "ceiling")
    ]
    written = written_into(f"{BEGINS}{ENDS}", table(outcomes), "")
    assert written.count("| pattern | kind |") == 2
    assert written.index("**The first set**") < written.index("**The second set**: price") < written.index("| Ceiling")
    assert html(report(outcomes)).count("second set: price") == html(report(outcomes)).count("first set: experience")


def test_a_page_without_room_is_answered_in_words():
    """A page whose mark was lost is not touched."""
    with pytest.raises(OutputError, match="no place for the table"):
        written_into("# Title\n", table([PASSED]), "")


def test_table_survives_a_file(tmp_path):
    """What is written as CSV reads back with its infinite tolerances."""
    table([PASSED]).to_csv(tmp_path / "t.csv", index=False)
    back = pd.read_csv(tmp_path / "t.csv")
    assert np.isinf(back["high"]).all()
    assert written_into(f"{BEGINS}{ENDS}", back, "") == written_into(f"{BEGINS}{ENDS}", table([PASSED]), "")


def test_outcome_without_a_seed_shows_nothing():
    """A pattern of which no seed was finished neither passes nor has rows."""
    nothing = replace(PASSED, result=None)
    assert not nothing.passes
    assert nothing.rows() == []
