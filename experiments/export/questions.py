"""Questions of a brand to single customers: who was asked, who answered what, and apart from that what was true."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.export.states import recommendations
from experiments.export.watching import NOT_KNOWN, Watcher, Week, flags, number_of, whole, words
from sim.rules.answers import WEEKS_PER_YEAR, real_share
from sim.state.folding import real_people
from sim.state.tables import NOBODY, NOT_ANSWERED, Event

SURVEYS = ("encounter", "relation")
"""Kinds of surveys: about one encounter (how satisfying and how easy), or about the relation (recommendation)."""
ENCOUNTER, RELATION = range(len(SURVEYS))
_MILLIONTHS = 6
_HELP_NOTES = (Event.COMPLAINED, Event.SOLVED, Event.SOOTHED, Event.NOT_SOLVED, Event.GAVE_UP_WAITING)


class Questions(Watcher):
    """Surveys: one row for each question, answered or not."""

    def see(self, week: Week) -> None:
        """Keep the questions of the week."""
        answers = week.world.answers
        if not len(answers):
            return
        r = real_people(week.world)
        is_own = (answers["week"] == week.number) & (answers["rank"] < r) & (answers["brand"] == self.brand)
        about = np.flatnonzero(is_own)
        self._keep_questions(week, ENCOUNTER, about, answers["rate"][about], r)
        is_own = (answers["relational_week"] == week.number) & (answers["relational_brand"] == self.brand)
        asked = np.flatnonzero(is_own)
        coverage = week.world.offers["relational_coverage"][:, self.brand]
        self._keep_questions(
            week, RELATION, asked, coverage[week.world.customers["segment"][asked]] / WEEKS_PER_YEAR, r
        )

    def _keep_questions(self, week: Week, kind: int, rows: np.ndarray, rate: np.ndarray, r: float) -> None:
        """Keep questions of one kind with what was true of those who were asked."""
        answers = week.world.answers[rows]
        is_about_encounter = kind == ENCOUNTER
        score = answers["score"] if is_about_encounter else answers["relational_score"]
        cause = answers["cause"] if is_about_encounter else answers["relational_cause"]
        touchpoint = answers["touchpoint"] if is_about_encounter else np.full(len(rows), NOBODY)
        is_answered = score != NOT_ANSWERED
        now = week.world.customers[rows].copy()
        image = week.world.knowledge["image"][rows, self.brand].astype(np.float64)
        root = now["worst_for"].astype(np.int64)
        felt, times = np.full(len(rows), np.nan), np.zeros(len(rows), np.int64)
        if is_about_encounter:
            felt, root, times = self._lived(week, rows, touchpoint)
        rates, place = np.unique(np.asarray(rate, np.float64), return_inverse=True)
        worth = np.array([r * real_share(each, r) for each in rates.tolist()])
        self.keep(
            row=rows,
            week=np.full(len(rows), week.number),
            known=np.full(len(rows), week.number + int(week.world.offers[0]["delay_weeks"][self.brand])),
            kind=np.full(len(rows), kind),
            segment=now["segment"].astype(np.int64),
            touchpoint=touchpoint.astype(np.int64),
            answered=is_answered,
            score=np.where(is_answered, score, NOT_ANSWERED).astype(np.int64),
            ease=np.where(is_answered & is_about_encounter, answers["ease"], NOT_ANSWERED).astype(np.int64),
            cause=np.where(is_answered, cause, NOT_KNOWN).astype(np.int64),
            worth=worth[place] if len(rows) else np.zeros(0),
            felt=felt,
            root=root,
            times=times,
            satisfaction=now["satisfaction"].astype(np.float64),
            trust=now["trust"].astype(np.float64),
            recommendation=recommendations(now, image, week.world.behaviour),
        )

    def _lived(self, week: Week, rows: np.ndarray, touchpoint: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return mean impression, root cause and number of the encounters that each question is about, (n,) each."""
        notes = week.notes
        met = np.flatnonzero(notes["event"] == Event.ENCOUNTER)
        place = np.full(len(week.world.customers), -1)
        place[rows] = np.arange(len(rows))
        mine = place[notes["who"][met]]
        is_meant = (mine >= 0) & (notes["what"][met] == touchpoint[mine]) & (notes["brand"][met] == self.brand)
        met, mine = met[is_meant], mine[is_meant]
        times = np.bincount(mine, minlength=len(rows))
        with np.errstate(invalid="ignore"):
            felt = np.bincount(mine, notes["c"][met], len(rows)) / times
        root = np.full(len(rows), NOBODY)
        is_troubled = (
            (notes["event"][met - 1] == Event.TROUBLE) & (notes["who"][met - 1] == notes["who"][met]) & (met > 0)
        )
        root[mine[is_troubled]] = notes["what"][met[is_troubled] - 1]
        helps = np.array([each.stage == "help" for each in self.simulation.market.touchpoints.values()])
        about_help = np.flatnonzero(np.isin(notes["event"], _HELP_NOTES))
        asked_for = place[notes["who"][about_help]]
        is_of_help = (asked_for >= 0) & helps[touchpoint[asked_for]]
        root[asked_for[is_of_help]] = notes["what"][about_help[is_of_help]]
        return felt, root, times

    @property
    def is_empty(self) -> bool:
        """Whether nobody was asked."""
        return not any(len(part["row"]) for part in self._parts)

    def table(self) -> pd.DataFrame:
        """Return the questions, as the brand knows them."""
        of = self.kept()
        is_relational = of["kind"] == RELATION
        no_score = of["score"] == NOT_ANSWERED
        return pd.DataFrame(
            {
                "question": number_of(np.arange(len(of["row"]))),
                "customer": number_of(of["row"]),
                "week": of["week"],
                "known_in_week": of["known"],
                "segment": self.names.segment(of["segment"]),
                "survey": words(SURVEYS, of["kind"]),
                "touchpoint": self.names.touchpoint(np.where(is_relational, NOT_KNOWN, of["touchpoint"])),
                "is_answered": flags(of["answered"]),
                "satisfaction": whole(of["score"], no_score | is_relational),
                "ease": whole(of["ease"], of["ease"] == NOT_ANSWERED),
                "recommendation": whole(of["score"], no_score | ~is_relational),
                "cause": self.names.cause(of["cause"]),
                "stands_for": np.round(of["worth"], _MILLIONTHS),
            }
        )

    def truth(self) -> pd.DataFrame:
        """Return what was true of those who were asked, whether they answered or not."""
        of = self.kept()
        return pd.DataFrame(
            {
                "question": number_of(np.arange(len(of["row"]))),
                "impression": of["felt"].astype(np.float32),
                "encounters": whole(of["times"], of["kind"] == RELATION),
                "root_cause": self.names.cause(of["root"]),
                "true_satisfaction": of["satisfaction"].astype(np.float32),
                "true_trust": of["trust"].astype(np.float32),
                "true_recommendation": of["recommendation"].astype(np.float32),
            }
        )
