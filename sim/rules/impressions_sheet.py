"""Parameters of impressions and memory."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Impressions(NamedTuple):
    """See :mod:`sim.rules.impressions`."""

    disconfirmation_weight: float = number(0.7, 0, 1, "weight", "adapted", "weight of disconfirmation against performance", "Churchill & Surprenant 1982: both act")
    loss_aversion: float = number(2.25, 1, 4, "ratio", "measured", "weight of a loss against an equal gain", "Tversky & Kahneman 1992")
    steepness: float = number(2.5, 0.1, 10, "per quality", "assumed", "how fast disconfirmation saturates")
    performance: float = number(1.5, 0, 4, "ratio", "assumed", "strength of the performance part")
    effort_weight: float = number(0.25, 0, 1, "impression", "adapted", "impression lost by full effort", "Dixon, Freeman & Toman 2010: effort drives disloyalty")
    sensitisation: float = number(0.5, 0, 4, "ratio", "assumed", "how much one fresh trace of the same irritant adds to a loss")
    trace_half_life: float = number(26, 1, 260, "weeks", "assumed", "half-life of the trace of an irritant")
    primacy: float = number(1.6, 1, 5, "ratio", "assumed", "weight in memory of first discoveries")
    indirect: float = number(0.5, 0, 1, "ratio", "adapted", "weight in memory of what an advert, a press test or a comparison site leaves, entirely believed, on somebody without experience of the brand", "Ackerberg 2001 and Hoch & Ha 1986 for the form")
    mood_gain: float = number(0.8, 0, 1, "share", "adapted", "share of the gap between mood and the impression that one encounter closes", "fitted to the weight of the end, Redelmeier & Kahneman 1996")
    mood_half_life: float = number(6, 0.5, 52, "weeks", "assumed", "half-life of mood")
    image_gain: float = number(0.08, 0, 2, "ratio", "assumed", "image stock added by a full impression")
    image_half_life: float = number(40, 2, 260, "weeks", "assumed", "half-life of image")
    reference: float = number(0.03, -0.5, 0.5, "impression", "assumed", "neutral impression, above which image grows")
    cancelled_order: float = number(0.5, 0, 1, "impression", "assumed", "impression, below zero, that is left by cancelling an order that is late")
    peak_half_life: float = number(40, 2, 260, "weeks", "assumed", "half-life of the best and worst memories")
    image_weight: float = number(0.3, 0, 5, "weight", "adapted", "weight of image in remembered experience", "fitted to peak and end ahead of the mean, Redelmeier & Kahneman 1996")
    peak_weight: float = number(0.4, 0, 5, "weight", "adapted", "weight of the peak", "Kahneman et al. 1993")
    end_weight: float = number(0.6, 0, 5, "weight", "adapted", "weight of the end (mood)", "Kahneman et al. 1993")
