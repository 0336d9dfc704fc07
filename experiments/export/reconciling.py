"""Whether the tables agree with the books of the run, and the run that was watched with the one that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.errors import ResultsError
from experiments.export.export import Exported
from experiments.results.folder import read_manifest, verified
from experiments.results.outputs import WEEKLY
from sim.state.counters import COUNTERS

_KEYS = ["week", "brand", "segment"]
_HALF_A_CENT = 0.005


def check_same(exported: Exported, folder: Path) -> None:
    """Check that the run which was watched has the very bits of the one that is kept.

    Raises
    ------
    ResultsError
        When it has others, as it may with other software.
    OutputError
        When the kept weeks were changed since they were written.
    """
    if WEEKLY not in read_manifest(folder).get("outputs", {}):
        return
    (path,) = verified(folder, [WEEKLY])
    kept = pd.read_parquet(path)
    scenario = exported.study.scenarios[0].name
    kept = kept[(kept["scenario"] == scenario) & (kept["seed"] == exported.seed)]
    if not len(kept):  # another seed was asked for
        return
    columns = [name for name in COUNTERS if name in kept]
    one, other = (each.set_index(_KEYS).sort_index()[columns] for each in (kept, exported.booked))
    if not one.equals(other.reindex(one.index)):
        raise ResultsError(
            f"the run of {folder} cannot be made again with the same bits: it was made with other software, or its "
            "inputs were changed; `cxsim rerun` says which"
        )


def reconciled(exported: Exported) -> pd.DataFrame:
    """Return what can be added up in the tables, beside the same in the books of the run.

    Returns
    -------
    Columns ``table``, ``figure``, ``in_table``, ``in_books``, and ``agrees`` (0 or 1): but for cents, where single
    amounts are rounded, both are equal.
    """
    rows = [
        {"table": table, "figure": figure, "in_table": float(one), "in_books": float(other), "off": float(off)}
        for table, figure, one, other, off in _sums(exported)
    ]
    found = pd.DataFrame(rows, columns=["table", "figure", "in_table", "in_books", "off"])
    agrees = (found["in_table"] - found["in_books"]).abs() <= found.pop("off")
    return found.assign(agrees=agrees.astype(int))


def _sums(exported: Exported) -> Iterator[tuple[str, str, Any, Any, Any]]:
    """Yield table, figure, its sum in the table and in the books, and how far they may be apart."""
    books = exported.booked[exported.booked["brand"] == exported.wanted.brand]
    at_end = books[books["week"] == exported.study.weeks]
    tables = exported.tables
    if "crm" in tables:
        yield from _of_customers(tables["crm"], books, at_end)
    if "survey" in tables:
        yield from _of_answers(exported)
    if "complaints" in tables:
        complaints = tables["complaints"]
        yield "complaints", "complaints", len(complaints), books["complaints"].sum(), 0
        known = complaints["known_in_week"] <= exported.study.weeks
        heard = complaints.loc[known.fillna(False).astype(bool), "stands_for"].sum()
        yield "complaints", "complaints at headquarters", heard, _heard(exported, "complaints"), 1e-6 * max(heard, 1)
    if "alerts" in tables:
        alerts = tables["alerts"]
        known = alerts["known_in_week"] <= exported.study.weeks
        yield "alerts", "alerts", alerts.loc[known, "alerts"].sum(), _heard(exported, "alerts"), 1e-6
    if "reviews" in tables:
        for stars in range(1, 6):
            posted = exported.booked[f"reviews_{stars}"].sum()
            yield "reviews", f"reviews, {stars} of 5 stars", (tables["reviews"]["stars"] == stars).sum(), posted, 0
    if "usage" in tables:
        own = exported.lived[exported.lived["brand"] == exported.wanted.brand]
        for column in (name for name in tables["usage"] if name.startswith("met_")):
            met = own.loc[own["touchpoint"] == column.removeprefix("met_"), "encounters"].sum()
            yield "usage", f"encounters, {column}", tables["usage"][column].sum(), met, 0
    if "truth/departures" in tables:
        departures = tables["truth/departures"]
        yield "truth/departures", "departures", len(departures), exported.booked["losses"].sum(), 0
        for reason, number in departures["reason"].value_counts(sort=False).items():
            booked = exported.booked[f"losses_{reason}"].sum()
            yield "truth/departures", f"departures, {reason}", number, booked, 0


def _of_customers(
    crm: pd.DataFrame, books: pd.DataFrame, at_end: pd.DataFrame
) -> Iterator[tuple[str, str, Any, Any, Any]]:
    """Yield the sums of contracts, or of orders."""
    if "order" in crm:
        yield "crm", "orders that arrived", len(crm), books["deliveries"].sum(), 0
        kept = crm.loc[crm["is_sent_back"] == 0, "amount_eur"]
        yield (
            "crm",
            "amount of orders that were kept, EUR",
            kept.sum(),
            books["revenue_eur"].sum(),
            _HALF_A_CENT * len(crm),
        )
        return
    there = crm["left_in_week"].isna()
    last = there & (crm["week"] == at_end["week"].iloc[0])
    yield "crm", "customers at the end", last.sum(), at_end["customers"].sum(), 0
    yield "crm", "departures", (~there).sum(), books["losses"].sum(), 0
    weekly = crm.loc[last, "bill_eur"].to_numpy() * 12 / 52
    yield "crm", "bills of the last week, EUR", weekly.sum(), at_end["revenue_eur"].sum(), 0.01 * len(weekly)


def _of_answers(exported: Exported) -> Iterator[tuple[str, str, Any, Any, Any]]:
    """Yield the sums of answers that the brand had got by the last week."""
    survey = exported.tables["survey"]
    known = survey[(survey["is_answered"] == 1) & (survey["known_in_week"] <= exported.study.weeks)]
    for kind, instrument, score in (
        ("encounter", "csat", "satisfaction"),
        ("encounter", "ces", "ease"),
        ("relation", "nps", "recommendation"),
    ):
        own = known[known["survey"] == kind]
        near = 1e-5 * max(len(own), 1)
        yield "survey", f"answers, {instrument}", own["stands_for"].sum(), _heard(exported, instrument), near
        mine = (own["stands_for"] * own[score].astype(float)).sum()
        heard = exported.heard[exported.heard["instrument"] == instrument]
        yield "survey", f"points, {instrument}", mine, (heard["score"] * heard["answers"]).sum(), 10 * near


def _heard(exported: Exported, instrument: str) -> float:
    """Return how many answers of an instrument the brand got, in the real market."""
    return float(exported.heard.loc[exported.heard["instrument"] == instrument, "answers"].sum())
