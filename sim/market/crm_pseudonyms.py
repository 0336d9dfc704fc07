"""Pseudonyms in place of the ids of customers: nobody can tell the ids from them without the key."""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from collections import Counter
from pathlib import Path

import pandas as pd

from sim.market.crm_cells import Cells
from sim.market.crm_mapping import CrmMapping
from sim.market.messages import InputError, Problem, quoted

_KEY_BYTES = 32
_FEWEST_BYTES = 16
_DIGITS = 16
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def pseudonym_key(path: Path) -> bytes:
    """Return the key in a file, which is made, for the user alone, when it is not there.

    Raises
    ------
    InputError
        When it cannot be read or made, is too short, or others may read it.
    """
    try:
        if not path.exists():
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
            with os.fdopen(opened, "wb") as file:
                file.write(secrets.token_hex(_KEY_BYTES).encode() + b"\n")
        key, mode = path.read_bytes().strip(), path.stat().st_mode
    except OSError as error:
        raise _refusal(path, f"cannot be used as the key of pseudonyms: {error.strerror or error}") from error
    if len(key) < _FEWEST_BYTES:
        message = f"is too short for the key of pseudonyms: {len(key)} characters, and {_FEWEST_BYTES} are the fewest"
        raise _refusal(path, message)
    if os.name == "posix" and mode & _OF_OTHERS:
        raise _refusal(path, "is the key of pseudonyms, and others may read it: chmod 600 makes it yours alone")
    return key


def pseudonymous(cells: Cells, mapping: CrmMapping, key: bytes) -> Cells:
    """Return the cells with pseudonyms in place of ids: the place of the id among all ids, and its keyed hash.

    The place keeps the order of the customers, by which their random numbers are drawn, so that no result changes.

    Raises
    ------
    InputError
        When the mapping reads more than the customer from the column of ids.
    """
    column = mapping.customer
    if Counter(name for _, name in mapping.named_columns())[column] > 1:
        message = f"the ids in {quoted(column)} cannot be hashed, since the mapping reads more from that column"
        raise InputError([Problem("mapping", None, "customer", message)])
    ids = cells.text[column]
    known = sorted(each for each in ids.unique() if each)
    width = len(str(len(known)))
    names = {each: f"{place:0{width}}-{_hashed(each, key)}" for place, each in enumerate(known, start=1)} | {"": ""}
    return cells._replace(text=cells.text.assign(**{column: pd.Series(ids.map(names), dtype="str")}))


def _hashed(customer: str, key: bytes) -> str:
    return hmac.digest(key, customer.encode(), "sha256").hex()[:_DIGITS]


def _refusal(path: Path, message: str) -> InputError:
    return InputError([Problem(str(path), None, "", message)])
