"""Write the table of a validation into a page of the project, between the two marks that wait for it.

Example: python -m experiments.validation.document results/validation docs/VALIDATION.md
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.errors import OutputError
from experiments.results.folder import read_manifest, verified
from experiments.results.kept import replacing
from experiments.validation.experiment import TABLE
from experiments.validation.report import SUBJECTS, figure_in_words, title
from experiments.validation.suite import tolerance

BEGINS, ENDS = "<!-- validation.csv begins -->", "<!-- validation.csv ends -->"
_HEAD = "| pattern | kind | market | statistic | simulated | published | tolerance | |"


def written_into(page: str, checks: pd.DataFrame, made_by: str) -> str:
    """Return a page with the table of checks between its marks.

    Parameters
    ----------
    page : Markdown with both marks.
    checks : as in ``validation.csv``.
    made_by : the line above the table.

    Raises
    ------
    OutputError
        When a mark is missing.
    """
    before, first, rest = page.partition(BEGINS)
    _, second, after = rest.partition(ENDS)
    if not first or not second:
        raise OutputError(f"the page has no place for the table; it needs the lines {BEGINS} and {ENDS}")
    return "\n".join([before + BEGINS, "", made_by, *tables(checks), "", ENDS + after])


def tables(checks: pd.DataFrame) -> list[str]:
    """Return the checks as a table of Markdown for each set of patterns, under the name of the set."""
    lines = []
    for name, of_set in checks.groupby(checks["set"].astype(object).fillna(""), sort=False):
        lines += ["", f"**The {name} set**: {SUBJECTS[str(name)]}"] if name else []
        lines += ["", _HEAD, "|---" * 8 + "|", *rows(of_set)]
    return lines


def rows(checks: pd.DataFrame) -> list[str]:
    """Return the checks as rows of Markdown, a pattern named once."""
    lines, last = [], ("", "")
    for each in checks.fillna({"published": ""}).itertuples():
        is_new = (each.pattern, each.market) != last
        last = (each.pattern, each.market)
        cells = [title(each.pattern), each.kind, each.market] if is_new else ["", "", ""]
        cells += [each.statistic, figure_in_words(each.simulated, each.standard_error), each.published]
        cells += [tolerance(each.low, each.high), "pass" if each.passes else "**fail**"]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def main(arguments: Sequence[str]) -> None:
    """Write the table of a result folder into a page."""
    folder, page = map(Path, arguments)
    manifest, checks = read_manifest(folder), pd.read_csv(*verified(folder, [TABLE]))
    fewest, largest = checks["seeds"].min(), checks["seeds"].max()
    seeds = f"{largest} seeds" if fewest == largest else f"{fewest} to {largest} seeds"
    code = manifest.get("versions", {}).get("code", "unknown")
    made_by = (
        f"`{manifest.get('command', 'cxsim validate')}`, cxsim {manifest['cxsim']}, code {code}; {seeds}, up to "
        f"{checks['customers'].max():,} customers per market. Simulated ± standard error."
    )
    text = written_into(page.read_text(encoding="utf-8"), checks, made_by)
    with replacing(page) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
