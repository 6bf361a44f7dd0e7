"""The moves of a trial, and how they travel in an address: short pieces joined by "~", strictly read.

`c12` chooses transition 12, `c` completes; `c12:why` with a note. The reader takes nothing else, and no more
than an address can carry.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote, unquote_to_bytes

from tts.domain.errors import Invalid
from tts.domain.values import LARGEST_ID
from tts.domain.wording import read_body
from tts.domain.words import Priority

MOST_MOVES = 200
LONGEST_TEXT = 2_500
"""What an address has room for beside everything else in it."""

NOTE_LIMIT = 200
LONGEST_WAIT = 366 * 24 * 60
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


class Act(StrEnum):
    """What a move does; the value begins it in an address."""

    CHOOSE = "c"
    CLAIM = "t"
    HOLD = "h"
    RESUME = "r"
    ESCALATE = "e"
    RETURN = "b"
    PRIORITY = "p"
    NEXT_MARK = "n"
    WAIT = "w"
    UNTIL = "u"


NUMBERED = frozenset({Act.CLAIM, Act.WAIT, Act.UNTIL})
NOTED = frozenset({Act.CHOOSE, Act.HOLD, Act.RESUME, Act.ESCALATE, Act.RETURN, Act.PRIORITY})


class MovesUnreadable(Invalid):
    """The moves in an address are not what this site writes there."""

    title = "These moves cannot be read"


@dataclass(frozen=True, slots=True)
class Move:
    """One move. `number` is a transition (None: Complete), a person, minutes to wait, or minutes since 1970.

    `word` is the priority asked for; `note` a note or reason.
    """

    act: Act
    number: int | None = None
    note: str = ""
    word: str = ""


def until(moment: datetime) -> Move:
    """The clock goes on to that moment, in whole minutes."""
    return Move(Act.UNTIL, int(moment.timestamp()) // 60)


def moment_of(move: Move) -> datetime:
    """The moment an UNTIL names."""
    return datetime.fromtimestamp((move.number or 0) * 60, UTC)


def write_moves(moves: Iterable[Move]) -> str:
    """The moves as one text of an address; "" for none."""
    return "~".join(_write(move) for move in moves)


def read_moves(text: str) -> tuple[Move, ...]:
    """The moves of an address; raises MovesUnreadable with what is wrong and what to do."""
    if len(text) > LONGEST_TEXT:
        raise MovesUnreadable(
            "This trial is longer than an address can carry. Begin a new one, with shorter notes."
        )
    pieces = text.split("~") if text else []
    return check_moves([_read(piece, place) for place, piece in enumerate(pieces, 1)])


def check_moves(moves: Iterable[Move]) -> tuple[Move, ...]:
    """The moves, if they are no more than a trial takes; raises MovesUnreadable."""
    found = tuple(moves)
    if len(found) > MOST_MOVES or len(write_moves(found)) > LONGEST_TEXT:
        raise MovesUnreadable(f"A trial takes at most {MOST_MOVES} moves with short notes: begin a new one.")
    return found


def _write(move: Move) -> str:
    what = move.word or ("" if move.number is None else str(move.number))
    note = f":{quote(move.note, safe='').replace('~', '%7E')}" if move.note else ""
    return f"{move.act}{what}{note}"


def _read(piece: str, place: int) -> Move:
    head, has_note, noted = piece.partition(":")
    try:
        return checked_move(Act(head[:1]), head[1:], _read_note(noted) if has_note else "")
    except (ValueError, Invalid) as error:
        raise MovesUnreadable(
            f"Move {place} of this address cannot be read: go back, or begin a new trial."
        ) from error


def checked_move(act: Act, what: str, note: str) -> Move:
    """A move of its parts; ValueError for what it does not take, Invalid for a note that cannot be kept."""
    if note and act not in NOTED:
        raise ValueError(f"{act.name} takes no note")
    kept = read_body(note, "note", limit=NOTE_LIMIT)
    if act is Act.PRIORITY:
        return Move(act, note=kept, word=Priority(what).value)
    if act is Act.CHOOSE or act in NUMBERED:
        return Move(act, _number(what, act), kept)
    if what:
        raise ValueError(f"{act.name} takes nothing")
    return Move(act, note=kept)


def _number(what: str, act: Act) -> int | None:
    if not what and act is Act.CHOOSE:
        return None
    if not (what.isascii() and what.isdigit() and len(what) <= 10):
        raise ValueError("not a number")
    number = int(what)
    most = {Act.WAIT: LONGEST_WAIT, Act.UNTIL: int(LATEST.timestamp()) // 60}.get(act, LARGEST_ID)
    if not 0 < number <= most:
        raise ValueError("out of range")
    return number


def _read_note(text: str) -> str:
    return unquote_to_bytes(text).decode("utf-8")
