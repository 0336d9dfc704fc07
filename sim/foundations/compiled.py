"""Rules and kernels: written once in Python, compiled by Numba, replaceable, and runnable without compiling.

``@rule`` marks a scalar function of the theory, ``@kernel`` a loop over a part of the population. Both are compiled on
first use and kept on disk, in a folder named after a hash of the sources: Numba looks only at the file of the calling
function, so without the hash an edited rule would silently run in its old form.

:func:`bound` makes a second version of a kernel and of everything it calls: with some rules replaced, or interpreted.
Versions with rules of one's own are kept too, in this process and on disk, by a fingerprint of those rules.
"""

from __future__ import annotations

import hashlib
import inspect
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any

import numba

from sim.foundations.cache import LOG, cache_folder, kept_in, remove_old, unfit
from sim.foundations.fingerprint import fingerprint

# Reference counts are left out: every table is kept alive by the caller, and counting would cost more than the rules.
_COMPILE = {"error_model": "numpy", "nogil": True}
_OPTIONS = _COMPILE | {"_nrt": False}
_INNER = {"forceinline": True, "no_cfunc_wrapper": True}
_UNSEEN = {"no_cpython_wrapper": True}  # the way in from Python takes longer to compile than most kernels
_COMPILED_ROOMS = ("foundations", "rules", "state", "phases")
_SHEET = "_sheet.py"  # ends the names of files that declare numbers, which are not part of compiled code
_KEPT_CACHES = 4
_KEPT_VERSIONS = 16
_RULES: dict[str, Callable[..., Any]] = {}
_REGISTERED: dict[int, Any] = {}
_OPTIONS_OF: dict[int, dict[str, Any]] = {}
_VERSIONS: OrderedDict[tuple[int, str], Callable[..., Any]] = OrderedDict()


def sources_hash(sim: Path) -> str:
    """Return a short hash of the sources below `sim` that end up in compiled code, and of the compiler's version."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(path for room in _COMPILED_ROOMS for path in (sim / room).rglob("*.py")):
        if not path.name.endswith(_SHEET):
            digest.update(path.read_bytes())
    digest.update((sim / "week.py").read_bytes())
    return digest.hexdigest()[:16]


CACHE_FOLDER = cache_folder(sources_hash(Path(__file__).parents[1]), _KEPT_CACHES)
"""The folder of compiled code of these sources; None when no folder is writable."""

_DRAWS, _MODEL, _VARIANTS = "draws", "model", "variants"
"""Parts of that folder: draws, the model as it is, and versions with rules of one's own."""


def is_compiled() -> bool:
    """Return whether an earlier run left compiled code of the kernels that are loaded, where they lie now."""
    folders = {made.stats.cache_path for made in _REGISTERED.values()}
    return CACHE_FOLDER is not None and any(_holds_code(Path(folder)) for folder in folders if folder)


def _holds_code(folder: Path) -> bool:
    return any(folder.rglob("*.nbc"))


def _jit(
    function: Callable[..., Any], options: Mapping[str, Any], folder: Path | None, signatures: Any = None
) -> Callable[..., Any]:
    """Return a function that is compiled on first use, or at once for some signatures.

    It is kept in a folder, or only in memory when there is none.
    """
    if folder is None:
        return numba.njit(signatures, **options)(function)
    with kept_in(folder):
        return numba.njit(signatures, cache=True, **options)(function)


def _part(name: str) -> Path | None:
    return CACHE_FOLDER and CACHE_FOLDER / name


def drawn(function: Callable[..., Any], signatures: Any = None) -> Any:
    """Return a draw, compiled and never replaced or interpreted; see :mod:`sim.foundations.draws`."""
    return _jit(function, _COMPILE | {"forceinline": True}, _part(_DRAWS), signatures)


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function` compiled on first use; it may make arrays, and is never replaced or interpreted."""
    return _jit(function, _COMPILE, _part(_MODEL))


def _registered(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    made = _jit(function, _OPTIONS | options, _part(_MODEL))
    _REGISTERED[id(made)] = made
    _OPTIONS_OF[id(made)] = _OPTIONS | options
    return made


def entry(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a kernel that Python calls, compiled on first use and kept on disk."""
    return _registered(function)


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a kernel that only other kernels call: a loop over a part of the population, or what one customer does."""
    return _registered(function, **_INNER, **_UNSEEN)


def formula(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a small function that rules share; Python may call it too."""
    return _registered(function, **_INNER)


def rule(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a rule of the theory; its name is the one by which it is replaced."""
    made = formula(function)
    if function.__name__ in _RULES:
        raise ValueError(f"two rules are called {function.__name__}")
    _RULES[function.__name__] = made
    return made


def rules() -> dict[str, Callable[..., Any]]:
    """Return every rule by its name."""
    return dict(_RULES)


def plain(function: Callable[..., Any]) -> Any:
    """Return the Python function behind a rule or kernel."""
    return getattr(function, "py_func", function)


def bound(
    function: Callable[..., Any],
    replacements: Mapping[str, Callable[..., Any]] | None = None,
    interpreted: bool = False,
) -> Callable[..., Any]:
    """Return `function` with some rules replaced in it and in everything it calls.

    A replacement may call other rules, and the very rule it replaces. Replacements with the same code, that read the
    same constants, give the same compiled function: it is made once in a process, and found on disk by the next.

    Parameters
    ----------
    function : a rule or kernel.
    replacements : rule name -> a plain Python function with the same arguments.
    interpreted : run as plain Python (draws stay compiled); otherwise compiled when first called.

    Raises
    ------
    KeyError
        When there is no rule of that name.
    TypeError
        When a replacement takes other arguments than the rule.
    """
    replacements = replacements or {}
    for name, mine in replacements.items():
        _check_replacement(name, mine)
    if interpreted:
        return _version(function, replacements, lambda made, _: made)
    if not {id(_RULES[name]) for name in replacements} & _called_by(function):
        return function
    variant = _variant(replacements)
    key = (id(function), variant or "")
    if key in _VERSIONS:
        _VERSIONS.move_to_end(key)
        return _VERSIONS[key]
    folder = _folder_of_variant(variant) if variant else None
    if not (folder and _holds_code(folder)):
        LOG.warning("compiling the model with %s, which takes a minute or two ...", ", ".join(sorted(replacements)))

    def finish(made: FunctionType, original: Callable[..., Any]) -> Callable[..., Any]:
        is_kept = original is function and made.__code__ is plain(function).__code__  # it holds what it calls
        return _jit(made, _OPTIONS_OF[id(original)], folder if is_kept else None)

    version = _version(function, replacements, finish)
    if variant:
        _VERSIONS[key] = version
        if len(_VERSIONS) > _KEPT_VERSIONS:
            _VERSIONS.popitem(last=False)
    return version


def _called_by(function: Callable[..., Any]) -> set[int]:
    """Return the ids of a registered function and of all those that it calls, directly or not."""
    found: set[int] = set()
    to_see = [function]
    while to_see:
        seen = to_see.pop()
        if id(seen) not in found:
            found.add(id(seen))
            source = plain(seen)
            called = (source.__globals__.get(name) for name in source.__code__.co_names)
            to_see += [each for each in called if id(each) in _REGISTERED]
    return found


def _folder_of_variant(variant: str) -> Path | None:
    """Return the folder of a version with rules of one's own, None when it cannot be written."""
    if CACHE_FOLDER is None or unfit(folder := CACHE_FOLDER / _VARIANTS / variant):
        return None
    remove_old(folder.parent, _KEPT_VERSIONS)
    return folder


def _variant(replacements: Mapping[str, Callable[..., Any]]) -> str | None:
    """Return a name for the model with these replacements, None when they cannot be identified."""
    prints = {
        name: fingerprint(plain(mine), lambda value: id(value) in _REGISTERED) for name, mine in replacements.items()
    }
    if None in prints.values():
        return None
    return hashlib.sha256(repr(sorted(prints.items())).encode()).hexdigest()[:16]


def _version(
    function: Callable[..., Any],
    replacements: Mapping[str, Callable[..., Any]],
    finish: Callable[[FunctionType, Callable[..., Any]], Callable[..., Any]],
) -> Callable[..., Any]:
    """Return a copy of a registered function that calls copies of what it calls, some of them replaced.

    `finish` turns each copy, given its registered function, into a callable.
    """
    replaced = {id(_RULES[name]): mine for name, mine in replacements.items()}
    clones: dict[tuple[int, bool], Callable[..., Any]] = {}

    def clone(original: Callable[..., Any], as_written: bool = False) -> Callable[..., Any]:
        """Return the form of a registered function that runs here; `as_written`, the one that was replaced."""
        is_replaced = id(original) in replaced and not as_written
        key = (id(original), is_replaced)
        if key not in clones:
            source = plain(replaced[id(original)] if is_replaced else original)
            names = dict(source.__globals__)
            made = FunctionType(source.__code__, names, source.__name__, source.__defaults__, source.__closure__)
            clones[key] = finish(made, original)  # before its names: a function may have an attribute of its own name
            for name in source.__code__.co_names:
                called = names.get(name)
                if called is not None and id(called) in _REGISTERED:
                    names[name] = clone(called, as_written=is_replaced and called is original)
        return clones[key]

    return clone(function)


def _check_replacement(name: str, mine: Callable[..., Any]) -> None:
    if name not in _RULES:
        raise KeyError(f"there is no rule called {name!r}; rules are {', '.join(sorted(_RULES))}")
    if not isinstance(plain(mine), FunctionType):
        raise TypeError(f"rule {name!r} must be replaced by a Python function, not {mine!r}")
    expected = list(inspect.signature(plain(_RULES[name])).parameters)
    given = list(inspect.signature(plain(mine)).parameters)
    if len(expected) != len(given):
        raise TypeError(f"rule {name!r} takes ({', '.join(expected)}), the replacement takes ({', '.join(given)})")
