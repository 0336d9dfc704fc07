"""What results depend on apart from inputs: versions of packages, of Python, and of our own source code."""

from __future__ import annotations

import hashlib
import platform
from importlib import resources
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("cxsim", "numpy", "numba", "scipy", "pandas", "pyarrow", "mesa")


def software() -> dict[str, str]:
    """Return the versions of packages and of Python, the kind of machine, and a hash of the source code."""
    versions = {name: version(name) for name in _PACKAGES}
    kind = {"python": platform.python_version(), "machine": platform.machine()}
    return versions | kind | {"code": code_hash("sim", "experiments")}


def code_hash(*packages: str) -> str:
    """Return a short hash of installed source files, which distinguishes versions under development."""
    digest = hashlib.sha256()
    for package in packages:
        for path in sorted(Path(str(resources.files(package))).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def differences(here: dict[str, str], there: dict[str, str]) -> list[str]:
    """Return in words how the software elsewhere or earlier differs from the present one."""
    return [f"{name} {there.get(name)} instead of {mine}" for name, mine in here.items() if there.get(name) != mine]
