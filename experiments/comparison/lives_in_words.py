"""The life of one customer in words, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from experiments.comparison.kept_lives import LifeInWorld, Lives
from experiments.comparison.paths import in_words, leaving_path, said
from experiments.pages.diaries import told, weeks_of
from experiments.pages.formats import NBSP, clean, number, share
from experiments.pages.phrases import quoted
from language import phrase
from sim.diary.timeline import Moment, short, timeline

if TYPE_CHECKING:
    from experiments.running.study import Study

_FIRST_WEEK = 1
_WIDTH = 16


class Line(NamedTuple):
    """One line: its tone is "good", "bad" or ""."""

    text: str
    tone: str = ""
    is_heading: bool = False


def story(lives: Lives, study: Study) -> list[Line]:
    """Return the story of a customer."""
    found = [*_head(lives, study), *_weeks(lives), *_why(lives, study)]
    found += [*_what_ifs(lives, study), *_chances(lives, study)]
    return [line._replace(text=line.text.replace(NBSP, " ")) for line in found]


def _brand(study: Study, position: int) -> str:
    """Return the short title of a brand."""
    return short(phrase(list(study.market.brands.values())[position].title)) if position >= 0 else phrase("nobody")


def _head(lives: Lives, study: Study) -> Iterator[Line]:
    yield Line(
        phrase(
            "Customer {customer} ({segment}), simulation {seed}, at first with {brand}",
            customer=number(lives.customer),
            segment=phrase(lives.segment),
            seed=lives.seed,
            brand=_brand(study, lives.start),
        ),
        is_heading=True,
    )
    for world in lives.worlds:
        end = _brand(study, world.brand_at_end)
        stays = world.brand_at_end == lives.start
        values = {"title": _title(world), "weeks": study.weeks, "end": end}
        yield Line(
            phrase("{title}: after {weeks} weeks still with {end}", **values)
            if stays
            else phrase("{title}: after {weeks} weeks with {end}", **values),
            "good" if stays else "bad",
        )


def _title(world: LifeInWorld) -> str:
    return quoted(clean(phrase(world.title)))


def _weeks(lives: Lives) -> Iterator[Line]:
    """Yield what happened: once as long as the worlds are the same, then in each of them."""
    first, *others = lives.worlds
    if not others or lives.apart is None:
        yield Line("")
        yield Line(
            phrase("What happened") if not others else phrase("What happened, the same in both worlds"), is_heading=True
        )
        yield from _timeline(first, _FIRST_WEEK, None)
        return
    if lives.apart > _FIRST_WEEK:
        yield Line("")
        yield Line(phrase("The same in both worlds until week {apart}", apart=lives.apart - 1), is_heading=True)
        yield from _timeline(first, _FIRST_WEEK, lives.apart - 1)
    for world in lives.worlds:
        yield Line("")
        yield Line(
            phrase("From week {apart} on, in {title}", apart=lives.apart, title=_title(world)),
            is_heading=True,
        )
        yield from _timeline(world, lives.apart, None)


def _timeline(world: LifeInWorld, first: int, last: int | None) -> Iterator[Line]:
    for moment in timeline(world.diary.between(first, last)):
        yield Line(in_line(moment), moment.tone)


def in_line(moment: Moment) -> str:
    """Return a moment as one line of a timeline."""
    return f"  {weeks_of(moment):<{_WIDTH}} {told(moment)}"


def _why(lives: Lives, study: Study) -> Iterator[Line]:
    """Yield the path to the last departure in each world in which the first brand was left."""
    for world in lives.worlds:
        if lives.start >= 0 and world.brand_at_end != lives.start:
            title = list(study.market.brands.values())[lives.start].title
            if path := leaving_path(world.diary.entries, title):
                yield Line("")
                yield Line(
                    phrase(
                        "Why it left {brand} in {title}",
                        brand=_brand(study, lives.start),
                        title=_title(world),
                    ),
                    is_heading=True,
                )
                causes = [cause.title for cause in study.market.causes.values()]
                yield Line(f"  {in_words(said(step, causes) for step in path)}")


def _what_ifs(lives: Lives, study: Study) -> Iterator[Line]:
    """Yield what would have kept the customer."""
    if not lives.what_ifs:
        return
    world = next(each for each in lives.worlds if each.name == lives.left_in)
    brand = _brand(study, lives.start)
    yield Line("")
    yield Line(
        phrase(
            "Would it have stayed with {brand}? In {title}, with everybody else as they were, if ...",
            brand=brand,
            title=_title(world),
        ),
        is_heading=True,
    )
    for each in lives.what_ifs:
        answer = phrase("yes") if each.stays else phrase("no")
        yield Line(f"  {answer:<4} {each.words}", "good" if each.stays else "")


def _chances(lives: Lives, study: Study) -> Iterator[Line]:
    """Yield how far it is luck."""
    known = [world for world in lives.worlds if world.chances is not None]
    if not known:
        return
    yield Line("")
    yield Line(
        phrase("How far it is luck: the same customer with other random numbers, beside the same others"),
        is_heading=True,
    )
    for world in known:
        assert world.chances is not None
        of = world.chances
        yield Line(
            phrase(
                "  {title}: still with {brand} in {share} of cases ({low} to {high})",
                title=_title(world),
                brand=_brand(study, lives.start),
                share=share(of.share),
                low=share(of.low),
                high=share(of.high),
            )
        )
