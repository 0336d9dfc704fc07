"""The page of moments of truth."""

from __future__ import annotations

from experiments.measures.paired import Estimate
from experiments.moments import figures, words
from experiments.moments.decision import DECISIONS, decision
from experiments.moments.figures import Mark
from experiments.moments.moments import PER_ENCOUNTER, SURVEYED, TOTAL, Moments
from experiments.moments.outcomes import OUTCOMES
from experiments.moments.worlds import CAUSE, TOUCHPOINT, Moment
from experiments.pages.blocks import Cell, Figure, Fold, Point, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import ranked_intervals
from experiments.pages.formats import NOTHING, clean, counted, horizon, number, plus_minus
from experiments.pages.page import Page
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE, inks
from experiments.pages.phrases import quoted, simulated_part

_QUESTIONS = {TOTAL: "What it does in all", PER_ENCOUNTER: "What one encounter does"}
_KINDS = {"shapley": "Derived: shares explained", "regression": "Derived: regression", "stated": "Stated by customers"}


_CORNERS = ("Mend first", "Keep it up", "Leave it alone", "Could cost less")


def report(of: Moments) -> Page:
    """Return the page."""
    study = of.study
    points = [Point(label, text) for label, text in words.decisions(of)]
    return Page(
        title=f"{clean(study.market.title)}: {clean(study.market.brands[of.brand].title)}",
        lead=[words.headline(of), words.measured(of)],
        blocks=[_matrix(of), _survey(of), _touchpoints(of), _causes(of), _segments(of)],
        kind="Moments of truth",
        contents="In detail",
        facts=[
            counted(sum(moment.kind == TOUCHPOINT for moment in of.moments), "touchpoint"),
            counted(sum(moment.kind == CAUSE for moment in of.moments), "cause") + " of trouble",
            horizon(study.weeks),
            counted(len(of.seeds), "simulation") + " of each world",
            f"{number(study.customers)} simulated customers",
        ],
        points=[
            *points,
            Point("What a survey would say", words.survey_says(of)),
            Point("Positioning", words.positioning(of)),
        ],
    )


def _numbered(of: Moments) -> dict[Moment, int]:
    """Return the number of each touchpoint in the pictures: by importance, from 1."""
    return {moment: place for place, (moment, _) in enumerate(words.ranked(of, TOUCHPOINT), 1)}


def _matrix(of: Moments) -> Section:
    """Return the decision matrix and that of a survey side by side, and the decisions as a table."""
    numbers = _numbered(of)
    said = [_said_matrix(of, numbers)] if len(of.said) else []
    key = [
        ("better than customers expect", POSITIVE),
        ("worse than they expect", NEGATIVE),
        ("about as they expect, or not asked", NEUTRAL),
    ]
    lead = [
        "High up stands what matters, to the right what is done better than by the best rival. What matters and is "
        "done worse should be mended first; what matters little may stay as it is, or cost less.",
        words.positioning(of),
        words.wrong_way(of),
    ]
    figure = Figure([_true_matrix(of, numbers), *said], "Numbers are those of the table below.", legend="", key=key)
    return Section("matrix", "What to do about each touchpoint", lead, [figure, _matrix_table(of, numbers)])


def _true_matrix(of: Moments, numbers: dict[Moment, int]) -> Panel:
    """Return true importance against performance."""
    marks = [
        Mark(numbers[moment], place.ahead.mean, place.importance.mean, _tone(place.beyond_expected))
        for moment, place in of.places.items()
    ]
    panel = Panel(
        "The truth: importance (upwards) and performance (to the right)",
        "One numbered mark per touchpoint; the numbers are those of the table below.",
        "Upwards: points of yearly retention by one step of quality. To the right: quality as customers live it, less "
        "that of the best rival. The horizontal line is the mean importance.",
    )
    return figures.matrix(panel, marks, "behind the best rival | ahead, quality", "importance", of.threshold, _CORNERS)


def _said_matrix(of: Moments, numbers: dict[Moment, int]) -> Panel:
    """Return the matrix that a survey would draw."""
    ahead = of.rated_ahead
    marks = [
        Mark(numbers[Moment(TOUCHPOINT, str(name))], ahead.get(str(name), float("nan")), 100 * float(row["shapley"]))
        for name, row in of.said.iterrows()
    ]
    panel = Panel(
        "What a survey would draw",
        "One numbered mark per touchpoint; the numbers are those of the table below.",
        "Upwards: share of what ratings explain of recommendation, per cent. To the right: mean rating (0 to 10), less "
        "that by customers of the best rival. The horizontal line is the mean share.",
    )
    across = "rated behind the best rival | ahead, points"
    return figures.matrix(panel, marks, across, "derived importance", 100.0 / len(of.said), _CORNERS)


def _tone(beyond: Estimate) -> str:
    return "good" if beyond.is_above else "bad" if beyond.is_below else ""


def _matrix_table(of: Moments, numbers: dict[Moment, int]) -> Table:
    position = of.study.market.brands[of.brand].positioning
    rows = []
    for moment, place in sorted(of.places.items(), key=lambda each: numbers[each[0]]):
        rival = clean(of.study.market.brands[place.rival].title).partition(", ")[0] if place.rival else ""
        rows.append(
            [
                Cell(f"{numbers[moment]}. {words.title(of, moment)}"),
                Cell(DECISIONS[decision(place, of.threshold, position)][0]),
                difference_cell(place.importance, "% a year", "higher"),
                _quality(place.ahead, rival),
                _quality(place.beyond_expected),
                _quality(place.beyond_asked),
            ]
        )
    head = [
        "Touchpoint",
        "Decision",
        "Importance for retention",
        "Against the best rival",
        "Against what is expected",
        "Against what the positioning asks",
    ]
    reading = (
        "Importance: points of yearly retention by one step of quality. The three others are differences of quality, "
        "on the scale from 0 to 1, as customers live it; shaded where they are clear."
    )
    return Table("The decision matrix in numbers", head, rows, reading)


def _quality(found: Estimate, note: str = "") -> Cell:
    cell = difference_cell(found, "quality", "higher")
    return Cell(cell.text, note=note, tone=cell.tone)


def _survey(of: Moments) -> Section:
    """Return the matrix that a survey would draw, and how its order agrees with the true one."""
    numbers = _numbered(of)
    answers = sum((table["brand"] == of.brand).sum() for table in of.answers.values()) / len(of.answers)
    lead = [
        words.survey_says(of),
        f"In each simulation about {number(answers)} customers of {words.brand_title(of)} answered: how far they "
        "recommend it, how good each touchpoint was that they remember, and how important it is to them (0 to 10). "
        "The survey asks without changing anything in the world.",
    ]
    return Section("survey", "What a survey would say", lead, [_agreement(of), _ranks(of, numbers)])


def _agreement(of: Moments) -> Table:
    rows = [
        [Cell(_KINDS[kind]), *(Cell(words.correlation(of.agreement(kind, question))) for question in _QUESTIONS)]
        for kind in SURVEYED
    ]
    return Table(
        "Rank correlation of the survey's importance with the true one",
        ["Importance by the survey", *_QUESTIONS.values()],
        rows,
        "1: the same order. 0: no more alike than by chance. Below 0: the reverse. What a touchpoint does in all is "
        "the question of where to invest; what one encounter does is the question of which moments customers feel.",
    )


def _ranks(of: Moments, numbers: dict[Moment, int]) -> Table:
    """Return the place of each touchpoint by the truth and by the survey."""
    one = of.truth(PER_ENCOUNTER).rank(ascending=False)
    ranks = {kind: of.said[kind].rank(ascending=False) for kind in SURVEYED} if len(of.said) else {}
    rows = []
    for moment, place in numbers.items():
        often = of.encounters.get(moment.name, float("nan"))
        cells = [Cell(_place(one.get(moment.name))), *(Cell(_place(ranks[kind].get(moment.name))) for kind in ranks)]
        rows.append([Cell(words.title(of, moment)), Cell(number(often, 1)), Cell(str(place)), *cells])
    head = ["Touchpoint", "Encounters a year", "True, in all", "True, per encounter", *(_KINDS[kind] for kind in ranks)]
    reading = (
        "Places from 1, the most important. Encounters of one customer. Adverts and press are met but not rated, and "
        "touchpoints that fewer than 30 could rate are left out of the survey's order."
    )
    return Table("The order of touchpoints, by the truth and by the survey", head, rows, reading)


def _place(rank: float | None) -> str:
    return NOTHING if rank is None or rank != rank else number(rank)


def _touchpoints(of: Moments) -> Section:
    """Return true importance by outcome."""
    lead = [
        "One step better at one touchpoint, for every customer: what changes. Differences whose interval holds zero "
        "are hollow; a small effect needs more seeds to be seen."
    ]
    panels = [_ranked(of, TOUCHPOINT, outcome.name, outcome.label, outcome.unit) for outcome in OUTCOMES]
    return Section("touchpoints", "How much touchpoints matter", lead, [Figure(panels, legend="")])


def _causes(of: Moments) -> Section:
    """Return what the causes cost."""
    lead = ["A cause of trouble that no longer occurs, for every customer: what changes."]
    panels = [_ranked(of, CAUSE, outcome.name, outcome.label, outcome.unit) for outcome in OUTCOMES]
    return Section("causes", "How much causes of trouble cost", lead, [Figure(panels, legend="")])


def _ranked(of: Moments, kind: str, outcome: str, label: str, unit: str) -> Panel:
    rows = {words.title(of, moment): found for moment, found in words.ranked(of, kind, outcome)}
    own = inks(2)[1]
    level = plus_minus(Estimate(of.level[outcome], float("-inf"), float("inf"), 0.5, 1), unit)
    what = "by one step better" if kind == TOUCHPOINT else "without it"
    panel = Panel(
        f"{label}, {what}", f"One dot per {kind} with its 95 % interval.", f"The baseline has {level}{_part(of, unit)}."
    )
    return ranked_intervals(panel, rows, dict.fromkeys(rows, own), unit)


def _part(of: Moments, unit: str) -> str:
    """Return for how many customers amounts of money are, when not all of the market are simulated."""
    part = simulated_part(of.study.customers, of.study.market.category.customers)
    return f" {part}" if unit == "EUR" and part else ""


def _segments(of: Moments) -> Section:
    """Return importance by segment, on recommendation, where single segments are least noisy."""
    segments = of.study.market.listed("segments")
    titles = [clean(of.study.market.segments[segment].title) for segment in segments]
    lead = [
        "By segment importance is shown for recommendation, since retention of a small group is mostly luck in a few "
        f"simulations; {quoted('importance.csv')} has all outcomes."
    ]
    tables: list[Table | Fold] = []
    for kind, caption in ((TOUCHPOINT, "One step better at a touchpoint"), (CAUSE, "Without a cause of trouble")):
        rows = [
            [
                Cell(words.title(of, moment)),
                *(
                    difference_cell(of.importance(moment, "recommendation", segment), "0 to 10", "higher")
                    for segment in segments
                ),
            ]
            for moment, _ in words.ranked(of, kind, "recommendation")
        ]
        tables.append(Table(f"{caption}: recommendation (0 to 10)", [kind.capitalize(), *titles], rows))
    return Section("segments", "By segment", lead, tables)
