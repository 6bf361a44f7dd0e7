"""Which version promised the time of the present visit, where moves to other versions kept it."""

from __future__ import annotations

from collections.abc import Iterable

from tts.queries.timeline import Moment

ANEW = ("item.resolved", "ticket.priority_changed")
"""What promises a visit its time anew, by the version that is the ticket's then."""


def kept_from(story: Iterable[Moment]) -> str:
    """The version as one names it: the one that the first of the moves that kept the time began at."""
    found = ""
    before: list[str] = []
    for moment in story:
        if moment.kind in ANEW:
            found = ""
        elif moment.kind == "ticket.moved":
            before.append(found)
            found = (found or moment.was or "") if moment.facts.get("keep_due") else ""
        elif moment.kind == "ticket.moved_back":
            found = before.pop() if before else ""
    return found or "the version before"
