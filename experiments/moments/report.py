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
from experiments.pages.formats import NOTHING, clean, horizon, number, plus_minus
from experiments.pages.page import Page
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE, inks
from experiments.pages.phrases import quoted, simulated_part
from language import mark, phrase, plural

_QUESTIONS = {TOTAL: mark("What it does in all"), PER_ENCOUNTER: mark("What one encounter does")}
_KINDS = {
    "shapley": mark("Derived: shares explained"),
    "regression": mark("Derived: regression"),
    "stated": mark("Stated by customers"),
}


_CORNERS = (mark("Mend first"), mark("Keep it up"), mark("Leave it alone"), mark("Could cost less"))


def report(of: Moments) -> Page:
    """Return the page."""
    study = of.study
    points = [Point(label, text) for label, text in words.decisions(of)]
    return Page(
        title=phrase(
            "{market}: {brand}",
            market=clean(phrase(study.market.title)),
            brand=clean(phrase(study.market.brands[of.brand].title)),
        ),
        lead=[words.headline(of), words.measured(of)],
        blocks=[_matrix(of), _survey(of), _touchpoints(of), _causes(of), _segments(of)],
        kind=phrase("Moments of truth"),
        contents=phrase("In detail"),
        facts=[
            _how_many(of, TOUCHPOINT),
            _how_many(of, CAUSE),
            horizon(study.weeks),
            plural(
                "{count} simulation of each world",
                "{count} simulations of each world",
                len(of.seeds),
                count=number(len(of.seeds)),
            ),
            phrase("{customers} simulated customers", customers=number(study.customers)),
        ],
        points=[
            *points,
            Point(phrase("What a survey would say"), words.survey_says(of)),
            Point(phrase("Positioning"), words.positioning(of)),
        ],
    )


def _how_many(of: Moments, kind: str) -> str:
    """Return how many moments of a kind there are."""
    count = sum(moment.kind == kind for moment in of.moments)
    if kind == CAUSE:
        return plural("{count} cause of trouble", "{count} causes of trouble", count, count=number(count))
    return plural("{count} touchpoint", "{count} touchpoints", count, count=number(count))


def _numbered(of: Moments) -> dict[Moment, int]:
    """Return the number of each touchpoint in the pictures: by importance, from 1."""
    return {moment: place for place, (moment, _) in enumerate(words.ranked(of, TOUCHPOINT), 1)}


def _matrix(of: Moments) -> Section:
    """Return the decision matrix and that of a survey side by side, and the decisions as a table."""
    numbers = _numbered(of)
    said = [_said_matrix(of, numbers)] if len(of.said) else []
    key = [
        (phrase("better than customers expect"), POSITIVE),
        (phrase("worse than they expect"), NEGATIVE),
        (phrase("about as they expect, or not asked"), NEUTRAL),
    ]
    lead = [
        phrase(
            "High up stands what matters, to the right what is done better than by the best rival. What "
            "matters and is done worse should be mended first; what matters little may stay as it is, or "
            "cost less."
        ),
        words.positioning(of),
        words.wrong_way(of),
    ]
    figure = Figure(
        [_true_matrix(of, numbers), *said], phrase("Numbers are those of the table below."), legend="", key=key
    )
    return Section("matrix", phrase("What to do about each touchpoint"), lead, [figure, _matrix_table(of, numbers)])


def _true_matrix(of: Moments, numbers: dict[Moment, int]) -> Panel:
    """Return true importance against performance."""
    marks = [
        Mark(numbers[moment], place.ahead.mean, place.importance.mean, _tone(place.beyond_expected))
        for moment, place in of.places.items()
    ]
    panel = Panel(
        phrase("The truth: importance (upwards) and performance (to the right)"),
        phrase("One numbered mark per touchpoint; the numbers are those of the table below."),
        phrase(
            "Upwards: points of yearly retention by one step of quality. To the right: quality as customers "
            "live it, less that of the best rival. The horizontal line is the mean importance."
        ),
    )
    return figures.matrix(
        panel, marks, phrase("behind the best rival | ahead, quality"), phrase("importance"), of.threshold, _corners()
    )


def _corners() -> tuple[str, str, str, str]:
    one, two, three, four = map(phrase, _CORNERS)
    return one, two, three, four


def _said_matrix(of: Moments, numbers: dict[Moment, int]) -> Panel:
    """Return the matrix that a survey would draw."""
    ahead = of.rated_ahead
    marks = [
        Mark(numbers[Moment(TOUCHPOINT, str(name))], ahead.get(str(name), float("nan")), 100 * float(row["shapley"]))
        for name, row in of.said.iterrows()
    ]
    panel = Panel(
        phrase("What a survey would draw"),
        phrase("One numbered mark per touchpoint; the numbers are those of the table below."),
        phrase(
            "Upwards: share of what ratings explain of recommendation, per cent. To the right: mean rating "
            "(0 to 10), less that by customers of the best rival. The horizontal line is the mean share."
        ),
    )
    across = phrase("rated behind the best rival | ahead, points")
    return figures.matrix(panel, marks, across, phrase("derived importance"), 100.0 / len(of.said), _corners())


def _tone(beyond: Estimate) -> str:
    return "good" if beyond.is_above else "bad" if beyond.is_below else ""


def _matrix_table(of: Moments, numbers: dict[Moment, int]) -> Table:
    position = of.study.market.brands[of.brand].positioning
    rows = []
    for moment, place in sorted(of.places.items(), key=lambda each: numbers[each[0]]):
        rival = clean(phrase(of.study.market.brands[place.rival].title)).partition(", ")[0] if place.rival else ""
        rows.append(
            [
                Cell(f"{numbers[moment]}. {words.title(of, moment)}"),
                Cell(phrase(DECISIONS[decision(place, of.threshold, position)][0])),
                difference_cell(place.importance, "% a year", "higher"),
                _quality(place.ahead, rival),
                _quality(place.beyond_expected),
                _quality(place.beyond_asked),
            ]
        )
    head = [
        phrase("Touchpoint"),
        phrase("Decision"),
        phrase("Importance for retention"),
        phrase("Against the best rival"),
        phrase("Against what is expected"),
        phrase("Against what the positioning asks"),
    ]
    reading = phrase(
        "Importance: points of yearly retention by one step of quality. The three others are differences "
        "of quality, on the scale from 0 to 1, as customers live it; shaded where they are clear."
    )
    return Table(phrase("The decision matrix in numbers"), head, rows, reading)


def _quality(found: Estimate, note: str = "") -> Cell:
    cell = difference_cell(found, "quality", "higher")
    return Cell(cell.text, note=note, tone=cell.tone)


def _survey(of: Moments) -> Section:
    """Return the matrix that a survey would draw, and how its order agrees with the true one."""
    numbers = _numbered(of)
    answers = sum((table["brand"] == of.brand).sum() for table in of.answers.values()) / len(of.answers)
    lead = [
        words.survey_says(of),
        phrase(
            "In each simulation about {answers} customers of {brand_title} answered: how far they recommend "
            "it, how good each touchpoint was that they remember, and how important it is to them (0 to 10). "
            "The survey asks without changing anything in the world.",
            answers=number(answers),
            brand_title=words.brand_title(of),
        ),
    ]
    return Section("survey", phrase("What a survey would say"), lead, [_agreement(of), _ranks(of, numbers)])


def _agreement(of: Moments) -> Table:
    rows = [
        [
            Cell(phrase(_KINDS[kind])),
            *(Cell(words.correlation(of.agreement(kind, question))) for question in _QUESTIONS),
        ]
        for kind in SURVEYED
    ]
    return Table(
        phrase("Rank correlation of the survey's importance with the true one"),
        [phrase("Importance by the survey"), *map(phrase, _QUESTIONS.values())],
        rows,
        phrase(
            "1: the same order. 0: no more alike than by chance. Below 0: the reverse. What a touchpoint "
            "does in all is the question of where to invest; what one encounter does is the question of "
            "which moments customers feel."
        ),
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
    head = [
        phrase("Touchpoint"),
        phrase("Encounters a year"),
        phrase("True, in all"),
        phrase("True, per encounter"),
        *(phrase(_KINDS[kind]) for kind in ranks),
    ]
    reading = phrase(
        "Places from 1, the most important. Encounters of one customer. Adverts and press are met but "
        "not rated, and touchpoints that fewer than 30 could rate are left out of the survey's order."
    )
    return Table(phrase("The order of touchpoints, by the truth and by the survey"), head, rows, reading)


def _place(rank: float | None) -> str:
    return NOTHING if rank is None or rank != rank else number(rank)


def _touchpoints(of: Moments) -> Section:
    """Return true importance by outcome."""
    lead = [
        phrase(
            "One step better at one touchpoint, for every customer: what changes. Differences whose interval "
            "holds zero are hollow; a small effect needs more seeds to be seen."
        )
    ]
    panels = [_ranked(of, TOUCHPOINT, outcome.name, outcome.label, outcome.unit) for outcome in OUTCOMES]
    return Section("touchpoints", phrase("How much touchpoints matter"), lead, [Figure(panels, legend="")])


def _causes(of: Moments) -> Section:
    """Return what the causes cost."""
    lead = [phrase("A cause of trouble that no longer occurs, for every customer: what changes.")]
    panels = [_ranked(of, CAUSE, outcome.name, outcome.label, outcome.unit) for outcome in OUTCOMES]
    return Section("causes", phrase("How much causes of trouble cost"), lead, [Figure(panels, legend="")])


def _ranked(of: Moments, kind: str, outcome: str, label: str, unit: str) -> Panel:
    rows = {words.title(of, moment): found for moment, found in words.ranked(of, kind, outcome)}
    own = inks(2)[1]
    level = plus_minus(Estimate(of.level[outcome], float("-inf"), float("inf"), 0.5, 1), unit)
    title = phrase("{figure}, by one step better") if kind == TOUCHPOINT else phrase("{figure}, without it")
    reading = (
        phrase("One dot per touchpoint with its 95\u00a0% interval.")
        if kind == TOUCHPOINT
        else phrase("One dot per cause with its 95\u00a0% interval.")
    )
    panel = Panel(
        title.format(figure=phrase(label)),
        reading,
        phrase("The baseline has {level}{part}.", level=level, part=_part(of, unit)),
    )
    return ranked_intervals(panel, rows, dict.fromkeys(rows, own), unit)


def _part(of: Moments, unit: str) -> str:
    """Return for how many customers amounts of money are, when not all of the market are simulated."""
    part = simulated_part(of.study.customers, of.study.market.category.customers)
    return f" {part}" if unit == "EUR" and part else ""


def _segments(of: Moments) -> Section:
    """Return importance by segment, on recommendation, where single segments are least noisy."""
    segments = of.study.market.listed("segments")
    titles = [clean(phrase(of.study.market.segments[segment].title)) for segment in segments]
    lead = [
        phrase(
            "By segment importance is shown for recommendation, since retention of a small group is mostly "
            "luck in a few simulations; {value} has all outcomes.",
            value=quoted("importance.csv"),
        )
    ]
    tables: list[Table | Fold] = []
    captions = {
        TOUCHPOINT: (phrase("One step better at a touchpoint: recommendation (0 to 10)"), phrase("Touchpoint")),
        CAUSE: (phrase("Without a cause of trouble: recommendation (0 to 10)"), phrase("Cause")),
    }
    for kind, (caption, head) in captions.items():
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
        tables.append(Table(caption, [head, *titles], rows))
    return Section("segments", phrase("By segment"), lead, tables)
