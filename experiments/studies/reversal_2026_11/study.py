"""Which assumptions could reverse a decision: all are screened, the strongest are swept, the region is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.discovery.boxes import Limit
from experiments.discovery.discovery import Discovery
from experiments.discovery.experiment import DiscoverExperiment, DiscoverRequest
from experiments.discovery.figures import plane
from experiments.discovery.futures import read_results
from experiments.discovery.words import elsewhere, reliability
from experiments.discovery.words import headline as headline_of_discovery
from experiments.experiment.runner import Setting, perform
from experiments.measures.paired import Estimate, estimate
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import amount, horizon, listed, number, plus_minus, share
from experiments.pages.palette import NEGATIVE, POSITIVE, Ink
from experiments.results.kept import replacing
from experiments.results.manifest import as_yaml
from experiments.sensitivity import words
from experiments.sensitivity.experiment import SensitivityExperiment
from experiments.sensitivity.figures import Row, importance, tornado
from experiments.sensitivity.request import SensitivityRequest
from experiments.sensitivity.view import SensitivityView
from experiments.studies.work import Figure, Findings, Table, Work
from experiments.sweep.loading import load_sweep
from experiments.sweep.sweep import Sweep

TITLE = "What would have to be true for polishing to win?"
DATE = "November 2026"
QUESTION = (
    "Which assumptions of the telecom market, if they were otherwise, could reverse which of healing root causes and "
    "polishing interactions is worth more?"
)
_HEAL, _POLISH = "fix-root-causes", "polish-interactions"
_WITHIN = 0.5
_SHOWN = 12
_HEALED = ("reliability", "plan_fit", "billing")
_OF_A_CAUSE = ("episode_weeks", "weekly_probability.acme", "severity.acme", "exposure.*")
_FACTORS = (
    "behaviour.*.*",
    "!behaviour.word_of_mouth.neutral",  # is zero, around which a share is no range
    *(f"causes.{cause}.{number_}" for cause in _HEALED for number_ in _OF_A_CAUSE),
)
_QUICK_FACTORS = ("causes.reliability.severity.acme", "behaviour.choice.image")


@dataclass(frozen=True)
class _Size:
    """How much is run: of the screening trajectories, of the sweep points, and factors that go on to it."""

    customers: int = 800
    weeks: int = 104
    seeds: int = 2
    trajectories: int = 4
    points: int = 160
    maximum: int = 12
    factors: tuple[str, ...] = _FACTORS


_FULL = _Size()
_QUICK = _Size(customers=300, weeks=13, trajectories=4, points=24, maximum=3, factors=_QUICK_FACTORS)


def findings(work: Work) -> Findings:
    """Return the findings."""
    size = _QUICK if work.is_quick else _FULL
    request = SensitivityRequest(
        market="telecom",
        scenario=_HEAL,
        against=_POLISH,
        method="morris",
        samples=size.trajectories,
        seeds=size.seeds,
        factors=size.factors,
        within=_WITHIN,
        customers=size.customers,
        weeks=size.weeks,
    )
    screened, folder = work.perform(SensitivityExperiment(), request)
    view = SensitivityView(screened)
    chosen = _strongest(view, size.maximum)
    planned = _swept(folder, [view.factors[place].path for place in chosen], size)
    sweep = work.sweep(planned)
    lost = DiscoverRequest(sweep=str(sweep), scenario=_HEAL, against=_POLISH)
    found = perform(DiscoverExperiment(), lost, Setting(out=folder / "discovery", overwrite=True)).result
    gaps = _gaps(read_results(sweep))
    return Findings(
        answer=_answer(view, gaps),
        design=_design(view, planned, size),
        found=_found(view, found, gaps),
        figures=_figures(view, found),
        tables=[_spread(gaps), _ranking(view, chosen)],
        doubts=_DOUBTS,
        results=_results(view, gaps),
        again=f"It screens with {number(len(view.stage.explored.results) * size.seeds)} runs of both strategies, "
        f"sweeps with {number(planned.runs)} runs, and keeps both under `results/`.",
        files={"sweep.yaml": (folder / "sweep.yaml").read_text(encoding="utf-8")},
    )


def _strongest(view: SensitivityView, maximum: int) -> list[int]:
    """Return the places of the factors kept for the sweep: those beyond chance, at least two."""
    ranking = view.finding.ranking
    chosen = [each.factor for each in ranking if words.is_beyond_chance(each)][:maximum]
    return chosen if len(chosen) > 1 else [each.factor for each in ranking[:2]]


def _swept(folder: Path, factors: Sequence[str], size: _Size) -> Sweep:
    """Return the sweep over some factors, written as a study file next to the screening that chose them."""
    document = {
        "question": "Where does polishing interactions beat healing root causes?",
        "market": "telecom",
        "scenarios": [_HEAL, _POLISH],
        "customers": size.customers,
        "weeks": size.weeks,
        "seeds": size.seeds,
        "factors": {path: {"within": _WITHIN} for path in factors},
        "design": "latin_hypercube",
        "samples": size.points,
        "metrics": ["npv_eur", "share", "nps"],
    }
    with replacing(folder / "sweep.yaml") as unfinished:
        unfinished.write_bytes(as_yaml(document))
    return load_sweep(folder / "sweep.yaml")


def _gaps(results: pd.DataFrame) -> np.ndarray:
    """Return the present value of healing less that of polishing, (points, seeds)."""
    table = results.pivot_table(index="point", columns=["scenario", "seed"], values="npv_eur")
    return table[_HEAL].to_numpy() - table[_POLISH].to_numpy()


def _polishing(gaps: np.ndarray) -> tuple[int, int]:
    """Return at how many points polishing is ahead: on average over seeds, and with every seed."""
    return int((gaps.mean(axis=1) < 0).sum()), int((gaps < 0).all(axis=1).sum())


def _share_of(count: int, points: int) -> str:
    """Return a share with its exact 95 % interval."""
    from scipy.stats import binomtest

    low, high = binomtest(count, points).proportion_ci()
    return f"{share(count / points)} ({share(low)} to {share(high)})"


def _answer(view: SensitivityView, gaps: np.ndarray) -> str:
    """Return how the strategies stand, and where in the space of assumptions polishing is ahead."""
    ahead, surely = _polishing(gaps)
    often = _share_of(ahead, len(gaps))
    if ahead:
        swept = (
            f"Over the sweep of the strongest polishing is ahead at {often} of the points, with every seed at {surely}"
        )
    else:
        swept = f"Polishing is ahead at no point of the sweep of the strongest: {often} of that space"
    return f"{words.headline(view)} {swept}."


def _design(view: SensitivityView, planned: Sweep, size: _Size) -> list[str]:
    study = planned.study
    return [
        f"The outcome is a difference: the present value of `{_HEAL}` less that of `{_POLISH}` after "
        f"{horizon(study.weeks)}, on common random numbers. Amounts are for a market of "
        f"{number(study.customers)} people.",
        f"Screening (Morris, {size.trajectories} trajectories, {size.seeds} seeds) of {len(view.factors)} assumptions: "
        "every number of the rules of behaviour, and probability, severity, length and exposure of the causes that are "
        f"healed. Each goes {share(_WITHIN)} below and above its value, as far as the parameter sheet allows; one that "
        "is zero is left out.",
        f"Sweep (Latin hypercube, {len(planned.points)} points, {len(planned.seeds)} seeds) over the "
        f"{len(planned.factors)} strongest assumptions beyond chance, in the same ranges, the others as "
        "in the market; `sweep.yaml` in this folder is its study file, written by the screening.",
        "Discovery: a tree searches for the region of the sweep in which polishing is ahead; regions as good as those "
        "in permuted futures are not accepted.",
    ]


def _found(view: SensitivityView, found: Discovery, gaps: np.ndarray) -> list[str]:
    finding = view.finding
    sentences = [
        words.what_matters(view, finding),
        words.how_many_matter(view, finding),
        words.interactions(view, finding),
    ]
    sentences += words.reversal_in_detail(view, finding)
    sentences.append(words.noise(finding))
    least, largest = gaps.mean(axis=1).min(), gaps.mean(axis=1).max()
    sentences.append(
        f"Over the sweep the difference goes from {amount(float(least), 'EUR', signed=True)} to "
        f"{amount(float(largest), 'EUR', signed=True)}, mean {amount(float(gaps.mean()), 'EUR', signed=True)}."
    )
    sentences.append(headline_of_discovery(found))
    if found.believed:
        sentences += [elsewhere(found), *(reliability(region) for region in found.believed)]
    if not found.futures.losses:
        sentences.append(
            "The sweep does not cover values outside these ranges, nor the effect of a euro on root causes or "
            "interactions, which it does not vary."
        )
    return [sentence for sentence in sentences if sentence]


def _figures(view: SensitivityView, found: Discovery) -> list[Figure]:
    finding = view.finding
    ranking = finding.ranking[:_SHOWN]
    rows = {view.title(i.factor): Row(i.value, i.low, i.high, float("nan"), i.is_significant) for i in ranking}
    strongest = Panel("Strength of assumptions on the difference, EUR", "Mean absolute effect by assumption.")
    ends = Panel("From the low to the high end of each assumption, EUR", "Average change of the difference.")
    swings = {view.title(i.factor): finding.swings[i.factor] for i in ranking}
    centre = float(finding.results.mean())
    points = Panel("Points of the sweep: the better strategy", "Points in the plane of two assumptions.")
    across, up = _plane(view, found)
    titles = found.titles
    return [
        Figure(
            "strength",
            importance(strongest, rows, [i.floor for i in ranking], finding.outcome.unit),
            f"Morris screening, the strongest {len(ranking)} of {len(view.factors)}, with 95 % intervals; the level "
            "expected by chance is shaded.",
        ),
        Figure(
            "swings",
            tornado(ends, swings, centre, finding.outcome.unit, signed=True, zero=True),
            "Around the mean of the screened space; blue towards the low end, orange towards the high end. Left of the "
            "dashed line polishing would be ahead.",
        ),
        Figure(
            "plane",
            plane(points, found.futures, (across, up), titles[across.factor]),
            f"Up: {titles[up.factor]}. A point is filled where polishing is ahead with at least half of the seeds. The "
            "frame is the region that was found, or all of the plane.",
            [
                ("Polishing is ahead", Ink(NEGATIVE, "-", "D")),
                ("Healing is ahead", Ink(POSITIVE, "-", "o")),
            ],
        ),
    ]


def _plane(view: SensitivityView, found: Discovery) -> tuple[Limit, Limit]:
    """Return the two limits that span the picture of the sweep: of the region found, else of the strongest factors."""
    limits = list(found.believed[0].box.limits) if found.believed else []
    named = {limit.factor for limit in limits}
    strongest = (view.factors[each.factor].path for each in view.finding.ranking)
    limits += [Limit(path) for path in strongest if path in found.futures.factors and path not in named]
    return limits[0], limits[1]


def _spread(gaps: np.ndarray) -> Table:
    shares = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
    values = np.quantile(gaps.mean(axis=1), shares)
    return Table(
        f"Present value of healing less that of polishing over the {len(gaps)} points of the sweep.",
        ["Minimum", *(f"{100 * at:g} %" for at in shares[1:-1]), "Maximum"],
        [[amount(float(value), "EUR", signed=True) for value in values]],
    )


def _ranking(view: SensitivityView, chosen: Sequence[int]) -> Table:
    finding = view.finding
    effects = finding.of("mu_star")
    rows = []
    for place in chosen:
        factor, effect, swing = view.factors[place], effects[place], finding.swings[place]
        size = Estimate(effect.value, effect.low, effect.high, 1.0, len(finding.results))
        rows.append(
            [
                f"`{factor.path}`",
                f"{factor.low:.3g} to {factor.high:.3g}",
                factor.grade,
                plus_minus(size, "EUR"),
                amount(swing.value, "EUR", signed=True),
            ]
        )
    head = ["Assumption", "Range", "Known as", "Mean absolute effect", "From low to high end"]
    return Table("The assumptions that went on to the sweep.", head, rows)


def _results(view: SensitivityView, gaps: np.ndarray) -> pd.DataFrame:
    finding = view.finding
    rows = [
        {"what": "effect", "name": view.factors[i.factor].path, "value": i.value, "low": i.low, "high": i.high}
        for i in finding.ranking
    ]
    for point, values in enumerate(gaps):
        of = estimate(values)
        rows.append({"what": "difference", "name": f"point {point}", "value": of.mean, "low": of.low, "high": of.high})
    return pd.DataFrame(rows)


_DOUBTS = [
    "Costs and sizes of the levers are not varied: a strategy whose price is wrong by half is another question, to "
    "which the study of root causes gives budgets.",
    f"A screening with few trajectories can pass over an assumption that matters only in a corner; what "
    f"{listed(_HEALED)} do at other brands, and the quality of touchpoints, is not varied either.",
    "Two years: effects that come later (share, recommendation) counts less here than it would in five.",
    "Assumptions are varied as if independent, and brands are not fitted again at each "
    "point, so some points are implausible markets.",
]
