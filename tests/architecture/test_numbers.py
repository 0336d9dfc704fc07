"""Numbers have a name: what the theory assumes stands in the sheets, what the code needs in constants that say why."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHEET = "_sheet.py"
OF_THE_THEORY = sorted(path for room in ("rules", "phases") for path in (ROOT / "sim" / room).glob("*.py"))
SOURCES = [path for path in OF_THE_THEORY if not path.name.endswith(SHEET)]
PLAIN = (0, 1)
"""Nothing, all, and one more; with a sign, one less. Every other number means something."""


def is_number(node: ast.AST) -> bool:
    """Return whether a node is a number that is written out and not plain."""
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in PLAIN


def without_positions(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and all below it, but for positions: ``u[3]`` is the fourth draw, not a number three."""
    yield node
    for name, value in ast.iter_fields(node):
        if not (isinstance(node, ast.Subscript) and name == "slice"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from without_positions(child)


def unnamed(tree: ast.Module) -> Iterator[tuple[int, float]]:
    """Yield line and value of numbers in functions, and of those in constants without a docstring."""
    for position, statement in enumerate(tree.body):
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            after = tree.body[position + 1 : position + 2]
            if after and isinstance(after[0], ast.Expr) and isinstance(after[0].value, ast.Constant):
                continue
        for node in without_positions(statement):
            if is_number(node):
                yield node.lineno, node.value


def test_every_number_of_the_theory_has_a_name():
    """Rules and phases hold no numbers but those of the sheets and constants whose docstring says what they are."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {value}"
        for path in SOURCES
        for line, value in unnamed(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code, numbers",
    [
        ("def level(image):\n    return 0.35 + image", [(2, 0.35)]),
        ("def level(image):\n    return 0.0 if image < -1 else 1.0", []),
        ("def level(expected):\n    return expected[3]", []),
        ("def level(expected):\n    return expected[min(3, 1)] * 4", [(2, 4)]),
        ("def level(image, most=200):\n    return most", [(1, 200)]),
        ("MOST = 200", [(1, 200)]),
        ('MOST = 200\n"""Weeks that fit the column."""', []),
    ],
)
def test_the_search_finds(code, numbers):
    """A number is found wherever it stands, with its line; positions, zero and one are none."""
    assert list(unnamed(ast.parse(code))) == numbers
