"""The clock of a trial goes on: marks, escalation, reminders and returns from leave, each at its moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tts.domain.clocks import due_times
from tts.domain.events import Happening
from tts.domain.marks import BREACH, DueMark, Mark, Scope, Told
from tts.domain.notice_words import say_mark, say_not_finished
from tts.domain.permissions import SYSTEM, Actor
from tts.domain.trial.escalating import raise_escalation
from tts.domain.trial.hearing import seal
from tts.domain.trial.placing import QUEUE, Spot, find_holder, tell_placing
from tts.domain.trial.posts import (
    coordinator_and_admins,
    coordinator_or_admins,
    post_mark,
    post_unanswered,
)
from tts.domain.trial.run import Run
from tts.domain.watch import after_marks, is_due, is_reminder_due, marks_due, next_mark_at
from tts.domain.words import ItemStatus

MOST_MOMENTS = 1_000
"""More than a visit has marks and a role has leaves; a bound, so that nothing goes on for ever."""


def next_moment(run: Run) -> datetime | None:
    """When something would happen by itself: a mark, a reminder, somebody's return to what waits."""
    if run.item is None:
        return None
    mark_at = next_mark_at(run.watch)
    moments = [at for at in (mark_at and max(mark_at, run.now), _next_return(run)) if at]
    return min(moments, default=None)


def go_on(run: Run, moment: datetime) -> Run:
    """All that happens by itself up to that moment, each thing when it is due, as a prompt worker does it."""
    for _ in range(MOST_MOMENTS):
        at = next_moment(run)
        if at is None or at > moment:
            break
        is_return = at == _next_return(run)
        run = replace(run, now=max(run.now, at))
        if is_due(run.watch, run.now):
            run = fire(run)
        if is_return:
            run = _welcome_back(run)
        run = seal(run)
    return replace(run, now=max(run.now, moment))


def fire(run: Run, breached_at: datetime | None = None) -> Run:
    """Do all that is due for the ticket now: tell of marks, remind, escalate a late step once."""
    was = run.watch.step_mark
    is_reminded = is_reminder_due(run.watch, run.now)
    budget = run.clock.budget
    run = tell_marks(run, SYSTEM, breached_at)
    if is_reminded:
        run = _remind(run)
    is_broken = was < BREACH <= run.watch.step_mark
    if is_broken and run.step.escalate_to is not None and run.raised is None:
        run = raise_escalation(run, say_not_finished(run.step.name, budget), SYSTEM, by_breach=True)
    return run


def tell_marks(run: Run, actor: Actor, breached_at: datetime | None = None) -> Run:
    """Tell of every mark reached by now that was not told of. Nothing escalates here."""
    due = marks_due(run.watch, run.now)
    last = {one.mark.scope: one.mark for one in due}
    watch = after_marks(run.watch, due)
    for one in due:
        run = _tell_mark(run, one, actor, is_passed=one.mark != last[one.mark.scope], breached_at=breached_at)
    return replace(run, watch=watch)


def _tell_mark(run: Run, one: DueMark, actor: Actor, *, is_passed: bool, breached_at: datetime | None) -> Run:
    mark, item = one.mark, run.item
    sentence = say_mark(
        mark,
        step_name=run.step.name,
        number=run.setting.number,
        holder=run.holder_name,
        role_name=item.role_name if item else "",
        is_passed=is_passed,
    )
    facts: dict[str, object] = {
        "scope": mark.scope.value,
        "percent": mark.percent,
        "reached_at": one.reached_at.isoformat(),
        "step": run.step.name,
        "visit": run.visit,
        "holder": run.holder_name,
    }
    broken_at = breached_at or one.reached_at
    if mark.is_breach:
        facts["breached_at"] = broken_at.isoformat()
        if mark.scope is Scope.TICKET:
            run = replace(run, breached_at=broken_at)
    kind = "clock.breached" if mark.is_breach else "clock.warned"
    due = due_times(run.clock)
    due_at = due.step if mark.scope is Scope.STEP else due.ticket
    posts = post_mark(mark, sentence, due_at, _recipients(run, mark, actor))
    return run.noting(actor, Happening(kind, None, None, sentence, None, facts), *posts)


def _recipients(run: Run, mark: Mark, actor: Actor) -> list[int]:
    """The people, once each, without whoever is acting; the overseers where nobody holds the item."""
    holder_id = run.item.holder_id if run.item else None
    told = [] if holder_id is None else [holder_id]
    if Told.COORDINATOR in mark.tells or holder_id is None:
        is_stuck = mark.escalates and not run.step.escalate_to
        told += coordinator_and_admins(run) if is_stuck else coordinator_or_admins(run)
    return [one for one in dict.fromkeys(told) if one != actor.user_id]


def _remind(run: Run) -> Run:
    """The second level: the role, the coordinator and the admins are told once."""
    raised, item = run.raised, run.item
    assert raised is not None
    assert item is not None
    staff = run.staff
    duty = staff.duties.get(raised.to_role_id)
    members = sorted(
        member.user_id
        for member in staff.members
        if member.role_id == raised.to_role_id and staff.people[member.user_id].is_active
    )
    people = (*(members if duty and duty.is_active else ()), *coordinator_and_admins(run))
    facts = {"step": run.step.name, "role": item.role_name}
    happening = Happening("escalation.reminded", None, None, None, None, facts)
    run = run.noting(SYSTEM, happening, *post_unanswered(people, raised.reason))
    watch = replace(run.watch, unanswered_since=None)
    return replace(run, watch=watch, raised=replace(raised, is_answered=True))


def _next_return(run: Run) -> datetime | None:
    """When somebody comes back from leave to whom what waits could be given, or who could coordinate."""
    item, staff = run.item, run.staff
    wanted: set[int] = set()
    if item and item.holder_id is None and _assignment(run) != QUEUE:
        wanted.add(item.role_id)
    if run.coordinator_id is None:
        wanted |= set(staff.coordinating)
    people = {member.user_id for member in staff.members if member.role_id in wanted}
    ends = [leave.ends_at for leave in staff.leaves if leave.user_id in people and leave.ends_at > run.now]
    return min(ends, default=None)


def _welcome_back(run: Run) -> Run:
    """Give out what waits, and the coordination, if somebody is there for it now."""
    item = run.item
    if item and item.holder_id is None and _assignment(run) != QUEUE:
        spot = Spot(item.role_id, item.role_name, item.escalation_role_id, _assignment(run), item.origin)
        placing = find_holder(run, spot)
        if placing.holder is not None:
            run = _give(run, placing.holder.user_id, placing.why)
            run = replace(run, staff=replace(placing.staff, loads=run.staff.loads))
            run = tell_placing(run, placing, SYSTEM)
    return _find_coordinator(run) if run.coordinator_id is None else run


def _give(run: Run, user_id: int, why: str) -> Run:
    item = run.item
    assert item is not None
    status = item.status if item.status is ItemStatus.ON_HOLD else ItemStatus.NEW
    given = replace(item, holder_id=user_id, status=status, assigned_at=run.now, why=why)
    staff = run.staff.with_load(user_id, 1)
    return replace(run, item=given, staff=staff, held_by=run.held_by | {user_id})


def _find_coordinator(run: Run) -> Run:
    turn = run.staff.take_turn(run.staff.coordinating, run.now)
    if turn.holder is None:
        return run
    run = replace(run, staff=turn.staff, coordinator_id=turn.holder.user_id)
    facts = {"coordinator_id": turn.holder.user_id}
    happening = Happening("ticket.coordinator_changed", None, turn.holder.name, None, None, facts)
    return run.noting(SYSTEM, happening)


def _assignment(run: Run) -> str:
    """The step's policy for its own role; an escalated item always goes by turn."""
    return "turn" if run.raised is not None else run.step.assignment
