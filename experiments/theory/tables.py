"""The results of a theory as tables."""

from __future__ import annotations

from typing import Any

from experiments.pages.formats import clean
from experiments.theory.claim import Claim, Effect
from experiments.theory.theory import Theory
from experiments.theory.verdict import Found
from experiments.theory.words import effect_found, named
from language import phrase, speaking


def rows(theory: Theory) -> list[dict[str, Any]]:
    """Return one row per effect, and one per claim without any, as in ``theory.csv``, in English."""
    found = []
    for shown in theory.claims:
        head = {"claim": shown.claim.id, "market": theory.market.name, "verdict": shown.verdict.value}
        tail = _of_claim(shown.claim) | {
            "lacks": shown.why_not or shown.claim.awaits,
            "seeds": len(theory.seeds),
            "customers": theory.customers,
        }
        parts = [_of_effect(part.effect, part.found) for part in shown.effects] or [_of_effect(None, None)]
        found += [head | part | tail for part in parts]
    with speaking("en"):
        return [
            {key: named(cell, theory.market) if isinstance(cell, str) else cell for key, cell in row.items()}
            for row in found
        ]


def _of_claim(claim: Claim) -> dict[str, Any]:
    return {
        "part": claim.part,
        "sentence": clean(claim.sentence),
        "question": clean(claim.question),
        "rule": claim.rule,
        "source": clean(claim.source),
        "switch": f"{claim.switch.path}: {claim.switch.to:g}" if claim.switch else "",
        "scenario": claim.scenario,
    }


def _of_effect(effect: Effect | None, found: Found | None) -> dict[str, Any]:
    if effect is None or found is None:
        names = ("compared", "first", "second", "unit", "expected", "smallest", "why")
        return dict.fromkeys((*names, "effect", "low", "high", "level", "effect_verdict"))
    return {
        "compared": effect.words,
        "first": effect.first.words,
        "second": effect.second.words,
        "unit": effect.unit,
        "expected": effect.expected,
        "smallest": effect.smallest,
        "why": effect.why,
        "effect": found.mean,
        "low": found.low,
        "high": found.high,
        "level": found.level,
        "effect_verdict": found.verdict.value,
    }


def lines(theory: Theory) -> list[dict[str, Any]]:
    """Return one line per claim, as a terminal shows it."""
    return [
        {
            "claim": shown.claim.id,
            "verdict": phrase(shown.verdict.value),
            "effect": effect_found(shown.deciding.effect, shown.deciding.found) if shown.deciding else "",
            "sentence": phrase(shown.claim.sentence),
        }
        for shown in theory.claims
    ]
