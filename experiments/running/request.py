"""What somebody asked for on the command line."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from experiments.errors import RequestError
from experiments.measures.metrics import METRICS
from experiments.running.replications import Precision, Replications
from experiments.running.study import Study
from sim.market.messages import unknown


@dataclass(frozen=True)
class Request:
    """What somebody asked for on the command line, apart from where and how fast.

    Attributes
    ----------
    command : "compare", or "run" for a single scenario with a single seed.
    market, scenarios : names or paths.
    seed : of the first replication.
    replications : how many; the most when `until_precise` is given.
    until_precise : see :meth:`experiments.running.replications.Precision.parse`.
    from_crm, mapping : files, see :func:`sim.market.crm.load_crm`.
    patterns : whether published patterns are looked at on this market too, for the report.

    What is None comes from the market file, the brand from the scenarios.
    """

    command: str
    market: str
    scenarios: tuple[str, ...]
    brand: str | None = None
    metric: str = "npv_eur"
    customers: int | None = None
    weeks: int | None = None
    seed: int = 1
    replications: int = 1
    until_precise: str | None = None
    from_crm: str | None = None
    mapping: str | None = None
    patterns: bool = True

    def study(self) -> Study:
        """Return what is to be simulated, with all files loaded and checked."""
        if self.metric not in METRICS:
            raise RequestError(unknown("metric", self.metric, METRICS))
        study = Study.of(
            self.market,
            self.scenarios,
            brand=self.brand,
            customers=self.customers,
            weeks=self.weeks,
            crm=self.from_crm,
            mapping=self.mapping,
        )
        return replace(study, scenarios=study.scenarios[-1:]) if self.command == "run" else study

    def replicated(self) -> Replications:
        """Return how often it is to be repeated."""
        try:
            precision = Precision.parse(self.until_precise) if self.until_precise else None
        except ValueError as error:
            raise RequestError("--until-precise needs a number above 0 such as 5000, or a share such as 10%") from error
        return Replications(self.replications, self.seed, precision)

    def command_line(self) -> str:
        """Return the command that asks for this, without the folder and the workers, which change no result."""
        options: dict[str, object] = {"customers": self.customers, "weeks": self.weeks, "seed": self.seed}
        options |= {"from-crm": self.from_crm, "mapping": self.mapping}
        if self.command == "run":
            return self._spelled_out([], {"scenario": self.scenarios[0]} | options)
        options |= {"brand": self.brand, "metric": self.metric}
        if self.until_precise:
            options |= {"until-precise": self.until_precise, "at-most": self.replications}
        else:
            options |= {"replications": self.replications}
        return self._spelled_out(self.scenarios, options) + ("" if self.patterns else " --no-patterns")

    def _spelled_out(self, arguments: Sequence[str], options: Mapping[str, object]) -> str:
        words = ["cxsim", self.command, self.market, *arguments]
        words += [f"--{name}={value}" for name, value in options.items() if value is not None]
        return shlex.join(words)
