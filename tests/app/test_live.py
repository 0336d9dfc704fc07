"""What the page computes is what the command line computes, bit by bit; nobody waits long behind somebody else."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from app.address import Asked, scenario_file
from app.answers import MARGIN, Answer, Future, Spread, spread
from app.catalogue import Catalogue, shipped
from app.desk import Desk
from app.engine.facts import facts_of
from app.engine.futures import Shelf, scenario_in, what_if
from app.engine.making import quantiles
from app.rooms.compare import my_scenario
from app.words import en
from app.worker import Turns, answered
from experiments.measures.metrics import figures
from experiments.running.study import Study
from sim.market.loading import load_shipped

ROOT = Path(__file__).parents[2]
FEW, WEEKS = 300, 26
ASKED = Asked("telecom", "fix-root-causes", {"price": 25.0, "agents": 3.8}, seed=7)


def test_a_what_if_equals_the_study(tmp_path):
    """The levers of the page, its scenario file on the command line, and Python give the same bits."""
    facts = Catalogue()["telecom"]
    file = tmp_path / "what-if.yaml"
    file.write_text(my_scenario(ASKED, facts, en), encoding="utf-8")
    weeks = Study.of("telecom", [file], customers=FEW, weeks=WEEKS).run(seed=7)
    shelf, told = Shelf(), []
    question = {"market": "telecom", "customers": FEW, "weeks": WEEKS, "seed": 7}
    for _ in what_if(shelf, question | {"scenario": scenario_file(ASKED, facts, "", "")}, told.append):
        pass
    of_page = [row[MARGIN] for each in told for row in each["with"]]
    npv = figures(weeks, "acme", load_shipped("telecom").category.discount_rate).set_index("scenario")["npv_eur"]
    assert sum(of_page) == pytest.approx(npv["what-if"], abs=1e-6)
    world = shelf.future("telecom", FEW, 7).with_strategy(scenario_in(file.read_text(), load_shipped("telecom"), WEEKS))
    for _ in range(WEEKS):
        world.step()
    own = weeks[weeks["scenario"] == "what-if"].drop(columns=["scenario", "seed"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(world.ledger.table()[own.columns], own, check_exact=True)


def test_kept_futures_change_nothing():
    """The second question to a settled market gives the bits that a fresh one gives."""
    question = {"market": "telecom", "customers": FEW, "weeks": WEEKS, "seed": 3, "scenario": ""}
    acting = question | {"scenario": "brand: acme\nlevers:\n- {set: brand.offer.price_eur, to: 22, from_week: 8}\n"}

    def told(shelf: Shelf, *questions: dict[str, object]) -> str:
        found: list[dict[str, object]] = []
        for each in questions:
            found.clear()
            for _ in what_if(shelf, each, found.append):
                pass
        return json.dumps(found)

    assert told(Shelf(), question, acting) == told(Shelf(), acting)


def test_the_shipped_documents_are_those_of_this_model():
    """What is shown while the model loads is what it will say; after a change of behaviour, run `make page`."""
    document = shipped()["telecom"]
    assert document["facts"] == json.loads(json.dumps(facts_of(load_shipped("telecom")))) | {
        "opens_with": document["facts"]["opens_with"]
    }
    assert document["quantiles"] == quantiles()
    told: list[dict[str, list[list[float]]]] = []
    question = {"market": "telecom", "customers": 2_000, "weeks": 13, "seed": 1, "scenario": ""}
    for _ in what_if(Shelf(), question, told.append):
        pass
    now = [[round(value, 3) for value in row] for row in told[0]["as_is"]]
    assert now == document["futures"]["1"]["as_is"][:13]


def test_only_whole_futures_are_averaged():
    """A future that is still being simulated moves no mean, unless it is the only one."""
    whole = Future(1, [[100, 10, 5, 1, 2, 50.0, 0]] * 2, [[110, 12, 5, 1, 2, 60.0, 0]] * 2)
    begun = Future(2, [[100, 10, 5, 1, 2, 50.0, 0]], [[300, 12, 5, 1, 2, 999.0, 0]])
    assert Answer(2, [whole, begun], quantiles()).gain == Spread(20.0, float("inf"))
    assert Answer(2, [begun, Future(3)], quantiles()).reached == 1


def test_an_interval_is_that_of_student():
    """Two futures that differ by two give an interval of 12.7 around their mean."""
    assert spread([1.0, 3.0], quantiles()).half == pytest.approx(12.706, abs=1e-3)


@pytest.mark.parametrize(
    "mean, half, word", [(900.0, 100.0, "Gains"), (-900.0, 100.0, "Loses"), (90.0, 100.0, "No clear")]
)
def test_words_claim_no_more_than_the_interval(mean, half, word):
    """A gain or loss is claimed only when the interval leaves out zero."""
    assert en.finding(Spread(mean, half), 104, cost=0.0).startswith(word)


def test_the_least_served_is_next():
    """Somebody with one short question does not wait behind somebody with a long one."""
    order: list[str] = []

    def turns(name: str, count: int) -> Iterator[None]:
        for _ in range(count):
            order.append(name)
            sum(range(20_000))
            yield

    queue = Turns()
    queue.add("busy", "1", turns("busy", 50))
    for _ in range(5):
        queue.take()
    queue.add("guest", "2", turns("guest", 2))
    for _ in range(6):
        queue.take()
    assert order[5:].count("guest") == 2


def test_a_dropped_question_costs_nothing_more():
    """Nothing more is lived of a question that nobody waits for."""
    queue = Turns()
    queue.add("visitor", "1", iter([None] * 3))
    queue.take()
    queue.drop("1")
    assert not queue


def test_an_error_is_told_to_whoever_asked():
    """What goes wrong in one question ends that question only."""
    told: list[dict[str, object]] = []

    def wrong(question: object, tell: object) -> Iterator[None]:
        raise ValueError("no such market")
        yield

    list(answered(wrong, {}, told.append))
    assert told == [{"error": "no such market"}]


def test_the_process_that_serves_never_imports_the_model():
    """The page is there at once: its process loads neither the model nor the libraries that it needs."""
    pytest.importorskip("starlette", reason="the page's packages are not installed: pip install cxsim[app]")
    heavy = "numpy", "pandas", "numba", "scipy", "matplotlib", "mesa", "sim.simulation"
    code = f"import sys, experiments.cli, app.serve; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_a_count_of_what_is_done_is_no_end():
    """An answer that tells how many worlds are done goes on until the worker says that it is done."""

    async def heard() -> list[dict[str, object]]:
        desk = Desk(1)
        (worker,) = desk._workers
        worker.state = {"state": "ready"}
        desk._is_ready.set()
        found = []
        asking = desk.ask("somebody", [{"kind": "moments"}])
        for message in ({"done": 5, "total": 9}, {"done": 9, "total": 9}, {"done": True}):
            asked = asyncio.ensure_future(anext(asking))
            await asyncio.sleep(0)
            desk._take_in(worker, {"job": "1"} | message)
            found.append((await asked)[1])
        assert [each async for each in asking] == []
        return found

    assert [each["done"] for each in asyncio.run(heard())] == [5, 9, True]
