"""A ticket's events, told as sentences."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.cast import MORNING
from tts.web.story import count_entries, tell_story


def make_event(kind: str, **facts: Any) -> SimpleNamespace:
    """An event as a row of the table has it."""
    row: dict[str, Any] = {"at": MORNING, "actor_id": 1, "actor_name": "Max", "reason": None, "was": None}
    return SimpleNamespace(**{**row, "kind": kind, "became": None, "facts": {}, **facts})


def say(events: list[SimpleNamespace]) -> list[str]:
    """The sentences, latest first."""
    return [
        "".join(part if isinstance(part, str) else part[0] for part in entry.parts)
        for entry in tell_story(events)
    ]


def test_who_gets_a_returned_item_is_said_once() -> None:
    returned = make_event("item.returned", became="Tom", reason="On its way.")
    assert say([returned, make_event("item.assigned", became="Tom")]) == ["Max returned it to Tom"]


def test_who_gets_an_escalated_item_is_said_beside_the_role() -> None:
    escalated = make_event("item.escalated", became="Manager", reason="Too dear.")
    assigned = make_event("item.assigned", became="Mona")
    assert say([escalated, assigned]) == ["Max escalated it to Manager, to Mona"]


def test_why_a_workflow_was_matched_is_not_counted_as_a_note() -> None:
    matched = make_event("ticket.matched", reason="matched IT v1: department equal")
    assert count_entries(tell_story([matched]))["notes"] == 0
