"""What is added up before it is kept: answers of a week as counts, and the rows of pilots as those of segments."""

from __future__ import annotations

import numpy as np

from sim.rules.answers import TOP_SCORE, WEEKS_PER_YEAR, real_share
from sim.state.columns import at_start
from sim.state.feedback import FEEDBACK, FINEST
from sim.state.states import ANSWER_COLUMNS
from sim.state.tables import NOBODY, NOT_ANSWERED, UNKNOWN, WRITTEN_DOWN, Instrument, World


def with_room_for_answers(world: World) -> World:
    """Return a world in which answers can be kept as soon as a brand asks: a row for each customer."""
    asks = world.touchpoints["asking_rate"].any() or world.offers["relational_coverage"].any()
    if len(world.answers) or not asks:
        return world
    return world._replace(answers=at_start(ANSWER_COLUMNS, len(world.customers)))


def by_segment(table: np.ndarray, segments: int) -> np.ndarray:
    """Return a table (brands, rows, ...) as one (brands, segments, ...): rows of the same segment are added up.

    Where there is no pilot, rows are segments already. Records must have fields of one type of number only.
    """
    if table.shape[1] == segments:
        return table
    rows = table.reshape(table.shape[0], -1, segments, *table.shape[2:])
    if table.dtype.names is None:
        return rows.sum(axis=1)
    kind = table.dtype[0].base
    return np.ascontiguousarray(rows.view(kind).reshape(*rows.shape, -1).sum(axis=1)).view(table.dtype)[..., 0]


def real_people(world: World) -> float:
    """Return how many real people each simulated customer stands for."""
    category = world.category[0]
    return float(category["people_per_customer"] * category["customers"] / len(world.customers))


def folded(world: World, week: int) -> np.ndarray:
    """Return what brands were told in a week, one FEEDBACK line for equal answers, as it was told: without delay."""
    lines = np.concatenate([_answered(world, week), _voiced(world)])
    lines["week"] = week
    return lines


def _answered(world: World, week: int) -> np.ndarray:
    """Return what customers answered in a week when they were asked.

    An answer counts for as many as there are in the real market: see :func:`sim.rules.answers.real_share`.
    """
    if not len(world.answers):
        return np.zeros(0, FEEDBACK)
    given, segment = world.answers, world.customers["segment"]
    r = real_people(world)
    about, asked = np.flatnonzero(given["week"] == week), np.flatnonzero(given["relational_week"] == week)
    about = about[(given["rank"][about] < r) & (given["score"][about] != NOT_ANSWERED)]
    asked = asked[given["relational_score"][asked] != NOT_ANSWERED]
    of, by = given[about], given[asked]
    weekly = world.offers["relational_coverage"][segment[asked], by["relational_brand"]] / WEEKS_PER_YEAR
    heard = _worth(of["rate"].astype(float), r)
    lines = (
        _counted(
            world, Instrument.CSAT, segment[about], of["brand"], of["touchpoint"], of["cause"], of["score"], heard
        ),
        _counted(world, Instrument.CES, segment[about], of["brand"], of["touchpoint"], of["cause"], of["ease"], heard),
        _counted(
            world,
            Instrument.NPS,
            segment[asked],
            by["relational_brand"],
            np.full(len(by), NOBODY),
            by["relational_cause"],
            by["relational_score"],
            _worth(weekly, r),
        ),
    )
    return np.concatenate(lines)


def _voiced(world: World) -> np.ndarray:
    """Return the complaints that reached headquarters and the alerts of staff; their score is the lowest."""
    if not world.voices.any():
        return np.zeros(0, FEEDBACK)
    voices, brand, segment, touchpoint, cause = np.nonzero(world.voices)
    lines = np.zeros(len(voices), FEEDBACK)
    lines["instrument"] = np.where(voices == WRITTEN_DOWN, Instrument.COMPLAINTS, Instrument.ALERTS)
    lines["brand"], lines["segment"] = brand, segment % int(world.category[0]["segments"])
    lines["touchpoint"], lines["cause"] = touchpoint + NOBODY, cause + UNKNOWN
    offers = world.offers[segment, brand]
    reported = offers["alert_share"] * world.brand_states["reported"][brand]
    share = np.where(voices == WRITTEN_DOWN, offers["complaints_logged"], reported)
    worth = np.maximum(1.0, share * real_people(world))
    lines["answers"] = world.voices[voices, brand, segment, touchpoint, cause] * worth
    return lines


def _worth(rate: np.ndarray, r: float) -> np.ndarray:
    """Return for how many real answers one counts, by the rate of questions; see sim.rules.answers.real_share."""
    rates, place = np.unique(rate, return_inverse=True)
    worth = r * np.array([real_share(each, r) for each in rates.tolist()])
    return (np.round(worth / FINEST) * FINEST)[place]


def _counted(world: World, instrument: int, *columns: np.ndarray) -> np.ndarray:
    """Return FEEDBACK lines of answers, equal ones counted.

    `columns`, (answers,) each: row of the segment, brand, touchpoint, cause read, score, and for how many real ones it
    counts.
    """
    segments, brands, touchpoints = world.touchpoints.shape
    shape = (brands, segments, touchpoints + 1, world.taken_for.shape[-1] - UNKNOWN, TOP_SCORE + 1)
    row, brand, touchpoint, cause, score, worth = columns
    places = (
        brand,
        row % int(world.category[0]["segments"]),
        touchpoint.astype(int) - NOBODY,
        cause.astype(int) - UNKNOWN,
        score,
    )
    codes, place = np.unique(np.ravel_multi_index([each.astype(int) for each in places], shape), return_inverse=True)
    lines = np.zeros(len(codes), FEEDBACK)
    names = ("brand", "segment", "touchpoint", "cause", "score")
    for name, part in zip(names, np.unravel_index(codes, shape), strict=True):
        lines[name] = part
    lines["touchpoint"] += NOBODY
    lines["cause"] += UNKNOWN
    lines["instrument"] = instrument
    lines["answers"] = np.bincount(place, worth, len(codes))
    return lines
