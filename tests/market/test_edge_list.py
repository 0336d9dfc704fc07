"""Edge lists: rows that cannot be used are told with their line, whatever stands in them."""

import pytest

from sim.market.edge_list import edges_in
from sim.market.messages import InputError


@pytest.mark.parametrize("wrong", ["9" * 400, "-" + "9" * 30, "1e400", "nan", "True", "1.5", "0", "51", "0x1", "1_0"])
@pytest.mark.parametrize("beside", ["3", "three"])
def test_what_is_no_customer(wrong, beside):
    """A number of any length, or none at all, is refused at its line, with numbers or text in other rows."""
    with pytest.raises(InputError) as refused:
        edges_in(f"customer,customer\n1,2\n{wrong},3\n{beside},4\n".encode(), 50, "ties.csv")
    assert str(refused.value).startswith("ties.csv:3: customer must be a whole number from 1 to 50 (got '")


def test_truth_values_are_no_customers():
    """A column of truth values alone holds no customers either."""
    with pytest.raises(InputError):
        edges_in(b"customer,customer\nTrue,2\nTrue,3\n", 50, "ties.csv")
