"""What other systems put into their messages to us (contracts.md, "Into TTS"). Pure reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tts.domain.errors import Invalid

ROLE_SYNC = "role.tasks.sync_role"
MEMBER_SYNC = "role.tasks.sync_user_system_role"
TICKET = "tickets.tasks.receive_ticket"
TICKET_STATUS = "tts.tasks.receive_hdts_ticket_status"
QUEUES: Mapping[str, str] = {
    ROLE_SYNC: "tts.role.sync",
    MEMBER_SYNC: "tts.user_system_role.sync",
    TICKET: "TICKET_TASKS_PRODUCTION",
    TICKET_STATUS: "TICKET_TASKS_PRODUCTION",
}
"""Every task we take, and the queue it comes by."""

LONGEST = 200
"""Signs of an id or a name: no longer one is kept, and an index takes no more than a few thousand."""

ROLE_ACTIONS = ("create", "update", "delete")


def only_argument(args: Sequence[Any]) -> Mapping[str, Any]:
    """The one positional argument of a task, an object with named fields; Invalid for anything else."""
    if len(args) != 1 or not isinstance(args[0], Mapping):
        raise Invalid("The task takes one argument, an object with named fields.")
    return args[0]


def read_name(values: Mapping[str, Any], field: str) -> str:
    """A text that must be there; Invalid names the field."""
    value = values.get(field)
    if not isinstance(value, str) or not value.strip():
        raise _not_that(values, field, "text")
    return _bounded(value.strip(), field)


def read_words(values: Mapping[str, Any], field: str) -> str:
    """A text that may be absent; Invalid for what is none."""
    value = values.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _not_that(values, field, "text")
    return value.strip()


def read_id(values: Mapping[str, Any], field: str) -> str:
    """An id as the sender writes it, a number or text; Invalid names the field."""
    value = values.get(field)
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).strip():
        raise _not_that(values, field, "a number or text")
    return _bounded(str(value).strip(), field)


def read_flag(values: Mapping[str, Any], field: str, default: bool) -> bool:
    """Yes or no; Invalid for anything else."""
    value = values.get(field, default)
    if not isinstance(value, bool):
        raise _not_that(values, field, "true or false")
    return value


def read_action(values: Mapping[str, Any]) -> str:
    """create, update or delete; Invalid for any other word."""
    action = read_name(values, "action").lower()
    if action not in ROLE_ACTIONS:
        raise _not_that(values, "action", "create, update or delete")
    return action


def _bounded(text: str, field: str) -> str:
    if len(text) > LONGEST:
        sentence = f"The field {field} has {len(text):,} characters: at most {LONGEST} are taken."
        raise Invalid(sentence, {field: sentence})
    return text


def _not_that(values: Mapping[str, Any], field: str, kind: str) -> Invalid:
    beginning = f"The field {field}" if values.get(field) is not None else f"There is no field {field}: it"
    sentence = f"{beginning} has to be {kind}."
    return Invalid(sentence, {field: sentence})
