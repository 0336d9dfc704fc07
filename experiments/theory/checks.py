"""What can be wrong with claims, told all at once, each with file, line and the nearest valid name."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from experiments.theory.claim import EXPECTED, PARTS, Claim, Effect, Figure, NotShownError, Side, World
from experiments.theory.worlds import digest, late_scenario
from sim.foundations.compiled import rules
from sim.market.messages import InputError, Problem, dotted, printable, quoted, unknown
from sim.market.schema import Market
from sim.market.sheet import numbers_in
from sim.scenarios.levers import LAST_WEEK
from sim.scenarios.scenario import Scenario
from sim.state.counters import BRAND_ONLY, COUNTERS
from sim.state.indicators import INDICATORS

OUTCOMES = tuple(dict.fromkeys([each.name for each in INDICATORS] + [*COUNTERS, *BRAND_ONLY]))
"""Every figure that an outcome may name."""


def check_claims(own: Sequence[Claim], market: Market, taken: Sequence[str] = (), path: Path | None = None) -> None:
    """Check claims that somebody wrote against the market on which they will be run.

    Parameters
    ----------
    taken : ids of other claims.
    path : the file in which the claims are written.

    Raises
    ------
    InputError
        With all that is wrong, each with file and line.
    """
    source = Source.of(path)
    problems: dict[Problem, None] = {}
    names = list(taken)
    for claim in own:
        start = source.line(claim.id)
        for value, message in complaints(claim, market, names):
            problems[Problem(source.name, source.line(value, start), printable(str(claim.id)), message)] = None
        names.append(claim.id)
    if problems:
        raise InputError(problems)


@dataclass(frozen=True)
class Source:
    """The file in which claims are written, with the lines of its constants."""

    path: Path | None = None
    lines: Mapping[Any, Sequence[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path | None) -> Source:
        """Return a file with the lines of its constants."""
        if path is None:
            return cls()
        lines: dict[Any, list[int]] = {}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float):
                lines.setdefault(node.value, []).append(node.lineno)
        return cls(path, {value: sorted(where) for value, where in lines.items()})

    def line(self, value: Any, after: int | None = None) -> int | None:
        """Return the line where a value stands, the first from a line on; that line when it stands nowhere."""
        where = self.lines.get(value, ()) if isinstance(value, str | int | float) else ()
        return next((each for each in where if each >= (after or 0)), after)

    @property
    def name(self) -> str:
        """The name of the file, as messages have it."""
        return "claims" if self.path is None else str(self.path)


def complaints(claim: Claim, market: Market, taken: Sequence[str]) -> Iterator[tuple[Any, str]]:
    """Yield what is wrong with a claim: the value that is wrong, and the message."""
    if not isinstance(claim.id, str) or not claim.id:
        yield claim.id, f"id must be a name (got {quoted(claim.id)})"
    elif claim.id in taken:
        yield claim.id, f"there is another claim {quoted(claim.id)}: each needs an id of its own"
    if claim.part not in PARTS:
        yield claim.part, unknown("part of the cycle", str(claim.part), PARTS)
    if not claim.effects and not claim.awaits:
        yield claim.id, "needs at least one effect, or what it awaits"
    if claim.rule and (lack := unknown_rule(claim.rule)):
        yield claim.rule, lack
    if claim.switch and (lack := unknown_switch(claim.switch.path, market)):
        yield claim.switch.path, lack
    for world in claim.worlds():
        yield from _wrong_world(world, market)
    for effect in claim.effects:
        yield from _wrong_effect(effect, market)


def unknown_rule(path: str) -> str:
    """Return why "module.function" is no rule; empty when it is one."""
    module, _, function = path.rpartition(".")
    try:
        found = importlib.import_module(module)
    except (ImportError, ValueError):
        return f"rule: there is no module {quoted(module)} (got {quoted(path)})"
    known = [name for name, each in vars(found).items() if callable(each) and not name.startswith("_")]
    return "" if function in known else f"rule: {unknown('function', function, known)} in {module}"


def unknown_switch(path: str, market: Market) -> str:
    """Return why a switch is no number of a market; empty when it is one."""
    known = [dotted(number) for number, _, _ in numbers_in(market.model_dump())]
    return "" if path in known else f"switch: {unknown('number', path, known)}"


def _wrong_world(world: World, market: Market) -> Iterator[tuple[Any, str]]:
    try:
        levers = world.levers_in(market)
    except NotShownError:
        return
    for each in levers:
        try:
            Scenario(name="world", levers=late_scenario(World("", (each,)), market).levers).check_against(market)
        except InputError as error:
            for problem in error.problems:
                yield each.get("set"), f"world {quoted(world.words)}: {problem.message}"
        except ValidationError as error:
            yield each.get("set"), f"world {quoted(world.words)}: {error.errors()[0]['msg']}"
    for name in world.rules:
        if name not in rules():
            yield name, f"world {quoted(world.words)}: {unknown('rule', name, rules())}"


def _wrong_effect(effect: Effect, market: Market) -> Iterator[tuple[Any, str]]:
    if effect.expected not in EXPECTED:
        yield effect.expected, f"expected: {unknown('direction', str(effect.expected), EXPECTED)}"
    if not (isinstance(effect.smallest, int | float) and effect.smallest > 0):
        yield effect.smallest, f"smallest must be above 0 (got {quoted(effect.smallest)})"
    if not effect.why:
        yield effect.smallest, "why must say where the smallest effect of interest comes from (got nothing)"
    for side in (effect.first, effect.second):
        if isinstance(side.outcome, Figure):
            yield from _wrong_figure(side.outcome, market)
        elif side.world is not None and not callable(getattr(side.outcome, "follow", None)):
            yield None, f"outcome of {quoted(side.words)} must be a Figure or Watched (got {quoted(side.outcome)})"
    try:
        same = _is_same(effect.first, effect.second, market)
    except (NotShownError, ValueError):
        return
    if same:
        yield (
            effect.second.words,
            f"{quoted(effect.first.words)} and {quoted(effect.second.words)} are the same world and outcome: "
            "give one of them another lever, rule, deed or outcome",
        )


def _is_same(first: Side, second: Side, market: Market) -> bool:
    def content(side: Side) -> tuple[Any, ...]:
        worlds = (digest(each, market) if each else None for each in (side.world, side.against))
        return (*worlds, side.outcome, None if side.world else side.given)

    return content(first) == content(second)


def _wrong_figure(figure: Figure, market: Market) -> Iterator[tuple[Any, str]]:
    for name in (figure.name, figure.minus, figure.per):
        if name and name not in OUTCOMES:
            yield name, unknown("outcome", name, OUTCOMES)
    brands = ("focus", "rivals", "all", *market.brands)
    if figure.brand not in brands:
        yield figure.brand, unknown("brand", figure.brand, brands)
    if figure.segment not in ("all", *market.segments):
        yield figure.segment, unknown("segment", figure.segment, ("all", *market.segments))
    first, last = figure.weeks
    if not 1 <= first <= last <= LAST_WEEK:
        yield first, f"weeks must be first and last, from 1 to {LAST_WEEK} (got {quoted(first)} and {quoted(last)})"
