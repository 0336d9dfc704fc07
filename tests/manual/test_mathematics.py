"""The mathematics of a rule says what its code computes."""

from __future__ import annotations

import ast
import re

import pytest

from manual.code import rules
from manual.mathematics import formula_of, latex_of

WITHOUT = 10


def of(code):
    """Return a function from its code."""
    (function,) = ast.parse(code).body
    return function


@pytest.mark.parametrize(
    "body, said",
    [
        ("return 1.0 * a", "= a"),
        ("return math.exp(p.slope_of * a)", r"\exp \left( \mathit{slope\ of} a \right)"),
        ("b = a\n b *= 2.0\n return b", r"b = b \cdot 2"),
        ("if a > 0.0:\n  return a\n return 0.0", r"a, & \mathrm{if} \ a > 0 \\ 0, & \mathrm{otherwise}"),
        ("b = a\n if a > 1.0:\n  b = 1.0\n return b", r"1, & \mathrm{if} \ a > 1 \\ b, & \mathrm{otherwise}"),
    ],
)
def test_steps_become_mathematics(body, said):
    """Assignments, choices and early returns have their usual form; what belongs to the machine is left out."""
    assert said in latex_of(of(f"def f(a, p):\n {body}"))


def test_a_loop_is_no_formula():
    """What cannot be written as a formula is not: the page shows its code."""
    assert formula_of(of("def f(a):\n for b in a:\n  c = b\n return c")) is None


def test_nearly_all_rules_have_their_formula():
    """Rules are formulas but for a few, and each of their parameters stands in its formula."""
    functions = [each for room in rules() for each in room.functions]
    made = {each.name: each for each in functions if formula_of(each.tree) is not None}
    assert len(functions) - len(made) <= WITHOUT
    for each in made.values():
        used = {node.attr for node in ast.walk(each.tree) if _is_parameter(node)}
        shown = set(re.findall(r"\\mathit\{([^}]*)\}", latex_of(each.tree)))
        assert used == {name.replace(r"\ ", "_") for name in shown}, each.name


def _is_parameter(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id != "math"
