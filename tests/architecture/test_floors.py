"""The floors of the house: imports run downhill, luck has an address, files are read in their rooms."""

import ast
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))
COMMANDS = sorted((ROOT / "experiments").rglob("*.py"))

READERS = {
    "open",
    "read_bytes",
    "read_text",
    "read_csv",
    "read_json",
    "read_parquet",
    "read_table",
    "fromfile",
    "loadtxt",
}
READING_ROOMS = (
    "sim/market/",
    "sim/scenarios/",
    "sim/foundations/compiled.py",  # hashes the sources
    "sim/foundations/cache.py",  # marks its folders
)
NETWORK = ("sim/state/network.py",)
BY_PROCESSOR = {
    *("arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "cbrt", "cos", "cosh", "exp", "exp2"),
    *("expm1", "log", "log10", "log1p", "log2", "logaddexp", "power", "sin", "sinh", "tan", "tanh"),
    *("convolve", "corrcoef", "cov", "dot", "einsum", "inner", "linalg", "matmul", "outer", "polyfit", "vdot"),
}
"""Functions of NumPy whose last bits depend on features of the processor."""
MEASURES = [path for path in COMMANDS if path.parent.name in ("measures", "running", "comparison", "sweep", "run")]
"""What becomes of runs before anything is fitted."""
PRINTING_ROOMS = (
    "experiments/experiment/console.py",  # the door
    "experiments/commands/bench.py",  # an empty line
    "experiments/commands/experiment.py",  # help, of a user's own code
    "experiments/cli.py",  # the version
)


def _dotted(node: ast.expr) -> str:
    """Return the dotted name of an expression such as ``np.random.rand``, or an empty text."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def sequential_luck(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that use a generator of NumPy."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute():
                names = [_dotted(node)]
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom():
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            case _:
                continue
        if {"np.random", "numpy.random"}.intersection(names):
            yield node.lineno


def reading(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that read a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in READERS:
                yield node.lineno


def scenario_by_name(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that ask which scenario this is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            about_scenario = any("scenario" in _dotted(side).lower() for side in sides)
            texts = [text for side in sides for text in ast.walk(side) if isinstance(text, ast.Constant)]
            if about_scenario and any(isinstance(text.value, str) for text in texts):
                yield node.lineno
        elif isinstance(node, ast.Match) and "scenario" in _dotted(node.subject).lower():
            yield node.lineno


PUBLIC = {"sim.state.observed", "sim.state.feedback", "sim.state.ledger"}
"""All that policies may import of the state: what can be known of it, what customers answered, and the books."""


def peeking(tree: ast.AST) -> Iterator[int]:
    """Yield the lines by which a policy could see what no brand can know."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom() if (node.module or "").startswith("sim.") and node.module not in PUBLIC:
                above = ("sim.state", "sim.phases", "sim.week", "sim.simulation", "sim.agents", "sim.model")
                if node.module.startswith(above):
                    yield node.lineno
            case ast.Import():
                if any(alias.name.partition(".")[0] == "sim" for alias in node.names):
                    yield node.lineno
            case ast.Attribute() if node.attr.startswith("_") and _dotted(node.value) != "self":
                if not node.attr.startswith("__"):
                    yield node.lineno


def differing_by_processor(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that use a function of NumPy whose answer depends on features of the processor."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute() if _dotted(node.value) in ("np", "numpy") and node.attr in BY_PROCESSOR:
                yield node.lineno
            case ast.ImportFrom() if node.module == "numpy" and BY_PROCESSOR & {alias.name for alias in node.names}:
                yield node.lineno
            case ast.BinOp(op=ast.MatMult()):
                yield node.lineno
            case ast.BinOp(op=ast.Pow(), right=ast.BinOp() | ast.UnaryOp(operand=ast.BinOp())):
                yield node.lineno  # a power of each number of an array
            case ast.Call(func=ast.Attribute(attr="argsort" | "argpartition")):
                if not any(each.arg == "kind" for each in node.keywords):
                    yield node.lineno  # equals come in another order


def printing(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that print."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _dotted(node.func)
            if name == "print" or name.endswith((".echo", ".secho", "stdout.write", "stderr.write", "console.print")):
                yield node.lineno


def joined_errors(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that make an error of one text from several lines, where a name could add a line of its own."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(args=[ast.Call(func=ast.Attribute(value=ast.Constant(value="\n"), attr="join"))]):
                if _dotted(node.func).endswith("Error"):
                    yield node.lineno


def found(
    search: Callable[[ast.AST], Iterator[int]], allowed: tuple[str, ...] = (), within: Sequence[Path] = SOURCES
) -> list[str]:
    """Return ``file:line`` of every finding in the world, or elsewhere, outside the allowed files and rooms."""
    names = {path: path.relative_to(ROOT).as_posix() for path in within}
    return [
        f"{name}:{line}"
        for path, name in names.items()
        if not name.startswith(allowed)
        for line in search(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_imports_run_downhill(capsys, monkeypatch):
    """Foundations, rules, market and state, phases and scenarios, week, agents, model: none looks upstairs."""
    monkeypatch.syspath_prepend(ROOT)
    # The linter sets logging up anew, which would silence the loggers of all tests after it.
    monkeypatch.setattr("logging.config.dictConfig", lambda config: None)
    code = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert code == 0, capsys.readouterr().out


def test_luck_has_an_address():
    """Nothing in the world draws from a generator that is consumed in order, but for the network's growth."""
    assert found(sequential_luck, NETWORK) == []


def test_files_are_read_in_their_rooms():
    """Files are read with the market and the scenarios, and nowhere else in the world."""
    assert found(reading, READING_ROOMS) == []


def test_runs_are_the_same_on_every_processor():
    """The world and what is measured in it use no function of NumPy that depends on features of the processor."""
    assert found(differing_by_processor, within=[*SOURCES, *MEASURES]) == []


def test_one_door_to_the_terminal():
    """All that commands print goes through the console, which lets no name from a file disturb a terminal."""
    assert found(printing, PRINTING_ROOMS, COMMANDS) == []
    assert found(joined_errors, within=COMMANDS) == []


def test_no_scenario_is_special():
    """The world never asks for a scenario by its name: a scenario is data."""
    assert found(scenario_by_name) == []


def test_policies_see_what_brands_can_know():
    """Policies read the public facts and the brand's own books, never the state of customers."""
    assert [place for place in found(peeking) if place.startswith("sim/policies/")] == []


@pytest.mark.parametrize(
    "search, code",
    [
        (peeking, "from sim.state.tables import World"),
        (peeking, "import sim.simulation"),
        (peeking, "trust = known._ledger"),
        (sequential_luck, "z = np.random.default_rng(1).normal()"),
        (sequential_luck, "from numpy.random import Generator"),
        (sequential_luck, "from numpy import random"),
        (sequential_luck, "import numpy.random as luck"),
        (reading, "text = Path('market.yaml').read_text()"),
        (reading, "table = pd.read_csv(path)"),
        (reading, "with open(path) as file: pass"),
        (differing_by_processor, "weights = np.exp(utilities)"),
        (differing_by_processor, "from numpy import log1p"),
        (differing_by_processor, "total = weights @ values"),
        (differing_by_processor, "factor = rate ** (-week / 52)"),
        (differing_by_processor, "order = np.argsort(shares)"),
        (printing, "print(title)"),
        (printing, "typer.echo(title)"),
        (printing, "sys.stderr.write(title)"),
        (joined_errors, "raise RequestError('\\n'.join(problems))"),
        (scenario_by_name, "if scenario == 'overpromise': pass"),
        (scenario_by_name, "if self.scenario.name in ('a', 'b'): pass"),
        (scenario_by_name, "match scenario.name:\n    case 'a': pass"),
    ],
)
def test_the_searches_find(search, code):
    """Each search finds what it is there to find."""
    assert list(search(ast.parse(code))) == [1]
