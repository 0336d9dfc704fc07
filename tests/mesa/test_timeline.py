"""The story of one customer: a timeline in words, and its weeks lived again alone."""

import numpy as np
import pytest

from sim.diary.alone import Alone, Recording
from sim.diary.diary import Diary
from sim.diary.tellings import Entry
from sim.diary.timeline import parting, timeline
from sim.market.schema import Market
from sim.model import LoyaltyModel
from tests.worlds import document_of

WEEKS = 20
ROWS = (0, 101, 299)


def met(week: int, perceived: float, brand: str = "Acme, the first") -> Entry:
    figures = {"expected": 0.7, "perceived": perceived, "impression": perceived - 0.7}
    return Entry(week, "encounter", brand, "App", f"App of {brand}; expected 0.70 ...", figures)


def test_ordinary_encounters_are_counted():
    """Three ordinary encounters are one line, with how many lay below expectation, and a short name."""
    (only,) = timeline([met(1, 0.72), met(2, 0.68), met(4, 0.71)])
    assert (only.first_week, only.last_week) == (1, 4)
    assert only.text == "3 encounters with Acme, 1 below expectation"


def test_moving_encounters_stand_alone():
    """An encounter far below expectation has a line of its own, and is bad."""
    before, bad = timeline([met(1, 0.7), met(2, 0.3)])
    assert before.counted == 1
    assert (bad.text, bad.tone) == ("App of Acme was far below expectation", "bad")


def test_trouble_is_told_where_it_was_felt():
    """A trouble stands with the encounter at which it was felt."""
    trouble = Entry(3, "trouble", "Acme, the first", "Billing errors", "Billing errors felt", {"trace": 0.0})
    (line,) = timeline([trouble, met(3, 0.6)])
    assert line.text == "App of Acme: Billing errors"


def test_worlds_part_at_the_first_difference():
    """Two diaries part in the week of the first line that differs, or where one of them goes on."""
    assert parting([met(1, 0.7), met(2, 0.7)], [met(1, 0.7), met(2, 0.7)]) is None
    assert parting([met(1, 0.7), met(5, 0.7)], [met(1, 0.7), met(3, 0.7)]) == 3
    assert parting([met(1, 0.7)], [met(1, 0.7), met(9, 0.7)]) == 9


@pytest.fixture(scope="module")
def recording() -> Recording:
    """Return a recorded world of a few hundred customers, of which some keep diaries."""
    document = document_of("telecom")
    document["category"]["burn_in_weeks"] = 8
    model = LoyaltyModel(Market.model_validate(document), customers=300, seed=3, diaries=0)
    model.simulation.keep_diaries(ROWS)
    found = Recording(model.simulation)
    for _ in range(WEEKS):
        found.step()
    return found


@pytest.mark.parametrize("row", ROWS)
def test_weeks_lived_again_alone_are_the_same(recording, row):
    """Beside everybody else as recorded, a customer lives the same weeks again, bit for bit."""
    simulation = recording.simulation
    kept = np.concatenate(simulation.notes)
    kept = kept[kept["who"] == simulation.diaries.index(row)]
    life = Alone(recording, row).relive()
    assert life.brands[-1] == simulation.world.customers["brand"][row]
    assert life.diary.entries == Diary(row + 1, kept, simulation.market).entries
    assert len(life.diary) > 0


def test_one_thing_changed_changes_that(recording):
    """Without any cause of trouble, hardly any trouble is felt: only episodes that ran at the beginning go on."""

    def healed(world):
        faults = world.faults.copy()
        faults["weekly_probability"] = faults["order_probability"] = 0.0
        return world._replace(faults=faults)

    def troubles(row, change):
        late = [entry for entry in Alone(recording, row).relive(change).diary if entry.week > 8]
        return sum(entry.event == "trouble" for entry in late)

    rows = range(0, 300, 12)
    assert sum(troubles(row, None) for row in rows) > 0
    assert sum(troubles(row, healed) for row in rows) == 0


def test_other_luck_is_another_life(recording):
    """With other random numbers the same customer lives other weeks, and the same again with the same ones."""
    alone = Alone(recording, 101)
    one, again, other = (alone.relive(seed=seed).diary.entries for seed in (7, 7, 8))
    assert one == again != other


def test_a_diary_is_text_with_colours():
    """Rich prints a diary as a timeline; brackets of names are no markup."""
    model = LoyaltyModel("telecom", customers=60, seed=1, diaries=[5]).run(2)
    text = model.customer(5).diary().__rich__()
    assert text.startswith("[bold]Customer 5[/bold]")
    assert all(moment.text.replace("[", "\\[") in text for moment in model.customer(5).diary().timeline)
