"""Published patterns looked at beside a comparison: small experiments on the very market that is compared.

They run after the comparison, on worlds of their own: a comparison has neither the years, nor the diaries, nor the
switched-off mechanisms that patterns ask for. Small, they cost some seconds and have wide errors, which are told;
``cxsim validate`` runs them in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.validation.folder import keep, kept
from experiments.validation.living import LEAST_CUSTOMERS, MODEST
from experiments.validation.suite import Outcome, patterns_for, validated

if TYPE_CHECKING:
    from experiments.results.store import Store
    from experiments.running.study import Progress, Study


def looked_at(
    study: Study, store: Store, *, workers: int = 1, scheduler: str | None = None, progress: Progress | None = None
) -> tuple[Outcome, ...]:
    """Return what becomes of the patterns on the market of a study; none when they could show nothing there.

    A comparison of fewer than a thousand customers is too small to be worth it, and a network that comes from a file
    ties certain people, who are not those of a pattern.
    """
    market = study.market
    if study.customers < LEAST_CUSTOMERS or market.network.kind == "edge_list":
        return ()
    found = validated(
        market,
        [each for each in patterns_for(market.category.kind) if each.category != "none"],
        MODEST,
        workers=workers,
        scheduler=scheduler,
        done=kept(store, market.name),
        keep=lambda job, seen: keep(store, market.name, job, seen),
        progress=progress,
    )
    return tuple(found)
