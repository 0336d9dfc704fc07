"""Worlds are simulated once for all who watch them, and samples do not depend on how."""

import numpy as np
import pytest

from experiments.experiment.lab import Lab
from experiments.results.store import Store
from experiments.validation.jobs import Job, PatternJobs, Size, begun, watched
from experiments.validation.pattern import Check, Design, Figure, Pattern, Result, Series, Watch
from experiments.validation.suite import outcome, validated
from tests.worlds import with_numbers

DEAR = ({"set": "brands.acme.offer.price_eur", "multiply": 2.0, "from_week": 3},)
DEAR_FROM_THE_START = ({"set": "brands.acme.offer.price_eur", "multiply": 2.0, "from_week": 0},)


@pytest.fixture(scope="module")
def market():
    return with_numbers("telecom", {"category.burn_in_weeks": 3})


def weeks_seen(simulation):
    """Return the week, the customers of the first brand and its price, after five weeks."""
    for _ in range(5):
        yield
    brands = simulation.world.customers["brand"]
    return {"seen": np.array([simulation.week, np.sum(brands == 0), simulation.world.offers["price_eur"][0, 0]])}


def price_before(simulation):
    """Return the price of the first brand after two weeks."""
    yield
    yield
    return {"price": simulation.world.offers["price_eur"][0, 0]}


def judged(samples):
    """Return the mean number of customers."""
    seen = next(iter(samples.values()))["seen"]
    check = Check("customers", float(seen[:, 1].mean()), 0.0, "some", low=0.0)
    return Result((check,), Figure("x", "y", (1,), (Series("simulated", (1.0,)),)), "Said.")


def pattern(name: str, **watches: Watch) -> Pattern:
    """Return a pattern with some watches."""
    return Pattern(name, "V", "A claim.", "Us 2024", "any", "In words.", watches, judged)


ONE = pattern("one", plain=Watch(Design(200, 3), weeks_seen))
TWO = pattern("two", plain=Watch(Design(200, 2), weeks_seen), dear=Watch(Design(200, 2, DEAR), weeks_seen))
EARLY = pattern("early", dear=Watch(Design(200, 1, DEAR_FROM_THE_START), weeks_seen))


def test_equal_designs_are_simulated_once(market, monkeypatch):
    """Three seeds of two patterns, one of them with a lever that begins later, take three burn-ins."""
    begun_seeds = []
    monkeypatch.setattr(
        "experiments.validation.jobs.begun", lambda *given: begun_seeds.append(given[2]) or begun(*given)
    )
    validated(market, [ONE, TWO])
    assert begun_seeds == [1, 2, 3]


def test_levers_from_before_the_burn_in_have_a_beginning_of_their_own(market):
    """A world that begins differently is another job."""
    assert PatternJobs.of(market, [ONE, EARLY]).jobs == (Job(0, 1), Job(1, 1), Job(0, 2), Job(0, 3))


def test_company_changes_nothing(market):
    """A pattern sees the same alone and beside others."""
    together = PatternJobs.of(market, [ONE, TWO, EARLY])
    alone = PatternJobs.of(market, [TWO])
    with_others = together.samples(TWO, {job: together(job) for job in together.jobs})
    by_itself = alone.samples(TWO, {job: alone(job) for job in alone.jobs})
    for name in TWO.watches:
        np.testing.assert_array_equal(with_others[name]["seen"], by_itself[name]["seen"])
    assert with_others["plain"]["seen"].shape == (2, 3)


def test_levers_act_on_their_own_world_only(market):
    """The dear world is dear from its week on, and the plain one is not."""
    jobs = PatternJobs.of(market, [TWO])
    seen = jobs(Job(0, 1))
    price = market.brands["acme"].offer.price_eur
    assert seen["two", "plain"]["seen"][2] == price
    assert seen["two", "dear"]["seen"][2] == 2 * price
    assert seen["two", "dear"]["seen"][0] == 5


def test_watches_end_when_they_have_seen_enough(market):
    """A short watch sees week two although another goes on to week five."""
    world = begun(market, Design(200, levers=DEAR), 1)
    seen = watched(world.fork(world.scenario), {("a", "a"): price_before(world)})
    assert seen["a", "a"]["price"] == market.brands["acme"].offer.price_eur


def test_only_whole_seeds_count(market):
    """A seed of which one world is missing is left out; a pattern without any seed has no result."""
    jobs = PatternJobs.of(market, [TWO])
    first = jobs(Job(0, 1))
    half = {("two", "plain"): first["two", "plain"]}
    assert len(jobs.samples(TWO, {Job(0, 1): first, Job(0, 2): half})["plain"]["seen"]) == 1
    nothing = outcome(jobs, TWO, {})
    assert nothing.result is None
    assert not nothing.passes


def test_workers_change_nothing(market):
    """Two processes find what one finds."""
    labs = (Lab(workers=workers) for workers in (1, 2))
    found = [[row for each in validated(market, [TWO], lab=lab) for row in each.rows()] for lab in labs]
    assert found[0] == found[1]


def test_finished_jobs_are_not_simulated_again(market, tmp_path, monkeypatch):
    """What an earlier attempt kept is taken over, and the result is the same."""
    lab = Lab(Store(tmp_path / "out", {"cxsim": "0", "inputs": {}}))
    before = validated(market, [ONE], lab=lab)
    monkeypatch.setattr("experiments.validation.jobs.begun", None)
    assert validated(market, [ONE], lab=lab)[0].rows() == before[0].rows()


def test_size_cuts_customers_and_sets_seeds():
    """A size never makes a world larger than its design."""
    assert Size(100, 5).of(Design(200, 3)) == Design(100, 5)
    assert Size(300).of(Design(200, 3)) == Design(200, 3)


def test_notes_of_one_week_only_are_kept(market):
    """Diaries of many customers do not pile up."""
    world = begun(market, Design(200, diaries=200), 1)
    kept = []

    def counted(simulation):
        for _ in range(4):
            yield
            kept.append(len(simulation.notes))
        return {}

    watched(world, {("a", "a"): counted(world)})
    assert kept == [1, 1, 1, 1]
