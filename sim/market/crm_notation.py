"""How a table writes letters, numbers and dates: as its mapping says, or as all its values show; a guess is reported.

A value such as 1.537 or 03.04.2021 can be read in two ways. The other values decide; when they do not, or contradict
each other, the table is refused with the lines that show it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.market.crm_cells import Cells
from sim.market.crm_mapping import CrmMapping, Format
from sim.market.messages import quoted

POINT, COMMA = ".", ","
NAMES = {POINT: "decimal point", COMMA: "decimal comma"}
CURRENCIES = ("EUR", "€", "USD", "US$", "$", "GBP", "£", "CHF", "PLN", "zł", "CZK", "Kč", "SEK", "NOK", "DKK", "kr")
MOST_ODD = 0.05
"""Share of the values up to which those written in another way are single mistakes, and their rows are rejected."""
ORDERS = {"day first": (2, 1, 0), "month first": (2, 0, 1), "year first": (0, 1, 2)}
"""Order of a date -> places of year, month and day among its three numbers."""

_MONEY = "|".join(map(re.escape, sorted(CURRENCIES, key=len, reverse=True)))
_WITH_MONEY = re.compile(
    rf"(?P<sign>[-+]?)(?:{_MONEY})?\s*(?P<number>[-+]?[0-9].*?|\.[0-9].*?)\s*(?:{_MONEY})?", re.IGNORECASE
)
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"})
_PARTED = re.compile(r"[-+]?[0-9]*(?:[.,' ][0-9]+)+")
_DATE = re.compile(r"([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{1,4})(?:[T ].*)?")
_WORD = re.compile(r"[^\s,;|\"]*[^\x00-\x7f][^\s,;|\"]*")
_AT_ONCE = 10_000
_NO_NUMBER = "?"
_DIGITS_OF_GROUP = 3
_DIGITS_OF_YEAR = 4
_MOST_MONTHS = 12


class Seen(NamedTuple):
    """A value of a table, with its place."""

    column: str
    line: int
    value: str

    def __str__(self) -> str:
        return f"{quoted(self.value)} (line {self.line}, column {quoted(self.column)})"


class _Shown(NamedTuple):
    """Values that show one way of writing.

    Attributes
    ----------
    number : how many different ones there are.
    first : the first one.
    """

    number: int = 0
    first: Seen | None = None

    def and_also(self, seen: Seen) -> _Shown:
        """Return these with one more."""
        return _Shown(self.number + 1, self.first or seen)


class AmbiguousError(ValueError):
    """A table can be read in several ways, or is written in several."""


class Numbers(NamedTuple):
    """How numbers are written.

    Attributes
    ----------
    decimal, thousands : signs; no sign between thousands is "".
    guess : what was guessed and from which value, in words; "" when it needs no mention.
    """

    decimal: str = POINT
    thousands: str = ""
    guess: str = ""

    @property
    def is_special(self) -> bool:
        """Whether numbers are written in another way than in programs."""
        return self.decimal != POINT or self.thousands != ""

    def plain(self, text: pd.Series) -> pd.Series:
        """Return numbers with a decimal point and nothing else; what is no number written in this way is "?"."""
        return text.map({value: self._plain(value) for value in text.unique()})

    def _plain(self, value: str) -> str:
        number = without_currency(value)
        if not number or not _PARTED.fullmatch(number):
            return number
        whole, _, decimals = number.partition(self.decimal)
        if self.thousands and self.thousands in whole:
            first, *groups = whole.lstrip("+-").split(self.thousands)
            if not 1 <= len(first) <= _DIGITS_OF_GROUP or any(len(group) != _DIGITS_OF_GROUP for group in groups):
                return _NO_NUMBER
            whole = whole.replace(self.thousands, "")
        if not re.fullmatch(r"[-+]?[0-9]*", whole) or not re.fullmatch(r"[0-9]*", decimals):
            return _NO_NUMBER
        return f"{whole}.{decimals}" if decimals else whole


def without_currency(value: str) -> str:
    """Return a number without its currency, with plain blanks and apostrophes."""
    found = _WITH_MONEY.fullmatch(value.translate(_BLANKS))
    return found["sign"] + found["number"] if found else value


def currency_of(text: pd.Series) -> str:
    """Return the most frequent currency beside the numbers of a column; "" for none."""
    found = re.compile(_MONEY, re.IGNORECASE)
    named: Counter[str] = Counter()
    for begin in range(0, len(text), _AT_ONCE):
        values = text.iloc[begin : begin + _AT_ONCE]
        named.update(match[0] for value in values if (match := found.search(value)))
    return max(sorted(named), key=named.__getitem__) if named else ""


class _Way(NamedTuple):
    """What a value shows: its decimal sign, its sign of thousands, or a sign that may be either; "" for nothing."""

    decimal: str = ""
    thousands: str = ""
    either: str = ""


def _way(number: str) -> _Way:
    """Return what one number shows."""
    signs = re.findall(r"[.,' ]", number)
    if not signs or not _PARTED.fullmatch(number):
        return _Way()
    last = signs[-1]
    before, _, after = number.rpartition(last)
    if len(set(signs)) > 1:
        other = next(sign for sign in signs if sign != last)
        return _Way(last if last in NAMES and signs.count(last) == 1 else "", other)
    if last not in NAMES or len(signs) > 1:
        return _Way("", last)
    whole = before.lstrip("+-")
    if len(after) != _DIGITS_OF_GROUP or len(whole) > _DIGITS_OF_GROUP or whole.strip("0") == "":
        return _Way(last)
    return _Way(either=last)


def numbers_in(columns: Mapping[str, pd.Series], lines: np.ndarray, given: Format, delimiter: str) -> Numbers:
    """Return how the numbers of a table are written.

    Parameters
    ----------
    columns : name -> values of the columns of numbers.
    lines : (n,) line of each value.
    given : what the mapping says.
    delimiter : between the values of a row; "" in a Parquet file.

    Raises
    ------
    AmbiguousError : when values can be read, or are written, in two ways.
    """
    decimals = {POINT: _Shown(), COMMA: _Shown()}
    thousands: dict[str, Seen] = {}
    either: dict[str, Seen] = {}
    for seen in _values(columns, lines):
        way = _way(without_currency(seen.value))
        sign = way.decimal or {POINT: COMMA, COMMA: POINT}.get(way.thousands, "")
        if sign:
            decimals[sign] = decimals[sign].and_also(seen)
        if way.thousands:
            thousands.setdefault(way.thousands, seen)
        if way.either:
            either.setdefault(way.either, seen)
    decimal, why = _decimal(decimals, either, given, delimiter)
    other = COMMA if decimal == POINT else POINT
    shown_between = next((sign for sign in thousands if sign != decimal), other if other in either else "")
    between = shown_between if given.thousands is None else given.thousands
    guess = ""
    if given.decimal is None and (why or decimal == COMMA or between):
        shown = why or thousands.get(between) or either.get(between)
        apart = f" and {quoted(between)} between thousands" if between else ""
        guess = f"numbers are read with a {NAMES[decimal]}{apart}, as {shown} shows"
    return Numbers(decimal, between, guess)


def _decimal(
    decimals: Mapping[str, _Shown], either: Mapping[str, Seen], given: Format, delimiter: str
) -> tuple[str, Seen | None]:
    """Return the decimal sign, and the value that shows it when that is worth mentioning."""
    if given.decimal is not None:
        return given.decimal, None
    if given.thousands in NAMES:
        return (COMMA if given.thousands == POINT else POINT), None
    fewer, more = sorted(decimals, key=lambda sign: decimals[sign].number)
    if decimals[fewer].number > MOST_ODD * decimals[more].number:
        one, other = decimals[POINT].first, decimals[COMMA].first
        raise AmbiguousError(
            f"numbers are written in two ways: {one} has a {NAMES[POINT]}, {other} a {NAMES[COMMA]}; "
            "say which one is right, such as format: {decimal: ','}"
        )
    if decimals[more].number:
        return more, decimals[more].first if more == COMMA else None
    if not either:
        return POINT, None
    if delimiter == COMMA and set(either) == {POINT}:
        return POINT, either[POINT]
    shown = next(iter(either.values()))
    sign = next(iter(either))
    whole, _, rest = without_currency(shown.value).partition(sign)
    raise AmbiguousError(
        f"{shown} is {whole}{POINT}{rest} or {whole}{rest}, and no other value shows which: "
        f"say so in the mapping, with format: {{decimal: '.'}} or format: {{decimal: ','}}"
    )


def _values(columns: Mapping[str, pd.Series], lines: np.ndarray) -> Iterator[Seen]:
    """Yield the different values of each column, with the first line of each."""
    for name, text in columns.items():
        places = np.flatnonzero(~text.duplicated().to_numpy())
        for few in np.split(places, range(_AT_ONCE, len(places), _AT_ONCE)):
            yield from (Seen(name, int(line), value) for line, value in zip(lines[few], text.iloc[few], strict=True))


class Dates(NamedTuple):
    """How dates are written.

    Attributes
    ----------
    order : of day, month and year, a key of `ORDERS`.
    guess : what was guessed and from which value, in words; "" when it needs no mention.
    """

    order: str = "year first"
    guess: str = ""

    def is_date(self, value: str) -> bool:
        """Return whether a value looks like a date."""
        return _DATE.fullmatch(value) is not None

    def days(self, text: pd.Series) -> pd.Series:
        """Return dates as days, datetime64; NaT for what is no date written in this way. Times of the day are left."""
        days = {value: self._day(value) for value in text.unique()}
        return pd.to_datetime(text.map(days), errors="coerce", format="%Y-%m-%d")

    def _day(self, value: str) -> str | None:
        found = _DATE.fullmatch(value)
        if not found:
            return None
        parts = found[1], found[3], found[4]
        is_year_first = len(found[1]) == _DIGITS_OF_YEAR
        year, month, day = (parts[place] for place in ORDERS["year first" if is_year_first else self.order])
        return f"{year}-{month:>02}-{day:>02}" if len(year) == _DIGITS_OF_YEAR else None


def dates_in(columns: Mapping[str, pd.Series], lines: np.ndarray, given: Format) -> Dates:
    """Return how the dates of a table are written; arguments and errors as of :func:`numbers_in`."""
    if given.dates is not None:
        return Dates(given.dates)
    shows = {"day first": _Shown(), "month first": _Shown()}
    either, pointed = _Shown(), _Shown()
    for seen in _values(columns, lines):
        found = _DATE.fullmatch(seen.value)
        if not found or len(found[1]) == _DIGITS_OF_YEAR:
            continue
        first, second = int(found[1]), int(found[3])
        if first > _MOST_MONTHS >= second:
            shows["day first"] = shows["day first"].and_also(seen)
        elif second > _MOST_MONTHS >= first:
            shows["month first"] = shows["month first"].and_also(seen)
        else:
            either = either.and_also(seen)
            pointed = pointed.and_also(seen) if "." in seen.value else pointed
    fewer, more = sorted(shows, key=lambda order: shows[order].number)
    if shows[fewer].number > MOST_ODD * shows[more].number:
        raise AmbiguousError(
            f"dates are written in two ways: {shows['day first'].first} has the day first, "
            f"{shows['month first'].first} the month; say which one is right, such as format: {{dates: day first}}"
        )
    if shows[more].number:
        return Dates(more, f"dates are read with the {more}, as {shows[more].first} shows")
    if not either.number:
        return Dates()
    if pointed.number == either.number:
        return Dates("day first", f"dates are read with the day first, as {either.first} is written with points")
    raise AmbiguousError(
        f"{either.first} may have the day or the month first, and no other date shows which: say so in the mapping, "
        "with format: {dates: day first} or format: {dates: month first}"
    )


class Notation(NamedTuple):
    """How a table writes its numbers and dates.

    Attributes
    ----------
    letters : what was guessed about its letters, in words; "" when nothing was.
    """

    numbers: Numbers = Numbers()
    dates: Dates = Dates()
    letters: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was guessed, in words."""
        return tuple(guess for guess in (self.letters, self.numbers.guess, self.dates.guess) if guess)


def notation_of(cells: Cells, mapping: CrmMapping) -> Notation:
    """Return how a table writes its numbers and dates.

    Raises
    ------
    AmbiguousError : when values can be read, or are written, in two ways.
    """
    numbers = {name: cells.text[name] for name in mapping.columns_of_numbers() if name not in cells.typed}
    dates = {name: cells.text[name] for name in mapping.columns_of_dates() if name not in cells.typed}
    return Notation(
        numbers_in(numbers, cells.lines, mapping.format, cells.delimiter),
        dates_in(dates, cells.lines, mapping.format),
        _letters(cells, mapping.customer) if cells.guessed_encoding else "",
    )


def _letters(cells: Cells, customer: str) -> str:
    """Return what was guessed about the letters of a table; no id, which may be a name, is shown as an example."""
    guess = f"the file is not UTF-8; it is read in {cells.guessed_encoding}"
    found = []
    for name in cells.text.columns.drop(customer):
        places = np.flatnonzero(cells.text[name].str.contains(r"[^\x00-\x7f]"))
        found += [(cells.lines[places[0]], cells.text[name].iloc[places[0]])] if len(places) else []
    if found:
        line, value = min(found)
        word = _WORD.search(value)
        return f"{guess}, in which line {line} reads {quoted(word[0] if word else value)}"
    named = [name for name in cells.text if not name.isascii()]
    return f"{guess}, in which a column is called {quoted(named[0])}" if named else guess
