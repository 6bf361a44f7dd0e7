"""Why a ticket is due when it is: what counted, what did not, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.door import calling, door
from tts.api.shapes import Duration, Moment, duration_json, moment_json, moment_of
from tts.api.tickets import TICKET
from tts.clock import current_time
from tts.domain.clocks import Clock, due_times, time_of_ticket, time_of_visit
from tts.domain.errors import NotPermitted
from tts.domain.working_time import Span, explain_due, say_calendar
from tts.extensions import db
from tts.queries.due import clock_of
from tts.queries.ticket_page import standing_of
from tts.queries.visibility import reachable_ticket, works_on_ticket

MOST_SPANS = 200


class SpanJson(TypedDict):
    """A stretch of time; `counted` is what of it counted, `ends_at` null while it goes on."""

    starts_at: Moment
    ends_at: Moment | None
    counted: Duration
    reason: str


class ClockJson(TypedDict):
    """One clock; `spans` are the last 200 of the stretches up to the due time."""

    starts_at: Moment
    promised: Duration | None
    used: Duration
    due_at: Moment | None
    is_grace: bool
    spans_left_out: int
    spans: list[SpanJson]
    why_not: str | None


class ClocksJson(TypedDict):
    """Both clocks of a ticket whose task runs, null for any other."""

    ticket_number: str
    hours: str | None
    ticket: ClockJson | None
    step: ClockJson | None


@door("GET", TICKET + "clocks/", "Tickets", gives={200: ClocksJson})
def show_clocks(number: str) -> Answer:
    """See why a ticket and its step are due when they are, for those who work on the ticket."""
    ticket = reachable_ticket(db.session, calling(), number)
    if not works_on_ticket(db.session, calling(), ticket.id):
        raise NotPermitted("Only those who work on a ticket see what its clocks counted.")
    standing, now = standing_of(db.session, ticket.id), current_time()
    answer: ClocksJson = {"ticket_number": ticket.number, "hours": None, "ticket": None, "step": None}
    if standing.task and standing.version and not standing.task.ended_at:
        clock = clock_of(standing.task, standing.version, ticket.priority)
        due = due_times(clock)
        answer["hours"] = say_calendar(clock.calendar)
        answer["ticket"] = _clock_json(
            clock, clock.bound_at, clock.sla, time_of_ticket(clock, now), due.ticket
        )
        step = _clock_json(clock, clock.entered_at, clock.budget, time_of_visit(clock, now), due.step)
        answer["step"] = {**step, "is_grace": clock.is_grace}
    return Answer(answer)


def _clock_json(
    clock: Clock, start: datetime, budget: timedelta | None, used: timedelta, due_at: datetime | None
) -> ClockJson:
    found = None if budget is None else explain_due(clock.calendar, start, budget, clock.all_pauses)
    spans = found.spans if found else ()
    return {
        "starts_at": moment_of(start),
        "promised": duration_json(budget),
        "used": duration_json(timedelta(seconds=int(used.total_seconds()))) or "",
        "due_at": moment_json(due_at),
        "is_grace": False,
        "spans_left_out": max(0, len(spans) - MOST_SPANS),
        "spans": [_span_json(span) for span in spans[-MOST_SPANS:]],
        "why_not": found.why_not if found else "there is no promise for this priority or step",
    }


def _span_json(span: Span) -> SpanJson:
    return {
        "starts_at": moment_of(span.start),
        "ends_at": moment_json(span.end),
        "counted": duration_json(timedelta(seconds=int(span.counted.total_seconds()))) or "",
        "reason": span.reason,
    }
