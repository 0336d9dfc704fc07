"""The parameters of all rules: the part `behaviour` of a market, one group for each rule file."""

from sim.foundations.numbers import Sheet, sheet_of
from sim.rules.answers_sheet import Answers
from sim.rules.assistance_sheet import Assistance
from sim.rules.choice_sheet import Choice
from sim.rules.convenience_sheet import Convenience
from sim.rules.courting_sheet import Courting
from sim.rules.desire_sheet import Desire
from sim.rules.expectation_sheet import Expectation
from sim.rules.follow_up_sheet import FollowUp
from sim.rules.household_sheet import Household
from sim.rules.impressions_sheet import Impressions
from sim.rules.impulse_sheet import Impulse
from sim.rules.loyalty_sheet import Loyalty
from sim.rules.naming_sheet import Naming
from sim.rules.needs_sheet import Needs
from sim.rules.perception_sheet import Perception
from sim.rules.population_sheet import Population
from sim.rules.price_sheet import Price
from sim.rules.satisfaction_sheet import Satisfaction
from sim.rules.staff_sheet import Staff
from sim.rules.touchpoints_sheet import Touchpoints
from sim.rules.usage_sheet import Usage
from sim.rules.waiting_sheet import Waiting
from sim.rules.word_of_mouth_sheet import WordOfMouth

BEHAVIOUR: dict[str, Sheet] = {
    "population": sheet_of(Population),
    "needs": sheet_of(Needs),
    "desire": sheet_of(Desire),
    "impulse": sheet_of(Impulse),
    "usage": sheet_of(Usage),
    "follow_up": sheet_of(FollowUp),
    "household": sheet_of(Household),
    "touchpoints": sheet_of(Touchpoints),
    "perception": sheet_of(Perception),
    "impressions": sheet_of(Impressions),
    "satisfaction": sheet_of(Satisfaction),
    "expectation": sheet_of(Expectation),
    "waiting": sheet_of(Waiting),
    "assistance": sheet_of(Assistance),
    "word_of_mouth": sheet_of(WordOfMouth),
    "price": sheet_of(Price),
    "courting": sheet_of(Courting),
    "convenience": sheet_of(Convenience),
    "choice": sheet_of(Choice),
    "loyalty": sheet_of(Loyalty),
    "answers": sheet_of(Answers),
    "naming": sheet_of(Naming),
    "staff": sheet_of(Staff),
}
"""Rule file -> parameter -> line of the sheet."""
