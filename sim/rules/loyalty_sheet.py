"""Parameters of staying, leaving and recommending."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Loyalty(NamedTuple):
    """See :mod:`sim.rules.loyalty`."""

    hazard: float = number(0.02, 0, 0.5, "a week", "adapted", "hazard to reconsider for an ordinary customer", "fitted to the retention curve of Fader & Hardie 2007")
    most: float = number(0.065, 0.0001, 1, "a week", "adapted", "highest hazard to reconsider", "fitted to the retention curve of Fader & Hardie 2007")
    frailty_spread: float = number(1.2, 0, 3, "log-ratio", "adapted", "spread of mobility over customers, sigma of a lognormal", "fitted to the retention curve of Fader & Hardie 2007")
    settling_weeks: float = number(3, 0.5, 104, "weeks", "assumed", "weeks before a new customer may reconsider at full rate")
    dissatisfaction: float = number(5.0, 0, 20, "log-hazard", "assumed", "push of dissatisfaction")
    satisfied_level: float = number(0.6, 0, 1, "0 to 1", "assumed", "satisfaction that neither pushes nor holds")
    distrust: float = number(3.3, 0, 20, "log-hazard", "adapted", "push of distrust, or hold of trust", "Morgan & Hunt 1994 for the sign; against dissatisfaction as trust against satisfaction in choice")
    grudge: float = number(2.0, 0, 20, "log-hazard", "assumed", "push of a grudge")
    unmet: float = number(4.0, 0, 20, "log-hazard", "assumed", "push of unmet need")
    rival: float = number(3.0, 0, 20, "log-hazard", "assumed", "pull of a better known rival")
    rival_image: float = number(0.1, 0, 2, "quality", "assumed", "lead given to a rival by an image one unit better")
    rival_price: float = number(0.15, 0, 2, "quality", "assumed", "lead given to a rival that is cheaper by the usual price")
    rival_praise: float = number(0.2, 0, 2, "quality", "assumed", "lead given to a rival by full praise in one's ear")
    blame: float = number(1.5, 0, 20, "log-hazard", "assumed", "push of what one heard against the own brand")
    habit: float = number(1.6, 0, 20, "log-hazard", "adapted", "hold of habit", "fitted to the retention curve: habit comes first")
    attachment: float = number(1.5, 0, 20, "log-hazard", "assumed", "hold of attachment")
    contract_lock: float = number(0.19, 0, 1, "ratio", "assumed", "what a running contract leaves of the hazard")
    switching_cost: float = number(0.7, 0, 1, "ratio", "assumed", "share of those moved to look around whom a full switching cost holds back")
    window_weeks: float = number(5, 0, 26, "weeks", "assumed", "weeks around the end of a contract in which everybody reconsiders")
    window_probability: float = number(0.10, 0, 1, "a week", "assumed", "probability to reconsider in such a week")
    life_event_probability: float = number(0.5, 0, 1, "an event", "assumed", "probability that a life event opens the buying journey")
    fading_search: float = number(0.5, 0, 1, "ratio", "assumed", "how much a satisfied customer's search is more likely to be given up")
    recommend_level: float = number(6.9, 0, 10, "0 to 10", "adapted", "recommendation of an ordinary customer", "fitted to plausible NPS")
    recommend_memory: float = number(4.0, 0, 10, "0 to 10", "assumed", "effect of remembered experience")
    recommend_trust: float = number(2.0, 0, 10, "0 to 10", "assumed", "effect of trust")
    recommend_attachment: float = number(4.0, 0, 10, "0 to 10", "assumed", "effect of attachment")
    recommend_spread: float = number(0.9, 0, 4, "0 to 10", "assumed", "spread of personal styles of answering")
    high_attitude: float = number(0.1, -2, 2, "ratio", "assumed", "preference over the best rival from which attitude is high")
    high_habit: float = number(0.5, 0, 1, "0 to 1", "assumed", "habit from which patronage is high")
