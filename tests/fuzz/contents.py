"""Contents of files that are nearly right: documents and tables with something else in them, and bytes typed over."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from copy import deepcopy
from io import StringIO
from typing import Any

from hypothesis import strategies as st
from ruamel.yaml import YAML

SYNTAX = [b": ", b"- ", b"? ", b"&a ", b"*a", b"!", b"!!int ", b"|\n", b">\n", b"\n ", b"\n", b"\r", b"\t", b"#", b","]
BRACKETS = [b"{", b"}", b"[", b"]", b"'", b'"', b"\\", b"(", b")", b";"]
TRAPS = [b"010", b".nan", b"-.inf", b"1e999", b"9" * 400, b"no", b"~", b"<<: ", b"---\n", b"...\n", b"%YAML 1.1\n"]
STRANGE = [
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\x1b[2J",
    "\u202e\u2028\x85".encode(),
    b"\xed\xa0\x80",
    b"PAR1",
    b"PK\3\4",
]
NUMBERS = [0, 1, -1, 3, 0.5, 1.5, 100, 1e6, 1e300, -1e300, 10**40, 1e-300, 2**31, 2**63, True, None]
WORDS = ["", " ", "acme", "all", "none", "*", "brand.*", "mean(*)", "!*", "[", "../..", "/", "baseline", "1e999", "nan"]
NAMES = ["share", "quality", "extends", "title", "edges", "levers", "value", "source", "segment", "[key]", "0", "a.b"]

numbers = st.sampled_from(NUMBERS) | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
words = st.sampled_from(WORDS) | st.text(max_size=12)
scalars = st.booleans() | numbers | words
keys = st.sampled_from(NAMES) | st.text(max_size=8)
structures = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)
fragments = st.sampled_from(SYNTAX + BRACKETS + TRAPS + STRANGE) | st.binary(max_size=8)

Place = tuple[str | int, ...]


def document_in(sample: bytes) -> Any:
    """Return the plain document of a YAML file."""
    return YAML(typ="safe", pure=True).load(sample)


def places(part: Any, place: Place = ()) -> Iterator[Place]:
    """Yield where something stands in a document, below its top."""
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, value in inside:
        yield (*place, key)
        yield from places(value, (*place, key))


def _part_at(document: Any, place: Place) -> Any:
    for key in place:
        document = document[key]
    return document


@st.composite
def changed_documents(draw: st.DrawFn, document: Any) -> bytes:
    """Return YAML of a document in which some parts are something else, missing, moved, doubled or misspelt."""
    document = deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        found = list(places(document))
        if not found:
            break
        *outer, key = draw(st.sampled_from(found))
        group = _part_at(document, tuple(outer))
        match draw(st.sampled_from(["other", "number", "away", "from elsewhere", "key", "more"])):
            case "other":
                group[key] = draw(structures)
            case "number":
                group[key] = draw(numbers)
            case "away":
                del group[key]
            case "from elsewhere":
                group[key] = deepcopy(_part_at(document, draw(st.sampled_from(found))))
            case "key" if isinstance(group, dict):
                group[draw(keys) if draw(st.booleans()) else f"{key}s"] = group.pop(key)
            case _ if isinstance(group, list):
                group.extend([deepcopy(group[key])] * draw(st.sampled_from([1, 2, 50])))
            case _:
                group[draw(keys)] = draw(structures)
    return json.dumps(document, indent=1, ensure_ascii=False).encode(errors="replace")


cells = scalars.map(str) | st.sampled_from(["=1+1", "1,5", "00", "\ufeff", "a\nb", '"', "\0", "yes", "27-39", "7+"])


@st.composite
def changed_tables(draw: st.DrawFn, sample: bytes) -> bytes:
    """Return CSV of a table with other cells, names of columns and lengths of rows."""
    rows = list(csv.reader(StringIO(sample.decode())))
    for _ in range(draw(st.integers(1, 4))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        if row:
            row[draw(st.integers(0, len(row) - 1))] = draw(cells)
        if draw(st.integers(0, 9)) == 0:
            row.extend(draw(st.lists(cells, max_size=2)))
        if draw(st.integers(0, 9)) == 0:
            rows.append(list(draw(st.sampled_from(rows))))
    text = StringIO()
    csv.writer(text, delimiter=draw(st.sampled_from(",,,;\t|")), lineterminator="\n").writerows(rows)
    return text.getvalue().encode(errors="replace")


@st.composite
def typed_over(draw: st.DrawFn, content: bytes) -> bytes:
    """Return a content in which bytes are typed over, left out, doubled or cut off."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        length = draw(st.sampled_from([0, 1, 2, 5, 20, len(content)]))
        typed = content[start : start + length] * 2 if draw(st.integers(0, 4)) == 0 else draw(fragments)
        content = content[:start] + typed + content[start + length :]
    return content


def contents(sample: bytes, changed: st.SearchStrategy[bytes] | None) -> st.SearchStrategy[bytes]:
    """Return contents that are nearly a sample: changed as a document or table, typed over, or both; or no file at all.

    Parameters
    ----------
    changed : the sample with other parts, None when only bytes are changed.
    """
    heaps = st.binary(max_size=200) | st.lists(fragments, max_size=30).map(b"".join)
    over = typed_over(sample)
    if changed is None:
        return st.one_of(over, over, heaps)
    return st.one_of(changed, changed, changed, changed.flatmap(typed_over), over, heaps)
