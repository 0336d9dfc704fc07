"""What decides the bits of results apart from inputs: versions, our source code, the processor, and mathematics."""

from __future__ import annotations

import hashlib
import math
import os
import platform
import struct
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, cast

from sim.market.messages import printable

_PACKAGES = ("cxsim", "numpy", "numba", "llvmlite", "scipy", "pandas", "pyarrow", "mesa")
_PACKAGES_OF_FITS = ("SALib", "emcee", "scikit-learn")
_FEATURES = ("avx", "avx2", "avx512f", "avx512dq", "fma", "fma4", "neon", "sve")
"""Features of a processor for which LLVM writes other instructions on floating-point numbers."""
_ONLY_FITS = {*_PACKAGES_OF_FITS, "numpy_features", "compiled_for", "linear_algebra"}
"""What moves no bit of a simulated run, as docs/DECISIONS.md shows; surrogates, searches and designs depend on it."""
_LABELS = {"code": "source code", "maths_library": "mathematics library"}
_PROBES = 8192


class Compared(NamedTuple):
    """How the software and the processor elsewhere, or earlier, compare with the present ones.

    Attributes
    ----------
    differing : in words, each such as "numpy 2.3.1 instead of 2.4.6"; empty when all is the same.
    may_move_runs : whether simulated runs could differ in their bits.
    """

    differing: tuple[str, ...]
    may_move_runs: bool

    @property
    def sentence(self) -> str:
        """What differs and whether it matters; empty when all is the same."""
        if not self.differing:
            return ""
        words = ", ".join(self.differing)
        if self.may_move_runs:
            return f"{words}; the last bits of simulated runs can differ"
        return f"{words}; simulated runs have the same bits, fitted numbers can differ in the last ones"


def software() -> dict[str, str]:
    """Return what decides the bits of results apart from inputs, by name.

    These are versions of packages and of Python, a hash of the source code, the kind of machine, the features of the
    processor that NumPy and compiled code use, the C library with a hash of what its functions return, and the
    kernels of linear algebra.
    """
    versions = {name: version(name) for name in (*_PACKAGES, *_PACKAGES_OF_FITS)}
    return versions | {
        "python": platform.python_version(),
        "code": code_hash("sim", "experiments"),
        "machine": platform.machine(),
        "numpy_features": _numpy_features(),
        "compiled_for": _compiled_for(),
        "maths_library": _maths_library(),
        "linear_algebra": _linear_algebra(),
    }


def of_runs(software: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of some software that can move a bit of a simulated run."""
    return {name: value for name, value in software.items() if name not in _ONLY_FITS}


def compared(here: Mapping[str, str], there: Any) -> Compared:
    """Return how the software elsewhere or earlier compares with the present one, both as :func:`software` says.

    Parameters
    ----------
    there : as it was read from a manifest, whatever it is; what it does not name counts as different.
    """
    if here and not (isinstance(there, Mapping) and there):
        return Compared(("software that was not noted",), may_move_runs=True)
    names = [name for name, mine in here.items() if there.get(name) != mine]
    words = tuple(_words(name, there.get(name), here[name]) for name in names)
    return Compared(words, bool(of_runs(dict.fromkeys(names))))


def code_hash(*packages: str) -> str:
    """Return a short hash of installed source files, which distinguishes versions under development."""
    digest = hashlib.sha256()
    for package in packages:
        for path in sorted(Path(str(resources.files(package))).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _words(name: str, there: Any, mine: str) -> str:
    other = "not noted" if there is None else printable(str(there))
    return f"{_LABELS.get(name, name.replace('_', ' '))} {other} instead of {mine}"


def _numpy_features() -> str:
    """Return the groups of features for which NumPy has functions of their own and uses them."""
    import numpy as np

    extensions = cast("dict[str, dict[str, list[str]]]", np.show_config(mode="dicts"))["SIMD Extensions"]
    return " ".join(extensions["baseline"] + extensions.get("found", []))


def _compiled_for() -> str:
    """Return the processor that Numba compiles for, with its features for floating-point numbers."""
    from llvmlite.binding import get_host_cpu_name
    from numba.core import codegen, config

    flags = codegen.get_host_cpu_features() if config.CPU_FEATURES is None else config.CPU_FEATURES
    present = {flag[1:] for flag in flags.split(",") if flag.startswith("+")}
    return " ".join([config.CPU_NAME or get_host_cpu_name(), *(each for each in _FEATURES if each in present)])


@cache
def _maths_library() -> str:
    """Return the library of mathematical functions and a hash of their answers, which depend on the processor.

    Functions are those that rules and distributions use. Numba calls them in the C library, or in Intel's (SVML) where
    that is installed.
    """
    from numba.core import config

    numbers = [(step + 0.5) / 1024 for step in range(_PROBES)]
    functions = (math.exp, math.log, math.log1p, math.expm1)
    answers = [function(number) for function in functions for number in numbers]
    answers += [math.pow(number, 1.7) for number in numbers]
    digest = hashlib.sha256(struct.pack(f"<{len(answers)}d", *answers)).hexdigest()[:8]
    return f"{_c_library()}{' and SVML' if config.USING_SVML else ''} with answers {digest}"


def _c_library() -> str:
    try:
        return os.confstr("CS_GNU_LIBC_VERSION") or platform.system()
    except (AttributeError, ValueError, OSError):  # no glibc, or no POSIX
        return f"{platform.system()} {platform.release()}"


@cache
def _linear_algebra() -> str:
    """Return the libraries of linear algebra and the processors that their kernels are made for."""
    import numpy  # noqa: F401  it brings its own library
    from threadpoolctl import threadpool_info

    found = (each for each in threadpool_info() if each["user_api"] == "blas")
    return ", ".join(sorted({f"{each['internal_api']} {each.get('architecture') or 'unknown'}" for each in found}))
