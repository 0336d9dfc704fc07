"""``cxsim run``: one scenario, one seed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.console import say, show
from experiments.commands.options import Customers, FromCrm, Json, Mapping, MarketArgument, Overwrite, Seed, Weeks

_SHOWN = ("customers", "share", "churn", "nps", "satisfaction", "trust", "complaint_rate", "revenue_eur", "margin_eur")
_TITLES = {"share": "share, %", "complaint_rate": "complain, % a week", "satisfaction": "satisfied"}


def run(
    market: MarketArgument,
    scenario: Annotated[str, typer.Option(help="A scenario's name or file.")] = "baseline",
    customers: Customers = None,
    weeks: Weeks = None,
    seed: Seed = 1,
    from_crm: FromCrm = None,
    mapping: Mapping = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write weekly.parquet and manifest.json to this folder.")
    ] = None,
    overwrite: Overwrite = False,
    json: Json = False,
) -> None:
    """Run one scenario once, and show where every brand stands in the last year.

    Example: cxsim run telecom --scenario price-cut --customers 5000 --weeks 104 --out results/price-cut
    """
    from experiments.commands.work import run_into
    from experiments.measures.metrics import NOBODY, figures
    from experiments.running.request import Request
    from sim.market.loading import load_market

    request = Request(
        "run",
        market,
        (scenario,),
        customers=customers,
        weeks=weeks,
        seed=seed,
        from_crm=from_crm,
        mapping=mapping,
    )
    booked = run_into(out, request, overwrite=overwrite)
    rows = []
    for brand in booked["brand"].unique():
        if brand != NOBODY:
            row = figures(booked, brand, discount_rate=0.0).iloc[0]
            rows.append({"brand": brand} | {name: float(row[name]) for name in _SHOWN})
    is_contractual = load_market(market).category.kind == "contractual"
    show(rows, json, _TITLES | {"churn": f"{'churn' if is_contractual else 'lost'}, % a year"}, is_rounded=True)
    if out:
        say(f"weeks: {out / 'weekly.parquet'}")
