"""The picture of worlds: for each strategy the gains of all of them, and luck beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.pages.charts.canvas import INK, Panel, drawing, unit_axis, without_axis, write_row
from experiments.pages.palette import NEGATIVE, NEUTRAL

if TYPE_CHECKING:
    from experiments.comparison.over_worlds import OverWorlds

_ROW = 0.85
_NINE_OF_TEN = 1.645


def gains_by_world(panel: Panel, of: OverWorlds) -> Panel:
    """Draw a row of marks for each strategy, one per world; losses in red, and a bar as long as luck."""
    view = of.view
    names = [name for name in view.ranking if name in view.drawn]
    with drawing(panel, _ROW * len(names) + 0.4, foot=0.4) as axes:
        axes.axvline(0, color=INK, linewidth=1)
        for row, name in enumerate(names):
            gains = of.gains(name)
            worlds = np.sort(gains.of_worlds)
            height = row + 0.18 * np.linspace(1, -1, len(worlds))
            colour = view.ink[view.titles[name]].colour
            for is_lost, shade in ((worlds <= 0, NEGATIVE), (worlds > 0, colour)):
                axes.plot(worlds[is_lost], height[is_lost], "o", color=shade, markersize=4, markeredgewidth=0)
            if of.knows_luck:
                reach, middle = _NINE_OF_TEN * np.sqrt(gains.luck), float(gains.means.mean())
                axes.plot([middle - reach, middle + reach], [row + 0.32] * 2, color=NEUTRAL, linewidth=3)
            write_row(axes, 0, row - 0.36, view.titles[name], "left")
        axes.set_ylim(len(names) - 0.5, -0.7)
        axes.locator_params(axis="x", nbins=5)
        unit_axis(axes.xaxis, view.metric.unit)
        without_axis(axes, "left")
    return panel
