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
    stating_error: float = number(0.3, 0, 1, "0 to 1", "assumed", "standard deviation of the need voiced at a sale around the true one, for an amateur whom nobody guides")
    breadth_price: float = number(0.4, 0, 1, "share of price", "assumed", "share of the bill that goes with the breadth bought")
    under_use_threshold: float = number(0.5, 0.05, 1, "share", "adapted", "share of what is bought in use below which value is lost", "vendors report 10 to 20 % of features used by under-users")
    under_use_erosion: float = number(0.02, 0, 0.1, "a week", "assumed", "satisfaction lost in a week through complete under-use")
    unmet_erosion: float = number(0.010, 0, 0.2, "a week", "assumed", "satisfaction lost in a week through a wholly unmet need")
    unkept_erosion: float = number(0.0, 0, 0.1, "a week", "assumed", "satisfaction lost in a week when nothing of the need voiced at the sale is in use")
    novelty_delight: float = number(0.02, 0, 0.5, "a week", "adapted", "share of the gap to full satisfaction closed in a week by features wholly beyond the usual", "Kano 2001: attractive quality pleases without having been missed; a third of what unmet need takes, as losses weigh more")
    absence_erosion: float = number(0.04, 0, 0.5, "a week", "adapted", "share of satisfaction lost in a week by lacking features that have all become usual", "Kano 2001: must-be quality; twice what novelty wins, as losses weigh more")
    extension_probability: float = number(0.02, 0, 1, "a week", "assumed", "weekly probability of an extension at a gap of the whole breadth and full satisfaction")
    extension_price_share: float = number(0.15, 0, 1, "share of price", "assumed", "increase of the bill by one extension")
    extension_adoption: float = number(0.5, 0, 1, "share", "assumed", "share of the adoption gap closed by one extension")
