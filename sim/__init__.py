"""The simulated world: customers, brands and a week."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents import Brand, Customer
    from sim.model import LoyaltyModel

__all__ = ["Brand", "Customer", "LoyaltyModel"]

_HOMES = {"Brand": "sim.agents", "Customer": "sim.agents", "LoyaltyModel": "sim.model"}
"""Names that are imported when somebody asks for them, so that `import sim` is quick."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
