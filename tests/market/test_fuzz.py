"""Whatever is in a file, loading it gives a market or an InputError with places in that file."""

from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sim.market.loading import load_market
from sim.market.messages import InputError
from sim.market.schema import Market

SMALL = (Path(__file__).parent / "small" / "market.yaml").read_bytes()
DOCUMENT = YAML(typ="safe", pure=True).load(SMALL)

SYNTAX = [
    b": ",
    b"- ",
    b"? ",
    b"&a ",
    b"*a",
    b"!",
    b"!!int ",
    b"|\n",
    b">\n",
    b"{",
    b"}",
    b"[",
    b"]",
    b"'",
    b'"',
    b"\\",
    b"\n ",
]
TRAPS = [
    b"010",
    b".nan",
    b"-.inf",
    b"1e999",
    b"no",
    b"~",
    b"<<: ",
    b"---\n",
    b"...\n",
    b"%YAML 1.1\n",
    b"\t",
    b"#",
    b"\0",
    b"\xff",
]

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
keys = st.sampled_from(["acme", "share", "quality", "extends", "title", "edges", "0"]) | st.text(max_size=8)
structures = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=20
)
fragments = st.binary(max_size=8) | st.sampled_from(SYNTAX + TRAPS)


def load(content: bytes) -> Market | None:
    """Return the market in a file, None when it is refused; problems must lie within the lines of that file."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "market.yaml"
        file.write_bytes(content)
        try:
            return load_market(file)
        except InputError as error:
            problems = error.problems
    last = len(content.splitlines()) + 1
    assert all(problem.file == str(file) for problem in problems)
    assert all(problem.line is None or 1 <= problem.line <= last for problem in problems)
    assert all(str(problem).isprintable() for problem in problems)
    return None


def as_yaml(document: Any) -> bytes:
    """Return a document as the content of a file."""
    stream = BytesIO()
    YAML(typ="safe", pure=True).dump(document, stream)
    return stream.getvalue()


def places(part: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield where something stands in a document."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield (*place, key)
            yield from places(value, (*place, key))


@given(st.binary(max_size=200))
def test_any_bytes(content):
    """No sequence of bytes is a market, and none breaks the loader."""
    assert load(content) is None


@given(st.lists(fragments, max_size=30).map(b"".join))
def test_any_syntax(content):
    """No heap of the signs of YAML breaks the loader."""
    assert load(content) is None


@given(structures)
@example({"[key]": 1})
def test_any_structure(document):
    """No structure of keys and values is a market by chance, and none breaks the loader."""
    assert load(as_yaml(document)) is None


@settings(max_examples=200)
@given(st.sampled_from(list(places(DOCUMENT))), st.none() | structures, st.booleans())
@example(("touchpoints",), {"\x1f": None}, False)
def test_any_value_anywhere(place, value, removed):
    """A market in which any part is something else, or is missing, is loaded or refused in words."""
    document = deepcopy(DOCUMENT)
    part = document
    for key in place[:-1]:
        part = part[key]
    if removed:
        del part[place[-1]]
    else:
        part[place[-1]] = value
    load(as_yaml(document))


@given(st.integers(0, len(SMALL)), st.integers(0, 20), fragments)
def test_any_typing_error(start, length, typed):
    """A market in which something was typed over is loaded or refused in words."""
    load(SMALL[:start] + typed + SMALL[start + length :])
