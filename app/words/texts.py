"""Forms of texts that all languages fill in."""

from __future__ import annotations

from typing import NamedTuple


class Shown(NamedTuple):
    """What a picture of a guided experiment shows.

    Attributes
    ----------
    title : what is looked at.
    first, second : both sides, as labels of their lines; the effect is the second less the first.
    counts : in which words a value is told: "of_100", "mood", "per_cent", "number", "count" or "ratio".
    """

    title: str
    first: str
    second: str
    counts: str


class Lesson(NamedTuple):
    """A guided experiment. ``{brand}`` stands for the short name of the focus brand.

    Attributes
    ----------
    part : of the cycle.
    story : what is done in both worlds.
    question : what the visitor predicts.
    choices : "higher", "same" and "lower" -> what the second side might do.
    shown : its pictures; the first is what is predicted.
    because : why it comes about in this world.
    """

    part: str
    title: str
    story: str
    question: str
    choices: dict[str, str]
    shown: tuple[Shown, ...]
    because: str
