"""What is not YAML 1.2 as these files use it is refused in words, with its line."""

import pytest

from sim.market.documents import MAX_BYTES, read_document
from sim.market.messages import InputError

LAUGHS = "a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "market.yaml:1: is empty"),
        (b"# nothing but a comment\n", "market.yaml:2: is empty"),
        (b"just a sentence", "market.yaml:1: must be a group of keys, as 'key: value' (got 'just a sentence')"),
        (b"- a list", "market.yaml:1: must be a group of keys, as 'key: value' (got a list)"),
        (b"a: 1\n---\nb: 2", "market.yaml:2: holds a second document; only one is allowed in a file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "market.yaml: is not a text file: it holds binary data"),
        ("title: Téléphonie".encode("utf-16"), "market.yaml: must be saved as UTF-8 (it is UTF-16)"),
        ("name: a\ntitle: Téléphonie".encode("latin-1"), "market.yaml:2: must be saved as UTF-8 (byte 0xe9 is not)"),
        (b"x" * 10_000_000, "market.yaml: is too large: more than 1 MB"),
        (b"a: " + b"[" * 1000, "market.yaml:1: a.1.1: is nested more than 32 levels deep"),
        (LAUGHS.encode(), "market.yaml:5: e.2: holds more than 20,000 values (aliases written out)"),
        (b"a: &a [*a]", "market.yaml:1: a.1: alias 'a' refers to itself or to nothing"),
        (b"a:\n\tb: 1", "market.yaml:2: is not valid YAML: found character '\\t' that cannot start any token"),
        (b"a: b: c", "market.yaml:1: is not valid YAML: mapping values are not allowed here"),
        (b"a: \x07", "market.yaml: is not valid YAML: it holds characters that do not belong there"),
        (b"? [a]\n: 1", "market.yaml:1: a key must be a plain name"),
        (b"a: !!python/name:os.system x", "market.yaml:1: a: tags are not used in these files (got "),
        (b"a: 1\nb: 2\na: 3", "market.yaml:3: a: is written twice (first in line 1)"),
        (
            b"a: 1\nb: {c: 010}",
            "market.yaml:2: b.c: must not begin with 0 (got 010, which some programs read as octal)",
        ),
        (b"a: .nan", "market.yaml:1: a: must be a finite number (got .nan)"),
        (b"a: [1, -.inf]", "market.yaml:1: a.2: must be a finite number (got -.inf)"),
        (b"a: 1e999", "market.yaml:1: a: must be a finite number (got '1e999')"),
        (b"a: 1" + b"0" * 5000, "market.yaml:1: a: must be a finite number (got '1000"),
    ],
)
def test_what_is_refused(told, content, message):
    """Each kind of file that cannot be read is named for what it is, at its line."""
    assert told(content)[0].startswith(message)


def test_missing_file(tmp_path):
    """A file that is not there is said not to be there."""
    with pytest.raises(InputError, match=r"nothing.yaml: cannot be read: No such file or directory$"):
        read_document(tmp_path / "nothing.yaml")


def test_all_traps_at_once(told):
    """Traps in one file are all told, in the order of reading."""
    assert told("a: 010\nb: .inf\nb: 1\n") == [
        "market.yaml:1: a: must not begin with 0 (got 010, which some programs read as octal)",
        "market.yaml:2: b: must be a finite number (got .inf)",
        "market.yaml:3: b: is written twice (first in line 2)",
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("on", "on"),
        ("'1'", "1"),
        ("2026-01-01", "2026-01-01"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("true", True),
        ("~", None),
        ("", None),
        ("-3", -3),
        ("+.5e1", 5.0),
        ("0.5", 0.5),
        ("1e-3", 0.001),
    ],
)
def test_core_schema(tmp_path, written, meant):
    """Values mean what YAML 1.2 says, not what YAML 1.1 said."""
    file = tmp_path / "file.yaml"
    file.write_text(f"a: {written}\n")
    value = read_document(file).plain()["a"]
    assert (value, type(value)) == (meant, type(meant))


def test_byte_order_mark(tmp_path):
    """A byte order mark of UTF-8, which some editors write, is passed over."""
    file = tmp_path / "file.yaml"
    file.write_bytes(b"\xef\xbb\xbfname: small")
    assert read_document(file).plain() == {"name": "small"}


def test_alias(tmp_path):
    """A few aliases are fine, and what they stand for has the line where the alias is written."""
    file = tmp_path / "file.yaml"
    file.write_text("a: &a {b: 1}\nc: *a\n")
    document = read_document(file)
    assert document.plain() == {"a": {"b": 1}, "c": {"b": 1}}
    assert document.nearest(("c",)).line == 2


def test_size_is_known_before_reading(tmp_path):
    """A file just within the limit is read."""
    file = tmp_path / "file.yaml"
    file.write_text("a: '" + "x" * (MAX_BYTES - 6) + "'\n")
    assert len(read_document(file).plain()["a"]) == MAX_BYTES - 6


def test_message_is_safe_to_print(told):
    """What comes from a file cannot move the cursor of a terminal or fill it."""
    (message,) = [line for line in told('"\\e[2J' + "x" * 500 + '": 1\nname: small\n') if "unknown key" in line]
    assert "\x1b" not in message
    assert len(message) < 300


def test_a_file_is_parsed_again_only_when_it_changed(tmp_path):
    """Who reads the same text again is given the same tree; a changed file, or one of the same text, has its own."""
    file, other = tmp_path / "file.yaml", tmp_path / "other.yaml"
    file.write_text("a: 1\n")
    other.write_text("a: 1\n")
    first = read_document(file)
    assert read_document(file) is first
    assert read_document(other).file == str(other)
    file.write_text("a: 2\n")
    assert read_document(file).plain() == {"a": 2}
