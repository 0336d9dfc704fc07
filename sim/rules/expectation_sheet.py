"""Parameters of expectation and of the market's standard."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Expectation(NamedTuple):
    """See :mod:`sim.rules.expectation`."""

    up: float = number(0.016, 0, 0.5, "an encounter", "assumed", "speed at which expectation follows better experience")
    down: float = number(0.008, 0, 0.5, "an encounter", "assumed", "speed at which expectation follows worse experience")
    promise_pull: float = number(0.08, 0, 0.5, "a promise met", "adapted", "pull of a promise on a customer without experience", "Boulding et al. 1993 for the form")
    cancelled_order: float = number(0.1, 0, 1, "quality", "assumed", "expected quality of receiving lost by cancelling an order that is late")
    peer_pull: float = number(0.02, 0, 0.5, "a message", "assumed", "pull of one message heard")
    standard_pull: float = number(0.004, 0, 0.2, "a week", "assumed", "pull of a better market standard")
    elsewhere_pull: float = number(0.01, 0, 0.2, "a week", "adapted", "pull of a better stay with the brand before", "Cadotte, Woodruff & Jenkins 1987: experience of other brands sets norms")
    standard_rise: float = number(0.02, 0, 0.5, "a week", "assumed", "speed at which the market standard follows the best competitor")
    standard_learning: float = number(0.1, 0, 1, "a week", "assumed", "speed at which the market learns what a brand delivers, with many encounters")
    standard_encounters: float = number(50, 1, 10_000, "encounters", "assumed", "encounters in a week at which that speed is halved")
    first_promise_weight: float = number(0.6, 0, 1, "weight", "assumed", "weight of the promise in first expectations")
    positioning: float = number(0.12, 0, 0.5, "quality", "adapted", "quality demanded of a premium brand above a low-cost one", "Rao & Monroe 1989 for the sign")
    expert_demand: float = number(0.08, 0, 0.4, "quality", "assumed", "how much more a full expert expects than a novice")
    anchoring: float = number(3.0, 1, 20, "ratio", "assumed", "speed of learning during first discovery")
