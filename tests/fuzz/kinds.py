"""The kinds of files that a user may write or receive, each with a sample and its loader."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

from experiments.calibration.target_file import read_targets
from experiments.design.ensemble import Ensemble, provenance, read_ensemble, written
from experiments.design.ranges import read_ranges
from experiments.experiment.registry import experiment_in
from experiments.fitting.fact_file import read_facts
from experiments.optimisation.files import read_portfolio
from experiments.sweep.loading import load_sweep
from sim.market.crm import load_crm, mapping_in
from sim.market.documents import read_document
from sim.market.edge_list import edge_list_content, edges_in
from sim.market.loading import load_market
from sim.market.schema import Market
from sim.policies.rivals import load_rivals
from sim.scenarios.loading import load_scenario

TESTS = Path(__file__).parents[1]
FOLDER = Path(mkdtemp(prefix="cxsim-fuzz-"))
"""Where the files of a market lie beside each other; each is replaced while it is tried."""
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

MARKET = load_market(TESTS / "market" / "small")
SHOPS = load_market("retail")
HORIZON = 52


class Kind(NamedTuple):
    """A kind of file.

    Attributes
    ----------
    file : name of the file.
    sample : a small one that can be loaded.
    load : returns what a file holds, or refuses it.
    """

    file: str
    sample: bytes
    load: Callable[[Path], Any]


def _scenario(file: Path) -> Any:
    """Return a scenario, whose market is then admissible in every week of change."""
    scenario = load_scenario(file, MARKET, HORIZON)
    plan = scenario.plan(MARKET)
    for week in plan.weeks_of_change(HORIZON):
        for segment in MARKET.segments:
            assert Market.model_validate(plan.market_at(week, segment))
    return scenario


def _ties(file: Path) -> Any:
    return edges_in(edge_list_content(file), 50, str(file))


def _customers(file: Path) -> Any:
    return load_crm(file, MARKET, FOLDER / "map.yaml")


def _orders(file: Path) -> Any:
    return load_crm(file, SHOPS, mapping_in(read_document(FOLDER / "log.yaml"), SHOPS))


def _worlds() -> bytes:
    """Return a table of two worlds."""
    own = {"behaviour.loyalty.hazard": MARKET.behaviour.loyalty.hazard, "brands.acme.offer.price_eur": 30.0}
    worlds = tuple({path: value * factor for path, value in own.items()} for factor in (0.9, 1.1))
    made = provenance(MARKET) | {"command": "cxsim worlds small"}
    return written(Ensemble("", worlds, own, {"NPS, acme": (3.0, 4.0)}, {}, made)).encode()


_SMALL = (TESTS / "market" / "small" / "market.yaml").read_bytes()
_SCENARIO = b"""title: Every kind of lever
question: Is it read?
extends: calmer
brand: acme
levers:
  - {set: brand.offer.price_eur, add: 1, from_week: 2, until_week: 9, ramp_weeks: 2, for: {segment: families}}
  - {set: touchpoints.*.effort, to: 0.2, where: {kind: product}, cost: {one_off_eur: 10, weekly_eur: 1}}
policies:
  rival: {kind: follow-price, follows: acme, lag_weeks: 6}
"""
_STUDY = b"""market: market.yaml
scenarios: [calmer]
brand: acme
customers: 500
seeds: [1, 4]
factors:
  brand.offer.price_eur: {range: [20, 30], steps: 3}
  brand.visibility: {values: [0.1, 0.3]}
  behaviour.impressions.loss_aversion: {within: 0.2, steps: 2}
design: grid
metrics: [npv_eur, nps]
"""
_PORTFOLIO = b"""question: What can be bought?
brand: acme
candidates:
  - {scenario: calmer, only: [1], name: half, title: One of the levers, kind: yes_no}
  - name: reward
    levers:
      - {set: brand.relationship.referral, to: 0.6, from_week: 8, cost: {one_off_eur: 100, weekly_eur: 4}}
"""
_RANGES = b"behaviour.impressions.loss_aversion: [1.5, 2.5]\nbrand.offer.price_eur: [20, 40]\n"
_MAPPING = b"""customer: id
brand: {name: acme}
segment: {column: kind, values: {private: families, business: professionals}}
tenure: {column: months, unit: months}
price: {column: pays}
users: {number: 2}
"""
_FACTS = b"""# What we know
what,brand,segment,touchpoint,value,unit,tolerance,source,basis,date
share,acme,,,60,,,survey,,
share,rival,,,40,,2,,,
nps,acme,families,,3,points,2,"a, b",respondents,2024-12-31
nps,acme,families,,5,points,2,,,2025-12-31
churn,acme,,,30,,,,headquarters,
"""
_TARGETS = b"""kind,metric,brand,segment,week,age,times,value,tolerance,set
series,churn,acme,,4,,,15,2,fit
series,share,acme,families,8,,,30,1,hold_out
retention,,,,,1,,63.1,1,fit
moment,correlation satisfaction trust,acme,,10,,,0.5,0.1,
"""
_TIES = b"customer,customer,strong\n1,2,yes\n2,3,no\n3,1,1\n4,5,0\n"
_TABLE = b"id,kind,months,pays\n" + b"".join(
    b"%d,private,%d,30\n%d,business,12,25.5\n" % (i, i, 100 + i) for i in range(30)
)
_RIVALS = b"""title: Rivals answer
source: Our assumption
policy: {kind: keep-distance, reaction: 0.5, lag_weeks: 4, floor: 0.85}
brands:
  rival: {kind: imitate-best, imitates: quality, adjustment_share: 0.01}
"""
_LOG = b"receipt,day,who,pieces,each\n" + b"".join(
    b"%d,2024-0%d-01,c%d,%d,20\n" % (i, 1 + i % 6, i % 40, 1 - 2 * (i % 9 == 8)) for i in range(80)
)
_OF_LOGS = b"""customer: who
segment: {rules: [{segment: households}]}
price: {column: each}
orders: {date: day, order: receipt, quantity: pieces}
"""
_EXPERIMENT = b'''"""An experiment of one's own."""
from dataclasses import dataclass
from typing import Annotated

from experiments.experiment import Experiment, MarketRequest, Plan, between


@dataclass(frozen=True, kw_only=True)
class StayRequest(MarketRequest):
    """Who stays."""

    seeds: Annotated[int, between(1, 100, help="Runs.")] = 10


class Stay(Experiment):
    """Show who stays."""

    name = "stay"
    request = StayRequest

    def plan(self, request):
        return Plan(label="stay")

    def run(self, plan, lab):
        return None

    def tables(self, result):
        return {}
'''

DOCUMENTS = {
    "market": Kind("market.yaml", _SMALL, load_market),
    "scenario": Kind("try.yaml", _SCENARIO, _scenario),
    "study": Kind("study.yaml", _STUDY, load_sweep),
    "portfolio": Kind("portfolio.yaml", _PORTFOLIO, lambda file: read_portfolio(file, MARKET, HORIZON)),
    "ranges": Kind("ranges.yaml", _RANGES, lambda file: read_ranges(file, MARKET)),
    "mapping": Kind("map.yaml", _MAPPING, lambda file: mapping_in(read_document(file), MARKET)),
    "mapping of orders": Kind("log.yaml", _OF_LOGS, lambda file: mapping_in(read_document(file), SHOPS)),
    "rivals": Kind("rivals.yaml", _RIVALS, lambda file: load_rivals(file, MARKET)),
}
"""YAML files."""
TABLES = {
    "facts": Kind("facts.csv", _FACTS, lambda file: read_facts(file, MARKET, until="2025-06-30")),
    "targets": Kind("targets.csv", _TARGETS, lambda file: read_targets(file, MARKET)),
    "ties": Kind("ties.csv", _TIES, _ties),
    "customers": Kind("customers.csv", _TABLE, _customers),
    "orders": Kind("orders.csv", _LOG, _orders),
    "worlds": Kind("worlds.csv", _worlds(), lambda file: read_ensemble(file, MARKET)),
}
"""CSV files."""
KINDS = DOCUMENTS | TABLES | {"experiment": Kind("stay.py", _EXPERIMENT, experiment_in)}

for kind in KINDS.values():
    (FOLDER / kind.file).write_bytes(kind.sample)
shutil.copy(TESTS / "market" / "small" / "calmer.yaml", FOLDER)
