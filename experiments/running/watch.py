"""Watching over a worker process: one that was stopped, or does nothing, is reported, and again now and then."""

from __future__ import annotations

import psutil

SECONDS_STOPPED = 10.0
SECONDS_IDLE = 60.0
"""How long a process may be stopped, or use no processor, before that is reported."""
SECONDS_BETWEEN_REPORTS = 600.0
_SECONDS_BETWEEN_LOOKS = 1.0
_SECONDS_OF_WORK = 0.1
"""Less than this, in all the time for which a process may be idle, is no work."""
_STOPPED = (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)


class Watch:
    """The watch over one process. Its time is that in which somebody looks: who was stopped too has seen nothing.

    Parameters
    ----------
    process : number of the process.
    """

    def __init__(self, process: int) -> None:
        self._process = psutil.Process(process)
        self.begin()

    def begin(self) -> None:
        """Begin anew: the process has shown that it works."""
        self._watched = self._last_look = self._stopped = self._idle = 0.0
        self._work = -1.0
        self._next_report = 0.0

    def look(self, seconds: float, doing: str) -> str:
        """Return a message when the process does not get on, an empty text when it does.

        Parameters
        ----------
        seconds : since the last call.
        doing : what the process is doing, for the message.
        """
        self._watched += seconds
        passed = self._watched - self._last_look
        if passed < _SECONDS_BETWEEN_LOOKS:
            return ""
        self._last_look = self._watched
        try:
            is_stopped = self._process.status() in _STOPPED
            work = sum(self._process.cpu_times()[:2])
        except psutil.Error:  # it has died meanwhile
            return ""
        self._stopped = self._stopped + passed if is_stopped else 0.0
        if work - self._work > _SECONDS_OF_WORK:
            self._work, self._idle = work, 0.0
        else:
            self._idle += passed
        message = self._message(doing)
        if not message or self._watched < self._next_report:
            return ""
        self._next_report = self._watched + SECONDS_BETWEEN_REPORTS
        return message

    def _message(self, doing: str) -> str:
        number = self._process.pid
        others = f"`kill -9 {number}` lets another process do it"
        if self._stopped >= SECONDS_STOPPED:
            return f"worker process {number} was stopped at {doing}: `kill -CONT {number}` lets it go on, {others}"
        if self._idle >= SECONDS_IDLE:
            return f"worker process {number} has done nothing for {self._idle:.0f} s at {doing}: {others}"
        return ""
