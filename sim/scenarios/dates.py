"""Dates of a scenario file turned into weeks of its market."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pydantic import TypeAdapter, ValidationError

from sim.market.agreement import Disagreement
from sim.market.calendar import Date, week_of_date
from sim.market.checking import in_words
from sim.market.documents import Node
from sim.market.messages import Place, quoted

WEEKS = {"from_date": "from_week", "until_date": "until_week"}
"""Keys of levers that are dates -> keys that are weeks."""
_DATE: TypeAdapter[date] = TypeAdapter(Date)


def with_weeks(document: Node, start: date | None, place: Place = ()) -> tuple[Node, list[Disagreement]]:
    """Return a file in which the dates of its levers are weeks, and what is wrong with them.

    Parameters
    ----------
    document : a part that has levers.
    start : the day on which week 1 of the market begins.
    place : of that part in its file.
    """
    levers = document.at("levers")
    if levers is None or not isinstance(levers.value, list):
        return document, []
    wrong: list[Disagreement] = []
    dated = []
    for position, lever in enumerate(levers.value):
        keys = dict(lever.value) if isinstance(lever.value, dict) else {}
        for key, week in WEEKS.items():
            if key in keys:
                try:
                    keys[week] = replace(keys[key], value=_week(keys, key, start))
                except ValueError as error:
                    wrong.append(((*place, "levers", position, key), str(error)))
                    del keys[key]
        dated.append(replace(lever, value=keys) if keys else lever)
    return replace(document, value=document.value | {"levers": replace(levers, value=dated)}), wrong


def _week(keys: dict[str, Node], key: str, start: date | None) -> int:
    """Return the week that a date of a lever stands for.

    Raises
    ------
    ValueError
        When the date makes no sense, with the reason.
    """
    if WEEKS[key] in keys:
        raise ValueError(f"cannot be given together with {WEEKS[key]}")
    if start is None:
        raise ValueError(f"needs a start_date in the market file; without one give {WEEKS[key]}")
    try:
        day = _DATE.validate_python(keys[key].plain())
    except ValidationError as error:
        raise ValueError(in_words(error.errors()[0])) from error
    if day < start:
        raise ValueError(f"must not come before the start_date of the market, {start} (got {quoted(str(day))})")
    return week_of_date(start, day)
