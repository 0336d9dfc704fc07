"""What becomes of the answer under other forms of rules, in words."""

from __future__ import annotations

from experiments.comparison.other_rules import OURS
from experiments.comparison.surviving import Fate, Survival
from experiments.pages.formats import listed, number, plus_minus
from experiments.pages.phrases import quoted
from language import mark, phrase, plural
from sim.forms.catalogue import Form

FATES = {
    Fate.SURVIVES: mark("survives"),
    Fate.OPEN: mark("left open"),
    Fate.FALLS: mark("does not survive"),
}
_MOST_TOLD = 2


def warning(of: Survival) -> str:
    """Return what to add to the headline: the answers that fall, "" when none does."""
    fallen = [form for form in of.of.forms if of.fallen(form.name)]
    if not fallen:
        return ""
    told = [_fallen(of, form) for form in fallen[:_MOST_TOLD]]
    return phrase(" But this answer does not survive other rules: {told}.", told="; ".join(told))


def _fallen(of: Survival, form: Form) -> str:
    """Return the first answer that falls under a form, and how well that form agrees with what is known."""
    answer = of.fallen(form.name)[0]
    met, total = of.met(form.name)
    return phrase(
        "with {form} {worse} is better than {better}, by {gain} (this form meets {met} of {total} statements of "
        "what is known, ours {ours})",
        form=quoted(phrase(form.title)),
        worse=quoted(of.view.titles[answer.worse]),
        better=quoted(of.view.titles[answer.better]),
        gain=plus_minus(-of.gain(form.name, *answer), of.view.metric.unit),
        met=met,
        total=total,
        ours=of.met(OURS)[0],
    )


def in_short(of: Survival) -> str:
    """Return which forms the answers survive, which leave them open, and under which they fall."""
    if not of.answers:
        return phrase("No difference is clear under our rules, so there is no answer that could survive others.")
    sentences = [
        _forms(of, Fate.SURVIVES, mark("Every clear difference keeps its sign, clearly, with {forms}.")),
        _forms(
            of, Fate.OPEN, mark("No sign turns, but not every difference is clear in so few futures, with {forms}.")
        ),
        _forms(of, Fate.FALLS, mark("A clear difference turns with {forms}.")),
    ]
    return " ".join([*filter(None, sentences), _agreement(of)])


def _forms(of: Survival, fate: Fate, sentence: str) -> str:
    titles = [quoted(phrase(form.title)) for form in of.of.forms if of.verdict(form.name) is fate]
    return phrase(sentence, forms=listed(titles)) if titles else ""


def _agreement(of: Survival) -> str:
    """Return which forms meet fewer statements of what is known than the model's rules."""
    ours = of.met(OURS)[0]
    worse = [form for form in of.of.forms if of.met(form.name)[0] < ours]
    if not worse:
        return phrase("Every form meets as many statements of what is known as ours ({ours}).", ours=number(ours))
    return phrase(
        "Of {total} statements of what is known ours meet {ours}; {forms} fewer.",
        total=number(of.met(OURS)[1]),
        ours=number(ours),
        forms=listed([f"{quoted(phrase(form.title))} ({of.met(form.name)[0]})" for form in worse]),
    )


def how(of: Survival) -> str:
    """Return how the strategies were simulated under other forms."""
    return phrase(
        "Where evidence does not decide between forms of a rule, the strategies are simulated once more under "
        "others, in {futures} with the same worlds, seeds and customers. Under each form the brands' constants are "
        "found anew, until every brand wins what it loses; no other number is fitted to it.",
        futures=plural("the first future", "the first {count} futures", len(of.of.seeds), count=len(of.of.seeds)),
    )


def what_an_answer_is() -> str:
    """Return what survives, is left open, or does not survive."""
    return phrase(
        "The answer: every clear difference under our rules between the best choice and another, or between a "
        "strategy and the baseline. Survives: all are clear with the same sign. Left open: not all are clear in these "
        "futures. Does not survive: one is clear with the other sign."
    )
