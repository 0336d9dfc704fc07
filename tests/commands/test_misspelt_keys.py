"""A misspelt key, the commonest mistake of all, is answered with file, line, path and the key that was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from experiments.commands.kinds import Findings, look_at
from sim.market.loading import load_market, shipped_folder, shipped_markets
from sim.market.schema import Market

EVERY_KEY = Path(__file__).parent / "every_key"
CHOSEN = (
    r"segments|brands|touchpoints|causes|policies",
    r"brands\.[^.]+\.works",
    r"touchpoints\.[^.]+\.(quality|salience_by_segment)",
    r"causes\.[^.]+\.(weekly_probability|order_probability|severity|exposure)",
    r"(crm\.)?(brand|segment)\.values|(crm\.)?contract\.months",
    r"(crm\.)?segment\.rules\.\d+\.(when|at_least|below)",
)
"""Places whose keys the file chooses: names of its own, values and columns of a table."""
TOGETHER = 8
"""Keys that are misspelt at the same time: reading a market takes longer than finding what is wrong with it."""
OWN = re.compile("|".join(f"(?:{place})" for place in CHOSEN))


class Key(NamedTuple):
    """A key of a file."""

    name: str
    path: str
    start: int
    """Where it begins in the text."""
    line: int
    is_chosen: bool


def keys_in(node: Node, place: tuple[str, ...] = ()) -> Iterator[Key]:
    """Yield all keys below a place."""
    if isinstance(node, SequenceNode):
        for number, item in enumerate(node.value, start=1):
            yield from keys_in(item, (*place, str(number)))
    if isinstance(node, MappingNode):
        is_chosen = OWN.fullmatch(".".join(place)) is not None
        for key, value in node.value:
            path = (*place, key.value)
            is_own = is_chosen and key.value not in ("value", "source", "grade")
            yield Key(key.value, ".".join(path), key.start_mark.index, key.start_mark.line + 1, is_own)
            yield from keys_in(value, path)


def part(key: Key) -> str:
    """Return the kind of part that a key stands in: its place, with stars for numbers and for names that are chosen."""
    place = re.sub(r"\.\d+(?=\.|$)", ".*", key.path.rpartition(".")[0]).split(".")
    if place[0] in ("segments", "brands", "touchpoints", "causes", "policies"):
        place[1:4:2] = ["*"] * len(place[1:4:2])
    return ".".join(place)


def market_for(file: Path) -> Market | None:
    """Return the market of the working folder, where a file of this kind is read on one."""
    return None if file.name in ("market.yaml", "study.yaml") else load_market("market.yaml")


def problems_of(file: Path, text: str, market: Market | None) -> list[str]:
    """Return what is wrong with a file of the working folder when it holds another text."""
    before = file.read_text() if file.exists() else None
    file.write_text(text)
    found = Findings()
    look_at(file, market, None, found)
    file.unlink() if before is None else file.write_text(before)
    return [str(problem) for problem in found.problems]


def keys_of(file: Path) -> list[Key]:
    """Return all keys of a file."""
    return list(keys_in(YAML(typ="rt", pure=True).compose(file)))


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Return the working folder, with the files of every key."""
    monkeypatch.chdir(tmp_path)
    for file in EVERY_KEY.iterdir():
        Path(file.name).write_text(file.read_text())
    return tmp_path


def misspelt(text: str, keys: Iterable[Key]) -> str:
    """Return a text in which the last letter of some keys is doubled."""
    for key in sorted(keys, key=lambda key: key.start, reverse=True):
        end = key.start + text[key.start :].index(key.name) + len(key.name)
        text = f"{text[:end]}{key.name[-1]}{text[end:]}"
    return text


def apart(keys: Iterable[Key]) -> list[list[Key]]:
    """Return keys in groups of which none stands within another, nor hides it."""
    groups: list[list[Key]] = []
    for key in keys:
        for group in groups:
            if len(group) < TOGETHER and not any(
                _is_within(*pair) for each in group for pair in permutations((key, each))
            ):
                group.append(key)
                break
        else:
            groups.append([key])
    return groups


def _is_within(inner: Key, outer: Key) -> bool:
    return f"{inner.path}.".startswith(f"{outer.path}.")


def is_answered(name: str, key: Key, said: Iterable[str], line: str = r"\d+") -> bool:
    """Return whether a misspelt key is named with its line and the key that was meant."""
    answer = rf"{re.escape(name)}:{line}: \S+: .*did you mean '{re.escape(key.name.rpartition('.')[2])}'"
    return any(re.match(answer, each) for each in said)


def check(source: Path, keys: Iterable[Key]) -> None:
    """Misspell some keys at a time, and look at what is said of each; one that others hide is misspelt alone."""
    text, name = source.read_text(), source.name
    market, keys = market_for(source), list(keys)
    for key in keys:
        if key.is_chosen:  # another name, and right unless something refers to the old one
            said = problems_of(Path(name), misspelt(text, [key]), market)
            assert all(line.startswith(f"{name}:") for line in said), (key, said)
    for group in apart(key for key in keys if not key.is_chosen):
        together = problems_of(Path(name), misspelt(text, group), market)
        for key in group:
            if not is_answered(name, key, together, str(key.line)):
                said = problems_of(Path(name), misspelt(text, [key]), market)
                assert is_answered(name, key, said), (key, said)


@pytest.mark.parametrize("name", sorted(file.name for file in EVERY_KEY.iterdir()))
def test_every_key_of_every_kind_of_file(folder, name):
    """Markets, scenarios, mappings, ranges, portfolios and studies: each key that is misspelt is found."""
    assert problems_of(Path(name), (EVERY_KEY / name).read_text(), market_for(Path(name))) == []
    check(EVERY_KEY / name, keys_of(EVERY_KEY / name))


@pytest.mark.parametrize(
    "market",
    [
        pytest.param(name, marks=[] if name in ("telecom", "retail") else [pytest.mark.slow])
        for name in shipped_markets()
    ],
)
def test_keys_of_shipped_files(folder, market):
    """The same holds in each kind of part of the files that people start from."""
    Path("market.yaml").write_text(f"extends: {market}\n")
    for file in sorted((shipped_folder() / market).glob("*.yaml")):
        check(file, {part(key): key for key in keys_of(file)}.values())
