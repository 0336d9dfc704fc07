"""The forms: the one list of rules that may stand in place of the model's, each with its sentence and its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.forms import average_image, linear_talk, satisficing, should_expectation
from sim.market.messages import listed, unknown

ALL = "all"
"""Stands for every form where forms are named."""


@dataclass(frozen=True)
class Form:
    """Rules of one idea that stand in place of the model's.

    Attributes
    ----------
    name : by which it is requested.
    title : in a few words.
    ours, theirs : what the model says, and what this form says, as sentences.
    source : where the form comes from; those of its numbers are told with each rule.
    rules : rule name -> the function in its place, as :class:`sim.simulation.Simulation` takes them.
    """

    name: str
    title: str
    ours: str
    theirs: str
    source: str
    rules: Mapping[str, Callable[..., Any]]

    def beside(self, rules: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
        """Return the rules of this form together with others.

        Raises
        ------
        ValueError
            When one of its rules is replaced already.
        """
        if taken := [name for name in self.rules if name in rules]:
            raise ValueError(
                f"form {self.name} replaces {listed(taken)}, which is replaced already: choose one of both"
            )
        return {**rules, **self.rules}


def _rules(*functions: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    return {function.__name__: function for function in functions}


FORMS = {
    form.name: form
    for form in (
        Form(
            "satisficing",
            "good enough or not",
            "Price and quality count evenly: a little better is always worth a little more.",
            "Price and quality are good enough or not: beyond that they count no further.",
            "Simon 1955; Tversky 1972; Kalyanaram & Little 1994",
            _rules(satisficing.quality_utility, satisficing.price_utility),
        ),
        Form(
            "average-image",
            "image as an average",
            "Impressions add up to the image: many good ones count more than a few.",
            "Impressions are averaged into the image: how good they were counts, not how many.",
            "Anderson 1981",
            _rules(average_image.image_after),
        ),
        Form(
            "should-expectation",
            "expecting what ought to be",
            "Customers expect what they are used to: expectation follows experience up and down.",
            "Customers expect what ought to be: better service raises it, worse service does not lower it.",
            "Boulding, Kalra, Staelin & Zeithaml 1993",
            _rules(should_expectation.expectation_from_experience),
        ),
        Form(
            "linear-talk",
            "word of mouth that adds up",
            "Word of mouth moves most those who are far from its side, and least those who are there already.",
            "Every message moves everybody alike.",
            "Arndt 1967",
            _rules(linear_talk.praise_after_message, linear_talk.blame_after_message, linear_talk.image_shift),
        ),
    )
}
"""Name -> form, in the order of reports."""


def forms_named(given: str) -> tuple[Form, ...]:
    """Return the forms that a text names, separated by commas; all of them for "all".

    Raises
    ------
    ValueError
        With every name that is no form, and the nearest one.
    """
    names = list(dict.fromkeys(name.strip() for name in given.split(",")))
    if names == [ALL]:
        return tuple(FORMS.values())
    if wrong := [name for name in names if name not in FORMS]:
        raise ValueError("; ".join(unknown("form", name, [*FORMS, ALL]) for name in wrong))
    return tuple(form for form in FORMS.values() if form.name in names)
