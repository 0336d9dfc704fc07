"""The reasons that newcomers name when a brand asks why they came."""

from __future__ import annotations

from sim.foundations.compiled import rule


@rule
def plausible_shares(p):
    """Return how many of those who do not name what decided name price, quality, and fit: three shares, sum 1."""
    others = 1.0 - p.plausible_price
    return p.plausible_price, others * p.plausible_quality, others * (1.0 - p.plausible_quality)


@rule
def named_share(decided, plausible, p):
    """Return the share of newcomers who name a reason: ``candour decided + (1 - candour) plausible``.

    `decided` is the share for whom it decided, `plausible` the share of those who guess it. Source: people who are
    asked for the causes of what they did name plausible ones, whether or not these played a part, Nisbett & Wilson
    1977; form and numbers are our assumption.
    """
    return p.candour * decided + (1.0 - p.candour) * plausible
