"""What a process does for a copy: it answers the page's own questions, and lives the points of a surface."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from app.answers import FIGURES, MARGIN, WEEKS_SMOOTHED, Series
from app.export.desk import text_of
from language import speaking

GAIN = "gain"
SURFACE = "surface"
"""Kind of a question about the points of a surface: what each scenario file of `scenarios` changes with a seed."""
Told = dict[str, Any]
_LIVES = ("journey", "stage", "people", "story", "network")


def together(questions: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return questions in groups of which each is answered by one process, which then settles its market once."""
    groups: dict[tuple[Any, ...], list[str]] = {}
    for question in questions:
        kind = "lives" if question["kind"] in _LIVES else question["kind"]
        of_one = kind in ("lives", "what-if", "lessons")
        place: tuple[Any, ...] = (
            (kind, question.get("market"), question.get("seed")) if of_one else (text_of(question),)
        )
        if kind == "lives" and question["kind"] != "network":
            place += (question.get("scenario", ""),)
        groups.setdefault(place, []).append(text_of(question))
    return [tuple(texts) for texts in groups.values()]


def answered(texts: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Return what is told in answer to some questions, as bytes: see :func:`answers_in`."""
    told = [_told(json.loads(text)) for text in texts]
    return {"told": np.frombuffer(zlib.compress(json.dumps(told, separators=(",", ":")).encode()), np.uint8)}


def answers_in(kept: Mapping[str, np.ndarray]) -> list[list[Told]]:
    """Return what was told in answer to each of some questions.

    Raises
    ------
    ValueError, KeyError, zlib.error
        When that is no answer.
    """
    found: list[list[Told]] = json.loads(zlib.decompress(kept["told"].tobytes()))
    return found


def fits(texts: tuple[str, ...], kept: Any) -> bool:
    """Return whether what was kept answers so many questions."""
    try:
        return len(answers_in(kept)) == len(texts)
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error):
        return False


def _told(question: Told) -> list[Told]:
    from app.engine import work

    told: list[Told] = []
    with speaking(question.get("language", "en")):
        if question["kind"] == SURFACE:
            _points(question, told)
        else:
            for _ in work.work(question, told.append):
                pass
    return _last(told) if question["kind"] in ("moments", "lesson") else told


def _last(told: list[Told]) -> list[Told]:
    """Return the last answer of each form: those before it are the same, as far as it had come."""
    return list({tuple(each): each for each in told}.values())


def _points(question: Told, told: list[Told]) -> None:
    """Tell of each scenario file by how much each figure differs at the end of each quarter of a year."""
    from app.engine import work

    for scenario in question["scenarios"]:
        rows: list[Told] = []
        for _ in work.work(question | {"kind": "what-if", "scenario": scenario}, rows.append):
            pass
        as_is, with_it = ([row for each in rows for row in each[side]] for side in ("as_is", "with"))
        told.append({name: differences(name, as_is, with_it) for name in question["figures"]})


def differences(figure: str, as_is: Sequence[Series], with_it: Sequence[Series]) -> Series:
    """Return by how much a figure differs at the end of each quarter of a year; the gain is added up.

    Parameters
    ----------
    figure : a name of :data:`app.answers.FIGURES`, or "gain".
    as_is, with_it : rows of all weeks.
    """
    ends = range(WEEKS_SMOOTHED - 1, len(as_is), WEEKS_SMOOTHED)
    if figure == GAIN:
        gained = accumulate(b[MARGIN] - a[MARGIN] for a, b in zip(as_is, with_it, strict=True))
        found = list(gained)
        return [found[week] for week in ends]
    before, after = FIGURES[figure](as_is), FIGURES[figure](with_it)
    return [after[week] - before[week] for week in ends]
