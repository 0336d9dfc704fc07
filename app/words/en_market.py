"""Your market in English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from language import mark, number, phrase, plural

LEAD = mark("What you know of your market, and what the model makes of it")
FACTS, TABLE = mark("Facts"), mark("Customers")
FACTS_LEAD = mark(
    "Fill in what you know; what is left empty stays as it is in the market. All percentages are of 100. Figures of "
    "rivals may be estimates: give them a wide tolerance."
)
DROP_FACTS = mark("Or drop a list of facts here (CSV, as cxsim new makes it)")
DROP_TABLE = mark("Drop a table of customers here (CSV or Parquet, a row for each customer)")
CHOOSE = mark("Choose a file")
STAYS = mark("A file stays on this machine, below the folder of this page, until you remove it.")
REMOVE = mark("Remove")
TAKE = mark("Take these facts")
TOO_LARGE = mark("This file is larger than what the page takes: run the command in a terminal.")
LOADING_FACTS = mark("The list is made from the market, as soon as the model is loaded.")
FACT_HEAD = (mark("Figure"), mark("Your figure"), mark("Unit"), mark("Tolerance"))
LIST = mark("The list of facts to fill in")
FIGURES = {
    "share": mark("Share of customers"),
    "share_change": mark("Change of the share"),
    "churn": mark("Customers lost in a year"),
    "nps": mark("Net promoter score"),
    "complaints": mark("Complaints"),
    "wait_minutes": mark("Minutes waited for help"),
    "abandonment": mark("Contacts given up while waiting"),
    "first_contact_resolution": mark("Solved at the first contact"),
    "late_share": mark("Late deliveries"),
    "csat": mark("Satisfied right after (CSAT)"),
    "elasticity": mark("Price elasticity"),
    "bill": mark("Mean bill"),
}
UNITS_OF_FACTS = {
    "% of customers": mark("% of customers"),
    "points a year": mark("points a year"),
    "% a year": mark("% a year"),
    "points": mark("points"),
    "per 100 customers a month": mark("per 100 customers a month"),
    "minutes": mark("minutes"),
    "% of contacts": mark("% of contacts"),
    "% of solved": mark("% of solved"),
    "% of deliveries": mark("% of deliveries"),
}
HOW = {
    "check": (mark("Only compare"), mark("Moves nothing: the market as it is beside your figures. Seconds.")),
    "quick": (mark("Fit quickly"), mark("2,000 people and few seeds: a first answer, not the last. Minutes.")),
    "full": (mark("Fit"), mark("As the command does by itself: 6,000 people, more seeds and checks. Longer.")),
}
AFTER_FACTS = mark("Take some facts first; then they are compared with the model here, or the model is fitted to them.")
RUN, RUN_TITLE = mark("Start"), mark("Your figures and the model's")
RESULT_HEAD = (mark("Figure"), mark("Verdict"), mark("Yours"), mark("The model's"), mark("The market before"))
TOO_LOW, TOO_HIGH = mark("the model's is too low"), mark("too high")
TARGETS_TITLE = mark("How near each figure of the model is to yours, in tolerances")
TARGETS_READING = mark(
    "Within the green strip a figure is within its tolerance. Hollow: the market before. Blue: met. Rust: missed, or "
    "not clear."
)
FILES = mark("Take it with you")
TABLE_LEAD = mark("The columns were guessed from their names and values. Look at them, and put right what is wrong.")
ROLES = {
    "customer": mark("Who it is (an id, each once)"),
    "segment": mark("Segment"),
    "tenure": mark("How long a customer"),
    "price": mark("What is paid, a month or an order"),
    "contract": mark("Contract"),
    "satisfaction": mark("Satisfaction"),
    "complaint": mark("Has an open complaint"),
    "left": mark("Has left"),
}
NO_COLUMN, ONE_SEGMENT = mark("not in this table"), mark("without a column, all are")
UNITS = {"weeks": mark("weeks"), "months": mark("months"), "years": mark("years")}
UNIT, DATE_OF_TABLE, WORST, BEST = mark("in"), mark("Day of the table"), mark("worst"), mark("best")
MONTHS = mark("months")
WHICH_SEGMENT = mark("Which value is which segment")
CONFIRM = mark("Read the table")
READ_WELL = mark("The table is read")
LOOK_AT = mark("Look at this")
FIT_WITH_TABLE = mark("These people are used when you compare or fit.")
COLUMNS = mark("The columns of the table")
COLUMN_HEAD = (mark("Column"), mark("For example"))


def kind_of_fact(what: str) -> str:
    """Return what a fact tells; those about new customers end with a number of years, or of further orders."""
    kind, _, count = what.rpartition("_")
    if kind == "retention" and count.isdigit():
        return plural(
            "New customers who stay {count} year", "New customers who stay {count} years", int(count), count=count
        )
    if kind == "repeats" and count.isdigit():
        return plural(
            "New customers with {count} further order",
            "New customers with {count} further orders",
            int(count),
            count=count,
        )
    return phrase(FIGURES.get(what, what))


def fact(what: str, brand: str, segment: str, touchpoint: str) -> str:
    """Return what a fact is about; of all brands when nothing else is named."""
    figure_ = kind_of_fact(what)
    of = ", ".join(part for part in (touchpoint, brand, segment) if part)
    return phrase("{figure}: {of}", figure=figure_, of=of) if of else phrase("{figure}: all brands", figure=figure_)


def unit(name: str) -> str:
    """Return the unit of a fact."""
    return phrase(UNITS_OF_FACTS.get(name, name))


def figure(value: float, tolerance: float) -> str:
    """Return a figure with as many digits as its tolerance has."""
    return number(value, 0 if tolerance >= 5 else 1 if tolerance >= 0.5 else 2 if tolerance >= 0.05 else 3)


def beside(yours: str, models: str) -> str:
    """Return both figures beside a line of the picture."""
    return phrase("{models} for {yours}", models=models, yours=yours)


def verdict(state: str, off: float, reason: str) -> str:
    """Return the verdict on a figure with its reason."""
    if off != off:
        return phrase("cannot be shown: {reason}", reason=reason)
    if state == "met":
        return phrase("met")
    far = number(abs(off), 1)
    if state == "unclear":
        return phrase("not clear: off by {far} tolerances, within random variation", far=far)
    if reason:
        return phrase("off by {far} tolerances; {reason}", far=far, reason=reason)
    return phrase("off by {far} tolerances", far=far)


def reason(kind: str, named: Sequence[str]) -> str:
    """Return why a figure is missed; numbers at their limits and figures in conflict are named."""
    names = ", ".join(phrase("“{title}”", title=each) for each in named)
    match kind:
        case "nobody":
            return phrase("there is nobody to observe in this market")
        case "nothing":
            return phrase("cannot be reached: no number of the market that may be moved changes it enough")
        case "limit":
            return plural(
                "cannot be reached: {named} is at the end of its range",
                "cannot be reached: {named} are at the ends of their ranges",
                len(named),
                named=names,
            )
        case "reach":
            return phrase("cannot be reached: all numbers together, at the ends of their ranges, do not bring it there")
        case "conflict":
            return phrase("in conflict with {named}: numbers that would meet it move that away", named=names)
        case "end":
            return phrase("the search ended before it was met: a longer one may help (--steps)")
    return ""


def number_moved(words: str, names: Mapping[str, str]) -> str:
    """Return numbers that are moved together, in words."""
    return phrase(words, **names)


def finding(met: int, given: int, unclear: int) -> str:
    """Return how many facts the model shows."""
    if not given:
        return phrase("No fact is given yet.")
    if met == given:
        return phrase("The model shows all {given} of your figures, each within its tolerance.", given=number(given))
    return phrase(
        "The model shows {met} of your {given} figures. Missed: {missed}. Not clear: {unclear}.",
        met=number(met),
        given=number(given),
        missed=number(given - met - unclear),
        unclear=number(unclear),
    )


def read(rows: int, rejected: int) -> str:
    """Return how much of a table was read."""
    if not rejected:
        return phrase("{people} people come from the table.", people=number(rows))
    return phrase(
        "{people} people come from the table; {rejected} rows are not used.",
        people=number(rows),
        rejected=number(rejected),
    )


def size(megabytes: float) -> str:
    """Return the largest size of a file."""
    return phrase("at most {size}\u00a0MB", size=number(megabytes, 0 if megabytes >= 1 else 1))
