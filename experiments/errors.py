"""Errors that a user can meet; each ends the program with its message and without a traceback."""

from sim.market.messages import visible


class _InWordsError(Exception):
    """An error in words: each argument is a line of its message, which names from files cannot break or disturb."""

    def __str__(self) -> str:
        return "\n".join(visible(str(line)) for line in self.args)


class RequestError(_InWordsError, ValueError):
    """A request is not valid."""


class OutputError(_InWordsError, RuntimeError):
    """Results cannot be stored in the requested folder."""


class ResultsError(_InWordsError, RuntimeError):
    """Simulated results cannot be analysed."""


class WorkersError(_InWordsError, RuntimeError):
    """Workers cannot be reached, or die again and again."""


class StoppedError(_InWordsError, RuntimeError):
    """The run was interrupted; finished runs are kept."""
