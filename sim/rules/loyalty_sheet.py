"""Parameters of staying, leaving and recommending."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Loyalty(NamedTuple):
    """See :mod:`sim.rules.loyalty`."""

    hazard: float = number(0.01, 0, 0.5, "a week", "adapted", "hazard to reconsider for an average customer", "fitted to the retention curve of Fader & Hardie 2007")
    most: float = number(0.065, 0.0001, 1, "a week", "adapted", "highest hazard to reconsider", "fitted to the retention curve of Fader & Hardie 2007")
    frailty_spread: float = number(1.2, 0, 3, "log-ratio", "adapted", "spread of mobility over customers, sigma of a lognormal", "fitted to the retention curve of Fader & Hardie 2007")
    settling_weeks: float = number(3, 0.5, 104, "weeks", "assumed", "time constant with which the hazard of a new customer reaches its full rate")
    dissatisfaction: float = number(5.0, 0, 20, "log-hazard", "assumed", "effect of dissatisfaction")
    satisfied_level: float = number(0.67, 0, 1, "0 to 1", "assumed", "satisfaction of no effect")
    dissatisfied_most: float = number(0.6, 0.1, 1000, "log-hazard", "adapted", "highest push by dissatisfaction and distrust together", "fitted to the share of the satisfied among those who leave, Reichheld 1996")
    price_loss: float = number(1.5, 0, 20, "log-hazard", "adapted", "effect of a price above the reference price", "fitted to elasticities, Bijmolt, van Heerde & Pieters 2005")
    distrust: float = number(3.3, 0, 20, "log-hazard", "adapted", "effect of distrust, or of trust with the opposite sign", "Morgan & Hunt 1994 for the sign; ratio to dissatisfaction as in the choice")
    grudge: float = number(5.0, 0, 20, "log-hazard", "assumed", "effect of a grudge")
    unmet: float = number(4.0, 0, 20, "log-hazard", "assumed", "effect of unmet need")
    rival: float = number(3.0, 0, 20, "log-hazard", "assumed", "effect of the lead of a rival")
    rival_image: float = number(0.1, 0, 2, "quality", "assumed", "lead of a rival per unit of better image")
    rival_price: float = number(0.15, 0, 2, "quality", "assumed", "lead of a rival per saving of the whole usual price")
    rival_praise: float = number(0.2, 0, 2, "quality", "assumed", "lead of a rival from full positive word of mouth")
    blame: float = number(1.5, 0, 20, "log-hazard", "assumed", "effect of negative word of mouth about the present brand")
    habit: float = number(1.6, 0, 20, "log-hazard", "adapted", "restraint by habit", "fitted to the retention curve: habit matters most")
    experience: float = number(3.0, 0, 20, "log-hazard", "adapted", "restraint by lived experience one unit above the usual one", "Brakus, Schmitt & Zarantonello 2009: experience to loyalty .24 against .59 of satisfaction, standardised")
    delight: float = number(3.0, 0, 20, "log-hazard", "adapted", "restraint by delight", "fitted to the share of the satisfied among those who leave, Reichheld 1996")
    delight_level: float = number(0.778, 0, 1, "0 to 1", "adapted", "satisfaction at which half are delighted", "fitted to the share of the satisfied among those who leave, Reichheld 1996")
    delight_width: float = number(0.02, 0.001, 1, "0 to 1", "adapted", "width of the passage from satisfaction to delight", "fitted to the share of the satisfied among those who leave, Reichheld 1996")
    delight_lived: float = number(0.3, 0, 5, "ratio", "adapted", "lived experience in delight, against satisfaction", "Oliver, Rust & Varki 1997: delight needs affect beside surprise")
    delight_deafness: float = number(0.82, 0, 1, "share", "adapted", "share of occasions to look around that the delighted leave aside", "fitted to the share of the satisfied among those who leave, Reichheld 1996")
    attachment: float = number(1.5, 0, 20, "log-hazard", "assumed", "restraint by attachment")
    contract_lock: float = number(0.19, 0, 1, "ratio", "assumed", "share of the hazard that remains under a running contract")
    switching_cost: float = number(0.85, 0, 1, "ratio", "assumed", "share of searches that a full switching cost prevents")
    window_weeks: float = number(5, 0, 26, "weeks", "assumed", "weeks around the end of a contract in which everybody reconsiders")
    window_probability: float = number(0.10, 0, 1, "a week", "assumed", "probability to reconsider in such a week")
    life_event_probability: float = number(0.5, 0, 1, "an event", "assumed", "probability that a life event opens the buying journey")
    fading_search: float = number(0.2, 0, 1, "ratio", "assumed", "how much more likely a satisfied customer gives up a search")
    recommend_level: float = number(7.4, 0, 10, "0 to 10", "adapted", "recommendation of an average customer", "fitted to plausible NPS")
    recommend_memory: float = number(4.0, 0, 10, "0 to 10", "assumed", "effect of image and remembered experience")
    recommend_image: float = number(0.7, 0, 1, "weight", "assumed", "weight of image against remembered experience in a recommendation")
    recommend_trust: float = number(2.0, 0, 10, "0 to 10", "assumed", "effect of trust")
    recommend_attachment: float = number(4.0, 0, 10, "0 to 10", "assumed", "effect of attachment")
    recommend_satisfaction: float = number(2.0, 0, 10, "0 to 10", "adapted", "effect of satisfaction above its neutral level", "Brakus, Schmitt & Zarantonello 2009 for its ratio to that of experience")
    recommend_lived: float = number(1.5, 0, 10, "0 to 10", "adapted", "effect of lived experience above the usual one", "Brakus, Schmitt & Zarantonello 2009: experience to loyalty .24 against .59 of satisfaction, standardised")
    recommend_value: float = number(2.5, 0, 10, "0 to 10", "assumed", "effect of value for money")
    recommend_most: float = number(8.0, 0.1, 100, "0 to 10", "adapted", "limit that the sum of what speaks for a recommendation approaches", "fitted to the best net promoter scores that are published")
    recommend_spread: float = number(1.7, 0, 4, "0 to 10", "adapted", "spread of personal styles of answering", "fitted to the best net promoter scores that are published")
    high_attitude: float = number(0.1, -2, 2, "ratio", "assumed", "preference over the best rival above which relative attitude is high")
    high_habit: float = number(0.5, 0, 1, "0 to 1", "assumed", "habit above which repeat patronage is high")
