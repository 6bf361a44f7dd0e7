"""What a save changed, in sentences for the record, and whether it is more than words."""

from __future__ import annotations

from tts.domain.definition import Details
from tts.domain.graph import PRIORITIES
from tts.domain.problems import quote
from tts.domain.sla import say_duration

NAMED = {
    "name": "The name",
    "department": "The department",
    "category": "The category",
    "sub_category": "The sub-category",
    "end_logic": "The end logic",
}


def details_changes(before: Details, after: Details) -> list[str]:
    """One sentence for each detail that changed."""
    return [*fixed_details_changes(before, after), *word_changes(before, after)]


def fixed_details_changes(before: Details, after: Details) -> list[str]:
    """Changes of what a deployed workflow no longer lets change: name, intake, end logic."""
    return [
        f"{label} changed from {_said(getattr(before, field))} to {_said(getattr(after, field))}."
        for field, label in NAMED.items()
        if getattr(before, field) != getattr(after, field)
    ]


def word_changes(before: Details, after: Details) -> list[str]:
    """Changes of the description and of the promised times."""
    changes = ["The description was rewritten."] if before.description != after.description else []
    for priority in PRIORITIES:
        old, new = before.slas.get(priority), after.slas.get(priority)
        if old != new:
            said = [say_duration(sla) if sla is not None else "no promise" for sla in (old, new)]
            changes.append(f"The SLA for {priority} changed from {said[0]} to {said[1]}.")
    return changes


def _said(text: str) -> str:
    return quote(text, "nothing")
