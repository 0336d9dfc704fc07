"""Works are chosen by what they avoid per euro, within budget, capacity and patience."""

from collections import Counter

import pytest

from sim.policies.attribution import Blame
from sim.policies.estimates import Estimate, ranked
from sim.policies.measuring import claim, windows
from sim.policies.road_map import Means, chosen, granted_eur
from sim.policies.works import Work
from sim.scenarios.record import Entry


def work(name, eur=1000.0, owner=None, avoids=0.5, target=("cause", "billing"), weekly_eur=0.0):
    return Work(name, owner or name, True, target, eur, weekly_eur, 8, avoids, ())


def means(eur=2500.0, grant=1000.0, places=3, busy=(), per_owner=1):
    return Means(eur, grant, places, Counter(busy), per_owner)


def names(found):
    return [each.work.name for each in found]


DEAR, CHEAP, POOR = (
    Estimate(work("dear", 3000.0), 100.0, 3000.0),
    Estimate(work("cheap", 1000.0), 20.0, 1000.0),
    Estimate(work("poor", 1000.0), 0.1, 1000.0),
)
RANKING = [DEAR, CHEAP, POOR]


def test_the_best_comes_first():
    """Works are ranked by the price of a bad encounter avoided within a year, running costs included."""
    blame = {("cause", "billing"): Blame(40.0, 1.0), ("touchpoint", "line"): Blame(80.0, 1.0)}
    at_line = work("polish", 1000.0, avoids=0.15, target=("touchpoint", "line"), weekly_eur=10.0)
    found = ranked([at_line, work("heal"), work("heal_app", target=("cause", "app"))], blame, (), 1.5)
    assert names(found) == ["heal", "polish"]
    assert [each.avoided for each in found] == [20.0, 12.0]
    assert found[1].eur_per_encounter == pytest.approx((1000 + 52 * 10) / (52 * 12))


def test_nothing_is_started_twice_before_it_was_measured():
    """A work can be done again once it has shown something, at one and a half times the price; else it is not."""
    blame = {("cause", "billing"): Blame(40.0, 1.0)}
    once = (Entry(1, "started", "heal", 20.0, eur=1000.0, until=9),)
    assert not ranked([work("heal")], blame, once, 1.5)
    assert not ranked([work("heal")], blame, (*once, Entry(35, "measured", "heal", 3.0)), 1.5)
    (again,) = ranked([work("heal")], blame, (*once, Entry(35, "measured", "heal", 15.0)), 1.5)
    assert again.price_eur == 1500.0


def test_saving_for_the_best():
    """Who has patience leaves the budget for the best work; who has none spends it on the next one."""
    assert names(chosen(RANKING, means(), patience_quarters=1, most_eur=1000)) == []
    assert names(chosen(RANKING, means(), patience_quarters=0, most_eur=1000)) == ["cheap", "poor"]
    assert names(chosen(RANKING, means(eur=4000.0), patience_quarters=1, most_eur=1000)) == ["dear", "cheap"]


def test_a_stop_rule():
    """Nothing is started that costs more than it is worth, however much is left."""
    assert names(chosen(RANKING, means(eur=1e6), 0, most_eur=1.0)) == ["dear", "cheap"]
    assert names(chosen(RANKING, means(eur=1e6), 0, most_eur=0.9)) == ["dear"]


def test_capacity_to_change():
    """Only so many works are in progress at a time, and only so many of one owner."""
    assert names(chosen(RANKING, means(eur=1e6, places=1), 0, 1000)) == ["dear"]
    assert names(chosen(RANKING, means(eur=1e6, busy=["dear"]), 0, 1000)) == ["cheap", "poor"]
    assert names(chosen(RANKING, means(eur=1e6, busy=["dear"], per_owner=2), 0, 1000)) == ["dear", "cheap", "poor"]


def test_running_costs_are_reserved():
    """A work is started only if the budget holds its running cost of a quarter too."""
    runs = Estimate(work("runs", 1000.0, weekly_eur=100.0), 100.0, 1000.0)
    assert names(chosen([runs], means(eur=2299.0, grant=0.0), 0, 1000)) == []
    assert names(chosen([runs], means(eur=2300.0, grant=0.0), 0, 1000)) == ["runs"]


RECORD = (
    Entry(1, "started", "heal", 20.0, eur=1000.0, until=9),
    Entry(1, "started", "polish", 20.0, eur=1000.0, until=9),
    Entry(35, "measured", "heal", 19.0, 5.0),
    Entry(35, "measured", "polish", 1.0, 5.0),
)


def test_shown_benefits_unlock_the_budget():
    """Works that have shown what was promised raise the next budget, those that showed nothing lower it."""
    shown, nothing = ((*RECORD[:2], RECORD[place]) for place in (2, 3))
    assert granted_eur(1000, shown, 39, 0.5) == 1500
    assert granted_eur(1000, nothing, 39, 0.5) == 500
    assert granted_eur(1000, RECORD, 39, 0.5) == 1000
    assert granted_eur(1000, shown, 39, 0.0) == granted_eur(1000, RECORD[:2], 39, 0.5) == 1000


def test_old_benefits_are_forgotten():
    """After a year the budget is the usual one again."""
    assert granted_eur(1000, (*RECORD[:2], RECORD[3]), 35 + 52, 0.5) == 1000


def test_windows():
    """What alarmed are the weeks before the choice; a fresh window begins after it and ends when the work lands."""
    started = Entry(40, "started", "heal", until=60)
    assert windows(started, "with_what_alarmed", 26, 13) == ((14, 40), (60, 73))
    assert windows(started, "with_a_fresh_window", 26, 13) == ((47, 60), (60, 73))
    assert windows(started._replace(until=48), "with_a_fresh_window", 26, 13).before == (40, 48)


def test_a_claim_is_a_difference():
    """What is claimed is the difference of what was blamed before and after, with the noise of both."""
    target = ("cause", "billing")
    found = claim(target, windows(RECORD[0], "with_a_fresh_window", 26, 26), lambda after, until: {
        (1, 9): {target: Blame(30.0, 4.0)}, (9, 35): {target: Blame(12.0, 5.0)},
    }[after, until])  # fmt: skip
    assert found == Blame(18.0, 9.0)
