"""The documents that are shipped with the page: facts of a market, and a first answer computed beforehand."""

from __future__ import annotations

from typing import Any

from app.address import Asked, scenario_file
from app.engine.facts import facts_of
from app.engine.futures import Shelf, what_if
from app.engine.moments import moments
from experiments.running.versions import code_hash
from sim.market.loading import load_shipped

OPENS_WITH = {
    "telecom": "fix-root-causes",
    "retail": "faster-delivery",
    "rail": "punctual-trains",
    "software": "onboarding",
}
"""Market -> the strategy whose answer is on the page before anything is computed."""
_DIGITS = 3
_MOST_FUTURES = 40


def document_of(market: str) -> dict[str, Any]:
    """Return the document of a shipped market."""
    facts = facts_of(load_shipped(market)) | {"opens_with": OPENS_WITH[market]}
    asked = Asked(market, strategy=OPENS_WITH[market])
    return {
        "code": code_hash("sim"),
        "facts": facts,
        "quantiles": quantiles(),
        "asked": asked.key,
        "futures": futures(asked, facts),
        "moments": moments_beforehand(market, facts["brand"]),
    }


def futures(asked: Asked, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of each seed of a question, rounded to what a page can show."""
    shelf, found = Shelf(), {}
    text = scenario_file(asked, facts, "", "")
    for seed in asked.seeds:
        told: list[dict[str, Any]] = []
        question = {"market": asked.market, "customers": asked.customers, "weeks": asked.weeks, "seed": seed}
        for _ in what_if(shelf, question | {"scenario": text}, told.append):
            pass
        sides = {side: [row for each in told for row in each[side]] for side in ("as_is", "with")}
        found[str(seed)] = {
            side: [[round(value, _DIGITS) for value in row] for row in rows] for side, rows in sides.items()
        }
    return found


def moments_beforehand(market: str, brand: str) -> dict[str, Any]:
    """Return the moments of truth of a brand as the page asks for them first."""
    asked = Asked(market)
    told: list[dict[str, Any]] = [{}]
    question = {"market": market, "brand": brand, "customers": asked.customers, "weeks": asked.weeks}
    for _ in moments(Shelf(), question | {"seeds": asked.seeds}, told.append):
        told[:-1] = []
    return _rounded(told[-1])


def _rounded(of: Any) -> Any:
    """Return what a worker told, with as many digits as a page can show."""
    if isinstance(of, dict):
        return {name: _rounded(value) for name, value in of.items()}
    if isinstance(of, list):
        return [_rounded(value) for value in of]
    return round(of, _DIGITS + 1) if isinstance(of, float) else of


def quantiles() -> list[float]:
    """Return the quantiles of Student's t for 95 % intervals, by degrees of freedom from 1 on."""
    from scipy.special import stdtrit

    from experiments.measures.statistics import CONFIDENCE

    return [float(stdtrit(n, 0.5 + CONFIDENCE / 2)) for n in range(1, _MOST_FUTURES)]
