"""The assumptions: every changed parameter with its grade and source, seeds, versions, and the command to repeat it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.comparison.tables import cost_cell
from experiments.comparison.view import ComparisonView
from experiments.pages.blocks import Cell, Fold, Section, Table
from experiments.pages.formats import NOTHING, amount, clean, listed, number, share
from experiments.pages.phrases import quoted, sentence
from experiments.running.versions import of_runs
from language import mark, phrase, plural
from sim.market.crm import EXAMPLE_CHURN, points_of_chance
from sim.market.sheet import number_at

if TYPE_CHECKING:
    from experiments.comparison.compare import ScenarioInfo

_GRADES = (mark("measured"), mark("adapted"), mark("assumed"))
_MOST_CHANGES, _MOST_NAMED = 4, 3
"""Number of changes in a sentence, and of causes or touchpoints named for each."""
_POLICIES = "policies."
"""Beginning of the paths of numbers by which brands decide."""
_LONGEST = 600
"""Characters of a line of the manifest that are shown; the file has all of them."""


def section(view: ComparisonView) -> Section:
    """Return the assumptions of each scenario and the facts of the runs."""
    scenarios = view.comparison.scenarios
    changed = {each.name: changed_numbers(view, each) for each in scenarios}
    lead = [_grades(grades(view)), *_from_table(view), *_not_covered(view)]
    blocks: list[Table | Fold] = [_scenarios(view)]
    blocks += [
        Fold(
            plural(
                "{title}: {count} changed parameter",
                "{title}: {count} changed parameters",
                len(numbers),
                title=view.titles[name],
                count=len(numbers),
            ),
            [_changes(view, name, numbers)],
        )
        for name, numbers in changed.items()
        if len(numbers)
    ]
    blocks.append(Fold(phrase("Seeds, versions and hashes"), [_manifest(view)]))
    return Section("assumptions", phrase("Assumptions and reproducibility"), lead, blocks)


def command(view: ComparisonView) -> str:
    """Return the command that runs this comparison, "" when it is not known."""
    given = view.comparison.manifest.get("command", "")
    return clean(given if isinstance(given, str) else " ".join(map(str, given)))


def changed_numbers(view: ComparisonView, scenario: ScenarioInfo) -> pd.DataFrame:
    """Return the parameters a scenario changes, one row for all segments with the same change."""
    others = [column for column in scenario.changes.columns if column != "segment"]
    together = scenario.changes.groupby(others, sort=False, dropna=False)["segment"].agg(list).reset_index()
    everybody = set(view.segment_titles)
    together["segment"] = [
        phrase("all") if set(segments) >= everybody else listed(list(map(str, segments)))
        for segments in together["segment"]
    ]
    return together


def grades(view: ComparisonView) -> list[str]:
    """Return the grade of every parameter changed by any scenario."""
    return [grade for each in view.comparison.scenarios for grade in changed_numbers(view, each)["grade"]]


_ACTS = {"raises": mark("raises {numbers}"), "lowers": mark("lowers {numbers}")}


def what_changes(view: ComparisonView, scenario: str) -> str:
    """Return in words which numbers of the market a strategy raises and lowers."""
    info = next(each for each in view.comparison.scenarios if each.name == scenario)
    groups: dict[tuple[str, str], list[Any]] = {}
    changed = changed_numbers(view, info)
    of_policies = changed["path"].astype(str).str.startswith(_POLICIES)
    deciding = dict.fromkeys(path.split(".")[1] for path in changed.loc[of_policies, "path"])
    for row in changed[~of_policies].itertuples():
        line = number_at(tuple(str(row.path).split(".")))
        meaning = phrase(re.split("[:;]", line.meaning)[0]) if line else clean(str(row.path))
        groups.setdefault(("raises" if row.after > row.before else "lowers", meaning), []).append(row)
    who = listed([quoted(view.brand_titles[brand]) for brand in deciding]) or phrase("brands")
    decide = plural("{who} decides while the market runs", "{who} decide while the market runs", len(deciding), who=who)
    if not groups:
        return phrase("It changes no number of the market from the start; {decide}.", decide=decide)
    found = [(verb, _changed(view, meaning, rows)) for (verb, meaning), rows in groups.items()]
    shown = found[:_MOST_CHANGES]
    acts = [
        phrase(_ACTS[verb], numbers=listed([words for of, words in shown if of == verb]))
        for verb in dict.fromkeys(verb for verb, _ in shown)
    ]
    more = len(found) - len(shown)
    rest = phrase(", and {more} more (see the assumptions)", more=more) if more else ""
    return phrase("It {acts}{rest}.", acts=listed(acts), rest=rest) + (f" {sentence(decide)}." if deciding else "")


def _changed(view: ComparisonView, meaning: str, rows: Sequence[Any]) -> str:
    """Return the meaning of numbers that change alike, and of which causes or touchpoints they are."""
    parts = {"causes": view.cause_titles, "touchpoints": view.touchpoint_titles}
    paths = [str(row.path).split(".") for row in rows]
    of = dict.fromkeys(parts[path[0]].get(path[1], path[1]) for path in paths if path[0] in parts)
    if len(of) > _MOST_NAMED:
        return phrase("the {meaning} ({count} {parts})", meaning=meaning, count=len(of), parts=phrase(paths[0][0]))
    named = [quoted(each) for each in of]
    if len(rows) == 1:
        before, after = (_with_unit(each, str(rows[0].unit)) for each in (rows[0].before, rows[0].after))
        named.append(phrase("from {before} to {after}", before=before, after=after))
    return phrase("the {meaning}", meaning=meaning) + (f" ({', '.join(named)})" if named else "")


def _with_unit(value: float, unit: str) -> str:
    """Return a number of a file as read in a sentence."""
    return share(value) if unit == "share" else amount(value, unit) if unit in ("EUR", "days") else _plain(value)


def _grades(grades: list[str]) -> str:
    """Return how well the changed parameters are known."""
    if not grades:
        return phrase("These strategies change no parameter of the market.")
    counted = [f"{grades.count(grade)} {phrase(grade)}" for grade in _GRADES if grade in grades]
    return phrase(
        "The strategies change {grades} numbers of the market: {counted}. Measured = from a cited "
        "study or source; adapted = from one of another scale, category or form; assumed = ours, to "
        "be challenged first.",
        grades=len(grades),
        counted=listed(counted),
    )


def _from_table(view: ComparisonView) -> list[str]:
    """Return what was read from a CRM table, if there is one."""
    found = view.comparison.manifest.get("crm")
    if not found:
        return []
    brands = listed([view.brand_titles[brand] for brand in found["brands"]])
    former = (
        phrase(", and {former_customers} former ones", former_customers=number(found["former_customers"]))
        if found["former_customers"]
        else ""
    )
    others = (
        phrase(" Those of the other brands are generated from the segments.")
        if len(found["brands"]) < len(view.brand_titles)
        else ""
    )
    return [
        phrase(
            "The customers of {brands} come from a table: {rows_used} rows used, {rows_rejected} "
            "rejected; {customers} customers{former}.{others}",
            brands=brands,
            rows_used=number(found["rows_used"]),
            rows_rejected=number(found["rows_rejected"]),
            customers=number(found["customers"]),
            former=former,
            others=others,
        ),
        phrase(
            "Who of them meets trouble, talks and leaves is drawn anew for each seed. In one run of "
            "{customers} customers, chance alone moves a churn of {example_churn} a year by "
            "{points_of_chance} points (95 %); the intervals over several seeds contain that.",
            customers=number(found["customers"]),
            example_churn=share(EXAMPLE_CHURN),
            points_of_chance=number(points_of_chance(found["customers"]), 1),
        ),
        *(phrase("About the table: {note}.", note=clean(note)) for note in found.get("notes", ())),
        *(phrase("Doubtful in the table: {doubt}.", doubt=clean(doubt)) for doubt in found.get("doubts", ())),
    ]


def _not_covered(view: ComparisonView) -> list[str]:
    """Return what the intervals do not cover."""
    sentences = [
        phrase(
            "{seeds} paired seeds, {customers} simulated customers, {weeks} weeks. All scenarios with "
            "the same seed share their random numbers until they differ (common random numbers), so "
            "differences are computed seed by seed.",
            seeds=len(view.comparison.seeds),
            customers=number(view.comparison.customers),
            weeks=view.comparison.weeks,
        )
    ]
    if len(view.strategies) > 2:
        sentences.append(
            phrase(
                "Each interval is for one comparison alone; the best of {strategies} strategies is partly "
                "best by chance (winner's curse), so confirm a narrow lead with more seeds.",
                strategies=len(view.strategies),
            )
        )
    return sentences


def _scenarios(view: ComparisonView) -> Table:
    """Return question, start and cost of each scenario."""
    rows = [
        [
            Cell(view.titles[each.name], ink=view.ink[view.titles[each.name]]),
            Cell(clean(phrase(each.question)) or NOTHING),
            Cell(_week(view, each.from_week) if len(each.changes) else NOTHING),
            cost_cell(view, each.one_off_eur),
            cost_cell(view, each.weekly_eur),
        ]
        for each in view.comparison.scenarios
    ]
    return Table(
        phrase("The scenarios"),
        [
            phrase("Scenario"),
            phrase("Question"),
            phrase("From week"),
            phrase("One-off cost {basis}", basis=view.basis),
            phrase("Weekly cost {basis}", basis=view.basis),
        ],
        rows,
        is_text=True,
    )


def _changes(view: ComparisonView, scenario: str, numbers: pd.DataFrame) -> Table:
    """Return every parameter a scenario changes."""
    head = [
        phrase("Parameter"),
        phrase("Segments"),
        phrase("Before"),
        phrase("After"),
        phrase("Unit"),
        phrase("Grade"),
        phrase("Source"),
        phrase("From week"),
        phrase("Ramp, weeks"),
        phrase("Until week"),
    ]
    rows = [
        [
            Cell(clean(str(row.path))),
            Cell(phrase(clean(str(row.segment))), note=clean(str(row.meant))),
            Cell(_plain(row.before)),
            Cell(_plain(row.after)),
            Cell(phrase(clean(str(row.unit)))),
            Cell(phrase(clean(str(row.grade)))),
            Cell(clean(str(row.source))),
            Cell(_week(view, row.from_week)),
            Cell(_plain(row.ramp_weeks)),
            Cell(_week(view, row.until_week)),
        ]
        for row in numbers.itertuples()
    ]
    return Table(
        phrase("Parameters changed by {scenario}", scenario=quoted(view.titles[scenario])), head, rows, is_text=True
    )


def _manifest(view: ComparisonView) -> Table:
    """Return the facts of the runs, flattened, without those of the processor that move no bit of them."""
    facts = dict(view.comparison.manifest)
    if isinstance(software := facts.get("versions"), Mapping):
        facts["versions"] = of_runs(software)
    rows = [[Cell(clean(key)), Cell(clean(text)[:_LONGEST])] for key, text in _flat(facts).items()]
    return Table(phrase("Facts of the runs"), [phrase("Item"), phrase("Value")], rows, is_text=True)


def _flat(facts: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Return nested facts as one level of dotted names."""
    flat: dict[str, str] = {}
    for key, value in facts.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value if isinstance(value, str) else json.dumps(value, default=str)
    return flat


def _week(view: ComparisonView, week: object) -> str:
    """Return a week, with the day on which it begins where the market has a start date."""
    shown = _plain(week)
    day = view.comparison.market.date_of(int(shown)) if shown.isdecimal() else None
    return f"{shown} ({day})" if day else shown


def _plain(value: object) -> str:
    """Return a number of a file as written there, without spurious digits."""
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return NOTHING
    return f"{value:.6g}" if isinstance(value, float) else clean(str(value))
