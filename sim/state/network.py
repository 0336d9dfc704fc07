"""The social network: ties between customers and their strength.

Ties are drawn one after the other, each at its address, so that a network depends on its seed and not on the machine.
Their number is exact: half of customers times mean ties, as far as there are pairs.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array

from sim.foundations.compiled import compiled
from sim.foundations.draws import Why, uniform, uniform_columns, uniforms
from sim.market.edge_list import edge_list_content, edges_in
from sim.market.schema import NetworkSpec

# A network has no weeks: in their place, the address of a draw holds its purpose, or else the number of the attempt.
STRENGTH, REWIRING, ARRIVAL = -1, -2, -3

PATIENCE = 16
"""Attempts to place a tie by the rules of the network; after that it joins any two people without a tie."""

LOOSE = -1
"""The other end of a tie that is still to be rewired."""

KEPT = 4
"""Number of networks kept in memory for further runs."""


class Ties(NamedTuple):
    """The ties of all customers, row after row. Both arrays are read-only.

    A tie and its strength stand on both sides; nobody is tied to themselves, and no tie is there twice. The ties of
    customer i are ``coded[start[i] : start[i + 1]]``, ascending: the neighbour is ``tie >> 1``, strong if ``tie & 1``.
    """

    start: np.ndarray
    """(n + 1,) int64."""
    coded: np.ndarray
    """(n_ties,) int32, 2 * neighbour + is_strong."""


_kept: OrderedDict[bytes, Ties] = OrderedDict()
_keeping = Lock()


def ties(spec: NetworkSpec, segments: np.ndarray, seed: int, folder: Path | None = None) -> Ties:
    """Return the ties of all customers; the same arrays when recent arguments are repeated.

    Parameters
    ----------
    spec : kind of network and its numbers.
    segments : (n,) uint8, the segment of each customer.
    seed : random seed of the run.
    folder : where a relative path of an edge list starts from; the working folder when not given.

    Raises
    ------
    InputError : when an edge list cannot be used, with the lines that are wrong.
    """
    path = (folder or Path()) / (spec.edges or "")
    content = edge_list_content(path) if spec.kind == "edge_list" else b""
    given = hashlib.sha256(f"{spec!r} {seed} {segments.size}".encode())
    given.update(segments.astype(np.uint8).tobytes())
    given.update(content)
    key = given.digest()
    with _keeping:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = _edge_list(spec, segments, seed, content, path) if spec.kind == "edge_list" else _grown(spec, segments, seed)
    for array in made:
        array.flags.writeable = False
    with _keeping:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def _edge_list(spec: NetworkSpec, segments: np.ndarray, seed: int, content: bytes, path: Path) -> Ties:
    """Return the ties of a file; strengths are drawn if it holds none."""
    edges = edges_in(content, segments.size, str(path))
    strong = _strengths(edges.pairs, spec.strong_share, np.uint64(seed)) if edges.strong is None else edges.strong
    return _by_customer(segments.size, edges.pairs, strong)


def _grown(spec: NetworkSpec, segments: np.ndarray, seed: int) -> Ties:
    """Return the ties of a network of some kind."""
    n = segments.size
    seed = np.uint64(seed)  # type: ignore[assignment]  # one type for all seeds, however large
    n_pairs = min(round(n * spec.ties / 2), n * (n - 1) // 2)
    match spec.kind:
        case "small_world":
            pairs = _small_world(n, n_pairs, spec.rewired_share, seed)
        case "scale_free":
            arrivals = uniform_columns(seed, Why.NETWORK, ARRIVAL, np.arange(n))[:, 0]
            pairs = _scale_free(np.argsort(arrivals, kind="stable"), n_pairs, seed)
        case "stochastic_block":
            pairs = _blocks(np.argsort(segments, kind="stable"), *_mixing(segments, spec.homophily), n_pairs, seed)
        case _:
            pairs = _blocks(np.arange(n), np.zeros(n, np.uint8), np.array([0, n]), 0.0, 0.0, n_pairs, seed)
    return _by_customer(n, pairs, _strengths(pairs, spec.strong_share, seed))


def _mixing(segments: np.ndarray, homophily: float) -> tuple[np.ndarray, np.ndarray, float, float]:
    """Return the mixing with which a share `homophily` of all ties stays inside a segment.

    At random, a share w of ties is inside. Above w some ties are placed inside on purpose (Coleman's inbreeding
    homophily, (homophily - w) / (1 - w)), and everybody keeps the same expected number of ties; below w some are placed
    outside. Source: Coleman 1958; Currarini, Jackson & Pin 2009, Econometrica 77(4).

    Returns
    -------
    ordered : (n,) uint8, segments in ascending order.
    first : (segments + 1,) int64, where each segment starts in that order.
    inside, outside : shares of ties placed inside and outside the segment; the others are random.
    """
    sizes = np.bincount(segments, minlength=1)
    first = np.concatenate(([0], np.cumsum(sizes)))
    by_chance = float((sizes * (sizes - 1)).sum()) / max(segments.size * (segments.size - 1), 1)
    inside = outside = 0.0
    if homophily < by_chance < 1:
        outside = 1 - homophily / by_chance
    elif by_chance < 1:
        inside = (homophily - by_chance) / (1 - by_chance)
    return np.sort(segments), first, inside, outside


@compiled
def _no_ties(n_pairs):
    """Return an empty set with room for `n_pairs` ties: (2**k,) uint64, at most half full, zero where nothing is."""
    size = 4
    while size < 2 * n_pairs:
        size *= 2
    return np.zeros(size, np.uint64)


@compiled
def _added(known, a, b):
    """Return whether the tie of a and b is new, and store it; nobody is tied to themselves."""
    if a == b:
        return False
    tie = np.uint64(min(a, b)) << np.uint64(32) | np.uint64(max(a, b))
    last = np.uint64(known.size - 1)
    # Fibonacci hashing (Knuth, The Art of Computer Programming 3, section 6.4), then the next free place.
    place = (tie * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32) & last
    while known[place] != 0:
        if known[place] == tie:
            return False
        place = (place + np.uint64(1)) & last
    known[place] = tie
    return True


@compiled
def _small_world(n, n_pairs, rewired_share, seed):
    """Return the ties of people in a circle, of which a share is rewired at random: (n_pairs, 2) int32.

    Neighbours in the circle are neighbours in the table. Source: Watts & Strogatz 1998, Nature 393.
    """
    pairs = np.empty((n_pairs, 2), np.int32)
    known = _no_ties(n_pairs)
    for a in range(n):
        first = a * n_pairs // n
        for e in range(first, (a + 1) * n_pairs // n):
            b = (a + 1 + e - first) % n
            stays = uniform(seed, Why.NETWORK, REWIRING, e) >= rewired_share and _added(known, a, b)
            pairs[e, 0], pairs[e, 1] = a, b if stays else LOOSE
    for e in range(n_pairs):
        a, b = pairs[e, 0], pairs[e, 1]
        attempt = 0
        while b == LOOSE:
            u = uniforms(seed, Why.NETWORK, attempt, e)
            other = int(u[0] * n)
            if attempt >= PATIENCE:
                a = int(u[1] * n)
            if _added(known, a, other):
                b = other
            attempt += 1
        pairs[e, 0], pairs[e, 1] = a, b
    return pairs


@compiled
def _scale_free(arrivals, n_pairs, seed):
    """Return the ties of preferential attachment, in which people arrive one by one: (n_pairs, 2) int32.

    arrivals : (n,) int64, customers in the order of arrival; drawn, or the first rows of the table would be the hubs.

    Each brings the same number of ties, up to rounding; the first few find too few people, and the next compensate.
    Source: Barabasi & Albert 1999, Science 286.
    """
    n = arrivals.size
    pairs = np.empty((n_pairs, 2), np.int32)
    made = 0
    for i in range(n):
        before = made
        for e in range(before, min(before + i, (i + 1) * n_pairs // n)):
            attempt = 0
            while made == e:
                u = uniforms(seed, Why.NETWORK, attempt, e)
                b = arrivals[int(u[0] * i)]
                if before > 0 and attempt < PATIENCE:
                    # A random end of a random tie is a person in proportion to the ties they have.
                    b = pairs[int(u[1] * before), int(u[2] * 2)]
                if b not in pairs[before:e, 1]:
                    pairs[e, 0], pairs[e, 1] = arrivals[i], b
                    made += 1
                attempt += 1
    return pairs


@compiled
def _blocks(people, segments, first, inside, outside, n_pairs, seed):
    """Return ties between random people, with homophily: (n_pairs, 2) int32.

    people : (n,) int64, customers in the order of their segments.
    segments, first, inside, outside : see `_mixing`; with a single segment this is the random graph G(n, m).

    Source: Erdos & Renyi 1959; Holland, Laskey & Leinhardt 1983, Social Networks 5 (stochastic blocks).
    """
    pairs = np.empty((n_pairs, 2), np.int32)
    known = _no_ties(n_pairs)
    # All are drawn before the first is checked: bulk draws are several times faster.
    for e in range(n_pairs):
        pairs[e, 0], pairs[e, 1] = _drawn(people, segments, first, inside, outside, 0, e, seed)
    for e in range(n_pairs):
        attempt = 1
        while not _added(known, pairs[e, 0], pairs[e, 1]):
            pairs[e, 0], pairs[e, 1] = _drawn(people, segments, first, inside, outside, attempt, e, seed)
            attempt += 1
    return pairs


@compiled
def _drawn(people, segments, first, inside, outside, attempt, e, seed):
    """Return the two people that an attempt draws for tie e, who may be tied already or be one and the same."""
    u = uniforms(seed, Why.NETWORK, attempt, e)
    i = int(u[0] * people.size)
    low, high = first[segments[i]], first[segments[i] + 1]
    if attempt >= PATIENCE or u[1] >= inside + outside:
        j = int(u[2] * people.size)
    elif u[1] < inside:
        j = low + int(u[2] * (high - low))
    else:
        j = int(u[2] * (people.size - (high - low)))
        j += high - low if j >= low else 0
    return people[i], people[j]


@compiled
def _strengths(pairs, strong_share, seed):
    """Return which ties are strong, (n_pairs,) uint8, drawn at the address of the two people."""
    strong = np.empty(len(pairs), np.uint8)
    for e in range(len(pairs)):
        a, b = min(pairs[e, 0], pairs[e, 1]), max(pairs[e, 0], pairs[e, 1])
        strong[e] = uniform(seed, Why.NETWORK, STRENGTH, a, b) < strong_share
    return strong


def _by_customer(n: int, pairs: np.ndarray, strong: np.ndarray) -> Ties:
    """Return the ties seen from both sides, in the order of the customers."""
    one, other = pairs.T
    both = np.concatenate((one, other)), np.concatenate((other, one))
    rows = coo_array((np.concatenate((strong, strong)), both), shape=(n, n)).tocsr()
    rows.sort_indices()
    return Ties(rows.indptr.astype(np.int64), (2 * rows.indices + rows.data).astype(np.int32))
