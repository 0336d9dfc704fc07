"""A diary tells what happened to one customer, and why it left."""

import numpy as np
import pytest

from sim.agents import Brand
from sim.diary.diary import Diary
from sim.diary.tellings import TELLINGS
from sim.model import LoyaltyModel
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.state.tables import NOBODY, NOTE, Event, Events, Reason, Trigger


def lines(*notes) -> np.ndarray:
    """Return notes of one diary, each (week, event, brand, what, a, b, c)."""
    return np.array([(0, *note) for note in notes], NOTE)


@pytest.fixture
def market(settled):
    return settled.market


@pytest.fixture
def departure(market) -> Diary:
    """Return the diary of somebody who left after trouble."""
    network, helpline = list(market.causes).index("reliability"), list(market.touchpoints).index("help_line")
    kite = list(market.brands).index("kite")
    notes = lines(
        (12, Event.TROUBLE, 0, network, 1.0, 0, 0),
        (12, Event.ENCOUNTER, 0, helpline, 0.70, 0.41, -0.5),
        (12, Event.PROBLEM, 0, network, 0.6, 0, 0),
        (12, Event.COMPLAINED, 0, network, 0.6, 0, 0),
        (13, Event.NOT_SOLVED, 0, network, 0, 0, 0),
        (14, Event.ENCOUNTER, 0, helpline, 0.68, 0.90, 0.3),
        (15, Event.HEARD, 0, -1, 1.0, 0, 0),
        (16, Event.NEIGHBOUR_LEFT, 0, kite, 0.2, 0, 0),
        (17, Event.RECONSIDERED, 0, Trigger.DISSATISFACTION, 0.41, 0.38, 0.2),
        (18, Event.SEARCHED, 0, Trigger.DISSATISFACTION, 0, 0, 0),
        (19, Event.ORDERED, kite, Reason.PRICE, 3, 4, 0),
        (20, Event.LEFT, 0, Reason.PRICE, 0.41, 0.38, 141),
        (20, Event.DELIVERED, kite, 0, 4, 3, 0),
    )
    return Diary(17, notes, market)


def test_the_story(departure, market):
    """Each line names week, touchpoint, brand and figures; trouble is told where it was felt."""
    acme = market.brands["acme"].title
    cause, helpline = market.causes["reliability"].title, market.touchpoints["help_line"].title
    assert departure.story(last_week=12).splitlines() == [
        f"week 12: {cause} felt at {helpline} of {acme}; expected 0.70, perceived 0.41, impression -0.50",
        f"week 12: a problem opened: {cause}, severity 0.60",
        f"week 12: complained to {acme}: {cause}",
    ]
    assert str(departure) == departure.story()


def test_why_it_left(departure, market):
    """The reason, what opened the search, and what had gone before are told together."""
    acme, kite = market.brands["acme"].title, market.brands["kite"].title
    cause, helpline = market.causes["reliability"].title, market.touchpoints["help_line"].title
    assert departure.why_left().splitlines() == [
        f"Week 20: left {acme} after 141 weeks; what decided: the price (satisfaction 0.41, trust 0.38). "
        f"Went to {kite}.",
        f"It began in week 17: began to reconsider {acme}: dissatisfaction "
        "(satisfaction 0.41, trust 0.38, habit 0.20).",
        "In the 52 weeks before:",
        "- met it twice, once below expectation",
        f"- worst of all, in week 12: {helpline} of {acme}; expected 0.70, perceived 0.41, impression -0.50",
        f"- felt {cause} once",
        "- with problems: complained once, was not helped once",
        "- heard others speak badly of it once",
        "- saw close ties leave it once",
    ]


def test_looking_back_less_far(departure):
    """What lies longer ago than asked for is left out."""
    assert "felt" not in departure.why_left(weeks_before=5)


def test_the_table_of_events(departure):
    """The table has a line for each event, and a column for each figure that some event has."""
    met = departure.events.query("event == 'encounter'")
    assert met["impression"].tolist() == pytest.approx([-0.5, 0.3])
    assert departure.events.columns[:5].tolist() == ["week", "event", "brand", "about", "text"]
    assert len(departure.events) == len(departure) == 13


def test_an_empty_diary(market):
    """Nothing happened, nothing is told."""
    empty = Diary(1, lines(), market)
    assert (len(empty), empty.story(), empty.departures, len(empty.events)) == (0, "", [], 0)
    with pytest.raises(IndexError, match="customer 1 has 0 departures so far"):
        empty.why_left()


@pytest.mark.parametrize("event", Events())
def test_every_event_is_told(event, market):
    """Every event that a phase can note has a sentence of its own, also when there is no brand."""
    (entry,) = Diary(1, lines((3, event, NOBODY, 1, 0.5, 0.5, 0.5)), market)
    assert entry.text
    assert entry.event == Events._fields[Events().index(event)].lower()
    assert len(TELLINGS[event].figures) <= 3


def test_a_diary_agrees_with_the_ledger(lived):
    """Events of all diaries, when all are kept, add up to what was booked."""
    model = LoyaltyModel(lived.market, customers=400, seed=3, diaries=400).run(20)
    counted = dict.fromkeys(Events(), 0)
    for week in model.simulation.notes:
        for event in week["event"][week["week"] >= 1]:
            counted[event] += 1
    booked = model.booked.sum(numeric_only=True)
    assert counted[Event.LEFT] == booked["losses"] > 0
    assert counted[Event.COMPLAINED] == booked["complaints"] > 0
    assert counted[Event.DELIVERED] == booked["deliveries"]
    assert counted[Event.HEARD] == booked["heard_positive"] + booked["heard_negative"]
    assert counted[Event.TROUBLE] <= booked.filter(like="irritants.").sum()


def test_keeping_diaries_changes_nothing(lived):
    """Whether journeys are kept or not, the market goes the same way."""
    assert LoyaltyModel(lived.market, customers=400, seed=3, diaries=0).run(20).booked.equals(lived.booked)


def told(model, unique_id):
    return model.customer(unique_id).diary().entries


def test_any_customer_has_a_diary(lived):
    """The diary of a customer for whom none was kept is that of a run in which it was."""
    kept = LoyaltyModel(lived.market, customers=400, seed=3, diaries=[300, 2]).run(20)
    assert 299 not in lived.simulation.diaries
    assert told(lived, 300) == told(kept, 300) != []
    assert told(lived, 2) == told(kept, 2)


class Seesaw(Brand):
    """Changes its price every week."""

    def step(self):
        self.set("offer.price_eur", 10.0 + self.week % 2)


def test_a_replay_follows_forks_and_strategies(lived):
    """A diary replayed through forks, levers and a brand's strategy is the one that would have been kept."""
    dear = Scenario(name="dear", levers=(Lever(path="brands.*.offer.price_eur", multiply=1.5, from_week=9),))

    def run(diaries):
        model = LoyaltyModel(lived.market, customers=400, seed=3, brands={"kite": Seesaw}, diaries=diaries)
        return model.run(4).fork(dear).run(10).fork("baseline").run(6)

    assert told(run(0), 350) == told(run([350]), 350)


def test_what_was_written_by_hand_cannot_be_replayed(lived):
    """When somebody wrote to the tables, a replay says so instead of telling another story."""
    lived.customer(300).satisfaction = 0.0
    with pytest.raises(RuntimeError, match=r"diaries=\[300\]"):
        lived.customer(300).diary()


def test_a_notebook_shows_a_table(lived):
    """In a notebook a diary is a table of a row for each event, in which no title can hide a command."""
    diary = lived.customer(7).diary()
    shown = diary._repr_html_()
    assert shown.count("<tr>") == len(diary) + 1
    title = "<script>alert(1)</script>"
    acme = lived.market.brands["acme"].model_copy(update={"title": title})
    market = lived.market.model_copy(update={"brands": lived.market.brands | {"acme": acme}})
    notes = np.zeros(1, NOTE)
    notes["event"] = Event.REVIEWED
    assert title not in Diary(7, notes, market)._repr_html_()
