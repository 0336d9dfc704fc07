"""What a page shows can be done: its Python runs, its YAML is valid, its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from experiments.cli import app, main
from experiments.commands.kinds import Findings, look_at
from experiments.pages.page import Page
from experiments.results.manifest import as_yaml
from experiments.sweep.study_file import is_study
from sim.market.documents import read_document
from sim.market.loading import load_market
from tests.docs.pages import PAGES, README, ROOT, blocks, commands, name_of

TUTORIAL = ROOT / "docs" / "TUTORIAL.md"
SMALL = {
    "compare": ["--weeks=10", "--replications=2", "--workers=1"],
    "run": ["--weeks=10"],
    "fit": ["--steps=1", "--seeds=1", "--checks=2", "--workers=1"],
}
PLANNED = ("sensitivity", "worlds", "optimise")
SMALL |= {name: ["--dry-run"] for name in PLANNED}
"""What takes long is planned only: all that could be wrong is found by then."""

CUSTOMERS = "--customers=200"
CRM_COLUMNS = ("PhoneService", "MultipleLines", "InternetService", "OnlineSecurity", "OnlineBackup", "DeviceProtection")
CRM_COLUMNS += ("TechSupport", "StreamingTV", "StreamingMovies", "Partner", "Dependents", "SeniorCitizen", "Churn")

_ALL_COMMANDS = typer.main.get_command(app).commands


def _named(pages: list[Path]) -> list:
    return [pytest.param(page, id=name_of(page)) for page in pages]


@pytest.mark.parametrize("page", _named([page for page in PAGES if blocks(page, "python")]))
def test_python_runs(page, tmp_path, monkeypatch):
    """The Python of a page runs as it stands, one block after the other."""
    monkeypatch.chdir(tmp_path)
    _write_study(page, tmp_path)
    names: dict[str, object] = {}
    for block in blocks(page, "python"):
        exec(compile(block, name_of(page), "exec"), names)


@pytest.mark.parametrize("page", _named([page for page in PAGES if blocks(page, "yaml")]))
def test_yaml_is_valid(page, tmp_path):
    """What a page shows as a market, strategy, study, portfolio, mapping or ranges is right, on a shipped market."""
    found = Findings()
    for number, block in enumerate(blocks(page, "yaml")):
        file = tmp_path / f"shown-{number}.yaml"
        file.write_text(block, encoding="utf-8")
        shipped = "retail" if "\norders:" in block else "telecom"  # a log of orders belongs to purchases that repeat
        dated = tmp_path / "dated.yaml"
        dated.write_text(f"extends: {shipped}\nstart_date: 2026-01-05\n", encoding="utf-8")
        look_at(file, load_market(dated), None, found)
    assert found.problems == []


@pytest.mark.parametrize("page", _named([page for page in PAGES if commands(page)]))
def test_commands_exist(page):
    """Every command that a page names is one, with the options that it is given."""
    for _, name, *arguments in commands(page):
        parameters = _ALL_COMMANDS[name].params
        known = {option for each in parameters for option in (*each.opts, *each.secondary_opts)}
        used = {argument.partition("=")[0] for argument in arguments if argument.startswith("-")}
        assert used <= known or _ALL_COMMANDS[name].context_settings.get("ignore_unknown_options")


@pytest.mark.parametrize("page", _named([page for page in PAGES if commands(page)]))
def test_commands_are_accepted(page):
    """Every command that a page shows is complete, and its values are of the right kind; files may be the reader's."""
    refused = {" ".join(each): _refusal(*each[1:]) for each in commands(page) if len(each) > 2 and "..." not in each}
    assert {line: why for line, why in refused.items() if why and "does not exist" not in why} == {}


def _refusal(name: str, *arguments: str) -> str:
    """Return why a command is refused before it runs; empty when it is not, or is only named with an option of it."""
    command = _ALL_COMMANDS[name]
    if command.context_settings.get("ignore_unknown_options") or all(each.startswith("-") for each in arguments):
        return ""
    try:
        command.make_context(name, list(arguments))
    except typer.Exit:
        return ""
    except Exception as error:
        return getattr(error, "message", "") or repr(error)
    return ""


@pytest.mark.slow
def test_commands_of_the_tutorial_run(tmp_path, monkeypatch):
    """Somebody who follows the tutorial, at a small size, meets no mistake, and finds what it says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("experiments.comparison.report.report", lambda comparison: Page(title="", lead="", blocks=[]))
    (scenario,) = blocks(TUTORIAL, "yaml")
    for _, name, *arguments in (command for command in commands(TUTORIAL) if len(command) > 2):
        if name == "check":
            (tmp_path / arguments[0]).write_text(scenario, encoding="utf-8")
        size = SMALL.get(name, [])
        with pytest.raises(SystemExit) as end:
            main([name, *arguments, *size, *([CUSTOMERS] if size else [])])
        assert not end.value.code, f"cxsim {name} {' '.join(arguments)}"
    assert (tmp_path / "first" / "report.html").is_file()
    assert (tmp_path / "mine" / "market.yaml").is_file()


def test_commands_of_the_readme_run(tmp_path, monkeypatch):
    """Somebody who types the commands of the README one after the other, at a small size, meets no mistake."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("experiments.comparison.report.report", lambda comparison: Page(title="", lead="", blocks=[]))
    _write_table(tmp_path / "customers.csv")
    run = [command for command in commands(README) if len(command) > 2 or command == ["cxsim", "markets"]]
    assert len(run) >= 8
    for _, name, *arguments in run:
        size = SMALL.get(name, [])
        with pytest.raises(SystemExit) as end:
            main([name, *arguments, *size, *([CUSTOMERS] if size else [])])
        assert not end.value.code, f"cxsim {name} {' '.join(arguments)}"


def test_make_targets_of_the_readme_exist():
    """Every ``make`` that the README names is a target of the Makefile."""
    named = re.findall(r"^make (\S+)", "\n".join(blocks(README, "")), flags=re.MULTILINE)
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert named
    assert set(named) <= set(targets)


def _write_study(page: Path, folder: Path) -> None:
    """Write the first study that a page shows, at a small size."""
    for block in blocks(page, "yaml"):
        file = folder / "study.yaml"
        file.write_text(block, encoding="utf-8")
        document = read_document(file)
        if is_study(document):
            file.write_bytes(as_yaml(document.plain() | {"customers": 100, "weeks": 10, "seeds": 1, "samples": 2}))
            return
        file.unlink()


def _write_table(file: Path) -> None:
    """Write a table of 80 customers with the columns that the telecom market knows how to read."""
    header = ("customerID", "tenure", "MonthlyCharges", "Contract", *CRM_COLUMNS)
    contracts = ("Month-to-month", "One year", "Two year")
    rows = [
        (f"c{i}", i % 60, 20 + i % 5, contracts[i % 3], *("01"[(i + k) % 2] for k in range(len(CRM_COLUMNS))))
        for i in range(80)
    ]
    file.write_text("".join(",".join(map(str, row)) + "\n" for row in (header, *rows)), encoding="utf-8")
