"""One customer's diary: what happened, what was felt, what was decided, and why it left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from html import escape

import numpy as np
import pandas as pd

from sim.diary.tellings import Entry, Teller
from sim.diary.timeline import Moment, timeline
from sim.market.schema import Market

_OPENINGS = ("need_woke", "life_event", "reconsidered", "searched")
_CLOSINGS = ("stayed", "search_dropped", "delivered", "cancelled", "left")
_COLOURS = {"good": "green", "bad": "red"}
"""Colours of what is told in a terminal, by its tone."""
_HELP = {
    "complained": "complained",
    "stayed_silent": "said nothing",
    "gave_up_waiting": "gave up waiting",
    "not_solved": "was not helped",
    "solved": "was helped",
    "gave_up_complaining": "gave up",
}


class Diary:
    """A customer's journey; printed, it is the story.

    Parameters
    ----------
    customer : whose diary it is, the unique id.
    notes : (n,) NOTE, in the order in which they were written.
    market : the market, for the titles.

    Attributes
    ----------
    entries : every line. Weeks below 1 lie before the run.
    """

    def __init__(self, customer: int, notes: Iterable[np.void], market: Market) -> None:
        self.customer = customer
        self.entries = list(map(Teller(market).entry, notes))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @cached_property
    def events(self) -> pd.DataFrame:
        """The lines as a table: week, event, brand, about, text, and one column for each kind of figure."""
        plain = pd.DataFrame(self.entries, columns=list(Entry._fields)).drop(columns="figures")
        return plain.join(pd.DataFrame([entry.figures for entry in self.entries], plain.index))

    def between(self, first_week: int | None = None, last_week: int | None = None) -> list[Entry]:
        """Return the lines of some weeks, both ends included."""
        low = -np.inf if first_week is None else first_week
        high = np.inf if last_week is None else last_week
        return [entry for entry in self.entries if low <= entry.week <= high]

    def story(self, first_week: int | None = None, last_week: int | None = None) -> str:
        """Return the diary as text, a line for each event; trouble is told with the encounter where it was felt."""
        lines = []
        trouble = ""
        for entry in self.between(first_week, last_week):
            if entry.event == "trouble":
                trouble = f"{entry.text} at "
            else:
                lines.append(f"week {entry.week}: {trouble}{entry.text}")
                trouble = ""
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.story()

    @property
    def timeline(self) -> list[Moment]:
        """The diary in words, without figures and with the ordinary counted."""
        return timeline(self.entries)

    def __rich__(self) -> str:
        """Return the timeline as text with colours, for terminals that print with Rich."""
        lines = [f"[bold]Customer {self.customer}[/bold]"]
        for moment in self.timeline:
            text = moment.text.replace("[", "\\[")
            colour = _COLOURS.get(moment.tone)
            lines.append(f"{moment.weeks:<16} " + (f"[{colour}]{text}[/{colour}]" if colour else text))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Return the diary as a table for notebooks, with every text escaped."""
        rows = "".join(
            "<tr>"
            + "".join(f"<td>{escape(str(cell))}</td>" for cell in (entry.week, entry.brand, entry.text))
            + "</tr>"
            for entry in self.entries
        )
        heads = "<tr><th>week</th><th>brand</th><th>what happened</th></tr>"
        return f"<table><caption>Customer {self.customer}</caption>{heads}{rows}</table>"

    @property
    def departures(self) -> list[Entry]:
        """The lines at which a brand was left."""
        return [entry for entry in self.entries if entry.event == "left"]

    def why_left(self, departure: int = -1, weeks_before: int = 52) -> str:
        """Return in words why a brand was left: what decided, what opened the search, and what had gone before.

        Parameters
        ----------
        departure : position in :attr:`departures`; the last one unless said.
        weeks_before : how far to look back.

        Raises
        ------
        IndexError
            When there is no such departure.
        """
        if not -len(self.departures) <= departure < len(self.departures):
            raise IndexError(f"customer {self.customer} has {len(self.departures)} departures so far")
        left = self.departures[departure]
        position = next(k for k, entry in enumerate(self.entries) if entry is left)
        before = [entry for entry in self.entries[:position] if entry.week > left.week - weeks_before]
        joined = next((e.brand for e in self.entries[position:] if e.event == "delivered" and e.week == left.week), "")
        lines = [f"Week {left.week}: {left.text}." + (f" Went to {joined}." if joined else "")]
        if opened := _opening(before):
            lines.append(f"It began in week {opened.week}: {opened.text}.")
        lines.append(f"In the {weeks_before} weeks before:")
        about_brand = [entry for entry in before if entry.brand == left.brand]
        lines += [f"- {line}" for line in (*_encounters(about_brand), *_trouble(about_brand), *_talk(about_brand))]
        return "\n".join(lines)


def _opening(entries: Sequence[Entry]) -> Entry | None:
    """Return the line at which the journey began that ends here."""
    opening = None
    for entry in reversed(entries):
        if entry.event in _CLOSINGS:
            break
        if entry.event in _OPENINGS:
            opening = entry
    return opening


def _encounters(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield how the encounters went, and the worst of them."""
    met = [entry for entry in entries if entry.event == "encounter"]
    if met:
        below = sum(entry.figures["perceived"] < entry.figures["expected"] for entry in met)
        worst = min(met, key=lambda entry: entry.figures["impression"])
        yield f"met it {_times(len(met))}, {_times(below)} below expectation"
        yield f"worst of all, in week {worst.week}: {worst.text}"


def _trouble(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield which troubles were felt, and what became of complaints."""
    felt = Counter(entry.about for entry in entries if entry.event == "trouble")
    if felt:
        yield "felt " + ", ".join(f"{cause} {_times(count)}" for cause, count in felt.most_common())
    help_sought = Counter(entry.event for entry in entries)
    told = [f"{words} {_times(help_sought[event])}" for event, words in _HELP.items() if help_sought[event]]
    if told:
        yield "with problems: " + ", ".join(told)


def _talk(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield what was heard of the brand, and who left it."""
    heard = Counter(entry.about for entry in entries if entry.event == "heard")
    if heard:
        yield "heard others speak " + ", ".join(f"{sign} of it {_times(count)}" for sign, count in heard.most_common())
    if left := sum(entry.event == "neighbour_left" for entry in entries):
        yield f"saw close ties leave it {_times(left)}"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")
