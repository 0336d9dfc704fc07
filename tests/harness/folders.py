"""Folders of results as a command leaves them, made by hand."""

from __future__ import annotations

import json
from pathlib import Path

from experiments.results.kept import sha256


def finish(folder: Path) -> Path:
    """Write the manifest of finished results that are in a folder, and return the folder."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"]
    outputs = {path.relative_to(folder).as_posix(): sha256(path) for path in files}
    manifest = {"cxsim": "0", "inputs": {}, "outputs": outputs}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
