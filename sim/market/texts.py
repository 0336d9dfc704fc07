"""The text of a file: UTF-8, with or without a byte order mark; other contents are refused by kind."""

from __future__ import annotations

from sim.market.messages import InputError, Problem

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def text_in(content: bytes, shown: str, otherwise: str = "is not a text file") -> str:
    """Return the text of a file.

    Parameters
    ----------
    shown : name of the file in messages.
    otherwise : message for a file without text.

    Raises
    ------
    InputError : when it holds none, with the line of the first invalid byte.
    """
    if content.startswith(UTF16_MARKS):
        raise _refusal(shown, "must be saved as UTF-8 (it is UTF-16)")
    if b"\0" in content:
        raise _refusal(shown, f"{otherwise}: it holds binary data")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refusal(shown, f"must be saved as UTF-8 (byte 0x{content[error.start]:02x} is not)", line) from error


def table_in(content: bytes, shown: str, otherwise: str = "is not a CSV file") -> str:
    """Return the text of a table; the parameters are those of :func:`text_in`.

    Raises
    ------
    InputError : when the file is empty, holds no text, or is a workbook or JSON.
    """
    if not content.strip():
        raise _refusal(shown, "is empty")
    without_workbook(content, shown, otherwise)
    text = text_in(content, shown, otherwise)
    if text.lstrip().startswith(("{", "[")) and text.rstrip().endswith(("}", "]")):
        raise _refusal(shown, f"{otherwise} but looks like JSON: save it as CSV in UTF-8")
    return text


def without_workbook(content: bytes, shown: str, otherwise: str = "is not a CSV file") -> None:
    """Refuse a workbook; the parameters are those of :func:`text_in`.

    Raises
    ------
    InputError : when the content is a workbook.
    """
    if content.startswith(WORKBOOK_MARKS):
        raise _refusal(shown, f"{otherwise} but looks like a workbook: save it as CSV in UTF-8")


def _refusal(shown: str, message: str, line: int | None = None) -> InputError:
    return InputError([Problem(shown, line, "", message)])
