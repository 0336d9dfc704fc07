"""Keys of earlier market files, and what stands in their place."""

from __future__ import annotations

from sim.market.documents import Node
from sim.market.messages import Place

MOVED: dict[tuple[str, ...], str] = {
    ("behaviour", "impressions", "second_hand"): "behaviour.household.told",
    ("behaviour", "touchpoints", "worst_served_weight"): "behaviour.household.worst_served_weight",
    ("behaviour", "usage", "coaching_adoption"): "behaviour.follow_up.coaching_adoption",
    ("behaviour", "usage", "coaching_attachment"): "behaviour.follow_up.coaching_attachment",
}
"""Numbers that stand elsewhere now."""


def replacement(document: Node, path: Place) -> str | None:
    """Return what to write in place of a key that market files no longer have; None for any other key."""
    if len(path) == 4 and path[0] == "brands" and path[2:] == ("costs", "goods_share"):
        return _goods(document, str(path[1]))
    if moved := MOVED.get(tuple(map(str, path))):
        return f"is now {moved}"
    return None


def _goods(document: Node, brand: str) -> str:
    """Return the cost of goods that a share of the price stood for."""
    share = document.at("brands", brand, "costs", "goods_share", "value") or document.at(
        "brands", brand, "costs", "goods_share"
    )
    price = document.at("brands", brand, "offer", "price_eur")
    values = [node.value for node in (share, price) if node and isinstance(node.value, int | float)]
    amount = f"goods_eur: {values[0] * values[1]:.10g}" if len(values) == 2 else "goods_eur"
    return f"is now an amount that stays when the price changes: write {amount}, the price x goods_share, in EUR"
