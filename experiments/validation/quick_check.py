"""A quick check of published patterns on the market of a comparison.

It runs after the comparison, on worlds of its own: a comparison has neither the years, nor the diaries, nor the
switched-off mechanisms that patterns need. Being small, it costs some seconds and has wide errors, which are shown;
``cxsim validate`` runs the patterns in full, and those that simulate a market dozens of times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.validation.jobs import MIN_CUSTOMERS, SMALL
from experiments.validation.suite import Outcome, patterns_for, validated

if TYPE_CHECKING:
    from experiments.experiment.lab import Lab
    from experiments.running.study import Study


def quick_check(study: Study, lab: Lab) -> tuple[Outcome, ...]:
    """Return the outcomes of the patterns on the market of a study; none when they could show nothing there.

    A comparison of fewer than a thousand customers is too small for it, and a network that comes from a file ties
    certain people, who are not those of a pattern.
    """
    market = study.market
    if study.customers < MIN_CUSTOMERS or market.network.kind == "edge_list":
        return ()
    fitting = [each for each in patterns_for(market.category.kind) if each.category != "none" and not each.is_long]
    return tuple(validated(market, fitting, SMALL, lab, "Published patterns"))
