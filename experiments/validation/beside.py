"""Published patterns looked at beside a comparison: small experiments on the very market that is compared.

They run after the comparison, on worlds of their own: a comparison has neither the years, nor the diaries, nor the
switched-off mechanisms that patterns ask for. Small, they cost some seconds and have wide errors, which are shown;
``cxsim validate`` runs them in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.validation.living import LEAST_CUSTOMERS, MODEST
from experiments.validation.suite import Outcome, patterns_for, validated

if TYPE_CHECKING:
    from experiments.experiment.lab import Lab
    from experiments.running.study import Study


def patterns_beside(study: Study, lab: Lab) -> tuple[Outcome, ...]:
    """Return what becomes of the patterns on the market of a study; none when they could show nothing there.

    A comparison of fewer than a thousand customers is too small to be worth it, and a network that comes from a file
    ties certain people, who are not those of a pattern.
    """
    market = study.market
    if study.customers < LEAST_CUSTOMERS or market.network.kind == "edge_list":
        return ()
    fitting = [each for each in patterns_for(market.category.kind) if each.category != "none"]
    return tuple(validated(market, fitting, MODEST, lab, "Published patterns"))
