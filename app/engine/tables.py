"""Tables of the user's own: what facts a market asks for, what columns a table has, and what they probably mean."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from app.engine.futures import Shelf
from experiments.fitting.template import facts_template
from sim.market.crm import load_crm
from sim.market.crm_mapping import NO, YES
from sim.market.schema import Market

Tell = Callable[[dict[str, Any]], None]

ROWS_LOOKED_AT = 2_000
LARGEST_UNPACKED = 500_000_000
"""Bytes of a Parquet file when it is unpacked."""
_MOST_VALUES = 12
_EXAMPLES = 3
_PARQUET = b"PAR1"
_NAMES = {
    "customer": r"(customer|client|kunden?|user|account|member)[ _-]?(id|no|nr|num|number|key|ref)|^id$|(id|nr)$",
    "segment": r"segment|kind|type|group|class|profile|categor|typ$",
    "tenure": r"tenure|since|joined|seniority|anciennet|months|membership|start|eintritt|seit",
    "price": r"monthly.?(charge|fee|price|bill)|price|charge|bill|fee|amount|montant|preis|prix|arpu|spend",
    "contract": r"contract|commitment|engagement|vertrag|laufzeit|term$",
    "satisfaction": r"satisf|score|nps|csat|rating|zufried|note$",
    "complaint": r"complain|ticket|claim|reclam|réclam|beschwer|issue|open.?case",
    "left": r"churn|left|cancel|resili|résili|lost|gekündigt|terminated|inactive",
}
"""Role of a column -> what its name often looks like."""
ROLES = tuple(_NAMES)
_DATE = re.compile(r"^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")


def fact_rows(shelf: Shelf, asked: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Tell the facts that a market asks for: what, brand, touchpoint and unit of each, as `cxsim new` lists them."""
    text = facts_template(shelf.market(asked["market"]), ".")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    tell({"rows": [dict(row) for row in csv.DictReader(StringIO("\n".join(lines)))]})
    yield


def columns(shelf: Shelf, asked: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Tell the columns of a table, and the mapping that their names and values suggest."""
    table = first_rows(Path(asked["path"]))
    yield
    market = shelf.market(asked["market"])
    tell(
        {
            "columns": [
                {
                    "name": str(name),
                    "examples": table[name].dropna().unique()[:_EXAMPLES].tolist(),
                    "values": sorted(table[name].dropna().unique())[:_MOST_VALUES]
                    if table[name].nunique() <= _MOST_VALUES
                    else [],
                }
                for name in table.columns
            ],
            "guess": guessed(table, market),
            "segments": {name: market.segments[name].title for name in market.listed("segments")},
        }
    )


def first_rows(path: Path) -> pd.DataFrame:
    """Return the first rows of a table as text, empty cells as missing; only for guesses, not for customers.

    Raises
    ------
    ValueError : when it is no table, or a Parquet file that is too large when unpacked.
    """
    with path.open("rb") as file:
        is_parquet = file.read(len(_PARQUET)) == _PARQUET
    if is_parquet:
        import pyarrow.parquet as parquet

        found = parquet.ParquetFile(path)
        unpacked = sum(found.metadata.row_group(k).total_byte_size for k in range(found.metadata.num_row_groups))
        if unpacked > LARGEST_UNPACKED:
            raise ValueError(f"the table is too large when unpacked: {unpacked:,} bytes")
        batch = next(found.iter_batches(batch_size=ROWS_LOOKED_AT), None)
        if batch is None:
            raise ValueError("the table holds no rows")
        table = batch.to_pandas()
        return table.astype("string").astype(object).where(table.notna(), None)
    return _csv_rows(path)


def _csv_rows(path: Path) -> pd.DataFrame:
    """Return the first rows of a CSV file, whatever its delimiter; UTF-8, or else Latin letters."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return pd.read_csv(
                path,
                sep=None,
                engine="python",
                nrows=ROWS_LOOKED_AT,
                dtype=str,
                encoding=encoding,
                skipinitialspace=True,
            )
        except UnicodeDecodeError:
            continue
        except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error) as error:
            raise ValueError(f"this is no table of customers: {error}") from error
    raise ValueError("this is no table of customers: it holds no text")


def guessed(table: pd.DataFrame, market: Market) -> dict[str, dict[str, Any]]:
    """Return role -> its column and what more the mapping says of it, as far as names and values suggest.

    The words of a segment that stand in the values of a column are matched with the names and titles of the market.
    """
    left = [str(name) for name in table.columns]
    found: dict[str, dict[str, Any]] = {}
    for role in ROLES:
        fits = [
            name for name in left if re.search(_NAMES[role], name.casefold().strip()) and _may_be(role, table[name])
        ]
        if role == "customer" and not fits:
            fits = [name for name in left if table[name].is_unique and table[name].notna().all()][:1]
        if role == "segment":
            fits = [name for name in left if _segments_of(table[name], market)] or fits
        if fits:
            column = fits[0]
            left.remove(column)
            found[role] = {"column": column, **_more(role, table[column], market)}
    return found


def _may_be(role: str, values: pd.Series) -> bool:
    """Return whether the values of a column can have a role."""
    known = values.dropna()
    if known.empty:
        return False
    match role:
        case "customer":
            return bool(known.is_unique)
        case "segment" | "contract":
            return known.nunique() <= _MOST_VALUES
        case "price" | "satisfaction":
            return bool(_numbers(known).notna().mean() > 0.9)
        case "tenure":
            return bool(_numbers(known).notna().mean() > 0.9 or _are_dates(known))
        case "complaint" | "left":
            return set(known.str.strip().str.casefold()) <= {*YES, *NO}
    return True


def _numbers(values: pd.Series) -> pd.Series:
    """Return texts as numbers, with a decimal point or comma; only to tell numbers from words."""
    return pd.to_numeric(values.str.replace(r"[^\d,.\-]", "", regex=True).str.replace(",", "."), errors="coerce")


def _are_dates(values: pd.Series) -> bool:
    return bool(values.str.match(_DATE).mean() > 0.9)


def _segments_of(values: pd.Series, market: Market) -> dict[str, str]:
    """Return value -> segment for a column whose values are names or titles of segments; empty for another one."""
    known = {name.casefold(): name for name in market.segments}
    known |= {segment.title.casefold(): name for name, segment in market.segments.items()}
    found = {value: known.get(value.strip().casefold(), "") for value in values.dropna().unique()}
    return found if found and all(found.values()) else {}


def _more(role: str, values: pd.Series, market: Market) -> dict[str, Any]:
    """Return what the mapping says of a role beside its column."""
    known = values.dropna()
    match role:
        case "segment":
            names = list(market.listed("segments"))
            return {"values": _segments_of(values, market) or dict.fromkeys(sorted(known.unique()), names[0])}
        case "tenure":
            if _are_dates(known):
                return {"is_date": True}
            name = str(values.name).casefold()
            return {"unit": "weeks" if "week" in name else "years" if "year" in name else "months"}
        case "contract":
            return {"months": {value: _months(value) for value in sorted(known.unique())}}
        case "satisfaction":
            scale = _numbers(known)
            return {"worst": 0 if scale.min() < 1 else 1, "best": 5 if scale.max() <= 5 else 10}
    return {}


def _months(words: str) -> int:
    """Return for how many months a contract binds that is called so."""
    text = words.casefold()
    if re.search(r"month.?to.?month|none|no |sans|ohne|flex", text):
        return 0
    years = {"one": 1, "two": 2, "three": 3}
    number = re.search(r"\d+", text)
    count = int(number[0]) if number else next((years[word] for word in years if word in text), 0)
    return 12 * count if re.search(r"year|an\b|ans\b|jahr", text) else count


def table(shelf: Shelf, asked: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Read a table with its mapping as the command line does, and tell what is in it, or all that is wrong."""
    yield
    found = load_crm(asked["path"], shelf.market(asked["market"]), asked["mapping"])
    tell(
        {
            "summary": found.summary.splitlines(),
            "doubts": [str(each) for each in found.doubts],
            "rejected": int(found.rejected["line"].nunique()) if len(found.rejected) else 0,
            "rows": len(found.rows),
        }
    )
