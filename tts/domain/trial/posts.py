"""What would be sent: the messages of a real act, as far as their notices say something (contracts.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tts.domain.ending import Ending
from tts.domain.marks import Mark
from tts.domain.notice_words import say_nobody_available, say_returned, say_unanswered
from tts.domain.notifications import SAYS
from tts.domain.permissions import Actor
from tts.domain.proposal import KIND
from tts.domain.trial.run import Post, Run
from tts.domain.trial.staff import Duty
from tts.domain.words import TicketStatus

NOTIFICATION = "notification"


def is_admin(duty: Duty) -> bool:
    """Whether the role administers."""
    return duty.is_admin


def oversees(duty: Duty) -> bool:
    """Whether the role coordinates or administers."""
    return duty.is_admin or duty.can_coordinate


def reviews(duty: Duty) -> bool:
    """Whether the role reviews escalations."""
    return duty.is_admin or duty.can_review


def coordinator_or_admins(run: Run) -> tuple[int, ...]:
    """The coordinator; the admins while there is none."""
    return run.staff.having(is_admin) if run.coordinator_id is None else (run.coordinator_id,)


def coordinator_and_admins(run: Run) -> tuple[int, ...]:
    """The coordinator, if there is one, and every admin."""
    admins = run.staff.having(is_admin)
    return admins if run.coordinator_id is None else tuple(dict.fromkeys((run.coordinator_id, *admins)))


def post_assigned(user_id: int, role_name: str) -> Post:
    """A person was given the item."""
    return _notice("send_assignment_notification", user_id=user_id, role_name=role_name)


def post_waiting(run: Run, role_name: str) -> tuple[Post, ...]:
    """Nobody is available: coordinators and admins learn where it waits."""
    said = say_nobody_available(run.step.name, role_name)
    people = run.staff.having(oversees)
    return tuple(_notice("send_workflow_step_notification", user_id=one, message=said) for one in people)


def post_status(run: Run, was: str, status: TicketStatus) -> tuple[Post, ...]:
    """The requester learns the ticket's new status; nothing when it stays."""
    if was == status.value:
        return ()
    requester_id = run.setting.requester_id
    return (
        _notice(
            "send_ticket_status_notification",
            user_id=requester_id,
            old_status=was,
            new_status=status.value,
        ),
    )


def post_mark(mark: Mark, sentence: str, due_at: datetime | None, people: Iterable[int]) -> tuple[Post, ...]:
    """The warning of a mark, or its breach, to each of these people."""
    task = "send_sla_breach_notification" if mark.is_breach else "send_sla_warning_notification"
    due = due_at.isoformat() if due_at else None
    return tuple(_notice(task, user_id=one, due_at=due, message=sentence) for one in people)


def post_escalated(people: Iterable[int | None], to_role: str, reason: str, actor: Actor) -> tuple[Post, ...]:
    """Each of these people once learns of the escalation; None is nobody."""
    told = dict.fromkeys(one for one in people if one is not None)
    return tuple(
        _notice(
            "send_escalation_notification",
            to_user_id=one,
            escalated_to_role=to_role,
            escalation_reason=reason,
            escalated_by_name=actor.name,
        )
        for one in told
    )


def post_unanswered(people: Iterable[int], reason: str) -> tuple[Post, ...]:
    """An escalation is still without an answer, to each of these people once."""
    said = say_unanswered(reason)
    return tuple(
        Post(
            NOTIFICATION,
            "notifications.send_escalation_notification",
            {"kwargs": {"to_user_id": one}, SAYS: said},
        )
        for one in dict.fromkeys(people)
    )


def post_returned(run: Run, user_id: int, note: str, actor: Actor) -> Post:
    """The item came back to somebody, with the reviewer's note."""
    said = say_returned(actor.name, run.step.name, note)
    return _notice("send_workflow_step_notification", user_id=user_id, message=said)


def post_ending(run: Run, ending: Ending) -> tuple[Post, ...]:
    """What the end logic sends: a completion notice, or a request to another system with its status."""
    if ending.notifies:
        people = dict.fromkeys((run.setting.requester_id, *coordinator_or_admins(run)))
        return tuple(_notice("send_task_completed_notification", user_id=one) for one in people)
    if ending.asks is None or (ending.asks == "ams" and ending.waits_on):
        return ()
    kind = KIND if ending.asks == "bms" else "complete_task"
    return (Post(ending.asks, kind, {}, ending.remark),)


def _notice(task: str, **kwargs: object) -> Post:
    return Post(NOTIFICATION, f"notifications.{task}", {"kwargs": kwargs})
