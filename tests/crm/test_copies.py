"""Copies of tables: what reading the table gave, reading the copy gives."""

import pickle
from dataclasses import replace

import pandas as pd
import pytest
from pyarrow import parquet

from sim.market.crm import load_crm, points_of_chance
from sim.market.crm_parquet import parquet_copy
from sim.market.crm_pseudonyms import pseudonym_key
from sim.market.messages import InputError
from tests.crm.conftest import customers, mapping

KEY = b"0123456789abcdef"
TITLED = "Kundenliste\n" + customers(kind="Müller", pays="32,03").to_csv(index=False, sep=";").replace("no\n", "no;;\n")
SHORT = TITLED + "short;row\n" + "c0001;Müller;20;1;none;yes;no;1;no\n"
KINDS = {"segment": {"column": "kind", "values": {"Müller": "families"}}}


def read_again(table, market, tmp_path, **changed):
    """Return the customers of the copy of a table."""
    copy = tmp_path / "copy.parquet"
    copy.write_bytes(parquet_copy(table.cells))
    return load_crm(copy, market, mapping(**changed))


def same(one, other) -> bool:
    """Return whether two tables have the same customers, rejects and notes."""
    pd.testing.assert_frame_equal(one.rows, other.rows)
    pd.testing.assert_frame_equal(one.rejected, other.rejected)
    doubts = [[doubt.message for doubt in table.doubts] for table in (one, other)]
    return doubts[0] == doubts[1] and (one.notes, one.cells.sha256) == (other.notes, other.cells.sha256)


@pytest.mark.parametrize("letters", ["utf-8", "cp1252", "utf-16"])
def test_a_copy_is_read_as_the_table_was(loaded, market, tmp_path, letters):
    """Lines, rejected rows, guesses about letters, numbers and layout, and the digest are those of the table."""
    table = loaded(SHORT.encode(letters), **KINDS)
    assert table.rejected["line"].tolist() == [63, 64]
    assert same(table, read_again(table, market, tmp_path, **KINDS))


def test_a_copy_of_parquet(market, tmp_path):
    """Typed columns stay typed, so that their text has one form."""
    customers(pays=[1.537] * 60).to_parquet(tmp_path / "table.parquet")
    table = load_crm(tmp_path / "table.parquet", market, mapping())
    assert same(table, read_again(table, market, tmp_path))


def test_a_copy_of_a_copy_has_the_same_bits(loaded, market, tmp_path):
    """A copy is copied bit for bit, so that a repetition has the inputs of the original."""
    table = loaded(SHORT, **KINDS)
    again = read_again(table, market, tmp_path, **KINDS)
    assert parquet_copy(table.cells) == parquet_copy(again.cells)


def edited(file, known=None, without=()):
    """Change what a copy knows of its table, or leave a column out."""
    table = parquet.read_table(file).drop_columns(list(without))
    parquet.write_table(table.replace_schema_metadata({"cxsim.table": known}) if known else table, file)


@pytest.mark.parametrize(
    "change",
    [{"known": "{}"}, {"known": "["}, {"known": '{"sha256": 1}'}, {"without": ["line of the source"]}],
)
def test_a_copy_that_lacks_something_is_refused(loaded, market, tmp_path, change):
    """A copy that was changed by hand so that it does not say what a copy says is refused."""
    copy = tmp_path / "copy.parquet"
    copy.write_bytes(parquet_copy(loaded(customers()).cells))
    edited(copy, **change)
    with pytest.raises(InputError, match=r"copy\.parquet: is not a copy of a table that can be read"):
        load_crm(copy, market, mapping())


def test_pseudonyms_keep_the_order(market, tmp_path):
    """Ids are hashed, also of rejected rows; all else, and the order of the customers, is as without pseudonyms."""
    table = customers(id=[f"Ms {place * 7919 % 61}" for place in range(60)], people=[1, 1000] + [1] * 58)
    table.to_csv(tmp_path / "table.csv", index=False)
    plain = load_crm(tmp_path / "table.csv", market, mapping())
    hashed = load_crm(tmp_path / "table.csv", market, mapping(), KEY)
    pd.testing.assert_frame_equal(plain.rows.drop(columns="customer"), hashed.rows.drop(columns="customer"))
    assert hashed.rows["customer"].is_monotonic_increasing
    assert hashed.rows["customer"].str.fullmatch(r"[0-9]{2}-[0-9a-f]{16}").all()
    assert hashed.rejected["customer"].str.fullmatch(r"[0-9]{2}-[0-9a-f]{16}").all()
    assert b"Ms " not in parquet_copy(hashed.cells)


def test_pseudonyms_depend_on_the_key(market, tmp_path):
    """Another key gives other pseudonyms of the same form."""
    customers().to_csv(tmp_path / "table.csv", index=False)
    one, other = (load_crm(tmp_path / "table.csv", market, mapping(), key).rows["customer"] for key in (KEY, KEY[::-1]))
    assert not set(one) & set(other)
    assert one.str[:3].tolist() == other.str[:3].tolist()


def test_ids_that_mean_more_cannot_be_hashed(market, tmp_path):
    """A column of ids from which the mapping reads more is refused, since its hash would mean nothing."""
    customers().to_csv(tmp_path / "table.csv", index=False)
    rules = {"rules": [{"segment": "families", "when": {"id": "c0001"}}, {"segment": "professionals"}]}
    with pytest.raises(InputError, match="the ids in 'id' cannot be hashed"):
        load_crm(tmp_path / "table.csv", market, mapping(segment=rules), KEY)


def test_a_key_is_made_once(tmp_path):
    """A key that is not there is made for the user alone, and is the same the next time."""
    file = tmp_path / "key"
    key = pseudonym_key(file)
    assert len(key) == 64
    assert file.stat().st_mode & 0o777 == 0o600
    assert pseudonym_key(file) == key


def test_workers_get_no_cells(loaded):
    """The file's cells stay where the table was read; its customers go along."""
    table = loaded(SHORT, **KINDS)
    sent = pickle.loads(pickle.dumps(table))
    assert sent.cells.text.empty
    assert sent.cells.misshapen.empty
    assert same(replace(table, cells=table.cells.without_rows), sent)


def test_chance():
    """Of 200 customers with a churn of 15 %, 15 plus or minus 5 % leave in a run: 1.96 sqrt(.15 x .85 / 200)."""
    assert points_of_chance(200) == pytest.approx(4.95, abs=0.005)
