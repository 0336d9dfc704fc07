"""Brand: a provider that decides, from what it can know, about its own numbers."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
import pandas as pd

from sim.state.observed import observed, public


class Brand(mesa.Agent):
    """A provider, with a strategy in its `step`.

    Write one, and hand the class to the model::

        class PriceFollower(Brand):
            def step(self):
                cheapest = self.public["price_eur"].drop(self.name).min()
                self.set("offer.price_eur", max(cheapest, 0.9 * self.get("offer.price_eur")))

        LoyaltyModel("telecom", brands={"acme": PriceFollower})

    A strategy reads what brands can know (:attr:`observed`, :attr:`public`, its own numbers) and acts on numbers of its
    own, which count from the next week on.

    Parameters
    ----------
    model : the :class:`sim.model.LoyaltyModel`.
    name : the brand's name in the market file.
    """

    def __init__(self, model: Any, name: str) -> None:
        super().__init__(model)
        # Mesa 3.3 counts agents in a table of the class, which would keep the model alive for ever.
        getattr(mesa.Agent, "_ids", {}).pop(model, None)
        self.name = name
        self.position = list(model.market.brands).index(name)
        self.unique_id = len(model.simulation.world.customers) + self.position + 1

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    def step(self) -> None:
        """Decide, at the end of a week; here nothing, so that the brand keeps the numbers of market and scenario."""

    @property
    def week(self) -> int:
        """The week that has just been lived, 0 before the first."""
        return self.model.simulation.week

    def observed(self, weeks: int | None = None) -> pd.DataFrame:
        """Return what the brand knows of its own last `weeks`, all of them unless said: a row for each week.

        Columns are listed in :data:`sim.state.observed.OBSERVED`; nothing in them tells what customers feel.
        """
        is_contractual = self.model.market.category.kind == "contractual"
        since = 0 if weeks is None else max(0, len(self.model.simulation.ledger.weeks) - weeks)
        return observed(self.model.simulation.ledger, self.position, is_contractual, since)

    @property
    def public(self) -> pd.DataFrame:
        """What anybody can look up about each brand: price, promised delivery, rating, number of reviews."""
        return public(self.model.simulation.world, list(self.model.market.brands))

    def get(self, path: str) -> float:
        """Return a number of the brand as it is decided by now, mean over segments.

        Parameters
        ----------
        path : as in a scenario, without the brand: ``offer.price_eur``, ``operations.support_agents``.

        Raises
        ------
        ValueError
            When the brand has no such number, or the path stands for several.
        """
        simulation = self.model.simulation
        numbers = simulation.decisions.meant(self.name, path)
        if len(numbers) > 1:
            raise ValueError(f"{path!r} stands for {len(numbers)} numbers: name one of them")
        values = []
        for document in simulation.documents(simulation.week + 1):
            for part in numbers[0].path:
                document = document[part]
            values.append(document)
        return float(np.mean(values))

    def set(self, path: str, value: float) -> None:
        """Set a number of the brand from the next week on, for all segments; a path with stars sets several.

        Raises
        ------
        ValueError
            When the number is not the brand's own, or the value out of range.
        """
        self.model.simulation.decisions.take(self.name, path, value)

    def spend(self, eur: float) -> None:
        """Book what a decision costs in the week just lived, in EUR, beside the costs of serving customers.

        Raises
        ------
        ValueError
            When no week has been booked yet.
        """
        if self.week < 1:
            raise ValueError("there is no week to book this in before week 1")
        self.model.simulation.ledger.charge(self.position, eur)
