"""Image as an average of impressions, in place of their sum: what counts is how good they were, not how many.

Information integration by averaging (Anderson 1981): a mild impression added to good ones lowers the whole, which no
sum does.
"""

from __future__ import annotations

from sim.foundations.maths import clamp01


def image_after(stock, felt, weight, p):
    """Return the image stock after an impression: a leaky *average*, so that frequency counts only while it is rare.

    ``stock + gain weight (lasting (felt - reference) - stock)``. An image built of one full impression a week ends
    where the sum of the model does: ``lasting = 1 + gain kept / (1 - kept)``, with the share `kept` of a week.

    Source: averaging, Anderson 1981; speed as that of the sum, our assumption.
    """
    lasting = 1.0 + p.image_gain * p.image_kept / (1.0 - p.image_kept)
    return stock + clamp01(p.image_gain * weight) * (lasting * (felt - p.reference) - stock)
