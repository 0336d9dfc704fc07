"""Files that are small and would grow are refused, or read, within the limits of every other file."""

import pytest

from tests.fuzz.kinds import DOCUMENTS, KINDS
from tests.fuzz.oracle import judged

BOMBS = {
    "aliases of aliases": b"a: &a [1, 1, 1, 1, 1, 1, 1, 1]\n"
    + b"".join(b"%c: &%c [%s]\n" % (c, c, b", ".join([b"*%c" % (c - 1)] * 8)) for c in range(98, 120)),
    "brackets": b"a: " + b"[" * 900_000,
    "dashes": b"- " * 450_000,
    "keys": b"".join(b"k%d: 1\n" % number for number in range(19_000)),
    "one long number": b"a: " + b"9" * 900_000,
    "one long text": b"a: " + b"x " * 450_000,
    "levers with long ramps": b"levers:\n"
    + b"".join(
        b"  - {set: 'touchpoints.*.quality.*.*', multiply: 0.9999, from_week: %d, ramp_weeks: 800}\n" % week
        for week in range(1, 52)
    ),
    "levers nowhere": b"levers:\n"
    + b"".join(b"  - {set: brandz.acme.ofer.prize_%d, multiply: 0.9}\n" % number for number in range(199)),
    "steps of everything": b"market: market.yaml\ndesign: grid\nmetrics: [nps]\nfactors:\n  '*.*.*': {steps: 9999}\n"
    b"  '*.*.*.*.*': {steps: 9999}\n",
}
ROWS = {
    "facts": b"what,brand,value\n" + b"".join(b"npss%d,acme,1\n" % number for number in range(60_000)),
    "targets": b"kind,metric,brand,week,value,tolerance\n"
    + b"".join(b"series,churm%d,acmee,1,1,1\n" % number for number in range(19_000)),
    "ties": b"customer,customer\n" + b"".join(b"x,%d\n" % number for number in range(100_000)),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_scenarios_that_would_grow(bomb):
    """Scenarios, the files that are written most; all documents are read by the same reader."""
    assert (judged(KINDS["scenario"], BOMBS[bomb]) is None) == (bomb != "levers with long ramps")


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("name", sorted(set(DOCUMENTS) - {"scenario"}))
def test_more_documents_that_would_grow(name, bomb):
    """All other kinds of documents."""
    judged(KINDS[name], BOMBS[bomb])


@pytest.mark.parametrize("name", ROWS)
def test_tables_that_would_grow(name):
    """A table of many wrong rows is refused before each of them is explained."""
    assert judged(KINDS[name], ROWS[name]) is None
