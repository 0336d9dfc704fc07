"""The calendar: weeks of a market that has a start date, and the days on which they begin."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from sim.market.messages import quoted

DAYS_A_WEEK = 7


def _as_date(value: Any) -> Any:
    """Return a day that a file gives as text."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise PydanticCustomError(
            "date", "must be a date such as 2026-01-05 (got {got})", {"got": quoted(value)}
        ) from None


Date = Annotated[date, BeforeValidator(_as_date, json_schema_input_type=date)]


def date_of_week(start: date, week: int) -> date:
    """Return the first day of a week; week 1 begins on the day `start`."""
    return start + timedelta(days=DAYS_A_WEEK * (week - 1))


def week_of_date(start: date, day: date) -> int:
    """Return the week in which a day lies, 1 being the one that begins on the day `start`."""
    return (day - start).days // DAYS_A_WEEK + 1
