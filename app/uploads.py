"""What a user gives to the page: bytes of limited size, kept below its folder under names that it chose."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from experiments.results.kept import write_bytes

FACTS, TABLE, MAPPING = "facts.csv", "customers.table", "mapping.yaml"
LARGEST = {FACTS: 200_000, TABLE: 25_000_000}
"""Name under which something is kept -> the most bytes that it may have."""
_DIGITS = frozenset("0123456789abcdef")
_LENGTH = 16
_MODE = 0o600
"""What is given may be about people: nobody else on this machine reads it."""


class TooLargeError(ValueError):
    """More was sent than is kept."""


class Uploads:
    """Files of the user, each in a folder named by the digest of its bytes.

    Parameters
    ----------
    folder : made when something is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def take_in(self, parts: AsyncIterator[bytes], name: str) -> str:
        """Keep what comes in parts, and return its digest.

        Raises
        ------
        TooLargeError : when it has more bytes than something of this name may have; nothing is kept then.
        """
        content = bytearray()
        async for part in parts:
            content += part
            if len(content) > LARGEST[name]:
                raise TooLargeError(name)
        return self.keep(bytes(content), name)

    def keep(self, content: bytes, name: str) -> str:
        """Keep some bytes under a name, and return their digest."""
        digest = hashlib.sha256(content).hexdigest()[:_LENGTH]
        write_bytes(self._folder / digest / name, content, mode=_MODE)
        return digest

    def path(self, digest: str, name: str) -> Path | None:
        """Return where something is kept, None when it is not."""
        if len(digest) != _LENGTH or not set(digest) <= _DIGITS or name not in (FACTS, TABLE, MAPPING):
            return None
        path = self._folder / digest / name
        return path if path.is_file() and not path.is_symlink() else None

    def beside(self, digest: str, name: str, content: str) -> Path | None:
        """Keep a text beside a table; None when there is no such table."""
        if self.path(digest, TABLE) is None:
            return None
        path = self._folder / digest / name
        write_bytes(path, content.encode(), mode=_MODE)
        return path

    def forget(self, digest: str) -> None:
        """Remove what was given."""
        if any(self.path(digest, name) for name in (FACTS, TABLE)):
            shutil.rmtree(self._folder / digest)
