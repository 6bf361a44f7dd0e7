"""The clocks of rows in lists: what their due times follow from. Versions come from memory."""

from __future__ import annotations

from tts.domain.marks import RunningClock
from tts.domain.working_time import read_pauses
from tts.extensions import db
from tts.queries.escalation_list import EscalationRow
from tts.queries.inbox import InboxRow
from tts.queries.tickets import TicketRow
from tts.queries.versions import running_version


def step_running(row: InboxRow | EscalationRow) -> RunningClock:
    """What the due time of the row's step follows from."""
    version = running_version(db.session, row.version_id, row.promise_id)
    return RunningClock(row.entered_at, row.budget, version.calendar, read_pauses(row.pauses))


def ticket_running(row: TicketRow) -> RunningClock | None:
    """What the due time of the row's ticket follows from; None before it was bound."""
    if row.bound_at is None or row.version_id is None:
        return None
    version = running_version(db.session, row.version_id, row.promise_id)
    sla = version.promise(row.priority).sla
    return RunningClock(row.bound_at, sla, version.calendar, read_pauses(row.pauses or ()))
