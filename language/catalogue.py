"""The catalogue: sentences found in the sources, merged into each language's file, and compiled. `make translations`.

A developer's tool, which needs Babel; what is read while cxsim runs are the compiled files beside it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from ruamel.yaml import YAML

from experiments.fitting.figures import FIGURES
from experiments.fitting.handles import MOVES
from experiments.measures.metrics import _WHERE_CHURN_IS_UNOBSERVED, METRICS
from experiments.theory.catalogue import theory
from experiments.theory.words import first_line
from experiments.worlds.quick_patterns import ELASTICITY, QUICK
from language.spoken import LANGUAGES
from language.typography import typeset
from sim.diary import tellings, timeline
from sim.forms.catalogue import FORMS
from sim.market.loading import load_shipped
from sim.state.indicators import INDICATORS

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent
_OF_ONE = ("phrase", "mark")
_OF_TEMPLATES: dict[str, tuple[int, ...] | None] = {"phrase": None}
_PYTHON = ("app", "experiments", "language")
_TEMPLATES = ("app/templates", "experiments/pages/templates")
_SHIPPED = ("sim/scenarios", "sim/policies/presets")
_SPOKEN_KEYS = ("title", "question", "description")
"""Keys of market and scenario files whose texts people read."""
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")


_NO_DATE = datetime(2000, 1, 1)
"""In compiled files, which are the same for the same sentences."""
_EMPTY: dict[bool, str | tuple[str, str]] = {False: "", True: ("", "")}
Text = str | tuple[str, str]
"""A sentence, or its forms for one and for many."""


def messages() -> Iterator[tuple[Text, str]]:
    """Yield each sentence with the file that holds it."""
    for folder in _PYTHON:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for text in marked(file.read_text(encoding="utf-8")):
                yield text, _name(file)
    for folder in _TEMPLATES:
        for file in sorted((ROOT / folder).glob("*.j2")):
            for _, found, _, _ in extract_from_file("jinja2.ext:babel_extract", file, keywords=_OF_TEMPLATES):
                yield str(found), _name(file)
    for folder in _SHIPPED:
        for file in sorted((ROOT / folder).rglob("*.yaml")):
            for text in _texts(YAML(typ="safe").load(file)):
                yield text, _name(file)
    for text in _diary():
        yield text, "sim/diary/tellings.py"
    figures = [(of.label, of.unit) for of in METRICS.values()] + [(of.label, of.unit) for of in INDICATORS]
    for text in chain.from_iterable(figures):
        yield text, "sim/state/indicators.py"
    for text in _claims():
        yield text, "experiments/theory/catalogue.py"
    for text in _statements():
        yield text, "experiments/worlds/evidence.py"
    for form in FORMS.values():
        for text in (form.title, form.ours, form.theirs):
            yield text, "sim/forms/catalogue.py"
    for text in _WHERE_CHURN_IS_UNOBSERVED.values():
        yield text, "experiments/measures/metrics.py"


def marked(source: str) -> Iterator[Text]:
    """Yield the sentences of a Python source, in its order: what is marked, said, or counted."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        given = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if name in _OF_ONE and given:
            yield given[0]
        elif name == "plural" and len(given) == 2:
            yield given[0], given[1]


def _diary() -> Iterator[Text]:
    """Yield the sentences of a diary, and the words that stand in them."""
    yield from (telling.sentence for telling in tellings.TELLINGS.values())
    yield from timeline.BRIEFLY.values()
    yield from timeline.ENCOUNTERS.values()
    yield from timeline.SPOKEN_OFTEN.values()
    yield timeline.LATE
    yield from (timeline.IN_TIME, timeline.TROUBLED, timeline.FAR_BELOW, timeline.FAR_ABOVE)
    yield from (*tellings._REASONS.values(), *tellings._TRIGGERS.values(), "nobody")
    words = tellings.Teller(load_shipped("telecom"))._words
    yield from (word for kind in ("sent_back", "called_for", "answer") for word in words[kind] if word)


def _claims() -> Iterator[str]:
    """Yield what the claims of the theory say and ask, what they compare and why, and the rules behind them."""
    for claim in theory():
        yield from (claim.sentence, claim.question, claim.elsewhere, claim.awaits, *claim.reasons.values())
        for effect in claim.effects:
            yield from (effect.words, effect.unit, effect.why, effect.first.words, effect.second.words)
        yield first_line(claim.rule)


def _statements() -> Iterator[str]:
    """Yield what can be known of a market, and its units: figures of companies, and patterns in their quick form."""
    for figure in FIGURES.values():
        yield from (figure.label, figure.unit)
    for quick in (ELASTICITY, *QUICK):
        yield from (quick.title, quick.unit)
    for move in chain.from_iterable(MOVES.values()):
        yield from move.titles()


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def _texts(document: object) -> Iterator[str]:
    """Yield the texts of a file that people read, at any depth."""
    if isinstance(document, Mapping):
        for key, value in document.items():
            if key in _SPOKEN_KEYS and isinstance(value, str):
                yield " ".join(value.split())
            else:
                yield from _texts(value)
    elif isinstance(document, list):
        for each in document:
            yield from _texts(each)


def template() -> Catalog:
    """Return all sentences of the sources, without a translation."""
    found = Catalog(project="cxsim", fuzzy=False)
    for text, file in messages():
        if text and all(text):
            found.add(text, locations=[(file, 0)])
    return found


def path(language: str) -> Path:
    """Return the file that translators edit."""
    return FOLDER / f"{language}.po"


def read(language: str) -> Catalog:
    """Return what is translated into a language."""
    with path(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def merged(language: str) -> Catalog:
    """Return a language's catalogue with the sentences of the sources: new ones empty, unused ones gone."""
    known = read(language) if path(language).exists() else Catalog(locale=language)
    fresh = template()
    found = Catalog(locale=language, project="cxsim", fuzzy=False)
    for message in fresh:
        if message.id:
            old = known.get(message.id)
            found.add(message.id, old.string if old else _EMPTY[message.pluralizable], locations=message.locations)
    return found


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as gettext reads it, with the typography of print."""
    printed = Catalog(locale=catalogue.locale, fuzzy=False, creation_date=_NO_DATE, revision_date=_NO_DATE)
    for message in catalogue:
        if message.id and all(_forms(message)):
            printed.add(
                message.id,
                tuple(map(typeset, _forms(message))) if message.pluralizable else typeset(str(message.string)),
            )
    buffer = BytesIO()
    write_mo(buffer, printed)
    return buffer.getvalue()


def _forms(message: Message) -> tuple[str, ...]:
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the sentences that wait for a translator."""
    return [str(message.id) for message in catalogue if message.id and not all(_forms(message))]


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as translators edit it, in the order of the files that hold its sentences."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=120, omit_header=False, sort_by_file=True, include_lineno=False)
    text = buffer.getvalue().decode()
    lines = [line for line in text.splitlines() if not line.startswith(_DATED)]
    return ("\n".join(lines) + "\n").encode()


_DATED = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Language-Team',
    '"Generated-By',
    '"Report-Msgid',
    "# Translations template",
    "# Copyright",
    "# This file is distributed",
    "# FIRST AUTHOR",
)


def main() -> None:
    """Merge and compile every language, and tell what waits for a translator."""
    for language in TRANSLATED:
        catalogue = merged(language)
        path(language).write_bytes(written(catalogue))
        (FOLDER / f"{language}.mo").write_bytes(compiled(catalogue))
        waiting = untranslated(catalogue)
        for text in waiting:
            sys.stdout.write(f"not translated into {LANGUAGES[language]}: {text}\n")
        sys.stdout.write(f"{language}: {len(catalogue)} sentences, {len(waiting)} without a translation\n")


if __name__ == "__main__":
    main()
