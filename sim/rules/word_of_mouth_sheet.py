"""Parameters of talk and reviews."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class WordOfMouth(NamedTuple):
    """See :mod:`sim.rules.word_of_mouth`."""

    talk_base: float = number(0.008, 0, 1, "a week", "adapted", "rate of talk about the present brand at a neutral experience", "fitted to the ratio of positive and negative messages, East, Hammond & Wright 2007")
    talk_opinion: float = number(0.06, 0, 5, "a week", "adapted", "effect of an extreme opinion on talk", "Anderson 1998: asymmetric U")
    neutral: float = number(0.0, -1, 1, "-1 to 1", "assumed", "neutral remembered experience, which adds no talk")
    story_positive: float = number(0.62, 0, 5, "a week", "adapted", "effect of an entirely positive experience on talk", "fitted to the ratio of positive and negative messages, East, Hammond & Wright 2007")
    story_negative: float = number(0.04, 0, 5, "a week", "adapted", "effect of an entirely negative experience on talk: negative surprises are far larger than positive ones", "fitted to the ratio of positive and negative messages, East, Hammond & Wright 2007")
    ordinary: float = number(0.0125, -1, 1, "-1 to 1", "assumed", "impression that surprises nobody at the neutral level of satisfaction")
    habituation: float = number(0.94, 0, 5, "impression", "adapted", "impression one is used to, per unit of satisfaction above the neutral level", "fitted to the U-shape of Anderson 1998 with three positive messages for each negative one")
    story_half_life: float = number(6, 0.5, 520, "weeks", "assumed", "half-life of an experience worth telling with the present brand")
    other_story_half_life: float = number(150, 0.5, 520, "weeks", "adapted", "half-life of an experience worth telling with a former or another brand", "fitted to a quarter of negative messages about brands no longer used, Wangenheim 2005")
    story_told: float = number(0.7, 0, 1, "ratio", "assumed", "how moving an experience is after it was told, against before")
    posting: float = number(0.05, 0, 1, "a message", "assumed", "probability that what one says is posted in public as well")
    passed_on: float = number(0.2, 0, 5, "a post", "adapted", "probability that an entirely moved post is passed on by somebody", "Goel et al. 2016: 95 % are shared by nobody")
    audience_exponent: float = number(1.15, 0.5, 5, "exponent", "adapted", "tail of the audience of a post that is passed on: how fast larger ones become rare", "Goel et al. 2016: one in 4,000 reaches a hundred people")
    largest_audience: float = number(0.2, 0, 1, "share", "assumed", "largest audience of one post, as a share of the market")
    post_strength: float = number(0.4, 0, 1, "ratio", "adapted", "strength of a stranger's post against a message over a strong tie", "Nielsen 2013: friends are trusted by 84 %, opinions on the net by fewer")
    referral_effect: float = number(0.5, 0, 5, "a week", "adapted", "talk added by a full referral programme", "Schmitt, Skiera & Van den Bulte 2011 for the sign")
    praise_gain: float = number(0.8, 0, 1, "a message", "adapted", "positive word of mouth added by one message over a strong tie", "East, Hammond & Lomax 2008")
    blame_gain: float = number(0.8, 0, 1, "a message", "adapted", "negative word of mouth added by one message over a strong tie", "East, Hammond & Lomax 2008")
    referred_praise: float = number(0.1, 0, 1, "0 to 1", "assumed", "positive word of mouth about the brand above which a new customer counts as referred")
    fading: float = number(0.10, 0, 1, "a week", "assumed", "share of word of mouth that is forgotten in a week")
    weak_tie: float = number(0.5, 0, 1, "ratio", "adapted", "strength of a weak tie against a strong one", "Brown & Reingen 1987")
    hearing: float = number(0.35, 0, 1, "a message", "assumed", "probability that a tie hears a message")
    awareness_half_life: float = number(20, 1, 260, "weeks", "assumed", "half-life of awareness of a brand without encounters")
    image_shift_positive: float = number(0.06, 0, 1, "image", "adapted", "shift of image by a positive message, at full head-room", "East, Hammond & Lomax 2008")
    image_shift_negative: float = number(0.09, 0, 1, "image", "adapted", "shift of image by a negative message, at full head-room", "East, Hammond & Lomax 2008")
    awareness_gain: float = number(0.15, 0, 1, "a message", "assumed", "awareness gained by one message")
    awareness_per_encounter: float = number(0.25, 0, 1, "an encounter", "assumed", "awareness gained by one encounter")
    aware_level: float = number(0.5, 0, 1, "0 to 1", "assumed", "awareness above which a customer counts as aware of a brand")
    peer_contrast: float = number(0.2, 0, 0.5, "quality", "assumed", "how far above (below) the typical quality a positive (negative) message reports")
    departure_news: float = number(0.35, 0, 1, "a departure", "assumed", "negative word of mouth about a brand that a strong tie leaves")
    departure_contrast: float = number(3.0, 1, 100, "ratio", "assumed", "effect of a departure on the brand left, relative to that on the brand joined")
    echo_gain: float = number(1.0, 0, 1, "a departure", "assumed", "echo of the departure of a strong tie from the present brand")
    echo_half_life: float = number(4, 0.5, 104, "weeks", "adapted", "half-life of that echo", "Nitzan & Libai 2011: most in the first month")
    echo_push: float = number(2.5, 0, 20, "ratio", "adapted", "how much a full echo adds to the probability to reconsider", "fitted to a hazard 80 % higher, Nitzan & Libai 2011")
    belonging_learning: float = number(0.25, 0, 1, "a month", "assumed", "speed at which belonging follows the share of ties who use the brand")
    review_base: float = number(0.01, 0, 1, "an experience", "adapted", "probability that a customer with a neutral opinion posts a review", "Hu, Zhang & Pavlou 2009")
    review_positive: float = number(0.17, 0, 2, "an experience", "adapted", "effect of delight on posting", "Hu, Zhang & Pavlou 2009: J-shape")
    review_negative: float = number(0.18, 0, 2, "an experience", "adapted", "effect of anger on posting", "Hu, Zhang & Pavlou 2009: J-shape")
    review_invited: float = number(0.3, 0, 1, "probability", "assumed", "probability to post a review added by an invitation")
    stars_level: float = number(4.0, 1, 5, "stars", "adapted", "stars for an experience as expected", "Olist 2016-18: 4.03 on the promised date")
    stars_slope: float = number(3.2, 0, 8, "stars", "assumed", "stars per unit of impression")
    rating_half_life: float = number(52, 1, 520, "weeks", "assumed", "half-life of a review's weight in the public rating")
    rating_prior_count: float = number(10, 0.1, 1000, "reviews", "assumed", "weight of the usual rating while reviews are few")
