"""Classes: teams that steer the same brand, each in its own copy of the market, in rounds that lock.

A class is one file. Whatever changes in it is on the disk before anybody is told that it has: a server that is killed
loses nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from experiments.results.kept import write_bytes

WEEKS_A_ROUND = 26
CUSTOMERS = 2_000
ROUNDS = (2, 3, 4)
MOST_TEAMS = 60
MOST_STARTED = 2
"""Strategies that a team may start in a round."""
LONGEST_NAME, LONGEST_NOTE = 24, 200
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters of codes: those that are not taken for others."""
_CODE = re.compile(f"[{_LETTERS}]{{5}}")
NOBODY = "teacher"
DONE, OPEN, LOCKED, SHOWN, JOINING = "done", "open", "locked", "shown", "joining"
"""Phases: teams join; a round is open; it is locked and being simulated; it is shown; all rounds are over."""

Decision = dict[str, Any]
"""`levers` (key -> value), `start` (strategies), `ask` (research), `believed` (cause, touchpoint, nps), a `note`."""


class RefusedError(Exception):
    """What somebody asks for cannot be done now; the argument says why, as a key of the words."""


class Class:
    """One class: its market, its teams, what they decided and what came of it.

    Attributes
    ----------
    kept : all of it, as it stands in its file.
    """

    def __init__(self, kept: dict[str, Any]) -> None:
        self.kept = kept

    @classmethod
    def begun(cls, market: str, rounds: int, seed: int) -> Class:
        """Return a class that teams can join."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(5))
        head = {"code": code, "market": market, "rounds": rounds, "seed": seed, "weeks": WEEKS_A_ROUND}
        state = {"phase": JOINING, "round": 0, "paused": False, "changes": 0, "teams": {}, "as_is": None, "log": []}
        return cls(head | {"customers": CUSTOMERS} | state)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.kept[name]
        except KeyError:
            raise AttributeError(name) from None

    def note(self, who: str, did: str, **more: Any) -> None:
        """Enter something in the log, which only grows."""
        self.kept["changes"] += 1
        self.log.append({"at": round(time.time()), "who": who, "did": did, "round": self.round, **more})

    # Teams ---------------------------------------------------------------------------------------------------------

    def join(self, name: str, again: str = "") -> tuple[str, str]:
        """Return the team and the secret of a newcomer, or of one that comes again with its word.

        Raises
        ------
        RefusedError
            When the name is empty or taken, or there are too many teams.
        """
        name = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:LONGEST_NAME]
        if again:
            for team, kept in self.teams.items():
                if secrets.compare_digest(kept["again"].encode(), again.strip().upper().encode()):
                    return team, self._new_secret(team)
            raise RefusedError("unknown_word")
        if not name:
            raise RefusedError("no_name")
        if any(each["name"].casefold() == name.casefold() for each in self.teams.values()):
            raise RefusedError("name_taken")
        if len(self.teams) >= MOST_TEAMS:
            raise RefusedError("full")
        team = f"t{len(self.teams) + 1}"
        again = "".join(secrets.choice(_LETTERS) for _ in range(6))
        self.teams[team] = {"name": name, "again": again, "secrets": [], "decisions": [], "in": 0, "lived": None}
        self.note(team, "joined", name=name)
        return team, self._new_secret(team)

    def _new_secret(self, team: str) -> str:
        secret = secrets.token_urlsafe(18)
        self.teams[team]["secrets"].append(_hashed(secret))
        self.kept["changes"] += 1
        return secret

    def is_known(self, team: str, secret: str) -> bool:
        """Tell whether a secret is that of a team."""
        known = self.teams.get(team, {}).get("secrets", [])
        return any(secrets.compare_digest(each, _hashed(secret)) for each in known)

    def decide(self, team: str, decision: Decision) -> None:
        """Take up what a team decides for the round that is open; it may decide again until the round locks.

        Raises
        ------
        RefusedError
            When no round is open, or the class pauses.
        """
        if self.phase != OPEN:
            raise RefusedError("not_open")
        if self.paused:
            raise RefusedError("paused")
        kept = self.teams[team]
        kept["decisions"] = [*self.decisions(team, self.round - 1), decision]
        kept["in"] = self.round
        self.note(team, "decided", decision=decision)

    def decisions(self, team: str, rounds: int) -> list[Decision]:
        """Return what a team decided in the first rounds; in rounds that it missed it went on as before."""
        made = self.teams[team]["decisions"][:rounds] if team else []
        return [*made, *(nothing() for _ in range(rounds - len(made)))]

    # The teacher ---------------------------------------------------------------------------------------------------

    def do(self, what: str, number: int = 0) -> None:
        """Do what the teacher asks for: "open", "lock", "pause", "resume", "rewind" to a round, or "end".

        Raises
        ------
        RefusedError
            When it makes no sense in this phase.
        """
        allowed = {
            "open": self.phase in (JOINING, SHOWN) and self.round < self.rounds and bool(self.teams),
            "lock": self.phase == OPEN and not self.paused,
            "pause": not self.paused and self.phase != DONE,
            "resume": self.paused,
            "rewind": self.phase != JOINING and 1 <= number <= self.round,
            "end": self.phase == SHOWN,
        }
        if not allowed.get(what):
            raise RefusedError("not_now")
        self.note(NOBODY, what, to=number)
        if what == "open":
            self.kept |= {"phase": OPEN, "round": self.round + 1}
        elif what == "lock":
            self.kept["phase"] = LOCKED
        elif what in ("pause", "resume"):
            self.kept["paused"] = what == "pause"
        elif what == "end":
            self.kept["phase"] = DONE
        else:
            self._rewind(number)

    def _rewind(self, number: int) -> None:
        """Open an earlier round once more: what was decided may be changed, what came later is only in the log."""
        self.kept |= {"phase": OPEN, "round": number, "paused": False}
        for team in self.teams.values():
            team["decisions"] = team["decisions"][:number]
            team["in"] = min(team["in"], number - 1)

    # What is lived -------------------------------------------------------------------------------------------------

    def unlived(self) -> Iterator[str]:
        """Yield the teams whose market is still to be lived to the end of a locked round; "" is how things are."""
        for team in ("", *self.teams):
            lived = self.lived(team)
            if lived is None or lived["of"] != self.of(team):
                yield team

    def of(self, team: str) -> str:
        """Return what tells what was lived for these decisions from what was lived for others."""
        return _hashed(json.dumps(self.decisions(team, self.round), sort_keys=True))

    def lived(self, team: str) -> dict[str, Any] | None:
        """Return what was lived in a team's market: rows by week, and what was true and heard in each round."""
        found: dict[str, Any] | None = self.teams[team]["lived"] if team else self.as_is
        return found

    def live(self, team: str, told: Mapping[str, Any], of: str) -> None:
        """Take up what was lived in a team's market, for decisions that it then had."""
        found = {"of": of, "rows": told["rows"], "rounds": told["rounds"]}
        if team:
            self.teams[team]["lived"] = found
        else:
            self.kept["as_is"] = found
        self.kept["changes"] += 1

    def show(self) -> None:
        """Show a round that all teams have lived."""
        self.kept["phase"] = SHOWN
        self.note(NOBODY, "shown")

    @property
    def played(self) -> int:
        """How many rounds can be looked at."""
        return int(self.round if self.phase in (SHOWN, DONE) else max(0, self.round - 1))


def nothing() -> Decision:
    """Return the decision of a team that goes on as before."""
    return {"levers": {}, "start": [], "ask": [], "believed": {}, "note": ""}


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _kept(file: Path) -> dict[str, Any] | None:
    """Return what a file holds of a class, None when it was damaged or made by hand."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    usual = Class.begun("", ROUNDS[0], 1).kept
    is_class = isinstance(kept, dict) and all(
        type(kept.get(name)) is type(value) or (value is None and name in kept) for name, value in usual.items()
    )
    return kept if is_class and kept["code"] == file.stem else None


class Classes:
    """All classes below one folder.

    Parameters
    ----------
    folder : made with the first class.

    Attributes
    ----------
    damaged : files that hold no class; they are left as they are.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve() / "classes"
        self._open: dict[str, Class] = {}
        self._written: dict[str, int] = {}
        self._writing = asyncio.Lock()
        self.damaged: list[Path] = []
        for file in sorted(self._folder.glob("*.json")):
            if _CODE.fullmatch(file.stem):
                kept = _kept(file)
                if kept is None:
                    self.damaged.append(file)
                else:
                    self._open[file.stem] = Class(kept)

    def __iter__(self) -> Iterator[Class]:
        return iter(self._open.values())

    def get(self, code: str) -> Class | None:
        """Return a class by its code, None when there is none."""
        return self._open.get(code.strip().upper())

    def add(self, found: Class) -> None:
        """Add a class."""
        self._open[found.code] = found

    async def keep(self, found: Class) -> None:
        """Bring a class to the disk; what several ask for at once is written once."""
        due = found.changes
        async with self._writing:
            if self._written.get(found.code, -1) >= due:
                return
            due, text = found.changes, json.dumps(found.kept, separators=(",", ":"), ensure_ascii=False)
            await asyncio.to_thread(write_bytes, self._folder / f"{found.code}.json", text.encode("utf-8"), mode=0o600)
            self._written[found.code] = due
