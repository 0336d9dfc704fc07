"""Forms of experiments, made from the fields of their requests."""

from __future__ import annotations

import inspect
import re
from typing import Any, get_args, get_origin

from experiments.experiment.experiment import Experiment
from experiments.experiment.options import Input
from experiments.experiment.registry import experiment_called, names
from experiments.experiment.request import Described, described_fields, is_required

_OF_A_FILE = ("FILE", "KEYFILE", "DIR")
_OF_A_TABLE = ("copy",)
"""Fields that mean something only beside a file."""
_RANGE = re.compile(r"(-?[\d.]+)\.\.(-?[\d.]+)")


def forms() -> list[dict[str, Any]]:
    """Return the form of every experiment: what it does, its fields, and whether it needs a file from a terminal."""
    return [form_of(experiment_called(name)) for name in names()]


def form_of(experiment: Experiment[Any, Any]) -> dict[str, Any]:
    """Return the form of an experiment. Fields that name files are left out: a browser must not choose them."""
    described = described_fields(experiment.request)
    shown = [each for each in described if not _is_of_a_file(each)]
    lines = [" ".join(part.split()) for part in (inspect.getdoc(experiment) or "").split("\n\n")]
    return {
        "name": experiment.name,
        "does": lines[0],
        "more": [line for line in lines[1:] if not line.startswith("Example:")],
        "needs_file": any(is_required(each) and _is_of_a_file(each) for each in described),
        "fields": [_field(each) for each in shown],
    }


def _is_of_a_file(each: Described) -> bool:
    is_input, metavar = each.input in (Input.FILE, Input.CODE, Input.FOLDER), each.info.metavar or ""
    return is_input or metavar in _OF_A_FILE or metavar.endswith(".yaml") or each.field.name in _OF_A_TABLE


def _field(each: Described) -> dict[str, Any]:
    """Return a field as a form shows it: its words, its kind, its limits and what counts when it is left empty."""
    is_many = get_origin(each.kind) is tuple
    limits = _RANGE.fullmatch(each.info.metavar or "")
    default = None if is_required(each) else each.field.default
    hint = each.info.show_default if isinstance(each.info.show_default, str) else ""
    return {
        "name": each.field.name,
        "option": each.option,
        "negation": each.negation,
        "is_argument": each.is_argument,
        "is_required": is_required(each),
        "is_many": is_many,
        "kind": _kind(each),
        "help": each.info.help or "",
        "low": limits[1] if limits else "",
        "high": limits[2] if limits else "",
        "hint": hint or _as_text(default),
        "is_on": default is True,
    }


def _kind(each: Described) -> str:
    """Return what a field takes: "market", "scenario", "flag", "number" or "text"."""
    if each.field.name in ("market", "markets"):
        return "market"
    if each.input is Input.SCENARIO or each.field.name in ("against", "scenario"):
        return "scenario"
    kinds = set(get_args(each.kind)) or {each.kind}
    if bool in kinds:
        return "flag"
    return "number" if kinds & {int, float} and each.info.metavar != "SHARE" else "text"


def _as_text(default: Any) -> str:
    if default is None or isinstance(default, bool):
        return ""
    return ", ".join(map(str, default)) if isinstance(default, tuple) else f"{default}"
