"""The codebook: the causes that a brand can read in what customers write.

Who codes verbatims sees what the codebook has a name for. A cause without a code is taken for one that resembles it, or
goes to the pile of the rest; when the pile has grown enough somebody looks at it, and the cause gets a code.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

NONE, UNKNOWN, OTHER = "none", "unknown", "other"
"""In place of a cause: the verbatim names none, it could not be read, it fits no code."""

ON_THE_SAME_SHEET = "ces"
"""Instrument whose answers have the verbatim of another one."""

UNCAUSED = (NONE, UNKNOWN, OTHER)

Confusion = Mapping[str, Mapping[str, float]]
"""Cause -> other cause -> share of the misread verbatims about it that are taken for the other one."""


def coded(feedback: pd.DataFrame, codes: Collection[str], taken_for: Confusion) -> pd.DataFrame:
    """Return feedback as it is read with a codebook.

    Answers about a cause without a code are shared out over the codes that it is taken for; the rest is *other*.
    """
    has_code = feedback["cause"].isin([*codes, *UNCAUSED])
    if has_code.all():
        return feedback
    parts = [feedback[has_code]]
    for cause, lines in feedback[~has_code].groupby("cause"):
        shares = {other: share for other, share in taken_for.get(str(cause), {}).items() if other in codes}
        shares[OTHER] = max(0.0, 1.0 - sum(shares.values()))
        parts += [
            lines.assign(cause=other, answers=share * lines["answers"]) for other, share in shares.items() if share > 0
        ]
    return pd.concat(parts, ignore_index=True)


def found_causes(feedback: pd.DataFrame, codes: Collection[str], enough: float) -> list[str]:
    """Return the causes without a code that enough verbatims, complaints and alerts are about, sorted.

    Satisfaction and ease are scored on one questionnaire, whose verbatim counts once.
    """
    is_about = ~feedback["cause"].isin([*codes, *UNCAUSED]) & (feedback["instrument"] != ON_THE_SAME_SHEET)
    about = feedback[is_about].groupby("cause")["answers"].sum()
    return sorted(map(str, about.index[about >= enough]))
