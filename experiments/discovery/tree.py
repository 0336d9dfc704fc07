"""Classification and regression trees, of which every node is a region: the one door to scikit-learn."""

from __future__ import annotations

from experiments.discovery.boxes import Box
from experiments.discovery.futures import Futures


def boxes_of_a_tree(futures: Futures, max_limits: int, smallest: float) -> list[Box]:
    """Return the regions of a tree grown to separate losses; all nodes below the root, not the leaves alone.

    Parameters
    ----------
    max_limits : depth of the tree.
    smallest : least share of the runs that a region holds, 0 to 0.5.

    Notes
    -----
    Shares of losses are split by their variance, which for losses and gains alone is the Gini index of a
    classification tree (Breiman, Friedman, Olshen & Stone 1984). For scenario discovery: Lempert, Bryant & Bankes 2008.
    """
    from sklearn.tree import DecisionTreeRegressor

    grown = DecisionTreeRegressor(max_depth=max_limits, min_weight_fraction_leaf=smallest, random_state=0)
    tree = grown.fit(futures.values, futures.lost, sample_weight=futures.runs).tree_
    boxes: list[Box] = []
    growing = [(0, Box())]
    while growing:
        node, box = growing.pop()
        below, above = int(tree.children_left[node]), int(tree.children_right[node])
        if below < 0:
            continue
        factor, threshold = futures.factors[tree.feature[node]], float(tree.threshold[node])
        parts = [(above, box.narrowed(factor, low=threshold)), (below, box.narrowed(factor, high=threshold))]
        boxes += [part for _, part in parts]
        growing += parts
    return boxes
