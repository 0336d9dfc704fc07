"""Whether two checkouts give equal results: ``python benchmarks/equal_results.py OTHER_CHECKOUT``.

The same commands run in the other checkout and in this one, and their tables are compared cell by cell, bit by bit.
Exit code 1 if anything differs. Everything is small: about four minutes of processor time for each checkout, most of
it for compiling the week.
"""

from __future__ import annotations

import argparse
import os
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parents[1]

# Older names and what they are called now; a checkout may know either.
OPTIONS: dict[str, str] = {}
FILES: dict[str, str] = {}
COLUMNS: dict[str, str] = {}
TEXTS = {"Heal the root causes": "Fix the root causes"}

_SMALL = "{burn_in_weeks: 6}"
_FACTORS = ("behaviour.satisfaction.level", "behaviour.loyalty.hazard", "brand.offer.price_eur")
_CHOSEN = " ".join(f"--factors={factor}" for factor in _FACTORS)
_STRATEGY = "--scenario=fix-root-causes --within=20% --customers=200 --weeks=40"

INPUTS = {
    "telecom.yaml": f"extends: telecom\ncategory: {_SMALL}\n",
    "retail.yaml": f"extends: retail\ncategory: {_SMALL}\n",
    "study.yaml": """
market: telecom.yaml
scenarios: [fix-root-causes, price-cut]
customers: 200
weeks: 40
seeds: 2
factors:
  brand.offer.price_eur: {range: [20, 30]}
  behaviour.loyalty.hazard: {within: 0.3}
  behaviour.satisfaction.level: {within: 0.3}
design: latin_hypercube
samples: 40
metrics: [npv_eur, nps, churn, "c*"]
weekly: true
""",
    "targets.csv": """kind,metric,brand,week,value,tolerance,set
moment,mean satisfaction,,2,0.6,0.02,fit
moment,mean trust,,2,0.55,0.02,fit
series,satisfaction,acme,4,0.6,0.02,fit
series,satisfaction,acme,5,0.6,0.02,fit
series,satisfaction,acme,6,0.6,0.02,hold_out
""",
    "customers.csv": "id,kind,months,pays,term,phone,score,open,left\n"
    + "".join(
        f"c{i},{'work' if i % 3 else 'home'},{i % 50},{20 + i % 17},{'year' if i % 4 else 'none'},"
        f"{'yes' if i % 5 else 'no'},{i % 10 + 1},{'yes' if i % 11 == 0 else 'no'},{'yes' if i % 7 == 0 else 'no'}\n"
        for i in range(240)
    ),
    "mapping.yaml": """
customer: id
brand: {name: acme}
segment: {column: kind, values: {home: families, work: professionals}}
tenure: {column: months, unit: months}
price: {column: pays}
contract: {column: term, months: {none: 0, year: 12}}
services: {columns: [phone]}
satisfaction: {column: score, worst: 1, best: 10}
complaint: {columns: open}
left: {columns: left, count_as: former}
""",
}


@dataclass(frozen=True)
class Case:
    """A command, the tables that it writes, and the case whose results it reads."""

    name: str
    command: str
    tables: tuple[str, ...]
    after: str | None = None


def _comparison(market: str, *scenarios: str, size: str) -> Case:
    command = f"compare {market}.yaml {' '.join(scenarios)} {size} --no-patterns"
    return Case(f"compare-{market}", command, ("comparison.csv", "weekly.parquet"))


def _sensitivity(method: str, more: str) -> Case:
    command = f"sensitivity telecom.yaml --method={method} {_CHOSEN} {_STRATEGY} {more}"
    return Case(f"sensitivity-{method}", command, ("indices.csv", "points.parquet"))


_SPLITS = ("allocation.csv", "alternatives.csv", "budgets.csv", "responses.csv", "tried.csv")

CASES = (
    Case("run-telecom", "run telecom --customers=1500 --weeks=40", ("weekly.parquet",)),
    Case("run-retail", "run retail --customers=1500 --weeks=40 --seed=4", ("weekly.parquet",)),
    Case(
        "run-from-crm",
        "run telecom.yaml --from-crm=customers.csv --mapping=mapping.yaml --customers=700 --weeks=20",
        ("weekly.parquet",),
    ),
    _comparison(
        "telecom",
        *("fast-recovery", "faster-provisioning", "fix-root-causes", "keep-promises", "loyalty-lock-in", "onboarding"),
        *("overpromise", "polish-interactions", "price-cut", "referral", "reset-perception", "support-capacity"),
        size="--customers=500 --weeks=40 --replications=3",
    ),
    _comparison(
        "retail",
        *("ask-for-reviews", "easy-returns", "faster-delivery", "overpromise-delivery", "small-brand-visibility"),
        size="--brand=acorn --customers=500 --weeks=40 --replications=3 --metric=share",
    ),
    _sensitivity("morris", "--samples=4 --seeds=2 --metric=npv_eur --metric=churn --against=price-cut"),
    _sensitivity("sobol", "--samples=8 --seeds=2 --outcome --screen --trajectories=4 --keep=2"),
    _sensitivity("fast", "--samples=65 --seeds=1"),
    _sensitivity("pawn", "--samples=64 --seeds=1"),
    _sensitivity("delta", "--samples=64 --seeds=1"),
    _sensitivity("regional", "--samples=64 --seeds=1"),
    Case("sweep", "sweep study.yaml", ("results.parquet", "weekly")),
    Case("discover", "discover sweep --scenario=price-cut --at-least=-700", ("regions.csv",), after="sweep"),
    Case(
        "calibrate",
        f"calibrate telecom.yaml --targets=targets.csv --factors={_FACTORS[0]} --within=50% --customers=200"
        " --samples=13 --seeds=1 --checks=3",
        ("parameters.csv", "posterior.csv", "predictions.csv"),
    ),
    Case(
        "optimise",
        "optimise telecom.yaml fix-root-causes referral price-cut --budget=30000 --yes-no=referral --samples=12"
        f" --seeds=3 --customers=200 --weeks=40 --uncertain={_FACTORS[1]}",
        _SPLITS,
    ),
    Case(
        "optimise-front",
        "optimise telecom.yaml fix-root-causes referral --budget=30000 --objective=npv_eur --objective=nps"
        " --samples=12 --seeds=3 --customers=200 --weeks=40",
        (*_SPLITS, "front.csv"),
    ),
    Case(
        "validate",
        "validate telecom --pattern=retention-curve --pattern=loss-aversion --quick --customers=1000 --seeds=2",
        ("validation.csv",),
    ),
)


@dataclass(frozen=True)
class Checkout:
    """A checkout of the repository, and the folder for the results of its commands."""

    path: Path
    results: Path

    def prepare(self) -> None:
        """Write what the commands read, and make sure that they run this checkout's code."""
        self.results.mkdir(parents=True, exist_ok=True)
        for name, text in INPUTS.items():
            path = self.results / name
            if path.exists() and path.read_text(encoding="utf-8") != text:
                sys.exit(f"{self.results} holds results of other inputs ({name}): remove it, or name another folder")
            path.write_text(text, encoding="utf-8")
        code = "import sim, experiments; print(sim.__file__, experiments.__file__)"
        found = self._python("-c", code).stdout.split()
        if any(not Path(file).is_relative_to(self.path) for file in found) or not found:
            sys.exit(f"{self.path} has no packages sim and experiments")

    def run(self, case: Case) -> None:
        """Run the command of a case, unless its results are there."""
        record = self.results / f"{case.name}.log"
        words = [*shlex.split(case.command), f"--out={case.name}", *_one_worker(case)]
        line = shlex.join(words)
        if record.exists() and record.read_text(encoding="utf-8").startswith(f"{line}\nexit code 0\n"):
            return
        record.unlink(missing_ok=True)
        answer = self._run_afresh(case, words)
        if answer.returncode == 2 and renamed(words) != words:
            answer = self._run_afresh(case, renamed(words))
        text = f"{line}\nexit code {answer.returncode}\n{answer.stdout}{answer.stderr}"
        record.write_text(text, encoding="utf-8")

    def ending(self, case: Case) -> str:
        """Return how the command of a case ended, with what it printed if it wrote no table."""
        _, code, *printed = (self.results / f"{case.name}.log").read_text(encoding="utf-8").splitlines()
        return code if self.table(case, case.tables[0]) else "; ".join([code, *printed[-3:]])

    def table(self, case: Case, name: str) -> Path | None:
        """Return the file or folder of a table, by its older or newer name."""
        folder = self.results / case.name
        return next((folder / known for known in (name, FILES.get(name, name)) if (folder / known).exists()), None)

    def _run_afresh(self, case: Case, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        shutil.rmtree(self.results / case.name, ignore_errors=True)
        return self._python("-m", "experiments.cli", *words)

    def _python(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {"PYTHONPATH": str(self.path), "NO_COLOR": "1", "NUMBA_NUM_THREADS": "1"}
        return subprocess.run(
            [sys.executable, *words], cwd=self.results, env=environment, text=True, capture_output=True, check=False
        )


def _one_worker(case: Case) -> list[str]:
    return [] if case.command.split()[0] in ("run", "discover") else ["--workers=1"]


def renamed(words: Sequence[str]) -> list[str]:
    """Return the words of a command with the newer names of commands and options."""
    split = (word.partition("=") for word in words)
    return ["".join((OPTIONS.get(name, name), equals, value)) for name, equals, value in split]


def read(path: Path) -> pd.DataFrame:
    """Return a table with the newer names of its columns and titles; of a text file every cell as it is written."""
    if path.is_dir() or path.suffix == ".parquet":
        table = pd.read_parquet(path)
    else:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return table.rename(columns=COLUMNS).replace(TEXTS)


def differences(other: pd.DataFrame, here: pd.DataFrame) -> Iterator[str]:
    """Yield what differs between two tables: columns, length, types, and of each column the first cell."""
    for name in other.columns.difference(here.columns):
        yield f"column {name!r} is not here"
    for name in here.columns.difference(other.columns):
        yield f"column {name!r} is not in the other"
    shared = [name for name in other.columns if name in here.columns]
    if shared != [name for name in here.columns if name in other.columns]:
        yield "the order of columns"
    if len(other) != len(here):
        yield f"{len(other)} rows in the other, {len(here)} here"
    rows = min(len(other), len(here))
    for name in shared:
        yield from _different_cells(other[name].iloc[:rows], here[name].iloc[:rows])


def _different_cells(other: pd.Series, here: pd.Series) -> Iterator[str]:
    if other.dtype != here.dtype:
        yield f"column {other.name!r}: {other.dtype} in the other, {here.dtype} here"
        return
    different = _bits(other) != _bits(here)
    if different.any():
        row = int(np.argmax(different))
        cells = f"{other.iloc[row]!r} in the other, {here.iloc[row]!r} here"
        yield f"column {other.name!r}: {different.sum()} of {len(other)} cells, first in row {row}: {cells}"


def _bits(column: pd.Series) -> np.ndarray:
    """Return something to compare: the bits of floats, so that NaN equals itself and -0.0 is not 0.0."""
    if pd.api.types.is_float_dtype(column.dtype):
        values = column.to_numpy()
        return values.view(np.dtype(f"u{values.dtype.itemsize}"))
    return column.astype(object).where(column.notna(), None).to_numpy()


def compared(case: Case, other: Checkout, here: Checkout) -> list[str]:
    """Return all differences of the results of a case."""
    found = []
    if other.ending(case) != here.ending(case):
        found.append(f"{other.ending(case)} in the other, {here.ending(case)} here")
    for name in case.tables:
        paths = [checkout.table(case, name) for checkout in (other, here)]
        for path, where in zip(paths, ("in the other", "here"), strict=True):
            if path is None:
                found.append(f"{name}: not written {where}")
        if paths[0] and paths[1]:
            found += [f"{name}: {each}" for each in differences(read(paths[0]), read(paths[1]))]
    return found


def chosen(names: Sequence[str]) -> list[Case]:
    """Return the cases with these names, or all, each after the one whose results it reads."""
    needed = {case.after for case in CASES if case.name in names} | set(names)
    return [case for case in CASES if not names or case.name in needed]


def main() -> int:
    """Compare and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path, metavar="OTHER_CHECKOUT")
    parser.add_argument(
        *("--only",), action="append", default=[], choices=[case.name for case in CASES], metavar="NAME",
        help=f"only this command; may be given again: {', '.join(case.name for case in CASES)}",
    )  # fmt: skip
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep the results of the other, or take them from here"
    )
    arguments = parser.parse_args()
    temporary = Path(tempfile.mkdtemp(prefix="equal-results-"))
    other = Checkout(arguments.other.resolve(), (arguments.keep or temporary / "other").resolve())
    here = Checkout(HERE, temporary / "here")
    other.prepare()
    here.prepare()
    has_differences = False
    for case in chosen(arguments.only):
        start = _children_seconds()
        other.run(case)
        between = _children_seconds()
        here.run(case)
        found = compared(case, other, here)
        has_differences |= bool(found)
        seconds = f"CPU {between - start:.0f} + {_children_seconds() - between:.0f} s"
        print(f"{case.name}: {f'{len(found)} differences' if found else 'equal'} ({seconds})", flush=True)
        for line in found:
            print(f"  {line}", flush=True)
    if has_differences:
        print(f"The results of this checkout are in {here.results}")
        return 1
    shutil.rmtree(temporary)
    return 0


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    sys.exit(main())
