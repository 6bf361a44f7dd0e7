"""What people read when a clock reaches a mark, or when nobody answered an escalation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from tts.domain.marks import Mark
from tts.domain.notice_words import say_mark, say_unanswered
from tts.domain.notifications import SAYS
from tts.services.notices import notification
from tts.services.outbox import Message
from tts.services.tasks.standing import Standing


def warn_of(
    standing: Standing, mark: Mark, sentence: str, due_at: datetime | None, user_ids: Iterable[int]
) -> tuple[Message, ...]:
    """The warning of a mark, or its breach, in that sentence, to each of these people once."""
    task = "send_sla_breach_notification" if mark.is_breach else "send_sla_warning_notification"
    return tuple(
        notification(
            task,
            user_id=user_id,
            ticket_number=standing.ticket.number,
            task_title=standing.ticket.subject,
            scope=mark.scope.value,
            percent=mark.percent,
            step_name=standing.task.step_name,
            holder_name=standing.holder_name,
            due_at=due_at.isoformat() if due_at else None,
            message=sentence,
        )
        for user_id in dict.fromkeys(user_ids)
    )


def say_mark_of(standing: Standing, mark: Mark, is_passed: bool) -> str:
    """The sentence of a mark of this ticket; more than its percent where it `is_passed`."""
    return say_mark(
        mark,
        step_name=standing.task.step_name,
        number=standing.ticket.number,
        holder=standing.holder_name,
        role_name=standing.role_name,
        is_passed=is_passed,
    )


def remind_of(standing: Standing, user_ids: Iterable[int]) -> tuple[Message, ...]:
    """That an escalation is still without an answer, to each of these people once."""
    raised = standing.escalation
    reason = raised.reason if raised else ""
    sentence = say_unanswered(reason)
    return tuple(
        _saying(
            sentence,
            notification(
                "send_escalation_notification",
                from_user_id=raised.from_user_id if raised else None,
                to_user_id=user_id,
                from_ticket_number=standing.ticket.number,
                to_ticket_number=standing.ticket.number,
                task_title=standing.ticket.subject,
                escalated_from_role=None,
                escalated_to_role=standing.role_name,
                escalation_reason=sentence,
                escalated_by_id=None,
                escalated_by_name="System",
            ),
        )
        for user_id in dict.fromkeys(user_ids)
    )


def _saying(sentence: str, message: Message) -> Message:
    """The message, told in that sentence where TTS itself tells it."""
    return replace(message, payload={**message.payload, SAYS: sentence})
