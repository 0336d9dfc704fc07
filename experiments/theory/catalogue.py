"""All claims: those of the theory, in its order, and those of a user's own file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path

from experiments.errors import RequestError
from experiments.experiment.registry import module_of
from experiments.theory.claim import PARTS, Claim
from sim.market.messages import unknown

MODULES = (*PARTS, "listening")
"""Modules of the claims: one for each part of the cycle, and one of those that need a brand that listens."""


def theory() -> tuple[Claim, ...]:
    """Return the claims of the theory, T1 first."""
    claims = [claim for name in MODULES for claim in import_module(f"experiments.theory.claims.{name}").CLAIMS]
    return tuple(sorted(claims, key=lambda claim: _number(claim.id)))


def _number(name: str) -> int:
    return int(re.sub(r"\D", "", name) or 0)


def claims_in(path: Path) -> tuple[Claim, ...]:
    """Return the claims that a Python file holds: each `Claim` that stands in it by a name, or in a tuple or list.

    Raises
    ------
    RequestError
        When the file cannot be read or run, or holds no claim.
    """
    module = module_of(path)
    found: dict[int, Claim] = {}
    for each in vars(module).values():
        for one in each if isinstance(each, tuple | list) else (each,):
            if isinstance(one, Claim):
                found[id(one)] = one
    if not found:
        raise RequestError(f"{path}: must hold a Claim of experiments.theory.claim (got none)")
    return tuple(found.values())


def chosen(claims: Sequence[Claim], patterns: Sequence[str]) -> tuple[Claim, ...]:
    """Return the claims whose ids fit any of some patterns; all of them without a pattern.

    Raises
    ------
    RequestError
        With every pattern that no claim fits, and the nearest id.
    """
    names = [claim.id for claim in claims]
    if problems := list(_unfitting(names, patterns)):
        raise RequestError(*problems)
    return tuple(
        claim for claim in claims if not patterns or any(fnmatchcase(claim.id, pattern) for pattern in patterns)
    )


def _unfitting(names: Sequence[str], patterns: Sequence[str]) -> Iterator[str]:
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in names):
            yield f"--claims: {unknown('claim', pattern, names)}"
