"""Social networks are lawful, of the kind that was asked for, and the same whenever the same is asked."""

from collections import OrderedDict
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from sim.market.messages import InputError
from sim.market.schema import NetworkSpec
from sim.state import network
from sim.state.network import KEPT, Ties, ties

GROWN = ("small_world", "random", "scale_free", "stochastic_block")
N = 20_000
NOBODY_ASKS = np.zeros(N, dtype=np.uint8)
UNEQUAL = np.repeat(np.arange(3, dtype=np.uint8), (N // 2, 3 * N // 10, N // 5))


@pytest.fixture(autouse=True)
def fresh_memory(monkeypatch):
    """No test meets the networks of another."""
    monkeypatch.setattr(network, "_kept", OrderedDict())


def grown(kind: str, segments: np.ndarray = NOBODY_ASKS, seed: int = 1, **numbers: float) -> Ties:
    return ties(NetworkSpec(kind=kind, **numbers), segments, seed)


def degrees(made: Ties) -> np.ndarray:
    return np.diff(made.start)


def ends(made: Ties) -> tuple[np.ndarray, np.ndarray]:
    """Return the two people of each tie, seen from both sides."""
    return np.repeat(np.arange(made.start.size - 1), degrees(made)), made.coded >> 1


def clustering(made: Ties) -> float:
    """Return the share of pairs of neighbours who are tied themselves."""
    n = made.start.size - 1
    tied = csr_array((np.ones(made.coded.size), made.coded >> 1, made.start), shape=(n, n))
    closed = (tied @ tied).multiply(tied).sum()
    return float(closed / (degrees(made) * (degrees(made) - 1)).sum())


def assert_lawful(made: Ties) -> None:
    """Rows are sorted without repeats, nobody is tied to themselves, a tie is the same from both sides."""
    one, other = ends(made)
    n = made.start.size - 1
    assert (made.start.dtype, made.coded.dtype) == (np.int64, np.int32)
    assert (made.start[0], made.start[-1]) == (0, made.coded.size)
    assert np.all((other >= 0) & (other < n))
    assert not np.any(one == other)
    assert np.all(np.diff(one * n + other) > 0)
    is_strong = made.coded & 1
    there, back = np.lexsort((other, one)), np.lexsort((one, other))
    assert np.array_equal(
        np.column_stack((one, other, is_strong))[there], np.column_stack((other, one, is_strong))[back]
    )


@settings(max_examples=150)
@given(
    kind=st.sampled_from(GROWN),
    segments=st.lists(st.integers(0, 5), min_size=1, max_size=60),
    mean=st.floats(0, 100) | st.sampled_from((0.0, 1.0, 2.0, 100.0)),
    rewired=st.sampled_from((0.0, 0.1, 1.0)),
    homophily=st.sampled_from((0.0, 0.3, 0.9, 1.0)),
    seed=st.integers(0, 2**64 - 1),
)
def test_any_network_is_lawful(kind, segments, mean, rewired, homophily, seed):
    """Whatever the sizes, a network is symmetric, without repeats, and has as many ties as were asked for or fit."""
    n = len(segments)
    spec = NetworkSpec(kind=kind, ties=mean, rewired_share=rewired, homophily=homophily)
    made = ties(spec, np.array(segments, dtype=np.uint8), seed)
    assert_lawful(made)
    assert 2 * min(round(n * mean / 2), n * (n - 1) // 2) == made.coded.size


@pytest.mark.parametrize("kind", GROWN)
@pytest.mark.parametrize("n", (1, 2, 3, 4, 30))
def test_few_people_know_each_other(kind, n):
    """When more ties are asked for than there are people, everybody is tied to everybody."""
    made = grown(kind, np.arange(n, dtype=np.uint8), ties=100.0)
    assert [n - 1] * n == degrees(made).tolist()
    assert_lawful(made)


@pytest.mark.parametrize("kind", GROWN)
def test_mean_number_of_ties(kind):
    """People have the mean number of ties that was asked for, also when it is not a whole number."""
    assert degrees(grown(kind, ties=7.3)).mean() == pytest.approx(7.3, abs=1 / N)


@pytest.mark.parametrize("kind", GROWN)
def test_nobody_talks(kind):
    """A mean of no ties leaves everybody alone."""
    assert grown(kind, ties=0.0).coded.size == 0


@pytest.mark.parametrize("kind", GROWN)
def test_share_of_strong_ties(kind):
    """The share of strong ties is the one asked for."""
    strong = grown(kind, strong_share=0.3).coded & 1
    assert strong.mean() == pytest.approx(0.3, abs=4 * sqrt(0.3 * 0.7 / (strong.size / 2)))


@pytest.mark.parametrize("share", (0.0, 1.0))
def test_all_or_no_ties_are_strong(share):
    """A share of none or all is exact."""
    assert set(grown("random", strong_share=share).coded & 1) == {int(share)}


def test_circle_before_rewiring():
    """Without rewiring, the neighbours in a small world are the nearest in the circle."""
    made = grown("small_world", np.zeros(10, dtype=np.uint8), ties=4.0, rewired_share=0.0)
    assert (made.coded[: made.start[1]] >> 1).tolist() == [1, 2, 8, 9]
    assert degrees(made).tolist() == [4] * 10


@pytest.mark.parametrize("rewired", (0.0, 0.1, 0.5))
def test_small_world_is_clustered(rewired):
    """The friends of friends are friends: 3 (k - 2) / (4 (k - 1)) (1 - p)**3 of them (Barrat & Weigt 2000)."""
    theory = 3 * (8 - 2) / (4 * (8 - 1)) * (1 - rewired) ** 3
    assert clustering(grown("small_world", rewired_share=rewired)) == pytest.approx(theory, rel=0.05)


def test_random_network_is_not_clustered():
    """In a random network, friends of friends are friends by chance only."""
    assert clustering(grown("random")) < 10 * 8 / N


def test_wholly_rewired_world_is_not_clustered():
    """A small world with all ties rewired is no longer clustered."""
    assert clustering(grown("small_world", rewired_share=1.0)) < 10 * 8 / N


def test_random_network_has_poisson_degrees():
    """The numbers of ties in a random network vary as those of a Poisson law."""
    standard_error = sqrt((8 + 2 * 8**2) / N)
    assert degrees(grown("random")).var() == pytest.approx(8, abs=4 * standard_error)


@pytest.mark.parametrize("at_least", (8, 20, 40))
def test_scale_free_network_has_a_heavy_tail(at_least):
    """A share m (m + 1) / (k (k + 1)) of people has k ties or more (Bollobas and others 2001)."""
    theory = 4 * 5 / (at_least * (at_least + 1))
    share = (degrees(grown("scale_free")) >= at_least).mean()
    assert share == pytest.approx(theory, abs=4 * sqrt(theory / N) + 0.02 * theory)


def test_hubs_are_anywhere():
    """Who has many ties has nothing to do with the place in the table."""
    hubs = np.argsort(degrees(grown("scale_free")))[-1000:]
    assert hubs.mean() == pytest.approx(N / 2, abs=4 * N / sqrt(12 * 1000))


@pytest.mark.parametrize("homophily", (0.0, 0.2, 0.38, 0.5, 0.9, 1.0))
def test_homophily_is_the_share_of_ties_inside(homophily):
    """The share of ties inside a segment is the one asked for, more or less than chance would have it."""
    one, other = ends(grown("stochastic_block", UNEQUAL, homophily=homophily))
    standard_error = sqrt(homophily * (1 - homophily) / (one.size / 2))
    assert (UNEQUAL[one] == UNEQUAL[other]).mean() == pytest.approx(homophily, abs=4 * standard_error)


def test_homophily_leaves_numbers_of_ties_alone():
    """People of small segments have as many ties as others when all look for their like."""
    made = grown("stochastic_block", UNEQUAL, homophily=0.7)
    means = [degrees(made)[segment == UNEQUAL].mean() for segment in range(3)]
    assert means == pytest.approx([8, 8, 8], abs=4 * sqrt(8 / (N / 5)))


def test_lonely_segments():
    """A segment of one member finds nobody of its like; the others tie themselves to theirs."""
    segments = np.zeros(1000, dtype=np.uint8)
    segments[[3, 500]] = 1, 200
    made = grown("stochastic_block", segments, homophily=1.0)
    assert_lawful(made)
    assert degrees(made)[[3, 500]].tolist() == [0, 0]


@pytest.mark.parametrize("kind", GROWN)
def test_same_seed_same_network(kind, monkeypatch):
    """A seed gives the same network each time it is grown, another seed another."""
    first = grown(kind, UNEQUAL)
    monkeypatch.setattr(network, "_kept", OrderedDict())
    again = grown(kind, UNEQUAL)
    assert again is not first
    assert np.array_equal(first.start, again.start)
    assert np.array_equal(first.coded, again.coded)
    assert not np.array_equal(first.coded, grown(kind, UNEQUAL, seed=2).coded)


def test_same_question_same_arrays():
    """A network is kept for who asks next, and cannot be written to."""
    first = grown("random", UNEQUAL)
    assert grown("random", UNEQUAL.copy()) is first
    assert not first.start.flags.writeable
    assert not first.coded.flags.writeable


@pytest.mark.parametrize(
    "other",
    (
        {"seed": 2},
        {"strong_share": 0.31},
        {"kind": "small_world"},
        {"segments": UNEQUAL[::-1]},
        {"segments": UNEQUAL[:-1]},
    ),
)
def test_other_question_other_network(other):
    """Another seed, number, kind, segment or size is another network."""
    asked = {"kind": "stochastic_block", "segments": UNEQUAL}
    assert not np.array_equal(grown(**asked).coded, grown(**asked | other).coded)


def test_few_networks_are_kept():
    """Memory holds the last few networks only."""
    for seed in range(KEPT + 3):
        grown("random", UNEQUAL[:50], seed=seed)
    assert len(network._kept) == KEPT


def from_file(folder, text: str | bytes, n: int = 4, **numbers: float) -> Ties:
    content = text if isinstance(text, bytes) else text.encode()
    (folder / "edges.csv").write_bytes(content)
    spec = NetworkSpec(kind="edge_list", edges="edges.csv", **numbers)
    return ties(spec, np.zeros(n, dtype=np.uint8), 1, folder)


def test_edge_list(tmp_path):
    """A file counts customers from one and tells a tie from one side or both; blank lines do not matter."""
    made = from_file(tmp_path, "customer,customer,strong\n3,1,1\n\n1,3,yes\n1,2,No\n")
    assert made.start.tolist() == [0, 2, 3, 4, 4]
    assert made.coded.tolist() == [2 * 1, 2 * 2 + 1, 2 * 0, 2 * 0 + 1]
    assert_lawful(made)


def test_edge_list_as_a_spreadsheet_saves_it(tmp_path):
    """A byte order mark, capitals, spaces and Windows line ends do no harm."""
    made = from_file(tmp_path, b"\xef\xbb\xbfCustomer, customer, Strong\r\n 1, 2, TRUE\r\n")
    assert made.coded.tolist() == [2 * 1 + 1, 2 * 0 + 1]


def test_edge_list_without_strengths(tmp_path):
    """Strengths that a file does not tell are drawn."""
    text = "customer,customer\n" + "".join(f"{i},{i + 1}\n" for i in range(1, 2000))
    made = from_file(tmp_path, text, n=2000, strong_share=0.3)
    assert_lawful(made)
    assert (made.coded & 1).mean() == pytest.approx(0.3, abs=4 * sqrt(0.3 * 0.7 / 1999))


def test_edge_list_without_rows(tmp_path):
    """A table without rows ties nobody."""
    assert from_file(tmp_path, "customer,customer\n").coded.size == 0


def test_changed_edge_list_is_read_again(tmp_path):
    """What is kept belongs to the content of a file, not to its name."""
    first = from_file(tmp_path, "customer,customer\n1,2\n")
    assert from_file(tmp_path, "customer,customer\n1,2\n") is first
    assert from_file(tmp_path, "customer,customer\n1,3\n").coded.tolist() != first.coded.tolist()


RANGE = "customer must be a whole number from 1 to 4"


@pytest.mark.parametrize(
    "text, problems",
    (
        ("", [": is empty"]),
        ("1,2\n", [":1: columns must be customer,customer[,strong] (got '1,2')"]),
        ("customer;customer\n1;2\n", [":1: columns must be customer,customer[,strong] (got 'customer;customer')"]),
        ("customer,customer\n1,x\n0,2\n", [f":2: {RANGE} (got 'x')", f":3: {RANGE} (got '0')"]),
        (
            "customer,customer\n\n1,5\n2,1.5\n3\n",
            [f":3: {RANGE} (got '5')", f":4: {RANGE} (got '1.5')", f":5: {RANGE}"],
        ),
        ("customer,customer\ninf,1\n", [f":2: {RANGE} (got 'inf')"]),
        ("customer,customer\n1,2\n3,3\n", [":3: ties a customer to itself"]),
        ("customer,customer\n1,2\n3,4,1\n", [":3: has 3 values where 2 are expected"]),
        ("customer,customer\n1,2,3\n", [":2: has more values than there are columns"]),
        ("customer,customer,strong\n1,2,maybe\n1,3\n", [":2: strong must be 1 or 0", ":3: strong must be 1 or 0"]),
        ("customer,customer,strong\n1,2,1\n2,3,0\n2,1,0\n", [":4: gives this tie another strength than line 2"]),
        ("customer,customer,strong\n1,9,1\n2,1,0\n", [f":2: {RANGE} (got '9"]),
        ('customer,customer\n"1,2\n', [": is not a table: EOF inside string"]),
        (b"customer,customer\n1,\xe9\n", [":2: must be saved as UTF-8 (byte 0xe9 is not)"]),
    ),
)
def test_bad_edge_list(tmp_path, text, problems):
    """What is wrong in an edge list is told with file and line, all rows at once."""
    with pytest.raises(InputError) as told:
        from_file(tmp_path, text)
    lines = str(told.value).splitlines()
    expected = [f"{tmp_path / 'edges.csv'}{problem}" for problem in problems]
    assert len(expected) == len(lines)
    assert all(line.startswith(start) for line, start in zip(lines, expected, strict=True)), lines


def test_very_bad_edge_list(tmp_path):
    """Of many bad rows the first are told, and how many more there are."""
    with pytest.raises(InputError) as told:
        from_file(tmp_path, "customer,customer\n" + "1,1\n" * 50)
    assert len(told.value.problems) == 21
    assert str(told.value).endswith("and 30 more rows that cannot be used")


def test_missing_edge_list(tmp_path):
    """A file that is not there is named."""
    with pytest.raises(InputError, match=r"nowhere\.csv: cannot be read: No such file"):
        ties(NetworkSpec(kind="edge_list", edges="nowhere.csv"), NOBODY_ASKS, 1, tmp_path)
