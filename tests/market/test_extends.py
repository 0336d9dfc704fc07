"""A market may extend another one and say only what is different."""

from pathlib import Path

import pytest

from sim.market.loading import load_market, shipped_folder
from sim.market.messages import InputError

FOLDER = Path(__file__).parent / "small"


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Return a function that writes files into the working folder."""
    monkeypatch.chdir(tmp_path)

    def files(**contents: str) -> None:
        for name, content in contents.items():
            Path(f"{name}.yaml").write_text(content)

    return files


def test_says_what_is_different(write):
    """Numbers are taken over unless they are said again, however deep they stand."""
    write(mine=f"extends: {FOLDER}\nname: mine\nbrands: {{acme: {{offer: {{price_eur: 20}}}}}}\n")
    market, parent = load_market("mine.yaml"), load_market(FOLDER)
    assert market.name == "mine"
    assert market.brands["acme"].offer.price_eur == 20
    assert market.brands["acme"].share == parent.brands["acme"].share
    assert market.brands["rival"] == parent.brands["rival"]
    assert market.folders == (Path(), FOLDER)


def test_extends_a_shipped_market(write):
    """A shipped market is extended by its name."""
    write(mine="extends: telecom\nname: mine\n")
    assert load_market("mine.yaml").folders == (Path(), shipped_folder() / "telecom")


def test_mistake_in_what_is_inherited(write, small):
    """A mistake is told in the file that makes it."""
    write(base=small.replace("price_eur: 30", "price_eur: cheap"), mine="extends: base.yaml\nfocus: nobody\n")
    with pytest.raises(InputError) as error:
        load_market("mine.yaml")
    assert [(problem.file, problem.line) for problem in error.value.problems] == [("base.yaml", 20), ("mine.yaml", 2)]


def test_circle(write):
    """Files that extend each other in a circle are told with the whole circle."""
    write(a="extends: b.yaml\n", b="name: b\nextends: a.yaml\n")
    message = r"^b.yaml:2: extends: goes round in a circle: a.yaml -> b.yaml -> a.yaml$"
    with pytest.raises(InputError, match=message):
        load_market("a.yaml")


def test_extends_itself(write):
    """A file that extends itself is a circle too."""
    write(a="extends: ./a.yaml\n")
    with pytest.raises(InputError, match=r"^a.yaml:1: extends: goes round in a circle: a.yaml -> a.yaml$"):
        load_market("a.yaml")


def test_long_chain(write):
    """A chain of files without end is cut."""
    write(**{f"m{number}": f"extends: m{number + 1}.yaml\n" for number in range(20)})
    with pytest.raises(InputError, match=r"^m8.yaml:1: extends: is too long a chain: more than 8 files$"):
        load_market("m0.yaml")


@pytest.mark.parametrize("name", ["x" * 1000, "a\\0b", "\\ud800", "/dev/null", ""])
def test_names_that_no_file_can_have(write, small, name):
    """A name too long, or with signs that no file name has, is a file that is not there."""
    write(mine=f'extends: "{name}"\n' + small, ties=small + f'network: {{edges: "{name}"}}\n')
    for file in ("mine.yaml", "ties.yaml"):
        with pytest.raises(InputError, match="there is no such file"):
            load_market(file)


def test_unknown_parent(write):
    """A file that extends nothing that exists says so at its line."""
    write(mine="name: mine\nextends: telcom\n")
    with pytest.raises(InputError, match=r"^mine.yaml:2: extends: there is no such file: unknown market 'telcom'"):
        load_market("mine.yaml")
