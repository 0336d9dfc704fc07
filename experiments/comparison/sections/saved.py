"""Who was saved and lost, and why: matched customers of the same futures, their paths, a few told in both worlds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from experiments.comparison.both_worlds import both_worlds
from experiments.comparison.paths import ARROW, in_words, said
from experiments.comparison.saved import SavedLost
from experiments.comparison.view import ComparisonView
from experiments.measures.counted import share_interval
from experiments.measures.paired import Estimate, estimate
from experiments.pages.blocks import Cell, Figure, Fold, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import NBSP, number, plus_minus, share
from experiments.pages.palette import NEGATIVE, POSITIVE
from experiments.pages.phrases import quoted
from language import mark, phrase, plural
from sim.scenarios.scenario import BASELINE

_FATES = {
    "kept": mark("Kept: would have left"),
    "won": mark("Won: would not have joined"),
    "lost": mark("Lost: would have stayed"),
    "missed": mark("Missed: would have joined"),
}
_SHOWN, _DRAWN = 6, 3
"""Number of steps or paths in one chart, and of strategies that are told."""
_TOLD = {"kept": mark("kept"), "lost": mark("lost")}
"""What became of a customer whose story is told, within a sentence."""


def section(view: ComparisonView) -> Section:
    """Return who ends elsewhere than in the baseline, and why."""
    saved = view.comparison.saved
    assert saved is not None
    told = [name for name in view.ranking if name in view.drawn][:_DRAWN]
    lead = [sentence for name in told for sentence in _sentences(view, saved, name)]
    blocks: list[Figure | Table | Fold] = [_table(view, saved)]
    if saved.seeds_told:
        blocks += [block for name in told for block in _why(view, saved, name)]
    return Section("saved", phrase("Who was saved and lost, and why"), lead, blocks)


def flows(view: ComparisonView, saved: SavedLost, scenario: str) -> dict[str, Estimate]:
    """Return how many customers a strategy kept, won, lost and missed in a simulation, and the balance."""
    own = saved.own[saved.own["scenario"] == scenario]
    counts = own.groupby(["seed", "fate"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=list(view.comparison.seeds), columns=list(_FATES), fill_value=0)
    balance = counts["kept"] + counts["won"] - counts["lost"] - counts["missed"]
    found = {name: estimate(counts[name].to_numpy()) for name in _FATES}
    return found | {"balance": estimate(balance.to_numpy())}


def _sentences(view: ComparisonView, saved: SavedLost, scenario: str) -> Iterator[str]:
    """Yield who is a customer because of a strategy, how far through others, and how far by luck."""
    of, title, brand = flows(view, saved, scenario), quoted(view.titles[scenario]), view.brand_title
    gained, gone = of["kept"].mean + of["won"].mean, of["lost"].mean + of["missed"].mean
    yield (
        phrase(
            "With {title}, {gained} simulated people are customers of {brand} at the end who would not "
            "be without it, and {gone} are not who would be (means of the simulations): the balance is "
            "{balance}.",
            title=title,
            gained=number(gained),
            brand=brand,
            gone=number(gone),
            balance=plus_minus(of["balance"], "customers", signed=True),
        )
    )
    own = saved.own[(saved.own["scenario"] == scenario) & saved.own["brand_among_frozen_neighbours"].notna()]
    gains = own[own["fate"].isin(["kept", "won"])]
    if len(gains):
        direct = int((gains["brand_among_frozen_neighbours"] == view.comparison.brand).sum())
        low, high = share_interval(direct, len(gains))
        yield (
            phrase(
                "Of {gains} who were followed, {direct} ({low} to {high}) would also be customers if all "
                "others had done what they did in the baseline: those are direct effects. The others were "
                "saved through others: what they told, queues, ratings and standards.",
                gains=number(len(gains)),
                direct=share(direct / len(gains)),
                low=share(low),
                high=share(high),
            )
        )
    yield from _luck(saved, scenario)


def _luck(saved: SavedLost, scenario: str) -> Iterator[str]:
    """Yield how far it is luck who is saved."""
    luck = saved.luck[saved.luck["scenario"] == scenario]
    gained, again = int(luck["gained"].sum()), int(luck["gained_again"].sum())
    if gained:
        usual = luck["gained_otherwise"].sum() / luck["customers"].sum()
        low, high = share_interval(again, gained)
        yield (
            phrase(
                mark(
                    "Who exactly is saved is mostly luck: with other random numbers for the same people, "
                    "{again} of them ({low} to {high}) are saved again, against {percent} of everybody. So read "
                    "the groups below, not single names."
                )
                if high < 0.5
                else mark(
                    "Who exactly is saved is partly luck: with other random numbers for the same people, "
                    "{again} of them ({low} to {high}) are saved again, against {percent} of everybody. So read "
                    "the groups below, not single names."
                ),
                again=share(again / gained),
                low=share(low),
                high=share(high),
                percent=_percent(usual),
            )
        )


def _percent(x: float) -> str:
    return f"{number(100 * x, 1)}{NBSP}%"


def _table(view: ComparisonView, saved: SavedLost) -> Table:
    """Return how many customers each strategy keeps, wins, loses and misses."""
    rows = []
    for name in view.ranking:
        if name == view.baseline:
            continue
        of = flows(view, saved, name)
        cells = [Cell(plus_minus(of[fate], "customers")) for fate in _FATES]
        balance = difference_cell(of["balance"], "customers", "higher")
        rows.append([Cell(view.titles[name], ink=view.ink[view.titles[name]]), *cells, balance])
    return Table(
        phrase(
            "The same people in both worlds: customers of {brand_title} at the end, in one simulation",
            brand_title=view.brand_title,
        ),
        [phrase("Strategy"), *_FATES.values(), phrase("Balance")],
        rows,
        phrase(
            "Kept and lost: customers of {brand_title} at the start. Won and missed: others. The balance "
            "is the difference of the number of customers, exactly. Everybody is in {value}.",
            brand_title=view.brand_title,
            value=quoted("saved_lost.parquet"),
        ),
    )


def _why(view: ComparisonView, saved: SavedLost, scenario: str) -> Iterator[Figure | Table | Fold]:
    """Yield the paths of those who were kept and lost with a strategy, and one of each in both worlds."""
    own = saved.own[(saved.own["scenario"] == scenario) & saved.own["path"].notna()]
    kept, lost = (own[own["fate"] == fate] for fate in ("kept", "lost"))
    title, baseline = quoted(view.titles[scenario]), quoted(view.titles[view.baseline])
    panels = [
        *(
            [_steps_drawn(view, kept, phrase("{title} keeps them: what went before", title=title), POSITIVE)]
            if len(kept)
            else []
        ),
        *(
            [_steps_drawn(view, lost, phrase("{title} loses them: what went before", title=title), NEGATIVE)]
            if len(lost)
            else []
        ),
    ]
    if panels:
        seeds = plural(
            "{count} simulation", "{count} simulations", len(saved.seeds_told), count=number(len(saved.seeds_told))
        )
        yield Figure(
            panels,
            phrase(
                "Customers of {seeds} whose diaries were kept: those who are kept leave in {baseline} only, "
                "those who are lost leave with {title} only. A customer can have gone through several of "
                "these.",
                seeds=seeds,
                baseline=baseline,
                title=title,
            ),
            legend="",
        )
    if len(kept):
        yield _paths(
            view, kept, phrase("How those who are kept leave in {baseline}: the most frequent paths", baseline=baseline)
        )
    if len(lost):
        yield _paths(
            view, lost, phrase("How those who are lost leave with {title}: the most frequent paths", title=title)
        )
    tables = [table for of in (kept, lost) if (table := _example(view, saved, scenario, of)) is not None]
    if tables:
        yield Fold(
            phrase(
                "{scenario}: {customers} in both worlds",
                scenario=view.titles[scenario],
                customers=plural("{count} customer", "{count} customers", len(tables), count=number(len(tables))),
            ),
            tables,
        )


def _steps_drawn(view: ComparisonView, own: pd.DataFrame, title: str, colour: str) -> Panel:
    """Return the most frequent steps."""
    everybody = len(own)
    steps = Counter(step for path in own["path"] for step in _steps(path))
    reading = phrase(
        "Per cent of {customers}, in the year before they leave.",
        customers=plural("{count} customer", "{count} customers", everybody, count=number(everybody)),
    )
    bars = {
        in_words([said(step, _causes(view))]): (float(count), f"{number(100 * count / everybody)}{NBSP}%")
        for step, count in steps.most_common(_SHOWN)
    }
    return lengths(Panel(title, reading, reading), bars, colour)


def _paths(view: ComparisonView, own: pd.DataFrame, caption: str) -> Table:
    """Return the most frequent paths."""
    everybody = len(own)
    shown = Counter(own["path"].map(_shortened)).most_common(_SHOWN)
    others = everybody - sum(count for _, count in shown)
    rows = [[Cell(_said(view, path)), Cell(number(count)), Cell(share(count / everybody))] for path, count in shown]
    rows += [[Cell(phrase("Other paths")), Cell(number(others)), Cell(share(others / everybody))]] if others else []
    return Table(caption, [phrase("Path"), phrase("Customers"), phrase("Share")], rows)


def _causes(view: ComparisonView) -> list[str]:
    """Return the titles of the causes of trouble as the market has them."""
    return [cause.title for cause in view.comparison.market.causes.values()]


def _said(view: ComparisonView, path: str) -> str:
    """Return a path in the language that is spoken."""
    first, *others = path.split(ARROW)
    return in_words(said(step, _causes(view)) for step in (first[:1].lower() + first[1:], *others))


def _steps(path: str) -> Sequence[str]:
    """Return the different steps of a path before the departure, each once."""
    first, *others = path.split(ARROW)[:-1] or [""]
    return [step for step in (first[:1].lower() + first[1:], *others) if step]


def _shortened(path: str) -> str:
    """Return a path without what opened the search, which all of them have in some form."""
    return ARROW.join(step for step in path.split(ARROW) if not step.lower().startswith("looked around"))


def _example(view: ComparisonView, saved: SavedLost, scenario: str, own: pd.DataFrame) -> Table | None:
    """Return the customer with the most frequent path, in both worlds side by side."""
    if not len(own):
        return None
    usual = Counter(own["path"].map(_shortened)).most_common(1)[0][0]
    row = own[own["path"].map(_shortened) == usual].iloc[0]
    seed, customer = int(row["seed"]), int(row["customer"])
    one, other = (saved.diary(seed, name, customer) for name in (BASELINE, scenario))
    if one is None or other is None:
        return None
    titles = view.titles[view.baseline], view.titles[scenario]
    segment = view.segment_titles[row["segment"]]
    caption = phrase(
        "Customer {customer} of simulation {seed} ({segment}), who was {fate}",
        customer=number(customer),
        seed=seed,
        segment=segment,
        fate=phrase(_TOLD[row["fate"]]),
    )
    command = phrase(
        "cxsim why DIR --customer {customer} --seed {seed} --scenario {scenario}",
        customer=customer,
        seed=seed,
        scenario=scenario,
    )
    return both_worlds(
        caption,
        one,
        other,
        titles,
        phrase("The whole story: {command}, DIR being the folder of this report.", command=quoted(command)),
    )
