"""What an export holds, in words."""

from __future__ import annotations

from experiments.export.export import Exported


def about(exported: Exported, command: str) -> str:
    """Return the text beside the tables."""
    study, wanted = exported.study, exported.wanted
    market, scenario = study.market, study.scenarios[0]
    people = market.category.customers / study.customers
    lines = [
        "Synthetic data with known truth",
        "",
        f"Command     {command}",
        f"Market      {market.title}",
        f"Scenario    {scenario.title or scenario.name}",
        f"Brand       {market.brands[wanted.brand].title}",
        f"Customers   {study.customers:,} simulated; each stands for {people:,.4g} of the real market",
        f"Weeks       {study.weeks}, in periods of {wanted.every}",
        f"Seed        {exported.seed}",
        "",
        "dictionary.csv says what each column means, and who can know it. The tables of this folder are what a company",
        "can hold; reviews are public. Those in the folder truth are what no company can know: use them to judge an",
        "analysis, not to make it. Tables are joined by customer and week, or by the number of a question or review.",
        "",
        "Everybody here is simulated. What an analysis finds is true of this world, which was built from assumptions.",
        "reconciliation.csv shows that the tables add up to the books of the run.",
    ]
    return "\n".join(lines) + "\n"
