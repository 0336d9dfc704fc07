"""The page's sentences, in English, which are the keys of the catalogue of all other languages."""

from __future__ import annotations

import math
from typing import Any

from app.answers import Spread
from language import mark, number, phrase, plural

NBSP = "\u00a0"

NAV = {
    "compare": mark("Compare"),
    "journey": mark("Journey"),
    "customer": mark("One customer"),
    "moments": mark("Moments of truth"),
    "listening": mark("Listening"),
    "network": mark("Network"),
    "market": mark("Your market"),
    "teach": mark("Teach"),
    "class": mark("Class"),
    "experiments": mark("Experiments"),
    "copied": mark("About this copy"),
}
TITLES = {
    "compare": mark("Compare: what if"),
    "journey": mark("Journey: where customers are, and how they feel"),
    "customer": mark("One customer: one life, two worlds"),
    "moments": mark("Moments of truth: what matters, and how good it is"),
    "listening": mark("Listening: what the brand sees, what is true"),
    "network": mark("Network: how a bad week spreads"),
    "market": mark("Your market: your figures, and the model's"),
    "teach": mark("Teach: predict, run, explain"),
    "class": mark("Class: rounds of half a year"),
    "experiments": mark("Experiments"),
    "copied": mark("About this copy"),
}
SKIP = mark("Skip to the content")
MARKET, STRATEGY, WEEKS, PEOPLE = (
    mark("Market"),
    mark("Strategy"),
    mark("How long"),
    mark("How many people"),
)
NO_STRATEGY = mark("None: only the levers below")
WHAT_IF = mark("What if")
QUESTIONS = mark("Questions to begin with")
RESET, UNDO, SHARE, SHARED = mark("Everything as today"), mark("Undo"), mark("Copy the link"), mark("Link copied")
WEEK = mark("week")
PICTURES = mark("The answer in pictures")
FIGURES_AS_TABLE = mark("The figures as a table")
FULL_RUN, STOP, AGAIN = mark("Run in full and rank"), mark("Stop"), mark("Go on")
DOWNLOADS = mark("Take it with you")
TODAY = mark("as it is")
FURTHER = {"journey": mark("See where these customers are in their journey"), "customer": mark("Follow one who leaves")}
APPLY = mark("Show")
NOTHING_MOVED = mark("as things are")
TABLE_HEAD = (mark("Figure"), mark("Week"), mark("As things are"), mark("With it"), mark("Difference"))
CLOSED = mark(
    "This page is for the person who started it. Open the address that cxsim printed when it started; "
    "if you followed a link to your own page, go on here:"
)
GO_ON = mark("Go on")

PANELS = {
    "gain": mark("Gain in margin, added up"),
    "customers": mark("Customers"),
    "nps": mark("Net promoter score"),
    "churn": mark("Yearly churn, last quarter"),
    "orders": mark("Orders a week, last quarter"),
}


_AMOUNTS = {
    1e6: (mark("EUR\u00a0{amount}\u00a0m"), mark("EUR\u00a0{amount}\u00a0m\u00a0±\u00a0{half}\u00a0m")),
    1e3: (mark("EUR\u00a0{amount}\u00a0k"), mark("EUR\u00a0{amount}\u00a0k\u00a0±\u00a0{half}\u00a0k")),
    1.0: (mark("EUR\u00a0{amount}"), mark("EUR\u00a0{amount}\u00a0±\u00a0{half}")),
}
_TICKS = {1e6: mark("{amount}m"), 1e3: mark("{amount}k"), 1.0: mark("{amount}")}


def _factor(size: float) -> float:
    return 1e6 if size >= 1e6 else 1e3 if size >= 1e4 else 1.0


def _decimals(size: float, factor: float) -> int:
    return 1 if factor > 1 and size / factor < 100 else 0


def eur(x: float, size: float | None = None, signed: bool = False) -> str:
    """Return an amount; `size` is that of the numbers beside it, so that all are written alike."""
    size = abs(x) if size is None else size
    factor = _factor(size)
    return phrase(_AMOUNTS[factor][0], amount=number(x / factor, _decimals(size, factor), signed))


def eur_tick(x: float) -> str:
    """Return an amount on an axis."""
    factor = 1e6 if abs(x) >= 1e6 else 1e3 if abs(x) >= 1e3 else 1.0
    shown = x / factor
    return phrase(_TICKS[factor], amount=number(shown, 0 if shown == round(shown) else 1))


def plain_tick(x: float) -> str:
    """Return a number on an axis."""
    return number(x, 0 if x == round(x) else 1)


def per_cent(x: float, decimals: int = 0) -> str:
    """Return a percentage."""
    return phrase("{percentage}\u00a0%", percentage=number(x, decimals))


def per_cent_tick(x: float) -> str:
    """Return a percentage on an axis."""
    return per_cent(x, 0 if x == round(x) else 1)


def eur_spread(of: Spread, signed: bool = False) -> str:
    """Return an amount with its interval."""
    size = max(abs(of.mean), of.half if math.isfinite(of.half) else 0.0)
    if not math.isfinite(of.half):
        return eur(of.mean, size, signed)
    factor = _factor(size)
    decimals = _decimals(size, factor)
    mean, half = number(of.mean / factor, decimals, signed), number(of.half / factor, decimals)
    return phrase(_AMOUNTS[factor][1], amount=mean, half=half)


def figure_difference(name: str, of: Spread) -> str:
    """Return the difference of a figure with its interval, in its unit."""
    decimals = {"customers": 0, "nps": 1, "churn": 1, "orders": 1}[name]
    text = number(of.mean, decimals, signed=True)
    if math.isfinite(of.half):
        text += f"{NBSP}±{NBSP}{number(of.half, decimals)}"
    return phrase("{difference}\u00a0points", difference=text) if name in ("nps", "churn") else text


def figure(name: str, value: float) -> str:
    """Return a figure in its unit."""
    if name == "churn":
        return per_cent(value, 1)
    return number(value, 0 if name == "customers" else 1)


_YEARS = {52: mark("one year"), 104: mark("two years"), 156: mark("three years")}


def horizon(weeks: int) -> str:
    """Return a length of time."""
    return phrase(_YEARS[weeks]) if weeks in _YEARS else plural("{count} week", "{count} weeks", weeks, count=weeks)


# The answer --------------------------------------------------------------------------------------------------------


def as_things_are(brand: str, customers: float, weeks: int) -> str:
    """Return the finding when nothing is changed."""
    return phrase(
        "As things are, {brand} has {customers} customers after {horizon}. Move a lever.",
        brand=brand,
        customers=number(customers),
        horizon=horizon(weeks),
    )


def so_far(gain: Spread, week: int) -> str:
    """Return the finding while the first future is being simulated."""
    amount = eur(abs(gain.mean))
    if gain.mean == 0:
        return phrase("After {week} weeks nothing has come of it yet.", week=week)
    if gain.mean > 0:
        return phrase("After {week} weeks: {amount} gained, in the first future.", week=week, amount=amount)
    return phrase("After {week} weeks: {amount} lost, in the first future.", week=week, amount=amount)


_FINDINGS = {
    ("first", True, True): mark(
        "One future gains {amount} over {horizon}, before what it costs to do; the others follow."
    ),
    ("first", True, False): mark("One future gains {amount} over {horizon}, its cost paid; the others follow."),
    ("first", False, True): mark(
        "One future loses {amount} over {horizon}, before what it costs to do; the others follow."
    ),
    ("first", False, False): mark("One future loses {amount} over {horizon}, its cost paid; the others follow."),
    ("clear", True, True): mark("Gains {amount} over {horizon}, before what it costs to do."),
    ("clear", True, False): mark("Gains {amount} over {horizon}, its cost paid."),
    ("clear", False, True): mark("Loses {amount} over {horizon}, before what it costs to do."),
    ("clear", False, False): mark("Loses {amount} over {horizon}, its cost paid."),
}
"""Whether one future or all are known, whether it gains, whether it is free -> the sentence."""
_UNCLEAR = {
    True: mark("No clear gain or loss over {horizon}: between {low} and {high}, before what it costs to do."),
    False: mark("No clear gain or loss over {horizon}: between {low} and {high}, its cost paid."),
}


def finding(gain: Spread, weeks: int, cost: float) -> str:
    """Return the finding in one sentence; a difference is claimed only when its interval leaves out zero."""
    over, is_free = horizon(weeks), cost <= 0
    if not math.isfinite(gain.half):
        return phrase(_FINDINGS["first", gain.mean > 0, is_free], amount=eur(abs(gain.mean)), horizon=over)
    if gain.half == 0 and gain.mean == 0:
        return phrase("It changes nothing over {horizon}.", horizon=over)
    if not gain.is_clear:
        low, high = (eur(end, max(abs(gain.low), abs(gain.high)), signed=True) for end in (gain.low, gain.high))
        return phrase(_UNCLEAR[is_free], horizon=over, low=low, high=high)
    amount = eur_spread(Spread(abs(gain.mean), gain.half))
    return phrase(_FINDINGS["clear", gain.mean > 0, is_free], amount=amount, horizon=over)


def break_even(before_cost: Spread, cost: float, weeks: int) -> str:
    """Return up to which cost it pays."""
    if not math.isfinite(before_cost.half):
        return ""
    if before_cost.low <= 0:
        if before_cost.high <= 0:
            return phrase("It would lose money even if it cost nothing.")
        return phrase("It may not pay at any cost: these futures do not show a gain clearly.")
    told = {"cost": eur(cost), "limit": eur(before_cost.low), "horizon": horizon(weeks)}
    if cost <= 0:
        return phrase(
            "It may cost up to {limit} over {horizon}, whatever doing it takes: that is the lower limit of its gain.",
            **told,
        )
    if before_cost.low >= cost:
        return phrase("It costs {cost} and may cost up to {limit} over {horizon}.", **told)
    if before_cost.high <= cost:
        return phrase("It costs {cost}, and pays only if it costs less than {limit} over {horizon}.", **told)
    return phrase("Whether it pays at its cost of {cost} is open; it surely does up to {limit} over {horizon}.", **told)


def basis(whole: int, futures: int, customers: int, of_market: int, first_seed: int) -> str:
    """Return what the answer rests on."""
    told = {
        "whole": whole,
        "futures": futures,
        "first": first_seed,
        "last": first_seed + futures - 1,
        "people": number(customers),
        "market": number(of_market),
    }
    if customers == of_market:
        return phrase("{whole} of {futures} futures, luck {first} to {last}. Simulated: all {people} people.", **told)
    return phrase(
        "{whole} of {futures} futures, luck {first} to {last}. Simulated: {people} of the market's {market} people, "
        "and all amounts are for them.",
        **told,
    )


def waiting(state: str, seconds: int) -> str:
    """Return what the page waits for."""
    if state == "compiling":
        return phrase(
            "The model is being compiled for this machine, which is done once and takes a minute or two: {seconds} s "
            "so far. What you see meanwhile was computed beforehand.",
            seconds=seconds,
        )
    return phrase("The model is being loaded: a few seconds.")


def worker_began_again() -> str:
    """Return the note that a part is computed anew."""
    return phrase("A worker process ended and was replaced; its part is computed again.")


def went_wrong(message: str) -> str:
    """Return that there is no answer."""
    return phrase("This question has no answer: {message}", message=message)


# Levers ------------------------------------------------------------------------------------------------------------

_LABELS = {
    "agents": mark("People who answer"),
    "promise": mark("Promise about use"),
    "onboarding": mark("Help for newcomers"),
    "contract": mark("Newcomers who sign for a year"),
    "lead": mark("Days to deliver"),
    "promised": mark("Days promised"),
    "tracking": mark("News while waiting"),
}


def lever_label(lever: dict[str, Any], kind: str) -> str:
    """Return the name of a lever in people's words."""
    if lever["cause"]:
        return phrase(str(lever["cause"]))
    if lever["key"] == "price":
        return phrase("Monthly price") if kind == "contractual" else phrase("Price of an order")
    return phrase(_LABELS[lever["key"]])


def lever_value(counts: str, value: float) -> str:
    """Return a value of a lever with its unit, in people's words."""
    hundred = 100 * value
    whole = number(hundred, 0 if hundred >= 9.95 or hundred == round(hundred) else 1)
    plain = number(value, 0 if value == round(value) else 1)
    return {
        "price": lambda: phrase(_AMOUNTS[1.0][0], amount=number(value, 0 if value == round(value) else 2)),
        "agents": lambda: phrase("{people} per 10,000 customers", people=number(value, 1)),
        "quality": lambda: phrase("{points} out of 100", points=whole),
        "trouble": lambda: phrase("{people} in 100 each week", people=number(hundred, 1)),
        "faulty_orders": lambda: phrase("{orders} in 100 orders", orders=number(hundred, 1)),
        "guided": lambda: phrase("{points} out of 100", points=whole),
        "told": lambda: phrase("{points} out of 100", points=whole),
        "share": lambda: phrase("{people} in 100", people=whole),
        "days": lambda: plural("{days} day", "{days} days", value, days=plain),
    }[counts]()


_GRADES = {
    "measured": mark("Today {today}. {meaning} Measured."),
    "adapted": mark("Today {today}. {meaning} Adapted from a study."),
    "assumed": mark("Today {today}. {meaning} Assumed."),
}
_SOURCED_GRADES = {
    "measured": mark("Today {today}. {meaning} Measured ({source})."),
    "adapted": mark("Today {today}. {meaning} Adapted from a study ({source})."),
    "assumed": mark("Today {today}. {meaning} Assumed ({source})."),
}
_MEANINGS = {
    "price": mark("What a customer pays."),
    "agents": mark("More of them shorten the wait, and are paid every week."),
    "promise": mark("How good use is said to be: it attracts, and is held against what is delivered."),
    "trouble": mark("How often this trouble begins for a customer."),
    "onboarding": mark("How well newcomers are shown what they can do with it."),
    "contract": mark("Newcomers who sign for twelve months."),
    "lead": mark("The usual time from order to delivery."),
    "promised": mark("The delivery time that is promised."),
    "tracking": mark("How well people who wait are told where their order is."),
}


SOURCES = (
    mark("fitted to facts.csv"),
    mark("our assumption for a fictional region"),
    mark("our assumption for fictional vendors"),
    mark("Olist 2016-18: median .5 to .6 of the promise"),
    mark("the market file"),
)
"""Sources of levers in the shipped markets; those of a user's own market are shown as they stand in it."""


def lever_source(lever: dict[str, Any]) -> str:
    """Return where a lever stands today, what its number means and where it comes from."""
    source = "" if lever["source"] == "our assumption" else phrase(lever["source"])
    return phrase(
        (_SOURCED_GRADES if source else _GRADES)[lever["grade"]],
        today=lever_value(lever["counts"], lever["today"]),
        meaning=phrase(_MEANINGS[lever["key"]]),
        source=source,
    )


SET_BY_STRATEGY = mark("The strategy sets this one itself, until you move it.")


def luck(first: int, futures: int) -> str:
    """Return the name of a set of futures."""
    return phrase("Luck: futures {first} to {last}", first=first, last=first + futures - 1)


OTHER_LUCK = mark("Try other luck")


def people(customers: int) -> str:
    """Return a number of simulated people."""
    return plural("{people} person", "{people} people", customers, people=number(customers))


# Questions to begin with -------------------------------------------------------------------------------------------

_QUESTIONS = {
    "price": mark("Would a lower price pay?"),
    "agents": mark("What if more people answered?"),
    "promise": mark("What if we promised more than we deliver?"),
    "modest": mark("And if we promised less?"),
    "trouble": mark("What is it worth to halve this: {cause}?"),
    "onboarding": mark("What if newcomers were shown how to use it?"),
    "lead": mark("What if parcels came a day earlier?"),
    "promised": mark("What if we promised two days less?"),
    "tracking": mark("What if people who wait were told more?"),
}


def question(key: str, cause: str = "") -> str:
    """Return a question to begin with."""
    return phrase(_QUESTIONS[key], cause=cause)


MY_SCENARIO = mark("What if, from the page")


def my_question(changes: list[str]) -> str:
    """Return the question of a scenario built on the page."""
    return phrase("What if: {changes}?", changes="; ".join(changes)) if changes else phrase("What if?")


def titled(title: str, what: object) -> str:
    """Return something under its title."""
    return phrase("{title}: {what}", title=title, what=what)


def change(label: str, value: str) -> str:
    """Return one change of a scenario built on the page."""
    return phrase("{lever}: {value}", lever=label, value=value)


# Full runs ---------------------------------------------------------------------------------------------------------

RANK_WITH = mark("Strategies to rank")
FUTURES_TO_RUN = mark("Futures")
ASSUMPTIONS = mark("Assumptions")
ASSUMED = {
    "varied": mark("All that agree with what is known (shipped markets)"),
    "kept": mark("As they are: luck alone differs"),
}
FULL_TITLE = mark("Run in full")
FULL_LEAD = mark(
    "The same command as in a terminal, with more futures: which one wins, by how much and how surely, with a report. "
    "Finished futures are kept, so it can be stopped and gone on with."
)
YOUR_LEVERS = mark("Your levers")
_STATES = {
    "stopping": mark("Stopping; {done} of {total} futures are kept."),
    "stopped": mark("Stopped after {done} of {total} futures; the same button goes on from there."),
    "failed": mark("It failed. The command said:"),
    "done": mark("Done: {total} futures."),
}


def run_state(state: str, done: int, total: int, seconds_left: float | None) -> str:
    """Return how far a full run is."""
    told = {"done": done, "total": total}
    if state != "running":
        return phrase(_STATES[state], **told)
    if done == total:
        return phrase("All {total} futures are there; the report is being written.", **told)
    if not done:
        return phrase("Preparing the first futures.")
    if seconds_left is None:
        return phrase("{done} of {total} futures.", **told)
    return phrase("{done} of {total} futures, {time_left}.", time_left=time_left(seconds_left), **told)


def time_left(seconds: float) -> str:
    """Return the time that is left."""
    if seconds < 90:
        return phrase("about {seconds} s left", seconds=max(1, round(seconds)))
    return phrase("about {minutes} min left", minutes=round(seconds / 60))


FILES = {
    "report.html": mark("The report"),
    "comparison.csv": mark("All figures (CSV)"),
    "weekly.parquet": mark("Every week (Parquet)"),
    "manifest.json": mark("What was run (manifest)"),
    "what-if.yaml": mark("The scenario file"),
}
COMMAND_LINE = mark("The same in a terminal:")
RANKED = mark("Ranked")


LEGEND = (
    mark("as things are"),
    mark("with it"),
    mark("The difference is shaded. Money: a thin line is one future, the band the 95 % interval of their mean."),
)


def foot(version: str) -> str:
    """Return the foot of every page."""
    return phrase(
        "cxsim {version}, an agent-based simulation. Results follow from its assumptions; they are not forecasts.",
        version=version,
    )


def best(title: str, gain: Spread, share_best: float, weeks: int) -> str:
    """Return which strategy gained most in a full run."""
    told = {"title": title, "horizon": horizon(weeks), "often": number(100 * share_best)}
    if gain.low > 0:
        return phrase(
            "“{title}” gains most: {gain} over {horizon}, its cost paid. It does best in {often} of 100 futures.",
            gain=eur_spread(gain),
            **told,
        )
    return phrase(
        "None clearly beats how things are over {horizon}: “{title}” comes closest, with {gain}. It does best in "
        "{often} of 100 futures.",
        gain=eur_spread(gain, signed=True),
        **told,
    )


AS_THINGS_ARE = mark("As things are")
RANKING_HEAD = ("", mark("Gain, present value"), mark("Better than today"), mark("Best of all"))


def of_hundred(share: float) -> str:
    """Return a share of futures."""
    return phrase("{futures} of 100", futures=number(100 * share))


# Journey -----------------------------------------------------------------------------------------------------------

PLAY, PAUSE = mark("Play"), mark("Pause")
THE_WEEK = mark("Week")
AS_IS_WORLD, WITH_WORLD = mark("As things are"), mark("With it")
NO_STRATEGY_HERE = mark("No strategy")
CYCLE_TITLE = mark("The cycle of needs and use: each dot is a customer, placed where the week has put them")
PLACES = {
    "use": ("{count:use}", mark("just use")),
    "need": (mark("Need"), mark("{count:need} are no longer sure")),
    "search": (mark("Search"), mark("{count:search} look at offers")),
    "choice": (mark("Choice"), mark("{count:choice} decide")),
    "leave": ("",),
    "waiting": (mark("Waiting"), mark("{count:waiting} wait for delivery")),
    "discovery": (mark("Discovery"), mark("{count:discovery} in their first weeks")),
    "help": (mark("Help"), mark("{count:help} seek help,"), mark("{flow:silent} a week say nothing")),
    "share": (mark("Share"), mark("{flow:praise} praise,"), mark("{flow:blame} blame")),
}
FLOWS = {
    "reconsider": mark("look around"),
    "drop": mark("drop it"),
    "stay": mark("stay"),
    "leave": mark("leave"),
    "come": mark("come"),
    "complain": mark("complain"),
    "helped": mark("are helped"),
    "hear": mark("hear it"),
}
CYCLE_LEGEND = mark("Satisfaction, 0 to 1")
BAND_ENDS = (mark("below 0.5"), mark("above 0.8"))


def cycle_reading(brand: str) -> str:
    """Return how the cycle is read."""
    return phrase(
        "A dot is one customer of {brand}, the least satisfied at the rim; hollow: not yet a customer. Numbers at "
        "arrows are people a week, averaged over a quarter of a year; the wider an arrow, the more people. Click a dot "
        "to follow its life.",
        brand=brand,
    )


OPEN_A_STAGE = mark("Choose a stage of the cycle to see what was promised, expected, delivered and perceived there.")
STAGE_NAMES = {
    "buying": mark("Buying"),
    "receiving": mark("Delivery and first use"),
    "using": mark("Use"),
    "help": mark("Help"),
}
IRRITANTS = mark("What irritates most there")
WHO_IS_HERE = mark("Who is here in this week")
QUALITY_NOTE = mark(
    "Quality, 0 to 1, over the year up to this week, in this one future. The thicker an arrow, the more often the "
    "touchpoint is met; the short line across it is what was delivered."
)
CHAIN_HEAD = (
    mark("Touchpoint"),
    mark("Met"),
    mark("Trouble"),
    mark("Promised"),
    mark("Expected"),
    mark("Delivered"),
    mark("Perceived"),
    mark("Worst moment of leavers"),
)
IRRITANT_HEAD = (mark("Cause"), mark("Times"))
MARKS = (mark("promised"), mark("expected"), mark("delivered"), mark("perceived"))


def week_finding(brand: str, own: int, using: int, leave: float, come: float) -> str:
    """Return what a week looks like."""
    told = {"using": number(using), "own": number(own), "leave": number(leave, 1), "come": number(come, 1)}
    if not own:
        return phrase("{brand} has no customers left.", brand=brand)
    if leave > 1.1 * come:
        return phrase("{using} of {own} customers just use. Each week {leave} leave and only {come} come.", **told)
    if come > 1.1 * leave:
        return phrase("{using} of {own} customers just use. Each week {come} come and {leave} leave.", **told)
    return phrase("{using} of {own} customers just use. As many come as leave: some {leave} a week.", **told)


_STAGE_FINDINGS = {
    ("buying", "as"): mark("Those who look for an offer find what they expect."),
    ("buying", "much less"): mark("Those who look for an offer find much less than they expect."),
    ("buying", "less"): mark("Those who look for an offer find less than they expect."),
    ("buying", "more"): mark("Those who look for an offer find more than they expect."),
    ("receiving", "as"): mark("Those who receive it find what they expect."),
    ("receiving", "much less"): mark("Those who receive it find much less than they expect."),
    ("receiving", "less"): mark("Those who receive it find less than they expect."),
    ("receiving", "more"): mark("Those who receive it find more than they expect."),
    ("using", "as"): mark("Those who use it find what they expect."),
    ("using", "much less"): mark("Those who use it find much less than they expect."),
    ("using", "less"): mark("Those who use it find less than they expect."),
    ("using", "more"): mark("Those who use it find more than they expect."),
    ("help", "as"): mark("Those who ask for help find what they expect."),
    ("help", "much less"): mark("Those who ask for help find much less than they expect."),
    ("help", "less"): mark("Those who ask for help find less than they expect."),
    ("help", "more"): mark("Those who ask for help find more than they expect."),
}


def stage_finding(stage: str, expected: float, perceived: float) -> str:
    """Return what people find at a stage, against what they expect."""
    gap = perceived - expected
    how = "as" if abs(gap) < 0.02 else "much less" if gap < -0.1 else "less" if gap < 0 else "more"
    return phrase(_STAGE_FINDINGS[stage, how])


def met(rate: float) -> str:
    """Return how often a touchpoint is met, for 100 customers in a week."""
    return phrase("{times} a week for 100 customers", times=number(rate, 1 if rate < 10 else 0))


def trouble(share: float) -> str:
    """Return how often with trouble."""
    return phrase("trouble in {share}\u00a0%", share=number(100 * share))


def quality(value: float) -> str:
    """Return a quality or satisfaction, 0 to 1."""
    return number(value, 2)


NOBODY_THERE = mark("Nobody has been there in this year.")


# One customer ------------------------------------------------------------------------------------------------------

WHOM = mark("Whom to follow")
GROUPS = {
    "stayed_with_it": mark("Leave as things are, and stay with the strategy"),
    "left_with_it": mark("Stay as things are, and leave with the strategy"),
    "left": mark("Leave in both worlds"),
    "unhappy": mark("Stay, and are not satisfied"),
}
ALONE_GROUPS = {"left": mark("Leave"), "unhappy": mark("Stay, and are not satisfied")}
CUSTOMER_NUMBER, SHOW = mark("Customer number"), mark("Show")
ROWS = {
    "trouble": mark("Trouble felt"),
    "silent": mark("Kept it to oneself"),
    "help": mark("Asked for help"),
    "spoke": mark("Spoke of a brand"),
    "heard": mark("Heard of a brand"),
    "looked": mark("Looked around"),
}
SATISFACTION = mark("Satisfaction")
IN_BOTH, AS_IS_ONLY, WITH_ONLY = mark("in both worlds"), mark("as things are only"), mark("with it only")
SIGNS = mark("bar: felt or heard · ring: thought · disc: done · cross: gone")
DIARY = mark("The diary")
DIARY_LEAD = mark("What stands out; grey happened in both worlds.")
WHOLE_DIARY = mark("Every line")
LOADING = mark("Two lives are being simulated …")


def parted(week: int) -> str:
    """Return from when on two lives differ."""
    return phrase("week {week}: the two lives part", week=week)


def short(brand: str) -> str:
    """Return the short name of a brand."""
    return brand.partition(",")[0]


def moved_to(brand: str | None) -> str:
    """Return where somebody went."""
    return phrase("to {brand}", brand=short(brand)) if brand else phrase("to nobody")


def person(number_: int, segment: str) -> str:
    """Return who it is."""
    return phrase("Customer {number}, {segment}", number=number_, segment=segment.lower())


def life_finding(
    left: tuple[int, str, str] | None, with_it: tuple[int, str, str] | None, brand: str, acts: bool
) -> str:
    """Return what becomes of somebody in both worlds; a departure is its week, brand joined, and what decided."""
    told: dict[str, Any] = {"brand": short(brand)}
    told |= {"week": left[0], "reason": left[2]} if left else {}
    if not acts:
        if left is None:
            return phrase("Stays with {brand}, or never was its customer.", **told)
        return phrase("Left {brand} in week {week}; what decided: {reason}.", **told)
    if left and with_it is None:
        return phrase("Left {brand} in week {week}; what decided: {reason}. With the strategy, stays.", **told)
    if left is None and with_it:
        return phrase(
            "Stays as things are. With the strategy, leaves {brand} in week {week}: {reason}.",
            brand=told["brand"],
            week=with_it[0],
            reason=with_it[2],
        )
    if left and with_it:
        return phrase(
            "Leaves {brand} in both worlds: in week {week}, and with the strategy in week {other_week}.",
            other_week=with_it[0],
            **told,
        )
    return phrase("Same person, same luck, two companies: {brand} keeps its place in both lives.", **told)


_FELT = {
    (0, False): mark("{touchpoint} of {brand}: as expected ({perceived:.2f}, expected {expected:.2f})."),
    (0, True): mark("{touchpoint} of {brand}: as expected ({perceived:.2f}, expected {expected:.2f}); {cause}."),
    (1, False): mark("{touchpoint} of {brand}: better than expected ({perceived:.2f}, expected {expected:.2f})."),
    (1, True): mark(
        "{touchpoint} of {brand}: better than expected ({perceived:.2f}, expected {expected:.2f}); {cause}."
    ),
    (-1, False): mark("{touchpoint} of {brand}: worse than expected ({perceived:.2f}, expected {expected:.2f})."),
    (-1, True): mark(
        "{touchpoint} of {brand}: worse than expected ({perceived:.2f}, expected {expected:.2f}); {cause}."
    ),
    (-2, False): mark("{touchpoint} of {brand}: much worse than expected ({perceived:.2f}, expected {expected:.2f})."),
    (-2, True): mark(
        "{touchpoint} of {brand}: much worse than expected ({perceived:.2f}, expected {expected:.2f}); {cause}."
    ),
}
"""How an encounter was felt, and whether trouble was felt with it -> the sentence."""


def encounter(touchpoint: str, brand: str, expected: float, perceived: float, cause: str) -> str:
    """Return an encounter in words."""
    gap = perceived - expected
    felt = 1 if gap > 0.02 else 0 if gap >= -0.02 else -1 if gap >= -0.2 else -2
    return phrase(
        _FELT[felt, bool(cause)],
        touchpoint=touchpoint,
        brand=short(brand),
        perceived=perceived,
        expected=expected,
        cause=cause.lower(),
    )


def told(text: str, brand: str) -> str:
    """Return a line of a diary as a sentence, with the short name of its brand."""
    text = text.replace(brand, short(brand))
    return f"{text[:1].upper()}{text[1:]}."


def before(week: int) -> str:
    """Return a week, which may lie before the first."""
    if week > 0:
        return phrase("week {week}", week=week)
    return plural("{count} week before", "{count} weeks before", 1 - week, count=1 - week)


# Experiments -------------------------------------------------------------------------------------------------------

EXPERIMENTS_LEAD = mark("Every experiment of the command line, filled in here")
FORMS_FOLLOW = mark("The forms are made from the experiments themselves, as soon as the model is loaded.")
NEEDS_FILE = mark(
    "This experiment reads a file or folder of yours, which a page must not choose: run it in a terminal."
)
START = mark("Start")


_EXPERIMENT_STATES = {
    ("running", True): mark("Running; {done} of {total} results so far."),
    ("running", False): mark("Running; {done} results so far."),
    ("stopping", True): mark("Stopping; {done} of {total} results are kept."),
    ("stopping", False): mark("Stopping; {done} results are kept."),
    ("stopped", True): mark("Stopped; {done} of {total} results are kept, and Start goes on from there."),
    ("stopped", False): mark("Stopped; {done} results are kept, and Start goes on from there."),
    ("failed", True): mark("It did not run. The command said:"),
    ("failed", False): mark("It did not run. The command said:"),
    ("done", True): mark("Done."),
    ("done", False): mark("Done."),
}
"""State, and whether it is known how many results there will be -> the sentence."""


def experiment_state(state: str, done: int, total: int) -> str:
    """Return how far an experiment is."""
    return phrase(_EXPERIMENT_STATES[state, total > done], done=number(done), total=number(total))


def missing(fields: list[str]) -> str:
    """Return what has to be filled in."""
    return phrase("Fill in: {fields}.", fields=", ".join(fields))
