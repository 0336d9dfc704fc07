"""Build the manual: ``python -m manual [FOLDER]``; any warning of the builder fails it.

Example: python -m manual build/manual
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from manual.code import ROOT
from manual.staging import lay_out

DEFAULT = ROOT / "build" / "manual"


def build(folder: Path) -> int:
    """Build the manual into a folder, and return the exit code of the builder.

    What is built is static: it opens from disk and from any web server, and asks nothing of the internet.
    """
    pages = folder / "pages"
    shutil.rmtree(folder, ignore_errors=True)
    lay_out(pages)
    settings = ["-c", str(ROOT / "manual"), "-d", str(folder / "read"), "--fail-on-warning", "--keep-going", "--quiet"]
    return build_main(["-b", "html", *settings, str(pages), str(folder / "html")])


def main(arguments: list[str]) -> int:
    """Build the manual into the folder that is given, and say where it is."""
    folder = Path(arguments[0]) if arguments else DEFAULT
    failed = build(folder)
    print(f"The manual {'could not be built' if failed else 'is in'} {folder / 'html' / 'index.html'}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
