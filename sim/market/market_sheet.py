"""The parameter sheet of the market: category, segments, network, brands, touchpoints and causes."""

from __future__ import annotations

from sim.foundations.numbers import Number

_FILE = "the market file"

CATEGORY = {
    "customers": Number(20_000, 50, 20_000_000, "customers", "assumed", "default number of simulated customers"),
    "horizon_weeks": Number(156, 1, 1040, "weeks", "assumed", "default number of simulated weeks"),
    "burn_in_weeks": Number(52, 0, 520, "weeks", "assumed", "weeks simulated before week 1, so that a run begins in a settled market"),
    "discount_rate": Number(0.08, 0, 0.5, "a year", "adapted", "yearly discount rate", "Gupta, Lehmann & Stuart 2004 use 8 to 16 %"),
    "typical_quality": Number(0.65, 0.1, 0.95, "quality", "assumed", "typical quality in this category, the norm of image and rating"),
    "people_per_customer": Number(1, 0.001, 10_000, "people", "assumed", "real people each simulated customer represents: queues have the size of the real market, money is per simulated customer"),
    "life_event_probability": Number(0.004, 0, 0.1, "a week", "adapted", "probability that a life event (moving house, a child, a new job) changes needs", "about one a household every five years"),
    "left_market_probability": Number(0.00023, 0, 0.05, "a week", "adapted", "probability of leaving the category for reasons outside it", "about 1.2 % a year"),
    "return_probability": Number(0.02, 0, 1, "a week", "assumed", "probability that the need of a person without a provider arises (contractual)"),
    "search_probability": Number(0.5, 0.01, 1, "a week", "assumed", "probability to pass from need recognition to search"),
    "choosing_probability": Number(0.5, 0.01, 1, "a week", "assumed", "probability to pass from search to choice"),
    "dropping_probability": Number(0.05, 0, 0.9, "a week", "assumed", "probability that a search is given up"),
    "usage_weeks": Number(6, 1, 520, "weeks", "assumed", "weeks during which a purchase is in use (repeat purchase)"),
    "lapse_weeks": Number(52, 4, 520, "weeks", "assumed", "weeks without purchase after which a customer counts as lost (repeat purchase)"),
    "unplanned_probability": Number(0.02, 0, 0.5, "a week", "assumed", "probability that somebody who saw a brand this week, in usual surroundings and a neutral mood, buys from it unplanned and without comparison (repeat purchase)"),
    "outside_utility": Number(0.0, -20, 20, "utility", "assumed", "utility of buying nothing, or elsewhere"),
    "outside_spread": Number(1.0, 0, 10, "utility", "assumed", "spread over customers of the utility of buying nothing"),
    "aware_share": Number(1.0, 0, 1, "share", "assumed", "share of people who have adopted the category at the start; below one for a new category"),
    "innovation_probability": Number(0.0003, 0, 0.1, "a week", "adapted", "probability that a person adopts the category without any message (innovation)", "Bass 1969; Sultan, Farley & Lehmann 1990: p about .03 a year"),
    "imitation_probability": Number(0.3, 0, 1, "a message", "adapted", "probability that one message leads to adoption of the category (imitation)", "Bass 1969"),
}

SEGMENT = {
    "share": Number(None, 0, 1, "share", "assumed", "share of the population; the shares of all segments add up to one", _FILE),
    "users": Number(1, 1, 8, "users", "assumed", "mean number of users in one decision unit"),
    "payer_share": Number(0, 0, 1, "share", "assumed", "share of decision units whose payer is not the user"),
    "prescriber_share": Number(0, 0, 1, "share", "assumed", "share of decision units that listen to a prescriber among their ties"),
    "recipient_share": Number(0, 0, 1, "share", "assumed", "share of decision units whose deliveries go to somebody else"),
    "price_sensitivity": Number(1, 0, 5, "ratio", "assumed", "mean price sensitivity, 1 = average customer"),
    "expertise": Number(0.5, 0.02, 0.98, "0 to 1", "assumed", "mean expertise, 0 = amateur, 1 = expert"),
    "functional_weight": Number(0.5, 0, 1, "weight", "assumed", "weight of the functional dimension; the three weights are scaled to add up to one"),
    "emotional_weight": Number(0.25, 0, 1, "weight", "assumed", "weight of the emotional dimension"),
    "relational_weight": Number(0.25, 0, 1, "weight", "assumed", "weight of the relational dimension"),
    "expectation": Number(0.0, -0.3, 0.3, "quality", "assumed", "how much more than others this segment expects"),
    "voice": Number(0.5, 0.02, 0.98, "0 to 1", "assumed", "mean propensity to complain rather than stay silent"),
    "talk": Number(1, 0, 5, "ratio", "assumed", "mean talkativeness, 1 = average customer"),
    "susceptibility": Number(1, 0, 5, "ratio", "assumed", "mean susceptibility to word of mouth, 1 = average customer"),
    "mobility": Number(1, 0.05, 5, "ratio", "assumed", "mean readiness to reconsider the provider, the opposite of inertia, 1 = average customer"),
    "variety_seeking": Number(0.3, 0, 5, "ratio", "assumed", "mean wish for variety, 1 = the average of all categories; small where a category is dull or its brands alike"),
    "need_rate": Number(0.08, 0, 3, "needs a week", "assumed", "mean rate at which the need recurs (repeat purchase)"),
    "needed_breadth": Number(0.45, 0.02, 0.98, "breadth", "assumed", "mean breadth of features needed, on the scale of the offer"),
    "proneness": Number(1, 0, 5, "ratio", "assumed", "mean proneness to causes of trouble, 1 = average customer"),
}

MOST_USERS = 4
"""Users of one decision unit who have a memory of their own."""

NETWORK = {
    "ties": Number(8, 0, 100, "ties", "adapted", "mean number of people a customer talks with about the category", "sympathy group of about 10 to 15, of whom some count here"),
    "rewired_share": Number(0.1, 0, 1, "share", "measured", "share of ties rewired at random (small world)", "Watts & Strogatz 1998"),
    "strong_share": Number(0.3, 0, 1, "share", "assumed", "share of ties that are strong", "Granovetter 1973 for the distinction"),
    "homophily": Number(0.5, 0, 1, "share", "assumed", "share of ties kept inside the segment (stochastic block)"),
}

BRAND = {
    "share": Number(None, 0, 1, "share", "assumed", "share of customers at the start; the shares of all brands present at the start add up to one", _FILE),
    "planned_share": Number(0.05, 0, 1, "share", "assumed", "share of all people for whom a brand that begins without customers has capacity at least: one that enters later, or has a share of 0"),
    "positioning": Number(0.5, 0, 1, "0 to 1", "assumed", "0 = low cost, 1 = premium; sets first expectations of the brand"),
    "visibility": Number(0.2, 0, 5, "share of voice", "assumed", "visibility on the market: share of adverts, shelf space, place in the shortlist"),
    "constant": Number(0.0, -5, 5, "utility", "assumed", "preference for this brand that the model does not explain; fitted so that market shares are stable, then fixed"),
    "enters_in_week": Number(0, 0, 1040, "week", "assumed", "week in which the brand enters the market; 0 = present from the start, 1040 = never, unless a scenario says so"),
    "leaves_in_week": Number(0, 0, 1040, "week", "assumed", "week in which the brand leaves the market, and its customers have to do without it; 0 = never"),
}

OFFER = {
    "price_eur": Number(None, 0, 100_000, "EUR", "assumed", "price: a month (contractual) or an order (repeat purchase)", _FILE),
    "breadth": Number(0.6, 0.02, 1, "breadth", "assumed", "breadth of features offered"),
    "usability": Number(0.6, 0, 1, "quality", "assumed", "ease of adopting a feature without help"),
    "onboarding": Number(0.3, 0, 1, "quality", "assumed", "help given to newcomers with adopting features"),
    "convenience": Number(0.5, 0, 1, "0 to 1", "assumed", "how easily the brand is reached: location, opening hours, ease of doing business"),
    "rise_announced": Number(0.0, 0, 1, "0 to 1", "assumed", "how well a rise of the price is announced to existing customers"),
    "rise_justified": Number(0.0, 0, 1, "0 to 1", "assumed", "how good the reason is that is given for a rise of the price"),
    "perception_bias": Number(0.0, -0.3, 0.3, "quality", "assumed", "how much better (above 0) or worse (below 0) than delivered the offer is perceived"),
}

PROMISE = {
    "buying": Number(0.65, 0, 1, "quality", "assumed", "quality promised for buying"),
    "receiving": Number(0.65, 0, 1, "quality", "assumed", "quality promised for receiving and discovering"),
    "using": Number(0.65, 0, 1, "quality", "assumed", "quality promised for use"),
    "help": Number(0.65, 0, 1, "quality", "assumed", "quality promised for help"),
    "delivery_days": Number(5, 0.1, 120, "days", "assumed", "delivery or activation time promised"),
}

OPERATIONS = {
    "lead_days": Number(3, 0.05, 120, "days", "adapted", "median time from order to delivery when capacity suffices", "Olist 2016-18: median .5 to .6 of the promise"),
    "lead_spread": Number(0.42, 0, 2, "log-days", "adapted", "spread of delivery times, sigma of a lognormal", "Olist 2016-18"),
    "incident_probability": Number(0.02, 0, 1, "an order", "adapted", "probability that a delivery goes astray and takes several times longer", "Olist 2016-18"),
    "order_capacity": Number(0.05, 0.0005, 1, "orders a week per customer", "assumed", "orders a week that can be prepared without delay, per customer for whom the brand has capacity"),
    "support_agents": Number(5, 0, 2000, "agents per 10,000 customers", "assumed", "support agents, per 10,000 customers for whom the brand has capacity; below one agent, nobody answers for part of the hours"),
    "adapting_weeks": Number(26, 1, 1040, "weeks", "assumed", "time in which capacity follows the number of customers: a week closes one such part of the gap"),
    "agent_hours": Number(35, 1, 168, "hours a week", "assumed", "hours a week one agent is available"),
    "handling_minutes": Number(12, 0.5, 240, "minutes", "adapted", "mean time to handle one contact", "industry reports of call centres: 6 to 15 minutes"),
    "solving_probability": Number(0.7, 0, 1, "a contact", "adapted", "probability that one contact solves the problem", "industry reports: first contact resolution about 70 %"),
    "fast_share": Number(0.5, 0, 1, "share", "assumed", "share of solutions that the customer perceives as fast"),
    "compensation_eur": Number(0, 0, 10_000, "EUR", "assumed", "compensation paid to a customer whose problem is solved, or taken charge of"),
    "shop_agents": Number(0, 0, 2000, "people per 10,000 customers", "assumed", "people who serve in the shops, per 10,000 customers for whom the brand has capacity; they work as many hours as support agents, for the same wage"),
    "visit_minutes": Number(15, 0.5, 240, "minutes", "assumed", "mean time to serve one visitor of a shop"),
    "tracking": Number(0.0, 0, 1, "0 to 1", "assumed", "how well customers who wait are told where their order is and when it comes"),
}

AGENTS_PER = 10_000.0
"""Customers per number of agents in a market file."""

RELATIONSHIP = {
    "guidance": Number(0.3, 0, 1, "quality", "assumed", "help given with stating the need, on which the fit of choices depends"),
    "selling_up": Number(1.0, 0, 1, "share", "assumed", "share of the offer beyond the need stated at the sale that is sold on top of it: 0 = what was asked for, 1 = everybody has the whole offer"),
    "usage_insight": Number(0.5, 0.5, 1, "probability", "assumed", "accuracy with which usage data tell whether an under-user has not mastered the offer or bought too much; one half is guessing"),
    "coaching_probability": Number(0.0, 0, 1, "a week", "assumed", "probability that an under-user who seems not to master the offer is contacted and helped"),
    "right_sizing_probability": Number(0.0, 0, 1, "a week", "assumed", "probability that an under-user who seems to have bought too much is advised to take a smaller plan"),
    "sensing_probability": Number(0.0, 0, 1, "an event", "assumed", "probability that a life event of a customer is sensed and answered with a proposal"),
    "false_sensing_probability": Number(0.0, 0, 1, "a week", "assumed", "probability that a life event is sensed where there is none, and a proposal is made"),
    "switching_cost": Number(0.3, 0, 1, "0 to 1", "assumed", "effort, data and habits lost by leaving this brand"),
    "loyalty_programme": Number(0.0, 0, 1, "0 to 1", "assumed", "strength of the loyalty programme"),
    "referral": Number(0.0, 0, 1, "0 to 1", "assumed", "strength of the referral programme, which adds to the talk of satisfied customers"),
    "referral_eur": Number(0.0, 0, 1000, "EUR", "assumed", "reward paid for a customer gained by word of mouth"),
    "review_invitation": Number(0.0, 0, 1, "share", "assumed", "share of deliveries or customers invited to post a review"),
    "approach_rate": Number(0.01, 0, 1, "offers a week", "assumed", "weekly rate at which an offer of the brand reaches one customer of another brand"),
    "win_back": Number(1.5, 0, 20, "ratio", "assumed", "how much more often offers reach a former customer"),
    "newcomer_discount": Number(0.15, 0, 1, "share of price", "assumed", "discount for customers gained by an offer"),
    "discount_weeks": Number(52, 0, 520, "weeks", "assumed", "how long that discount lasts"),
    "year_contract_share": Number(0.0, 0, 1, "share", "assumed", "share of new customers who sign for 12 months"),
    "two_year_contract_share": Number(0.0, 0, 1, "share", "assumed", "share of new customers who sign for 24 months"),
}

COSTS = {
    "service_eur": Number(0.5, 0, 1000, "EUR a week", "assumed", "cost to serve one customer, without touchpoints and support"),
    "goods_eur": Number(0, 0, 100_000, "EUR", "assumed", "cost of the goods that are sold at the price: a month (contractual) or an order (repeat purchase); stays when the price changes"),
    "wage_eur": Number(20, 0, 1000, "EUR an hour", "assumed", "cost of an hour of a support agent, busy or not"),
    "contact_eur": Number(1, 0, 1000, "EUR", "assumed", "cost of one contact with support besides wages: telephone, postage, material"),
    "acquisition_eur": Number(40, 0, 10_000, "EUR", "assumed", "cost of one new customer"),
    "quality_eur": Number(1.0, 0, 1000, "EUR a week", "assumed", "cost of one unit of delivered quality during a week; prices over-delivery"),
}

LISTENING = {
    "relational_coverage": Number(0, 0, 12, "a customer a year", "assumed", "how often a customer is asked in a year how likely it is that he or she recommends the brand (NPS)"),
    "delay_weeks": Number(1, 0, 26, "weeks", "assumed", "whole weeks until answers are known"),
    "accuracy": Number(0.7, 0, 1, "probability", "assumed", "probability that the cause which a verbatim names is read rightly; otherwise it is taken for another one (see `taken_for` of the causes) or stays unknown"),
    "cost_per_answer_eur": Number(1.5, 0, 200, "EUR", "assumed", "cost of one answer: panel, invitation, reading"),
    "question_effect": Number(0, 0, 0.1, "share", "adapted", "share of the gap to full attachment that one question closes, because it reminds of the brand", "Dholakia & Morwitz 2002 for the sign; .002 to .003 is plausible"),
    "complaints_logged": Number(0.05, 0, 1, "share", "adapted", "share of the complaints told to the front line that are written down and reach headquarters", "TARP: 1 to 10 %"),
    "is_answered": Number(0, 0, 1, "share", "assumed", "share of the dissatisfied answers that get a reply: an explanation, or something put right"),
    "cost_per_reply_eur": Number(6, 0, 500, "EUR", "assumed", "cost of one such reply"),
    "informants": Number(0, 0, 52, "a person a year", "assumed", "how often a former customer, or one who came from a rival, is asked in the first year what it is like there and what it costs"),
    "mystery_visits": Number(0, 0, 100, "visits a week", "assumed", "mystery shopping: visits to touchpoints of each rival"),
    "cost_per_visit_eur": Number(60, 0, 5000, "EUR", "assumed", "cost of one such visit"),
    "message_tests": Number(0, 0, 10_000, "people a week", "assumed", "message tests: people who are asked what they understood of the promise, and what they expect"),
}

TEAM = {
    "training": Number(0, 0, 1, "0 to 1", "assumed", "training of those who serve beyond the usual, 1 = as much as helps"),
    "training_share": Number(0.1, 0, 1, "share of wages", "assumed", "what full training costs in wages"),
    "room": Number(0, 0, 1, "0 to 1", "assumed", "room of those who serve to decide what a case needs, beyond the usual"),
    "thanks": Number(0, 0, 1, "0 to 1", "assumed", "how far those who serve are thanked for what they report"),
    "blame": Number(0, 0, 1, "0 to 1", "assumed", "how far scores are held against those who serve"),
    "alert_share": Number(0, 0, 1, "share", "assumed", "share of contacts about trouble after which those who serve are asked to report it"),
}

COVERAGE = Number(0, 0, 1, "share", "assumed", "share of encounters with the touchpoint after which the customer is asked how satisfying (CSAT) and how easy (CES) it was")

TOUCHPOINT = {
    "weekly_rate": Number(None, 0, 20, "encounters", "assumed", "encounters a week while in this stage; for the stages receiving and help, encounters for each delivery or contact", _FILE),
    "salience": Number(1, 0, 5, "ratio", "assumed", "weight in memory as a moment of truth, 1 = ordinary"),
    "effort": Number(0.1, 0, 1, "0 to 1", "assumed", "customer effort (CES rescaled)"),
    "cost_eur": Number(0, 0, 1000, "EUR", "assumed", "cost of one encounter to the brand"),
    "credibility": Number(1, 0, 1, "share", "assumed", "share of what is said there of the brand, or promised by it, that is believed"),
    "unevenness": Number(1, 0, 10, "ratio", "assumed", "how uneven quality is from one encounter to the next, 1 = as everywhere"),
}

RATE_BY_SEGMENT = Number(1, 0, 20, "ratio", "assumed", "how much more often than others a segment uses a touchpoint")

QUALITY = {
    "functional": Number(0.65, 0, 1, "quality", "assumed", "functional quality delivered"),
    "emotional": Number(0.65, 0, 1, "quality", "assumed", "emotional quality delivered"),
    "relational": Number(0.65, 0, 1, "quality", "assumed", "relational quality delivered"),
}

CAUSE = {
    "weekly_probability": Number(0, 0, 1, "a week", "assumed", "probability that trouble begins for a customer"),
    "order_probability": Number(0, 0, 1, "an order", "assumed", "probability that trouble begins with a delivery"),
    "severity": Number(None, 0, 1, "quality", "assumed", "median quality lost at an encounter at which the cause occurs", _FILE),
    "episode_weeks": Number(2, 1, 52, "weeks", "assumed", "mean length of an episode"),
    "exposure": Number(None, 0, 1, "probability", "assumed", "probability that the cause occurs at an encounter with this touchpoint during an episode", _FILE),
    "taken_for": Number(None, 0, 1, "share", "assumed", "share of the misread verbatims about the cause that are taken for the other one; the rest stays unknown", _FILE),
    "settled": Number(None, 0, 1, "probability", "assumed", "probability that a contact there which goes well puts the trouble to an end; otherwise it only soothes, and the episode goes on; without it by the kind of the cause: product .1, process .7, people .8, information .95", _FILE),
}

SETTLED_BY_KIND = {"product": 0.1, "process": 0.7, "people": 0.8, "information": 0.95}
"""Kind of a cause -> what is settled at a desk where the file does not say: a product is hardly ever mended there."""
