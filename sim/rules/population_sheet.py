"""Heterogeneity of customers, and their initial states before the burn-in."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Population(NamedTuple):
    """See :mod:`sim.rules.population`."""

    trait_variation: float = number(0.5, 0, 2, "ratio", "assumed", "spread within a segment of price sensitivity and susceptibility (coefficient of variation of a gamma)")
    talk_variation: float = number(1.0, 0, 2, "ratio", "adapted", "spread within a segment of readiness to talk (coefficient of variation of a gamma)", "fitted to praise and blame by the same people, East, Hammond & Wright 2007")
    concentration: float = number(6, 1, 200, "count", "assumed", "concentration within a segment of expertise, voice and needed breadth (sum of the two shapes of a beta)")
    need_shape: float = number(0.6, 0.1, 20, "shape", "adapted", "shape of the gamma of need rates", "Ehrenberg 1959; Goodhardt, Ehrenberg & Chatfield 1984")
    proneness_shape: float = number(1.5, 0.1, 20, "shape", "assumed", "shape of the gamma of proneness to trouble")
    patience_shape: float = number(3.0, 0.5, 50, "shape", "assumed", "shape of the gamma of patience with late deliveries")
    dimension_spread: float = number(0.1, 0, 0.3, "weight", "assumed", "spread within a segment of the dimension weights")
    start_habit: float = number(0.6, 0, 1, "0 to 1", "assumed", "mean habit of customers at the start of the burn-in")
    start_tenure_weeks: float = number(150, 1, 1040, "weeks", "assumed", "mean tenure at the start of the burn-in")
    start_sorting: float = number(0.8, 0, 3, "utility", "assumed", "utility, at the start, of one standard deviation of fit: earlier choices have sorted customers")
    start_awareness: float = number(0.5, 0, 1, "0 to 1", "assumed", "initial awareness of other brands, for a brand with an average share of voice")
    start_own_awareness: float = number(0.9, 0, 1, "0 to 1", "assumed", "initial awareness of the present brand")
    start_image: float = number(0.2, -2, 2, "stock", "assumed", "initial image of other brands, before it is squashed")
    start_own_image: float = number(0.25, -2, 2, "stock", "assumed", "initial image of the present brand, before it is squashed")
    start_satisfaction: float = number(0.72, 0, 1, "0 to 1", "assumed", "mean satisfaction of customers at the start of the burn-in")
    start_trust: float = number(0.55, 0, 1, "0 to 1", "assumed", "mean trust of customers at the start of the burn-in")
    start_attachment: float = number(0.5, 0, 1, "0 to 1", "assumed", "mean attachment of customers at the start of the burn-in")
    start_relation_spread: float = number(0.06, 0, 0.5, "0 to 1", "assumed", "standard deviation of satisfaction, trust and attachment at the start of the burn-in")
    start_adopted: float = number(0.95, 0, 1, "share", "assumed", "share of the needed and offered breadth in use at the start of the burn-in")
