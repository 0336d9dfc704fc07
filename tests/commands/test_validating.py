"""`cxsim validate`: what it shows, what it leaves, and how it ends."""

import csv
import json

import pytest

TINY = ("--customers=60", "--seeds=2", "--workers=1", "--pattern=talk-u-shape")


@pytest.fixture
def soon(tmp_path) -> str:
    """Return a market that is settled soon."""
    (tmp_path / "soon.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 2}\n")
    return "soon.yaml"


def test_validation_shows_and_leaves_its_table(cxsim, soon, tmp_path):
    """One row per check, on the screen and in the folder; the page holds the claim."""
    answer = cxsim("validate", soon, *TINY, "--out=out")
    lines = answer.out.splitlines()
    assert lines[0].split("\t")[:4] == ["pattern", "kind", "statistic", "simulated"]
    assert {line.split("\t")[0] for line in lines[1:]} == {"talk-u-shape"}
    with (tmp_path / "out/validation.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(lines) - 1
    assert {"simulated", "standard_error", "published", "low", "high", "passes", "source"} <= rows[0].keys()
    assert "asymmetric U" in (tmp_path / "out/validation.html").read_text()
    assert set(json.loads((tmp_path / "out/manifest.json").read_text())["outputs"]) == {
        "validation.csv",
        "validation.html",
    }


def test_exit_code_says_whether_calibrated_patterns_pass(cxsim, soon, monkeypatch):
    """A calibrated pattern that fails ends with 1; one that is kept for validation does not."""
    from dataclasses import replace

    from experiments.validation.pattern import Check
    from experiments.validation.patterns import talk_u_shape

    def failing(samples):
        return honest(samples)._replace(checks=(Check("it", 1.0, 0.1, "2", low=2.0),))

    honest = talk_u_shape.judged
    failed = replace(talk_u_shape.PATTERN, judge=failing)
    for kind, code in (("C", 1), ("V", 0)):
        monkeypatch.setattr(talk_u_shape, "PATTERN", replace(failed, kind=kind))
        answer = cxsim("validate", soon, *TINY, f"--out={kind}", "--json")
        assert answer.code == code
        assert [check["passes"] for check in json.loads(answer.out)["checks"]] == [False]
        assert "0 of 1 patterns pass" in answer.error


def test_finished_worlds_are_not_simulated_again(cxsim, soon, monkeypatch):
    """The same command goes on from what the folder keeps."""
    first = cxsim("validate", soon, *TINY, "--out=out")
    monkeypatch.setattr("experiments.validation.jobs.begun", None)
    again = cxsim("validate", soon, *TINY, "--out=out")
    assert (again.code, again.out) == (first.code, first.out)


def test_damaged_part_is_simulated_again(cxsim, soon, tmp_path):
    """A part that cannot be read counts as missing, and is named."""
    first = cxsim("validate", soon, *TINY, "--out=out")
    parts = sorted((tmp_path / "out/runs").glob("telecom-*.kept"))
    assert len(parts) == 2
    parts[0].write_bytes(parts[0].read_bytes()[:100])
    answer = cxsim("validate", soon, *TINY, "--out=out")
    assert answer.out == first.out
    assert f"runs/{parts[0].name} is damaged, or of other results: its run is repeated" in answer.error


def test_interrupt_keeps_what_is_finished(cxsim, soon, tmp_path, monkeypatch):
    """Ctrl-C in the second seed leaves the first, says so, and writes no table."""
    from experiments.validation.jobs import begun

    def stopped(market, design, seed):
        if seed == 2:
            raise KeyboardInterrupt
        return begun(market, design, seed)

    monkeypatch.setattr("experiments.validation.jobs.begun", stopped)
    answer = cxsim("validate", soon, *TINY, "--out=out")
    assert answer.code == 1
    assert "out keeps 1 finished run, and the same command continues from there" in answer.error
    assert len(list((tmp_path / "out/runs").glob("telecom-*.kept"))) == 1
    assert not (tmp_path / "out/validation.csv").exists()


def test_validation_is_repeated_bit_for_bit(cxsim, soon, tmp_path):
    """`cxsim rerun` makes the same table and page, from the market that was kept."""
    cxsim("validate", soon, *TINY, "--out=out")
    (tmp_path / soon).unlink()
    answer = cxsim("rerun", "out")
    assert answer.code == 0
    assert set(answer.out.splitlines()[1:]) == {"validation.csv\tyes", "validation.html\tyes"}


def test_results_of_other_inputs_are_not_mixed(cxsim, soon):
    """Another size in the same folder is refused, and the sentence says what differs."""
    cxsim("validate", soon, *TINY, "--out=out")
    answer = cxsim("validate", soon, "--customers=70", *TINY[1:], "--out=out")
    assert answer.code == 1
    assert "(customers)" in answer.error


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("telecom", "--pattern=talk-u-shap"), 2, "did you mean 'talk-u-shape'?"),
        (("telecom", "--pattern=pareto-share"), 2, "pareto-share cannot be seen in a contractual market"),
        (("telecon",), 1, "telecon"),
        (("telecom", "--seeds=0"), 2, "0 is not between 1 and 10000"),
        (("telecom", "telecom"), 2, "two markets are called telecom"),
    ],
)
def test_mistakes_are_answered_in_words(cxsim, arguments, code, message):
    """Whatever is wrong gets a sentence, and no traceback."""
    answer = cxsim("validate", *arguments)
    assert answer.code == code
    assert message in answer.error
    assert "Traceback" not in answer.error


def test_duration_is_known_before(cxsim, soon, tmp_path):
    """A dry run tells how many runs there are and how long they take; a budget that is too small is refused."""
    many = ("--customers=400", "--seeds=5000", "--pattern=talk-u-shape", "--workers=1", "--out=out")
    answer = cxsim("validate", soon, *many, "--dry-run")
    names, figures = (line.split("\t") for line in answer.out.splitlines())
    estimate = dict(zip(names, figures, strict=True))
    assert estimate["runs"] == "5000"
    assert float(estimate["minutes"]) > 0.5
    refused = cxsim("validate", soon, *many, "--budget=0.1")
    assert refused.code == 2
    assert "of --budget" in refused.error
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_the_whole_suite_in_small(cxsim):
    """All patterns run on the shipped markets, whatever they show at this size."""
    answer = cxsim("validate", "--quick", "--customers=1500", "--seeds=2", "--json")
    from experiments.validation.suite import IDS

    assert {check["pattern"] for check in json.loads(answer.out)["checks"]} == set(IDS)
