"""The week is booked: bills, and the state of every customer."""

from __future__ import annotations

import numpy as np

from benchmarks.vectorised.crowd import Crowd, SegmentTerms
from benchmarks.vectorised.encounters import clip01, squashed
from benchmarks.vectorised.talking import remembered
from sim.rules.loyalty import PASSIVE, PROMOTER
from sim.rules.value import WEEKS_PER_MONTH
from sim.state.tables import Buying


def week_is_booked(crowd: Crowd, terms: SegmentTerms, line: np.ndarray) -> None:
    """Book the week of one segment: sums by brand are products with one-hot rows."""
    me, mind, p, offer = crowd.me, crowd.mind, terms.p, terms.offer
    brand, n_brands = me.brand, terms.n_brands
    is_of = (brand == np.append(np.arange(n_brands), -1)[:, None]).astype(terms.real)
    of_brand = is_of[:-1]
    image = squashed(mind.image).reshape(n_brands, -1)
    own = brand * crowd.size + np.arange(crowd.size)

    line["customers"] += is_of.sum(axis=1)
    for stage in range(len(Buying)):
        line["buying_stages"][:, stage] += is_of @ (me.buying == stage)
    line["open_orders"] += np.bincount(me.chosen[me.buying == Buying.ORDERED], minlength=len(line))
    line["needed"] += is_of @ me.needed
    aware = (mind.awareness > 0.5).reshape(n_brands, -1)
    line["aware"][:-1] += np.count_nonzero(aware | (of_brand == 1.0), axis=1)
    for name in ("satisfaction", "trust", "attachment", "habit", "adopted", "users"):
        line[name][:-1] += of_brand @ getattr(me, name)
    line["open_problems"][:-1] += of_brand @ (me.problem >= 0)
    line["image"][:-1] += (of_brand * image).sum(axis=1)
    breadth = offer.breadth[brand]
    line["unmet"][:-1] += of_brand @ np.maximum(me.needed - breadth, 0.0)
    line["under_users"][:-1] += of_brand @ (me.adopted < p.usage.under_use_threshold * breadth)

    bill = offer.price_eur[brand] * me.basket * me.price_ratio * (1.0 + me.extended)
    bill = np.floor(bill * (100.0 / WEEKS_PER_MONTH) + 0.5)
    cost = np.floor(offer.service_eur * 100.0 + 0.5)[brand] + np.floor(offer.goods_share[brand] * bill)
    line["revenue_cents"][:-1] += of_brand @ bill
    line["service_cost_cents"][:-1] += of_brand @ cost
    me.margin_cents += ((bill - cost) * (brand >= 0)).astype(np.int64)

    memory = remembered(crowd, terms)
    q = p.loyalty
    score = q.recommend_level + q.recommend_memory * memory + q.recommend_trust * (me.trust - 0.5)
    score += q.recommend_attachment * (me.attachment - 0.5) + q.recommend_spread * me.leniency
    score = 10.0 * clip01(score / 10.0)
    line["recommendation"][:-1] += of_brand @ score
    promoters, others = of_brand @ (score >= PROMOTER - 0.5), of_brand @ (score < PASSIVE - 0.5)
    line["recommenders"][:-1] += np.stack([promoters, of_brand.sum(axis=1) - promoters - others, others], axis=1)
    appeal = mind.awareness * image.ravel()
    appeal[own[brand >= 0]] = -1.0
    best_rival = np.maximum(appeal.reshape(n_brands, -1).max(axis=0), -1.0)
    kind = 2 * (me.habit >= q.high_habit) + (memory - best_rival >= q.high_attitude)
    for loyalty_type, code in enumerate((3, 1, 2, 0)):
        line["loyalty_types"][:-1, loyalty_type] += of_brand @ (kind == code)
