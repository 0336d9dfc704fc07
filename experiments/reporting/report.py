"""The page: sections in order, one self-contained file, the same bits for the same comparison."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from experiments.reporting.formats import clean, horizon, number
from experiments.reporting.palette import Ink
from experiments.reporting.sections import (
    answer,
    assumptions,
    funnel,
    help,
    journey,
    loyalty,
    money,
    reasons,
    segments,
    talk,
    trajectories,
)
from experiments.reporting.view import View

if TYPE_CHECKING:
    from experiments.comparison import Comparison

_CHAPTERS = (
    answer.ranking,
    trajectories.section,
    journey.section,
    funnel.section,
    reasons.section,
    loyalty.section,
    help.section,
    talk.section,
    money.section,
    segments.section,
    assumptions.section,
)


def write_report(comparison: Comparison, path: str | Path) -> Path:
    """Write the report of a comparison as one HTML file and return its path.

    Raises
    ------
    OSError
        When the file cannot be written; nothing half written is left behind.
    """
    page = report(comparison)
    path = Path(path)
    half_written = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half_written.write_text(page, encoding="utf-8", newline="\n")
        half_written.replace(path)
    finally:
        half_written.unlink(missing_ok=True)
    return path


def report(comparison: Comparison) -> str:
    """Return the page of a comparison."""
    view = View(comparison)
    template = _environment().get_template("report.html.j2")
    return template.render(
        title=clean(comparison.market.title),
        brand=view.brand_title,
        headline=answer.headline(view),
        measure=answer.measured(view),
        points=answer.points(view),
        facts=_facts(view),
        sections=[chapter(view) for chapter in (_CHAPTERS if view.strategies else (assumptions.section,))],
        legend=[(view.titles[name], view.ink[view.titles[name]]) for name in (view.baseline, *view.drawn)],
        command=assumptions.command(view),
        version=clean(str(comparison.manifest.get("versions", {}).get("cxsim", ""))),
    )


def _facts(view: View) -> list[str]:
    """Return what was run, in a few words."""
    of = view.comparison
    return [
        f"{len(view.strategies)} strateg{'y' if len(view.strategies) == 1 else 'ies'} of {view.brand_title}",
        horizon(of.weeks),
        f"{len(of.seeds)} paired future{'' if len(of.seeds) == 1 else 's'}",
        f"{number(of.customers)} simulated customers",
    ]


def _environment() -> Environment:
    """Return the templates; whatever comes from a file is escaped."""
    environment = Environment(
        loader=PackageLoader("experiments.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["swatch"] = swatch
    return environment


def swatch(ink: Ink) -> Markup:
    """Return a small drawing of a scenario's colour, dash and marker."""
    dash = ink.dash if isinstance(ink.dash, tuple) else (0, ())
    pattern = " ".join(f"{2 * length:g}" for length in dash[1])
    return Markup(
        '<svg class="swatch" viewBox="0 0 28 12" aria-hidden="true"><line x1="0" y1="6" x2="28" y2="6" stroke="{0}" '
        'stroke-width="2.4" stroke-dasharray="{1}"/><path d="{2}" fill="{0}"/></svg>'
    ).format(ink.colour, pattern, _MARKER_PATHS[ink.marker])


_MARKER_PATHS = {
    "s": "M10 2h8v8h-8z",
    "o": "M14 1.5a4.5 4.5 0 1 0 .01 0z",
    "D": "M14 1l5 5-5 5-5-5z",
    "^": "M14 1l5 9h-10z",
    "v": "M14 11l5-9h-10z",
    "P": "M12 1h4v3h3v4h-3v3h-4V8H9V4h3z",
    "X": "M10 1l4 3 4-3 1 1-3 4 3 4-1 1-4-3-4 3-1-1 3-4-3-4z",
}
