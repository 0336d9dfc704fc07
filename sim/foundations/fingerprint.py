"""The fingerprint of a function: equal for equal inputs of the compiler, in this process or another one."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

_LIBRARIES = sys.stdlib_module_names | {"numpy", "numba", "scipy"}
"""Packages whose functions are known by their names: they do not change between two runs of one installation."""

_PLAIN = (type(None), bool, int, float, complex, str, bytes, np.generic, np.dtype)


class _UnknownError(Exception):
    """A function depends on something whose identity cannot be established."""


def fingerprint(function: Callable[..., Any], is_known: Callable[[Any], bool] = lambda value: False) -> str | None:
    """Return a digest of a function's code and of everything that it reads, None when something cannot be identified.

    Line numbers and file names are excluded. Constants of its module are, with the values they have now: they
    are frozen when the function is compiled.

    Parameters
    ----------
    is_known : returns whether a function is identified by its name, without its code.
    """
    digest = hashlib.sha256()
    try:
        for part in _parts(function, is_known, set()):
            digest.update(part.encode() if isinstance(part, str) else part)
            digest.update(b"\0")
    except _UnknownError:
        return None
    return digest.hexdigest()[:16]


def _parts(value: Any, is_known: Callable[[Any], bool], seen: set[int]) -> Iterator[str | bytes]:
    """Yield the parts that identify a value."""
    yield type(value).__name__
    if is_known(value) or _is_of_library(value):
        yield f"{value.__module__}.{value.__qualname__}"
    elif isinstance(value, _PLAIN):
        yield repr(value)
    elif isinstance(value, tuple):
        for each in value:
            yield from _parts(each, is_known, seen)
    elif isinstance(value, np.ndarray) and not value.dtype.hasobject:
        yield from (str(value.dtype), str(value.shape), value.tobytes())
    elif isinstance(value, FunctionType):
        if id(value) not in seen:
            seen.add(id(value))
            yield from _parts_of_function(value, is_known, seen)
    elif hasattr(value, "py_func"):
        yield from _parts(value.py_func, is_known, seen)
    else:
        raise _UnknownError


def _parts_of_function(
    function: FunctionType, is_known: Callable[[Any], bool], seen: set[int]
) -> Iterator[str | bytes]:
    yield from _parts_of_code(function.__code__)
    read = [*(function.__defaults__ or ()), *(cell.cell_contents for cell in function.__closure__ or ())]
    names = sorted({name for code in _codes(function.__code__) for name in code.co_names})
    for name in names:
        value = function.__globals__.get(name)
        if not isinstance(value, ModuleType):
            read.append(value)
        elif value.__name__.partition(".")[0] in _LIBRARIES:
            yield value.__name__
        else:
            read += [getattr(value, attribute) for attribute in names if hasattr(value, attribute)]
    for value in read:
        yield from _parts(value, is_known, seen)


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a code and those of the functions inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _parts_of_code(code: CodeType) -> Iterator[str | bytes]:
    for each in _codes(code):
        yield each.co_code
        yield repr([constant for constant in each.co_consts if not isinstance(constant, CodeType)])
        yield repr((each.co_names, each.co_varnames, each.co_freevars, each.co_cellvars, each.co_argcount))


def _is_of_library(value: Any) -> bool:
    """Return whether a function or class belongs to a library, so that its name identifies it."""
    if not isinstance(value, BuiltinFunctionType | FunctionType | type | np.ufunc):
        return False
    module = getattr(value, "__module__", None) or "numpy"
    return hasattr(value, "__qualname__") and module.partition(".")[0] in _LIBRARIES
