"""The data of worlds.

worlds.csv
    A line for each number and a column for each world; what each world shows below.
ranges.csv
    One row per assumed number: its range, what is left of it, and whether the waves have learned it.
statements.csv
    One row per statement: what is known, what worlds and the market show, and how many worlds it rules out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.design.ensemble import ENSEMBLE, Ensemble, provenance
from experiments.worlds.evidence import CUTOFF
from experiments.worlds.waves import Matched

if TYPE_CHECKING:
    from experiments.running.study import Study

LEVEL = 0.05
"""What would come about by chance more often than this is not told."""


def ensemble(found: Matched, study: Study, command: str) -> Ensemble:
    """Return the worlds that remain, as a table with how they were made."""
    remaining = found.remaining
    shown = found.checked.shown
    titles = found.evidence.titles
    made = provenance(study.market) | {
        "command": command,
        "facts": found.evidence.file.file or "none",
        "worlds": f"{len(remaining)} of {sum(len(wave.inputs) for wave in found.waves)} simulated",
        "customers": f"{study.customers}",
    }
    return Ensemble(
        ENSEMBLE,
        tuple(found.checked.numbers[place] for place in remaining),
        found.market,
        {title: tuple(map(float, shown[remaining, place])) for place, title in enumerate(titles)},
        {title: float(shown[0, place]) for place, title in enumerate(titles)},
        made,
    )


def ranges(found: Matched) -> list[dict[str, Any]]:
    """Return one row per assumed number, those of which most was ruled out first."""
    inputs = found.checked.inputs[found.remaining]
    active = learned(found)
    rows = []
    for place, factor in enumerate(found.factors):
        values = factor.low + inputs[:, place] * (factor.high - factor.low)
        rows.append(
            {
                "number": factor.path,
                "unit": factor.unit,
                "market": factor.default,
                "low": factor.low,
                "high": factor.high,
                "left_low": float(np.quantile(values, 0.05)),
                "left_high": float(np.quantile(values, 0.95)),
                "ruled_out": ruled_out(inputs[:, place]),
                "is_learned": place in active,
                "is_narrower": is_narrower(inputs[:, place]),
            }
        )
    return sorted(rows, key=lambda row: (not row["is_narrower"], -row["ruled_out"], row["number"]))


def learned(found: Matched) -> list[int]:
    """Return the positions of the numbers that some wave has found to matter for a statement."""
    return sorted({int(place) for screen in found.screens for place in screen.active})


def ruled_out(inputs: np.ndarray) -> float:
    """Return how much narrower worlds lie than the range, 0 (nowhere ruled out) to 1, from (worlds,) of 0 to 1."""
    return float(max(0.0, 1.0 - inputs.std() * math.sqrt(12.0)))


def is_narrower(inputs: np.ndarray) -> bool:
    """Return whether worlds lie otherwise than evenly in the range of a number, beyond chance (Kolmogorov-Smirnov)."""
    from scipy.stats import kstest

    return bool(kstest(inputs, "uniform").pvalue < LEVEL / 10)


def trade_offs(found: Matched) -> list[tuple[int, int, float]]:
    """Return pairs of learned numbers that trade off in the worlds, with their rank correlation, strongest first.

    Beyond chance among all pairs (Bonferroni).
    """
    from scipy.stats import spearmanr

    inputs, active = found.checked.inputs[found.remaining], learned(found)
    pairs = [(a, b) for place, a in enumerate(active) for b in active[place + 1 :]]
    if len(inputs) < 8:
        return []
    tested = [(a, b, spearmanr(inputs[:, a], inputs[:, b])) for a, b in pairs]
    kept = [(a, b, float(test.statistic)) for a, b, test in tested if test.pvalue < LEVEL / len(pairs)]
    return sorted(kept, key=lambda each: -abs(each[2]))


def excluded(found: Matched) -> np.ndarray:
    """Return the share of the first wave that each statement alone rules out, (statements,)."""
    first = found.waves[0]
    apart = found.evidence.implausibility(first.scaled, found.checked.luck)
    return np.asarray((apart > CUTOFF).mean(axis=0))


def statements(found: Matched) -> list[dict[str, Any]]:
    """Return one row per statement."""
    remaining, alone = found.remaining, excluded(found)
    rows = []
    for place, each in enumerate(found.evidence.statements):
        shown = found.checked.shown[remaining, place]
        rows.append(
            {
                "statement": each.title,
                "kind": each.kind,
                "unit": each.unit,
                "low": each.low,
                "high": each.high,
                "standard_deviation_allowed": each.given * each.scale,
                "ruled_out_alone": float(alone[place]),
                "worlds_low": float(shown.min()),
                "worlds_mean": float(shown.mean()),
                "worlds_high": float(shown.max()),
                "market": float(found.checked.shown[0, place]),
                "market_implausibility": float(found.checked.implausibility[0, place]),
            }
        )
    return rows


def short_statements(found: Matched) -> list[dict[str, Any]]:
    """Return one row per statement with what fits a terminal."""
    return [
        {
            "statement": row["statement"],
            "known": each.wanted,
            "worlds show": f"{row['worlds_low']:.3g} to {row['worlds_high']:.3g}",
            "market": row["market"],
            "rules out alone": f"{100 * row['ruled_out_alone']:.0f} %",
        }
        for row, each in zip(statements(found), found.evidence.statements, strict=True)
    ]
