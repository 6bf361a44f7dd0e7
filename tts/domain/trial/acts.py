"""The acts of people in a trial: choose, claim, hold and resume, escalate, return, change the priority.

The trial knows who acts: the holder, and where nobody holds the item its coordinator or an admin. What is
refused for a real ticket is refused here, in the same words.
"""

from __future__ import annotations

from dataclasses import replace

from tts.domain.acting import COMPLETE, Choice, decide_choice, may_claim
from tts.domain.clocks import (
    ON_HOLD,
    await_answer,
    change_promise,
    due_times,
    end_hold,
    enter_step,
    pause_clock,
)
from tts.domain.ending import decide_ending, say_waiting
from tts.domain.errors import NotPermitted, Refused
from tts.domain.events import Happening
from tts.domain.graph import Step
from tts.domain.permissions import Actor
from tts.domain.trial.escalating import piece_of, raise_escalation, return_piece
from tts.domain.trial.placing import close_piece, find_holder, open_piece, spot_of, tell_placing
from tts.domain.trial.posts import is_admin, post_ending, post_status, reviews
from tts.domain.trial.run import Run, actor_called
from tts.domain.trial.sweep import fire, tell_marks
from tts.domain.watch import Watch, is_due, marks_due
from tts.domain.wording import read_reason
from tts.domain.words import ItemStatus, TicketStatus


def choose(run: Run, transition_id: int | None, note: str) -> Run:
    """The holder chooses a transition, or Complete at an end; Refused, or Invalid where a note is missing."""
    actor = _holder(run)
    _refuse_held(run)
    choice = decide_choice(run.setting.definition.graph, run.step_number, transition_id, note)
    return _finish(run, note, actor) if choice.step is None else _move(run, choice, choice.step, note, actor)


def claim(run: Run, user_id: int) -> Run:
    """Somebody of the role, or who oversees it, takes an item that waits; NotPermitted for anybody else."""
    item = piece_of(run)
    if item.holder_id is not None:
        raise Refused(f"{run.holder_name} has this item already.")
    if not may_claim(run.staff.acting(user_id), run.rights):
        if may_claim(run.staff.acting(user_id), replace(run.rights, requester_id=None)):
            raise NotPermitted("You asked for this ticket yourself: somebody else has to work on it.")
        raise NotPermitted(
            f"This item waits for somebody in the role {item.role_name}: only its members may claim it."
        )
    actor = actor_called(run.staff, user_id)
    status = ItemStatus.ON_HOLD if item.status is ItemStatus.ON_HOLD else ItemStatus.IN_PROGRESS
    why = "Claimed it from the role's queue."
    given = replace(item, holder_id=user_id, status=status, assigned_at=run.now, why=why)
    staff = run.staff.with_load(user_id, 1)
    run = replace(run, item=given, staff=staff, held_by=run.held_by | {user_id})
    facts = {"step": run.step.name, "holder_id": user_id}
    return run.noting(actor, Happening("item.claimed", item.role_name, actor.name, None, None, facts))


def hold(run: Run, reason: str) -> Run:
    """Both clocks stop, with a reason; Refused when on hold already."""
    item, why, actor = piece_of(run), read_reason(reason), _keeper(run)
    if item.status is ItemStatus.ON_HOLD:
        raise Refused(f"This item is on hold already: {run.hold_reason}.")
    held = replace(run, item=replace(item, status=ItemStatus.ON_HOLD), hold_reason=why)
    held = held.with_clock(pause_clock(run.clock, run.now, ON_HOLD))
    return _put_status(held, "item.held", TicketStatus.ON_HOLD, why, actor)


def resume(run: Run, reason: str) -> Run:
    """Both clocks run on, unless the step pauses them anyway; Refused when it is not on hold."""
    item, actor = piece_of(run), _keeper(run)
    if item.status is not ItemStatus.ON_HOLD:
        raise Refused("This item is not on hold.")
    status = ItemStatus.WAITING if item.holder_id is None else ItemStatus.IN_PROGRESS
    run = replace(run, item=replace(item, status=status), hold_reason="")
    run = run.with_clock(end_hold(run.clock, run.step, run.now))
    return _put_status(run, "item.resumed", TicketStatus.IN_PROGRESS, reason, actor)


def escalate(run: Run, reason: str) -> Run:
    """The escalation role is asked to look; Refused without one, or when it is escalated already."""
    return raise_escalation(run, read_reason(reason), _keeper(run))


def give_back(run: Run, note: str) -> Run:
    """An escalated item is returned, by its holder if they review escalations, else who oversees it."""
    why = read_reason(note, "note")
    item = piece_of(run)
    if item.holder_id is not None and run.staff.may(item.holder_id, reviews):
        return return_piece(run, why, actor_called(run.staff, item.holder_id))
    return return_piece(run, why, _overseer(run))


def change_priority(run: Run, priority: str, reason: str) -> Run:
    """Another priority: counted from the binding again; a due time moved into the past breaches now."""
    why, actor = read_reason(reason), _overseer(run)
    if run.priority == priority:
        raise Refused(f"{run.setting.number} has the priority {priority} already.")
    run = _settle(run)
    was, before = run.priority, due_times(run.clock)
    promise = run.setting.promise(priority)
    clock = change_promise(run.clock, run.step.step_id, promise)
    if run.raised is not None:
        run = replace(run, raised=replace(run.raised, is_answered=True))
    watch = replace(run.watch, clock=clock, unanswered_since=None, share=promise.shares.get(run.step.step_id))
    run = replace(run, watch=watch, priority=priority)
    after = due_times(clock)
    facts = {
        "due_was": before.ticket.isoformat() if before.ticket else None,
        "due_at": after.ticket.isoformat() if after.ticket else None,
    }
    run = run.noting(actor, Happening("ticket.priority_changed", was, priority, why, None, facts))
    return _settle(run, is_changed=True)


def _settle(run: Run, *, is_changed: bool = False) -> Run:
    """Fire what is due: before the change by the old promise, after it by the new one, as of the change."""
    if not (is_due(run.watch, run.now) or marks_due(run.watch, run.now)):
        return run
    return fire(run, breached_at=run.now if is_changed else None)


def _move(run: Run, choice: Choice, step: Step, note: str, actor: Actor) -> Run:
    spot = spot_of(step)
    run = tell_marks(run, actor)
    left, promise = run.step, run.setting.promise(run.priority)
    clock = enter_step(run.clock, left.step_id, step, promise, run.now)
    placing = find_holder(run, spot)
    watch = Watch(clock, ticket_mark=run.watch.ticket_mark, share=promise.shares.get(step.step_id))
    run = _tell_resolved(run, choice, note, actor)
    run = replace(
        close_piece(run),
        step=step,
        watch=watch,
        raised=None,
        visit=run.visit + 1,
        visited=(*run.visited, int(step.step_id)),
        followed=(*run.followed, int(choice.transition.transition_id) if choice.transition else 0),
    )
    return tell_placing(open_piece(run, placing), placing, actor)


def _tell_resolved(run: Run, choice: Choice, note: str, actor: Actor) -> Run:
    facts: dict[str, object] = {
        "step_id": run.step.step_id,
        "transition_id": choice.transition.transition_id if choice.transition else None,
        "transition": choice.name if choice.transition else COMPLETE,
    }
    if choice.step is not None:
        facts["next_step_id"] = choice.step.step_id
    became = choice.step.name if choice.step else None
    return run.noting(actor, Happening("item.resolved", run.step.name, became, note or None, None, facts))


def _finish(run: Run, note: str, actor: Actor) -> Run:
    """The steps are done: the end logic decides what becomes of the ticket (section 8)."""
    run = tell_marks(run, actor)
    end_logic = run.setting.definition.details.end_logic
    ending = decide_ending(end_logic, run.setting.configured)
    was = run.status
    run = _tell_resolved(run, Choice(None, None), note, actor)
    run = replace(close_piece(run), raised=None, status=ending.ticket_status, waiting_on=ending.waits_on)
    if ending.waits_on is None:
        run = replace(run, ended_at=run.now)
    else:
        run = run.with_clock(await_answer(run.clock, run.now, say_waiting(ending.waits_on)))
    facts = {"end_logic": end_logic, "waiting_on": ending.waits_on}
    posts = (*post_status(run, was.value, ending.ticket_status), *post_ending(run, ending))
    completed = Happening("ticket.completed", was.value, ending.ticket_status.value, None, None, facts)
    run = run.noting(actor, completed, *posts)
    if ending.remark is None:
        return run
    remark = {"system": ending.asks}
    return run.noting(actor, Happening("outbox.not_configured", None, None, ending.remark, None, remark))


def _put_status(run: Run, kind: str, status: TicketStatus, reason: str, actor: Actor) -> Run:
    was = run.status
    facts = {"step": run.step.name}
    happening = Happening(kind, was.value, status.value, reason or None, None, facts)
    run = replace(run, status=status)
    return run.noting(actor, happening, *post_status(run, was.value, status))


def _holder(run: Run) -> Actor:
    item = piece_of(run)
    if item.holder_id is None:
        raise Refused(
            f"Nobody has this item yet: it waits for the role {item.role_name}. Let somebody claim it first."
        )
    return actor_called(run.staff, item.holder_id)


def _keeper(run: Run) -> Actor:
    """Who holds, resumes and escalates: the holder, else who oversees the ticket."""
    item = piece_of(run)
    return _overseer(run) if item.holder_id is None else actor_called(run.staff, item.holder_id)


def _overseer(run: Run) -> Actor:
    """The coordinator, else the first admin; Refused where nobody is either."""
    if run.coordinator_id is not None:
        return actor_called(run.staff, run.coordinator_id)
    admins = run.staff.having(is_admin)
    if not admins:
        raise Refused("Nobody coordinates this ticket and there is no admin: nobody could do that.")
    return actor_called(run.staff, admins[0])


def _refuse_held(run: Run) -> None:
    if piece_of(run).status is ItemStatus.ON_HOLD:
        raise Refused(f"This item is on hold ({run.hold_reason}): resume it first.")
