"""The beginning of a trial: the ticket is bound to the draft, its clocks start, the first item opens."""

from __future__ import annotations

from dataclasses import replace

from tts.domain.clocks import start_clock
from tts.domain.errors import Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.trial.placing import find_holder, open_piece, spot_of, tell_placing
from tts.domain.trial.posts import post_status
from tts.domain.trial.run import Run, Setting
from tts.domain.watch import Watch
from tts.domain.words import TicketStatus


def begin(setting: Setting) -> Run:
    """The ticket at the start of the draft; Refused with the way out where it cannot begin there."""
    graph, details, now = setting.definition.graph, setting.definition.details, setting.begins_at
    try:
        start = graph.start
    except LookupError:
        raise Refused("No step is marked as start, so no ticket could begin: mark one.") from None
    spot = spot_of(start)
    promise = setting.promise(setting.priority)
    clock = start_clock(start, promise, now, details.calendar)
    run = Run(
        setting,
        setting.staff,
        now,
        setting.priority,
        start,
        Watch(clock, share=promise.shares.get(start.step_id)),
        None,
        None,
        visited=(int(start.step_id),),
    )
    requester = Actor(setting.requester_id or None, setting.requester_name)
    placing = find_holder(run, spot)
    turn = placing.staff.take_turn(setting.staff.coordinating, now)
    run = replace(run, coordinator_id=turn.holder.user_id if turn.holder else None)
    run = _tell_bound(run, turn.holder.name if turn.holder else None, details.name, requester)
    run = open_piece(run, replace(placing, staff=turn.staff))
    return tell_placing(run, placing, requester)


def _tell_bound(run: Run, coordinator: str | None, name: str, requester: Actor) -> Run:
    submitted = {"number": run.setting.number, "priority": run.priority}
    run = run.noting(
        requester,
        Happening("ticket.submitted", None, TicketStatus.IN_PROGRESS.value, None, None, submitted),
    )
    facts: dict[str, object] = {"workflow": name}
    if coordinator is not None:
        facts |= {"coordinator": coordinator, "coordinator_id": run.coordinator_id}
    happening = Happening("ticket.matched", None, name, None, None, facts)
    return run.noting(requester, happening, *post_status(run, "", TicketStatus.IN_PROGRESS))
