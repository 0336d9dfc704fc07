"""Stories: one person in two worlds, and people worth following."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from app.engine.lives import Life, Lives, whole_life
from experiments.pages.diaries import retold
from language import phrase
from sim.diary.diary import Diary
from sim.diary.tellings import Entry

Tell = Callable[[dict[str, Any]], None]
_MOST = 6
"""People of each kind that are offered."""
_UNHAPPY = 0.5


def both(lives: Lives, asked: dict[str, Any]) -> Iterator[tuple[Life, Life] | None]:
    """Yield nothing while turns are taken, and at last the life as things are and that with the strategy."""
    found = []
    for scenario in ("", asked.get("scenario") or ""):
        for life in whole_life(lives, asked | {"scenario": scenario}):
            if life is None:
                yield None
            else:
                found.append(life)
    yield found[0], found[1]


def story(lives: Lives, asked: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Tell the diary of one person in both worlds, line by line, with what happened in one of them only."""
    for pair in both(lives, asked):
        if pair is None:
            yield
            continue
        as_is, with_it = pair
        people = as_is.satisfaction.shape[1]
        person = min(max(int(asked["person"]), 1), people) - 1
        lines = [lines_of(life, person) for life in pair]
        shared = Counter(map(_identity, lines[0])) & Counter(map(_identity, lines[1]))
        worlds = [_marked(own, shared) for own in lines]
        tell(
            {
                "person": person + 1,
                "people": people,
                "segment": _segment(as_is, person),
                "brands": [phrase(brand.title) for brand in as_is.world.market.brands.values()],
                "parted": _parted(as_is, with_it, person, worlds),
                "worlds": [
                    {
                        "satisfaction": [round(float(x), 3) for x in life.satisfaction[:, person]],
                        "brand": life.brand[:, person].tolist(),
                        "lines": own,
                    }
                    for life, own in zip(pair, worlds, strict=True)
                ],
            }
        )


def lines_of(life: Life, person: int) -> list[dict[str, Any]]:
    """Return the diary of a person as plain lines; trouble is told with the encounter where it was felt."""
    found, trouble = [], ""
    for entry in Diary(person + 1, life.notes_of(person), life.world.market):
        if entry.event == "trouble":
            trouble = phrase(entry.about)
            found.append(_line(entry, ""))
            continue
        found.append(_line(entry, trouble if entry.event == "encounter" else ""))
        trouble = ""
    return found


def _line(entry: Entry, trouble: str) -> dict[str, Any]:
    said = retold(entry)
    figures = {name: round(value, 3) for name, value in entry.figures.items()}
    return {
        "week": entry.week,
        "event": entry.event,
        "brand": phrase(entry.brand),
        "about": said.about,
        "text": said.text,
        "trouble": trouble,
        "figures": figures,
    }


def _identity(line: dict[str, Any]) -> tuple[Any, ...]:
    return line["week"], line["event"], line["brand"], line["about"]


def _marked(lines: list[dict[str, Any]], shared: Counter[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Return lines with whether they happened in both worlds."""
    left = shared.copy()
    marked = []
    for line in lines:
        is_shared = left[_identity(line)] > 0
        left[_identity(line)] -= is_shared
        marked.append(line | {"shared": is_shared})
    return marked


def _segment(life: Life, person: int) -> str:
    segments = list(life.world.market.segments.values())
    return phrase(segments[int(life.world.world.customers["segment"][person])].title)


def _parted(as_is: Life, with_it: Life, person: int, worlds: Sequence[list[dict[str, Any]]]) -> int | None:
    """Return the first week in which what happens, satisfaction or brand differs, None when nothing ever does."""
    differs = (as_is.satisfaction[:, person] != with_it.satisfaction[:, person]) | (
        as_is.brand[:, person] != with_it.brand[:, person]
    )
    weeks = [line["week"] for lines in worlds for line in lines if not line["shared"]]
    weeks += [int(np.argmax(differs)) + 1] if differs.any() else []
    return min(weeks, default=None)


def people(lives: Lives, asked: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Tell whom to follow: who leaves only as things are, only with the strategy, in both, or stays unhappy."""
    for pair in both(lives, asked):
        if pair is None:
            yield
            continue
        as_is, with_it = pair
        left = [_leaving(life) for life in pair]
        ends = as_is.brand[-1] == as_is.focus
        groups = {
            "stayed_with_it": left[0] & ~left[1] & (with_it.brand[-1] == as_is.focus),
            "left_with_it": left[1] & ~left[0] & ends,
            "left": left[0] & left[1],
            "unhappy": ~left[0] & ends & (as_is.satisfaction[-1] < _UNHAPPY),
        }
        gap = np.abs(with_it.satisfaction[-1] - as_is.satisfaction[-1])
        tell({"groups": {name: _picked(who, gap) for name, who in groups.items()}})


def _leaving(life: Life) -> np.ndarray:
    """Return who leaves the brand at any time, (people,) bool."""
    was = np.vstack([life.brand[:1] == life.focus, life.brand[:-1] == life.focus])
    return (was & (life.brand != life.focus)).any(axis=0)


def _picked(who: np.ndarray, gap: np.ndarray) -> dict[str, Any]:
    """Return how many people there are of a kind, and those whose two lives differ most."""
    rows = np.flatnonzero(who)
    order = np.argsort(-gap[rows], kind="stable")[:_MOST]
    return {"count": len(rows), "people": (rows[order] + 1).tolist()}
