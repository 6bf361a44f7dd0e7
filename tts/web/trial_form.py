"""What the address of a trial says, strictly read, and such addresses written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for

from tts.domain.errors import Invalid
from tts.domain.trial import Act, Move, read_moves, write_moves
from tts.domain.trial.moves import EARLIEST, LATEST, check_moves, checked_move, until
from tts.domain.values import LARGEST_ID
from tts.domain.words import Priority
from tts.queries.trial import Asked

ADDRESS = "%Y-%m-%dT%H:%MZ"


@dataclass(frozen=True, slots=True)
class Address:
    """A trial as its address has it: how it begins, and the moves so far."""

    workflow_id: int
    asked: Asked
    moves: tuple[Move, ...] = ()

    def url(self) -> str:
        """The address, the same for the same trial in every zone."""
        return url_for("trial.show", workflow_id=self.workflow_id, **self.fields())

    def fields(self) -> dict[str, Any]:
        """What the address carries, by name, as a form keeps it."""
        asked = self.asked
        fields = {
            "start": asked.begins_at.astimezone(UTC).strftime(ADDRESS),
            "priority": asked.priority,
            "requester": str(asked.requester_id or ""),
            "moves": write_moves(self.moves),
        }
        return {name: value for name, value in fields.items() if value}

    def back(self, count: int) -> Address:
        """The same trial after only so many of its moves."""
        return replace(self, moves=self.moves[:count])

    def after(self, move: Move) -> Address:
        """The same trial after one move more; raises MovesUnreadable for one too many."""
        return replace(self, moves=check_moves([*self.moves, move]))


def read_address(workflow_id: int, args: Mapping[str, str], zone: ZoneInfo, otherwise: Asked) -> Address:
    """The trial that an address names; what it leaves out is as in `otherwise`. Raises Invalid."""
    priority = args.get("priority") or otherwise.priority
    if priority not in list(Priority):
        raise _unreadable("priority", "The priority is low, medium, high or urgent.")
    start = args.get("start")
    begins_at = read_moment(start, zone, "start") if start else otherwise.begins_at
    asked = Asked(begins_at, priority, _read_requester(args.get("requester", "")))
    return Address(workflow_id, asked, read_moves(args.get("moves", "")))


def read_next(args: Mapping[str, str], zone: ZoneInfo) -> Move | None:
    """The one move that a form adds, None for none; raises Invalid."""
    word = args.get("move", "")
    if not word:
        return None
    note = args.get("note", "").replace("\r\n", "\n")
    try:
        act = Act(word[:1])
        if act is Act.UNTIL:
            return until(read_moment(args.get("until", ""), zone, "until"))
        what = args.get("to", "") if act is Act.PRIORITY else word[1:]
        return checked_move(act, what, note)
    except ValueError as error:
        raise Invalid("That move cannot be read. Choose one of the buttons of this page.") from error


def read_moment(text: str, zone: ZoneInfo, field: str) -> datetime:
    """A moment in whole minutes: wall time in the viewer's zone, or UTC with a Z. Raises Invalid."""
    try:
        read = datetime.fromisoformat(text.strip()[:30])
    except ValueError as error:
        raise _unreadable(field, "Choose a day and a time, such as 2026-11-30 09:00.") from error
    moment = (read if read.tzinfo else read.replace(tzinfo=zone)).replace(second=0, microsecond=0)
    if not EARLIEST <= moment <= LATEST:
        raise _unreadable(field, "Choose a moment of this century.")
    return moment.astimezone(UTC)


def say_wall(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as a field for day and time takes it."""
    return f"{moment.astimezone(zone):%Y-%m-%dT%H:%M}"


def say_next_wall(moment: datetime, zone: ZoneInfo) -> str:
    """The first moment a clock of whole minutes can go on to: this one, or the next whole minute."""
    minute = timedelta(minutes=1)
    is_whole = not (moment.second or moment.microsecond)
    return say_wall(moment if is_whole else moment + minute, zone)


def best_priority(promised: Sequence[str]) -> str:
    """The priority a trial begins with: medium, where it has a promise, else the first that has one."""
    usual = Priority.MEDIUM.value
    return usual if usual in promised or not promised else promised[0]


def _read_requester(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= LARGEST_ID):
        raise _unreadable("requester", "Choose a requester from the list, or none.")
    return int(text)


def _unreadable(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})
