"""What a message that came in is about, as a person would name it. Pure reading of whatever came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tts.domain.contract import MEMBER_SYNC, ROLE_SYNC, TICKET, TICKET_STATUS
from tts.domain.source_ticket import read_source_number
from tts.domain.wording import visible_line

LONGEST_ABOUT = 120


def say_about(task: str, args: Sequence[Any]) -> str:
    """A line of at most LONGEST_ABOUT signs, as "TX1042: The printer jams" or "Ann Bell as Agent".

    "" where the message does not say, or says it with anything but text.
    """
    if not args or not isinstance(args[0], Mapping):
        return ""
    said = args[0]
    number, role = read_source_number(said), _text(said, "role_name")
    line = {
        TICKET: _joined(": ", number, _text(said, "subject")),
        TICKET_STATUS: _joined(": ", number, _text(said, "status")),
        ROLE_SYNC: _joined(", ", _text(said, "name"), _text(said, "system")),
        MEMBER_SYNC: _joined(" as ", _text(said, "user_full_name") or _text(said, "user_email"), role),
    }.get(task, "")
    return line if len(line) <= LONGEST_ABOUT else line[: LONGEST_ABOUT - 1].rstrip() + "…"


def _text(said: Mapping[str, Any], field: str) -> str:
    value = said.get(field)
    return visible_line(value[: LONGEST_ABOUT * 4]).strip() if isinstance(value, str) else ""


def _joined(between: str, *parts: str) -> str:
    return between.join(part for part in parts if part)
