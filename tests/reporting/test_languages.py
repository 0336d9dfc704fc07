"""A report speaks one language: everything in it is of the catalogue, but for names and what is typed in a terminal."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("babel", reason="Babel is a tool of developers")

from experiments.comparison.report import report
from experiments.pages.page import html
from language import speaking
from tests.languages.pseudo import untranslated
from tests.reporting.conftest import CHANGE, EFFECTS, MEASURED

PLAIN = re.compile(r"[A-Za-z]{2,}")
TITLES = set(PLAIN.findall(" ".join(f"{effect.title} {effect.question}" for effect in EFFECTS.values())))
"""Words of the made-up strategies, which are those of a user and stay as they are."""
OF_PARAMETERS = set(PLAIN.findall(" ".join(map(str, (*CHANGE, *MEASURED)))))
MEANINGS = set(
    PLAIN.findall("probability that trouble begins for a customer share of ties rewired at random small world")
)
"""Parameters stand in reports as the sheets have them, in English."""
OF_THE_MANIFEST = {"command", "created", "versions", "mesa", "machine", "compare", "telecom", "seed", *EFFECTS}


def test_a_report_says_nothing_outside_the_catalogue(pseudo, comparison):
    """In a language made of wide letters, no word of a report is left in plain ones."""
    with speaking("fr"):
        page = html(report(comparison))
    assert untranslated(page, *TITLES, *OF_PARAMETERS, *MEANINGS, *OF_THE_MANIFEST) == []
