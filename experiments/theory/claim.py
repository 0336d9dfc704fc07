"""What a claim of the theory is, and how to write one.

A claim says in one sentence what the theory holds, and in one or several *effects* how that shows: two *sides* that
share all random numbers and differ in one thing, the outcome that is compared, the direction that the theory says, and
the smallest effect of interest with the reason for it, written down before anything is run::

    CLAIM = Claim(
        id="stingy-help",
        part="help",
        sentence="Who waits longer for help is less satisfied.",
        question="What do half as many agents do to satisfaction?",
        effects=(
            contrast(
                AS_IT_IS,
                World("half the agents", (lever("brand.operations.support_agents", multiply=0.5),)),
                Figure("satisfaction", weeks=(14, 52)),
                expected="lower",
                smallest=0.005,
                why="a tenth of the standard deviation of satisfaction between customers",
            ),
        ),
        rule="sim.rules.assistance.quality_after_waiting",
        source="Davis & Vollmann 1990",
        switch=Switch("behaviour.assistance.waiting_loss", 0.0),
        scenario="support-capacity",
    )

A *world* is the market under levers, as in a scenario file, with the focus brand deciding by a policy, with rules
replaced, or with something done to its people each week. An *outcome* is a figure of the ledger, or a generator
function that watches a run (`Watched`).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias, get_args

import numpy as np

from language import mark
from sim.market.schema import Market
from sim.policies.policy import Policy
from sim.simulation import Simulation
from sim.state.counters import COUNTERS
from sim.state.indicators import Indicator, indicator, value
from sim.state.ledger import Ledger

PARTS = {
    "needs": mark("Needs and use, the engine of the cycle"),
    "before": mark("Before: what people think"),
    "purchase": mark("Choosing, buying, waiting"),
    "discovery": mark("The first discovery"),
    "use": mark("Real use"),
    "help": mark("Help"),
    "talk": mark("What people tell each other"),
    "staying": mark("Staying and leaving"),
    "firm": mark("What the firm makes of it"),
}
"""Part of the cycle -> its heading."""

Kind = Literal["contractual", "repeat_purchase"]
Expected = Literal["higher", "lower", "same", "not higher", "different"]
EXPECTED: tuple[str, ...] = get_args(Expected)
MARK = mark("the focus brand")

Levers: TypeAlias = tuple[Mapping[str, Any], ...]
Seen: TypeAlias = Mapping[str, np.ndarray]
"""What an outcome saw of one run: `value`, a number, and perhaps `weekly`, one for each month in which it looked."""
Watching: TypeAlias = Generator[Any, None, "float | Seen"]
"""An outcome under way: one week is simulated at every ``yield``, which may hand over what a picture shows of it."""

WEEKS_A_MONTH = 4
"""Weeks that are one point of a picture."""
WEEKS_SMOOTHED = 13
"""Weeks over which a figure is looked at while a run goes on, since a month holds few departures."""


class NotShownError(Exception):
    """A market cannot show a claim; the message says what it lacks."""


def lever(path: str, from_week: int = 1, **change: Any) -> dict[str, Any]:
    """Return a lever as in a scenario file: ``lever("brand.offer.price_eur", multiply=1.1)``."""
    return {"set": path, "from_week": from_week, **change}


@dataclass(frozen=True)
class World:
    """A market under one change.

    Attributes
    ----------
    words : the change, as the legend of a picture says it: "half the agents".
    levers : as in a scenario file; or a function of the market that returns them and raises `NotShownError`.
    policy : by which the focus brand decides, such as a programme that listens; or a function of the market that
        returns it and raises `NotShownError`.
    rules : rule name -> the function that replaces it; compiled anew in every process, which takes minutes.
    deed : called with the simulation before each week; may write to tables of customers, the same in every engine.
    """

    words: str
    levers: Levers | Callable[[Market], Levers] = field(default=())
    rules: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    deed: Callable[[Simulation], None] | None = None
    policy: Policy | Callable[[Market], Policy] | None = None

    def levers_in(self, market: Market) -> Levers:
        """Return the levers in a market."""
        return tuple(self.levers(market) if callable(self.levers) else self.levers)

    def policy_in(self, market: Market) -> Policy | None:
        """Return the policy of the focus brand in a market, None where it has that of the market."""
        return self.policy(market) if callable(self.policy) else self.policy


AS_IT_IS = World("as it is")
"""The market without a change."""


class Outcome(Protocol):
    """What is compared: words, a unit, the last week that it needs, and a generator that watches a run."""

    @property
    def words(self) -> str:
        """What it is, within a sentence: "satisfaction of customers of the focus brand"."""

    @property
    def unit(self) -> str:
        """As of indicators: "0 to 1", "% a year", "points"."""

    @property
    def has_diaries(self) -> bool:
        """Whether everybody must keep a diary."""

    def follow(self, simulation: Simulation) -> Watching:
        """Watch a run."""


@dataclass(frozen=True)
class Figure:
    """An indicator or counter of the ledger, of one or several brands, over some weeks.

    Attributes
    ----------
    name : of :mod:`sim.state.indicators`.
    minus : another one that is taken off.
    per : a counter of which it is the per cent.
    brand : a brand, "focus", "rivals" or "all".
    segment : a segment, or "all".
    weeks : first and last, both included. Sums for flows and ratios, the mean for stocks.
    """

    name: str
    weeks: tuple[int, int] = (1, 52)
    brand: str = "focus"
    segment: str = "all"
    minus: str = ""
    per: str = ""
    has_diaries: bool = field(default=False, init=False)

    @property
    def words(self) -> str:
        """What it is, within a sentence."""
        text = _within(_known(self.name).words)
        text += f" less {_within(_known(self.minus).words)}" if self.minus else ""
        text += f" per 100 {_within(_known(self.per).words)}" if self.per else ""
        text += "," if "," in text else ""
        of = {"focus": f" of {MARK}", "rivals": " of its rivals", "all": " of all brands"}.get(
            self.brand, f" of {self.brand}"
        )
        return text + of + (f", {self.segment}" if self.segment != "all" else "")

    @property
    def unit(self) -> str:
        """Unit of the indicator."""
        return f"% of {_within(_known(self.per).words)}" if self.per else _known(self.name).unit

    def follow(self, simulation: Simulation) -> Watching:
        """Return the figure over all its weeks, and month by month."""
        while simulation.week < self.weeks[1]:
            yield
        weekly = self._counters(simulation)
        first, last = self.weeks
        months = [(start, min(start + WEEKS_A_MONTH, last)) for start in range(0, last, WEEKS_A_MONTH)]
        return {
            "value": np.array(self._over(weekly, first - 1, last)),
            "weekly": np.array([self._over(weekly, *month) for month in months if month[1] - month[0] > 1]),
        }

    def so_far(self, simulation: Simulation) -> list[tuple[int, float]]:
        """Return the figure of a run that goes on, month by month: the last week, and what the quarter up to it was.

        Flows are told for a week.
        """
        weekly, is_flow = self._counters(simulation), _known(self.name).kind == "flow" and not self.per
        found = []
        for end in range(WEEKS_A_MONTH, min(simulation.week, self.weeks[1]) + 1, WEEKS_A_MONTH):
            start = max(0, end - WEEKS_SMOOTHED)
            found.append((end, self._over(weekly, start, end) / (end - start if is_flow else 1)))
        return found

    def _counters(self, simulation: Simulation) -> dict[str, np.ndarray]:
        """Return the counters that are needed, (weeks,) each, over the brands and segments meant."""
        named = [indicator(name) for name in (self.name, self.minus, self.per) if name]
        names = {name for each in named for name in (*each.numerator, *each.denominator, *each.minus)}
        return booked(simulation.ledger, brands_meant(simulation.market, self.brand), self.segment, tuple(names))

    def _over(self, counters: Mapping[str, np.ndarray], start: int, stop: int) -> float:
        summed = {name: weekly[start:stop].sum() for name, weekly in counters.items()}
        own, taken_off, whole = (
            _level(name, summed, stop - start) if name else missing
            for name, missing in ((self.name, 0.0), (self.minus, 0.0), (self.per, 1.0))
        )
        if not self.per:
            return own - taken_off
        return 100.0 * (own - taken_off) / whole if whole else np.nan


def _known(name: str) -> Indicator:
    """Return an indicator; one without words and unit when there is none of the name, which is told elsewhere."""
    try:
        return indicator(name)
    except KeyError:
        return Indicator(name, str(name), ())


def _level(name: str, summed: Mapping[str, float], weeks: int) -> float:
    named: Indicator = indicator(name)
    return float(value(named, summed)) / (weeks if named.kind == "stock" else 1)


def _within(words: str) -> str:
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def brands_meant(market: Market, brand: str) -> list[str]:
    """Return the names of the brands that "focus", "rivals", "all" or a name stand for."""
    names = list(market.brands)
    return {"focus": [market.focus], "rivals": [b for b in names if b != market.focus], "all": names}.get(
        brand, [brand]
    )


def booked(ledger: Ledger, brands: list[str], segment: str, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Return counters by week, (weeks,), summed over brands, of one segment or of all."""
    if segment == "all":
        places = [ledger.brands.index(brand) for brand in brands]
        parts = [dict(zip(COUNTERS, ledger.of_brand(b).T, strict=True)) | ledger.costs_of(b) for b in places]
        return {name: np.sum([part[name] for part in parts], axis=0) for name in names}
    table = ledger.table()
    table = table[table["brand"].isin(brands) & (table["segment"] == segment)]
    by_week = table.groupby("week", sort=True, observed=True)[list(names)].sum()
    return {name: by_week[name].to_numpy() for name in names}


@dataclass(frozen=True)
class Watched:
    """What a generator function finds in a run; data do not suffice.

    Attributes
    ----------
    words, unit : see `Outcome`.
    watch : called with the simulation and `arguments`; each ``yield`` simulates a week, and may hand over a number
        that a picture shows of it; returns a number.
    arguments : further arguments.
    has_diaries : whether everybody keeps a diary: ``simulation.notes[-1]`` then holds the notes of the week.
    """

    words: str
    unit: str
    watch: Callable[..., Watching]
    arguments: tuple[Any, ...] = ()
    has_diaries: bool = False

    def follow(self, simulation: Simulation) -> Watching:
        """Watch a run."""
        return self.watch(simulation, *self.arguments)


class Side(NamedTuple):
    """One side of an effect.

    Attributes
    ----------
    words : in the legend.
    world : in which world the outcome is looked at; None for a number that is given.
    outcome : what is looked at; None for a number that is given.
    against : the world from whose outcome the difference is taken; None for the outcome itself.
    given : the number.
    """

    words: str
    world: World | None
    outcome: Any
    against: World | None = None
    given: float = float("nan")


def given(words: str, number: float) -> Side:
    """Return a side that is a number by itself, such as the half of a whole."""
    return Side(words, None, None, given=number)


class Effect(NamedTuple):
    """The second side less the first.

    Attributes
    ----------
    words : what is compared, within a sentence.
    unit : of the effect; "% change" when `is_relative`.
    expected : the direction that the theory says. "same": smaller than the smallest effect of interest either way;
        "not higher": no rise as large as that; "different": at least that, either way.
    smallest : the smallest effect of interest, above 0, in the unit of the effect.
    why : the reason for that number.
    is_relative : whether the effect is a change in per cent of the first side.
    kinds : of markets where it is looked at; empty for all that can show the claim.
    """

    words: str
    unit: str
    first: Side
    second: Side
    expected: Expected
    smallest: float
    why: str
    is_relative: bool = False
    kinds: tuple[Kind, ...] = ()


def contrast(
    first: World,
    second: World,
    outcome: Outcome,
    *,
    expected: Expected,
    smallest: float,
    why: str,
    is_relative: bool = False,
    kinds: tuple[Kind, ...] = (),
) -> Effect:
    """Return the effect of one world against another on an outcome."""
    sides = Side(first.words, first, outcome), Side(second.words, second, outcome)
    effect = comparison(*sides, expected=expected, smallest=smallest, why=why, is_relative=is_relative)
    return effect._replace(kinds=kinds)


def comparison(
    first: Side,
    second: Side,
    words: str = "",
    *,
    expected: Expected,
    smallest: float,
    why: str,
    is_relative: bool = False,
) -> Effect:
    """Return the effect of one side against another: two groups of one world, or what two changes do."""
    outcome = second.outcome or first.outcome
    unit = "% change" if is_relative else getattr(outcome, "unit", "")
    return Effect(words or getattr(outcome, "words", ""), unit, first, second, expected, smallest, why, is_relative)


class Switch(NamedTuple):
    """The number that turns a mechanism off: its path in the market file, and the value to give it."""

    path: str
    to: float


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim of the theory.

    Attributes
    ----------
    id : "T19", or a name of your own.
    part : of the cycle, one of `PARTS`.
    sentence : the claim, in our words.
    question : what is asked of the two worlds.
    effects : how it shows; the weakest verdict of them is that of the claim.
    rule : the rule that makes it so in the world, "module.function".
    source : of the claim or the rule.
    switch : turns the rule off.
    scenario : to play with, where the market has it.
    kinds : of markets that can show it; empty for all.
    elsewhere : why other kinds cannot.
    awaits : what has to be built before it can be run; it then has no effects.
    reasons : market -> why the claim does not hold there: theory wrong, world wrong, or not to be shown.
    """

    id: str
    part: str
    sentence: str
    question: str
    effects: tuple[Effect, ...] = ()
    rule: str = ""
    source: str = ""
    switch: Switch | None = None
    scenario: str = ""
    kinds: tuple[Kind, ...] = ()
    elsewhere: str = ""
    awaits: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)

    def among(self, kind: Kind) -> Claim:
        """Return the claim with the effects that a kind of market is asked for."""
        return replace(self, effects=tuple(each for each in self.effects if not each.kinds or kind in each.kinds))

    def worlds(self) -> list[World]:
        """Return all worlds of all effects."""
        sides = [side for effect in self.effects for side in (effect.first, effect.second)]
        return [world for side in sides for world in (side.world, side.against) if world is not None]
