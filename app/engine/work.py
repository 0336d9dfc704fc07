"""The kinds of questions a worker answers, and what it does before the first."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from app.engine.facts import facts_of
from app.engine.forms import forms
from app.engine.futures import Shelf, what_if
from app.engine.lessons import facts_of_lessons, lesson, settle, verdicts
from app.engine.listening import listening
from app.engine.lives import Lives, journey, stage
from app.engine.moments import moments
from app.engine.network import network
from app.engine.rounds import play
from app.engine.stories import people, story
from app.engine.tables import columns, fact_rows, table
from experiments.experiment.runner import compile_once
from experiments.running.versions import code_hash

Tell = Callable[[dict[str, Any]], None]

_SHELF = Shelf()
_LIVES = Lives(_SHELF)


def begin(tell: Tell) -> None:
    """Compile the model if that was never done here, and tell that questions are welcome."""
    began = time.monotonic()
    compile_once(lambda message: tell({"state": "compiling"}))
    tell({"state": "ready", "code": code_hash("sim"), "seconds": round(time.monotonic() - began, 1)})


def work(question: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Return the turns in which a question is answered."""
    return _KINDS[question["kind"]](question, tell)


def _facts(question: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Tell the facts of a market."""
    tell({"facts": facts_of(_SHELF.market(question["market"]))})
    yield


def _forms(question: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Tell the forms of all experiments."""
    tell({"forms": forms()})
    yield


def _lessons(question: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Tell what the theory says in each guided experiment, on a market."""
    tell({"lessons": facts_of_lessons(_SHELF.market(question["market"]))})
    yield


_KINDS: dict[str, Callable[[dict[str, Any], Tell], Iterator[None]]] = {
    "what-if": partial(what_if, _SHELF),
    "facts": _facts,
    "forms": _forms,
    "lessons": _lessons,
    "lesson": partial(lesson, _SHELF),
    "settle": partial(settle, _SHELF),
    "verdicts": verdicts,
    "round": partial(play, _SHELF),
    "journey": partial(journey, _LIVES),
    "stage": partial(stage, _LIVES),
    "story": partial(story, _LIVES),
    "people": partial(people, _LIVES),
    "moments": partial(moments, _SHELF),
    "listening": partial(listening, _SHELF),
    "network": partial(network, _LIVES),
    "fact-rows": partial(fact_rows, _SHELF),
    "columns": partial(columns, _SHELF),
    "table": partial(table, _SHELF),
}
