"""Errors that a user can meet; each ends the program with its message and without a traceback."""


class RequestError(ValueError):
    """A request is not valid."""


class OutputError(RuntimeError):
    """Results cannot be stored in the requested folder."""


class ResultsError(RuntimeError):
    """Simulated results cannot be analysed."""


class WorkersError(RuntimeError):
    """Workers cannot be reached, or die again and again."""


class StoppedError(RuntimeError):
    """The run was interrupted; finished runs are kept."""
