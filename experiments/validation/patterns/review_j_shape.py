"""Posted reviews are J-shaped, while everybody's opinion has one peak (Hu, Zhang & Pavlou 2009).

Basis: the year after a burn-in of 104 weeks, all brands together, twice. *Posted*: the stars in public. *Asked*: the
stars that everybody would give by the same scale, whether they post or not; in a shop about every delivery (of people
who keep diaries), under contract about the relation as it is remembered at the end of the year.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import Check, Figure, Pattern, Result, Samples, Series, Watch, Watching, jackknife
from experiments.validation.patterns.shopping import BURN_IN, SHOPS, deliveries_judged, percent, stars_given
from sim.rules.impressions import remembered
from sim.rules.impressions_sheet import Impressions
from sim.simulation import Simulation

YEAR = 52
STARS = 5
PUBLISHED = (10.0, 3.0, 8.0, 20.0, 59.0)
"""Per cent of reviews with one star, two, ...; books, DVDs and videos on a large marketplace."""


def reviews_counted(simulation: Simulation) -> Watching:
    """Return how many posted, and how many would answer, each number of stars, (5,) each."""
    for _ in range(BURN_IN):
        yield
    posted, asked = np.zeros(STARS), np.zeros(STARS)
    is_shop = simulation.market.category.kind == "repeat_purchase"
    for _ in range(YEAR):
        yield
        posted += simulation.totals["reviews_by"].sum(axis=(0, 1))
        if is_shop:
            asked += counted(deliveries_judged(simulation)[:, 1])
    if not is_shop:
        asked = counted(stars_given(simulation, memories(simulation)))
    return {"posted": posted, "asked": asked}


def counted(stars: np.ndarray) -> np.ndarray:
    """Return how often each number of stars occurs, (5,)."""
    return np.bincount(stars.astype(int), minlength=STARS + 1)[1:]


def memories(simulation: Simulation) -> np.ndarray:
    """Return the remembered experience of everybody with their brand, -1 to 1."""
    p = Impressions(**simulation.market.behaviour.model_dump()["impressions"])
    customers = simulation.world.customers
    rows = np.flatnonzero(customers["brand"] >= 0)
    images = simulation.world.knowledge["image"][rows, customers["brand"][rows]]
    states = zip(images, *(customers[name][rows] for name in ("best", "worst", "mood")), strict=True)
    return np.array([remembered(*map(float, state), p) for state in states])


def deepest_dip(counts: np.ndarray) -> float:
    """Return how far a class lies below the lower of the peaks on its two sides, % of all; 0 with one peak."""
    shares = percent(counts)
    before = np.maximum.accumulate(shares)
    after = np.maximum.accumulate(shares[::-1])[::-1]
    return float(np.max(np.minimum(before, after) - shares))


def judged(samples: Samples) -> Result:
    """Check for a J in posted reviews, and for a single peak in the answers of all customers."""
    posted, asked = samples["reviews"]["posted"], samples["reviews"]["asked"]
    posted_share, posted_error = jackknife(percent, posted)
    asked_share, asked_error = jackknife(percent, asked)
    dip, dip_error = jackknife(deepest_dip, asked)
    return Result(
        checks=(
            Check(
                "posted: five stars above the most frequent other number, points",
                *jackknife(lambda total: percent(total)[-1] - percent(total)[:-1].max(), posted),
                "39 (59 - 20)",
                low=0.0,
            ),
            Check(
                "posted: one star above two, points",
                *jackknife(lambda total: percent(total)[0] - percent(total)[1], posted),
                "7 (10 - 3)",
                low=0.0,
            ),
            Check(
                "asked: deepest dip between two peaks, points",
                dip,
                dip_error,
                "0 (one peak)",
                high=float(2 * np.nan_to_num(dip_error)),
            ),
        ),
        figure=Figure(
            "stars",
            "% of reviews, of answers",
            tuple(map(str, range(1, STARS + 1))),
            (
                Series("posted, Hu, Zhang & Pavlou 2009", PUBLISHED, is_published=True),
                Series("simulated, posted", tuple(posted_share), tuple(posted_error)),
                Series("simulated, asked", tuple(asked_share), tuple(asked_error)),
            ),
        ),
        sentence=f"{posted_share[-1]:.0f} % of the reviews have five stars and {posted_share[0]:.0f} % one; when "
        f"all customers are surveyed, the most frequent answer is {1 + int(np.argmax(asked_share))}.",
    )


PATTERN = Pattern(
    id="review-j-shape",
    kind="C",
    claim="Posted reviews have 1 to 5 stars with 10, 3, 8, 20 and 59 %, while the opinion of everybody has one peak.",
    source="Hu, Zhang & Pavlou 2009, Communications of the ACM 52(10):144-147",
    category="any",
    design="The baseline. All reviews posted in the year after the burn-in, and the answers of everybody to the same "
    "question.",
    watches={"reviews": Watch(SHOPS, reviews_counted)},
    judge=judged,
)
