"""Numbers as a language writes them: decimal sign, thousands, signs; their units are a sentence's affair."""

from __future__ import annotations

from language.spoken import spoken

NBSP, THIN, MINUS = "\u00a0", "\u202f", "\u2212"

_SIGNS: dict[str, dict[int, str]] = {"fr": str.maketrans({",": THIN, ".": ",", "-": MINUS})}
"""Language -> what it writes for the signs of a number as Python writes it; English writes those."""


def written(text: str) -> str:
    """Return a number that Python has written (``-1,234.5``) as the language writes it (``−1 234,5``)."""
    return text.translate(_SIGNS.get(spoken(), {}))


def number(x: float, decimals: int = 0, signed: bool = False) -> str:
    """Return a number with thousands separators and a true minus sign; zero carries no sign."""
    text = written(f"{abs(x):,.{decimals}f}")
    if not any(digit in text for digit in "123456789"):
        return text
    return (MINUS if x < 0 else "+" if signed else "") + text
