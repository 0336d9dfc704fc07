"""Class: what the teacher and the teams see, what they decide, and the marks."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from app.address import nearest, plain
from app.answers import COST, CUSTOMERS, MARGIN
from app.catalogue import Facts
from app.classes import DONE, LONGEST_NOTE, MOST_STARTED, Class, Decision
from experiments.pictures.contrast import Line, contrast_picture

LEVERS = ("price", "agents", "promise", "promised")
"""Levers of a class: those whose price is natural, or which are held against the brand."""
RESEARCH = ("help", "use", "journey", "recommend")
_MOST_POINTS = 6
_CLOSE, _NEAR = 5.0, 10.0
"""How far a believed net promoter score may lie from the true one for two points, and for one."""
_MARKS = 10.0


def strategies(facts: Facts) -> list[dict[str, Any]]:
    """Return the strategies that teams may start: those that cost something and move no lever of theirs."""
    paths = {lever["path"] for lever in facts["levers"] if lever["key"] in LEVERS}
    return [
        each
        for each in facts["strategies"]
        if each["paths"] and not paths & set(each["paths"]) and each["one_off_eur"] + each["weekly_eur"] > 0
    ]


def levers(facts: Facts) -> list[dict[str, Any]]:
    """Return the levers that teams may move."""
    return [lever for lever in facts["levers"] if lever["key"] in LEVERS]


def decision_in(given: Mapping[str, Sequence[str]], found: Class, team: str, facts: Facts) -> Decision:
    """Return what a form says; what is unknown is left out, and numbers go to the nearest that a lever can have."""
    moved = {}
    stand = stands(found, team, facts)
    for lever in levers(facts):
        value = nearest(next(iter(given.get(lever["key"], ())), ""), lever["stops"])
        if value is not None and value != stand[lever["key"]]:
            moved[lever["key"]] = value
    free = [each["name"] for each in strategies(facts) if each["name"] not in started(found, team)]
    believed: dict[str, Any] = {}
    for what, known in (("cause", facts["causes"]), ("touchpoint", facts["touchpoints"])):
        if (name := next(iter(given.get(what, ())), "")) in known:
            believed[what] = name
    net = nearest(next(iter(given.get("nps", ())), ""), range(-100, 101))
    if net is not None:
        believed["nps"] = round(net)
    return {
        "levers": moved,
        "start": [name for name in free if name in given.get("start", ())][:MOST_STARTED],
        "ask": [name for name in RESEARCH if name in given.get("ask", ())],
        "believed": believed,
        "note": next(iter(given.get("note", ())), "").strip()[:LONGEST_NOTE],
    }


def stands(found: Class, team: str, facts: Facts) -> dict[str, float]:
    """Return where a team's levers stand before the round that is open."""
    stand = {lever["key"]: lever["today"] for lever in levers(facts)}
    for decision in found.decisions(team, max(0, found.round - 1)):
        stand |= decision["levers"]
    return stand


def started(found: Class, team: str) -> list[str]:
    """Return the strategies that a team has started before the round that is open."""
    return [name for decision in found.decisions(team, max(0, found.round - 1)) for name in decision["start"]]


def question(found: Class, team: str, facts: Facts) -> dict[str, Any]:
    """Return the question to a worker: what a team's market holds at the end of its last decided round.

    The luck of all teams is the same; its `seed` only spreads the teams over the workers.
    """
    paths = {lever["key"]: lever["path"] for lever in facts["levers"]}
    decisions = [
        {
            "levers": {paths[key]: value for key, value in decision["levers"].items()},
            "start": decision["start"],
            "ask": decision["ask"],
        }
        for decision in found.decisions(team, found.round)
    ]
    same = {name: found.kept[name] for name in ("market", "customers", "weeks")}
    at = list(found.teams).index(team) + 1 if team else 0
    return {"kind": "round", "seed": at, "luck": found.seed, "decisions": decisions, "rounds": found.round, **same}


# Value and truth ---------------------------------------------------------------------------------------------------


def value(found: Class, team: str, rounds: int) -> float:
    """Return the gain in margin of a team over how things are, all costs paid, EUR at its present value."""
    own, as_is = found.lived(team), found.lived("")
    if own is None or as_is is None:
        return 0.0
    until = rounds * found.weeks
    return math.fsum(row[MARGIN] for row in own["rows"][:until]) - math.fsum(
        row[MARGIN] for row in as_is["rows"][:until]
    )


def points(decision: Decision, truth: Mapping[str, Any]) -> int:
    """Return how much of the truth a team knew in a round, 0 to 6: two points for each of three questions."""
    believed, total = decision["believed"], 0
    for what in ("cause", "touchpoint"):
        first = [name for name, _ in truth[what][:2]]
        if believed.get(what) in first:
            total += 2 - first.index(believed[what])
    if "nps" in believed:
        off = abs(believed["nps"] - truth["nps"])
        total += 2 if off <= _CLOSE else 1 if off <= _NEAR else 0
    return total


def truth_learned(found: Class, team: str, rounds: int) -> int:
    """Return the points of a team over some rounds."""
    lived = found.lived(team)
    if lived is None:
        return 0
    pairs = zip(found.decisions(team, rounds), lived["rounds"][:rounds], strict=False)
    return sum(points(decision, each["truth"]) for decision, each in pairs)


def marks(found: Class) -> list[dict[str, Any]]:
    """Return the teams with value, truth and marks (0 to 10), the best first: both count alike.

    The mark for value is the share of the other teams that gained less, ties counting half.
    """
    rounds = found.played
    gains = {team: value(found, team, rounds) for team in found.teams}
    rows = []
    for team, kept in found.teams.items():
        others = [gain for other, gain in gains.items() if other != team]
        beaten = sum((gains[team] > gain) + 0.5 * (gains[team] == gain) for gain in others)
        for_value = _MARKS * (beaten / len(others) if others else 0.5)
        learned = truth_learned(found, team, rounds)
        for_truth = _MARKS * learned / (_MOST_POINTS * rounds) if rounds else 0.0
        rows.append(
            {
                "team": team,
                "name": kept["name"],
                "value": gains[team],
                "points": learned,
                "of": _MOST_POINTS * rounds,
                "for_value": round(for_value, 1),
                "for_truth": round(for_truth, 1),
                "mark": round((for_value + for_truth) / 2, 1),
            }
        )
    return sorted(rows, key=lambda row: (-row["mark"], -row["value"], row["name"]))


_COLUMNS = ("team", "gain_eur", "truth_points", "truth_points_of", "mark_value", "mark_truth", "mark")


def marks_csv(found: Class) -> str:
    """Return the marks as CSV; a name that a spreadsheet would take for a formula gets an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in marks(found):
        name = f"'{row['name']}" if row["name"][:1] in "=+-@" else row["name"]
        numbers = (round(row["value"]), row["points"], row["of"], row["for_value"], row["for_truth"], row["mark"])
        writer.writerow((name, *numbers))
    return text.getvalue()


# What a team sees --------------------------------------------------------------------------------------------------


def team_page(found: Class, team: str, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return what the page of a team shows."""
    kept = found.teams[team]
    is_in = kept["in"] == found.round
    made = kept["decisions"][found.round - 1] if found.round and len(kept["decisions"]) >= found.round else None
    return {
        "found": found,
        "team": kept,
        "facts": facts,
        "is_in": is_in,
        "brief": words.brief(facts["brand_title"], found.rounds) if not found.played else "",
        "status": words.class_status(found.phase, found.round, found.rounds, found.paused, is_in),
        "form": _form(found, team, facts, made, words),
        "rounds": [_round(found, team, number, facts, words) for number in range(found.played, 0, -1)],
        "picture": _picture(found, team, words),
        "debrief": debrief(found, team, facts, words) if found.phase == DONE else [],
        "standing": _standing(found, team, words),
    }


def _standing(found: Class, team: str, words: ModuleType) -> str:
    if not found.played:
        return ""
    rows = marks(found)
    own = next(row for row in rows if row["team"] == team)
    by_value = 1 + sum(row["value"] > own["value"] for row in rows)
    return str(words.standing(own["value"], by_value, len(rows), own["points"], own["of"]))


def _form(found: Class, team: str, facts: Facts, made: Decision | None, words: ModuleType) -> dict[str, Any]:
    """Return the fields of the form: where levers stand, what may be started and asked, what is believed."""
    stand, made = stands(found, team, facts), made or {"levers": {}, "start": [], "ask": [], "believed": {}, "note": ""}
    before = started(found, team)
    return {
        "levers": [
            {
                "key": lever["key"],
                "label": words.lever_label(lever, facts["kind"]),
                "value": plain(made["levers"].get(lever["key"], stand[lever["key"]])),
                "stops": [(plain(stop), words.lever_value(lever["counts"], stop)) for stop in lever["stops"]],
            }
            for lever in levers(facts)
        ],
        "strategies": [
            (
                each["name"],
                each["title"],
                words.costs(each["one_off_eur"], each["weekly_eur"]),
                each["name"] in made["start"],
            )
            for each in strategies(facts)
            if each["name"] not in before
        ],
        "running": [each["title"] for each in strategies(facts) if each["name"] in before],
        "research": [(key, words.RESEARCH[key], key in made["ask"]) for key in RESEARCH],
        "causes": [(name, title, made["believed"].get("cause") == name) for name, title in facts["causes"].items()],
        "touchpoints": [
            (name, each["title"], made["believed"].get("touchpoint") == name)
            for name, each in facts["touchpoints"].items()
        ],
        "nps": made["believed"].get("nps", ""),
        "note": made["note"],
    }


def _round(found: Class, team: str, number: int, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return what a team gets to know of a round: its books, and what its research found, with its error."""
    lived = found.lived(team)
    assert lived is not None
    rows = lived["rows"][(number - 1) * found.weeks : number * found.weeks]
    heard = lived["rounds"][number - 1]["heard"]
    last = rows[-1]
    return {
        "title": words.round_title(number),
        "books": words.books(
            last[CUSTOMERS], math.fsum(row[MARGIN] for row in rows), math.fsum(row[COST] for row in rows)
        ),
        "heard": [
            (
                facts["touchpoints"][each["touchpoint"]]["title"],
                words.share_with_error(each["bad"], each["half"], each["answers"]),
                each["answers"],
            )
            for each in sorted(heard["touchpoints"], key=lambda each: -each["bad"])
        ],
        "read": [(facts["causes"][name], words.hundredths(share)) for name, share in heard["causes"]],
        "nps": words.net_score(heard["nps"]["score"], heard["nps"]["half"], heard["nps"]["answers"])
        if "nps" in heard
        else "",
    }


def _picture(found: Class, team: str, words: ModuleType) -> str:
    """Return the customers of a team's brand beside those of how things are."""
    own, as_is = found.lived(team), found.lived("")
    if not found.played or own is None or as_is is None:
        return ""
    until = found.played * found.weeks
    sides = [[(week + 1, row[CUSTOMERS]) for week, row in enumerate(each["rows"][:until])] for each in (as_is, own)]
    first, second = (
        Line(name, side, words.number(side[-1][1]))
        for name, side in zip((words.TODAY, found.teams[team]["name"]), sides, strict=True)
    )
    weeks = found.rounds * found.weeks
    return contrast_picture(first, second, weeks, words.plain_tick, words.PANELS["customers"], words.WEEK)


def debrief(found: Class, team: str, facts: Facts, words: ModuleType) -> list[dict[str, Any]]:
    """Return, round by round, what a team believed and what was true."""
    lived = found.lived(team)
    if lived is None:
        return []
    rows = []
    pairs = zip(found.decisions(team, found.played), lived["rounds"][: found.played], strict=True)
    for number, (decision, each) in enumerate(pairs, start=1):
        believed, truth = decision["believed"], each["truth"]
        names = {"cause": facts["causes"], "touchpoint": {k: v["title"] for k, v in facts["touchpoints"].items()}}
        lines = []
        for what, titles in names.items():
            said = titles.get(believed.get(what, ""), words.NOTHING_SAID)
            was = [words.part_of(titles[name], share) for name, share in truth[what][:2]]
            lines.append((words.BELIEFS[what], said, ", ".join(was)))
        said = words.score_of(believed["nps"]) if "nps" in believed else words.NOTHING_SAID
        lines.append((words.BELIEFS["nps"], said, words.score_of(truth["nps"])))
        own = points(decision, truth)
        rows.append({"title": words.round_title(number), "lines": lines, "points": words.points(own, _MOST_POINTS)})
    return rows


# What the teacher sees ---------------------------------------------------------------------------------------------


def class_page(found: Class, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return what the teacher's page of a class shows."""
    rows = marks(found)
    return {
        "found": found,
        "facts": facts,
        "status": words.class_status(found.phase, found.round, found.rounds, found.paused, False),
        "acts": _acts(found),
        "handed_in": words.handed_in(sum(t["in"] == found.round for t in found.teams.values()), len(found.teams)),
        "board": [
            (
                row["name"],
                found.teams[row["team"]]["in"] == found.round,
                *_so_far(row, found.played, words),
            )
            for row in rows
        ],
        "debrief": _class_debrief(found, facts, words) if found.played else [],
        "log": [words.logged(each, found.teams.get(each["who"], {}).get("name", "")) for each in reversed(found.log)],
        "plan": words.PLANS.get(found.rounds, ()),
        "rewinds": list(range(1, found.round + 1)),
    }


def _so_far(row: Mapping[str, Any], played: int, words: ModuleType) -> tuple[str, str, str]:
    """Return value, truth and mark of a team in words; nothing before a round was played."""
    if not played:
        return "–", "–", "–"
    return words.eur(row["value"], signed=True), words.points(row["points"], row["of"]), words.number(row["mark"], 1)


def _acts(found: Class) -> list[str]:
    """Return what the teacher can do next, the usual first."""
    acts = {
        "joining": ["open"] if found.teams else [],
        "open": ["lock"],
        "locked": [],
        "shown": ["open"] if found.round < found.rounds else ["end"],
        "done": [],
    }[found.phase]
    if found.phase == DONE:
        return acts
    return ["resume"] if found.paused else [*acts, "pause"]


def _class_debrief(found: Class, facts: Facts, words: ModuleType) -> list[dict[str, Any]]:
    """Return, round by round, how many teams believed what, and what was true in the market as it is."""
    as_is = found.lived("")
    assert as_is is not None
    rows = []
    for number in range(1, found.played + 1):
        believed = [found.decisions(team, number)[-1]["believed"] for team in found.teams]
        truth: dict[str, Any] = as_is["rounds"][number - 1]["truth"]
        names = {"cause": facts["causes"], "touchpoint": {k: v["title"] for k, v in facts["touchpoints"].items()}}
        lines = []
        for what, titles in names.items():
            counts: dict[str, int] = {}
            for each in believed:
                if what in each:
                    counts[each[what]] = counts.get(each[what], 0) + 1
            said = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:3]
            was = [words.part_of(titles[name], share) for name, share in truth[what][:2]]
            lines.append(
                (
                    words.BELIEFS[what],
                    ", ".join(words.said_by(titles[name], count) for name, count in said) or words.NOTHING_SAID,
                    ", ".join(was),
                )
            )
        scores = sorted(each["nps"] for each in believed if "nps" in each)
        said_net = words.between(scores[0], scores[-1]) if scores else words.NOTHING_SAID
        lines.append((words.BELIEFS["nps"], said_net, words.score_of(truth["nps"])))
        rows.append({"title": words.round_title(number), "lines": lines})
    return rows
