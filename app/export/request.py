"""What a copy of the page is asked to hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from app.catalogue import Facts
from app.copied import ROOMS
from experiments.experiment.options import Argument, Option, between
from experiments.experiment.request import Request


@dataclass(frozen=True, kw_only=True)
class CopyRequest(Request):
    """Which markets, with how many people and which luck, in which languages."""

    markets: Annotated[tuple[str, ...], Argument(help="Shipped markets.")] = ("telecom",)
    strategies: Annotated[
        tuple[str, ...],
        Option(
            "--strategy",
            help="Strategy whose journey and diaries are copied; may be given again.",
            show_default="the market's first",
        ),
    ] = ()
    rooms: Annotated[
        tuple[str, ...],
        Option("--rooms", help="Room that is copied; may be given again.", show_default="all that can be"),
    ] = ()
    language: Annotated[
        tuple[str, ...],
        Option("--lang", help="Language of the pages: en or fr; may be given again.", show_default="en"),
    ] = ("en",)
    customers: Annotated[int, Option(help="Simulated people: 1000, 2000 or 5000.")] = 2_000
    weeks: Annotated[int, Option(help="Weeks after the burn-in: 52, 104 or 156.")] = 104
    seed: Annotated[int, between(1, 999_995, help="First of the five futures of each answer.")] = 1
    samples: Annotated[
        Literal["16", "32", "64", "128", "256"],
        Option("--samples", help="Points of the surface at which all levers move at once."),
    ] = "64"

    @property
    def copied_rooms(self) -> tuple[str, ...]:
        """The rooms that are copied, in the order of the page."""
        return tuple(room for room in ROOMS if room in self.rooms or not self.rooms)

    def followed_in(self, facts: Facts) -> tuple[str, ...]:
        """Return the strategies of a market that are followed: the named ones that it has, or the one it opens with."""
        known = [each["name"] for each in facts["strategies"]]
        return tuple(name for name in self.strategies if name in known) or (str(facts.get("opens_with", known[0])),)
