"""Works: where the money of programmes that listen went, what it changed, and when a silo is good enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from experiments.comparison.programmes import Programme, programmes
from experiments.comparison.view import ComparisonView
from experiments.comparison.words import compared
from experiments.measures.metrics import METRICS
from experiments.measures.paired import Estimate, estimate
from experiments.pages.blocks import Cell, Fold, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.formats import NOTHING, amount, horizon, listed, number, plus_minus, share
from experiments.pages.phrases import quoted, sentence
from language import mark, phrase

_BASIS = mark("per 1,000 customers a year")


def section(view: ComparisonView) -> Section:
    """Return on which works each programme spent its budget, what it claims of them, and what they did."""
    listening = programmes(view)
    lead = [
        *(_spent(view, name, each) for name, each in listening.items()),
        *_which_pays(view, listening),
        *_good_enough(view, listening),
    ]
    folds = [
        Fold(phrase("The works of {name}", name=quoted(view.titles[name])), [_works(view, each)])
        for name, each in listening.items()
        if each.works
    ]
    return Section("works", phrase("Where the money went"), lead, [_summary(view, listening), *folds])


def _spent(view: ComparisonView, name: str, programme: Programme) -> str:
    """Return what a programme spent on works, and how much of it on what is not to blame."""
    works, title = programme.works, quoted(view.titles[name])
    if not works:
        return phrase("{title} started no work.", title=title)
    first = [quoted(phrase(each)) for each in list(works.values())[:3]]
    return phrase(
        "{title} spends {estimate} on works, most on {first}. {other_estimate} of it is misdirected: "
        "spent on touchpoints for bad encounters that have a root cause, or on causes that were "
        "blamed too much.",
        title=title,
        estimate=plus_minus(estimate(programme.spent_on_works), "EUR"),
        first=listed(first),
        other_estimate=plus_minus(estimate(programme.misdirected), "EUR"),
    ) + _disappointing(programme)


def _disappointing(programme: Programme) -> str:
    """Return the work that clearly avoids least of what it promised; "" where none does."""
    missed = {}
    for work in programme.works:
        promised, avoided = programme.promised(work), programme.avoided(work)
        if promised.pairs and avoided.high < promised.low:
            missed[work] = (promised.mean - max(avoided.mean, 0.0), promised, avoided)
    if not missed:
        return ""
    work = max(missed, key=lambda each: missed[each][0])
    _, promised, avoided = missed[work]
    return phrase(
        " {work} was to avoid {promised} bad encounters {basis}; in truth it is {avoided}.",
        work=quoted(phrase(programme.works[work])),
        promised=number(promised.mean),
        basis=phrase(_BASIS),
        avoided=plus_minus(avoided, ""),
    )


def _which_pays(view: ComparisonView, listening: Mapping[str, Programme]) -> list[str]:
    """Return how programmes compare two by two in value, retention and recommendation."""
    told = []
    for one, other in combinations(listening, 2):
        gain = view.gain(one, other, "npv_eur")
        best, second = (one, other) if gain.mean >= 0 else (other, one)
        text = compared(
            view.titles[best], view.titles[second], view.gain(best, second, "npv_eur"), "EUR", view.comparison.weeks
        )
        for metric, label in (
            ("retention", phrase("yearly retention")),
            ("nps", phrase("the net promoter score of all customers")),
        ):
            change = view.change_of_metric(metric, best, second)
            text += f" {_moved(label, change, METRICS[metric].unit)}"
        if not gain.is_significant:
            text += phrase(" More simulations may tell them apart.")
        told.append(text)
    return told


def _good_enough(view: ComparisonView, listening: Mapping[str, Programme]) -> Iterator[str]:
    """Yield when listening in a silo would do, for each programme that reads causes beside one that does not."""
    silos = [name for name, each in listening.items() if not each.reads_causes]
    readers = [name for name, each in listening.items() if each.reads_causes]
    for silo, reader in ((silo, reader) for silo in silos for reader in readers):
        gain = view.gain(reader, silo, "npv_eur")
        if gain.is_above:
            yield " ".join(_not_enough(view, silo, reader, gain))
        else:
            yield " ".join(_enough(view, silo, listening[silo], listening[reader], gain))


def _not_enough(view: ComparisonView, silo: str, reader: str, gain: Estimate) -> Iterator[str]:
    """Yield what would have to be different for a silo to do: cost and horizon."""
    yield phrase(
        "{silo} would be good enough if reading and joining what customers say cost {eur} more than here, the lower "
        "limit of its advantage.",
        silo=quoted(view.titles[silo]),
        eur=amount(gain.low, "EUR"),
    )
    path = view.gain_path()
    ahead = [estimate(each).is_above for each in (path[reader] - path[silo]).T]
    behind = [place for place, is_ahead in enumerate(ahead) if not is_ahead]
    if behind:
        yield phrase(
            "It would also do for those who look no further than {weeks}: until then {reader} is not clearly ahead.",
            weeks=horizon(int(view.block_ends[behind[-1]])),
            reader=quoted(view.titles[reader]),
        )
    alone = view.gain(silo, None, "npv_eur")
    if alone.is_below:
        yield phrase("But nothing at all is better than {silo}.", silo=quoted(view.titles[silo]))


def _enough(view: ComparisonView, silo: str, of_silo: Programme, of_reader: Programme, gain: Estimate) -> Iterator[str]:
    """Yield that a silo does, and what speaks for it: the same works, or no affordable work against the causes."""
    sure = mark("{silo} is good enough here: it is worth more.")
    yield phrase(
        sure if gain.is_below else mark("{silo} is good enough here, as far as can be told."),
        silo=quoted(view.titles[silo]),
    )
    spent = of_reader.spent_on_works.mean()
    same = sum(min(of_silo.spent(work).mean(), of_reader.spent(work).mean()) for work in of_reader.works)
    if spent and same > 0.5 * spent:
        yield phrase("{part} of what the other spends goes into the same works.", part=share(same / spent))
    true = {cause: of_reader.true(f"bad_on.{cause}").mean() for cause in view.cause_titles}
    worst = max(true, key=lambda cause: true[cause], default="")
    against = of_reader.works_against(worst)
    if worst and true[worst] and not set(against) & set(of_reader.works):
        yield (
            phrase(
                "No work was started against {cause}, the most frequent root cause: within budget, capacity and the "
                "stop rule none was cheap enough for what it promised.",
                cause=quoted(view.cause_titles[worst]),
            )
            if against
            else phrase(
                "The brand has no work against {cause}, the most frequent root cause.",
                cause=quoted(view.cause_titles[worst]),
            )
        )


def _moved(what: str, change: Estimate, unit: str) -> str:
    """Return in a sentence by how much a figure is higher or lower."""
    if not change.is_significant:
        return phrase("No clear difference in {what}.", what=what)
    words = "points" if unit.startswith("%") else unit
    if change.is_above:
        return phrase("{what} is higher by {size}.", what=sentence(what), size=plus_minus(change, words))
    return phrase("{what} is lower by {size}.", what=sentence(what), size=plus_minus(-change, words))


def _summary(view: ComparisonView, listening: Mapping[str, Programme]) -> Table:
    """Return budget, spending and results of the programmes side by side."""
    kept, found_of = phrase("what is left is carried over"), phrase("of the bad encounters with a root cause")
    people = phrase("people who ask, read, decide")
    figures: dict[tuple[str, str, str], Callable[[Programme], Estimate]] = {
        (phrase("Budget granted"), "EUR", ""): lambda each: estimate(each.total("granted_eur")),
        (phrase("Spent on works"), "EUR", kept): lambda each: estimate(each.spent_on_works),
        (phrase("Misdirected"), "EUR", ""): lambda each: estimate(each.misdirected),
        (phrase("The programme itself"), "EUR", people): lambda each: estimate(each.spent("programme")),
        (phrase("Answers"), "EUR", phrase("cost of asking")): lambda each: estimate(each.total("listening_eur")),
        (phrase("Found"), "%", found_of): lambda each: each.found_share,
    }
    rows = [
        [Cell(label, note=note), *(Cell(_amount(of(each), unit)) for each in listening.values())]
        for (label, unit, note), of in figures.items()
    ]
    for metric, label, unit in (
        ("npv_eur", phrase("Net present value"), "EUR"),
        ("retention", phrase("Yearly retention"), "points"),
        ("nps", phrase("Net promoter score of all customers"), "points"),
    ):
        changes = [view.change_of_metric(metric, name) if name != view.baseline else None for name in listening]
        cells = [difference_cell(change, unit, "higher") if change else Cell(NOTHING) for change in changes]
        rows.append([Cell(label), *cells])
    return Table(
        phrase("The programmes side by side"),
        ["", *(view.titles[name] for name in listening)],
        rows,
        reading=phrase(
            "Amounts are {basis}, not discounted; the last three rows are differences from the baseline.",
            basis=view.basis,
        ),
    )


def _works(view: ComparisonView, programme: Programme) -> Table:
    """Return for each work its price, what was promised and claimed, and what was true."""
    rows = []
    for work, title in programme.works.items():
        kind, target = programme.target(work)
        about = (view.cause_titles if kind == "cause" else view.touchpoint_titles)[target]
        times = programme.total(f"works_started.{work}").mean()
        rows.append(
            [
                Cell(phrase(title), note=_aim(kind, about)),
                Cell(number(times, 1)),
                Cell(plus_minus(estimate(programme.spent(work)), "EUR")),
                _known(programme.promised(work)),
                _known(programme.claimed(work), signed=True),
                _known(programme.avoided(work), signed=True),
            ]
        )
    return Table(
        phrase("Bad encounters avoided, {basis}", basis=phrase(_BASIS)),
        [
            phrase("Work"),
            phrase("Times started"),
            phrase("Spent"),
            phrase("Promised"),
            phrase("Claimed after measuring again"),
            phrase("True in the last year"),
        ],
        rows,
        reading=phrase(
            "All three are means of the simulations in which the work was started; claimed, of those in which it was "
            "also measured. The true figure is the difference from the baseline at what the work is for, by all works "
            "together."
        ),
    )


def _aim(kind: str, about: str) -> str:
    """Return what a work is for."""
    if kind == "cause":
        return phrase("heals: {cause}", cause=about)
    return phrase("polishes: {touchpoint}", touchpoint=about)


def _amount(values: Estimate, unit: str) -> str:
    return plus_minus(values, unit) if values.mean else phrase("none")


def _known(values: Estimate, signed: bool = False) -> Cell:
    if not values.pairs:
        return Cell(phrase("not yet"))
    tone = "clear" if signed and values.is_significant else ""
    return Cell(plus_minus(values, "", signed=signed), tone=tone)
