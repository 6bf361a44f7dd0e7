"""Events as sentences, and rows of escalations by how late they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tts.web.escalations import LATENESS, how_late
from tts.web.story import Entry, count_entries, entries_of, tell_story

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def event(kind: str, **values: Any) -> Any:
    usual = {"at": NOW, "actor_id": 3, "actor_name": "Hana Sato", "was": None, "became": None}
    return SimpleNamespace(**{"kind": kind, "reason": None, "facts": {}, **usual, **values})


def sentence(entry: Entry) -> str:
    return "".join(part if isinstance(part, str) else part[0] for part in entry.parts)


def test_who_got_the_next_item_is_told_with_the_choice() -> None:
    chosen = event(
        "item.resolved",
        was="Diagnose",
        became="Resolve",
        facts={"transition": "Cause found"},
        reason="Cable.",
    )
    entries = tell_story([chosen, event("item.assigned", became="Tomás Ferreira")])
    assert [sentence(entry) for entry in entries] == [
        "Hana Sato chose Cause found: Diagnose → Resolve, to Tomás Ferreira"
    ]
    assert entries[0].note == "Cable."


def test_the_latest_stands_first_and_tabs_count_their_own() -> None:
    story = [
        event("ticket.submitted", at=NOW - timedelta(hours=2), facts={"source": "page"}),
        event("item.held", at=NOW - timedelta(hours=1), reason="Waits for the key."),
        event("item.resumed"),
    ]
    entries = tell_story(story)
    assert [sentence(entry) for entry in entries] == [
        "Resumed by Hana Sato",
        "Put on hold by Hana Sato",
        "Hana Sato submitted the ticket",
    ]
    assert count_entries(entries) == {"everything": 3, "notes": 1, "steps": 1, "clock": 2}
    assert len(entries_of(entries, "clock")) == 2
    assert len(entries_of(entries, "no such tab")) == 3


def test_an_unknown_kind_is_told_by_its_name() -> None:
    assert sentence(tell_story([event("ticket.scheduled_anew")])[0]) == "Hana Sato: ticket scheduled anew"


@pytest.mark.parametrize(
    ("late", "word"),
    [
        (timedelta(days=3), LATENESS[0]),
        (timedelta(hours=1), LATENESS[1]),
        (timedelta(0), LATENESS[2]),
        (timedelta(hours=-1), LATENESS[3]),
        (None, LATENESS[4]),
    ],
)
def test_escalations_are_grouped_by_how_late_they_are(late: timedelta | None, word: str) -> None:
    assert how_late(None if late is None else NOW - late, NOW) == word


def test_who_gets_a_returned_item_is_said_once() -> None:
    returned = event("item.returned", became="Tom", reason="On its way.")
    story = tell_story([returned, event("item.assigned", became="Tom")])
    assert [sentence(entry) for entry in story] == ["Hana Sato returned it to Tom"]


def test_why_a_workflow_was_matched_or_none_is_not_counted_as_a_note() -> None:
    matched = event("ticket.matched", reason="matched IT v1: department equal")
    unmatched = event("ticket.unmatched", reason="unmatched: no workflow takes tickets of “Moon”")
    story = tell_story([unmatched, matched])
    assert count_entries(story)["notes"] == 0
    assert sentence(story[1]) == "No workflow took it: no workflow takes tickets of “Moon”"
