"""``make worlds``: find the worlds of the shipped markets, and put their tables beside the markets."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from experiments.design.ensemble import ENSEMBLE
from experiments.experiment.console import say
from experiments.experiment.runner import Setting, perform
from experiments.worlds.experiment import WorldsExperiment, WorldsRequest
from experiments.worlds.words import headline, the_market
from sim.market.loading import shipped_folder, shipped_markets


def main(names: list[str]) -> None:
    """Find the worlds of the named markets, or of all shipped ones; interrupted, the same command goes on."""
    for name in names or shipped_markets():
        done = perform(WorldsExperiment(), WorldsRequest(market=name), Setting(out=Path("results") / f"{name}-worlds"))
        found, beside = done.result.matched, shipped_folder() / name / ENSEMBLE
        assert done.folder is not None, "worlds are written"
        shutil.copyfile(done.folder / ENSEMBLE, beside)
        say(headline(found, done.result.plan.study.market.title), the_market(found), f"they are in {beside}")


if __name__ == "__main__":
    main(sys.argv[1:])
