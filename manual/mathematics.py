"""The mathematics of a rule, made from its code: it cannot say anything else than what is computed."""

from __future__ import annotations

import ast
import copy
import re

from latex2mathml.converter import convert
from latexify.codegen import FunctionCodegen
from latexify.codegen.expression_codegen import ExpressionCodegen
from latexify.exceptions import LatexifyError
from latexify.transformers import AugAssignReplacer, DocstringRemover

_SPACING = re.compile(r"\\math(?:open|close)\{\}")
_LEFT_SIDE = re.compile(r"\\mathrm\{(?P<name>[^{}]*)\}\([^()]*\) =")
_LETTER = re.compile(r"<mi [^>]*>(.)</mi>|<mtext[^>]*>(&#x000A0;)</mtext>")
_WORD = re.compile(r'<mrow>((?:<mi mathvariant="(?:normal|italic)">.</mi>|<mtext[^>]*>&#x000A0;</mtext>)+)</mrow>')
_SINGLE = re.compile(r'<mi mathvariant="italic">(.)</mi>')


def formula_of(tree: ast.FunctionDef) -> str | None:
    """Return the formula of a rule as MathML; None when its code is no formula, such as a loop."""
    try:
        latex = latex_of(tree)
    except LatexifyError:
        return None
    return _SINGLE.sub(r'<mi class="parameter">\1</mi>', _WORD.sub(_in_one, convert(latex, display="block")))


def _in_one(match: re.Match[str]) -> str:
    """Return a name as one identifier instead of one for each letter; a parameter, in italics, is told by its class."""
    kind = ' class="parameter"' if "italic" in match.group() else ""
    return f"<mi{kind}>{''.join(a or b for a, b in _LETTER.findall(match.group(1)))}</mi>"


def latex_of(tree: ast.FunctionDef) -> str:
    """Return the formula of a rule in LaTeX: intermediate terms first, the rule's own value last.

    Raises
    ------
    LatexifyError
        When a statement of the rule has no form in mathematics.
    """
    tree = copy.deepcopy(tree)
    tree.decorator_list = []
    tree = DocstringRemover().visit(AugAssignReplacer().visit(tree))
    tree.body = _in_one_piece(tree.body)
    tree = _Plain().visit(tree)
    writer = FunctionCodegen(use_math_symbols=False)
    writer._expression_codegen = _Expressions(use_math_symbols=False)
    latex = _SPACING.sub("", writer.visit(ast.Module(body=[tree], type_ignores=[])))
    return _LEFT_SIDE.sub(lambda match: rf"\mathrm{{{match['name'].replace('_', ' ')}}} =", latex, count=1)


def _in_one_piece(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return statements in which every value is assigned or returned on all paths, as a formula needs it."""
    made: list[ast.stmt] = []
    for place, statement in enumerate(body):
        if not isinstance(statement, ast.If):
            made.append(statement)
            continue
        then, otherwise = _in_one_piece(statement.body), _in_one_piece(statement.orelse)
        if isinstance(then[-1], ast.Return):
            rest = otherwise or _in_one_piece(body[place + 1 :])
            if all(isinstance(each, list) and len(each) == 1 for each in (then, rest)):
                return [*made, ast.If(statement.test, then, rest)]
            return [*made, *_chosen(statement.test, then, rest)]
        made += _chosen(statement.test, then, otherwise)
    return made


def _chosen(test: ast.expr, then: list[ast.stmt], otherwise: list[ast.stmt]) -> list[ast.stmt]:
    """Return the assignments of two branches as assignments of one value or another, and a return at the end."""
    branches = [_values(then), _values(otherwise)]
    made: list[ast.stmt] = []
    for name in dict.fromkeys([*branches[0], *branches[1]]):
        one, other = (branch.get(name, ast.Name(name, ast.Load())) for branch in branches)
        choice = ast.IfExp(test, one, other)
        made.append(ast.Return(choice) if name == "return" else ast.Assign([ast.Name(name, ast.Store())], choice))
    return made


def _values(statements: list[ast.stmt]) -> dict[str, ast.expr]:
    """Return what a branch assigns, by name; what it returns is called "return"."""
    found: dict[str, ast.expr] = {}
    for each in statements:
        if isinstance(each, ast.Return) and each.value is not None:
            found["return"] = each.value
        elif isinstance(each, ast.Assign) and len(each.targets) == 1 and isinstance(each.targets[0], ast.Name):
            found[each.targets[0].id] = each.value
        else:
            raise LatexifyError("a statement that is no formula")
    return found


class _Plain(ast.NodeTransformer):
    """Leave out what belongs to the machine: the module of a function, whole numbers written as fractions."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id == "math":
            return ast.Name(node.attr, ast.Load())
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        is_in_64_bits = isinstance(node.op, ast.Mult) and isinstance(node.left, ast.Constant) and node.left.value == 1
        return node.right if is_in_64_bits else node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, float) and node.value.is_integer():
            return ast.Constant(int(node.value))
        return node


class _Expressions(ExpressionCodegen):
    """Parameters without the name of their group, and names of several words with spaces."""

    def visit_Attribute(self, node: ast.Attribute) -> str:  # noqa: N802
        return rf"\mathit{{{_spaced(node.attr)}}}"

    def visit_Name(self, node: ast.Name) -> str:  # noqa: N802
        return super().visit_Name(node) if len(node.id) == 1 else rf"\mathrm{{{_spaced(node.id)}}}"


def _spaced(name: str) -> str:
    return name.strip("_").replace("_", r"\ ")
