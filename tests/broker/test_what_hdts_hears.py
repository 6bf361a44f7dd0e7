"""Both messages to HDTS with every word it takes, caused by acts and heard over a real RabbitMQ."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.broker.acquaintance import HearAll, Ids, Read
from tests.broker.neighbours import MEMBER, TICKET, Neighbour, member, ticket
from tests.desk import Desk
from tests.services.neighbours import BOTH, answer_ams
from tests.workflows import ONE_STEP, store_workflow
from tts.clock import current_time
from tts.models import Task, Ticket
from tts.services.tasks import hold_item, resume_item
from tts.services.tickets import SubmittedTicket, cancel_ticket

NUMBER = "TX20261102000031"


def arrived(desk: Desk) -> SubmittedTicket:
    """The one ticket that HDTS sent, as if it had been submitted here."""
    row = desk.session.scalars(sa.select(Ticket)).one()
    return SubmittedTicket(row.id, row.number, desk.session.scalars(sa.select(Task.id)).one())


def status(word: str) -> tuple[str, list[object]]:
    return ("send_ticket_status", [NUMBER, word])


def owner(number: int) -> tuple[str, list[object]]:
    return ("update_ticket_owner", [NUMBER, number])


def test_hdts_hears_its_tickets_owner_and_status_while_it_is_worked_on(
    desk: Desk, neighbour: Neighbour, read: Read, ids: Ids, hear_hdts: HearAll
) -> None:
    neighbour.say(TICKET, ticket(NUMBER))
    read()
    assert sorted(hear_hdts()) == [status("In Progress"), owner(ids["Cora"])]
    submitted = arrived(desk)
    item, holder = desk.open_item(submitted).id, desk.holder(submitted)
    hold_item(desk.session, item, "Waits for a part.", actor=holder, now=current_time())
    assert hear_hdts() == [status("On Hold")]
    resume_item(desk.session, item, actor=holder, now=current_time())
    assert hear_hdts() == [status("In Progress")]
    for choice in ("Assign", "Done"):
        desk.choose(submitted, choice, current_time())
    assert hear_hdts() == []
    desk.choose(submitted, None, current_time())
    assert hear_hdts() == [status("Resolved")]


@pytest.mark.parametrize(("executed", "word"), [(True, "Resolved"), (False, "Rejected")])
def test_hdts_hears_that_its_ticket_waits_for_ams_and_what_ams_said(
    executed: bool,
    word: str,
    desk: Desk,
    neighbour: Neighbour,
    read: Read,
    ids: Ids,
    hear_hdts: HearAll,
) -> None:
    flow = store_workflow(desk.session, desk.cast, replace(ONE_STEP, end_logic="asset"))
    neighbour.say(
        TICKET,
        ticket(NUMBER, department="IT Department", category="Others", sub_category="Software Installation"),
    )
    read()
    submitted = arrived(desk)
    hear_hdts()
    replace(desk, flow=flow).choose(submitted, None, current_time(), configured_systems=BOTH)
    assert hear_hdts() == [status("Pending External")]
    answer_ams(desk.session, NUMBER, executed, current_time())
    assert hear_hdts() == [status(word)]


def test_a_ticket_cancelled_here_is_told_as_rejected(
    desk: Desk, neighbour: Neighbour, read: Read, ids: Ids, hear_hdts: HearAll
) -> None:
    neighbour.say(TICKET, ticket(NUMBER))
    read()
    hear_hdts()
    cancel_ticket(desk.session, arrived(desk).ticket_id, "Twice.", actor=desk.cast.cora, now=current_time())
    assert hear_hdts() == [status("Rejected")]


def test_another_owner_is_told_when_auth_takes_the_first_ones_role(
    desk: Desk, neighbour: Neighbour, read: Read, ids: Ids, hear_hdts: HearAll
) -> None:
    neighbour.say(TICKET, ticket(NUMBER))
    read()
    assert owner(ids["Cora"]) in hear_hdts()
    coordinators = 50 + list(desk.cast.role_ids).index("Ticket Coordinator")
    second = member(991, coordinators, "Ticket Coordinator", user_email="second@demo.example")
    neighbour.say(MEMBER, second)
    read()
    first = member(ids["Cora"], coordinators, "Ticket Coordinator", user_email="cora@demo.example")
    neighbour.say(MEMBER, {**first, "action": "delete", "is_active": False})
    read()
    assert hear_hdts() == [owner(991)]
