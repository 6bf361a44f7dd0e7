"""Each kind of message to the Notification service, caused by an act and heard over a real RabbitMQ.

Where contracts.md gives the fields they are exactly those, else those of docs/integrations.md.
"""

from __future__ import annotations

from tests.broker.acquaintance import HearAll, Ids, Read, about, between, by_person, escalate, told
from tests.broker.neighbours import ROLE, Neighbour, role
from tests.cast import MORNING, send_away
from tests.desk import Desk
from tests.workflows import HOUR
from tts.services.escalations import return_item
from tts.services.tasks import claim_item, transfer_item
from tts.services.tickets import cancel_ticket, withdraw_ticket


def test_a_new_ticket_tells_its_assignee_and_its_requester(desk: Desk, ids: Ids, hear_all: HearAll) -> None:
    submitted = desk.submit()
    heard = hear_all()
    holder = ids[desk.holder(submitted).name]
    assert told(heard, "assignment") == [about(desk, submitted, user_id=holder, role_name="Agent")]
    assert {task for task, _ in heard} <= {
        "notifications.send_assignment_notification",
        "notifications.send_ticket_status_notification",
    }


def test_an_item_passed_on_tells_of_who_gives_and_who_has_it(desk: Desk, ids: Ids, hear_all: HearAll) -> None:
    submitted = desk.submit()
    hear_all()
    item, first = desk.open_item(submitted), desk.holder(submitted)
    other = desk.cast.bob if first.name != "Bob" else desk.cast.carol
    transfer_item(desk.session, item.id, other.user_id, "Take it.", actor=desk.cast.cora, now=MORNING)
    passed = between(
        desk,
        submitted,
        from_user_id=ids[first.name],
        to_user_id=ids[other.name],
        transferred_by_id=ids["Cora"],
        transferred_by_name="Cora",
        transfer_notes="Take it.",
    )
    assert hear_all() == [("notifications.send_task_transfer_notification", passed)]


def test_an_escalation_tells_new_and_old_holder_and_the_coordinator(
    desk: Desk, ids: Ids, hear_all: HearAll
) -> None:
    submitted = desk.submit()
    hear_all()
    first = escalate(desk, submitted)
    raised = between(
        desk,
        submitted,
        from_user_id=ids[first.name],
        escalated_from_role="Agent",
        escalated_to_role="Manager",
        escalation_reason="Stuck.",
        escalated_by_id=ids[first.name],
        escalated_by_name=first.name,
    )
    reviewer = ids[desk.holder(submitted).name]
    people = sorted((reviewer, ids[first.name], ids["Cora"]))
    heard = hear_all()
    assert told(heard, "assignment") == [about(desk, submitted, user_id=reviewer, role_name="Manager")]
    assert by_person(told(heard, "escalation"), "to_user_id") == [
        {**raised, "to_user_id": person} for person in people
    ]
    assert len(heard) == len(people) + 1


def test_what_comes_back_from_a_reviewer_is_told_as_a_step(desk: Desk, ids: Ids, hear_all: HearAll) -> None:
    submitted = desk.submit()
    first = escalate(desk, submitted)
    hear_all()
    reviewer, item = desk.holder(submitted), desk.open_item(submitted)
    return_item(desk.session, item.id, "Try this.", actor=reviewer, now=MORNING + 2 * HOUR)
    said = about(
        desk,
        submitted,
        user_id=ids[first.name],
        step_name="Triage",
        message=f"{reviewer.name} returned “Triage”: Try this.",
    )
    assert told(hear_all(), "workflow_step") == [said]


def test_what_waits_because_nobody_is_here_is_told_as_a_step(desk: Desk, ids: Ids, hear_all: HearAll) -> None:
    for manager in (desk.cast.max, desk.cast.mona):
        send_away(desk.session, manager, MORNING, MORNING + 90 * HOUR)
    submitted = desk.submit()
    hear_all()
    escalate(desk, submitted)
    waits = about(
        desk,
        submitted,
        step_name="Triage",
        role_name="Manager",
        message="“Triage” waits: nobody in the role Manager is available.",
    )
    assert by_person(told(hear_all(), "workflow_step")) == [
        {**waits, "user_id": person} for person in sorted((ids["Ada"], ids["Cora"]))
    ]
    claim_item(desk.session, desk.open_item(submitted).id, actor=desk.cast.max, now=MORNING + 2 * HOUR)


def test_who_has_an_item_hears_as_a_step_that_its_ticket_ended(
    desk: Desk, ids: Ids, hear_all: HearAll
) -> None:
    withdrawn, cancelled = desk.submit(), desk.submit()
    holders = {one.ticket_id: ids[desk.holder(one).name] for one in (withdrawn, cancelled)}
    hear_all()
    withdraw_ticket(desk.session, withdrawn.ticket_id, actor=desk.cast.rita, now=MORNING + HOUR)
    cancel_ticket(desk.session, cancelled.ticket_id, "Twice.", actor=desk.cast.cora, now=MORNING + HOUR)
    heard = hear_all()
    for submitted, by in ((withdrawn, "Rita"), (cancelled, "Cora")):
        number = desk.ticket(submitted).number
        ended = about(
            desk,
            submitted,
            user_id=holders[submitted.ticket_id],
            message=f"{by} ended {number}: nothing is left to do on it.",
        )
        status = about(desk, submitted, user_id=ids["Rita"], old_status="In Progress", new_status="Withdrawn")
        assert ended in told(heard, "workflow_step")
        assert status in told(heard, "ticket_status")
    assert len(heard) == 4


def test_a_role_that_auth_deletes_is_told_to_admins_as_a_step_of_no_ticket(
    neighbour: Neighbour, read: Read, ids: Ids, hear_all: HearAll
) -> None:
    hear_all()
    neighbour.say(ROLE, role(52, "Technician", "delete"))
    read()
    said = told(hear_all(), "workflow_step")
    assert {
        "user_id": ids["Ada"],
        "ticket_number": "",
        "task_title": "The role Technician was deleted",
        "message": "Auth deleted the role Technician: it is inactive here. "
        "Look whether steps still need it, and give them another.",
    } in said


def test_the_end_tells_requester_and_coordinator_and_the_requester_of_the_status(
    desk: Desk, ids: Ids, hear_all: HearAll
) -> None:
    submitted = desk.submit()
    for hours, choice in enumerate(("Assign", "Done"), 1):
        desk.choose(submitted, choice, MORNING + hours * HOUR / 4)
    hear_all()
    desk.choose(submitted, None, MORNING + HOUR)
    heard = hear_all()
    people = sorted((ids["Rita"], ids["Cora"]))
    assert by_person(told(heard, "task_completed")) == [
        about(desk, submitted, user_id=person) for person in people
    ]
    status = about(desk, submitted, user_id=ids["Rita"], old_status="In Progress", new_status="Resolved")
    assert told(heard, "ticket_status") == [status]
    assert len(heard) == 3
