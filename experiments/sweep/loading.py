"""Study files read and checked: everything that is wrong at once, each with its line."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from experiments.design.designs import Point, power_of_two
from experiments.design.factors import numbers_at
from experiments.design.size import check_trials
from experiments.errors import RequestError
from experiments.experiment.request import TableRequest
from experiments.measures.metrics import METRICS
from experiments.running.study import Study
from experiments.running.weekly import weekly_figures
from experiments.sweep.choices import Choices, factors_in, listed_points
from experiments.sweep.study_file import FactorSpec, StudyFile
from experiments.sweep.sweep import Sweep, metrics_meant
from sim.market.checking import checked
from sim.market.documents import read_document
from sim.market.loading import load_market, market_file
from sim.market.messages import InputError, Place, Problem, listed, unknown
from sim.market.schema import Market
from sim.scenarios.loading import load_scenario
from sim.scenarios.scenario import Scenario

T = TypeVar("T")
_SAMPLED = ("latin_hypercube", "saltelli")


def load_sweep(path: str | Path, table: TableRequest | None = None) -> Sweep:
    """Return the sweep that a study file describes.

    Parameters
    ----------
    table : the customer table that takes the place of the one in the file, if any, and how it is kept.

    Raises
    ------
    InputError
        With all that is wrong in the file, each with its line, and in the files it names.
    """
    return _Reading(Path(path), table or TableRequest()).sweep()


class _Reading:
    """A study file that is being read.

    Attributes
    ----------
    given : what it holds, right or wrong.
    problems : what is wrong in it, place and message.
    elsewhere : what is wrong in the files that it names.
    """

    def __init__(self, file: Path, table: TableRequest) -> None:
        self.folder = file.parent
        self.table = table
        self.document = read_document(file)
        self.given: dict[str, Any] = self.document.plain()
        self.problems: list[tuple[Place, str]] = []
        self.elsewhere: list[Problem] = []

    def sweep(self) -> Sweep:
        """Return the sweep, when nothing is wrong."""
        self._check_design()
        self._check_metrics()
        self._check_seeds()
        market = self._market()
        brand = self._brand(market) if market else None
        scenarios = self._scenarios(market) if market else []
        choices = self._choices(market, brand) if market else Choices()
        points = self._listed_points(market, brand) if market else []
        file = self._file()
        study = self._study(file, market or file.market, scenarios)
        self._insist(("design",), lambda: self._count(file, choices, points, study))
        if file.design == "list":
            factors = factors_in(study.market, points)
        else:
            points, factors = self._sampled(file, study.market, choices), tuple(choices.factors.values())
        home = {factor.path: factor.default for factor in factors}
        return Sweep(file, study, factors, tuple({**home, **point} for point in points))

    def _attempt(self, place: Place, make: Callable[[], T]) -> T | None:
        """Return the loaded object, or None after noting the error: here, or in the file that has it."""
        try:
            return make()
        except RequestError as error:
            self.problems += [(place, line) for line in str(error).splitlines()]
        except InputError as error:
            self.problems += [(place, problem.message) for problem in error.problems if problem.line is None]
            self.elsewhere += [problem for problem in error.problems if problem.line is not None]
        return None

    def _insist(self, place: Place, make: Callable[[], T]) -> T:
        """Return the loaded object; an error ends the reading."""
        made = self._attempt(place, make)
        if made is None:
            raise InputError([*(self.document.problem(*wrong) for wrong in self.problems), *self.elsewhere])
        return made

    def _file(self) -> StudyFile:
        """Return the file as an object of its schema; anything wrong so far ends the reading."""
        try:
            file = checked(StudyFile, self.document, more=self.problems)
        except InputError as error:
            raise InputError([*error.problems, *self.elsewhere]) from error
        if self.elsewhere:
            raise InputError(self.elsewhere)
        return file

    def _market(self) -> Market | None:
        name = self.given.get("market")
        if not isinstance(name, str):
            return None
        return self._attempt(("market",), lambda: load_market(market_file(name, self.folder)))

    def _brand(self, market: Market) -> str | None:
        """Return the brand that paths mean, None for the market's focus."""
        brand = self.given.get("brand")
        if not isinstance(brand, str) or brand in market.brands:
            return brand if isinstance(brand, str) else None
        self.problems.append((("brand",), unknown("brand", brand, market.brands)))
        return None

    def _scenarios(self, market: Market) -> list[Scenario]:
        weeks = self.given.get("weeks")
        horizon = weeks if isinstance(weeks, int) and weeks > 0 else round(market.category.horizon_weeks)
        found = []
        for position, name in enumerate(_list(self.given.get("scenarios"))):
            if isinstance(name, str):
                path = self.folder / name
                which = path if os.path.isfile(path) else name
                scenario = self._attempt(("scenarios", position), partial(load_scenario, which, market, horizon))
                found += [scenario] if scenario else []
        return found

    def _choices(self, market: Market, brand: str | None) -> Choices:
        """Return the factors, as far as they make sense."""
        choices = Choices()
        given = self.given.get("factors")
        factors = given if isinstance(given, dict) else {}
        without = [name for name in factors if name.startswith("!") and self._takes_out(market, brand, name)]
        for name, spec in self._specs(factors).items():
            self._attempt(
                ("factors", name),
                partial(choices.take_in, market, brand, name, spec, without),
            )
        return choices

    def _specs(self, factors: dict[str, Any]) -> dict[str, FactorSpec]:
        """Return the values of factors, without those of the wrong shape, which the schema reports."""
        specs = {}
        for name, given in factors.items():
            with suppress(ValidationError):
                if not name.startswith("!"):
                    specs[name] = FactorSpec.model_validate(given)
        return specs

    def _takes_out(self, market: Market, brand: str | None, name: str) -> bool:
        """Tell whether a pattern with ``!`` stands for something; what it takes out has no values."""
        if self.given["factors"][name]:
            self.problems.append((("factors", name), "takes factors out: they have no values"))
        return bool(self._attempt(("factors", name), partial(numbers_at, market, name[1:], brand)))

    def _listed_points(self, market: Market, brand: str | None) -> list[Point]:
        """Return the points that are written out, as far as they make sense."""
        found: list[Point] = []
        for position, point in enumerate(_list(self.given.get("points"))):
            if isinstance(point, dict) and all(isinstance(value, int | float) for value in point.values()):
                numbers = {name: float(value) for name, value in point.items()}  # as a copy of the study has them
                made = self._attempt(("points", position), partial(listed_points, market, brand, [numbers]))
                found += made or []
        return found

    def _check_design(self) -> None:
        """Note what a design has and does not need, or needs and does not have."""
        design = self.given.get("design")
        if design == "list":
            if "points" not in self.given:
                self.problems.append((("points",), "is missing: the design list needs points"))
            if self.given.get("factors"):
                self.problems.append((("factors",), "belongs to other designs: a list has points"))
        elif design in ("grid", *_SAMPLED):
            if "points" in self.given:
                self.problems.append((("points",), f"belongs to the design list (got {design})"))
            samples = self.given.get("samples")
            if design == "saltelli" and isinstance(samples, int):
                self._attempt(("samples",), partial(power_of_two, samples))
            if (design in _SAMPLED) is not ("samples" in self.given):
                message = "is missing: give the number of points" if design in _SAMPLED else "does not go with a grid"
                self.problems.append((("samples",), message))

    def _check_metrics(self) -> None:
        """Note metrics that do not exist, and weeks that would hold nothing."""
        names = [name for name in _list(self.given.get("metrics")) if isinstance(name, str)]
        for position, name in enumerate(names):
            if not metrics_meant([name]):
                self.problems.append((("metrics", position), unknown("metric", name, METRICS)))
        meant = metrics_meant(names)
        if self.given.get("weekly") is True and meant and not weekly_figures(meant):
            message = f"needs a metric that has a weekly figure, such as nps ({listed(meant)} have none)"
            self.problems.append((("weekly",), message))

    def _check_seeds(self) -> None:
        """Note seeds that stand twice."""
        seeds = [seed for seed in _list(self.given.get("seeds")) if isinstance(seed, int)]
        if twice := sorted({seed for seed in seeds if seeds.count(seed) > 1}):
            self.problems.append((("seeds",), f"names {listed(map(str, twice))} twice: it would count double"))

    def _study(self, file: StudyFile, market: Market | str, scenarios: list[Scenario]) -> Study:
        def in_folder(name: str | None) -> str | None:
            return None if name is None else str(self.folder / name)

        def make() -> Study:
            return Study.of(
                market,
                scenarios,
                brand=file.brand,
                customers=file.customers,
                weeks=file.weeks,
                crm=self.table.from_crm or in_folder(file.from_crm),
                mapping=self.table.mapping or in_folder(file.mapping),
                pseudonyms=self.table.pseudonyms,
                keeps_table=self.table.copy,
            )

        return self._insist(("from_crm",) if file.from_crm else ("scenarios",), make)

    def _count(self, file: StudyFile, choices: Choices, points: list[Point], study: Study) -> bool:
        """Return whether the trials can be counted and kept, before they are made."""
        size = len(points) if file.design == "list" else choices.size(file.design, file.samples)
        factors = len(choices.factors) or max(map(len, points), default=0)
        check_trials(size, len(file.seeds), factors, len(study.scenarios) * len(metrics_meant(file.metrics)))
        return True

    def _sampled(self, file: StudyFile, market: Market, choices: Choices) -> list[Point]:
        return self._insist(("factors",), lambda: choices.points(market, file.design, file.samples, file.seed))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
