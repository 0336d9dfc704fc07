"""The sheet of states: every column of the tables of customers and brands, one a line. A new state is a new line."""

from __future__ import annotations

from math import inf

from sim.state.columns import Column, Mean, record
from sim.state.tables import (
    AUDIENCES,
    LONGEST_DELIVERY,
    MOST_EXPERIENCES,
    MOST_FAILURES,
    MOST_WEEKS,
    NEVER,
    NO_CONTRACT,
    NOBODY,
    NOT_ANSWERED,
    REASONS,
    STAFF,
    STAGES,
    TRIGGERS,
    UNKNOWN,
    Buying,
    Relation,
    Trigger,
    lower,
)

_MOST_BRANDS = _MOST_CAUSES = 126
_MOST_ROWS = 2**31 - 1
_MOST_TOUCHPOINTS = 63
_TOP_SCORE = 10

WHO = (
    Column("segment", "u1", 0, 255, "", "segment", words="segments"),
    Column("users", "u1", 1, 100, "people", "people who meet the product", start=1),
    Column("payer_is_other", "u1", 0, 1, "0 or 1", "whether somebody else pays"),
    Column("has_recipient", "u1", 0, 1, "0 or 1", "whether deliveries go to somebody else"),
    Column("prescriber", "i4", NOBODY, _MOST_ROWS, "row", "adviser whose brand counts"),
    Column("diary", "i4", NOBODY, _MOST_ROWS, "row", "place in the journal", start=NOBODY),
    Column("price_sensitivity", "f4", 0, inf, "ratio, 1 = average", "price sensitivity"),
    Column("basket", "f4", 0, inf, "ratio", "purchases from any brand / those at the list price", start=1),
    Column("price_ratio", "f4", 0, inf, "ratio", "personal price / list price, of the basket", ("paying", "receiving"), start=1),
    Column("expertise", "f4", 0, 1, "0 to 1", "expertise in the category"),
    Column("functional_weight", "f4", 0, 1, "0 to 1", "weight of functional quality"),
    Column("emotional_weight", "f4", 0, 1, "0 to 1", "weight of emotional quality; the relational weight is the remainder to 1"),
    Column("demand", "f4", -1, 1, "quality", "quality expected above others"),
    Column("voice", "f4", 0, 1, "0 to 1", "readiness to bring a problem to the brand"),
    Column("talk", "f4", 0, inf, "ratio, 1 = average", "readiness to speak of brands to others"),
    Column("variety_seeking", "f4", 0, inf, "ratio, 1 = average", "wish for variety in the category"),
    Column("susceptibility", "f4", 0, inf, "ratio, 1 = average", "susceptibility to word of mouth"),
    Column("patience", "f4", 0.1, inf, "ratio, 1 = average", "patience with late deliveries", start=1),
    Column("leniency", "f4", -inf, inf, "standard normal", "style of answering surveys"),
    Column("outside", "f4", -inf, inf, "standard normal", "taste for buying nothing, or elsewhere"),
    Column("proneness", "f4", 0, inf, "ratio, 1 = average", "proneness to causes of trouble"),
)
"""Who a customer is: drawn once, when the population is made."""

NEEDS = (
    Column("mobility", "f4", 0, inf, "ratio, 1 = average", "readiness to reconsider the provider"),
    Column("need_rate", "f4", 0, inf, "needs a week", "rate at which needs arise", ("needing",)),
    Column("needed", "f4", 0, 1, "0 to 1", "needed breadth", ("needing",), mean=Mean(indicator="needed_breadth", is_of_everybody=True)),
    Column("tension", "f4", 0, 1, "0 to 1", "tension of need", ("encounter", "needing", "receiving")),
    Column("desire", "f4", 0, 1, "0 to 1", "desire for the category", ("encounter", "receiving", "talking", "viewing"), mean=Mean(is_of_everybody=True)),
    Column("is_open_to_category", "u1", 0, 1, "0 or 1", "whether the category is open to the customer", ("needing",)),
)
"""Changed by life events."""

JOURNEYS = (
    Column("relation", "u1", 0, len(Relation) - 1, "", "stage of the relation with the present brand", ("helping", "leaving", "needing", "ordering", "receiving", "withdrawing"), words=lower(Relation._fields)),
    Column("buying", "u1", 0, len(Buying) - 1, "", "stage of the buying journey", ("choosing", "helping", "leaving", "needing", "ordering", "receiving", "viewing", "withdrawing"), words=lower(Buying._fields)),
    Column("trigger", "u1", 0, len(Trigger) - 1, "", "what opened the buying journey", ("choosing", "helping", "leaving", "needing"), words=TRIGGERS),
    Column("brand", "i1", NOBODY, _MOST_BRANDS, "", "present brand", ("leaving", "receiving"), NOBODY, words="brands"),
    Column("chosen", "i1", NOBODY, _MOST_BRANDS, "", "brand ordered and not yet delivered", ("leaving", "ordering", "receiving", "withdrawing"), NOBODY, words="brands"),
    Column("chosen_for", "i1", 0, len(REASONS) - 1, "", "deciding reason", ("ordering",), words=REASONS),
    Column("reasons", "i4", 0, 2 ** len(REASONS) - 1, "bits", "all reasons of the last choice, one bit each", ("choosing", "comparing", "leaving", "withdrawing")),
    Column("former", "i1", NOBODY, _MOST_BRANDS, "", "brand left last", ("leaving",), NOBODY, words="brands"),
    Column("courted_by", "i1", NOBODY, _MOST_BRANDS, "", "brand whose offer is being considered", ("choosing", "courting", "leaving", "ordering", "receiving", "withdrawing"), NOBODY, words="brands"),
    Column("tempted_by", "i1", NOBODY, _MOST_BRANDS, "", "brand that tempted most this week", ("encounter", "viewing"), NOBODY, words="brands"),
    Column("temptation", "f4", 0, inf, "ratio, 1 = usual", "temptation to buy at once", ("encounter", "viewing")),
    Column("tenure_weeks", "i2", 0, MOST_WEEKS, "weeks", "tenure with the present brand", ("receiving",)),
    Column("contract_weeks", "i2", NO_CONTRACT, 600, "weeks", "contract still to run; 0 and below: weeks since it ended", ("choosing", "leaving", "ordering", "receiving"), NO_CONTRACT),
    Column("stage_weeks", "i2", 0, MOST_WEEKS, "weeks", "time since the stage of the relation began", ("helping", "leaving", "needing", "ordering", "receiving")),
    Column("quiet_weeks", "i2", 0, MOST_WEEKS, "weeks", "time since the last delivery", ("receiving",)),
    Column("experiences", "i2", 0, MOST_EXPERIENCES, "experiences", "deliveries, or months of use, with the present brand", ("needing", "receiving")),
    Column("promised_days", "f4", 0, 120, "days", "delivery time promised", ("ordering",)),
    Column("actual_days", "f4", 0, LONGEST_DELIVERY, "days", "actual delivery time", ("ordering",)),
    Column("order_mood", "f4", -1, 1, "-1 to 1", "mood about the open order", ("ordering", "receiving")),
    Column("waited_days", "f4", 0, LONGEST_DELIVERY + 7, "days", "time waited for the order so far", ("ordering", "receiving")),
    Column("usual_days", "f4", 0, LONGEST_DELIVERY, "days", "usual delivery time, learned by experience", ("receiving",)),
)
"""The two journeys: the relation with the present brand, and buying beside it."""

PRICES = (
    Column("agreed_eur", "f4", 0, inf, "EUR", "list price agreed for the contract", ("ordering", "receiving")),
    Column("discount_weeks", "i2", 0, MOST_WEEKS, "weeks", "time for which a newcomer's discount still runs", ("paying", "receiving")),
    Column("paid_eur", "f4", 0, inf, "EUR", "price of the last bill, for the average basket", ("paying", "receiving")),
    Column("reference_eur", "f4", 0, inf, "EUR", "reference price, for the average basket", ("paying", "receiving")),
    Column("price_loss", "f4", -inf, inf, "share of the reference price", "loss felt by the price; below 0 a gain", ("paying", "receiving")),
)
"""Prices, as customers know them."""

USE = (
    Column("stated", "f4", 0, 1, "0 to 1", "stated breadth", ("following", "needing", "receiving"), mean=Mean(indicator="stated_breadth")),
    Column("sold_up", "f4", 0, 1, "share", "rest of the offer sold on top of the need stated", ("following", "receiving")),
    Column("adopted", "f4", 0, 1, "0 to 1", "adopted breadth", ("household", "receiving"), mean=Mean("higher", "adopted_breadth")),
    Column("extended", "f4", -1, 1, "share of price", "increase of the bill by extensions, or decrease by a smaller plan", ("following", "needing", "receiving")),
)
"""Use of the offer."""

RELATION = (
    Column("mood", "f4", -1, 1, "-1 to 1", "mood", ("encounter", "receiving", "viewing")),
    Column("best", "f4", 0, 1, "0 to 1", "best moment still remembered", ("encounter", "receiving", "viewing")),
    Column("worst", "f4", -1, 0, "-1 to 0", "worst moment still remembered", ("encounter", "helping", "receiving", "viewing")),
    Column("worst_at", "i1", NOBODY, _MOST_TOUCHPOINTS, "touchpoint", "where it was", ("encounter", "receiving"), NOBODY),
    Column("worst_for", "i1", NOBODY, _MOST_CAUSES, "", "cause of it", ("encounter", "receiving"), NOBODY, words="causes"),
    Column("satisfaction", "f4", 0, 1, "0 to 1", "satisfaction", ("encounter", "following", "helping", "needing", "receiving"), mean=Mean("higher")),
    Column("experience", "f4", 0, 1, "0 to 1", "lived experience", ("encounter", "receiving"), mean=Mean("higher")),
    Column("usual_feel", "f4", -1, 1, "quality", "feel of encounters that one is used to", ("encounter", "receiving")),
    Column("trust", "f4", 0, 1, "0 to 1", "trust", ("asking", "encounter", "following", "helping", "paying", "receiving", "viewing"), mean=Mean("higher")),
    Column("attachment", "f4", 0, 1, "0 to 1", "attachment", ("asking", "encounter", "following", "receiving"), mean=Mean("higher")),
    Column("hassle", "f4", 0, 1, "0 to 1", "hassle", ("encounter", "helping", "receiving", "viewing")),
    Column("habit", "f4", 0, 1, "0 to 1", "habit", ("needing", "receiving"), mean=Mean()),
    Column("belonging", "f4", 0, 1, "0 to 1", "share of ties who use the brand", ("talking",)),
    Column("echo", "f4", 0, 1, "0 to 1", "echo of ties who left the brand", ("receiving", "talking", "viewing")),
)
"""Memory of the relation with the present brand."""

TROUBLE = (
    Column("running_episodes", "u1", 0, _MOST_CAUSES, "causes", "causes of trouble that run", ("trouble",)),
    Column("problem", "i1", NOBODY, _MOST_CAUSES, "", "cause of the open problem", ("encounter", "helping", "leaving"), NOBODY, words="causes"),
    Column("problem_severity", "f4", 0, 1, "0 to 1", "severity of the open problem", ("encounter",)),
    Column("is_voiced", "u1", 0, 1, "0 or 1", "whether the open problem was brought to the brand", ("encounter", "helping")),
    Column("avoids_self_service", "u1", 0, 1, "0 or 1", "whether self-service failed last time", ("helping", "receiving")),
    Column("failures", "u1", 0, MOST_FAILURES, "contacts", "failed contacts about the open problem", ("encounter", "helping")),
    Column("grudge", "f4", 0, 1, "0 to 1", "grudge", ("encounter", "helping", "viewing")),
    Column("grudge_brand", "i1", NOBODY, _MOST_BRANDS, "", "brand the grudge is against", ("encounter", "viewing"), NOBODY, words="brands"),
    Column("setback", "f4", 0, 1, "0 to 1", "satisfaction lost to trouble, still remembered", ("encounter", "helping", "receiving", "viewing")),
    Column("recoveries", "f4", 0, inf, "solutions", "problems solved, as far as remembered", ("helping", "receiving", "viewing")),
)
"""Trouble and problems."""

MONEY = (
    Column("margin_cents", "i8", -inf, inf, "cents", "margin of the customer, to all brands, since week 1", ("booking", "encounter", "helping", "receiving")),
)

CUSTOMER_COLUMNS = (*WHO, *NEEDS, *JOURNEYS, *PRICES, *USE, *RELATION, *TROUBLE, *MONEY)

CUSTOMER = record(CUSTOMER_COLUMNS)
"""Customers: one row each."""

KNOWLEDGE_COLUMNS = (
    Column("awareness", "f4", 0, 1, "0 to 1", "awareness", ("encounter", "talking", "viewing")),
    Column("image", "f4", -inf, inf, "stock", "image; squashed into -1 to 1 wherever it is read", ("encounter", "receiving", "talking", "viewing")),
    Column("praise", "f4", 0, 1, "0 to 1", "recent positive word of mouth", ("talking", "viewing")),
    Column("blame", "f4", 0, 1, "0 to 1", "recent negative word of mouth", ("talking", "viewing")),
    Column("story", "f4", -1, 1, "-1 to 1", "experience worth telling", ("encounter", "leaving", "talking", "viewing")),
    Column("match", "f4", -inf, inf, "standard normal", "fit between customer and brand", ("needing",)),
    Column("expected", "f4", 0, 1, "quality", "quality expected, by stage", ("encounter", "receiving", "talking", "viewing"), places=len(STAGES)),
)

KNOWLEDGE = record(KNOWLEDGE_COLUMNS)
"""Brand knowledge of each customer: rows (customers, brands)."""

USER_COLUMNS = (
    Column("experience", "f4", -1, 1, "-1 to 1", "what one user remembers of the product", ("household",)),
    Column("adopted", "f4", 0, 1, "0 to 1", "breadth adopted by one user", ("household",)),
)

USER = record(USER_COLUMNS)
"""Users of a decision unit that have a memory of their own: rows (customers, MOST_USERS)."""

SEEN_COLUMNS = (
    Column("brand", "i1", NOBODY, _MOST_BRANDS, "", "present brand", ("booking",), words="brands"),
    Column("said", "i1", -127, 127, "brand + 1", "brand of this week's message; above 0 positive, below 0 negative, 0 for none", ("talking",)),
    Column("left", "i1", 0, 127, "brand + 1", "brand left this week, or 0", ("leaving",)),
)

SEEN = record(SEEN_COLUMNS)
"""The state of a customer that others can see."""

BRAND_STATE_COLUMNS = (
    Column("is_present", "u1", 0, 1, "0 or 1", "whether the brand is on the market", ("serving",)),
    Column("withdraws", "u1", 0, 1, "0 or 1", "whether the brand leaves the market this week", ("serving",)),
    Column("voice_share", "f8", 0, 1, "0 to 1", "share of voice", ("serving",)),
    Column("rating", "f8", 1, 5, "stars", "public rating", ("serving",)),
    Column("stars", "f8", 0, inf, "stars", "sum of the stars that still count", ("serving",)),
    Column("reviews", "f8", 0, inf, "reviews", "weight of the reviews that still count", ("serving",)),
    Column("audience", "f8", 0, 1, "0 to 1", "share of people who see a post about the brand, in favour and against", ("serving",), places=AUDIENCES),
    Column("lead_factor", "f8", 1, inf, "ratio", "preparation time / usual", ("serving",)),
    Column("wait_probability", "f8", 0, 1, "0 to 1", "probability to wait for staff, by staff", ("serving",), places=len(STAFF)),
    Column("abandon_probability", "f8", 0, 1, "0 to 1", "probability that a waiting customer abandons, by staff", ("serving",), places=len(STAFF)),
    Column("wait_minutes", "f8", 0, inf, "minutes", "mean wait of waiting customers, by staff", ("serving",), places=len(STAFF)),
    Column("wages_eur", "f8", 0, inf, "EUR", "wages of the staff this week", ("serving",)),
    Column("size", "f8", 0, inf, "customers", "customers for whom the brand has capacity", ("serving",)),
    Column("contacts", "f8", 0, inf, "contacts", "contacts and visits of last week, by staff", ("serving",), places=len(STAFF)),
    Column("standards_lost", "f8", 0, 1, "0 to 1", "standards that overload wore away, by staff", ("serving",), places=len(STAFF)),
    Column("warmth", "f8", -1, 1, "quality", "what staff add to the quality of encounters with them, by staff", ("serving",), places=len(STAFF)),
    Column("solving", "f8", -inf, inf, "log-odds", "how much more often staff solve problems, by staff", ("serving",), places=len(STAFF)),
    Column("reported", "f8", 0, inf, "ratio, 1 = usual", "trouble that staff report", ("serving",)),
    Column("backlog", "f8", 0, inf, "orders", "orders open at the end of last week", ("serving",)),
    Column("delivered", "f8", 0, 1, "quality", "mean quality delivered recently, by stage", ("serving",), places=len(STAGES)),
)

BRAND_STATE = record(BRAND_STATE_COLUMNS)
"""The state of a brand this week, the same for everybody: set by last week's load."""

PRICE_NORM_COLUMNS = (
    Column("others_eur", "f8", 0, inf, "EUR", "mean price of the other brands, by share of voice", ("serving",)),
    Column("fair_eur", "f8", 0, inf, "EUR", "price that seems fair for the brand", ("serving",)),
)

PRICE_NORM = record(PRICE_NORM_COLUMNS)
"""What the price of a brand is compared with in a segment: set every week from the brands on the market."""

USUAL_COLUMNS = (
    Column("breadth", "f8", 0, 1, "breadth", "breadth of features that is usual", ("serving",)),
    Column("rise", "f8", 0, 1, "breadth", "how much of it became usual this week", ("serving",)),
    Column("spread", "f8", 0, 1, "breadth", "how much of it became usual since the beginning", ("serving",)),
)

USUAL = record(USUAL_COLUMNS)
"""What is usual in a segment: features that brands offered beyond it spread, and stay."""

ANSWER_COLUMNS = (
    Column("week", "i4", NEVER, _MOST_ROWS, "week", "last week with an encounter that may be asked about", ("asking",), NEVER),
    Column("rate", "f4", 0, inf, "questions", "questions that the encounters of that week could bring", ("asking",)),
    Column("rank", "f4", 0, inf, "questions", "place of the question asked in that week, from which on none would be", ("asking",), inf),
    Column("load", "f4", 0, inf, "questions", "questions that still tire", ("asking",)),
    Column("load_week", "i4", NEVER, _MOST_ROWS, "week", "week for which that is known", ("asking",), NEVER),
    Column("heard", "f4", -1, 1, "-1 to 1", "how far brands take account of answers, as it seems", ("asking",)),
    Column("brand", "i1", NOBODY, _MOST_BRANDS, "", "brand that asked about an encounter", ("asking",), NOBODY, words="brands"),
    Column("touchpoint", "i1", NOBODY, _MOST_TOUCHPOINTS, "touchpoint", "where it was", ("asking",), NOBODY),
    Column("cause", "i1", UNKNOWN, _MOST_CAUSES, "cause", "cause that is read in the verbatim", ("asking",), NOBODY),
    Column("score", "i1", NOT_ANSWERED, _TOP_SCORE, "0 to 10", "score of the encounter", ("asking",), NOT_ANSWERED),
    Column("ease", "i1", NOT_ANSWERED, _TOP_SCORE, "0 to 10", "score of its ease", ("asking",), NOT_ANSWERED),
    Column("relational_week", "i4", NEVER, _MOST_ROWS, "week", "week in which last asked whether to recommend the brand", ("asking",), NEVER),
    Column("relational_brand", "i1", NOBODY, _MOST_BRANDS, "", "brand that asked it", ("asking",), NOBODY, words="brands"),
    Column("relational_cause", "i1", UNKNOWN, _MOST_CAUSES, "cause", "cause that is read in the verbatim", ("asking",), NOBODY),
    Column("relational_score", "i1", NOT_ANSWERED, _TOP_SCORE, "0 to 10", "score of recommendation", ("asking",), NOT_ANSWERED),
)

ANSWER = record(ANSWER_COLUMNS)
"""The last questions that a customer was asked, and the answers: at most one a week about encounters."""
