"""What a network looks like, in five numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from sim.market.schema import Market
from sim.state.network import ties


class Shape(NamedTuple):
    """A network in numbers, means over seeds.

    Attributes
    ----------
    ties : of a customer, mean.
    spread : standard deviation of ties over their mean.
    maximum : ties of the customer with most ties.
    clustering : share of pairs of one's ties who are tied themselves, over all customers (transitivity), 0 to 1.
    alike : share of ties within a segment, 0 to 1.
    """

    ties: float
    spread: float
    maximum: float
    clustering: float
    alike: float


def shape_of(market: Market, customers: int, seeds: Sequence[int]) -> Shape:
    """Return the shape of the networks of a market, its segments dealt out by their shares."""
    shares = [segment.share for segment in market.segments.values()]
    return Shape(
        *np.mean([_measured(market, _dealt(shares, customers, seed), seed) for seed in seeds], axis=0).tolist()
    )


def _dealt(shares: Sequence[float], customers: int, seed: int) -> np.ndarray:
    """Return the segment of each customer, (customers,)."""
    rng = np.random.default_rng(seed)
    return rng.choice(len(shares), customers, p=np.array(shares) / sum(shares)).astype(np.uint8)


def _measured(market: Market, segments: np.ndarray, seed: int) -> Shape:
    network = ties(market.network, segments, seed)
    count, neighbour = np.diff(network.start), network.coded >> 1
    tied = csr_array((np.ones(neighbour.size), neighbour, network.start), shape=(count.size, count.size))
    closed = float((tied @ tied).multiply(tied).sum())  # each triangle six times
    pairs = float((count * (count - 1)).sum())
    inside = segments[np.repeat(np.arange(count.size), count)] == segments[neighbour]
    return Shape(
        float(count.mean()),
        float(count.std() / count.mean()),
        float(count.max()),
        closed / pairs if pairs else 0.0,
        float(inside.mean()),
    )
