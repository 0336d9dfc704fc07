"""Tables as companies export them: signs, dates, letters and titles of other countries and programs."""

import pandas as pd
import pytest

from sim.market.messages import InputError
from tests.crm.conftest import customers

GERMAN = customers(pays="32,03 EUR", kind=["Privat", "Geschäft"] * 30)
KINDS = {"column": "kind", "values": {"Privat": "families", "Geschäft": "professionals"}}


def written(table: pd.DataFrame = GERMAN) -> str:
    """Return a table with semicolons between its values."""
    return table.to_csv(index=False, sep=";")


def refusal(loaded, content, **changed) -> str:
    """Return why a table is refused."""
    with pytest.raises(InputError) as caught:
        loaded(content, **changed)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_of_other_encodings(loaded, encoding):
    """A table in UTF-8, UTF-16 or the encoding of Windows is read alike; only the guess is reported."""
    found = loaded(written().encode(encoding), segment=KINDS)
    assert found.rows["segment"].value_counts().to_dict() == {"families": 30, "professionals": 30}
    assert (found.rows["price_eur"] == 32.03).all()
    is_guess = "it is read in cp1252, in which line 3 reads 'Geschäft'" in found.summary
    assert is_guess == (encoding == "cp1252")
    assert "decimal comma, as '32,03 EUR' (line 2, column 'pays') shows" in found.summary


def test_the_encoding_of_the_mapping(loaded):
    """The mapping names the encoding; a file in another one is refused with the line."""
    content = written().encode("cp1250")
    assert not loaded(content, segment=KINDS, format={"encoding": "cp1250"}).notes[1:]
    assert "table.csv:3: is not encoded in utf-8" in refusal(
        loaded, content, segment=KINDS, format={"encoding": "utf-8"}
    ).replace(": :", ":")
    assert "cannot be read in the encoding 'cp9999'" in refusal(loaded, content, format={"encoding": "cp9999"})


def test_the_first_encoding_with_all_columns_is_read(loaded):
    """Where a column of the mapping has letters that the most frequent encoding does not give, another one is read."""
    table = customers().rename(columns={"kind": "група"})
    kinds = {"column": "група", "values": {"private": "families", "business": "professionals"}}
    found = loaded(written(table).encode("cp1251"), segment=kinds)
    assert "it is read in cp1251" in found.summary


def test_a_title_above_the_columns(loaded):
    """Lines above the names of the columns are left out and reported; lines are counted from the top of the file."""
    lines = ["Kundenliste 2024;;;", "", *written(customers()).splitlines()]
    lines[5] = lines[5].replace(";20;", ";old;")
    found = loaded("\n".join(lines))
    assert "the names of the columns are on line 3; the lines above are left out ('Kundenliste 2024;;;')" in found.notes
    assert found.rejected["line"].tolist() == [6]


@pytest.mark.parametrize("mark", ["sep=;", "SEP=;", '"sep=;"'])
def test_the_line_of_excel(loaded, mark):
    """The line with which a spreadsheet names the sign between values is no row."""
    found = loaded(f"{mark}\r\n{written(customers())}")
    assert len(found.rows) == 60
    assert not found.notes


def test_a_table_without_names(loaded):
    """A table that begins with its first customer is refused with that line."""
    message = refusal(loaded, written().split("\n", 1)[1])
    assert "no line among the first 20 names a column of the mapping; line 1 is 'c0000;Privat;20" in message


def test_empty_values_at_the_end_of_rows(loaded):
    """Rows that end with more delimiters than the names of the columns are used and reported; other values are not."""
    names, *rows = written(customers()).splitlines()
    found = loaded("\n".join([names, *(f"{row};;" for row in rows[:-1]), f"{rows[-1]};;x"]))
    assert len(found.rows) == 59
    assert "rows that end with empty values without a name: 59, the first on line 2" in found.notes
    assert found.rejected["reason"].tolist() == ["has 11 values where 9 are expected"]


def test_ambiguous_prices_are_refused(loaded):
    """1.537 in a table with semicolons is refused; with the decimal sign in the mapping it is read."""
    content = written(customers(pays="1.537"))
    assert "'1.537' (line 2, column 'pays') is 1.537 or 1537" in refusal(loaded, content)
    assert (loaded(content, format={"decimal": ","}).rows["price_eur"] == 1537).all()
    assert (loaded(content, format={"decimal": "."}).rows["price_eur"] == 1.537).all()


def test_tenure_since_a_date(loaded):
    """Tenure is counted from the date of joining to the day of the table; later dates are rejected."""
    since = {"tenure": {"since": "months", "until": "2024-01-15"}}
    table = customers(months=["01.01.2024"] * 59 + ["16.01.2024"])
    found = loaded(table, **since)
    assert set(found.rows["tenure_weeks"]) == {2.0}
    assert found.rejected["reason"].tolist() == ["is after the day of the table, 2024-01-15"]


def test_tenure_since_a_date_needs_the_day_of_the_table(loaded):
    """Without a day in the mapping or a start date of the market there is nothing to count to."""
    table = customers(months="31.12.2023")
    message = "tenure.until: is missing: the day of the table, unless the market has a start_date"
    assert message in refusal(loaded, table, tenure={"since": "months"})


def test_dates_in_place_of_a_length(loaded):
    """Dates in a column that is mapped as a length are rejected with a hint."""
    assert "tenure from dates of joining is mapped with since" in refusal(loaded, customers(months="01.06.2021"))


@pytest.mark.parametrize(("price", "is_doubtful"), [("£32.03", True), ("32.03 €", False), ("32.03", False)])
def test_other_currencies_need_a_rate(loaded, price, is_doubtful):
    """Prices in another currency without a rate of exchange are doubtful."""
    doubts = [doubt.message for doubt in loaded(customers(pays=price)).doubts]
    assert any("rate of exchange" in doubt for doubt in doubts) == is_doubtful


def test_typed_numbers_of_parquet_have_one_form(market, tmp_path):
    """Numbers and dates that a Parquet file holds as such need no guess, whatever the mapping says of texts."""
    from sim.market.crm import load_crm
    from tests.crm.conftest import mapping

    table = customers(pays=[1.537] * 60, months=pd.Timestamp("2023-12-31"))
    table.to_parquet(tmp_path / "table.parquet")
    means = mapping(tenure={"since": "months", "until": "2024-01-07"}, format={"decimal": ","})
    found = load_crm(tmp_path / "table.parquet", market, means)
    assert (found.rows["price_eur"] == 1.537).all()
    assert (found.rows["tenure_weeks"] == 1.0).all()
