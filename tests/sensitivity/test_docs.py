"""The commands of the page about sensitivity can be typed as they stand."""

from __future__ import annotations

import pytest

from experiments.cli import main
from experiments.pages.page import Page
from experiments.sensitivity.request import SensitivityRequest
from tests.docs.pages import ROOT, commands

PAGE = ROOT / "docs" / "SENSITIVITY.md"
TYPED = [command for command in commands(PAGE) if command[:2] == ["cxsim", "sensitivity"]]
SMALLER = ["--customers=50", "--weeks=10", "--seeds=1", "--workers=1"]
SAMPLES = {"morris": "4", "sobol": "8", "pawn": "64"}


@pytest.mark.parametrize("command", TYPED, ids=" ".join)
def test_commands_of_the_page_run(command, tmp_path, monkeypatch):
    """With three of its factors, on a small market that is settled soon, each command of the page ends well."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("experiments.sensitivity.report.report", lambda of: Page(title=of.market, lead="", blocks=[]))
    every = SensitivityRequest.factors_in
    monkeypatch.setattr(SensitivityRequest, "factors_in", lambda *of: every(*of)[:3])
    market = command[2]
    (tmp_path / "small.yaml").write_text(f"extends: {market}\ncategory: {{burn_in_weeks: 2}}\n")
    method = next((each.removeprefix("--method=") for each in command if each.startswith("--method=")), None)
    method = method or (command[command.index("--method") + 1] if "--method" in command else "morris")
    screened = ["--trajectories=4", "--keep=2"] if "--screen" in command else []
    with pytest.raises(SystemExit) as end:
        main(["sensitivity", "small.yaml", *command[3:], *SMALLER, f"--samples={SAMPLES[method]}", *screened])
    assert not end.value.code


def test_the_page_has_commands():
    """There is something to type."""
    assert len(TYPED) >= 4
