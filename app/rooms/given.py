"""What is given in *Your market*, as files: facts that were typed, the mapping of a table, and verdicts on facts."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from io import StringIO
from types import ModuleType
from typing import Any

from app.address import quoted
from app.catalogue import Facts
from experiments.pictures.targets import Target, targets_picture

COLUMNS = ("what", "brand", "segment", "touchpoint", "value", "unit", "tolerance")
_LONGEST = 100

Row = dict[str, str]

# Facts ---------------------------------------------------------------------------------------------------------------


def facts_in(text: str) -> Iterator[Row]:
    """Yield the facts of a file, as far as they are easily read; the command itself reads and judges all of it."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return
    delimiter = max(",;\t|", key=lines[0].count)
    with suppress(csv.Error):  # the command names the line
        for row in csv.DictReader(StringIO("\n".join(lines)), delimiter=delimiter):
            yield {name: str(row.get(name) or "").strip()[:_LONGEST] for name in COLUMNS}


def filled(rows: Sequence[Row], given: Sequence[Row], facts: Facts, words: ModuleType) -> list[dict[str, Any]]:
    """Return the facts to fill in, with what is given; those that a list does not ask for come last."""
    found = {_key(row): row for row in given if row["value"]}
    every = [*rows, *(row for key, row in found.items() if key not in {_key(row) for row in rows})]
    return [
        {
            "title": title(row, facts, words),
            "key": json.dumps(_key(row)),
            "unit": words.market.unit(row["unit"]),
            "value": found.get(_key(row), row)["value"],
            "tolerance": found.get(_key(row), row)["tolerance"],
        }
        for row in every
    ]


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(name) or "" for name in ("what", "brand", "segment", "touchpoint"))


def title(row: Mapping[str, str], facts: Facts, words: ModuleType) -> str:
    """Return what a fact is about, in words."""
    return str(words.market.fact(row["what"], **names(row, facts)))


def names(row: Mapping[str, str], facts: Facts) -> dict[str, str]:
    """Return the names of the brand, the segment and the touchpoint that a fact is about."""
    _, brand, segment, touchpoint = _key(row)
    return {
        "brand": facts["brands"].get(brand, brand).partition(",")[0],
        "segment": facts["segments"].get(segment, segment),
        "touchpoint": facts["touchpoints"].get(touchpoint, {"title": touchpoint})["title"],
    }


def facts_file(typed: Sequence[tuple[str, str]]) -> str:
    """Return the file of what was typed: fields come as ("value" or "tolerance", space, key) and what was given."""
    cells: dict[str, dict[str, str]] = {}
    for name, value in typed:
        field, _, key = name.partition(" ")
        if field in ("value", "tolerance") and value.strip():
            cells.setdefault(key, {})[field] = value.strip()[:_LONGEST].replace("\u2212", "-")
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("what", "brand", "segment", "touchpoint", "value", "tolerance"))
    for key, row in cells.items():
        if "value" in row:
            what, brand, segment, touchpoint = _parts(key)
            writer.writerow((what, brand, segment, touchpoint, row["value"], row.get("tolerance", "")))
    return text.getvalue()


def _parts(key: str) -> list[str]:
    """Return the parts of a key; what is no key has four empty ones."""
    try:
        parts = json.loads(key)
    except ValueError:
        parts = []
    is_key = isinstance(parts, list) and len(parts) == 4 and all(isinstance(part, str) for part in parts)
    return [part[:_LONGEST] for part in parts] if is_key else [""] * 4


# A table of customers ------------------------------------------------------------------------------------------------


def mapping_file(form: Mapping[str, str]) -> str:
    """Return the mapping of a table as the command line reads it, from the fields of the form.

    Fields are a role and its column; "segment of" or "months of" and a value; "unit", "until", "worst" and "best".
    """
    of = {role: form.get(role, "").strip() for role in ("customer", "segment", "tenure", "price", "contract")}
    lines = [f"customer: {quoted(of['customer'])}"]
    if of["segment"]:
        values = _of_values(form, "segment of ")
        lines += ["segment:", f"  column: {quoted(of['segment'])}", *_block("values", values)]
    else:
        lines += ["segment:", "  rules:", f"    - {{segment: {quoted(form.get('one segment', ''))}}}"]
    if of["tenure"] and form.get("until", "").strip():
        lines.append(f"tenure: {{since: {quoted(of['tenure'])}, until: {quoted(form['until'].strip())}}}")
    elif of["tenure"]:
        lines.append(f"tenure: {{column: {quoted(of['tenure'])}, unit: {quoted(form.get('unit', 'months'))}}}")
    if of["price"]:
        lines.append(f"price: {{column: {quoted(of['price'])}}}")
    if of["contract"]:
        months = {value: _whole(given) for value, given in _of_values(form, "months of ").items()}
        lines += ["contract:", f"  column: {quoted(of['contract'])}", *_block("months", months)]
    if column := form.get("satisfaction", "").strip():
        ends = f"worst: {_whole(form.get('worst', ''))}, best: {_whole(form.get('best', ''))}"
        lines.append(f"satisfaction: {{column: {quoted(column)}, {ends}}}")
    if column := form.get("complaint", "").strip():
        lines.append(f"complaint: {{columns: [{quoted(column)}]}}")
    if column := form.get("left", "").strip():
        lines.append(f"left: {{columns: [{quoted(column)}], count_as: former}}")
    return "\n".join(lines) + "\n"


def _of_values(form: Mapping[str, str], start: str) -> dict[str, str]:
    return {name.removeprefix(start): given for name, given in form.items() if name.startswith(start)}


def _block(name: str, values: Mapping[str, Any]) -> list[str]:
    """Return the lines of a mapping of values below a key; none for an empty one."""
    written = [
        f"    {quoted(value)}: {given if isinstance(given, int) else quoted(given)}" for value, given in values.items()
    ]
    return [f"  {name}:", *written] if written else []


def _whole(given: str) -> int:
    return int(given) if given.strip().isascii() and given.strip().isdigit() and len(given) < 6 else 0


# Verdicts ------------------------------------------------------------------------------------------------------------


def result(text: str, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return the verdicts of a run as the page shows them: how many figures are met, a picture and a table."""
    say = words.market
    rows = [row for row in csv.DictReader(StringIO(text)) if row["is_given"] == "True"]
    targets, table = [], []
    for row in rows:
        off, before_off = _number(row["tolerances_off"]), _before_off(row)
        tolerance = _number(row["tolerance"])
        yours, models, before = (_figure(row[name], tolerance, say) for name in ("value", "shown", "before"))
        named = title(row, facts, words)
        targets.append(Target(named, off, before_off, row["verdict"] == "met", say.beside(yours, models)))
        verdict = say.verdict(row["verdict"], off, _reason(row, facts, words))
        table.append((named, verdict, f"{yours}\u00a0{say.unit(row['unit'])}", models, before))
    states = [row["verdict"] for row in rows]
    finding = say.finding(states.count("met"), len(states), states.count("unclear"))
    return {
        "finding": finding,
        "picture": targets_picture(targets, (say.TOO_LOW, say.TOO_HIGH), say.TARGETS_TITLE),
        "table": table,
    }


def _reason(row: Mapping[str, str], facts: Facts, words: ModuleType) -> str:
    """Return why a figure is missed, in the language of the page."""
    of = row["reason_of"].split("; ") if row["reason_of"] else []
    if row["reason_kind"] == "conflict":
        named = [title(_fact_of(each), facts, words) for each in of]
    else:
        named = [words.market.number_moved(each, names(row, facts)) for each in of]
    return str(words.market.reason(row["reason_kind"], named))


def _fact_of(key: str) -> dict[str, str]:
    """Return what a fact in a reason is about, as a row has it."""
    what, *scope = key.split()
    empty = dict.fromkeys(("brand", "segment", "touchpoint"), "")
    return empty | dict(each.split("=", 1) for each in scope) | {"what": what}


def _before_off(row: Mapping[str, str]) -> float:
    """Return how far the market was from a figure before, in tolerances of the plain figure."""
    tolerance = _number(row["tolerance"])
    return (_number(row["before"]) - _number(row["value"])) / tolerance if tolerance else math.nan


def _figure(text: str, tolerance: float, say: ModuleType) -> str:
    value = _number(text)
    return "–" if math.isnan(value) else str(say.figure(value, tolerance))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
