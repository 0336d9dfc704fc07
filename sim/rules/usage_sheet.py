"""Parameters of usage."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Usage(NamedTuple):
    """See :mod:`sim.rules.usage`."""

    adoption: float = number(0.10, 0, 1, "a week", "assumed", "share of the reachable breadth adopted in a week under the best conditions")
    alone_share: float = number(0.25, 0, 1, "share", "assumed", "share of that speed reached without help")
    expertise_weight: float = number(0.5, 0, 1, "weight", "assumed", "weight of expertise against usability in adoption without help")
    newcomer_weeks: float = number(13, 1, 104, "weeks", "assumed", "weeks during which onboarding helps")
    discovery_weeks: float = number(3, 0, 104, "weeks", "assumed", "length of first discovery after the first delivery")
    first_adoption: float = number(0.3, 0, 1, "share", "assumed", "share of the reachable breadth that is adopted with the first delivery")
    under_use_threshold: float = number(0.5, 0.05, 1, "share", "adapted", "share of the offer in use below which value is lost", "vendors report 10 to 20 % of features used by under-users")
    under_use_erosion: float = number(0.02, 0, 0.1, "a week", "assumed", "satisfaction lost in a week through complete under-use")
    unmet_erosion: float = number(0.010, 0, 0.2, "a week", "assumed", "satisfaction lost in a week through a wholly unmet need")
    novelty_delight: float = number(0.02, 0, 0.5, "a week", "adapted", "share of the gap to full satisfaction closed in a week by features wholly beyond the usual", "Kano 2001: attractive quality pleases without having been missed; a third of what unmet need takes, as losses weigh more")
    coaching_adoption: float = number(0.3, 0, 1, "share", "assumed", "share of the adoption gap closed by one outreach")
    coaching_attachment: float = number(0.03, 0, 0.5, "0 to 1", "assumed", "share of the gap to full attachment closed by one outreach")
    extension_probability: float = number(0.02, 0, 1, "a week", "assumed", "weekly probability of an extension at a gap of the whole breadth and full satisfaction")
    extension_price_share: float = number(0.15, 0, 1, "share of price", "assumed", "increase of the bill by one extension")
    extension_adoption: float = number(0.5, 0, 1, "share", "assumed", "share of the adoption gap closed by one extension")
