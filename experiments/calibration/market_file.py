"""The new market: what was fitted, each number with where it comes from, and everything else inherited."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

import numpy as np

from experiments.calibration.calibration import CONFIDENCE, Calibration
from experiments.design.derived import derived_name, derived_title
from experiments.design.factor import Factor
from experiments.design.factors import means, numbers_at
from experiments.design.varying import varied
from sim.market.messages import dotted, visible
from sim.market.schema import Market
from sim.market.sheet import numbers_in

_WORD = "calibrated"
_DIGITS = 6


def new_market(calibration: Calibration, market: Market, extends: str, date: str, command: str) -> str:
    """Return a market file that inherits from `extends` and has the best values in the place of its numbers.

    A comment at each number names its source; the values are rounded to six digits.

    Parameters
    ----------
    market : the one that was fitted.
    extends : as the new file refers to it.
    date, command : when and by what it was fitted.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    fitted = {each.factor.path: each for each in calibration.estimates}
    best = {path: _rounded(each.best, each.factor) for path, each in fitted.items()}
    before = {dotted(number.path): number.value for number in numbers_in(market.model_dump())}
    after = {dotted(number.path): number.value for number in numbers_in(varied(market, best).model_dump())}
    source = f"fitted to {visible(calibration.targets.file)} on {date}"
    document: Any = CommentedMap(
        name=derived_name(market.name, _WORD),
        title=derived_title(market.title, _WORD),
        extends=extends,
    )
    together = _moved_together(market, best)
    for path, value in after.items():
        if path in best or value != before[path]:
            if path in together:
                note = f"{source}: moved with {together[path]}; was {_short(before[path])}"
            elif path in best:
                low, high = (_short(end) for end in (fitted[path].low, fitted[path].high))
                note = f"{source}: {CONFIDENCE:.0%} interval {low} to {high}; was {_short(before[path])}"
            else:
                note = f"follows the fitted shares, so that all add up to 1; was {_short(before[path])}"
            _put(document, path.split("."), value, note)
    document.yaml_set_start_comment(
        f"{market.name} calibrated: {visible(source)} (SHA-256 {calibration.targets.sha256[:12]}) by\n"
        f"{visible(command)}\n"
        "Only what was fitted stands here; everything else is inherited."
    )
    yaml: Any = YAML()
    yaml.width = 4096
    text = StringIO()
    yaml.dump(document, text)
    return text.getvalue()


def _moved_together(market: Market, best: Mapping[str, float]) -> dict[str, str]:
    """Return the numbers that are moved together, by their paths, with the factor that is their mean."""
    return {
        dotted(number.path): name for name in best if (pattern := means(name)) for number in numbers_at(market, pattern)
    }


def _put(document: Any, path: list[str], value: float, note: str) -> None:
    """Write a number at its path, with a comment."""
    from ruamel.yaml.comments import CommentedMap

    *groups, key = path
    for group in groups:
        document = document.setdefault(group, CommentedMap())
    document[key] = value
    document.yaml_add_eol_comment(visible(note), key)


def _rounded(value: float, factor: Factor) -> float:
    """Return a value with six digits, within the range in which it was looked for."""
    return float(np.clip(float(f"{value:.{_DIGITS}g}"), factor.low, factor.high))


def _short(value: float) -> str:
    return f"{value:.3g}"
