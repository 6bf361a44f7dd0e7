"""Which version promised the time of the present visit, where moves to other versions kept it."""

from __future__ import annotations

from collections.abc import Iterable

from tts.queries.timeline import Moment


def kept_from(story: Iterable[Moment]) -> str:
    """The version as one names it: the one that the first of the moves that kept the time began at."""
    found = ""
    before: list[str] = []
    for moment in story:
        if _promises_anew(moment):
            found = ""
        elif moment.kind == "ticket.moved":
            before.append(found)
            found = (found or moment.was or "") if moment.facts.get("keep_due") else ""
        elif moment.kind == "ticket.moved_back":
            found = before.pop() if before else ""
    return found or "the version before"


def _promises_anew(moment: Moment) -> bool:
    """Whether a visit got its time from the version that was the ticket's then; Complete enters no step."""
    is_entered = moment.kind == "item.resolved" and "next_step_id" in moment.facts
    return is_entered or moment.kind == "ticket.priority_changed"
