"""Policies as market and scenario files declare them, made into the objects that decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sim.market.policy_sheet import COUNTED
from sim.market.schema import PolicySpec
from sim.policies.follow_price import FollowPrice
from sim.policies.imitate_best import ImitateBest
from sim.policies.innovate import Innovate
from sim.policies.keep import Keep
from sim.policies.keep_distance import KeepDistance
from sim.policies.listen import Listen
from sim.policies.policy import Policy
from sim.policies.retaliate import Retaliate

KINDS: dict[str, type[Policy]] = {
    each.kind: each for each in (Keep, FollowPrice, KeepDistance, ImitateBest, Innovate, Retaliate, Listen)
}
"""Kind of a policy in a file -> its class."""


def policy_from(declared: Policy | PolicySpec | Mapping[str, Any] | None) -> Policy | None:
    """Return the policy that a file declares, or one given from Python as it is; None for none."""
    if declared is None or not isinstance(declared, PolicySpec | Mapping):
        return declared
    given = {key: value for key, value in dict(declared).items() if value is not None}
    kind = KINDS[given["kind"]]
    own = {field.name for field in fields(kind)} & given.keys()
    return kind(**{key: round(given[key]) if key in COUNTED else given[key] for key in own})
