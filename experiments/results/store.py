"""Results on disk: one Parquet part per seed, written beside and renamed, so that any interrupted work can go on.

A result folder::

    manifest.json      what was run, with what, and the hashes of what came out
    inputs/            copies of the files that were read
    runs/              booked weeks, one part per seed; what makes the folder resumable
    rejected.csv       rows of a CRM table that could not be used
    weekly.parquet  comparison.csv  report.html
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.errors import OutputError

MANIFEST = "manifest.json"
REJECTED = "rejected.csv"
_HOST = re.sub(r"\W", "-", platform.node()) or "here"
_PART = re.compile(r"seed-(\d+)\.parquet")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path beside `path` to write to; it takes the place of `path` when the block ends well, else it vanishes.

    Raises
    ------
    OutputError
        When the file system refuses: read-only, disk full, no such folder.
    """
    beside = path.with_name(f".{path.name}.{_HOST}.{os.getpid()}.part")
    try:
        yield beside
        os.replace(beside, path)
    except OSError as problem:
        if problem.errno is None:  # not from the file system, such as a template that is missing
            raise
        raise OutputError(f"cannot write {path}: {os.strerror(problem.errno)}") from problem
    finally:
        beside.unlink(missing_ok=True)


def remove_left_behind(folder: Path) -> None:
    """Remove files that were begun by processes of this machine that were killed since."""
    for path in folder.rglob(f".*.{_HOST}.*.part"):
        process = path.name.split(".")[-2]
        if process.isdigit() and not _is_alive(int(process)):
            path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    """Return whether there is a process of this number, other than this one, on this machine."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Store:
    """A folder of results that belongs to one set of inputs.

    Parameters
    ----------
    folder : made when it does not exist.
    manifest : written at once, which marks the folder as ours. Its ``inputs`` are what the results depend on, by name;
        a folder made from other inputs is refused.
    overwrite : forget results of other inputs. A folder that holds anything else is refused all the same.

    Raises
    ------
    OutputError
        When the folder cannot be used. Nothing has been touched then.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, Any], overwrite: bool = False) -> None:
        self.folder = folder
        earlier = self._earlier_manifest()
        if earlier is not None and earlier.get("inputs") != manifest["inputs"]:
            if not overwrite:
                raise OutputError(_conflict(folder, earlier.get("inputs") or {}, manifest["inputs"]))
            self._forget(earlier)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.write_manifest(manifest)
            self._parts.mkdir(exist_ok=True)
            remove_left_behind(folder)
        except OSError as problem:
            raise OutputError(f"cannot use the folder {folder}: {problem.strerror}") from problem

    @property
    def _parts(self) -> Path:
        return self.folder / "runs"

    def _earlier_manifest(self) -> dict[str, Any] | None:
        """Return the manifest of a folder that holds results, None for a new or empty one."""
        if self.folder.exists() and not self.folder.is_dir():
            raise OutputError(f"{self.folder} is a file; --out needs a folder")
        try:
            if not self.folder.exists() or not any(self.folder.iterdir()):
                return None
            return read_manifest(self.folder)
        except OSError as problem:
            raise OutputError(f"cannot read {self.folder}: {problem.strerror}") from problem
        except OutputError as problem:
            raise OutputError(f"{self.folder} is not empty, and not with results of cxsim; choose another") from problem

    def _forget(self, earlier: Mapping[str, Any]) -> None:
        """Remove earlier results and nothing else."""
        try:
            for name in (*earlier.get("outputs", {}), REJECTED, MANIFEST):
                (self.folder / Path(name).name).unlink(missing_ok=True)
            for name in ("inputs", "runs", "weekly"):
                shutil.rmtree(self.folder / name, ignore_errors=True)
        except OSError as problem:
            raise OutputError(f"cannot overwrite {self.folder}: {problem.strerror}") from problem

    def _part(self, seed: int) -> Path:
        return self._parts / f"seed-{seed}.parquet"

    def finished(self) -> list[int]:
        """Return the seeds whose part is there, in order; a damaged part counts as missing."""
        named = ((_PART.fullmatch(path.name), path) for path in self._parts.iterdir())
        return sorted(int(match[1]) for match, path in named if match and _is_whole(path))

    def save(self, seed: int, weeks: pd.DataFrame) -> None:
        """Keep the booked weeks of one seed."""
        with replacing(self._part(seed)) as beside:
            weeks.to_parquet(beside, index=False, compression="zstd")

    def load(self, seed: int) -> pd.DataFrame:
        """Return the booked weeks of a finished seed."""
        return pd.read_parquet(self._part(seed))

    def replacing(self, name: str) -> AbstractContextManager[Path]:
        """Return the context in which a file of this folder is written, see :func:`replacing`."""
        return replacing(self.folder / name)

    def write_files(self, files: Mapping[str, bytes]) -> None:
        """Write files by their path in this folder."""
        for name, content in files.items():
            with self.replacing(name) as beside:
                beside.parent.mkdir(parents=True, exist_ok=True)
                beside.write_bytes(content)

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest in place of an earlier one."""
        with self.replacing(MANIFEST) as beside:
            beside.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder of results.

    Raises
    ------
    OutputError
        When there is none, or it cannot be read.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise OutputError(f"{folder} holds no results of cxsim: no readable {MANIFEST}") from problem
    if not isinstance(manifest, dict) or "cxsim" not in manifest:
        raise OutputError(f"{folder} holds no results of cxsim: its {MANIFEST} is of something else")
    return manifest


def _is_whole(path: Path) -> bool:
    """Return whether a Parquet file is complete: its footer, which is written last, can be read."""
    import pyarrow.parquet

    try:
        return pyarrow.parquet.read_metadata(path).num_rows > 0
    except (OSError, pyarrow.ArrowException):
        return False


def _conflict(folder: Path, there: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return in words how the inputs of the results in `folder` differ from those of now."""
    differing = [name for name in {**now, **there} if there.get(name) != now.get(name)]
    return (
        f"{folder} holds results of other inputs ({', '.join(differing)}); "
        "choose another folder with --out, or add --overwrite to replace them"
    )
