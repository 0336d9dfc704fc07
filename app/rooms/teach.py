"""Teach: a claim of the theory as an experiment; predict first, then run, then explain."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from app.address import LARGEST_SEED, in_language, whole
from app.answers import Spread, spread
from app.catalogue import Catalogue, Facts
from app.desk import Desk
from app.rooms.compare import quantiles
from app.words.texts import Lesson, Shown
from experiments.pictures.contrast import (
    Interval,
    Line,
    Points,
    Zones,
    contrast_picture,
    interval_picture,
    sides_picture,
)
from language import filled

FUTURES = 8
"""Futures of a lesson: the seeds `seed` to `seed + FUTURES - 1`."""
CUSTOMERS = 2_000
GUESSES = ("higher", "same", "lower")
_SECONDS_OF_A_GLANCE = 1.0
"""Whoever stays longer than that on a lesson will probably run it."""
_KEPT = 60
_FEWEST_POINTS = 3


@dataclass(frozen=True)
class Taught:
    """What is on the page: a lesson on a market, what the visitor predicts, and whether the rule is turned off.

    Attributes
    ----------
    guess : one of GUESSES, "" before the visitor has chosen.
    """

    market: str
    lesson: str
    guess: str = ""
    off: bool = False
    seed: int = 1

    @property
    def seeds(self) -> list[int]:
        """The seeds of its futures."""
        return list(range(self.seed, self.seed + FUTURES))

    def query(self, **others: Any) -> str:
        """Return the address, with others in place of what it says; empty values are left out."""
        found = {"lesson": self.lesson, "market": self.market, "guess": self.guess, "off": "1" if self.off else ""}
        found |= {"seed": self.seed if self.seed != 1 else ""} | others  # type: ignore[dict-item]
        return in_language(urlencode({name: value for name, value in found.items() if value}))

    @property
    def key(self) -> tuple[str, str, bool, int]:
        """What tells its answer from others: all but the guess."""
        return self.market, self.lesson, self.off, self.seed


def taught_in(query: Mapping[str, str], catalogue: Catalogue, words: ModuleType) -> Taught:
    """Return the lesson that an address means; what is unknown becomes the first."""
    market, lesson, guess = (query.get(name, "") for name in ("market", "lesson", "guess"))
    return Taught(
        market=market if market in catalogue else catalogue.first,
        lesson=lesson if lesson in words.LESSONS else next(iter(words.LESSONS)),
        guess=guess if guess in GUESSES else "",
        off=query.get("off") == "1",
        seed=whole(query.get("seed", ""), 1, 1, LARGEST_SEED),
    )


# The answer --------------------------------------------------------------------------------------------------------


@dataclass
class Lived:
    """One future of a lesson, as far as it has come.

    Attributes
    ----------
    effects : of each effect the points of both sides.
    values : of each effect "first", "second" and "effect", None before the end.
    """

    effects: list[list[list[tuple[float, float]]]] = field(default_factory=list)
    values: list[dict[str, float | None]] | None = None


@dataclass
class Answer:
    """What is known so far of a lesson.

    Attributes
    ----------
    found : of each effect what was found with its verdict, None before the end.
    """

    futures: list[Lived]
    found: list[dict[str, Any]] | None = None

    @property
    def whole(self) -> list[Lived]:
        """The futures that have come to their end."""
        return [each for each in self.futures if each.values is not None]

    def side(self, effect: int, side: int) -> list[tuple[float, float]]:
        """Return a side over the weeks: the mean of the whole futures, or the one that has come furthest."""
        begun = [each for each in self.futures if each.effects]
        shown = self.whole or sorted(begun, key=lambda each: -_reached(each))[:1]
        by_week: dict[float, list[float]] = {}
        for each in shown:
            for week, value in each.effects[effect][side]:
                by_week.setdefault(week, []).append(value)
        return [(week, math.fsum(values) / len(values)) for week, values in sorted(by_week.items())]

    def level(self, effect: int, name: str) -> float | None:
        """Return the mean of a side over the whole futures that have one."""
        values = self._values(effect, name)
        return math.fsum(values) / len(values) if values else None

    def effect(self, effect: int) -> Spread | None:
        """Return an effect over the whole futures."""
        values = self._values(effect, "effect")
        return spread(values, quantiles()) if values else None

    def _values(self, effect: int, name: str) -> list[float]:
        found = [each.values[effect][name] for each in self.whole if each.values]
        return [value for value in found if value is not None]

    def samples(self) -> list[list[float | None]]:
        """Return the values of each effect, one a future."""
        effects = range(len(self.whole[0].values or []))
        return [[each.values[place]["effect"] for each in self.whole if each.values] for place in effects]


def _reached(lived: Lived) -> float:
    return max((side[-1][0] for effect in lived.effects for side in effect if side), default=0.0)


class Lessons:
    """Lessons on the markets of the page: what the theory says, and answers that were given lately."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._facts: dict[str, dict[str, Any]] = {}
        self._kept: dict[tuple[str, str, bool, int], Answer] = {}
        self._settling: asyncio.Task[None] | None = None

    async def facts(self, market: str, visitor: str) -> dict[str, Any]:
        """Return what the theory says in each lesson on a market."""
        if market not in self._facts:
            async for _, told in self._desk.ask(visitor, [{"kind": "lessons", "market": market}]):
                if "lessons" in told:
                    self._facts[market] = told["lessons"]
        return self._facts.get(market, {})

    def lacks(self, taught: Taught) -> str:
        """Return why a market cannot show a lesson, as far as that is known; empty when it can."""
        return str(self._facts.get(taught.market, {}).get(taught.lesson, {}).get("lacks", ""))

    def prepare(self, taught: Taught) -> None:
        """Let workers settle the futures of a lesson, while its visitor thinks and nobody else asks; the latest one."""
        if self._settling:
            self._settling.cancel()
        self._settling = asyncio.create_task(self._settle(taught))

    async def _settle(self, taught: Taught) -> None:
        await asyncio.sleep(_SECONDS_OF_A_GLANCE)
        common = {"kind": "settle", "market": taught.market, "customers": CUSTOMERS}
        async for _ in self._desk.ask("", [common | {"seed": seed} for seed in taught.seeds]):
            pass

    async def live(self, taught: Taught, visitor: str) -> AsyncIterator[Answer | str]:
        """Yield the answer as it grows, or the words of an error; a whole one is kept."""
        if (known := self._kept.get(taught.key)) is not None:
            yield known
            return
        answer = Answer([Lived() for _ in taught.seeds])
        common = {"kind": "lesson", "market": taught.market, "lesson": taught.lesson, "customers": CUSTOMERS}
        asks = [common | {"seed": seed, "off": taught.off} for seed in taught.seeds]
        async for position, told in self._desk.ask(visitor, asks):
            if "error" in told:
                yield str(told["error"])
                return
            if "effects" in told:
                answer.futures[position].effects = told["effects"]
                yield answer
            elif "values" in told:
                answer.futures[position].values = told["values"]
                yield answer
        judging = {"kind": "verdicts", "lesson": taught.lesson, "samples": answer.samples()}
        async for _, told in self._desk.ask(visitor, [judging]):
            answer.found = told.get("found", answer.found)
        self._keep(taught.key, answer)
        yield answer

    def _keep(self, key: tuple[str, str, bool, int], answer: Answer) -> None:
        self._kept[key] = answer
        while len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept)))


# The page ----------------------------------------------------------------------------------------------------------


def page(taught: Taught, lessons: Lessons, catalogue: Catalogue, words: ModuleType) -> dict[str, Any]:
    """Return what the template of the room shows before anything is run."""
    facts = catalogue[taught.market]
    text: Lesson = words.LESSONS[taught.lesson]
    brand = short(facts)
    keys = list(words.LESSONS)
    place = keys.index(taught.lesson)
    after = keys[place + 1] if place + 1 < len(keys) else ""
    lack = lessons.lacks(taught)
    return {
        "taught": taught,
        "facts": facts,
        "parts": _parts(taught, words),
        "markets": [(name, catalogue[name]["title"]) for name in catalogue],
        "number": place + 1,
        "count": len(keys),
        "text": text,
        "story": emphasised(filled(text.story, brand=brand)),
        "question": emphasised(filled(text.question, brand=brand)),
        "choices": [(guess, text.choices[guess], taught.query(guess=guess)) for guess in GUESSES],
        "again": taught.query(guess="", off="", seed=""),
        "after": taught.query(lesson=after, guess="", off="", seed="") if after else "",
        "after_title": words.LESSONS[after].title if after else "",
        "lacks": words.lesson_lacks(lack, short(facts)) if lack else "",
        "panels": [],
    }


def _parts(taught: Taught, words: ModuleType) -> list[tuple[str, list[tuple[str, str, str, bool]]]]:
    """Return the lessons by part of the cycle: key, title, address, whether it is the one on the page."""
    found = []
    for part, heading in words.PARTS.items():
        own = [
            (key, each.title, taught.query(lesson=key, guess="", off="", seed=""), key == taught.lesson)
            for key, each in words.LESSONS.items()
            if each.part == part
        ]
        if own:
            found.append((heading, own))
    return found


def short(facts: Facts) -> str:
    """Return the short name of the brand."""
    return str(facts["brand_title"]).partition(",")[0]


def emphasised(text: str) -> list[tuple[str, bool]]:
    """Return the pieces of a text, and whether each is emphasised: it then stands between asterisks."""
    return [(piece, place % 2 == 1) for place, piece in enumerate(text.split("*")) if piece]


def shown(answer: Answer, taught: Taught, of: Mapping[str, Any], facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return an answer as the page shows it: pictures as they grow, and at the end what came out.

    Parameters
    ----------
    of : what the theory says in the lesson.
    """
    text: Lesson = words.LESSONS[taught.lesson]
    brand = short(facts)
    panels = [_panel(answer, place, each, of["effects"][place], brand, words) for place, each in enumerate(text.shown)]
    whole = len(answer.whole)
    return {
        "panels": panels,
        "basis": words.lesson_basis(whole, len(answer.futures), CUSTOMERS, taught.seed),
        "is_whole": answer.found is not None,
        "explained": _explained(answer, taught, of, facts, words) if answer.found else None,
    }


def _panel(
    answer: Answer, place: int, texts: Shown, says: Mapping[str, Any], brand: str, words: ModuleType
) -> dict[str, Any]:
    title = filled(texts.title, brand=brand)
    sides = [answer.side(place, side) for side in (0, 1)]
    effect = answer.effect(place)
    change = words.effect(texts.counts, effect, says["is_relative"]) if effect else ""
    found = answer.found[place] if answer.found else None
    levels = [answer.level(place, name) for name in ("first", "second")]
    aloud = f"{title}: {change}" if change else title
    return {
        "title": title,
        "change": change,
        "svg": _picture(sides, levels, texts, aloud, words),
        "interval": _interval(found, says, words) if found else "",
        "verdict": words.VERDICTS[found["verdict"]] if found else "",
        "tone": found["verdict"].lower() if found else "",
        "says": words.theory_says(says["expected"], texts.counts, says["smallest"], says["is_relative"]),
        "why": says["why"],
        "rows": _rows(sides, texts, words) if found else [],
        "sides": (texts.first, texts.second),
    }


def _picture(
    sides: list[list[tuple[float, float]]], levels: list[float | None], texts: Shown, title: str, words: ModuleType
) -> str:
    def tick(value: float) -> str:
        return str(words.level_tick(texts.counts, value))

    is_bar = all(len(side) < _FEWEST_POINTS for side in sides) and any(level is not None for level in levels)
    names = (texts.first, texts.second)
    if is_bar:
        figures = ["" if level is None else words.level(texts.counts, level) for level in levels]
        at_once: list[Points] = [[] if level is None else [(0.0, level)] for level in levels]
        first, second = (Line(*each) for each in zip(names, at_once, figures, strict=True))
        return sides_picture(first, second, tick, title)
    weeks = max((week for side in sides for week, _ in side), default=0.0)
    figures = [words.level(texts.counts, side[-1][1]) if side else "" for side in sides]
    first, second = (Line(*each) for each in zip(names, sides, figures, strict=True))
    return contrast_picture(first, second, weeks, tick, title, words.WEEK)


def _interval(found: Mapping[str, Any], says: Mapping[str, Any], words: ModuleType) -> str:
    if found["mean"] is None:
        return ""
    low, high = (found[name] if found[name] is not None else math.inf for name in ("low", "high"))
    zones = Zones(words.WHERE_THEORY_SAYS, words.NO_CHANGE)
    of = Interval(found["mean"], low, high)
    return interval_picture(of, says["smallest"], says["expected"], zones, words.VERDICTS[found["verdict"]])


def _rows(sides: list[list[tuple[float, float]]], texts: Shown, words: ModuleType) -> list[tuple[str, str, str]]:
    """Return both sides at four weeks, for the table beside the picture."""
    other = dict(sides[1])
    weeks = [week for week, _ in sides[0] if week in other]
    first = dict(sides[0])
    chosen = sorted({weeks[(len(weeks) - 1) * k // 4] for k in range(1, 5)}) if weeks else []
    return [
        (f"{week:.0f}", words.level(texts.counts, first[week]), words.level(texts.counts, other[week]))
        for week in chosen
    ]


def _explained(
    answer: Answer, taught: Taught, of: Mapping[str, Any], facts: Facts, words: ModuleType
) -> dict[str, Any]:
    """Return what came out against what the visitor and the theory said, and what belongs to the claim."""
    assert answer.found is not None
    text: Lesson = words.LESSONS[taught.lesson]
    first, says = answer.found[0], of["effects"][0]
    came, is_much = came_out(first, says["smallest"])
    verdicts = [each["verdict"] for each in answer.found]
    switch = of["switch"]
    reason = of["reason"] if {"SMALL", "FAILS"} & set(verdicts) and not taught.off else ""
    return {
        "guess": words.guessed(text.choices.get(taught.guess, ""), came, taught.guess),
        "headline": words.came_out(came, text.choices.get(came, ""), is_much),
        "verdict": words.run_against_theory(verdicts, taught.off),
        "tone": worst(verdicts).lower(),
        "sentence": words.of_theory(of["sentence"]),
        "claim": of["claim"],
        "because": filled(text.because, brand=short(facts)),
        "reason": words.of_theory(reason),
        "rule": of["rule"],
        "rule_says": words.of_theory(of["rule_says"]),
        "rule_code": of["rule_code"],
        "source": of["source"],
        "switch": f"{switch['path']}: {switch['to']:g}" if switch else "",
        "is_off": taught.off,
        "switch_query": taught.query(off="" if taught.off else "1") if switch else "",
        "luck": taught.query(seed=taught.seed + FUTURES),
        "scenario": _scenario(of["scenario"], taught, facts),
        "command": f"cxsim theory {taught.market} --claims {of['claim']}",
    }


def _scenario(name: str, taught: Taught, facts: Facts) -> tuple[str, str] | None:
    """Return title and address of the scenario to play with."""
    known = {each["name"]: each["title"] for each in facts["strategies"]}
    return (known[name], in_language(urlencode({"market": taught.market, "strategy": name}))) if name in known else None


def came_out(found: Mapping[str, Any], smallest: float) -> tuple[str, bool]:
    """Return what the second side did, as surely as its interval allows, and whether it is by as much as would matter.

    It is "higher", "same" or "lower"; "undecided" when the interval holds no change and what would matter.
    """
    low, high = found["low"], found["high"]
    if low is None or high is None:
        return "undecided", False
    if low > 0:
        return "higher", bool(low >= smallest)
    if high < 0:
        return "lower", bool(high <= -smallest)
    return ("same", True) if -smallest < low and high < smallest else ("undecided", False)


_WORST_FIRST = ("NOT_SHOWN", "FAILS", "SMALL", "UNDECIDED", "WEAKLY", "HOLDS")


def worst(verdicts: list[str]) -> str:
    """Return the weakest of some verdicts."""
    return min(verdicts, key=_WORST_FIRST.index)
