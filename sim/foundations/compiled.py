"""Rules and kernels: written once in Python, compiled by Numba, replaceable, and runnable without compiling.

``@rule`` marks a scalar function of the theory, ``@kernel`` a loop over a part of the population. Both are compiled on
first use and kept on disk, in a folder named after a hash of the sources: Numba looks only at the file of the calling
function, so without the hash an edited rule would silently run in its old form.

:func:`bound` makes a second version of a kernel and of everything it calls: with some rules replaced, or interpreted.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FunctionType
from typing import Any

import numba

# Reference counts are left out: every table is kept alive by the caller, and counting would cost more than the rules.
_COMPILE = {"error_model": "numpy", "nogil": True}
_OPTIONS = _COMPILE | {"_nrt": False}
_INNER = {"forceinline": True, "no_cfunc_wrapper": True}
_UNSEEN = {"no_cpython_wrapper": True}  # the way in from Python takes longer to compile than most kernels
_COMPILED_ROOMS = ("foundations", "rules", "state", "phases")
_SHEET = "_sheet.py"  # ends the names of files that declare numbers: their values are no part of compiled code
_KEPT_CACHES = 4
_RULES: dict[str, Callable[..., Any]] = {}
_REGISTERED: dict[int, Callable[..., Any]] = {}


def sources_hash(sim: Path) -> str:
    """Return a short hash of the sources below `sim` that end up in compiled code, and of the compiler's version."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(path for room in _COMPILED_ROOMS for path in (sim / room).rglob("*.py")):
        if not path.name.endswith(_SHEET):
            digest.update(path.read_bytes())
    digest.update((sim / "week.py").read_bytes())
    return digest.hexdigest()[:16]


def _cache_home() -> Path:
    """Return the folder that holds one compile cache per version of the sources."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cxsim"


def _prepare_cache() -> Path:
    """Point Numba at the cache of these sources and drop the oldest ones."""
    home = _cache_home()
    folder = home / sources_hash(Path(__file__).parents[1])
    numba.config.CACHE_DIR = str(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        for old in sorted(home.iterdir(), key=lambda path: path.stat().st_mtime)[:-_KEPT_CACHES]:
            shutil.rmtree(old, ignore_errors=True)
    except OSError:
        pass  # a read-only home only costs the cache, never the run
    return folder


CACHE_FOLDER = _prepare_cache()
"""Where compiled code of these very sources is kept."""


def is_compiled() -> bool:
    """Return whether an earlier run left compiled code of these sources behind."""
    return any(CACHE_FOLDER.rglob("*.nbc"))


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return `function` compiled on first use; it may make arrays, and is never replaced or interpreted."""
    return numba.njit(cache=True, **_COMPILE)(function)


def _registered(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    made = numba.njit(cache=True, **_OPTIONS, **options)(function)
    _REGISTERED[id(made)] = made
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

    A replacement may call other rules, and the very rule it replaces.

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
    if not replacements and not interpreted:
        return function
    finish = (lambda made: made) if interpreted else numba.njit(**_OPTIONS)
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
            clones[key] = finish(made)  # before its names: a function may have an attribute of its own name
            for name in source.__code__.co_names:
                called = names.get(name)
                if called is not None and id(called) in _REGISTERED:
                    names[name] = clone(called, as_written=is_replaced and called is original)
        return clones[key]

    return clone(function)


def _check_replacement(name: str, mine: Callable[..., Any]) -> None:
    if name not in _RULES:
        raise KeyError(f"there is no rule called {name!r}; rules are {', '.join(sorted(_RULES))}")
    expected = list(inspect.signature(plain(_RULES[name])).parameters)
    given = list(inspect.signature(plain(mine)).parameters)
    if len(expected) != len(given):
        raise TypeError(f"rule {name!r} takes ({', '.join(expected)}), the replacement takes ({', '.join(given)})")
