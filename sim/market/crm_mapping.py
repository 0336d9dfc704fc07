"""The mapping of a CRM table: the meaning of its columns and of their values.

It is given in the market file under ``crm``, or in a file of its own with the same keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from sim.market.calendar import Date
from sim.market.messages import listed
from sim.market.strict import Name, Strict, Text

YES = ("yes", "y", "true", "t", "1")
NO = ("no", "n", "false", "f", "0")

Column = Annotated[Text, Field(min_length=1), "a column"]
Amount = Annotated[float, Field(ge=-1e12, le=1e12)]


def as_text(value: Any) -> Any:
    """Return a single value of a file as a table shows it: 1 and "1" are the same, true is "true"."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, int | float) else value


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _as_texts(value: Any) -> Any:
    """Return one or several values as texts."""
    return tuple(map(as_text, value)) if isinstance(value, list | tuple) else (as_text(value),)


_ONE_OR_MORE = BeforeValidator(_as_texts, json_schema_input_type=Text | list[Text])
Values = Annotated[tuple[Text, ...], _ONE_OR_MORE]
Columns = Annotated[tuple[Column, ...], _ONE_OR_MORE, Field(min_length=1, max_length=60)]


def _exactly_one_of(part: Strict, *keys: str) -> None:
    """Check that one and only one of some keys is given."""
    given = [key for key in keys if getattr(part, key) is not None]
    if len(given) != 1:
        context = {"keys": ", ".join(keys), "got": " and ".join(given) or "none"}
        raise PydanticCustomError("crm", "needs exactly one of {keys} (got {got})", context)


Value = Annotated[Text, "a value of the column"]


class Flags(Strict):
    """Columns of yes or no."""

    columns: Columns
    yes: Values = ()
    """Words that mean yes, beside yes, y, true, t and 1."""
    no: Values = ()
    """Words that mean no, beside no, n, false, f and 0."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        yes, no = ({word.casefold() for word in words} for words in ((*YES, *self.yes), (*NO, *self.no)))
        if both := sorted(yes & no):
            raise PydanticCustomError("crm", "{both} cannot mean both yes and no", {"both": listed(both)})
        return self


class SegmentRule(Strict):
    """A segment and the conditions under which a row belongs to it: all of them; none for all remaining rows."""

    segment: Name
    when: dict[Column, Values] = Field(default_factory=dict)
    """Column -> the values it may have."""
    at_least: dict[Column, Amount] = Field(default_factory=dict)
    """Column -> its minimum."""
    below: dict[Column, Amount] = Field(default_factory=dict)
    """Column -> the number it must be below."""


class SegmentColumns(Strict):
    """The segment of a row: from the values of a column, or from the first rule that fits."""

    column: Column | None = None
    values: dict[Value, Name] = Field(default_factory=dict)
    """Value of the column -> segment; without them the column holds the names of segments."""
    rules: Annotated[tuple[SegmentRule, ...], BeforeValidator(_as_tuple), Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        _exactly_one_of(self, "column", "rules")
        return self


class BrandColumns(Strict):
    """The brand of a row: the same for all, or from a column."""

    name: Name | None = None
    column: Column | None = None
    values: dict[Value, Name] = Field(default_factory=dict)
    """Value of the column -> brand; without them the column holds the names of brands."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        _exactly_one_of(self, "name", "column")
        return self


class Format(Strict):
    """How a table is written. What is not given is guessed from its values, and the guess is reported."""

    encoding: Text | None = None
    """Of the letters, such as cp1252; UTF-8 unless the file is not."""
    decimal: Literal[".", ","] | None = None
    """Sign before the decimals."""
    thousands: Literal[".", ",", "'", " ", ""] | None = None
    """Sign between thousands; "" for none."""
    dates: Literal["day first", "month first", "year first"] | None = None
    """Order of day, month and year."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.decimal is not None and self.decimal == self.thousands:
            raise PydanticCustomError("crm", "decimal and thousands must differ")
        return self


class OrderColumns(Strict):
    """A table with a row for each order, or each line of an order, from which customers are made."""

    date: Column
    order: Column | None = None
    """Rows of a customer with the same value are one order; without it each row is one."""
    quantity: Column | None = None
    """Number of pieces, of which `price` is the price of one; negative for returns."""
    until: Date | None = None
    """The day of the table; the last date in it by default."""
    lapsed_as: Literal["nobody", "former"] = "nobody"
    """Customers without an order for as long as the market lets a customer lapse. nobody: left out; former: now with a
    rival, with memory of the brand."""


class TenureColumn(Strict):
    """Tenure of the customer: a length, or the date of joining."""

    column: Column | None = None
    unit: Literal["weeks", "months", "years"] | None = None
    since: Column | None = None
    """The column with the date of joining."""
    until: Date | None = None
    """The day of the table, up to which tenure since a date is counted; the start date of the market by default."""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        _exactly_one_of(self, "column", "since")
        if self.column is not None and self.unit is None:
            raise PydanticCustomError("crm", "unit is missing: weeks, months or years")
        if self.column is not None and self.until is not None:
            raise PydanticCustomError("crm", "until belongs to since, the column with a date")
        if self.since is not None and self.unit is not None:
            raise PydanticCustomError("crm", "unit belongs to column; since holds dates")
        return self


class PriceColumn(Strict):
    """Price paid: per month in a contractual market, per order in one of repeat purchase."""

    column: Column
    eur_per_unit: Annotated[float, Field(ge=1e-6, le=1e6)] = 1.0
    """EUR for one unit of the column: the rate of exchange of a table in another currency."""


class ContractColumn(Strict):
    """Length of the contract."""

    column: Column
    months: dict[Value, Annotated[float, Field(ge=0, le=120)]]
    """Value of the column -> length of the contract in months, 0 for none."""


class UsersColumns(Strict):
    """Number of users: from a column, the same for all, or one plus one for every yes."""

    column: Column | None = None
    number: Annotated[int, Field(ge=1, le=100)] | None = None
    one_more_for: Flags | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        _exactly_one_of(self, "column", "number", "one_more_for")
        return self


class SatisfactionColumn(Strict):
    """Surveyed satisfaction; a blank leaves it to the model."""

    column: Column
    worst: Amount
    best: Amount

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.worst == self.best:
            raise PydanticCustomError("crm", "worst and best must differ")
        return self


class LeftColumns(Flags):
    """Former customers of the brand, and the treatment of their rows."""

    count_as: Literal["former", "customers", "nobody"] = "former"
    """former: now with a rival, with memory of the brand; customers: as if they had stayed; nobody: excluded."""


NOT_OF_A_LOG = ("tenure", "contract", "services", "complaint", "left")
"""Keys that a log of orders cannot have: it has one row for each order, and shows when customers came and lapsed."""


class CrmMapping(Strict):
    """The meaning of the columns of a CRM table. Facts that are not mapped are drawn from the segments."""

    customer: Column
    """The column with the id of the customer."""
    segment: SegmentColumns
    brand: BrandColumns | None = None
    """The brand of all rows, or its column; the focus brand of the market by default."""
    tenure: TenureColumn | None = None
    price: PriceColumn | None = None
    contract: ContractColumn | None = None
    services: Flags | None = None
    """Services that can be subscribed: the share that is subscribed is the adopted breadth."""
    users: UsersColumns | None = None
    satisfaction: SatisfactionColumn | None = None
    complaint: Flags | None = None
    """Whether a complaint is open."""
    left: LeftColumns | None = None
    orders: OrderColumns | None = None
    """Given when the table has a row for each order; `price` is then the amount of a row, or of a piece."""
    format: Format = Format()

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        given = [key for key in NOT_OF_A_LOG if getattr(self, key) is not None]
        if self.orders and given:
            raise PydanticCustomError("crm", "{keys} cannot be given with orders", {"keys": listed(given)})
        return self

    def columns(self) -> dict[str, str]:
        """Return the columns that are needed, each with the path of the first key that names it."""
        needed: dict[str, str] = {}
        for path, column in self.named_columns():
            needed.setdefault(column, ".".join(path))
        return needed

    def named_columns(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield each key that names a column, by its path, with the column."""
        return _columns_in(self, ())

    def columns_of_numbers(self) -> list[str]:
        """Return the columns that hold numbers."""
        rules = self.segment.rules or ()
        named = [
            *(part.column for part in (self.tenure, self.price, self.users, self.satisfaction) if part),
            *([self.orders.quantity] if self.orders else []),
            *(column for rule in rules for column in (*rule.at_least, *rule.below)),
        ]
        return list(dict.fromkeys(column for column in named if column is not None))

    def columns_of_dates(self) -> list[str]:
        """Return the columns that hold dates."""
        named = [self.tenure.since if self.tenure else None, self.orders.date if self.orders else None]
        return list(dict.fromkeys(column for column in named if column is not None))


_NAMING_ONE = ("customer", "column", "since", "date", "order", "quantity")
"""Keys that name one column."""


def _columns_in(part: Strict, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every column that a part of a mapping names, with the path of its key."""
    for key in type(part).model_fields:
        value, place = getattr(part, key), (*path, key)
        if isinstance(value, Strict):
            yield from _columns_in(value, place)
        elif key in _NAMING_ONE and value is not None:
            yield place, value
        elif key in ("columns", "when", "at_least", "below"):
            yield from ((place, column) for column in value)
        elif key == "rules":
            for number, rule in enumerate(value or (), start=1):
                yield from _columns_in(rule, (*place, str(number)))
