"""Refusing a calendar in which the promises of a workflow could never run out."""

from __future__ import annotations

from datetime import datetime

from tts.domain.definition import Details
from tts.domain.errors import Invalid, Refused
from tts.domain.sla import say_duration
from tts.domain.working_time import due_after, open_spans

ENDED = "The calendar is never open again: give at least one day of the week its hours."


def refuse_ended_calendar(details: Details, now: datetime) -> None:
    """Raise Invalid for a calendar that is never open again: nothing would count in it."""
    if _is_ended(details, now):
        raise Invalid(ENDED, {"calendar.week": ENDED})


def refuse_endless_promises(details: Details, now: datetime) -> None:
    """Raise Refused where a ticket bound now would never be due, for its calendar opens too seldom."""
    if _is_ended(details, now):
        raise Refused(ENDED)
    for priority, sla in details.slas.items():
        if sla is not None and due_after(details.calendar, now, sla) is None:
            raise Refused(
                f"The calendar never has {say_duration(sla)} of open time, so a ticket of priority "
                f"{priority} would never be due: give the calendar more hours, or shorten the promise."
            )


def _is_ended(details: Details, now: datetime) -> bool:
    return details.calendar is not None and next(open_spans(details.calendar, now), None) is None
