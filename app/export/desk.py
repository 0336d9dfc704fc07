"""A desk that answers from what was computed, and notes what nobody has computed yet."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from app.desk import Desk, Message
from language import spoken

_SAID = ("stage", "story", "lessons")
"""Kinds of questions whose answers hold words."""


class UnansweredError(Exception):
    """A question was asked that nobody has computed yet."""


def text_of(question: Mapping[str, Any]) -> str:
    """Return a question as a text, the same for the same question."""
    return json.dumps(dict(question), sort_keys=True)


class KeptDesk(Desk):
    """Answers from what was computed.

    Parameters
    ----------
    answers : text of a question -> all that is told in answer to it.
    code : digest of the model that answered.

    Attributes
    ----------
    missing : questions that were asked in vain, by their text, in the order in which they came.
    """

    def __init__(self, answers: Mapping[str, Sequence[Message]], code: str) -> None:
        super().__init__(0)
        self._known = answers
        self._code = code
        self.missing: dict[str, Message] = {}

    @property
    def state(self) -> Message:
        """As of a worker that is ready."""
        return {"state": "ready", "code": self._code, "waited": 0, "is_ready": True}

    async def ask(self, visitor: str, questions: Sequence[Message]) -> AsyncIterator[tuple[int, Message]]:
        """Yield (position of the question, answer) in the order of the questions.

        Raises
        ------
        UnansweredError
            When one of them was never answered; all of them that were not are noted.
        """
        texts = [text_of(self._in_language(question)) for question in questions]
        new = [place for place, text in enumerate(texts) if text not in self._known]
        if new:
            self.missing |= {texts[place]: dict(self._in_language(questions[place])) for place in new}
            raise UnansweredError
        for place, text in enumerate(texts):
            for told in self._known[text]:
                yield place, told

    def _in_language(self, question: Message) -> Message:
        return question | ({"language": spoken()} if question["kind"] in _SAID else {})
