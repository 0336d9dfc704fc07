"""Whatever is in a file, it is loaded, or refused in our own words with its place, soon and in little memory."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.contents import changed_documents, changed_tables, contents, document_in
from tests.fuzz.kinds import DOCUMENTS, KINDS, TABLES
from tests.fuzz.oracle import judged

FEW, MANY = 30, 2_500
"""Files of a kind in every test, and with each seed in the long one: a hundred thousand in all."""
FEWER = {"customers": (15, 640), "orders": (8, 320)}
"""The same for kinds whose loaders take a tenth of a second."""
SEEDS = (1, 2, 3)


def files_of(name: str) -> st.SearchStrategy[bytes]:
    """Return contents of files of a kind."""
    sample = KINDS[name].sample
    if name in DOCUMENTS:
        return contents(sample, changed_documents(document_in(sample)))
    return contents(sample, changed_tables(sample) if name in TABLES else None)


def fuzz(name: str, number: int, **how: Any) -> Callable[[], None]:
    """Return a test of so many files of a kind, with other settings of Hypothesis if any."""

    @settings(max_examples=number, database=None, suppress_health_check=list(HealthCheck), **how)
    @given(files_of(name))
    def test(content: bytes) -> None:
        judged(KINDS[name], content)

    return test


@pytest.mark.parametrize("name", KINDS)
def test_samples_are_read(name):
    """Fuzzing begins with a file that is loaded."""
    assert judged(KINDS[name], KINDS[name].sample) is not None


FOUND = [
    ("market", b'{"[key]": 1}'),
    ("market", b'touchpoints: {"\\x1f": 1}'),
    ("scenario", b"policies: {rival: {kind: {follows: acme}}}"),
    ("ranges", '{"a.\u2028\u202e": [1]}'.encode()),
    ("study", b'market: market.yaml\nfactors: {"a\\x01b": {}}'),
    ("targets", b"kind,metric,week,value,tolerance\nseries,churn,4,15,2\x0c\x1e\xc2\x85,x"),
    ("facts", "what,value,source\nchurn,30,a\u2028b,c\n".encode()),
]
"""Files that once were answered with a traceback, or without a place in them, or in words that rewrite a terminal."""


@pytest.mark.parametrize(("name", "content"), FOUND)
def test_what_was_found(name, content):
    """What fuzzing has found stays mended."""
    assert judged(KINDS[name], content) is None


@pytest.mark.parametrize("name", KINDS)
def test_some_files(name):
    """Some files of each kind."""
    fuzz(name, FEWER.get(name, (FEW, MANY))[0])()


@pytest.mark.slow
@pytest.mark.parametrize("number", SEEDS)
@pytest.mark.parametrize("name", KINDS)
def test_many_files(name, number):
    """A hundred thousand files, with three seeds."""
    seed(number)(fuzz(name, FEWER.get(name, (FEW, MANY))[1], phases=[Phase.generate]))()
