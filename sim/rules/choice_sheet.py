"""Weights of the utility, the shortlist and advice."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Choice(NamedTuple):
    """See :mod:`sim.rules.choice`."""

    image: float = number(1.6, 0, 10, "utility", "adapted", "weight of image", "fitted so that market shares are stable")
    quality: float = number(3.0, 0, 20, "utility", "assumed", "weight of expected quality")
    promise: float = number(0.3, 0, 1, "weight", "adapted", "weight of the promise in sight against what is expected, when another brand is compared", "Kirmani & Rao 2000 for the sign")
    buying_weight: float = number(0.2, 0, 1, "weight", "assumed", "weight of buying in the overall quality expected of a brand")
    receiving_weight: float = number(0.2, 0, 1, "weight", "assumed", "weight of receiving in the overall quality expected of a brand")
    using_weight: float = number(0.4, 0, 1, "weight", "assumed", "weight of use in the overall quality expected of a brand")
    help_weight: float = number(0.2, 0, 1, "weight", "assumed", "weight of help in the overall quality expected of a brand")
    fit: float = number(1.0, 0, 10, "utility", "assumed", "weight of the need that an offer leaves uncovered")
    fit_known: float = number(0.4, 0, 1, "share", "assumed", "correlation between apparent and true fit before purchase, without guidance")
    under_use: float = number(0.0, 0, 10, "utility", "assumed", "weight of under-use of the present brand's offer")
    price: float = number(3.7, 0, 20, "utility", "adapted", "weight of a price above or below that of others", "Bijmolt, van Heerde & Pieters 2005: elasticity about -2.6")
    price_loss: float = number(2.0, 0, 20, "utility", "adapted", "weight of a price above or below the reference price", "fitted to elasticities, Bijmolt, van Heerde & Pieters 2005")
    visibility: float = number(0.55, 0, 3, "utility", "adapted", "weight of the log of visibility", "double jeopardy, Goodhardt, Ehrenberg & Chatfield 1984")
    delivery: float = number(0.4, 0, 5, "utility", "assumed", "weight of the log of the delivery time")
    reviews: float = number(0.2, 0, 3, "utility a star", "adapted", "weight of a star", "Chevalier & Mayzlin 2006 for the sign")
    usual_rating: float = number(4.2, 1, 5, "stars", "adapted", "rating people are used to", "Hu, Zhang & Pavlou 2009")
    word_of_mouth: float = number(0.6, 0, 5, "utility", "assumed", "weight of recent positive and negative word of mouth")
    blame: float = number(0.6, 0, 5, "ratio", "assumed", "weight of negative against positive word of mouth", "our assumption, near -.11 against +.20 of East, Hammond & Lomax 2008")
    advice: float = number(0.25, 0, 1, "probability", "adapted", "probability that full praise is followed, or that full blame excludes a brand", "East, Hammond & Lomax 2008: +.20 and -.11 on average")
    prescriber: float = number(1.2, 0, 10, "utility", "assumed", "weight of the brand that the prescriber uses")
    habit: float = number(2.0, 0, 10, "utility", "adapted", "weight of habit", "fitted to repurchase after complaints, TARP 1986")
    switching_cost: float = number(2.5, 0, 10, "utility", "adapted", "weight of switching cost", "Burnham, Frels & Mahajan 2003: explains more of the intention to stay than satisfaction does")
    contract: float = number(1.5, 0, 10, "utility", "assumed", "weight of a contract still running")
    loyalty_programme: float = number(0.5, 0, 10, "utility", "adapted", "weight of a full loyalty programme", "Sharp & Sharp 1997: small")
    satisfaction: float = number(1.0, 0, 20, "utility", "assumed", "weight of satisfaction with the present brand")
    satisfied_level: float = number(0.67, 0, 1, "0 to 1", "assumed", "satisfaction at which that term is zero")
    trust: float = number(2.5, 0, 10, "utility", "assumed", "weight of trust")
    attachment: float = number(1.0, 0, 10, "utility", "assumed", "weight of attachment")
    experience: float = number(0.5, 0, 20, "utility", "adapted", "weight of lived experience with the present brand", "Brakus, Schmitt & Zarantonello 2009: experience to loyalty .24 against .59 of satisfaction, standardised")
    grudge: float = number(7.0, 0, 20, "utility", "adapted", "weight of a grudge", "fitted to repurchase after complaints, TARP 1986")
    payer_price: float = number(1.5, 1, 5, "ratio", "assumed", "how much more price-sensitive a payer is who is not the user")
    shortlist_awareness: float = number(3.0, 0, 20, "ratio", "assumed", "rate at which a search finds a brand, per share of voice")
    taste_spread: float = number(0.9, 0, 3, "utility", "assumed", "standard deviation of taste over customers and brands")
    least_reason: float = number(0.2, 0, 5, "utility", "assumed", "lead of a utility from which on it is one of the reasons of a choice")
    joint_reason: float = number(0.25, 0, 1, "share", "adapted", "lead of a utility, as a share of the largest, from which on it is one of several reasons", "fitted towards the share of departures with several causes, Keaveney 1995")
