"""``cxsim app --export``: a copy of the page as a folder of static files."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.export.request import CopyRequest
from experiments.errors import RequestError
from experiments.experiment.experiment import Experiment, Plan, Summary

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from app.export.making import Made
    from experiments.experiment.lab import Lab

NAME = "app"
SURFACE_CSV = "surface.csv"


@dataclass(frozen=True, kw_only=True)
class CopyPlan(Plan):
    """What a copy is made of.

    Attributes
    ----------
    lived : market -> the strategies whose journey and diaries are copied.
    """

    lived: Mapping[str, tuple[str, ...]]


class CopyExperiment(Experiment[CopyPlan, "Made"]):
    """Write a copy of the page that any browser opens without the program, from a disk or from a web server."""

    name = NAME
    request = CopyRequest

    def plan(self, request: CopyRequest) -> CopyPlan:
        """Return what is to be copied, checked."""
        from app.catalogue import shipped
        from experiments.running.versions import code_hash

        documents = shipped()
        if problems := list(_problems(request, documents)):
            raise RequestError(*problems)
        lived = {
            market: request.followed_in(documents[market]["facts"])  # those that the market has
            for market in request.markets
        }
        return CopyPlan(
            label="-".join([NAME, *request.markets]),
            lived=lived,
            depends_on=json.loads(json.dumps(request.document())) | {"page": code_hash("app")},
        )

    def run(self, plan: CopyPlan, lab: Lab) -> Made:
        """Return the copy: pages are visited until they ask for nothing that is not computed."""
        from app.export.making import Making
        from experiments.results.kept import make_folder

        making = Making(plan.request, plan.lived)
        answers: dict[str, Any] = {}
        while missing := asyncio.run(making.missing(answers)):
            answers |= _answered(missing, lab)
        made = asyncio.run(making.made(answers))
        for name in sorted({file.rpartition("/")[0] for file in made.files if "/" in file}):
            make_folder(lab.folder / name)
        return made

    def tables(self, result: Made) -> Mapping[str, pd.DataFrame]:
        """Return the errors of the surfaces."""
        import pandas as pd

        return {SURFACE_CSV: pd.DataFrame(result.errors)}

    def files(self, result: Made, command: str, folder: Path) -> Mapping[str, str]:
        """Return the pages, their answers and their scripts."""
        return result.files

    def summary(self, result: Made, folder: Path | None) -> Summary:
        """Return how wrong the surfaces may be, and where to begin."""
        size = sum(len(text.encode()) for text in result.files.values()) / 1e6
        pages = sum(name.endswith(".html") for name in result.files)
        return Summary(
            sentences=[f"{pages} pages, {size:.1f} MB; all but {folder}/runs is needed to show them."],
            rows=result.errors or [{"pages": pages, "megabytes": round(size, 1)}],
            is_rounded=True,
            files={"open": "index.html"},
        )


def _problems(request: CopyRequest, documents: Mapping[str, Any]) -> Sequence[str]:
    """Return all that is wrong with a request."""
    from app.address import LIVE_CUSTOMERS, WEEKS
    from app.copied import ROOMS
    from language import LANGUAGES
    from sim.market.messages import quoted, unknown

    found = [unknown("market", each, list(documents)) for each in request.markets if each not in documents]
    markets = [documents[each]["facts"] for each in request.markets if each in documents]
    strategies = sorted({each["name"] for facts in markets for each in facts["strategies"]})
    found += [
        f"--strategy: {unknown('strategy', each, strategies)}"
        for each in request.strategies
        if markets and each not in strategies
    ]
    found += [
        f"--lang: {unknown('language', each, list(LANGUAGES))}" for each in request.language if each not in LANGUAGES
    ]
    found += [f"--rooms: {unknown('room', each, ROOMS)}" for each in request.rooms if each not in ROOMS]
    for option, given, allowed in (
        ("--customers", request.customers, LIVE_CUSTOMERS),
        ("--weeks", request.weeks, WEEKS),
    ):
        if given not in allowed:
            found.append(
                f"{option}: must be {', '.join(map(str, allowed[:-1]))} or {allowed[-1]} (got {quoted(given)})"
            )
    for option, names in (("MARKET", request.markets), ("--lang", request.language)):
        if not names or len(set(names)) < len(names):
            found.append(f"{option}: must be given, each once (got {quoted(' '.join(names))})")
    return found


def _answered(missing: Mapping[str, Any], lab: Lab) -> dict[str, Any]:
    """Return the answers to some questions by their text; those that were computed earlier are found in the folder."""
    from app.export.work import answered, answers_in, fits, together

    groups = together(list(missing.values()))
    found: dict[str, Any] = {}
    with lab.progress("Answers") as progress, closing(lab.each(answered, groups, fits=fits)) as finished:
        for done, (texts, kept) in enumerate(finished, start=1):
            found |= dict(zip(texts, answers_in(kept), strict=True))
            progress(done, len(groups))
    return found
