"""``cxsim bench`` shows figures beside their goals, and a missed goal is no failure."""

import json
import runpy
import sys

import pytest

from benchmarks import report, speed
from benchmarks.clock import Cost, Ratio
from experiments.cli import main


@pytest.fixture
def short(monkeypatch):
    """Leave one real section, and one that misses its goal."""
    missed = [
        Ratio("a / b", "always", 4.0, 2.0, 1.0, 3.0),
        Ratio("a / c", "always", None, 2.0, 1.0, 3.0),
        Cost("kernel", 1000, 500.0),
    ]
    monkeypatch.setattr(report, "_SECTIONS", {"memory": speed.memory, "what is missed": lambda sizes: missed})


def run(capfd, *arguments):
    with pytest.raises(SystemExit) as end:
        main(["bench", *arguments])
    return end.value.code or 0, *capfd.readouterr()


def test_json(short, capfd):
    """JSON has every ratio with its goal, the costs, the machine and the versions."""
    code, out, error = run(capfd, "--json")
    document = json.loads(out)
    assert code == 0
    bytes_each, missed, informing = document["ratios"]
    assert 100 < bytes_each["figure"] < 1000
    assert (missed["figure"], missed["goal"], missed["is_met"]) == (2.0, 4.0, False)
    assert (informing["goal"], informing["is_met"]) == (None, True)
    assert document["costs"] == [{"form": "kernel", "customers": 1000, "nanoseconds": 500.0}]
    assert document["machine"]["cores"] >= 1
    assert {"python", "numba", "mesa", "numpy"} <= document["versions"].keys()
    assert "measuring memory" in error


def test_table(short, capfd):
    """The table says of each ratio whether its goal is met."""
    code, out, _ = run(capfd, "--quick")
    assert code == 0
    assert "a / b\t>= 4\t2\t1 to 3\tno\talways" in out
    assert "a / c\tnone\t2\t1 to 3\t\talways" in out
    assert "kernel\t1,000\t500" in out


def test_installed_without_benchmarks(monkeypatch, capfd):
    """Where only the wheel is installed, the command says where the benchmarks are."""
    monkeypatch.setitem(sys.modules, "benchmarks", None)
    monkeypatch.delitem(sys.modules, "benchmarks.report")
    code, out, error = run(capfd)
    assert (code, out) == (1, "")
    assert error.startswith("the benchmarks are not part of the installed package")


def test_python_dash_m_benchmarks(short, capfd, monkeypatch):
    """`python -m benchmarks` is the same command."""
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--quick"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("benchmarks", run_name="__main__")
    assert not end.value.code
    assert "a / b\t>= 4\t2" in capfd.readouterr().out
