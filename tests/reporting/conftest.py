"""A comparison with made-up but plausible numbers, so that the report is tested apart from the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

from experiments.comparison.compare import Comparison, ScenarioInfo
from experiments.comparison.report import report
from experiments.measures.metrics import NO_BRAND, figures
from experiments.measures.statistics import summary
from experiments.pages.page import html as as_html
from experiments.running.replications import Replications
from sim.market.loading import load_market
from sim.state.counters import BRAND_ONLY, COUNTERS, LOYALTY_TYPES
from sim.state.tables import REASONS, STAGES

FROM_WEEK = 8
SHARES = (0.38, 0.22, 0.2, 0.17, 0.03)
"""Shares of the brands of the telecom market, and of people without any."""


@dataclass(frozen=True)
class Effect:
    """What a strategy does to the compared brand once it works."""

    title: str
    question: str = ""
    quality: float = 0.0
    promise: float = 0.0
    causes: float = 1.0
    leaving: float = 1.0
    coming: float = 1.0
    one_off_eur: float = 0.0
    weekly_eur: float = 0.0
    price: float = 1.0
    held: float = 0.0
    changes: tuple[tuple[object, ...], ...] = field(default=())


EFFECTS = {
    "baseline": Effect("As today"),
    "fix": Effect("Fix root causes", "Does healing causes pay?", 0.03, 0.0, 0.55, 0.8, 1.06, 40_000, 400),
    "polish": Effect("Polish interactions", "Does polishing talks pay?", 0.012, 0.0, 1.0, 0.96, 1.01, 40_000, 400),
    "overpromise": Effect(
        "Overpromise", "What does a promise not kept cost?", -0.01, 0.1, 1.0, 1.12, 1.08, 10_000, 150
    ),
    "lock": Effect("Lock customers in", "Does holding customers pay?", -0.02, leaving=0.7, coming=0.95, held=0.05),
    "cut": Effect("Cut the price", "Does a lower price pay?", coming=1.2, price=0.9),
    "nudge": Effect("Nudge", "Does anything move?", 0.0, 0.0, 1.0, 1.0, 1.001, 500, 0),
}
CHANGE_COLUMNS = [
    "path",
    "segment",
    "before",
    "after",
    "unit",
    "grade",
    "source",
    "from_week",
    "ramp_weeks",
    "until_week",
]
CHANGE = (
    "causes.network.weekly_probability.incumbent",
    "all",
    0.02,
    0.01,
    "a week",
    "assumed",
    "our assumption",
    8,
    12,
    None,
)
MEASURED = ("network.rewired_share", "all", 0.1, 0.2, "share", "measured", "Watts & Strogatz 1998", 8, 0, None)


def _booked(market, seed: int, effect: Effect, weeks: int, customers: int) -> pd.DataFrame:
    """Return the booked weeks of one run; scenarios of one seed share their random numbers."""
    brands, segments = [*market.brands, NO_BRAND], list(market.segments)
    rng = np.random.default_rng(seed)
    own_luck = np.random.default_rng([seed, *effect.title.encode()])
    week, brand, segment = (
        grid.ravel()
        for grid in np.meshgrid(np.arange(1, weeks + 1), range(len(brands)), range(len(segments)), indexing="ij")
    )
    n = week.size
    focus = brands.index(market.focus)
    works = np.where((brand == focus) & (week >= FROM_WEEK), np.minimum(1.0, (week - FROM_WEEK + 1) / 12), 0.0)
    works = works * (1 + 0.3 * own_luck.standard_normal()) * (1 + 0.3 * own_luck.standard_normal(n))

    def noise(size: float) -> np.ndarray:
        return 1 + size * rng.standard_normal(n)

    share = np.resize(np.asarray(SHARES), len(brands))
    people = customers * (share / share.sum())[brand] / len(segments)
    losses = people * 0.004 * noise(0.15) * (1 + works * (effect.leaving - 1))
    gains = people * 0.004 * noise(0.15) * (1 + works * (effect.coming - 1))
    flow = pd.Series(gains - losses).groupby([brand, segment]).cumsum().to_numpy()
    stock = np.maximum(people + flow, 1)
    table = {name: np.zeros(n) for name in COUNTERS}
    table |= {
        "customers": stock,
        "gains": gains,
        "losses": losses,
        "aware": np.full(n, 0.8 * customers / len(segments)),
    }
    for flow_name, total in (("gains", gains), ("losses", losses)):
        weights = 1.0 / (1 + np.arange(len(REASONS)))
        for reason, weight in zip(REASONS, weights / weights.sum(), strict=True):
            table[f"{flow_name}_{reason}"] = total * weight
            if flow_name == "losses":
                table[f"losses_with_{reason}"] = 1.5 * total * weight
    table |= {"joint_losses": 0.4 * losses, "losses_after_problem": 0.7 * losses, "losses_after_offer": 0.3 * losses}
    level = 0.6 + 0.02 * brand + 0.01 * segment + 0.005 * rng.standard_normal(n)
    for stage, rate in zip(STAGES, (0.1, 0.05, 2.0, 0.08), strict=True):
        met = stock * rate * noise(0.05)
        table[f"encounters_{stage}"] = met
        quality = level + works * effect.quality
        promised = level + 0.06 + works * effect.promise
        for what, of in (
            ("promised", promised),
            ("delivered", quality),
            ("expected", 0.6 * quality + 0.4 * promised),
            ("perceived", quality - 0.02),
        ):
            table[f"{what}_{stage}"] = met * of
        table["promises_met"] = stock * 0.5
        table[f"heard_{stage}"] = table["promises_met"] * 0.5 * (quality + promised)
    for name, of in (
        ("satisfaction", level),
        ("experience", level + 0.02),
        ("trust", level - 0.05),
        ("attachment", level - 0.1),
        ("habit", level),
        ("image", level - 0.4),
    ):
        table[f"{name}_sum"] = stock * (of + works * effect.quality)
    table["recommendation_sum"] = stock * 10 * (level + works * effect.quality)
    table["promoters"] = stock * (0.3 + works * effect.quality)
    table["detractors"] = stock * (0.28 - works * effect.quality)
    table["passives"] = stock - table["promoters"] - table["detractors"]
    for name, of in zip(LOYALTY_TYPES, (0.4, 0.15, 0.3, 0.15), strict=True):
        moved = effect.quality * {"loyal": 1, "none": -1}.get(name, 0) + effect.held * {"spurious": 1}.get(name, 0)
        table[f"type_{name}"] = stock * (of + works * moved)
    for name, of in (("needed", 0.5), ("adopted", 0.35), ("unmet", 0.1)):
        table[f"{name}_sum"] = stock * of
    table["users"], table["oversized"] = stock * 1.4, stock * 0.2
    shortlisted = gains * 4
    table |= {
        "shortlisted": shortlisted,
        "orders": gains * 1.3,
        "first_orders": gains * 1.1,
        "deliveries": gains * 1.25,
    }
    table |= {
        "cancellations": gains * 0.05,
        "lead_days_sum": gains * 5,
        "late_days_sum": gains,
        "late_deliveries": gains * 0.2,
    }
    problems = stock * 0.02 * noise(0.1) * (1 + works * (effect.causes - 1))
    table |= {
        "problems": problems,
        "complaints": 0.4 * problems,
        "silent_problems": 0.5 * problems,
        "contacts": 0.6 * problems,
    }
    table |= {
        "abandoned": 0.05 * problems,
        "wait_minutes_sum": problems * (4 + 40 * problems / stock),
        "solved": 0.5 * problems,
    }
    table |= {"solved_at_first_contact": 0.35 * problems, "effort_sum": stock * 0.5, "impression_sum": stock * 0.1}
    table |= {"said_positive": stock * 0.05 * (1 + works * effect.quality), "said_negative": stock * 0.02 * noise(0.1)}
    table |= {"heard_positive": stock * 0.3, "heard_negative": stock * 0.1, "heard_departures": losses * 3}
    table |= {
        f"reviews_{stars}": stock * rate
        for stars, rate in zip(range(1, 6), (0.002, 0.0006, 0.0016, 0.004, 0.012), strict=True)
    }
    table |= {
        "revenue_eur": stock * 7.5 * (1 + works * (effect.price - 1)),
        "service_cost_eur": stock * 3.0,
        "support_cost_eur": problems * 6,
        "acquisition_cost_eur": gains * 60,
    }
    table |= {"compensation_eur": problems, "over_delivery_eur": stock * 0.05}
    for rank, cause in enumerate(market.causes):
        struck = stock * 0.03 / (1 + rank) * noise(0.05) * (1 + works * (effect.causes - 1) * (rank == 0))
        table |= {f"irritants.{cause}": struck, f"complained.{cause}": struck * 0.3 / (1 + rank)}
        table |= {f"troubled.{cause}": 6 * struck, f"lost.{cause}": 10 * struck * losses / stock}
    for rank, touchpoint in enumerate(market.touchpoints):
        table[f"over_delivery_eur_at.{touchpoint}"] = table["over_delivery_eur"] * 0.5 ** (rank + 1)
    frame = pd.DataFrame(
        {"seed": seed, "week": week, "brand": np.array(brands)[brand], "segment": np.array(segments)[segment]} | table
    )
    frame = frame.assign(**dict.fromkeys(BRAND_ONLY, 0.0))
    cost = np.where(np.arange(1, weeks + 1) >= FROM_WEEK, effect.weekly_eur, 0.0)
    cost[FROM_WEEK - 1] += effect.one_off_eur
    of_brand = pd.DataFrame(
        {
            "seed": seed,
            "week": np.arange(1, weeks + 1),
            "brand": market.focus,
            "segment": "all",
            "wages_eur": 300.0,
            "scenario_cost_eur": cost,
        }
    )
    return pd.concat([frame, of_brand], ignore_index=True).fillna(0.0)


def made_up(
    names: tuple[str, ...] = ("baseline", "fix", "polish", "overpromise"),
    seeds: int = 6,
    weeks: int = 60,
    effects: Mapping[str, Effect] = EFFECTS,
    market: str = "telecom",
    metric: str = "npv_eur",
    title: str | None = None,
) -> Comparison:
    """Return a comparison of made-up runs."""
    loaded = load_market(market)
    if title is not None:
        loaded = loaded.model_copy(update={"title": title})
    parts = []
    for seed in range(1, seeds + 1):
        for name in names:
            booked = _booked(loaded, seed, effects[name], weeks, customers=20_000)
            booked.insert(0, "scenario", name)
            parts.append(booked)
    weekly = pd.concat(parts, ignore_index=True)
    per_seed = figures(weekly, loaded.focus, loaded.category.discount_rate)
    return Comparison(
        market=loaded,
        brand=loaded.focus,
        scenarios=tuple(_info(name, effects[name]) for name in names),
        metric=metric,
        weeks=weeks,
        replications=Replications(seeds),
        seeds=tuple(range(1, seeds + 1)),
        customers=20_000,
        weekly=weekly,
        summary=summary(per_seed),
        per_seed=per_seed,
        manifest={
            "command": ["cxsim", "compare", market, *names[1:], "--seed", "1"],
            "created": "2026-01-01T00:00:00+00:00",
            "versions": {"cxsim": "0.1.0", "mesa": "3.3.1"},
            "machine": "x86_64",
        },
    )


def _info(name: str, effect: Effect) -> ScenarioInfo:
    changes = () if name == "baseline" else effect.changes or (CHANGE, MEASURED)
    return ScenarioInfo(
        name=name,
        title=effect.title,
        question=effect.question,
        changes=pd.DataFrame(list(changes), columns=CHANGE_COLUMNS).assign(meant=""),
        one_off_eur=effect.one_off_eur,
        weekly_eur=effect.weekly_eur,
        from_week=FROM_WEEK if effect.one_off_eur else 0,
    )


@pytest.fixture(scope="session")
def make_comparison() -> Callable[..., Comparison]:
    """Lend the maker of comparisons."""
    return made_up


@pytest.fixture(scope="session")
def effect() -> type[Effect]:
    """Lend the maker of effects."""
    return Effect


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """A comparison of a baseline and three strategies over a little more than a year."""
    return made_up()


@pytest.fixture(scope="session")
def html(comparison) -> str:
    """The report of that comparison."""
    return as_html(report(comparison))
