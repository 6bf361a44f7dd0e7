"""Notices: read from the messages of contracts.md, a plain sentence each."""

from __future__ import annotations

from typing import Any

import pytest

from tts.domain.notifications import KINDS, TASKS, NoticeKind, read_notice


def test_every_kind_has_its_message_and_its_words() -> None:
    assert set(TASKS.values()) == set(NoticeKind) == set(KINDS)


@pytest.mark.parametrize(
    ("task", "told", "text"),
    [
        ("assignment", {"role_name": "Agent"}, "It was given to you as Agent."),
        (
            "task_transfer",
            {"transferred_by_name": "Bob", "transfer_notes": "Yours."},
            "Bob passed it to you: “Yours.”",
        ),
        (
            "escalation",
            {"escalated_by_name": "Bob", "escalated_to_role": "Manager", "escalation_reason": "Stuck."},
            "Bob escalated it to Manager: “Stuck.”",
        ),
        ("sla_warning", {"message": "80 % is used."}, "80 % is used."),
        (
            "ticket_status",
            {"old_status": "In Progress", "new_status": "Resolved"},
            "It is Resolved now, it was In Progress.",
        ),
        ("task_completed", {}, "A ticket you asked for or look after is done."),
    ],
)
def test_a_message_says_one_sentence_to_one_person(task: str, told: dict[str, Any], text: str) -> None:
    notice = read_notice(f"notifications.send_{task}_notification", {"kwargs": {"user_id": 7, **told}})
    assert (notice.user_id, notice.text) == (7, text)


@pytest.mark.parametrize(
    ("task", "payload"),
    [
        ("notifications.send_nothing", {"kwargs": {"user_id": 1}}),
        ("notifications.send_assignment_notification", {}),
        ("notifications.send_assignment_notification", {"kwargs": {"user_id": None}}),
        ("notifications.send_assignment_notification", {"kwargs": {"user_id": True}}),
        ("notifications.send_assignment_notification", {"kwargs": []}),
    ],
)
def test_what_is_for_nobody_says_so(task: str, payload: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\."):
        read_notice(task, payload)


def test_what_is_said_beside_the_fields_of_the_contract_is_the_sentence() -> None:
    told = {"to_user_id": 7, "escalated_by_name": "System", "escalation_reason": "Stuck."}
    payload = {"kwargs": told, "says": "Nobody answered."}
    assert read_notice("notifications.send_escalation_notification", payload).text == "Nobody answered."
