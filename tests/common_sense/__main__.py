"""Write the figures of docs/COMMON_SENSE.md: ``python -m tests.common_sense docs``.

The table of what-ifs and the sentences about prices stand between the marks of the page; the drawing is price.svg
beside it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from experiments.results.kept import replacing
from experiments.running.versions import software
from experiments.validation.report import figure_in_words
from experiments.validation.suite import tolerance
from tests.common_sense import prices
from tests.common_sense.asked import WHAT_IFS
from tests.common_sense.figures import CUSTOMERS, SEEDS, Stage, figure
from tests.common_sense.what_ifs import Expectation, WhatIf

PAGE, DRAWING = "COMMON_SENSE.md", "price.svg"
_HEAD = "| foreseen | figure | weeks | accepted | simulated | as foreseen |"
_OF = {"focus": "", "rivals": " of the rivals", "entrant": " of the entrant", "all": " of all brands"}


def chapter(stage: Stage, what_if: WhatIf) -> Iterator[str]:
    """Yield the lines of the chapter of a what-if."""
    yield from ("", f"### {what_if.title}", "", what_if.sense, "", _HEAD, "|---" * 6 + "|")
    for expected in what_if.expectations:
        seen = stage.seen(what_if, expected)
        verdict = "yes" if expected.low <= seen.mean <= expected.high else f"**no**: {expected.offends}"
        cells = [expected.claim, in_unit(expected), weeks(expected), tolerance(expected.low, expected.high)]
        yield "| " + " | ".join([*cells, figure_in_words(*seen), verdict]) + " |"


def in_unit(expected: Expectation) -> str:
    """Return which figure is looked at, of whom and in which unit."""
    of = figure(expected.figure)
    unit = f", {of.unit}" if of.unit else ""
    words = of.words[:1].lower() + of.words[1:] if not of.words[:2].isupper() else of.words
    what = words + _OF[expected.whom]
    return {"level": f"{what}{unit}", "points": f"change of {what}{unit}", "per cent": f"change of {what}, %"}[
        expected.seen_as
    ]


def weeks(expected: Expectation) -> str:
    """Return the weeks of an expectation: "52", "1-13"."""
    first, last = expected.weeks
    return str(last) if first == last else f"{first}-{last}"


def filled(page: str, mark: str, lines: Sequence[str]) -> str:
    """Return a page with other lines between the two comments that begin and end a place in it.

    Raises
    ------
    ValueError
        When the page has no such place.
    """
    begins, ends = f"<!-- {mark} begins -->", f"<!-- {mark} ends -->"
    before, first, rest = page.partition(begins)
    _, second, after = rest.partition(ends)
    if not first or not second:
        raise ValueError(f"the page has no place for {mark}; it needs the lines {begins} and {ends}")
    return "\n".join([before + begins, "", *lines, "", ends + after])


def written(path: Path, text: str) -> None:
    """Write a file as a whole."""
    with replacing(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str]) -> None:
    """Write page and drawing into a folder of documents."""
    folder = Path(*arguments)
    made_by = f"`make common-sense`, code {software()['code']}"
    stages = {market: Stage(market) for market in dict.fromkeys(each.market for each in WHAT_IFS)}
    found = [
        f"{made_by}; {CUSTOMERS:,} customers, {SEEDS} seeds. Simulated ± standard error.",
        *(line for each in WHAT_IFS for line in chapter(stages[each.market], each)),
    ]
    dearer = {market: prices.prices(market) for market in prices.MARKETS}
    words = [
        f"{made_by}; {prices.CUSTOMERS:,} customers, {prices.SEEDS} seeds, five years.",
        *(f"- {prices.in_words(market, each)}" for market, each in dearer.items()),
    ]
    page = (folder / PAGE).read_text(encoding="utf-8")
    page = filled(filled(page, "what-ifs", found), "prices", words)
    written(folder / DRAWING, prices.drawing(dearer))
    written(folder / PAGE, page)


if __name__ == "__main__":
    main(sys.argv[1:])
