"""``make fit``: fit the shipped markets to their facts, and write the numbers into their files."""

from __future__ import annotations

import sys
from pathlib import Path

from experiments.experiment.console import say
from experiments.experiment.runner import Setting, perform
from experiments.fitting import words
from experiments.fitting.experiment import FitExperiment, FitRequest
from experiments.fitting.in_place import with_numbers
from experiments.fitting.market_file import with_all_brands
from experiments.results.kept import write_bytes
from sim.market.loading import MARKET_FILE, load_shipped, shipped_folder, shipped_markets

FACTS = "facts.csv"


def main(names: list[str]) -> None:
    """Fit the named markets, or all shipped ones, and write their files."""
    for name in names or shipped_markets():
        folder = shipped_folder() / name
        request = FitRequest(market=str(folder), facts=str(folder / FACTS))
        setting = Setting(out=Path("results") / f"{name}-fit", overwrite=True)
        done = perform(FitExperiment(), request, setting)
        fitting, file = done.result.fitting, folder / MARKET_FILE
        numbers = with_all_brands(fitting.numbers, load_shipped(name))
        write_bytes(file, with_numbers(file.read_text(encoding="utf-8"), numbers).encode())
        say(words.headline(fitting, load_shipped(name).title))
        say(f"{len(numbers)} numbers are written into {file}; the verdict on every fact: {done.folder}/fit.html")


if __name__ == "__main__":
    main(sys.argv[1:])
