"""Notices: read from the messages of contracts.md, a plain sentence each."""

from __future__ import annotations

from typing import Any

import pytest

from tts.domain.notifications import (
    KINDS,
    TASKS,
    NoticeKind,
    former_notice,
    read_former_holder,
    read_notice,
)

TRANSFER = "notifications.send_task_transfer_notification"


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


@pytest.mark.parametrize(
    ("from_id", "by_id", "former_id"), [(5, 9, 5), (5, 7, 5), (5, None, 5), (5, 5, None), (7, 9, None)]
)
def test_who_passed_an_item_on_themselves_is_no_former_holder_to_tell(
    from_id: int, by_id: int | None, former_id: int | None
) -> None:
    told = {"from_user_id": from_id, "to_user_id": 7, "transferred_by_id": by_id}
    assert read_former_holder(TRANSFER, {"kwargs": told}) == former_id
    assert read_notice(TRANSFER, {"kwargs": told}).is_own_act == (by_id == 7)


@pytest.mark.parametrize("former", [None, True, "5", 0, -5, 2**40])
def test_what_is_nobody_is_no_former_holder(former: object) -> None:
    told = {"from_user_id": former, "to_user_id": 7, "transferred_by_id": 9}
    assert read_former_holder(TRANSFER, {"kwargs": told}) is None


def test_an_escalation_has_no_former_holder_to_tell_beside_its_own_messages() -> None:
    told = {"from_user_id": 5, "to_user_id": 7, "escalated_by_id": 9}
    assert read_former_holder("notifications.send_escalation_notification", {"kwargs": told}) is None


def test_the_former_holder_is_told_who_did_it_and_who_has_the_item_now() -> None:
    told = {
        "to_user_id": 7,
        "transferred_by_id": 9,
        "transferred_by_name": "Cora",
        "transfer_notes": "Lunch.",
    }
    assert former_notice(5, told, "Bob").text == "Cora passed it from you to Bob: “Lunch.”"
    told = {"to_user_id": 7, "transferred_by_id": 7, "transferred_by_name": "Bob", "transfer_notes": ""}
    assert former_notice(5, told, "Bob").text == "Bob took it from you."
