"""`cxsim compare`, as it is used: the files it leaves, and what it survives."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import chdir
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli import main
from tests.commands.conftest import plain_reports, small_in

pytestmark = pytest.mark.usefixtures("plain_report")

COMPARED = ("fix-root-causes", "overpromise", "--stories=0")
"""Without stories of customers, which have tests of their own."""
OUTPUTS = {"report.html", "comparison.csv", "weekly.parquet", "saved_lost.parquet"}
REPLICATIONS = 24
"""As many as are not finished before somebody interrupts."""


def hashes(folder: Path) -> dict[str, str]:
    """Return the hashes of what came out, from the manifest."""
    return json.loads((folder / "manifest.json").read_text())["outputs"]


def contents(folder: Path) -> set[str]:
    """Return the names in a folder."""
    return {path.name for path in folder.iterdir()}


def undisturbed_in(place: Path, replications: int) -> Path:
    """Return the folder of a small comparison that nothing disturbs."""
    with plain_reports(), chdir(place), pytest.raises(SystemExit) as end:
        main(["compare", *small_in(place), *COMPARED, f"--replications={replications}", "--out=out"])
    assert not end.value.code
    return place / "out"


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """Return the folder of a small comparison, made once."""
    return undisturbed_in(tmp_path_factory.mktemp("compared"), 3)


@pytest.fixture
def compared(first, small, tmp_path) -> Path:
    """Return the folder of a small comparison, beside its market."""
    return shutil.copytree(first, tmp_path / "out")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict[str, str]:
    """Return the hashes of what comes out when nobody interrupts a long comparison."""
    return hashes(undisturbed_in(tmp_path_factory.mktemp("undisturbed"), REPLICATIONS))


def test_comparison_leaves_its_files(compared):
    """Report, tables, weeks, manifest and copies of the inputs; nothing temporary."""
    assert contents(compared) == OUTPUTS | {"manifest.json", "inputs", "runs"}
    assert set(hashes(compared)) == OUTPUTS


def test_table_has_the_promised_columns(compared):
    """One line per scenario and metric, with difference, interval and P(better)."""
    table = pd.read_csv(compared / "comparison.csv")
    wanted = ["scenario", "metric", "mean", "difference", "low", "high", "probability_better"]
    assert list(table.columns[:7]) == wanted
    assert set(table["scenario"]) == {"baseline", "fix-root-causes", "overpromise"}
    assert (table["low"] <= table["high"]).loc[table["low"].notna()].all()


def test_weeks_have_the_promised_columns(compared):
    """Scenario, seed, week, brand, segment and one column per metric."""
    weeks = pd.read_parquet(compared / "weekly.parquet")
    assert list(weeks.columns[:5]) == ["scenario", "seed", "week", "brand", "segment"]
    assert {"customers", "churn", "nps", "satisfaction", "margin_eur"} <= set(weeks.columns)
    assert weeks["week"].max() == 10
    assert sorted(weeks["seed"].unique()) == [1, 2, 3]


def test_before_its_first_week_a_scenario_is_the_baseline(compared):
    """The strategies begin in week 8; until then every figure is that of the baseline, bit for bit."""
    weeks = pd.read_parquet(compared / "weekly.parquet").query("week < 8").set_index("scenario")
    for scenario in ("fix-root-causes", "overpromise"):
        pd.testing.assert_frame_equal(
            weeks.loc[scenario].reset_index(drop=True), weeks.loc["baseline"].reset_index(drop=True), check_exact=True
        )


def test_standard_output_holds_the_ranking_only(cxsim, small):
    """A pipe gets the table, best first, and nothing else."""
    answer = cxsim("compare", *small, *COMPARED, "--replications=2", "--workers=1", "--out=out")
    head, *lines = [line.split("\t") for line in answer.out.splitlines()]
    assert head[:4] == ["scenario", "npv_eur", "difference", "low"]
    values = [float(line[1]) for line in lines]
    assert values == sorted(values, reverse=True)
    assert len(lines) == 3
    assert "report: out/report.html" in answer.error


def test_json_holds_the_summary(cxsim, small):
    """Programs get the folder, the seeds and the whole summary; what is unknown is null."""
    answer = json.loads(
        cxsim("compare", *small, *COMPARED, "--replications=2", "--seed=7", "--workers=1", "--out=out", "--json").out
    )
    assert (answer["folder"], answer["seeds"]) == ("out", [7, 8])
    baseline = next(line for line in answer["summary"] if line["scenario"] == "baseline")
    assert baseline["difference"] is None


def test_metric_that_ranks_is_a_choice(cxsim, small):
    """Least churn comes first when churn ranks."""
    lines = cxsim(
        "compare", *small, *COMPARED, "--replications=2", "--workers=1", "--metric=churn", "--out=out"
    ).out.splitlines()
    values = [float(line.split("\t")[1]) for line in lines[1:]]
    assert lines[0].split("\t")[1] == "churn"
    assert values == sorted(values)


def test_unknown_values_come_last(cxsim, small):
    """The baseline, which has no return on investment, stands below those that have one."""
    lines = cxsim("compare", *small, *COMPARED, "--replications=2", "--workers=1", "--metric=roi", "--out=out").out
    assert lines.splitlines()[-1].split("\t")[:2] == ["baseline", ""]


def test_bad_edge_list_is_found_before_anything_is_written(cxsim, small, tmp_path):
    """Customers of an edge list must exist in the run; if not, no folder is begun."""
    (tmp_path / "edges.csv").write_text("customer,customer\n1,2\n1,900\n")
    market = tmp_path / "small.yaml"
    market.write_text(market.read_text() + "network: {kind: edge_list, edges: edges.csv}\n")
    answer = cxsim("compare", *small, *COMPARED, "--out=out")
    assert (answer.code, answer.out) == (1, "")
    assert "edges.csv:3" in answer.error
    assert not (tmp_path / "out").exists()


def test_edge_list_is_kept_with_the_inputs(cxsim, small, tmp_path):
    """A comparison on an edge list is repeated from its copy."""
    (tmp_path / "edges.csv").write_text("customer,customer\n" + "".join(f"{i},{i + 1}\n" for i in range(1, 200)))
    market = tmp_path / "small.yaml"
    market.write_text(market.read_text() + "network: {kind: edge_list, edges: edges.csv}\n")
    assert cxsim("compare", *small, *COMPARED, "--replications=1", "--workers=1", "--out=out").code == 0
    (tmp_path / "edges.csv").unlink()
    assert cxsim("rerun", "out").code == 0


def test_two_workers_give_the_same_bits(compared, cxsim, small):
    """Every output of two worker processes equals that of one, bit for bit."""
    assert cxsim("compare", *small, *COMPARED, "--replications=3", "--workers=2", "--out=two").code == 0
    assert hashes(Path("two")) == hashes(compared)


def test_folder_of_its_own_when_none_is_named(cxsim, small):
    """Without --out the results go to a folder named after the inputs: the same command finds them again."""
    arguments = ("compare", *small, *COMPARED, "--replications=1", "--workers=1")
    cxsim(*arguments)
    cxsim(*arguments)
    cxsim(*arguments, "--weeks=9")
    assert len(list(Path("results").iterdir())) == 2


def test_more_replications_build_on_those_that_are_there(compared, cxsim, small):
    """Growing a comparison runs the new seeds only, and equals one that was large from the beginning."""
    first = compared / "runs" / "seed-1.kept"
    written = first.stat().st_mtime_ns
    assert cxsim("compare", *small, *COMPARED, "--replications=5", "--workers=1", "--out=out").code == 0
    assert first.stat().st_mtime_ns == written
    assert cxsim("compare", *small, *COMPARED, "--replications=5", "--workers=1", "--out=fresh").code == 0
    assert hashes(compared) == hashes(Path("fresh"))


def test_until_precise_says_how_many_it_took(cxsim, small):
    """A wide interval is reached after the least number of replications."""
    answer = cxsim("compare", *small, *COMPARED, "--until-precise=1000000000", "--workers=1", "--out=out", "--json")
    assert json.loads(answer.out)["seeds"] == [1, 2, 3, 4, 5]
    assert "the requested precision was reached after 5 replications" in answer.error


def test_until_precise_says_when_it_gave_up(cxsim, small):
    """A precision that is out of reach ends at the most, and says so."""
    answer = cxsim("compare", *small, *COMPARED, "--weeks=20", "--until-precise=1e-9", "--at-most=6", "--out=out")
    assert "6 replications, the maximum" in answer.error


def test_results_of_other_inputs_are_kept(compared, cxsim, small):
    """Another size into the same folder is refused, and replaces the results when told to."""
    before = hashes(compared)
    arguments = ("compare", *small, *COMPARED, "--weeks=12", "--replications=1", "--workers=1", "--out=out")
    answer = cxsim(*arguments)
    assert (answer.code, hashes(compared)) == (1, before)
    assert "holds results of other inputs (weeks)" in answer.error
    assert cxsim(*arguments, "--overwrite").code == 0
    assert hashes(compared) != before


def test_foreign_folder_is_left_alone(cxsim, small, tmp_path):
    """A folder with somebody's work in it is no place for results."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    answer = cxsim("compare", *small, *COMPARED, "--replications=1", "--out=out", "--overwrite")
    assert answer.code == 1
    assert "does not hold results of cxsim" in answer.error
    assert contents(tmp_path / "out") == {"thesis.txt"}


def test_changed_market_file_is_another_input(cxsim, small, tmp_path):
    """After an edit of the market the old replications do not count."""
    arguments = ("compare", *small, *COMPARED, "--replications=1", "--workers=1", "--out=out")
    assert cxsim(*arguments).code == 0
    market = tmp_path / "small.yaml"
    market.write_text(market.read_text().replace("burn_in_weeks: 4", "burn_in_weeks: 5"))
    answer = cxsim(*arguments)
    assert answer.code == 1
    assert "inputs/market.yaml" in answer.error


def test_full_disk_keeps_what_is_finished(cxsim, small, tmp_path):
    """On a full disk the answer is a sentence, finished replications stay, and no half file is left."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        answer = cxsim("compare", *small, *COMPARED, "--replications=20", "--workers=1", "--out=disk/out")
        left = {path.name for path in disk.rglob("*") if path.is_file()}
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert (answer.code, answer.out) == (1, "")
    assert "No space left on device" in answer.error
    assert "seed-1.kept" in left
    assert not [name for name in left if name.endswith(".part")]


# --- interruptions: a process of its own --------------------------------------------------------------------------


def start(*arguments: str) -> subprocess.Popen[str]:
    """Start the command in a process group of its own, as a shell does."""
    command = [sys.executable, "-m", "experiments.cli", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def wait_for_a_part(folder: Path, process: subprocess.Popen[str]) -> None:
    """Return when the first replication is finished."""
    deadline = time.monotonic() + 300
    while not list((folder / "runs").glob("seed-*.kept")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)


def press_ctrl_c(process: subprocess.Popen[str]) -> None:
    """Interrupt the whole group, as a terminal does."""
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.parametrize(
    ("workers", "end"), [("1", press_ctrl_c), ("2", press_ctrl_c), ("2", subprocess.Popen.terminate)]
)
def test_interrupt_keeps_what_is_finished(cxsim, small, tmp_path, undisturbed, workers, end):
    """Who is asked to end says so with exit code 1; the same command then goes on to the bits of an undisturbed one."""
    arguments = ("compare", *small, *COMPARED, f"--replications={REPLICATIONS}", "--out=out")
    process = start(*arguments, f"--workers={workers}")
    wait_for_a_part(tmp_path / "out", process)
    end(process)
    out, error = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert "the same command continues from there" in error
    assert "Traceback" not in error
    assert not OUTPUTS & contents(tmp_path / "out")
    cxsim(*arguments)
    assert hashes(tmp_path / "out") == undisturbed


def test_killed_worker_loses_no_finished_run(small, tmp_path, undisturbed, monkeypatch):
    """When a worker process is killed, the comparison ends well, with the bits of an undisturbed one."""
    monkeypatch.chdir(tmp_path)
    process = start("compare", *small, *COMPARED, f"--replications={REPLICATIONS}", "--workers=2", "--out=out")
    wait_for_a_part(tmp_path / "out", process)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    worker = next(child for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text())
    os.kill(int(worker), signal.SIGKILL)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    finished = hashes(tmp_path / "out")
    assert finished["weekly.parquet"] == undisturbed["weekly.parquet"]
    assert finished["comparison.csv"] == undisturbed["comparison.csv"]
