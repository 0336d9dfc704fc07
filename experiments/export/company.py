"""What a company holds of its customers: contracts or orders, complaints, reviews, alerts, and what was used."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from experiments.export.states import bought_shares, monthly_bills
from experiments.export.watching import NOT_KNOWN, Watcher, Week, flags, number_of, whole, words
from sim.foundations.compiled import bound
from sim.foundations.draws import Why, uniforms
from sim.phases.asking import OF_A_COMPLAINT, cause_read
from sim.simulation import Simulation
from sim.state.folding import folded, real_people
from sim.state.rows import Rows
from sim.state.tables import NOBODY, UNKNOWN, Event, Instrument

_CENTS = 2


class Contracts(Watcher):
    """Contracts: one row for each customer of a brand and period, and one more for each that was ended in it."""

    def see(self, week: Week) -> None:
        """Keep who left this week, and at the end of a period everybody who is there."""
        self._see_departures(week)
        if not week.ends_period:
            return
        rows = np.flatnonzero(week.world.customers["brand"] == self.brand)
        now = week.world.customers[rows]
        self._keep(week.number, rows, now, week.world.offers, week.number, np.zeros(len(rows)))
        for part in self._parts:
            if (part["week"] < 0).any():  # those who left in the period, whose end is known now
                part["week"] = np.full(len(part["week"]), week.number)

    def _see_departures(self, week: Week) -> None:
        left = week.notes[(week.notes["event"] == Event.LEFT) & (week.notes["brand"] == self.brand)]
        was_there = week.before["brand"][left["who"]] == self.brand
        for these, customers, offers, known in (
            (left[was_there], week.before, week.offers_before, week.number - 1),
            (left[~was_there], week.world.customers, week.world.offers, week.number),  # who came in the same week
        ):
            rows = these["who"].astype(np.int64)
            who = customers[rows]
            who["brand"] = self.brand
            self._keep(NOBODY, rows, who, offers, known, np.full(len(rows), week.number))

    def _keep(
        self, period: int, rows: np.ndarray, who: np.ndarray, offers: np.ndarray, known: int, left: np.ndarray
    ) -> None:
        """Keep the contracts of some customers as they stood at the end of the week `known`."""
        self.keep(
            week=np.full(len(rows), period),
            row=rows,
            segment=who["segment"].astype(np.int64),
            since=known - who["tenure_weeks"].astype(np.int64),
            bill=monthly_bills(who, offers),
            plan=bought_shares(who, offers),
            used=who["adopted"].astype(np.float64),
            contract=np.maximum(who["contract_weeks"].astype(np.int64), 0),
            discount=who["discount_weeks"].astype(np.int64),
            known=np.full(len(rows), known),
            left=left.astype(np.int64),
        )

    def sorted(self) -> dict[str, np.ndarray]:
        """Return the rows in the order of periods, customers, and time."""
        kept = self.kept()
        order = np.lexsort((kept["left"], kept["left"] == 0, kept["row"], kept["week"]))
        return {name: column[order] for name, column in kept.items()}

    def table(self) -> pd.DataFrame:
        """Return the contracts."""
        of = self.sorted()
        return pd.DataFrame(
            {
                "customer": number_of(of["row"]),
                "week": of["week"],
                "segment": self.names.segment(of["segment"]),
                "since_week": of["since"],
                "plan": np.round(of["plan"], 3),
                "bill_eur": np.round(of["bill"], _CENTS),
                "contract_ends_week": whole(of["known"] + of["contract"], of["contract"] == 0),
                "discount_ends_week": whole(of["known"] + of["discount"], of["discount"] == 0),
                "left_in_week": whole(of["left"], of["left"] == 0),
            }
        )


class Orders(Watcher):
    """Orders, where purchases repeat: one row for each that arrived. Whose customer somebody is, no shop can see."""

    def see(self, week: Week) -> None:
        """Keep what arrived this week."""
        came = week.notes[(week.notes["event"] == Event.DELIVERED) & (week.notes["brand"] == self.brand)]
        rows = came["who"].astype(np.int64)
        returned = week.notes[(week.notes["event"] == Event.REGRETTED) & (week.notes["what"] == 1)]["who"]
        before, now = week.before[rows], week.world.customers[rows].copy()
        is_new = before["brand"] != self.brand
        offers = week.world.offers[now["segment"], self.brand]
        offered = np.where(before["courted_by"] == self.brand, 1.0 - offers["newcomer_discount"], 1.0)
        now["brand"], now["contract_weeks"] = self.brand, 0
        now["price_ratio"] = np.where(is_new, offered, before["price_ratio"])
        self.keep(
            row=rows,
            week=np.full(len(rows), week.number),
            segment=now["segment"].astype(np.int64),
            eur=monthly_bills(now, week.world.offers),
            promised=came["b"].astype(np.float64),
            actual=came["a"].astype(np.float64),
            returned=np.isin(rows, returned),
        )

    def table(self) -> pd.DataFrame:
        """Return the orders."""
        of = self.kept()
        return pd.DataFrame(
            {
                "order": number_of(np.arange(len(of["row"]))),
                "customer": number_of(of["row"]),
                "week": of["week"],
                "segment": self.names.segment(of["segment"]),
                "amount_eur": np.round(of["eur"], _CENTS),
                "promised_days": np.round(of["promised"], 1),
                "days": np.round(of["actual"], 1),
                "is_sent_back": flags(of["returned"]),
            }
        )


class Usage(Watcher):
    """Use: how often a customer met each touchpoint of its brand in a period, and how much of a plan is used."""

    def __init__(self, simulation: Simulation, brand: str, contracts: Contracts) -> None:
        super().__init__(simulation, brand)
        self._contracts = contracts
        self._counted = [
            t
            for t, each in enumerate(simulation.market.touchpoints.values())
            if each.kind != "indirect" and each.stage != "buying"
        ]
        self._keys: list[np.ndarray] = []
        self._periods: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def see(self, week: Week) -> None:
        """Count the encounters of the week."""
        is_own = (week.notes["event"] == Event.ENCOUNTER) & (week.notes["brand"] == self.brand)
        met = week.notes[is_own & np.isin(week.notes["what"], self._counted)]
        self._keys.append(self._key(met["who"], met["what"]))
        if week.ends_period:
            self._periods[week.number] = np.unique(np.concatenate(self._keys), return_counts=True)
            self._keys = []

    def _key(self, row: Any, touchpoint: Any) -> np.ndarray:
        """Return a number for each combination of customer and touchpoint."""
        return np.asarray(row, np.int64) * len(self.names.touchpoints) + np.asarray(touchpoint, np.int64)

    def table(self) -> pd.DataFrame:
        """Return the use of each customer and period, beside the contracts where there are some."""
        of = self._of_contracts() if self.is_contractual else self._of_encounters()
        columns: dict[str, Any] = {
            "customer": number_of(of["row"]),
            "week": of["week"],
            "segment": self.names.segment(of["segment"]),
        }
        if self.is_contractual:
            columns |= {"left_in_week": whole(of["left"], of["left"] == 0), "used": np.round(of["used"], 3)}
        for t in self._counted:
            columns[f"met_{self.names.touchpoints[t]}"] = self._times(of, t)
        return pd.DataFrame(columns)

    def _of_contracts(self) -> dict[str, np.ndarray]:
        """Return the contracts, of which the first of a customer and period counts the encounters."""
        of = self._contracts.sorted()
        keys = np.column_stack([of["week"], of["row"]])
        _, first = np.unique(keys, axis=0, return_index=True)
        return of | {"counts": np.isin(np.arange(len(keys)), first)}

    def _of_encounters(self) -> dict[str, np.ndarray]:
        """Return a row for each customer and period with an encounter."""
        who = {week: np.unique(keys // len(self.names.touchpoints)) for week, (keys, _) in self._periods.items()}
        row = np.concatenate(list(who.values()))
        week = np.repeat(list(who), [len(rows) for rows in who.values()])
        segment = self.simulation.world.customers["segment"][row].astype(np.int64)
        return {"week": week, "row": row, "segment": segment, "counts": np.full(len(week), True)}

    def _times(self, of: dict[str, np.ndarray], touchpoint: int) -> np.ndarray:
        """Return how often each row met a touchpoint in its period."""
        times = np.zeros(len(of["row"]), np.int64)
        for week, (keys, counts) in self._periods.items():
            mine = np.flatnonzero((of["week"] == week) & of["counts"])
            wanted = self._key(of["row"][mine], touchpoint)
            place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
            if len(keys):
                times[mine] = np.where(keys[place] == wanted, counts[place], 0)
        return times


OUTCOMES = ("open", "solved", "eased")
"""What became of a complaint, as its brand sees it: nothing yet, settled, or taken charge of while trouble goes on."""
_CLOSING = {Event.SOLVED: 1, Event.SOOTHED: 2, Event.GAVE_UP_COMPLAINING: 0, Event.LEFT: 0}


class Complaints(Watcher):
    """Complaints told to the front line; of those that were written down, the cause that was read."""

    def __init__(self, simulation: Simulation, brand: str) -> None:
        super().__init__(simulation, brand)
        self._read = bound(cause_read, simulation.rules, interpreted=True)

    def see(self, week: Week) -> None:
        """Keep the complaints of the week, and what closed earlier ones."""
        notes = week.notes[week.notes["brand"] == self.brand]
        notes = notes[np.isin(notes["event"], (Event.COMPLAINED, *_CLOSING))]
        rows = notes["who"].astype(np.int64)
        segment = week.world.customers["segment"][rows].astype(np.int64)
        r = real_people(week.world)
        logged = week.world.offers["complaints_logged"][segment, self.brand]
        written, cause = np.zeros(len(notes), bool), np.full(len(notes), NOT_KNOWN)
        heard = SimpleNamespace(offers=Rows(week.world.offers), taken_for=week.world.taken_for)
        for k in np.flatnonzero(notes["event"] == Event.COMPLAINED):
            u = uniforms(self.seed, Why.SURVEY, week.number, rows[k], OF_A_COMPLAINT)
            if u[0] < logged[k] * r:
                me = SimpleNamespace(segment=int(segment[k]), brand=self.brand)
                written[k], cause[k] = True, self._read(heard, me, int(notes["what"][k]), u[3])
        self.keep(
            row=rows,
            week=np.full(len(rows), week.number),
            event=notes["event"].astype(np.int64),
            segment=segment,
            written=written,
            cause=cause,
            known=np.full(len(rows), week.number + int(week.world.offers[0]["delay_weeks"][self.brand])),
            worth=np.where(written, np.maximum(1.0, logged * r), np.nan),
        )

    def table(self) -> pd.DataFrame:
        """Return the complaints, with what became of each."""
        of = self.kept()
        order = np.argsort(of["row"], kind="stable")
        then = np.full(len(order), -1)
        is_same = of["row"][order[1:]] == of["row"][order[:-1]]
        then[order[:-1][is_same]] = order[1:][is_same]
        outcome = np.array([_CLOSING.get(event, 0) for event in of["event"].tolist()], np.int64)
        mine = np.flatnonzero(of["event"] == Event.COMPLAINED)
        became = np.where(then[mine] >= 0, outcome[then[mine]], 0)
        return pd.DataFrame(
            {
                "complaint": number_of(np.arange(len(mine))),
                "customer": number_of(of["row"][mine]),
                "week": of["week"][mine],
                "segment": self.names.segment(of["segment"][mine]),
                "outcome": words(OUTCOMES, became),
                "closed_in_week": whole(of["week"][then[mine]], became == 0),
                "is_written_down": flags(of["written"][mine]),
                "known_in_week": whole(of["known"][mine], ~of["written"][mine]),
                "cause": self.names.cause(of["cause"][mine]),
                "stands_for": of["worth"][mine],
            }
        )


class Reviews(Watcher):
    """Public reviews, in which nobody is named."""

    def see(self, week: Week) -> None:
        """Keep the reviews of the week."""
        posted = week.notes[week.notes["event"] == Event.REVIEWED]
        self.keep(
            row=posted["who"].astype(np.int64),
            week=np.full(len(posted), week.number),
            brand=posted["brand"].astype(np.int64),
            stars=posted["what"].astype(np.int64),
            opinion=posted["a"].astype(np.float64),
        )

    def table(self) -> pd.DataFrame:
        """Return the reviews."""
        of = self.kept()
        columns = {"review": number_of(np.arange(len(of["row"]))), "week": of["week"]}
        return pd.DataFrame(columns | {"brand": self.names.brand(of["brand"]), "stars": of["stars"]})

    def authors(self) -> pd.DataFrame:
        """Return who wrote each review, and about what opinion."""
        of = self.kept()
        columns = {"review": number_of(np.arange(len(of["row"]))), "customer": number_of(of["row"])}
        return pd.DataFrame(columns | {"opinion": of["opinion"].astype(np.float32)})


class Alerts(Watcher):
    """Alerts of the front line: counts by brand, segment, touchpoint, and the cause that staff believe."""

    def see(self, week: Week) -> None:
        """Keep the alerts of the week."""
        if not week.world.voices.any():
            return
        lines = folded(week.world, week.number)
        lines = lines[(lines["instrument"] == Instrument.ALERTS) & (lines["brand"] == self.brand)]
        delay = int(week.world.offers[0]["delay_weeks"][self.brand])
        names = ("week", "segment", "touchpoint", "cause", "answers")
        self.keep(**{name: lines[name].copy() for name in names}, known=lines["week"] + delay)

    def table(self) -> pd.DataFrame:
        """Return the alerts; none where staff are not asked to report."""
        of = self.kept() or {
            name: np.zeros(0, np.int64) for name in ("week", "segment", "touchpoint", "cause", "answers", "known")
        }
        return pd.DataFrame(
            {
                "week": of["week"].astype(np.int64),
                "known_in_week": of["known"].astype(np.int64),
                "segment": self.names.segment(of["segment"]),
                "touchpoint": self.names.touchpoint(of["touchpoint"]),
                "cause": words(
                    (*self.names.causes, "customer", "unknown"),
                    np.where(
                        of["cause"] == UNKNOWN,
                        len(self.names.causes) + 1,
                        np.where(of["cause"] == NOBODY, len(self.names.causes), of["cause"]),
                    ),
                ),
                "alerts": of["answers"].astype(np.float64),
            }
        )
