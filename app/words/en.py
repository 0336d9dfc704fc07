"""The page in English."""

from __future__ import annotations

import math
from typing import Any

from app.answers import Spread

NBSP, MINUS = "\u00a0", "\u2212"
CODE = "en"

NAV = {"compare": "Compare", "journey": "Journey", "customer": "One customer", "experiments": "Experiments"}
TITLES = {
    "compare": "Compare: what if",
    "journey": "Journey: where customers are, and how they feel",
    "customer": "One customer: one life, two worlds",
    "experiments": "Experiments",
}
SKIP = "Skip to the content"
MARKET, STRATEGY, WEEKS, PEOPLE, LUCK = "Market", "Strategy", "How long", "How many people", "Luck"
NO_STRATEGY = "None: only the levers below"
WHAT_IF = "What if"
QUESTIONS = "Questions to begin with"
RESET, UNDO, SHARE, SHARED = "Everything as today", "Undo", "Copy the link", "Link copied"
WEEK = "week"
FIGURES_AS_TABLE = "The figures as a table"
FULL_RUN, STOP, AGAIN = "Run in full and rank", "Stop", "Go on"
DOWNLOADS = "Take it with you"
TODAY = "as it is"
FURTHER = {"journey": "See where these customers are in their journey", "customer": "Follow one who leaves"}
APPLY = "Show"
NOTHING_MOVED = "as things are"
TABLE_HEAD = ("Figure", "Week", "As things are", "With it", "Difference")
CLOSED = (
    "This page is for the person who started it. Open the address that cxsim printed when it started; "
    "if you followed a link to your own page, go on here:"
)
GO_ON = "Go on"

PANELS = {
    "gain": "Gain in margin, added up",
    "customers": "Customers",
    "nps": "Net promoter score",
    "churn": "Yearly churn, last quarter",
    "orders": "Orders a week, last quarter",
}


def number(x: float, decimals: int = 0, signed: bool = False) -> str:
    """Return a number with thousands separators and a true minus sign; zero carries no sign."""
    text = f"{abs(x):,.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        return text
    return (MINUS if x < 0 else "+" if signed else "") + text


def _thousands(size: float) -> tuple[float, str]:
    if size >= 1e6:
        return 1e6, f"{NBSP}m"
    return (1e3, f"{NBSP}k") if size >= 1e4 else (1.0, "")


def _decimals(size: float, factor: float) -> int:
    return 1 if factor > 1 and size / factor < 100 else 0


def eur(x: float, size: float | None = None, signed: bool = False) -> str:
    """Return an amount; `size` is that of the numbers beside it, so that all are written alike."""
    size = abs(x) if size is None else size
    factor, letter = _thousands(size)
    return f"EUR{NBSP}{number(x / factor, _decimals(size, factor), signed)}{letter}"


def eur_tick(x: float) -> str:
    """Return an amount on an axis."""
    factor, letter = (1e6, "m") if abs(x) >= 1e6 else (1e3, "k") if abs(x) >= 1e3 else (1.0, "")
    shown = x / factor
    return number(shown, 0 if shown == round(shown) else 1) + letter


def plain_tick(x: float) -> str:
    """Return a number on an axis."""
    return number(x, 0 if x == round(x) else 1)


def per_cent_tick(x: float) -> str:
    """Return a percentage on an axis."""
    return f"{plain_tick(x)}{NBSP}%"


def eur_spread(of: Spread, signed: bool = False) -> str:
    """Return an amount with its interval."""
    size = max(abs(of.mean), of.half if math.isfinite(of.half) else 0.0)
    mean = eur(of.mean, size, signed)
    if not math.isfinite(of.half):
        return mean
    factor, letter = _thousands(size)
    return f"{mean}{NBSP}±{NBSP}{number(of.half / factor, _decimals(size, factor))}{letter}"


def figure_difference(name: str, of: Spread) -> str:
    """Return the difference of a figure with its interval, in its unit."""
    decimals = {"customers": 0, "nps": 1, "churn": 1, "orders": 1}[name]
    unit = {"customers": "", "nps": f"{NBSP}points", "churn": f"{NBSP}points", "orders": ""}[name]
    mean = number(of.mean, decimals, signed=True)
    return mean + (f"{NBSP}±{NBSP}{number(of.half, decimals)}" if math.isfinite(of.half) else "") + unit


def figure(name: str, value: float) -> str:
    """Return a figure in its unit."""
    return {
        "customers": lambda: number(value),
        "nps": lambda: number(value, 1),
        "churn": lambda: f"{number(value, 1)}{NBSP}%",
        "orders": lambda: number(value, 1),
    }[name]()


def horizon(weeks: int) -> str:
    """Return a length of time."""
    years = {52: "one year", 104: "two years", 156: "three years"}
    return years.get(weeks, f"{weeks} weeks")


# The answer --------------------------------------------------------------------------------------------------------


def as_things_are(brand: str, customers: float, weeks: int) -> str:
    """Return the finding when nothing is changed."""
    return f"As things are, {brand} has {number(customers)} customers after {horizon(weeks)}. Move a lever."


def so_far(gain: Spread, week: int) -> str:
    """Return the finding while the first future is being lived."""
    if gain.mean == 0:
        return f"After {week} weeks nothing has come of it yet."
    verb = "gained" if gain.mean > 0 else "lost"
    return f"After {week} weeks: {eur(abs(gain.mean))} {verb}, in the first future."


def finding(gain: Spread, weeks: int, cost: float) -> str:
    """Return the finding in one sentence; a difference is claimed only when its interval leaves out zero."""
    over = f"over {horizon(weeks)}"
    before = ", before what it costs to do" if cost <= 0 else ", its cost paid"
    size = Spread(abs(gain.mean), gain.half)
    if not math.isfinite(gain.half):
        verb = "gains" if gain.mean > 0 else "loses"
        return f"One future {verb} {eur(abs(gain.mean))} {over}{before}; the others follow."
    if gain.half == 0 and gain.mean == 0:
        return f"It changes nothing {over}."
    if not gain.is_clear:
        low, high = (eur(end, max(abs(gain.low), abs(gain.high)), signed=True) for end in (gain.low, gain.high))
        return f"No clear gain or loss {over}: between {low} and {high}{before}."
    return f"{'Gains' if gain.mean > 0 else 'Loses'} {eur_spread(size)} {over}{before}."


def break_even(before_cost: Spread, cost: float, weeks: int) -> str:
    """Return up to which cost it pays."""
    if not math.isfinite(before_cost.half):
        return ""
    over = f"over {horizon(weeks)}"
    if before_cost.low <= 0:
        if before_cost.high <= 0:
            return "It would lose money even if it cost nothing."
        return "It may not pay at any cost: these futures do not show a gain clearly."
    limit = eur(before_cost.low)
    if cost <= 0:
        return f"It may cost up to {limit} {over}, whatever doing it takes: that is the lower limit of its gain."
    if before_cost.low >= cost:
        return f"It costs {eur(cost)} and may cost up to {limit} {over}."
    if before_cost.high <= cost:
        return f"It costs {eur(cost)}, and pays only if it costs less than {limit} {over}."
    return f"Whether it pays at its cost of {eur(cost)} is open; it surely does up to {limit} {over}."


def basis(whole: int, futures: int, customers: int, of_market: int, first_seed: int) -> str:
    """Return what the answer rests on."""
    luck = f"{whole} of {futures} futures, luck {first_seed} to {first_seed + futures - 1}"
    people = f"{number(customers)} of the market's {number(of_market)} people, and all amounts are for them"
    if customers == of_market:
        people = f"all {number(customers)} people"
    return f"{luck}. Simulated: {people}."


def waiting(state: str, seconds: int) -> str:
    """Return what the page waits for."""
    if state == "compiling":
        return (
            f"The model is being compiled for this machine, which is done once and takes a minute or two: {seconds} s "
            "so far. What you see meanwhile was computed beforehand."
        )
    return "The model is being loaded: a few seconds."


def worker_began_again() -> str:
    """Return the note that a part is computed anew."""
    return "A worker process ended and was replaced; its part is computed again."


def went_wrong(message: str) -> str:
    """Return that there is no answer."""
    return f"This question has no answer: {message}"


# Levers ------------------------------------------------------------------------------------------------------------

_LABELS = {
    "agents": "People who answer",
    "promise": "Promise about use",
    "onboarding": "Help for newcomers",
    "contract": "Newcomers who sign for a year",
    "lead": "Days to deliver",
    "promised": "Days promised",
    "tracking": "News while waiting",
}


def lever_label(lever: dict[str, Any], kind: str) -> str:
    """Return the name of a lever in people's words."""
    if lever["cause"]:
        return str(lever["cause"])
    if lever["key"] == "price":
        return "Monthly price" if kind == "contractual" else "Price of an order"
    return _LABELS[lever["key"]]


def lever_value(counts: str, value: float) -> str:
    """Return a value of a lever with its unit, in people's words."""
    hundred = 100 * value
    whole = number(hundred, 0 if hundred >= 9.95 or hundred == round(hundred) else 1)
    return {
        "price": lambda: f"EUR{NBSP}{number(value, 0 if value == round(value) else 2)}",
        "agents": lambda: f"{number(value, 1)} per 10,000 customers",
        "quality": lambda: f"{whole} out of 100",
        "trouble": lambda: f"{number(hundred, 1)} in 100 each week",
        "faulty_orders": lambda: f"{number(hundred, 1)} in 100 orders",
        "guided": lambda: f"{whole} out of 100",
        "told": lambda: f"{whole} out of 100",
        "share": lambda: f"{whole} in 100",
        "days": lambda: f"{number(value, 0 if value == round(value) else 1)} days",
    }[counts]()


_GRADES = {"measured": "Measured", "adapted": "Adapted from a study", "assumed": "Assumed"}
_MEANINGS = {
    "price": "What a customer pays.",
    "agents": "More of them shorten the wait, and are paid every week.",
    "promise": "How good use is said to be: it attracts, and is held against what is delivered.",
    "trouble": "How often this trouble begins for a customer.",
    "onboarding": "How well newcomers are shown what they can do with it.",
    "contract": "Newcomers who sign for twelve months.",
    "lead": "The usual time from order to delivery.",
    "promised": "The delivery time that is promised.",
    "tracking": "How well people who wait are told where their order is.",
}


def lever_source(lever: dict[str, Any]) -> str:
    """Return where a lever stands today, what its number means and where it comes from."""
    source = "" if lever["source"] == "our assumption" else f" ({lever['source']})"
    today = lever_value(lever["counts"], lever["today"])
    return f"Today {today}. {_MEANINGS[lever['key']]} {_GRADES.get(lever['grade'], lever['grade'])}{source}."


SET_BY_STRATEGY = "The strategy sets this one itself, until you move it."


def luck(first: int, futures: int) -> str:
    """Return the name of a set of futures."""
    return f"Futures {first} to {first + futures - 1}"


OTHER_LUCK = "Try other luck"


def people(customers: int) -> str:
    """Return a number of simulated people."""
    return f"{number(customers)} people"


# Questions to begin with -------------------------------------------------------------------------------------------


def question(key: str, cause: str = "") -> str:
    """Return a question to begin with."""
    return {
        "price": "Would a lower price pay?",
        "agents": "What if more people answered?",
        "promise": "What if we promised more than we deliver?",
        "modest": "And if we promised less?",
        "trouble": f"What is it worth to halve this: {cause}?",
        "onboarding": "What if newcomers were shown how to use it?",
        "lead": "What if parcels came a day earlier?",
        "promised": "What if we promised two days less?",
        "tracking": "What if people who wait were told more?",
    }[key]


MY_SCENARIO = "What if, from the page"


def my_question(changes: list[str]) -> str:
    """Return the question of a scenario built on the page."""
    return f"What if: {'; '.join(changes)}?" if changes else "What if?"


def change(label: str, value: str) -> str:
    """Return one change of a scenario built on the page."""
    return f"{label}: {value}"


# Full runs ---------------------------------------------------------------------------------------------------------

RANK_WITH = "Strategies to rank"
FUTURES_TO_RUN = "Futures"
FULL_TITLE = "Run in full"
FULL_LEAD = (
    "The same command as in a terminal, with more futures: which one wins, by how much and how surely, with a report. "
    "Finished futures are kept, so it can be stopped and gone on with."
)
YOUR_LEVERS = "Your levers"


def run_state(state: str, done: int, total: int, seconds_left: float | None) -> str:
    """Return how far a full run is."""
    if state == "running" and done == total:
        return f"All {total} futures are there; the report is being written."
    if state == "running":
        left = "" if seconds_left is None else f", {time_left(seconds_left)}"
        return f"{done} of {total} futures{left}." if done else "Preparing the first futures."
    return {
        "stopping": f"Stopping; {done} of {total} futures are kept.",
        "stopped": f"Stopped after {done} of {total} futures; the same button goes on from there.",
        "failed": "It failed. The command said:",
        "done": f"Done: {total} futures.",
    }[state]


def time_left(seconds: float) -> str:
    """Return the time that is left."""
    if seconds < 90:
        return f"about {max(1, round(seconds))} s left"
    return f"about {round(seconds / 60)} min left"


FILES = {
    "report.html": "The report",
    "comparison.csv": "All figures (CSV)",
    "weekly.parquet": "Every week (Parquet)",
    "manifest.json": "What was run (manifest)",
    "what-if.yaml": "The scenario file",
}
COMMAND_LINE = "The same in a terminal:"
RANKED = "Ranked"


LEGEND = (
    "as things are",
    "with it",
    "The difference is shaded. Money: a thin line is one future, the band the 95 % interval of their mean.",
)


def foot(version: str) -> str:
    """Return the foot of every page."""
    return f"cxsim {version}, an agent-based simulation. Results follow from its assumptions; they are not forecasts."


def best(title: str, gain: Spread, share_best: float, weeks: int) -> str:
    """Return which strategy gained most in a full run."""
    often = f"It does best in {number(100 * share_best)} of 100 futures."
    if gain.low > 0:
        return f"“{title}” gains most: {eur_spread(gain)} over {horizon(weeks)}, its cost paid. {often}"
    over, closest = horizon(weeks), eur_spread(gain, signed=True)
    return f"None clearly beats how things are over {over}: “{title}” comes closest, with {closest}."


AS_THINGS_ARE = "As things are"
RANKING_HEAD = ("", "Gain, present value", "Better than today", "Best of all")


def of_hundred(share: float) -> str:
    """Return a share of futures."""
    return f"{number(100 * share)} of 100"


# Journey -----------------------------------------------------------------------------------------------------------

PLAY, PAUSE = "Play", "Pause"
THE_WEEK = "Week"
AS_IS_WORLD, WITH_WORLD = "As things are", "With it"
NO_STRATEGY_HERE = "No strategy"
CYCLE_TITLE = "The cycle of needs and use: each dot is a customer, placed where the week has put them"
PLACES = {
    "use": ("{count:use}", "just use"),
    "need": ("Need", "{count:need} are no longer sure"),
    "search": ("Search", "{count:search} look at offers"),
    "choice": ("Choice", "{count:choice} decide"),
    "leave": ("",),
    "waiting": ("Waiting", "{count:waiting} wait for delivery"),
    "discovery": ("Discovery", "{count:discovery} in their first weeks"),
    "help": ("Help", "{count:help} seek help,", "{flow:silent} a week say nothing"),
    "share": ("Share", "{flow:praise} praise,", "{flow:blame} blame"),
}
FLOWS = {
    "reconsider": "look around",
    "drop": "drop it",
    "stay": "stay",
    "leave": "leave",
    "come": "come",
    "complain": "complain",
    "helped": "are helped",
    "hear": "hear it",
}
CYCLE_LEGEND = "Satisfaction, 0 to 1"
BAND_ENDS = ("below 0.5", "above 0.8")


def cycle_reading(brand: str) -> str:
    """Return how the cycle is read."""
    return (
        f"A dot is one customer of {brand}, the least satisfied at the rim; hollow: not yet a customer. Numbers at "
        "arrows are people a week, averaged over a quarter of a year; the wider an arrow, the more people. Click a dot "
        "to follow its life."
    )


OPEN_A_STAGE = "Choose a stage of the cycle to see what was promised, expected, delivered and perceived there."
STAGE_OF = {
    "use": "using",
    "need": "buying",
    "search": "buying",
    "choice": "buying",
    "waiting": "receiving",
    "discovery": "receiving",
    "help": "help",
    "share": "using",
}
STAGE_NAMES = {"buying": "Buying", "receiving": "Delivery and first use", "using": "Use", "help": "Help"}
IRRITANTS = "What irritates most there"
WHO_IS_HERE = "Who is here in this week"
QUALITY_NOTE = (
    "Quality, 0 to 1, over the year up to this week, in this one future. The thicker an arrow, the more often the "
    "touchpoint is met; the short line across it is what was delivered."
)
CHAIN_HEAD = (
    "Touchpoint",
    "Met",
    "Trouble",
    "Promised",
    "Expected",
    "Delivered",
    "Perceived",
    "Worst moment of leavers",
)
IRRITANT_HEAD = ("Cause", "Times")
MARKS = ("promised", "expected", "delivered", "perceived")


def week_finding(brand: str, own: int, using: int, leave: float, come: float) -> str:
    """Return what a week looks like."""
    if not own:
        return f"{brand} has no customers left."
    if leave > 1.1 * come:
        edge = f"Each week {number(leave, 1)} leave and only {number(come, 1)} come."
    elif come > 1.1 * leave:
        edge = f"Each week {number(come, 1)} come and {number(leave, 1)} leave."
    else:
        edge = f"As many come as leave: some {number(leave, 1)} a week."
    return f"{number(using)} of {number(own)} customers just use. {edge}"


def stage_finding(stage: str, expected: float, perceived: float) -> str:
    """Return what people find at a stage, against what they expect."""
    where = {
        "buying": "Those who look for an offer",
        "receiving": "Those who receive it",
        "using": "Those who use it",
        "help": "Those who ask for help",
    }[stage]
    gap = perceived - expected
    if abs(gap) < 0.02:
        return f"{where} find what they expect."
    how = "much less" if gap < -0.1 else "less" if gap < 0 else "more"
    return f"{where} find {how} than they expect."


def met(rate: float) -> str:
    """Return how often a touchpoint is met, for 100 customers in a week."""
    return f"{number(rate, 1 if rate < 10 else 0)} a week for 100 customers"


def trouble(share: float) -> str:
    """Return how often with trouble."""
    return f"trouble in {number(100 * share)}{NBSP}%"


NOBODY_THERE = "Nobody has been there in this year."


# One customer ------------------------------------------------------------------------------------------------------

WHOM = "Whom to follow"
GROUPS = {
    "stayed_with_it": "Leave as things are, and stay with the strategy",
    "left_with_it": "Stay as things are, and leave with the strategy",
    "left": "Leave in both worlds",
    "unhappy": "Stay, and are not satisfied",
}
ALONE_GROUPS = {"left": "Leave", "unhappy": "Stay, and are not satisfied"}
CUSTOMER_NUMBER, SHOW = "Customer number", "Show"
ROWS = {
    "trouble": "Trouble felt",
    "silent": "Kept it to oneself",
    "help": "Asked for help",
    "spoke": "Spoke of a brand",
    "heard": "Heard of a brand",
    "looked": "Looked around",
}
SATISFACTION = "Satisfaction"
IN_BOTH, AS_IS_ONLY, WITH_ONLY = "in both worlds", "as things are only", "with it only"
SIGNS = "bar: felt or heard · ring: thought · disc: done · cross: gone"
DIARY = "The diary"
DIARY_LEAD = "What stands out; grey happened in both worlds."
WHOLE_DIARY = "Every line"
LOADING = "Two lives are being lived …"


def parted(week: int) -> str:
    """Return from when on two lives differ."""
    return f"week {week}: the two lives part"


def moved_to(brand: str | None) -> str:
    """Return where somebody went."""
    return f"to {brand.partition(',')[0]}" if brand else "to nobody"


def person(number_: int, segment: str) -> str:
    """Return who it is."""
    return f"Customer {number_}, {segment.lower()}"


def life_finding(
    left: tuple[int, str, str] | None, with_it: tuple[int, str, str] | None, brand: str, acts: bool
) -> str:
    """Return what becomes of somebody in both worlds; a departure is its week, brand joined, and what decided."""
    brand = brand.partition(",")[0]
    if not acts:
        if left is None:
            return f"Stays with {brand}, or never was its customer."
        return f"Left {brand} in week {left[0]}; what decided: {left[2]}."
    if left and with_it is None:
        return f"Left {brand} in week {left[0]}; what decided: {left[2]}. With the strategy, stays."
    if left is None and with_it:
        return f"Stays as things are. With the strategy, leaves {brand} in week {with_it[0]}: {with_it[2]}."
    if left and with_it:
        return f"Leaves {brand} in both worlds: in week {left[0]}, and with the strategy in week {with_it[0]}."
    return f"Same person, same luck, two companies: {brand} keeps its place in both lives."


def encounter(touchpoint: str, brand: str, expected: float, perceived: float, cause: str) -> str:
    """Return an encounter in words."""
    felt = "better than expected" if perceived > expected + 0.02 else "as expected"
    if perceived < expected - 0.02:
        felt = "much worse than expected" if perceived < expected - 0.2 else "worse than expected"
    why = f"; {cause.lower()}" if cause else ""
    return f"{touchpoint} of {brand.partition(',')[0]}: {felt} ({perceived:.2f}, expected {expected:.2f}){why}."


def told(text: str, brand: str) -> str:
    """Return a line of a diary as a sentence, with the short name of its brand."""
    text = text.replace(brand, brand.partition(",")[0])
    return f"{text[:1].upper()}{text[1:]}."


def before(week: int) -> str:
    """Return a week, which may lie before the first."""
    return f"week {week}" if week > 0 else f"{number(1 - week)} weeks before"


# Experiments -------------------------------------------------------------------------------------------------------

EXPERIMENTS_LEAD = "Every experiment of the command line, filled in here"
FORMS_FOLLOW = "The forms are made from the experiments themselves, as soon as the model is loaded."
NEEDS_FILE = "This experiment reads a file or folder of yours, which a page must not choose: run it in a terminal."
START = "Start"


def experiment_state(state: str, done: int, total: int) -> str:
    """Return how far an experiment is."""
    runs = f"{number(done)} of {number(total)} results" if total > done else f"{number(done)} results"
    return {
        "running": f"Running; {runs} so far.",
        "stopping": f"Stopping; {runs} are kept.",
        "stopped": f"Stopped; {runs} are kept, and Start goes on from there.",
        "failed": "It did not run. The command said:",
        "done": "Done.",
    }[state]


def missing(fields: list[str]) -> str:
    """Return what has to be filled in."""
    return f"Fill in: {', '.join(fields)}."
