"""The desk: worker processes, who asked them what, and what becomes of a question when its worker dies."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

from language import spoken

_LONGEST_LINE = 1 << 26
_MOST_DEATHS = 3
_SECONDS_TO_END = 2.0
_LONGEST_WAIT = 60.0

Message = dict[str, Any]
COMMAND = (sys.executable, "-m", "app.worker")


class _Worker:
    """A process, and the questions it has not finished."""

    def __init__(self) -> None:
        self.process: Process | None = None
        self.open: dict[str, Message] = {}
        self.state: Message = {"state": "starting"}

    @property
    def is_ready(self) -> bool:
        return self.state["state"] == "ready"

    def send(self, message: Message) -> None:
        if self.process and self.process.stdin and not self.process.stdin.is_closing():
            self.process.stdin.write((json.dumps(message) + "\n").encode())


class Desk:
    """Worker processes that answer questions; one that dies is replaced, and its questions are asked again.

    Parameters
    ----------
    workers : how many processes, 1 or more.
    """

    def __init__(self, workers: int) -> None:
        self._workers = [_Worker() for _ in range(workers)]
        self._answers: dict[str, asyncio.Queue[Message]] = {}
        self._deaths: dict[str, int] = {}
        self._homes: dict[str, _Worker] = {}
        self._numbers = count(1)
        self._tasks: list[asyncio.Task[None]] = []
        self._is_ready = asyncio.Event()
        self._began = time.monotonic()
        self._is_closed = False

    async def start(self) -> None:
        """Start the first worker; the others follow when it has found or made the compiled model."""
        self._began = time.monotonic()
        self._tasks.append(asyncio.create_task(self._run(self._workers[0])))

    async def stop(self) -> None:
        """End all workers."""
        self._is_closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(_ended(worker.process) for worker in self._workers if worker.process))

    @property
    def state(self) -> Message:
        """What the first worker does: its state, and for how long it has been loading or compiling, in seconds."""
        waited = round(time.monotonic() - self._began)
        return {**self._workers[0].state, "waited": waited, "is_ready": self._is_ready.is_set()}

    async def ready(self) -> None:
        """Wait until a worker can answer."""
        await self._is_ready.wait()

    async def ask(self, visitor: str, questions: Sequence[Message]) -> AsyncIterator[tuple[int, Message]]:
        """Yield (position of the question, answer) as answers come; ending the iteration drops what is open.

        A question with a seed always goes to the same worker, which may still have its market settled; those with the
        same `home` go where the first of them went.
        """
        queue: asyncio.Queue[Message] = asyncio.Queue()
        jobs = {f"{next(self._numbers)}": position for position, question in enumerate(questions)}
        await self.ready()
        try:
            for job, position in jobs.items():
                self._answers[job] = queue
                self._give({"job": job, "visitor": visitor, "language": spoken(), **questions[position]})
            left = set(jobs)
            while left:
                answer = await queue.get()
                job = str(answer.pop("job"))
                if answer.get("done") is True or "error" in answer:
                    left.discard(job)
                yield jobs[job], answer
        finally:
            for job in jobs:
                self._forget(job)

    def _give(self, question: Message) -> None:
        """Give a question to its worker: the one at home in it, the one of its seed, or any that is ready."""
        usual = self._workers[int(question.get("seed", 0)) % len(self._workers)]
        home = self._homes.get(str(question.get("home")), usual)
        worker = home if home.is_ready else next((each for each in self._workers if each.is_ready), usual)
        if "home" in question:
            self._homes[str(question["home"])] = worker
        worker.open[question["job"]] = question
        worker.send(question)

    def _forget(self, job: str) -> None:
        self._answers.pop(job, None)
        self._deaths.pop(job, None)
        for worker in self._workers:
            if worker.open.pop(job, None):
                worker.send({"drop": job})

    async def _run(self, worker: _Worker) -> None:
        """Keep one worker alive, and pass its answers on; one that never becomes ready is started ever more seldom."""
        wait = 0.0
        while not self._is_closed:
            await asyncio.sleep(wait)
            worker.process = await asyncio.create_subprocess_exec(
                *COMMAND, stdin=PIPE, stdout=PIPE, limit=_LONGEST_LINE
            )
            assert worker.process.stdout is not None
            async for line in worker.process.stdout:
                self._take_in(worker, json.loads(line))
            wait = 0.0 if worker.is_ready else min(_LONGEST_WAIT, 2 * wait + 1)
            self._mourn(worker)
            await worker.process.wait()

    def _take_in(self, worker: _Worker, message: Message) -> None:
        if "state" in message:
            worker.state = message
            if worker.is_ready:
                self._welcome(worker)
            return
        job = str(message["job"])
        if message.get("done") is True or "error" in message:
            worker.open.pop(job, None)
        if queue := self._answers.get(job):
            queue.put_nowait(message)

    def _welcome(self, worker: _Worker) -> None:
        """Ask a worker that is ready what waits for it, and start the others."""
        for question in worker.open.values():
            worker.send(question)
        self._is_ready.set()
        running = len(self._tasks)
        if worker is self._workers[0] and running < len(self._workers):
            self._tasks += [asyncio.create_task(self._run(each)) for each in self._workers[running:]]

    def _mourn(self, worker: _Worker) -> None:
        """Prepare the questions of a dead worker for its successor, but not one that kills again and again."""
        worker.state = {"state": "starting"}
        for job in list(worker.open):
            self._deaths[job] = self._deaths.get(job, 0) + 1
            if queue := self._answers.get(job):
                again = self._deaths[job] < _MOST_DEATHS
                queue.put_nowait({"job": job, "again": True} if again else {"job": job, "error": "worker died"})
            if self._deaths[job] >= _MOST_DEATHS:
                worker.open.pop(job)
        if not any(each.is_ready for each in self._workers):
            self._is_ready.clear()
            self._began = time.monotonic()


async def _ended(process: Process) -> None:
    """Let a worker end by closing its input, and end it if it does not."""
    if process.stdin:
        process.stdin.close()
    with suppress(ProcessLookupError, asyncio.TimeoutError):
        await asyncio.wait_for(process.wait(), _SECONDS_TO_END)
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
