"""Compare: levers on the left, the answer on the right, baseline and strategy on the same luck."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Sequence
from types import ModuleType
from typing import Any

from app.address import CUSTOMERS, FUTURES, LIVE_CUSTOMERS, WEEKS, Asked, plain, scenario_file
from app.answers import SHOWN, Answer, Future, Spread, spread
from app.catalogue import Catalogue, Facts, shipped
from app.desk import Desk
from app.questions import questions
from experiments.pictures.trajectories import Label, gain_picture, pair_picture

KEPT_ANSWERS = 60


class Answers:
    """Answers of questions that were asked lately, so that undo is immediate; the shipped ones are among them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: dict[str, Answer] = {}

    def beforehand(self, asked: Asked) -> Answer | None:
        """Return the shipped answer of a question, None when there is none."""
        document = shipped().get(asked.market)
        is_of_today = not asked.acts
        if document is None or asked.key not in (document["asked"], Asked(asked.market).key):
            return None
        found = [
            Future(int(seed), sides["as_is"], sides["as_is" if is_of_today else "with"])
            for seed, sides in document["futures"].items()
        ]
        return Answer(asked.weeks, found, quantiles())

    def known(self, asked: Asked) -> Answer | None:
        """Return a whole answer that this model gave, or gave when the page was made."""
        if (answer := self._kept.get(asked.key)) is not None:
            return answer
        document = shipped().get(asked.market)
        is_same_model = document is not None and self._desk.state.get("code") == document["code"]
        return self.beforehand(asked) if is_same_model else None

    async def live(self, asked: Asked, facts: Facts, visitor: str) -> AsyncIterator[Answer | str]:
        """Yield the answer as it grows, or the words of an error; a whole one is kept."""
        answer = Answer(asked.weeks, [Future(seed) for seed in asked.seeds], quantiles())
        common = {"kind": "what-if", "market": asked.market, "customers": asked.customers, "weeks": asked.weeks}
        text = scenario_file(asked, facts, "", "") if asked.acts else ""
        asks = [common | {"seed": seed, "scenario": text} for seed in asked.seeds]
        async for position, told in self._desk.ask(visitor, asks):
            if "error" in told:
                yield str(told["error"])
                return
            if "as_is" in told:
                answer.futures[position].add(told)
                yield answer
        self._keep(asked.key, answer)
        yield answer

    def _keep(self, key: str, answer: Answer) -> None:
        self._kept[key] = answer
        while len(self._kept) > KEPT_ANSWERS:
            self._kept.pop(next(iter(self._kept)))


def quantiles() -> Sequence[float]:
    """Return the quantiles of Student's t that were shipped."""
    return next(iter(shipped().values()))["quantiles"]


# The page ----------------------------------------------------------------------------------------------------------


def page(asked: Asked, catalogue: Catalogue, answers: Answers, words: ModuleType) -> dict[str, Any]:
    """Return what the template of the room shows."""
    facts = catalogue[asked.market]
    answer = answers.known(asked) or answers.beforehand(asked)
    return {
        "asked": asked,
        "facts": facts,
        "markets": [(name, catalogue[name]["title"]) for name in catalogue],
        "strategies": [(each["name"], each["title"]) for each in facts["strategies"]],
        "question": _question(asked, facts),
        "levers": [_lever(lever, asked, facts, words) for lever in facts["levers"]],
        "questions": questions(facts, asked, words),
        "weeks": [(weeks, words.horizon(weeks)) for weeks in WEEKS],
        "sizes": [(size, words.people(size)) for size in LIVE_CUSTOMERS],
        "run_sizes": [(size, words.people(size)) for size in CUSTOMERS],
        "luck": words.luck(asked.seed, FUTURES),
        "other_luck": asked.but(seed=asked.seed + FUTURES).query(),
        "as_today": asked.but(levers={}, strategy="").query(),
        "answer": shown(answer, asked, facts, words) if answer else empty(asked, facts, words),
    }


def _question(asked: Asked, facts: Facts) -> str:
    """Return the question of the chosen strategy, unless it stands among those to begin with."""
    if asked.strategy == facts.get("opens_with"):
        return ""
    return next((each["question"] for each in facts["strategies"] if each["name"] == asked.strategy), "")


def _lever(lever: dict[str, Any], asked: Asked, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return a lever as the page shows it."""
    value = asked.levers.get(lever["key"], lever["today"])
    paths: list[str] = next((each["paths"] for each in facts["strategies"] if each["name"] == asked.strategy), [])
    return {
        "key": lever["key"],
        "label": words.lever_label(lever, facts["kind"]),
        "value": words.lever_value(lever["counts"], value),
        "stop": lever["stops"].index(value),
        "today": lever["stops"].index(lever["today"]),
        "stops": [plain(stop) for stop in lever["stops"]],
        "texts": [words.lever_value(lever["counts"], stop) for stop in lever["stops"]],
        "source": words.lever_source(lever),
        "is_moved": lever["key"] in asked.levers,
        "is_set": lever["path"] in paths and lever["key"] not in asked.levers,
    }


def empty(asked: Asked, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return an answer in which nothing is known yet; pictures keep their places."""
    pictures = {
        "gain": gain_picture([], [], [], asked.weeks, Label(""), words.eur_tick, words.PANELS["gain"], words.WEEK)
    }
    pictures |= {
        name: pair_picture(
            [], [], asked.weeks, (Label(""), Label("")), words.plain_tick, words.PANELS[name], words.WEEK
        )
        for name in SHOWN[facts["kind"]]
    }
    panels = [{"title": words.PANELS[name], "change": "", "svg": svg} for name, svg in pictures.items()]
    return {
        "finding": "…",
        "pays": "",
        "basis": "",
        "panels": panels,
        "table": [],
        "is_whole": False,
        "query": asked.query(),
    }


def shown(answer: Answer, asked: Asked, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return an answer as the page shows it: finding, break-even, pictures and a table."""
    if not answer.reached:
        return empty(asked, facts, words)
    gain, whole = answer.gain, len(answer.whole)
    pays = ""
    if not asked.acts:
        finding = words.as_things_are(facts["brand_title"], answer.levels("customers")[1][-1], answer.reached)
    elif not whole:
        finding = words.so_far(gain, answer.reached)
    else:
        finding = words.finding(gain, asked.weeks, answer.cost)
        pays = words.break_even(answer.gain_before_cost, answer.cost, asked.weeks)
    return {
        "finding": finding,
        "pays": pays,
        "basis": words.basis(whole, len(answer.futures), asked.customers, facts["customers"], asked.seed),
        "panels": [_gain_panel(answer, words), *(_pair_panel(answer, name, words) for name in SHOWN[facts["kind"]])],
        "table": _table(answer, facts, words) if answer.is_whole else [],
        "is_whole": answer.is_whole,
        "query": asked.query(),
    }


def _gain_panel(answer: Answer, words: ModuleType) -> dict[str, str]:
    gains = answer.gains()
    points = [spread(values, answer.quantiles) for values in zip(*gains, strict=True)]
    band = [(point.low, point.high) for point in points] if len(gains) > 1 else []
    last = points[-1]
    change = words.eur_spread(last, signed=True) if any(map(any, gains)) else ""
    title = f"{words.PANELS['gain']}: {change or words.NOTHING_MOVED}"
    mean = [point.mean for point in points]
    end = Label(words.number(last.mean, signed=True))
    svg = gain_picture(gains, band, mean, answer.weeks, end, words.eur_tick, title, words.WEEK)
    return {"title": words.PANELS["gain"], "change": change, "svg": svg}


def _pair_panel(answer: Answer, name: str, words: ModuleType) -> dict[str, str]:
    as_is, with_it, difference = answer.levels(name)
    tick = words.per_cent_tick if name == "churn" else words.plain_tick
    ends = Label(f"{words.figure(name, as_is[-1])}", words.TODAY), Label(words.figure(name, with_it[-1]))
    same = difference == Spread(0.0, difference.half) and not math.isfinite(difference.half)
    change = words.figure_difference(name, difference) if as_is != with_it and not same else ""
    title = f"{words.PANELS[name]}: {change or words.NOTHING_MOVED}"
    svg = pair_picture(as_is, with_it, answer.weeks, ends, tick, title, words.WEEK)
    return {"title": words.PANELS[name], "change": change, "svg": svg}


def _table(answer: Answer, facts: Facts, words: ModuleType) -> list[tuple[str, ...]]:
    """Return the figures at each quarter of the time."""
    rows: list[tuple[str, ...]] = []
    for k in range(1, 5):
        week = answer.weeks * k // 4
        gained = words.eur_spread(answer.gain_at(week), signed=True)
        rows.append((words.PANELS["gain"], str(week), "", "", gained))
    for name in SHOWN[facts["kind"]]:
        for k in range(1, 5):
            week = answer.weeks * k // 4
            as_is, with_it, difference = answer.difference_at(name, week)
            cells = words.figure(name, as_is), words.figure(name, with_it), words.figure_difference(name, difference)
            rows.append((words.PANELS[name], str(week), *cells))
    return rows


def my_scenario(asked: Asked, facts: Facts, words: ModuleType) -> str:
    """Return the scenario file of a question, with its title and question in words."""
    by_key = {lever["key"]: lever for lever in facts["levers"]}
    changes = [
        words.change(words.lever_label(by_key[key], facts["kind"]), words.lever_value(by_key[key]["counts"], value))
        for key, value in asked.levers.items()
    ]
    return scenario_file(asked, facts, words.MY_SCENARIO, words.my_question(changes).replace("\u00a0", " "))
