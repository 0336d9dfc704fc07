"""``cxsim compare``: which strategy is best, by how much, and how certain that is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from experiments.errors import RequestError
from experiments.experiment.experiment import Cost, Experiment, Plan, Summary
from experiments.experiment.options import Argument, ComparedInWorlds, Input, Option, PlayedOnceMore, between
from experiments.experiment.request import MarketRequest

if TYPE_CHECKING:
    import numpy as np

    from experiments.comparison.compare import Comparison
    from experiments.design.ensemble import Ensemble
    from experiments.experiment.lab import Lab
    from experiments.pages.page import Page
    from experiments.running.replications import Replications
    from experiments.running.study import Study
    from experiments.worlds.evidence import Evidence
    from sim.forms.catalogue import Form
    from sim.scenarios.scenario import Scenario

TABLE, WORKS = "comparison.csv", "works.csv"
OTHER_RULES, STATEMENTS = "other_rules.csv", "other_rules_known.csv"
FACTS_COPY = "inputs/facts.csv"
"""The copy of what is known lies beside that of the market, where a repetition finds it."""
_COMPILED = (
    "Each other form of rules is compiled when it is used for the first time, which takes a minute or two on one core, "
    "and kept."
)
_REPLICATIONS = 20
_WORTH = 8
"""Futures in worlds cost as much as so many simulations of the market, unless a number of customers is requested."""
_FEWEST_CUSTOMERS = 1_000
"""Simulated customers of a future in a world, at least, unless a number is requested."""


@dataclass(frozen=True, kw_only=True)
class CompareRequest(MarketRequest):
    """Which scenarios are compared, and with how many replications."""

    scenarios: Annotated[
        tuple[str, ...],
        Input.SCENARIO,
        Argument(metavar="SCENARIO", help="Names (see `cxsim scenarios MARKET`) or files."),
    ]
    replications: Annotated[
        int | None, between(1, 10_000, show_default=str(_REPLICATIONS), help="Paired random seeds.")
    ] = None
    until_precise: Annotated[
        str | None,
        Option(
            metavar="WIDTH",
            help="Run until every 95 % interval of METRIC is within ± WIDTH, e.g. 5000, or 10% of itself.",
        ),
    ] = None
    worlds: ComparedInWorlds = None
    at_most: Annotated[int, between(5, 10_000, help="Maximum number of replications with --until-precise.")] = 200
    metric: Annotated[
        str, Option(help="Metric that ranks the scenarios: npv_eur, churn, nps, share ... (comparison.csv has all).")
    ] = "npv_eur"
    rivals: PlayedOnceMore = None
    other_rules: Annotated[
        str | None,
        Option(
            metavar="all|FORM,...",
            help="Try the answer under other forms of rules from the literature too: "
            "satisficing, average-image, should-expectation, linear-talk.",
            show_default="the rules of the model only",
        ),
    ] = None
    patterns: Annotated[
        bool, Option(help="Also check published patterns on this market, for the report (a few seconds).")
    ] = True

    stories: Annotated[
        int,
        between(
            0, 100, help="Futures of which the report tells why customers were saved and lost, and how far by luck."
        ),
    ] = 2

    def study(self, scenarios: Iterable[str | Path | Scenario] = (), weeks: int | None = None) -> Study:
        """Return the study, see :meth:`StudyRequest.study`, with the rivals that react.

        Raises
        ------
        InputError
            With all that is wrong in the file of rivals.
        """
        from sim.policies.rivals import load_rivals

        study = super().study(scenarios, weeks)
        return replace(study, rivals=load_rivals(self.rivals, study.market)) if self.rivals else study

    def repeated(self, study: Study, **others: Any) -> Self:
        """Return the request that reads the copies of a study's inputs, see :meth:`StudyRequest.repeated`."""
        from experiments.results.manifest import RIVALS

        return super().repeated(study, **({"rivals": RIVALS if study.rivals else None} | others))

    def replicated(self, usual: int = _REPLICATIONS) -> Replications:
        """Return the replications to run.

        Parameters
        ----------
        usual : how many, unless a number or a precision is requested.

        Raises
        ------
        RequestError
            When both a number and a precision are given, or the precision is not valid.
        """
        from experiments.running.replications import Precision, Replications

        if self.until_precise is None:
            return Replications(self.replications or usual, self.seed)
        if self.replications:
            raise RequestError("--replications and --until-precise exclude each other; set the maximum with --at-most")
        try:
            precision = Precision.parse(self.until_precise)
        except ValueError as error:
            raise RequestError("--until-precise needs a number above 0 such as 5000, or a share such as 10%") from error
        return Replications(self.at_most, self.seed, precision)


@dataclass(frozen=True, kw_only=True)
class ComparePlan(Plan):
    """The scenarios of a study, and their replications."""

    study: Study
    replications: Replications
    metric: str
    patterns: bool
    stories: int
    forms: tuple[Form, ...] = ()
    evidence: Evidence | None = None


class CompareExperiment(Experiment[ComparePlan, "Comparison"]):
    """Compare scenarios with the baseline, and with each other, on common random numbers; write a report.

    Writes report.html, comparison.csv, weekly.parquet, saved_lost.parquet and manifest.json, works.csv when a brand
    listens, and other_rules.csv and other_rules_known.csv with --other-rules. An interrupted comparison continues when
    the same command is given again.

    Example: cxsim compare telecom fix-root-causes polish-interactions overpromise
    """

    name = "compare"
    request = CompareRequest
    page_file = "report.html"

    def plan(self, request: CompareRequest) -> ComparePlan:
        """Return the study of the scenarios and its replications."""
        from experiments.measures.metrics import METRICS
        from experiments.measures.robustness import second_futures
        from sim.market.messages import unknown

        if set(request.scenarios) == {"baseline"}:
            raise RequestError("name a scenario to compare with the baseline")
        if request.metric not in METRICS:
            raise RequestError(unknown("metric", request.metric, METRICS))
        study = request.study(request.scenarios)
        worlds, note = _worlds(request, study)
        replications = request.replicated()
        if worlds:
            replications = request.replicated(len(worlds) + second_futures(len(worlds)))
            study = _in_worlds(study, worlds, replications.count, request)
        files: dict[str, bytes] = {}
        depends_on: dict[str, Any] = {}
        forms = _forms(request, study)
        evidence = _evidence(study) if forms else None
        if evidence and evidence.path:
            files[FACTS_COPY] = evidence.path.read_bytes()
            depends_on[FACTS_COPY] = None  # only futures under other forms depend on it, and their names tell of it
        return ComparePlan(
            label=study.market.name + ("-worlds" if worlds else ""),
            study=study,
            worlds=worlds,
            files=files,
            repeated=request.repeated(study, worlds="none"),
            notes=[*([note] if note else []), *([_COMPILED] if forms else [])],
            depends_on=depends_on,
            forms=forms,
            evidence=evidence,
            replications=replications,
            metric=request.metric,
            patterns=request.patterns,
            stories=request.stories,
            cost=_cost(study, replications, request.metric, request.stories, evidence, len(forms)),
        )

    def run(self, plan: ComparePlan, lab: Lab) -> Comparison:
        """Return the comparison, with a check of published patterns on this market if requested."""
        from experiments.comparison.compare import compare
        from experiments.comparison.other_rules import under_other_rules
        from experiments.validation.quick_check import quick_check

        how: dict[str, Any] = {"metric": plan.metric, "stories": plan.stories, "manifest": lab.manifest}
        comparison = compare(plan.study, plan.replications, lab=lab, **how)
        comparison = replace(comparison, worlds=plan.worlds)
        if plan.evidence:
            tried = under_other_rules(plan.study, plan.forms, plan.evidence, plan.metric, _levels(comparison), lab)
            comparison = replace(comparison, other_rules=tried)
        return replace(comparison, patterns=quick_check(plan.study, lab)) if plan.patterns else comparison

    def tables(self, result: Comparison) -> Mapping[str, Any]:
        """Return the weekly figures, the metrics, who was saved and lost, and the works of a brand that listens."""
        import pandas as pd

        from experiments.comparison.programmes import works_log
        from experiments.comparison.saved import SAVED
        from experiments.results.outputs import WEEKLY, write_weeks
        from sim.scenarios.record import READ

        both = [result, *([result.reacting] if result.reacting else [])]
        booked = pd.concat([each.weekly for each in both], ignore_index=True)
        summary = pd.concat([each.summary.assign(**_rivals(each, both)) for each in both], ignore_index=True)
        sizes = {"customers": result.customers, "customers_of_market": round(result.market.category.customers)}
        weekly = partial(write_weeks, booked, result.market)
        works = {WORKS: works_log(result.weekly)} if READ in result.weekly else {}
        saved = {SAVED: result.saved.table} if result.saved is not None else {}
        return {WEEKLY: weekly, TABLE: summary.assign(**sizes), **saved, **works, **_of_other_rules(result)}

    def page(self, result: Comparison) -> Page:
        """Return the report."""
        from experiments.comparison.report import report

        return report(result)

    def summary(self, result: Comparison, folder: Path | None) -> Summary:
        """Return the ranking of the scenarios."""
        from experiments.comparison.sections.answer import headline
        from experiments.comparison.sections.rivals import reaction
        from experiments.comparison.view import ComparisonView
        from experiments.comparison.words_of_rules import in_short

        view = ComparisonView(result)
        tried = [in_short(view.survival)] if view.survival else []
        precise = [_precision_reached(result)] if result.replications.precision else []
        amounts = [f"All amounts are {view.part}, costs of strategies too."] if view.part else []
        return Summary(
            sentences=[headline(view), *reaction(view), *tried, *precise, *amounts],
            rows=_ranking(result),
            is_rounded=True,
            document={"seeds": result.seeds, "summary": result.summary.to_dict("records")}
            | ({"other_rules": view.survival.gains()} if view.survival else {}),
            files={"report": self.page_file},
        )


def _worlds(request: CompareRequest, study: Study) -> tuple[Ensemble | None, str]:
    """Return the worlds of the futures, None for the market as it is, and what is worth saying of them."""
    from experiments.design.ensemble import ensemble_named, usual_ensemble

    if request.worlds is not None:
        return ensemble_named(request.worlds, study.market), ""
    return (None, "") if study.crm is not None else usual_ensemble(study.market)


def _in_worlds(study: Study, worlds: Ensemble, futures: int, request: CompareRequest) -> Study:
    """Return a study in worlds, with fewer customers the more futures there are, unless a number is requested.

    Worlds differ so much more than luck does that many small futures tell more than a few large ones.
    """
    customers = study.customers
    if request.customers is None and study.crm is None:
        share = min(1.0, _WORTH / futures)
        customers = min(customers, max(_FEWEST_CUSTOMERS, 100 * math.ceil(share * customers / 100)))
    return replace(study, worlds=worlds.worlds, customers=customers)


def _forms(request: CompareRequest, study: Study) -> tuple[Form, ...]:
    """Return the forms of rules under which the answer is tried.

    Raises
    ------
    RequestError
        With every name that is no form, or when customers come from a table.
    """
    from sim.forms.catalogue import forms_named

    if request.other_rules is None:
        return ()
    if study.crm is not None:
        raise RequestError(
            "--other-rules: customers of a table are as they are known, under the rules of the model only"
        )
    try:
        return forms_named(request.other_rules)
    except ValueError as error:
        raise RequestError(f"--other-rules: {error}") from error


def _evidence(study: Study) -> Evidence:
    """Return what is known of the market: the facts beside it, and published patterns."""
    from experiments.worlds.evidence import evidence_of

    return evidence_of(study.market, None)


def _levels(comparison: Comparison) -> dict[int, np.ndarray]:
    """Return the metric that ranks by seed, (scenarios,), the baseline first."""
    names = [each.name for each in comparison.scenarios]
    table = comparison.per_seed.set_index(["seed", "scenario"])[comparison.metric].unstack("scenario")[names]
    return {seed: table.loc[seed].to_numpy(float) for seed in comparison.seeds}


def _of_other_rules(result: Comparison) -> dict[str, Any]:
    """Return the tables of other forms of rules; none when nobody asked."""
    if result.other_rules is None:
        return {}
    import pandas as pd

    from experiments.comparison.surviving import Survival
    from experiments.comparison.view import ComparisonView

    of = Survival(ComparisonView(result), result.other_rules)
    return {OTHER_RULES: pd.DataFrame(of.gains()), STATEMENTS: pd.DataFrame(of.statements())}


def _rivals(of: Comparison, both: list[Comparison]) -> dict[str, str]:
    """Return the column that tells how rivals react; none when nobody asked."""
    return {"rivals": of.rivals.name if of.rivals else ""} if len(both) > 1 else {}


def _cost(
    study: Study, replications: Replications, metric: str, stories: int, evidence: Evidence | None, forms: int
) -> Cost:
    """Return the cost of a comparison; of all its replications when a precision is requested."""
    played = len(study.played)

    def seconds() -> float:
        from experiments.comparison.other_rules import seconds_under
        from experiments.running.estimate import seconds_of_trial
        from experiments.running.trials import Trial, Trials

        one = seconds_of_trial(Trials(study, (metric,)), Trial(0, replications.first, {}))
        strategies = len(study.scenarios) - 1
        told = min(stories, replications.count) * (2 + 3 * strategies) / (1 + strategies)
        under = seconds_under(study, evidence, forms, replications.count, one) if evidence else 0.0
        return (replications.count * played / len(study.scenarios) + told) * one + under

    maximum = "at most " if replications.precision else ""
    words = f"{maximum}{replications.count:,} replications of {played} scenarios"
    runs = replications.count * played
    if forms:
        from experiments.comparison.other_rules import futures_of

        futures = futures_of(replications.count)
        words += f", and {futures} of them under {forms} other form{'s' if forms > 1 else ''} of rules"
        runs += forms * futures * len(study.scenarios)
    return Cost(runs=runs, seconds=seconds, words=words)


def _ranking(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the scenarios by the mean of the metric that ranks, best first and unknown last, with their return."""
    from experiments.measures.metrics import METRICS

    summary = comparison.summary.set_index(["metric", "scenario"])
    rows = [
        {
            "scenario": scenario,
            comparison.metric: line["mean"],
            "difference": line["difference"],
            "low": line["low"],
            "high": line["high"],
            "probability_better": line["probability_better"],
            "probability_best": line["probability_best"],
            "roi": summary.loc[("roi", scenario), "mean"],
            "payback_weeks": summary.loc[("payback_weeks", scenario), "mean"],
        }
        for scenario, line in summary.loc[comparison.metric].iterrows()
    ]
    sign = 1 if METRICS[comparison.metric].better == "lower" else -1
    means = {row["scenario"]: sign * row[comparison.metric] for row in rows}
    return sorted(rows, key=lambda row: (math.isnan(means[row["scenario"]]), means[row["scenario"]]))


def _precision_reached(comparison: Comparison) -> str:
    """Return in words how many replications the requested precision took."""
    used = len(comparison.seeds)
    if used == comparison.replications.count:
        return f"{used} replications, the maximum: check whether the intervals are narrow enough"
    return f"the requested precision was reached after {used} replications"
