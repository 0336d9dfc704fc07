"""The claims as a page of Markdown: claim, verdict, effect, interval, rule, switch, scenario.

Example: python -m experiments.theory.document results/telecom-theory results/retail-theory docs/THEORY.md
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.experiment.console import say
from experiments.pages.formats import listed, number
from experiments.results.folder import read_manifest
from experiments.results.kept import replacing
from experiments.theory.catalogue import theory as all_claims
from experiments.theory.claim import PARTS, Effect, Side
from experiments.theory.tables import rows
from experiments.theory.theory import Theory
from experiments.theory.verdict import SHORT, Found, Verdict
from experiments.theory.words import MEANINGS, effect_found, expectation

TABLE = "theory.csv"
_SHORT = [verdict.value for verdict in SHORT]
_HEAD = "| market | compared | effect and interval | the theory says | verdict |"


def document(found: Theory, command: str) -> str:
    """Return the page of one theory."""
    return page([pd.DataFrame(rows(found))], [command], {name.id: name.reasons for name in _claims(found)})


def _claims(found: Theory) -> list[Any]:
    return [shown.claim for shown in found.claims]


def page(tables: Sequence[pd.DataFrame], commands: Sequence[str], reasons: Mapping[str, Mapping[str, str]]) -> str:
    """Return the page of the theories of one or several markets.

    Parameters
    ----------
    tables : as in ``theory.csv``, one for each market.
    commands : by which they were made.
    reasons : claim -> market -> why it fails there.
    """
    every = pd.concat(tables, ignore_index=True).astype(object)
    every = every.where(every.notna(), None)
    lines = [*_beginning(every, commands), *_overview(every)]
    for part, heading in PARTS.items():
        own = every[every["part"] == part]
        if len(own):
            lines += ["", f"## {heading}"]
            for claim, of_claim in own.groupby("claim", sort=False):
                lines += chapter(of_claim, reasons.get(str(claim), {}))
    return "\n".join([*lines, ""])


def _beginning(every: pd.DataFrame, commands: Sequence[str]) -> Iterator[str]:
    yield "# The theory, claim by claim"
    yield ""
    yield (
        "Each claim of the theory is an experiment: two worlds that share their people and all random numbers "
        "and differ "
        "in one thing. This page is made by `cxsim theory`; what is written here follows from its runs."
    )
    yield ""
    for command, (market, of_market) in zip(commands, every.groupby("market", sort=False), strict=True):
        size = of_market.iloc[0]
        yield f"- `{command}`: {market}, {size['seeds']} seeds, {number(size['customers'])} customers in each world"
    yield ""
    yield (
        "The smallest effect of interest of every claim, and the reason for it, stands in its declaration "
        "([experiments/theory/claims](../experiments/theory/claims)), written before it was run. Intervals are "
        "corrected for all "
        "effects of a market (Holm). A verdict compares the interval with that smallest effect:"
    )
    yield ""
    for verdict, meaning in MEANINGS.items():
        yield f"- *{verdict.value}*: {meaning[0].lower()}{meaning[1:]}"


def _overview(every: pd.DataFrame) -> Iterator[str]:
    markets = list(dict.fromkeys(every["market"]))
    yield ""
    yield f"| claim | | {' | '.join(markets)} |"
    yield "|---|---|" + "---|" * len(markets)
    numbered = every.drop_duplicates("claim")
    for claim, sentence in zip(numbered["claim"], numbered["sentence"], strict=True):
        verdicts = [
            next(iter(every[(every["claim"] == claim) & (every["market"] == market)]["verdict"]), "")
            for market in markets
        ]
        yield f"| [{claim}](#{str(claim).lower()}) | {_cell(sentence)} | {' | '.join(map(_strong, verdicts))} |"


def chapter(of_claim: pd.DataFrame, reasons: Mapping[str, str]) -> Iterator[str]:
    """Yield one claim: its sentence, its effects by market, and what belongs to it."""
    first = of_claim.iloc[0]
    yield from ("", f"### {first['claim']}", "", f"**{first['sentence']}** {first['question']}", "")
    known = of_claim[of_claim["compared"].notna()]
    if len(known):
        yield from (_HEAD, "|---|---|---|---|---|")
        yield from map(_row, known.to_dict("records"))
        yield ""
    for row in of_claim[of_claim["compared"].isna()].to_dict("records"):
        if row["verdict"] == Verdict.AWAITS.value:
            yield from (f"Awaits {row['lacks']}.", "")
            break
        yield from (f"Cannot be shown in {row['market']}: {row['lacks']}.", "")
    for market in dict.fromkeys(of_claim[of_claim["verdict"].isin(_SHORT)]["market"]):
        if reason := reasons.get(market, ""):
            yield from (f"Why not in {market}: {reason}", "")
    if facts := list(_facts(first)):
        yield from facts


def _row(row: Mapping[str, Any]) -> str:
    sides = Side(row["first"], None, None), Side(row["second"], None, None)
    effect = Effect(row["compared"], row["unit"], *sides, row["expected"], row["smallest"], row["why"])
    mean, low, high, level = (
        math.nan if row[name] is None else float(row[name]) for name in ("effect", "low", "high", "level")
    )
    found = Found(mean, low, high, level, 0.0, row["seeds"], Verdict(row["effect_verdict"]))
    compared = f"{row['compared']}: {row['second']} against {row['first']}"
    cells = [row["market"], compared, effect_found(effect, found), expectation(effect), _strong(row["effect_verdict"])]
    return f"| {' | '.join(map(_cell, cells))} |"


def _facts(row: Any) -> Iterator[str]:
    if row["rule"]:
        module, _, function = row["rule"].rpartition(".")
        yield f"- rule: [`{function}`](../{module.replace('.', '/')}.py)"
    if row["source"]:
        yield f"- source: {row['source']}"
    if row["switch"]:
        yield f"- turned off by `{row['switch']}`"
    if row["scenario"]:
        yield f"- to play with: `{row['scenario']}`"


def _strong(verdict: str) -> str:
    return f"**{verdict}**" if verdict in _SHORT else verdict


def _cell(text: Any) -> str:
    return str(text).replace("|", "\\|")


def main(arguments: Sequence[str]) -> None:
    """Write the page from folders of results."""
    *folders, place = map(Path, arguments)
    tables = [pd.read_csv(folder / TABLE, keep_default_na=False, na_values=[""]) for folder in folders]
    commands = [str(read_manifest(folder)["command"]) for folder in folders]
    reasons = {claim.id: claim.reasons for claim in all_claims()}
    with replacing(place) as unfinished:
        unfinished.write_text(page(tables, commands, reasons), encoding="utf-8", newline="\n")
    say(f"{place}: {listed([f'{len(table):,} rows' for table in tables])}")


if __name__ == "__main__":
    main(sys.argv[1:])
