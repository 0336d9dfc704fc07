"""Pages that are made from the code: each is a template and what it is filled with."""

from __future__ import annotations

import inspect
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import typer
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel

from experiments.cli import app
from experiments.sweep.study_file import StudyFile
from manual.code import ROOT, Function, as_markdown, phases, room, rules, week
from manual.contents import PARTS
from manual.mathematics import formula_of
from sim.foundations.numbers import Number, Sheet
from sim.market.crm_mapping import CrmMapping
from sim.market.json_schema import editor_schema
from sim.market.schema import Market
from sim.market.sheet import BY_NAME, SHEETS
from sim.scenarios.scenario import Scenario
from sim.state import states
from sim.state.columns import Column
from sim.state.indicators import INDICATORS

TEMPLATES = ROOT / "manual" / "templates"

TABLES: dict[str, tuple[str, tuple[Column, ...]]] = {
    "Who a customer is": ("customer", states.WHO),
    "Needs": ("customer", states.NEEDS),
    "Journeys": ("customer", states.JOURNEYS),
    "Prices": ("customer", states.PRICES),
    "Use": ("customer", states.USE),
    "Relation": ("customer", states.RELATION),
    "Trouble and help": ("customer", states.TROUBLE),
    "Money": ("customer", states.MONEY),
    "What a customer knows of each brand": ("customer and brand", states.KNOWLEDGE_COLUMNS),
    "Users with a memory of their own": ("user", states.USER_COLUMNS),
    "What others can see": ("customer", states.SEEN_COLUMNS),
    "Answers to questions": ("customer", states.ANSWER_COLUMNS),
    "Brands": ("brand", states.BRAND_STATE_COLUMNS),
    "Prices to compare with": ("brand and segment", states.PRICE_NORM_COLUMNS),
    "What is usual": ("segment", states.USUAL_COLUMNS),
}
"""Title of a table of states -> of whom each row is, and its columns."""

FILES: dict[str, tuple[str, type[BaseModel]]] = {
    "Market": ("market.yaml", Market),
    "Scenario": ("scenario.yaml", Scenario),
    "Study of a sweep": ("study.yaml", StudyFile),
    "Mapping of a customer table": ("mapping.yaml", CrmMapping),
}
"""Kind of file -> its usual name, and its form."""

_LONG = 10_000
"""Number from which thousands are set apart."""

SCHEMAS: dict[str, type[BaseModel]] = {"market": Market, "scenario": Scenario}
"""Files whose schema an editor can use, offered for download."""


class Parameter(NamedTuple):
    """One line of the reference of parameters."""

    path: str
    number: Number

    @property
    def default(self) -> str:
        """The default in words."""
        return "required" if self.number.default is None else plain(self.number.default)

    @property
    def range(self) -> str:
        """Both ends in words."""
        return f"{plain(self.number.low)} to {plain(self.number.high)}"


def plain(value: float) -> str:
    """Return a number as people write it, with a sign for what has no end."""
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return f"{value:,.0f}" if abs(value) >= _LONG and value == round(value) else f"{value:g}"


def groups() -> dict[str, list[Parameter]]:
    """Return all parameters by the part of the market file in which they stand."""
    found = {place: [Parameter(key, number) for key, number in sheet.items()] for place, sheet in SHEETS.items()}
    for path, number in BY_NAME.items():
        place, _, key = path.rpartition(".")
        found.setdefault(place, []).append(Parameter(key, number))
    return found


def sheet_beside(name: str) -> Sheet:
    """Return the parameters of a file of rules."""
    return SHEETS.get(f"behaviour.{name}", {})


def commands() -> Iterator[dict[str, Any]]:
    """Yield every command with its words and its options."""
    context = typer.Context(typer.main.get_command(app), info_name="cxsim")
    for name, command in context.command.commands.items():  # type: ignore[attr-defined]
        words = inspect.cleandoc(command.callback.__doc__ or command.help or "")
        before, _, example = words.partition("Example:")
        yield {
            "name": name,
            "words": as_markdown(re.sub(r"\\(?=\[)", "", before).strip()),
            "example": example.strip().removesuffix("."),
            "usage": " ".join(["cxsim", name, *_usage(command.params)]),
            "options": [_option(each) for each in command.params if not getattr(each, "hidden", False)],
        }


def _usage(parameters: Sequence[Any]) -> Iterator[str]:
    """Yield the parts of a command line: what has to be given, what may be, and that there are options."""
    for each in parameters:
        if each.param_type_name == "argument":
            name = each.name.upper() + ("..." if each.nargs == -1 else "")
            yield name if each.required else f"[{name}]"
        elif each.required:
            yield f"{each.opts[0]} {each.name.upper()}"
    yield "[OPTIONS]"


def _option(parameter: Any) -> dict[str, str]:
    is_argument = parameter.param_type_name == "argument"
    name = parameter.name.upper() if is_argument else ", ".join([*parameter.opts, *parameter.secondary_opts])
    default = parameter.default
    said = default if isinstance(default, str | int | float) and not isinstance(default, bool) else ""
    return {"name": name, "words": (parameter.help or "").replace("\\[", "["), "default": str(said)}


def keys_of(model: type[BaseModel]) -> list[tuple[str, str, str]]:
    """Return key, type and meaning of the parts of a file, two levels deep."""
    return list(_keys(editor_schema(model), "", 3))


def _keys(schema: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, str, str]]:
    parts = schema.get("$defs", {})
    yield from _keys_of(schema, parts, prefix, depth)


def _keys_of(
    part: Mapping[str, Any], parts: Mapping[str, Any], prefix: str, depth: int
) -> Iterator[tuple[str, str, str]]:
    for key, field in part.get("properties", {}).items():
        kind, inside, is_named = _kind(field, parts)
        words = field.get("description", "")
        yield f"{prefix}{key}", kind, as_markdown(words.partition("\n\n")[0].replace("\n", " "))
        if depth > 1 and inside.get("properties"):
            yield from _keys_of(inside, parts, f"{prefix}{key}.{'*.' if is_named else ''}", depth - 1)


def _kind(field: Mapping[str, Any], parts: Mapping[str, Any]) -> tuple[str, Mapping[str, Any], bool]:
    """Return type of a field in words, the form of what is inside it, and whether it is by name."""
    for reference in (field, *field.get("allOf", ()), *field.get("anyOf", ())):
        if "$ref" in reference:
            part = parts[reference["$ref"].rpartition("/")[2]]
            return _kind(part, parts) if "properties" not in part else ("part", part, False)
        if isinstance(reference.get("additionalProperties"), Mapping):
            kind, inside, _ = _kind(reference["additionalProperties"], parts)
            return f"{kind} by name", inside, True
        if reference.get("type") == "array" and "items" in reference:
            kind, inside, _ = _kind(reference["items"], parts)
            return f"list of {kind}", inside, False
    if "enum" in field:
        return " or ".join(f"`{each}`" for each in field["enum"]), {}, False
    kinds = [kind for each in (field, *field.get("anyOf", ())) for kind in _listed(each.get("type", ()))]
    return " or ".join(dict.fromkeys(kind for kind in kinds if kind != "null")) or "value", {}, False


def _listed(kinds: str | Sequence[str]) -> Sequence[str]:
    return [kinds] if isinstance(kinds, str) else kinds


def _bounds(column: Column) -> str:
    if isinstance(column.words, tuple) and column.words:
        return ", ".join(column.words)
    if column.words:
        return f"one of the {column.words}"
    return f"{plain(column.low)} to {plain(column.high)}"


def _cell(text: str) -> str:
    """Return a text that can stand in a cell of a Markdown table."""
    return as_markdown(text).replace("|", "\\|").replace("\n", " ").replace("*", "\\*").replace("<", "&lt;")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"cell": _cell, "bounds": _bounds, "formula": lambda each: formula_of(each.tree)}
    environment.globals |= {
        "rules": rules(),
        "phases": phases(),
        "week": _week(),
        "tables": TABLES,
        "groups": groups(),
        "sheet_beside": lambda name: [Parameter(key, number) for key, number in sheet_beside(name).items()],
        "parts": PARTS,
    }
    return environment


def _week() -> list[tuple[str, Function, str]]:
    """Return file, function and the file's title of each phase of a week, in its order."""
    homes = {each.name: where for where in (*phases(), room("sim/week.py")) for each in where.functions}
    made = [(homes[name], name) for name in ("brands_serve", *week())]
    return [(home.path, next(f for f in home.functions if f.name == name), home.title) for home, name in made]


@cache
def pages() -> dict[str, str]:
    """Return the text of every page that is made from the code, by its name."""
    environment = _environment()

    def filled(template: str, **what: Any) -> str:
        return environment.get_template(f"{template}.md.j2").render(**what)

    made = {
        "index": filled("index"),
        "reference/commands": filled("reference/commands", commands=list(commands())),
        "reference/parameters": filled("reference/parameters"),
        "reference/indicators": filled("reference/indicators", indicators=INDICATORS),
        "reference/states": filled("reference/states"),
        "reference/files": filled(
            "reference/files",
            files={kind: (name, keys_of(form)) for kind, (name, form) in FILES.items()},
            schemas=SCHEMAS,
        ),
        "reference/rules": filled("reference/rules"),
        "reference/python": filled("reference/python"),
        "explanation/model": filled("explanation/model"),
    }
    made |= {f"reference/rules/{each.name}": filled("reference/rule_file", room=each) for each in rules()}
    made |= {part.name: filled("part", part=part) for part in PARTS}
    return made


def schemas() -> dict[str, str]:
    """Return the schemas of files for editors, by the name of their files."""
    return {f"{name}.schema.json": json.dumps(editor_schema(form), indent=1) for name, form in SCHEMAS.items()}
