"""The command line, for worlds too."""

from tests.commands.conftest import cxsim

__all__ = ["cxsim"]
