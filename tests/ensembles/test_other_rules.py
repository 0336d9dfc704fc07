"""`cxsim compare --other-rules`: constants found anew, the same bits however it is run, and what is refused."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.comparison.other_rules import LEVELS, UnderForm
from experiments.design.shares import value_at
from experiments.running.study import Study
from experiments.running.trials import Trial, Trials
from experiments.worlds.evidence import evidence_of
from experiments.worlds.measuring import CONSTANTS
from experiments.worlds.settling import constant_of
from sim.market.loading import load_market
from tests.worlds import with_numbers

STRATEGY = "fix-root-causes"
SMALL = ("--customers=200", "--weeks=12", "--replications=3", "--worlds=none", "--no-patterns", "--stories=0")


def test_constants_are_found_anew():
    """A future under a form is that of a market whose brands' constants have been found in its burn-in."""
    study = Study.of("telecom", [STRATEGY], customers=100, weeks=9)
    study = replace(study, market=with_numbers("telecom", {"category.burn_in_weeks": 60}))
    shares = evidence_of(study.market, None).shares
    found = UnderForm(study, "npv_eur", shares)(1)
    constants = dict(zip(map(constant_of, shares), found[CONSTANTS], strict=True))
    assert all(value_at(study.market, tuple(path.split("."))) != value for path, value in constants.items())
    again = Trials(study, ("npv_eur",))(Trial(0, 1, constants))
    assert np.array_equal(found[LEVELS], again[:, 0])


@pytest.mark.parametrize(
    "given, told",
    [
        ("satisfising", "unknown form 'satisfising' (did you mean 'satisficing'?)"),
        ("nonsense,linear-talks", "unknown form 'nonsense' (known: satisficing, average-image"),
        ("", "unknown form ''"),
    ],
)
def test_unknown_forms_are_refused(cxsim, tmp_path, given, told):
    """A name that is no form is refused with the nearest one, or with all; nothing is written."""
    answer = cxsim("compare", "telecom", STRATEGY, f"--other-rules={given}", "--out=tried", *SMALL)
    assert answer.code != 0
    assert told in answer.error
    assert not (tmp_path / "tried").exists()


@pytest.mark.slow
def test_other_rules_are_kept_with_the_results(cxsim, tmp_path):
    """Added to finished results, which are taken up, and run by two workers or again, they give the same tables."""
    (tmp_path / "small.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 60}\n")
    (tmp_path / "facts.csv").write_bytes((load_market("telecom").folders[-1] / "facts.csv").read_bytes())
    command, forms = ("compare", "small.yaml", STRATEGY, *SMALL), "--other-rules=average-image"
    assert cxsim(*command, "--out=first", "--workers=1").code == 0
    kept = tmp_path / "first" / "runs" / "seed-1.kept"
    before = kept.stat().st_mtime_ns
    added = cxsim(*command, forms, "--out=first", "--workers=1")
    assert added.code == 0, added.error
    assert kept.stat().st_mtime_ns == before
    assert len(list(kept.parent.glob("average-image-*-seed-*"))) == 3
    other = cxsim(*command, forms, "--out=other", "--workers=2")
    assert other.code == 0, other.error
    (tmp_path / "facts.csv").unlink()
    again = cxsim("rerun", "first")
    assert again.code == 0, again.out + again.error
    for name in ("other_rules.csv", "other_rules_known.csv"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    table = pd.read_csv(tmp_path / "first" / "other_rules.csv")
    assert list(table["form"]) == ["average-image"]
    assert table["gain_of_model"][0] != table["gain_of_form"][0]
