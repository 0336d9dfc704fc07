"""Experiments: a form for each, made from its request, and the command that it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import urlencode

from app.address import in_language
from app.catalogue import Catalogue
from app.runs import Command, Runs
from language import spoken

Form = dict[str, Any]
Given = Mapping[str, Sequence[str]]
"""Name of a field -> what was given for it."""
LONGEST = 200
"""Characters of one value."""


class _Page(Protocol):
    runs: Runs
    catalogue: Catalogue
    words: ModuleType


def command(form: Form, given: Given, catalogue: Catalogue) -> Command | None:
    """Return the command that a filled form stands for; None when something that it needs is missing.

    Names of markets and scenarios are those that the page knows; all else is checked by the command itself.
    """
    if form["needs_file"]:
        return None
    market = next(iter(given.get("market", ())), catalogue.first)
    arguments, options = [], []
    for field in form["fields"]:
        values = [value.strip()[:LONGEST] for value in given.get(field["name"], ()) if value.strip()]
        known = _known(field, market, catalogue)
        values = [value for value in values if known is None or value in known]
        if field["is_required"] and not values:
            return None
        if field["is_argument"]:
            arguments += values
        elif field["kind"] == "flag":
            is_on = bool(values)
            options += [field["option"] if is_on else field["negation"]] if is_on != field["is_on"] else []
        else:
            options += [f"{field['option']}={value}" for value in _each(field, values)]
    return Command((form["name"], *arguments, *options), language=spoken())


def _known(field: Form, market: str, catalogue: Catalogue) -> list[str] | None:
    """Return what a field may be, None for anything."""
    if field["kind"] == "market":
        return list(catalogue)
    if field["kind"] == "scenario" and market in catalogue:
        return ["baseline", *(each["name"] for each in catalogue[market]["strategies"])]
    return [] if field["kind"] == "scenario" else None


def _each(field: Form, values: list[str]) -> list[str]:
    """Return the values of a field one by one; several may be given in one line, with commas."""
    if field["is_many"] and field["kind"] == "text":
        return [part for value in values for part in value.replace(",", " ").split()]
    return values if field["is_many"] else values[:1]


def page(name: str, forms: Sequence[Form], given: Given, page: _Page) -> dict[str, Any]:
    """Return what the template of the room shows."""
    form = next((each for each in forms if each["name"] == name), forms[0] if forms else None)
    market = next(iter(given.get("market", ())), page.catalogue.first)
    market = market if market in page.catalogue else page.catalogue.first
    return {
        "forms": forms,
        "query": in_language(""),
        "form": form,
        "given": given,
        "markets": [(each, page.catalogue[each]["title"]) for each in page.catalogue],
        "scenarios": [(each["name"], each["title"]) for each in page.catalogue[market]["strategies"]],
        "run": shown(form, given, page) if form else None,
    }


def shown(form: Form, given: Given, page: _Page) -> dict[str, Any]:
    """Return how far an experiment is, and what came out of it."""
    asked = command(form, given, page.catalogue)
    fields = [(name, value) for name, values in given.items() for value in values]
    found: dict[str, Any] = {"state": "none", "command": "", "words": "", "error": "", "files": [], "digest": ""}
    found["query"] = in_language(urlencode([("name", form["name"]), *fields]))
    if asked is None:
        missing = [field["name"] for field in form["fields"] if field["is_required"] and not given.get(field["name"])]
        if given and missing:
            found |= {"words": page.words.missing(missing), "state": "failed"}
        return found
    progress = page.runs.progress(asked)
    found |= {"state": progress.state, "done": progress.done, "total": progress.total, "error": progress.error}
    if progress.state != "none":
        found["words"] = page.words.experiment_state(progress.state, progress.done, progress.total)
    files = page.runs.outputs(asked.digest) if progress.state == "done" else []
    found["files"] = sorted(files, key=lambda name: (not name.endswith(".html"), name))
    return found | {"command": asked.command, "digest": asked.digest}
