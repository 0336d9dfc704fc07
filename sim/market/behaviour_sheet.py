"""The parameter sheet of the rules: one part per rule file, fields as in the named tuple beside the rule."""

from __future__ import annotations

from sim.market.numbers import Number

POPULATION = {
    "trait_variation": Number(0.5, 0, 2, "ratio", "assumed", "spread within a segment of price sensitivity, talk and susceptibility (coefficient of variation of a gamma)"),
    "concentration": Number(6, 1, 200, "count", "assumed", "concentration within a segment of expertise, voice and needed breadth (sum of the two shapes of a beta)"),
    "need_shape": Number(0.6, 0.1, 20, "shape", "adapted", "shape of the gamma of need rates", "Ehrenberg 1959; Goodhardt, Ehrenberg & Chatfield 1984"),
    "proneness_shape": Number(0.6, 0.1, 20, "shape", "assumed", "shape of the gamma of proneness to trouble"),
    "patience_shape": Number(3.0, 0.5, 50, "shape", "assumed", "shape of the gamma of patience with late deliveries"),
    "dimension_spread": Number(0.1, 0, 0.3, "weight", "assumed", "spread within a segment of the dimension weights"),
    "start_habit": Number(0.6, 0, 1, "0 to 1", "assumed", "mean habit of customers at the start of the burn-in"),
    "start_tenure_weeks": Number(150, 1, 1040, "weeks", "assumed", "mean tenure at the start of the burn-in"),
    "start_sorting": Number(
        0.8, 0, 3, "utility", "assumed", "utility, at the start, of one standard deviation of fit: earlier choices have sorted people"
    ),
    "start_awareness": Number(0.5, 0, 1, "0 to 1", "assumed", "awareness of brands that one is not a customer of, at the start, for a brand with an average share of voice"),
}

NEEDS = {
    "breeding": Number(0.002, 0, 0.1, "a week", "assumed", "growth of needed breadth per unit of satisfaction above one half"),
    "lapsing": Number(0.004, 0, 0.1, "a week", "assumed", "share of the need that nothing serves which lapses"),
    "event_widening": Number(0.12, 0, 1, "share", "assumed", "mean share of the head-room by which a life event widens what is needed"),
    "event_habit_kept": Number(0.4, 0, 1, "share", "assumed", "habit left after a life event", "Verplanken & Roy 2016: habits are weak after moving house"),
    "unmet_push": Number(0.10, 0, 1, "a week", "assumed", "tension raised in a week by a wholly unmet need"),
    "advert_pull": Number(0.01, 0, 0.5, "an advert", "assumed", "tension raised by one advert"),
    "tension_half_life": Number(8, 1, 104, "weeks", "assumed", "half-life of tension"),
    "tension_effect": Number(0.6, 0, 5, "ratio", "assumed", "how much full tension raises the rate at which a need wakes"),
}

USAGE = {
    "adoption": Number(0.10, 0, 1, "a week", "assumed", "share of the reachable breadth adopted in a week under the best conditions"),
    "alone_share": Number(0.25, 0, 1, "share", "assumed", "share of that speed that people reach alone"),
    "newcomer_weeks": Number(13, 1, 104, "weeks", "assumed", "weeks during which onboarding helps"),
    "under_use_threshold": Number(0.5, 0.05, 1, "share", "adapted", "share of the offer below which value is missed", "vendors report 10 to 20 % of features used by under-users"),
    "under_use_erosion": Number(0.02, 0, 0.1, "a week", "assumed", "satisfaction lost in a week through complete under-use"),
    "unmet_erosion": Number(0.010, 0, 0.2, "a week", "assumed", "satisfaction lost in a week through a wholly unmet need"),
    "coaching_adoption": Number(0.3, 0, 1, "share", "assumed", "share of the adoption gap closed by one outreach"),
    "coaching_attachment": Number(0.03, 0, 0.5, "0 to 1", "assumed", "share of the way to full attachment made by one outreach"),
    "extension_probability": Number(0.02, 0, 1, "a week", "assumed", "weekly probability of an extension when a whole breadth is wanted and satisfaction is full"),
    "extension_price_share": Number(0.15, 0, 1, "share of price", "assumed", "what one extension adds to the bill"),
}

TOUCHPOINTS = {
    "noise": Number(0.10, 0, 0.4, "quality", "assumed", "standard deviation of delivered quality from encounter to encounter"),
    "fit_spread": Number(0.10, 0, 0.3, "quality", "adapted", "standard deviation of the fit between customer and brand", "fitted to the retention curve of Fader & Hardie 2007"),
    "worst_served_weight": Number(0.4, 0, 1, "weight", "assumed", "weight of the worst-served user of a decision unit"),
    "severity_spread": Number(0.6, 0, 1.5, "log-quality", "assumed", "spread of the severity of trouble, sigma of a lognormal"),
    "belonging_effect": Number(0.10, 0, 0.5, "quality", "assumed", "relational quality added when all one's ties use the brand, against none"),
    "congestion_effect": Number(1.0, 0, 2, "ratio", "assumed", "how fully late preparation follows a backlog of orders"),
}

PERCEPTION = {
    "tolerance": Number(0.09, 0, 0.4, "quality", "adapted", "half-width of the zone of tolerance", "Zeithaml, Berry & Parasuraman 1993 for the form"),
    "slope_inside": Number(0.55, 0, 1, "ratio", "assumed", "how a gap inside the zone is felt"),
    "slope_outside": Number(1.25, 1, 2.5, "ratio", "assumed", "how a gap beyond the zone is felt"),
    "halo": Number(0.06, 0, 0.4, "quality", "adapted", "perceived quality added by an image one unit above the typical", "Beckwith & Lehmann 1975"),
    "typical_image": Number(0.2, -1, 1, "-1 to 1", "assumed", "image at which there is no halo"),
    "noise": Number(0.05, 0, 0.3, "quality", "assumed", "standard deviation of perception, for an amateur"),
    "expert_calm": Number(0.6, 0, 1, "share", "assumed", "share of that noise that expertise takes away"),
}

IMPRESSIONS = {
    "disconfirmation_weight": Number(0.7, 0, 1, "weight", "adapted", "weight of disconfirmation against performance", "Churchill & Surprenant 1982: both act"),
    "loss_aversion": Number(2.25, 1, 4, "ratio", "measured", "weight of a loss against an equal gain", "Tversky & Kahneman 1992"),
    "steepness": Number(2.5, 0.1, 10, "per quality", "assumed", "how fast disconfirmation saturates"),
    "performance": Number(1.5, 0, 4, "ratio", "assumed", "strength of the performance part"),
    "effort_weight": Number(0.25, 0, 1, "impression", "adapted", "impression lost by full effort", "Dixon, Freeman & Toman 2010: effort drives disloyalty"),
    "sensitisation": Number(0.5, 0, 4, "ratio", "assumed", "how much one fresh trace of the same irritant adds to a loss"),
    "trace_half_life": Number(26, 1, 260, "weeks", "assumed", "half-life of the trace of an irritant"),
    "primacy": Number(1.6, 1, 5, "ratio", "assumed", "weight in memory of first discoveries"),
    "second_hand": Number(0.6, 0, 1, "ratio", "assumed", "weight in memory of what somebody else received"),
    "mood_gain": Number(0.35, 0, 1, "share", "assumed", "share of its way to the impression that mood makes"),
    "mood_half_life": Number(6, 0.5, 52, "weeks", "assumed", "half-life of mood"),
    "image_gain": Number(0.08, 0, 2, "ratio", "assumed", "image stock added by a full impression"),
    "image_half_life": Number(40, 2, 260, "weeks", "assumed", "half-life of image"),
    "reference": Number(0.03, -0.5, 0.5, "impression", "assumed", "impression people are used to; above it image grows"),
    "peak_half_life": Number(40, 2, 260, "weeks", "assumed", "half-life of the best and worst memories"),
    "image_weight": Number(1.0, 0, 5, "weight", "assumed", "weight of image in what is remembered"),
    "peak_weight": Number(0.4, 0, 5, "weight", "adapted", "weight of the peaks", "Kahneman et al. 1993"),
    "end_weight": Number(0.4, 0, 5, "weight", "adapted", "weight of the end (mood)", "Kahneman et al. 1993"),
}

SATISFACTION = {
    "learning": Number(0.06, 0, 1, "share", "assumed", "share of its way to the last impression that satisfaction makes"),
    "level": Number(0.63, 0, 1, "0 to 1", "assumed", "satisfaction that follows neutral impressions"),
    "slope": Number(0.8, 0, 2, "ratio", "assumed", "satisfaction per unit of impression"),
    "trust_kept": Number(0.03, 0, 0.5, "share", "assumed", "trust gained by a well kept promise"),
    "trust_broken": Number(2.5, 1, 10, "ratio", "adapted", "weight of a broken promise against a kept one", "Slovic 1993"),
    "trust_steepness": Number(3.0, 0.1, 20, "per quality", "assumed", "how fast a broken or kept promise saturates"),
    "trust_slack": Number(0.10, 0, 0.4, "quality", "assumed", "shortfall that is forgiven because promises flatter"),
    "trust_fading_half_life": Number(
        40, 2, 1040, "weeks", "assumed", "half-life of trust, or distrust, that nothing confirms"
    ),
    "attachment_gain": Number(0.012, 0, 0.5, "share", "assumed", "share of its way that attachment makes at one encounter"),
    "belonging_weight": Number(0.15, 0, 1, "weight", "assumed", "weight in attachment of the people one uses the brand with"),
    "habit_gain": Number(0.0175, 0, 0.5, "a week", "adapted", "growth of habit in a week of use", "half-life of 40 weeks; Lally et al. 2010 find 2 to 36 weeks for daily acts"),
    "habit_half_life": Number(58, 2, 260, "weeks", "assumed", "half-life of a habit that is not repeated"),
    "habit_per_order": Number(0.35, 0, 1, "share", "assumed", "growth of habit by one more order"),
}

EXPECTATION = {
    "up": Number(0.016, 0, 0.5, "an encounter", "assumed", "speed at which expectation follows better experience"),
    "down": Number(0.008, 0, 0.5, "an encounter", "assumed", "speed at which expectation follows worse experience"),
    "promise_pull": Number(0.08, 0, 0.5, "a promise met", "adapted", "pull of a promise on somebody without experience", "Boulding et al. 1993 for the form"),
    "peer_pull": Number(0.02, 0, 0.5, "a message", "assumed", "pull of one message heard"),
    "standard_pull": Number(0.004, 0, 0.2, "a week", "assumed", "pull of a better market standard"),
    "standard_rise": Number(0.02, 0, 0.5, "a week", "assumed", "speed at which the market standard follows the best competitor"),
    "first_promise_weight": Number(0.6, 0, 1, "weight", "assumed", "weight of the promise in first expectations"),
    "first_positioning": Number(0.12, 0, 0.5, "quality", "adapted", "expectation of a premium brand above a low-cost one", "Rao & Monroe 1989 for the sign"),
    "expert_demand": Number(0.08, 0, 0.4, "quality", "assumed", "how much more a full expert expects than an amateur"),
    "anchoring": Number(3.0, 1, 20, "ratio", "assumed", "speed of learning during first discovery"),
}

WAITING = {
    "anger_exponent": Number(1.6, 1, 4, "exponent", "adapted", "shape of anger by days late", "fitted to ratings by delay, Olist 2016-18"),
    "anger_days": Number(3.2, 0.2, 30, "days", "adapted", "days late at which anger is half full", "fitted to ratings by delay, Olist 2016-18"),
    "late_loss": Number(0.5, 0, 1, "quality", "assumed", "quality lost when anger is full"),
    "early_gain": Number(0.04, 0, 0.3, "quality", "assumed", "quality won by an early delivery"),
    "early_days": Number(2, 0.1, 30, "days", "assumed", "days early at which two thirds of that are won"),
    "arrival_learning": Number(0.2, 0, 1, "share", "assumed", "speed at which the usual arrival is learned"),
    "anticipation": Number(0.04, 0, 0.5, "a week", "assumed", "mood won in a week of looking forward", "Loewenstein 1987 for the sign"),
    "impatience": Number(0.25, 0, 1, "a week", "assumed", "mood lost in a week of full anger"),
    "cancelling": Number(0.12, 0, 1, "a week", "assumed", "weekly probability to cancel when anger is full and trust is middling"),
    "incident_factor": Number(4, 1, 20, "ratio", "assumed", "how much longer a delivery takes that goes astray"),
}

ASSISTANCE = {
    "problem_threshold": Number(0.30, 0, 1, "quality", "assumed", "quality lost at one encounter from which on it is a problem"),
    "complaint_base": Number(-0.4, -6, 6, "log-odds", "adapted", "log-odds to complain of a light problem", "TARP 1986: about half complain, few of them to the company"),
    "complaint_severity": Number(2.0, 0, 10, "log-odds", "assumed", "effect of severity"),
    "complaint_voice": Number(2.5, 0, 10, "log-odds", "assumed", "effect of the propensity to voice"),
    "complaint_trust": Number(1.0, 0, 10, "log-odds", "assumed", "effect of trust that it helps"),
    "complaint_effort": Number(2.0, 0, 10, "log-odds", "adapted", "effect of the effort expected", "Dixon, Freeman & Toman 2010 for the sign"),
    "exit_probability": Number(0.15, 0, 1, "a problem", "assumed", "probability that the silent start to look elsewhere, per unit of severity"),
    "patience_minutes": Number(12, 0.5, 240, "minutes", "adapted", "mean patience in a support queue", "Brown et al. 2005: some minutes to some tens"),
    "waiting_loss": Number(0.35, 0, 1, "quality", "assumed", "quality lost by an endless wait"),
    "waiting_minutes": Number(8, 0.5, 120, "minutes", "assumed", "wait at which two thirds of that are lost"),
    "giving_up": Number(0.33, 0, 1, "a failure", "assumed", "probability to give up after a failed contact"),
    "severity_hardness": Number(0.35, 0, 1, "ratio", "assumed", "how much harder a grave problem is to solve"),
    "failure_loss": Number(0.20, 0, 1, "quality", "adapted", "quality lost when a contact fails (double deviation)", "Bitner, Booms & Tetreault 1990 for the sign"),
    "recovery_gain": Number(0.08, 0, 0.6, "quality", "adapted", "quality won by a solution", "de Matos, Henrique & Rossi 2007: paradox in satisfaction"),
    "fast_recovery_gain": Number(0.18, 0, 0.6, "quality", "adapted", "quality won by a fast solution", "de Matos, Henrique & Rossi 2007"),
    "recovery_trust": Number(0.4, 0, 1, "weight", "adapted", "how much of a good recovery reaches trust", "de Matos, Henrique & Rossi 2007: no paradox in loyalty"),
    "grudge_half_life": Number(16, 1, 260, "weeks", "adapted", "half-life of a grudge", "fitted to repurchase after complaints, TARP 1986"),
    "grudge_voiced": Number(0.6, 0, 1, "ratio", "adapted", "grudge left after voicing without solution", "TARP 1986"),
    "grudge_solved": Number(0.4, 0, 1, "ratio", "adapted", "grudge left after a solution", "TARP 1986"),
    "grudge_solved_fast": Number(0.03, 0, 1, "ratio", "adapted", "grudge left after a fast solution", "TARP 1986"),
}

WORD_OF_MOUTH = {
    "talk_base": Number(0.02, 0, 1, "a week", "assumed", "probability to talk when nothing moves"),
    "talk_positive": Number(0.22, 0, 5, "a week", "adapted", "talk of the delighted", "Anderson 1998: asymmetric U"),
    "talk_negative": Number(0.7, 0, 5, "a week", "adapted", "talk of the dissatisfied", "Anderson 1998: more, but less than folklore says"),
    "neutral": Number(0.0, -1, 1, "-1 to 1", "assumed", "experience that moves nobody to talk"),
    "referral_effect": Number(0.5, 0, 5, "a week", "adapted", "talk added by a full referral programme", "Schmitt, Skiera & Van den Bulte 2011 for the sign"),
    "praise_gain": Number(0.25, 0, 1, "a message", "adapted", "praise added by one message over a strong tie", "East, Hammond & Lomax 2008"),
    "blame_gain": Number(0.25, 0, 1, "a message", "adapted", "blame added by one message over a strong tie", "East, Hammond & Lomax 2008"),
    "fading": Number(0.10, 0, 1, "a week", "assumed", "share of praise and blame that fades in a week"),
    "weak_tie": Number(0.5, 0, 1, "ratio", "adapted", "strength of a weak tie against a strong one", "Brown & Reingen 1987"),
    "hearing": Number(0.35, 0, 1, "a message", "assumed", "probability that a tie hears what somebody says in a week"),
    "awareness_half_life": Number(20, 1, 260, "weeks", "assumed", "half-life of awareness of a brand that is not met"),
    "image_shift_positive": Number(0.06, 0, 1, "image", "adapted", "shift of image by praise, at full head-room", "East, Hammond & Lomax 2008"),
    "image_shift_negative": Number(0.09, 0, 1, "image", "adapted", "shift of image by blame, at full head-room", "East, Hammond & Lomax 2008"),
    "awareness_gain": Number(0.15, 0, 1, "a message", "assumed", "awareness won by one message"),
    "awareness_per_encounter": Number(0.25, 0, 1, "an encounter", "assumed", "awareness won by meeting the brand"),
    "peer_contrast": Number(0.2, 0, 0.5, "quality", "assumed", "how far above (below) the typical the quality told by praise (blame) is"),
    "departure_news": Number(0.35, 0, 1, "a departure", "assumed", "blame added when a strong tie leaves the brand; a third of it as praise of the new one"),
    "belonging_learning": Number(0.25, 0, 1, "a month", "assumed", "speed at which belonging follows the share of ties who use the brand"),
    "review_base": Number(0.01, 0, 1, "an experience", "adapted", "probability that an unmoved customer posts a review", "Hu, Zhang & Pavlou 2009"),
    "review_positive": Number(0.17, 0, 2, "an experience", "adapted", "posting of the delighted", "Hu, Zhang & Pavlou 2009: J-shape"),
    "review_negative": Number(0.18, 0, 2, "an experience", "adapted", "posting of the angry", "Hu, Zhang & Pavlou 2009: J-shape"),
    "stars_level": Number(4.0, 1, 5, "stars", "adapted", "stars for an experience as expected", "Olist 2016-18: 4.03 on the promised date"),
    "stars_slope": Number(3.2, 0, 8, "stars", "assumed", "stars per unit of impression"),
    "rating_half_life": Number(52, 1, 520, "weeks", "assumed", "half-life of a review's weight in the public rating"),
    "rating_prior_count": Number(10, 0.1, 1000, "reviews", "assumed", "weight of the usual rating while reviews are few"),
}

CHOICE = {
    "image": Number(1.6, 0, 10, "utility", "adapted", "weight of image", "fitted with shares that stay still"),
    "quality": Number(3.0, 0, 20, "utility", "assumed", "weight of expected quality"),
    "fit": Number(1.0, 0, 10, "utility", "assumed", "weight of the need that an offer leaves uncovered"),
    "fit_known": Number(0.4, 0, 1, "share", "assumed", "how well somebody without guidance can tell beforehand what will suit (correlation)"),
    "price": Number(1.6, 0, 20, "utility", "adapted", "weight of the relative price", "Bijmolt, van Heerde & Pieters 2005: elasticity about -2.6"),
    "visibility": Number(0.55, 0, 3, "utility", "adapted", "weight of the log of visibility", "double jeopardy, Goodhardt, Ehrenberg & Chatfield 1984"),
    "delivery": Number(0.4, 0, 5, "utility", "assumed", "weight of the log of the delivery time"),
    "reviews": Number(0.2, 0, 3, "utility a star", "adapted", "weight of a star", "Chevalier & Mayzlin 2006 for the sign"),
    "usual_rating": Number(4.2, 1, 5, "stars", "adapted", "rating people are used to", "Hu, Zhang & Pavlou 2009"),
    "word_of_mouth": Number(0.6, 0, 5, "utility", "assumed", "weight of praise and blame in one's ear"),
    "advice": Number(0.25, 0, 1, "probability", "adapted", "probability that full praise is followed, or full blame vetoes", "East, Hammond & Lomax 2008: +.20 and -.11 on average"),
    "prescriber": Number(1.2, 0, 10, "utility", "assumed", "weight of the brand that the prescriber uses"),
    "habit": Number(0.8, 0, 10, "utility", "assumed", "weight of habit"),
    "switching_cost": Number(0.6, 0, 10, "utility", "adapted", "weight of switching cost", "Burnham, Frels & Mahajan 2003"),
    "contract": Number(1.5, 0, 10, "utility", "assumed", "weight of a contract still running"),
    "loyalty_programme": Number(0.5, 0, 10, "utility", "adapted", "weight of a full loyalty programme", "Sharp & Sharp 1997: small"),
    "satisfaction": Number(4.5, 0, 20, "utility", "assumed", "weight of satisfaction with the present brand"),
    "satisfied_level": Number(0.6, 0, 1, "0 to 1", "assumed", "satisfaction at which that term is zero"),
    "trust": Number(4.0, 0, 10, "utility", "assumed", "weight of trust"),
    "attachment": Number(1.0, 0, 10, "utility", "assumed", "weight of attachment"),
    "grudge": Number(3.2, 0, 20, "utility", "adapted", "weight of a grudge", "fitted to repurchase after complaints, TARP 1986"),
    "payer_price": Number(1.5, 1, 5, "ratio", "assumed", "how much harder a payer who is not the user looks at the price"),
    "shortlist_awareness": Number(3.0, 0, 20, "ratio", "assumed", "how likely a search meets a brand, per share of voice"),
    "taste_spread": Number(0.9, 0, 3, "utility", "assumed", "standard deviation of taste over customers and brands"),
}

LOYALTY = {
    "hazard": Number(0.012, 0, 0.5, "a week", "adapted", "hazard to reconsider for an ordinary customer", "fitted to the retention curve of Fader & Hardie 2007"),
    "most": Number(0.034, 0.0001, 1, "a week", "adapted", "highest hazard to reconsider", "fitted to the retention curve of Fader & Hardie 2007"),
    "frailty_spread": Number(1.2, 0, 3, "log-ratio", "adapted", "spread of mobility over customers, sigma of a lognormal", "fitted to the retention curve of Fader & Hardie 2007"),
    "settling_weeks": Number(8, 0.5, 104, "weeks", "assumed", "weeks before a new customer may reconsider at full rate"),
    "dissatisfaction": Number(5.0, 0, 20, "log-hazard", "assumed", "push of dissatisfaction"),
    "satisfied_level": Number(0.6, 0, 1, "0 to 1", "assumed", "satisfaction that neither pushes nor holds"),
    "grudge": Number(2.0, 0, 20, "log-hazard", "assumed", "push of a grudge"),
    "unmet": Number(4.0, 0, 20, "log-hazard", "assumed", "push of unmet need"),
    "rival": Number(3.0, 0, 20, "log-hazard", "assumed", "pull of a better known rival"),
    "rival_image": Number(0.1, 0, 2, "quality", "assumed", "lead given to a rival by an image one unit better"),
    "rival_price": Number(0.15, 0, 2, "quality", "assumed", "lead given to a rival that is cheaper by the usual price"),
    "rival_praise": Number(0.2, 0, 2, "quality", "assumed", "lead given to a rival by full praise in one's ear"),
    "blame": Number(1.5, 0, 20, "log-hazard", "assumed", "push of what one heard against the own brand"),
    "habit": Number(1.6, 0, 20, "log-hazard", "adapted", "hold of habit", "fitted to the retention curve: habit comes first"),
    "attachment": Number(1.5, 0, 20, "log-hazard", "assumed", "hold of attachment"),
    "contract_lock": Number(0.19, 0, 1, "ratio", "assumed", "what a running contract leaves of the hazard"),
    "switching_cost": Number(0.7, 0, 1, "ratio", "assumed", "share of the hazard that full switching cost takes away"),
    "window_weeks": Number(5, 0, 26, "weeks", "assumed", "weeks around the end of a contract in which everybody reconsiders"),
    "window_probability": Number(0.10, 0, 1, "a week", "assumed", "probability to reconsider in such a week"),
    "life_event_probability": Number(0.5, 0, 1, "an event", "assumed", "probability that a life event opens the buying journey"),
    "fading_search": Number(0.5, 0, 1, "ratio", "assumed", "how much a satisfied customer's search is more likely to be given up"),
    "recommend_level": Number(6.9, 0, 10, "0 to 10", "adapted", "recommendation of an ordinary customer", "fitted to plausible NPS"),
    "recommend_memory": Number(4.0, 0, 10, "0 to 10", "assumed", "effect of remembered experience"),
    "recommend_trust": Number(2.0, 0, 10, "0 to 10", "assumed", "effect of trust"),
    "recommend_attachment": Number(4.0, 0, 10, "0 to 10", "assumed", "effect of attachment"),
    "recommend_spread": Number(0.9, 0, 4, "0 to 10", "assumed", "spread of personal styles of answering"),
    "high_attitude": Number(0.1, -2, 2, "ratio", "assumed", "preference over the best rival from which attitude is high"),
    "high_habit": Number(0.5, 0, 1, "0 to 1", "assumed", "habit from which patronage is high"),
}

BEHAVIOUR = {
    "population": POPULATION,
    "needs": NEEDS,
    "usage": USAGE,
    "touchpoints": TOUCHPOINTS,
    "perception": PERCEPTION,
    "impressions": IMPRESSIONS,
    "satisfaction": SATISFACTION,
    "expectation": EXPECTATION,
    "waiting": WAITING,
    "assistance": ASSISTANCE,
    "word_of_mouth": WORD_OF_MOUTH,
    "choice": CHOICE,
    "loyalty": LOYALTY,
}
"""Rule file -> parameter -> line of the sheet."""
