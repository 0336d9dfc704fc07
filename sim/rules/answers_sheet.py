"""Parameters of answers about single encounters."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Answers(NamedTuple):
    """See :mod:`sim.rules.answers`."""

    answer_level: float = number(4.0, 1, 5, "boxes", "adapted", "answer about an encounter that left a neutral impression", "Peterson & Wilson 1992: most answers lie in the top boxes")
    answer_slope: float = number(3.2, 0, 10, "boxes", "assumed", "answer per unit of impression", "our assumption, as of stars in reviews")
    answer_spread: float = number(0.45, 0, 3, "boxes", "assumed", "spread of personal styles of answering")
    answer_noise: float = number(1.0, 0, 5, "points of 10", "assumed", "spread of answers of one person about the same encounter", "our assumption; test-retest correlations of single items are .5 to .8")
    ease_slope: float = number(8.0, 0, 20, "points of 10", "assumed", "how much lower a whole unit of effort makes the answer to how easy it was (CES)")
    ease_halo: float = number(1.5, 0, 10, "points of 10", "assumed", "how much higher a unit of impression makes that answer: people rate ease by how much they liked it", "Thorndike 1920 for the halo")
    recommendation_noise: float = number(0.8, 0, 5, "points of 10", "assumed", "spread of answers of one person about the same recommendation")
    response: float = number(0.15, 0.005, 0.95, "probability", "adapted", "probability that somebody who is not moved and was not asked lately answers", "response to e-mailed customer surveys is mostly 5 to 30 %")
    moved_response: float = number(1.0, 0, 10, "log-odds", "adapted", "how much more likely those answer whom the encounter moved, a unit of impression of either sign", "Anderson 1998 and Hu, Pavlou & Zhang 2009 for the form; our number")
    tired_response: float = number(0.3, 0, 5, "log-odds", "adapted", "how much less likely those answer who were asked lately, a question", "survey fatigue: Porter, Whitcomb & Weitzer 2004 for the sign")
    tired_half_life: float = number(13.0, 0.5, 520, "weeks", "assumed", "half-life of being tired of questions")
    message_spread: float = number(0.15, 0, 1, "quality", "assumed", "spread of what people understand of a promise, or expect, as they say when asked")
    heard_response: float = number(0.5, 0, 5, "log-odds", "adapted", "how much more likely those answer of whose answers the brand took account, and how much less those of whose it did not", "Dillman, Smyth & Christian 2014 for the sign")
    heard_step: float = number(0.5, 0, 1, "share", "assumed", "how far one answer that was taken account of, or was not, moves what a customer expects of the next")
    reply_trust: float = number(0.04, 0, 1, "share", "adapted", "share of the gap to full trust that a reply to a dissatisfied answer closes", "Proserpio & Zervas 2017, Gu & Ye 2014 for the sign")
    passed_over: float = number(0.04, 0, 1, "share", "adapted", "share of trust lost by those whose dissatisfied answer gets no reply, where all others get one", "Gu & Ye 2014: replies annoy those who complained and got none")
    unheard: float = number(0.0, 0, 1, "share", "adapted", "share of trust lost by those whose dissatisfied answer gets no reply, whoever else gets one; .005 to .02 is plausible", "most customers find that firms take little account of what they say; our number")
