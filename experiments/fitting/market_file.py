"""The new market: what was moved, each number with its source, and everything else inherited."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

from experiments.design.derived import derived_name, derived_title
from experiments.fitting.facts import Facts
from experiments.fitting.fitting import Fitting
from experiments.fitting.handles import Handle
from sim.market.agreement import CAUSE_BY_BRAND
from sim.market.messages import LONGEST_FILE, dotted, printable, visible
from sim.market.schema import Market
from sim.market.sheet import numbers_in

WORD = "fitted"
GRADE = "adapted"
_MOST_FACTS = 4


def new_market(fitting: Fitting, market: Market, extends: str, date: str, command: str) -> str:
    """Return a market file that inherits from `extends` and has the fitted numbers, each with its source.

    Parameters
    ----------
    market : the one that was fitted.
    extends : as the new file refers to it.
    date, command : when and by what it was fitted.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    document: Any = CommentedMap(
        name=derived_name(market.name, WORD), title=derived_title(market.title, WORD), extends=extends
    )
    owners = {path: handle for handle in reversed(fitting.handles) for path in handle.paths}
    for path, value in with_all_brands(fitting.numbers, market).items():
        number: Any = value
        if path in fitting.numbers:
            number = CommentedMap(value=value, source=source(owners.get(path), fitting.facts, date), grade=GRADE)
            number.fa.set_flow_style()
        _put(document, path.split("."), number)
    document.yaml_set_start_comment(
        f"{market.name} fitted to {visible(fitting.facts.file)} on {date} (SHA-256 {fitting.facts.sha256[:12]}) by\n"
        f"{visible(command)}\n"
        "Only the numbers that were moved stand here; everything else is inherited."
    )
    yaml: Any = YAML()
    yaml.width = 4096
    text = StringIO()
    yaml.dump(document, text)
    return text.getvalue()


def source(handle: Handle | None, facts: Facts, date: str) -> str:
    """Return where a fitted number comes from: the facts that it was moved for, with their own sources."""
    by_title = {fact.title: fact for fact in facts.all}
    named = []
    for title in handle.facts if handle else ():
        own = by_title[title].source
        named.append(f"{title} ({printable(own, LONGEST_FILE)})" if own else title)
    more = f" and {len(named) - _MOST_FACTS} more" if len(named) > _MOST_FACTS else ""
    what = ": " + "; ".join(named[:_MOST_FACTS]) + more if named else ""
    return f"fitted to {visible(facts.file)} on {date}{what}"


def with_all_brands(numbers: Mapping[str, float], market: Market) -> dict[str, float]:
    """Return numbers with those of the other brands where a market may give one number for all of them at once."""
    groups = {
        tuple(path.split(".")[:3])
        for path in numbers
        if path.startswith("causes.") and path.split(".")[2] in CAUSE_BY_BRAND
    }
    whole = {dotted(each.path): each.value for each in numbers_in(market.model_dump()) if each.path[:3] in groups}
    return whole | dict(numbers)


def _put(document: Any, path: list[str], number: Any) -> None:
    """Write a number at its path."""
    from ruamel.yaml.comments import CommentedMap

    *groups, key = path
    for group in groups:
        document = document.setdefault(group, CommentedMap())
    document[key] = number
