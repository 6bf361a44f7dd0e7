"""What people are told, by kind: read from the messages of contracts.md into a plain sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from tts.domain.values import LARGEST_ID


class NoticeKind(StrEnum):
    """One word a kind; people choose per kind where they want to be told."""

    ASSIGNMENT = "assignment"
    TRANSFER = "transfer"
    ESCALATION = "escalation"
    WARNING = "warning"
    BREACH = "breach"
    STEP = "step"
    STATUS = "status"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True)
class KindFacts:
    """How a kind is named and explained, its sign, and where it is told without any choice."""

    word: str
    help: str
    icon: str
    in_app: bool = True
    by_mail: bool = False


KINDS: Mapping[NoticeKind, KindFacts] = {
    NoticeKind.ASSIGNMENT: KindFacts("Assigned to you", "You were given an item.", "person"),
    NoticeKind.TRANSFER: KindFacts(
        "Transfers", "Somebody passed an item to you, or one of yours to somebody else.", "swap"
    ),
    NoticeKind.ESCALATION: KindFacts(
        "Escalations", "Something was escalated, or nobody answered an escalation.", "raise", by_mail=True
    ),
    NoticeKind.WARNING: KindFacts("Warnings", "80 or 90 % of the time is used.", "soon"),
    NoticeKind.BREACH: KindFacts("Late", "All of the time is used.", "late", by_mail=True),
    NoticeKind.STEP: KindFacts("Steps", "Something waits, came back, or ended under you.", "step"),
    NoticeKind.STATUS: KindFacts("Status", "A ticket you asked for has a new status.", "flag", by_mail=True),
    NoticeKind.COMPLETED: KindFacts(
        "Completed", "A ticket you asked for or look after is done.", "check", by_mail=True
    ),
}

FOR_REQUESTERS = frozenset({NoticeKind.STATUS, NoticeKind.COMPLETED})
"""What may be told to whoever asked for a ticket; the rest carries what the staff wrote among themselves."""

PICTURED = frozenset(
    {
        NoticeKind.ASSIGNMENT,
        NoticeKind.TRANSFER,
        NoticeKind.ESCALATION,
        NoticeKind.WARNING,
        NoticeKind.BREACH,
    }
)
"""What came to its reader, or is to be judged by them: its mail shows the ticket on its graph.

Who has it now, or must decide, wants to know the way it came and what can come next. STATUS and COMPLETED
say what became of it; STEP is as often about what is over or about no ticket at all.
"""

SAYS = "says"
"""Beside the fields that the contract fixes: the sentence by which TTS itself tells it."""

TASKS: Mapping[str, NoticeKind] = {
    "notifications.send_assignment_notification": NoticeKind.ASSIGNMENT,
    "notifications.send_task_transfer_notification": NoticeKind.TRANSFER,
    "notifications.send_escalation_notification": NoticeKind.ESCALATION,
    "notifications.send_sla_warning_notification": NoticeKind.WARNING,
    "notifications.send_sla_breach_notification": NoticeKind.BREACH,
    "notifications.send_workflow_step_notification": NoticeKind.STEP,
    "notifications.send_ticket_status_notification": NoticeKind.STATUS,
    "notifications.send_task_completed_notification": NoticeKind.COMPLETED,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Who is told what; `text` is plain, a sentence or two; `due_at` where it is about a time.

    `is_own_act`: they did it themselves and need not be told. `is_for_former`: the item was taken from them.
    """

    kind: NoticeKind
    user_id: int
    text: str
    due_at: datetime | None = None
    is_own_act: bool = False
    is_for_former: bool = False

    @property
    def is_pictured(self) -> bool:
        """Whether a mail of it shows the ticket on its graph; who passed an item on has nothing to do."""
        return self.kind in PICTURED and not self.is_for_former


def read_notice(task: str, payload: Mapping[str, Any]) -> Notice:
    """The notice of a message; raises ValueError with a sentence for one that says nothing to anybody."""
    kind = TASKS.get(task)
    if kind is None:
        raise ValueError(f"There is no kind of notification for “{task[:80]}”.")
    told = payload.get("kwargs")
    if not isinstance(told, Mapping):
        raise ValueError("The message names nobody and nothing.")
    user_id = told.get("to_user_id", told.get("user_id"))
    if not _is_id(user_id):
        raise ValueError("The message does not say whom it is for.")
    text = str(payload[SAYS]) if payload.get(SAYS) else say_notice(kind, told)
    is_own_act = kind is NoticeKind.TRANSFER and told.get("transferred_by_id") == user_id
    return Notice(kind, user_id, text, _read_moment(told.get("due_at")), is_own_act)


def read_former_holder(task: str, payload: Mapping[str, Any]) -> int | None:
    """From whom a message that `read_notice` reads says that somebody else took an item; None for nobody."""
    told = payload["kwargs"]
    former_id = told.get("from_user_id")
    if TASKS[task] is not NoticeKind.TRANSFER or not _is_id(former_id):
        return None
    return None if former_id in (told.get("transferred_by_id"), told.get("to_user_id")) else former_id


def former_notice(user_id: int, told: Mapping[str, Any], to_name: str) -> Notice:
    """What the former holder of a transferred item is told; `to_name` has it now."""
    by = told.get("transferred_by_name") or "Somebody"
    is_taken = told.get("transferred_by_id") == told.get("to_user_id")
    act = "took it from you" if is_taken else f"passed it from you to {to_name}"
    return Notice(NoticeKind.TRANSFER, user_id, f"{by} {act}{_say_notes(told)}", is_for_former=True)


def _is_id(value: object) -> bool:
    return type(value) is int and 0 < value <= LARGEST_ID


def _read_moment(text: object) -> datetime | None:
    """A moment with its offset; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def say_notice(kind: NoticeKind, told: Mapping[str, Any]) -> str:
    """The sentence of a notice, from its own words where it has some."""
    if told.get("message"):
        return str(told["message"])
    say = {
        NoticeKind.ASSIGNMENT: _say_assigned,
        NoticeKind.TRANSFER: _say_transferred,
        NoticeKind.ESCALATION: _say_escalated,
        NoticeKind.STATUS: _say_status,
    }.get(kind)
    return say(told) if say else KINDS[kind].help


def _say_assigned(told: Mapping[str, Any]) -> str:
    role = f" as {told['role_name']}" if told.get("role_name") else ""
    return f"It was given to you{role}."


def _say_transferred(told: Mapping[str, Any]) -> str:
    return f"{told.get('transferred_by_name') or 'Somebody'} passed it to you{_say_notes(told)}"


def _say_notes(told: Mapping[str, Any]) -> str:
    return f": “{told['transfer_notes']}”" if told.get("transfer_notes") else "."


def _say_escalated(told: Mapping[str, Any]) -> str:
    to_role = f" to {told['escalated_to_role']}" if told.get("escalated_to_role") else ""
    reason = f": “{told['escalation_reason']}”" if told.get("escalation_reason") else "."
    return f"{told.get('escalated_by_name') or 'System'} escalated it{to_role}{reason}"


def _say_status(told: Mapping[str, Any]) -> str:
    was = f", it was {told['old_status']}" if told.get("old_status") else ""
    return f"It is {told.get('new_status') or 'changed'} now{was}."
