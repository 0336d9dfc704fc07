"""The code as the manual shows it: rules and phases with their words, read from the sources."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from sphinx.ext.napoleon.docstring import NumpyDocstring

ROOT = Path(__file__).parents[1]
_SECTIONS = {"Parameters", "Attributes"}
_DESCRIBED = re.compile(r"(?P<name>\S[^:]*?) : (?P<words>.+)")
_COMPILED = {"rule", "kernel", "entry", "formula"}


class Function(NamedTuple):
    """One function of the model.

    Attributes
    ----------
    name, arguments : as in the code.
    doc : docstring.
    source : its lines, without decorators.
    tree : its syntax tree.
    """

    name: str
    arguments: tuple[str, ...]
    doc: str
    source: str
    tree: ast.FunctionDef

    @property
    def first(self) -> str:
        """First sentence of its docstring, without the word "Return" and the full stop."""
        sentence = self.doc.partition("\n\n")[0].replace("\n", " ").removesuffix(".")
        return as_markdown(sentence.removeprefix("Return "))

    @property
    def body(self) -> str:
        """What the docstring says after its first sentence, in reStructuredText."""
        return as_rest(self.doc.partition("\n\n")[2])


class Room(NamedTuple):
    """One file of the model.

    Attributes
    ----------
    name : of the module, without its folder.
    path : of the file in the project.
    doc : its docstring.
    functions : rules of a file of rules, kernels of a phase, in the order of the file.
    """

    name: str
    path: str
    doc: str
    functions: tuple[Function, ...]

    @property
    def title(self) -> str:
        """First sentence of its docstring, without the full stop."""
        return as_markdown(self.doc.partition("\n\n")[0].replace("\n", " ").removesuffix("."))

    @property
    def body(self) -> str:
        """What its docstring says after the first sentence, in reStructuredText."""
        return as_rest(self.doc.partition("\n\n")[2])


@cache
def room(path: str) -> Room:
    """Return a file of the model with its compiled functions."""
    text = (ROOT / path).read_text(encoding="utf-8")
    tree = ast.parse(text)
    functions = tuple(
        _function(node, text) for node in tree.body if isinstance(node, ast.FunctionDef) and _is_compiled(node)
    )
    return Room(Path(path).stem, path, ast.get_docstring(tree) or "", functions)


def rules() -> list[Room]:
    """Return the files of rules that hold rules, in the order of the alphabet."""
    return _rooms("sim/rules")


def phases() -> list[Room]:
    """Return the files of phases, in the order of the alphabet."""
    return _rooms("sim/phases")


def _rooms(folder: str) -> list[Room]:
    rooms = (room(path.relative_to(ROOT).as_posix()) for path in sorted((ROOT / folder).glob("*.py")))
    return [each for each in rooms if each.functions]


def week() -> list[str]:
    """Return the phases of customers in the order of a week, by their names."""
    (block,) = (each for each in room("sim/week.py").functions if each.name == "live_block")
    calls = [node.value if isinstance(node, ast.Assign | ast.Expr) else None for node in block.tree.body]
    names = (call.func.id for call in calls if isinstance(call, ast.Call) and isinstance(call.func, ast.Name))
    return [name for name in names if name.islower()]


def _is_compiled(node: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Name) and each.id in _COMPILED for each in node.decorator_list)


def _function(node: ast.FunctionDef, text: str) -> Function:
    lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
    doc = ast.get_docstring(node) or ""
    return Function(node.name, tuple(each.arg for each in node.args.args), doc, "\n".join(lines), node)


def as_rest(doc: str) -> str:
    """Return a docstring as reStructuredText, its numpy sections as lists of fields."""
    return "\n".join(NumpyDocstring(described(inspect.cleandoc(doc).splitlines())).lines()).strip()


def described(lines: list[str]) -> list[str]:
    """Return a docstring in which what follows a name and a colon is its description, not its type."""
    made: list[str] = []
    is_section = False
    for line, after in zip_longest(lines, lines[1:], fillvalue=""):
        if after and set(after) == {"-"}:
            is_section = line in _SECTIONS
        match = _DESCRIBED.fullmatch(line) if is_section else None
        made += [match["name"], f"    {match['words']}"] if match else [line]
    return made


def as_markdown(words: str) -> str:
    """Return a phrase of a docstring as Markdown: roles and literals as code."""
    words = re.sub(r":\w+(?::\w+)?:`~?([^`]+)`", r"`\1`", words)
    return words.replace("``", "`")
