"""The beginning of a command: Ctrl-C ends it without a traceback also while the program is loaded."""

from __future__ import annotations

import sys

from experiments.running.interruption import listen

_INTERRUPTED = 130
"""Exit code by which a shell knows that a command was interrupted before it had begun."""


def main() -> None:
    """Run a command and end the process; see :func:`experiments.cli.main`."""
    listen()
    try:
        from experiments.cli import main

        main()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
