"""What can go wrong for a user; every message is for people and ends the program without a traceback."""


class RequestError(ValueError):
    """What was asked for makes no sense."""


class OutputError(RuntimeError):
    """Results cannot be kept where they were asked to be."""


class ResultsError(RuntimeError):
    """What was simulated cannot be analysed."""


class WorkersError(RuntimeError):
    """Workers cannot be reached, or die again and again."""


class StoppedError(RuntimeError):
    """Somebody ended the work; what was finished is kept."""
