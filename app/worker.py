"""A worker process: lives futures in small turns, so that nobody waits long behind somebody else.

It reads a question a line from standard input and writes an answer a line to standard output. When its input ends,
because the page stops or was killed, it ends at once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import IO, Any

from language import speaking

_MOST_WAITING = 200
_DONE = object()

Message = dict[str, Any]


class Turns:
    """Questions of several visitors, answered a turn at a time: the visitor who was served least is next."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[tuple[str, Iterator[None]]]] = {}
        self._served: dict[str, float] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, visitor: str, job: str, turns: Iterator[None]) -> None:
        """Let a question wait behind those of the same visitor; a newcomer starts level with the least served."""
        if visitor not in self._waiting:
            level = min((self._served[each] for each in self._waiting), default=0.0)
            self._served[visitor] = max(self._served.get(visitor, 0.0), level)
            self._waiting[visitor] = deque()
        self._waiting[visitor].append((job, turns))

    def drop(self, job: str) -> None:
        """Forget a question that nobody waits for any more."""
        for visitor, jobs in list(self._waiting.items()):
            kept = deque(each for each in jobs if each[0] != job)
            if kept:
                self._waiting[visitor] = kept
            else:
                self._leave(visitor)

    def take(self) -> None:
        """Give one turn to a question of the least served visitor; background work comes last."""
        visitor = min(self._waiting, key=lambda each: (each == "", self._served[each]))
        began = time.thread_time()
        _, turns = self._waiting[visitor][0]
        try:
            next(turns)
        except StopIteration:
            self._waiting[visitor].popleft()
        self._served[visitor] += time.thread_time() - began
        if not self._waiting[visitor]:
            self._leave(visitor)

    def _leave(self, visitor: str) -> None:
        del self._waiting[visitor]
        if len(self._served) > _MOST_WAITING:
            self._served = {each: self._served[each] for each in self._waiting}


def main() -> None:
    """Answer questions until there is nobody to ask any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the page, which then closes our input
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # whatever else prints must not disturb the answers
    questions: SimpleQueue[Message | None] = SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin, questions), daemon=True).start()

    def tell(message: Message) -> None:
        answers.write(json.dumps(message, separators=(",", ":")) + "\n")

    tell({"state": "loading"})
    from app.engine.work import begin, work

    begin(tell)
    turns = Turns()
    while True:
        try:
            question = questions.get(block=not turns)
        except Empty:
            turns.take()
            continue
        if question is None:
            return
        if "drop" in question:
            turns.drop(question["drop"])
        else:
            turns.add(
                str(question["visitor"]), str(question["job"]), answered(work, question, _telling(question, tell))
            )


def _telling(question: Message, tell: Callable[[Message], None]) -> Callable[[Message], None]:
    """Return what tells an answer to whoever asked a question."""

    def told(answer: Message) -> None:
        tell({"job": question["job"]} | answer)

    return told


def answered(
    work: Callable[[Message, Callable[[Message], None]], Iterator[None]],
    question: Message,
    tell: Callable[[Message], None],
) -> Iterator[None]:
    """Answer a question turn by turn; what goes wrong is told to whoever asked, and to nobody else."""
    turns = work(question, tell)
    try:
        while True:
            with speaking(question.get("language", "en")):  # between turns, others are answered in theirs
                if next(turns, _DONE) is _DONE:
                    break
            yield
    except Exception as problem:  # a question must not end the worker, which others wait for
        tell({"error": str(problem) or type(problem).__name__})
    else:
        tell({"done": True})


def _read(source: IO[str], questions: SimpleQueue[Message | None]) -> None:
    """Read questions; at the end of the input nobody waits for what is being done."""
    for line in source:
        questions.put(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    main()
