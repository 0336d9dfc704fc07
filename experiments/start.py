"""The beginning of a command: what has to be said before the program is loaded, and while it is."""

from __future__ import annotations

import sys

from experiments.running.interruption import listen

_INTERRUPTED = 130
"""Exit code by which a shell knows that a command was interrupted before it had begun."""
_LEAST_BYTES = 1_500_000_000
"""Address space in which NumPy, Arrow and compiled code can be loaded; with less they may end the process."""


def main() -> None:
    """Run a command and end the process; see :func:`experiments.cli.main`."""
    listen()
    try:
        if complaint := _complaint_about_space():
            sys.exit(complaint)
        from experiments.cli import main

        main()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _complaint_about_space() -> str:
    """Return why a limit on the address space is too narrow; empty when it is not, or there is none."""
    try:
        import resource
    except ImportError:  # there are no such limits on Windows
        return ""
    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    if allowed == resource.RLIM_INFINITY or allowed >= _LEAST_BYTES:
        return ""
    return (
        f"cxsim needs an address space of at least {_LEAST_BYTES // 1024:,} kB, and {allowed // 1024:,} kB are allowed "
        "(see `ulimit -v`). A limit on memory that is used, as of a container, does less harm"
    )


if __name__ == "__main__":
    main()
