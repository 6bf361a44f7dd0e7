"""Complete at an end step: the task ends and its end logic goes out, or it waits for another system."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from sqlalchemy.orm import Session

from tts.domain.acting import COMPLETE
from tts.domain.clocks import await_answer
from tts.domain.ending import Ending, decide_ending, say_waiting
from tts.domain.escalation import EscalationOutcome
from tts.domain.events import Happening
from tts.domain.watch import Watch
from tts.domain.words import ItemStatus
from tts.services.notices import tell_ending, tell_status
from tts.services.story import Act, Story, write_story
from tts.services.tasks.marks import tell_marks
from tts.services.tasks.outcome import Outcome, outcome_of
from tts.services.tasks.rows import close_escalation, close_item, update_task, update_ticket, watch_values
from tts.services.tasks.standing import Standing


def finish_task(session: Session, standing: Standing, act: Act, configured_systems: Set[str]) -> Outcome:
    """Close the last item; the version's end logic decides what becomes of the ticket (section 8)."""
    watch = tell_marks(session, standing, act)
    ending = decide_ending(standing.version.details.end_logic, configured_systems)
    close_item(session, standing, ItemStatus.RESOLVED, act, transition_name=COMPLETE)
    update_task(session, standing.task.id, _task_values(watch, ending, act))
    if ending.waits_on is None:
        update_ticket(session, standing.ticket, ending.ticket_status, ended_at=act.now)
    else:
        update_ticket(session, standing.ticket, ending.ticket_status)
    close_escalation(session, standing, EscalationOutcome.ACTED, act)
    write_story(session, standing.ticket.id, _tell_finish(session, standing, ending, act), act)
    return outcome_of(standing, None, ended=True)


def _task_values(watch: Watch, ending: Ending, act: Act) -> dict[str, object]:
    """An ended task keeps its due times as facts; one that waits for a system has both clocks stopped."""
    if ending.waits_on is None:
        return {"status": ending.task_status.value, "ended_at": act.now, "next_mark_at": None}
    clock = await_answer(watch.clock, act.now, say_waiting(ending.waits_on))
    return {
        **watch_values(replace(watch, clock=clock, unanswered_since=None)),
        "status": ending.task_status.value,
        "waiting_on": ending.waits_on,
    }


def _tell_finish(session: Session, standing: Standing, ending: Ending, act: Act) -> Story:
    ticket, task, version_id = standing.ticket, standing.task, standing.version.id
    facts = {
        "item_id": standing.item.id,
        "step_id": task.step_id,
        "transition_id": None,
        "transition": COMPLETE,
    }
    happenings = [Happening("item.resolved", task.step_name, None, act.note or None, version_id, facts)]
    completed = {"end_logic": standing.version.details.end_logic, "waiting_on": ending.waits_on}
    happenings.append(
        Happening("ticket.completed", ticket.status, ending.ticket_status.value, None, version_id, completed)
    )
    if ending.remark is not None:
        remark = {"system": ending.asks}
        happenings.append(Happening("outbox.not_configured", None, None, ending.remark, version_id, remark))
    messages = (
        *tell_status(ticket, ticket.status, ending.ticket_status),
        *tell_ending(session, ticket, ending, task.coordinator_id),
    )
    return Story(tuple(happenings), messages)
