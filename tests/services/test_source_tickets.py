"""Tickets of the help desk beside us: many deliveries are one ticket, and nothing echoes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.racing import race
from tests.services.sweeping import prove
from tts.domain.errors import Invalid, NotFound
from tts.models import Event, OutboxMessage, Task, TaskItem, Ticket, User
from tts.services.tickets import receive_status, receive_ticket, source
from tts.services.tickets.source import Taken

NUMBER = "TX20261102123456"
LATER = MORNING + timedelta(minutes=5)


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def sent(**changes: Any) -> dict[str, Any]:
    """What the help desk sends, as contracts.md has it."""
    return {
        "ticket_number": NUMBER,
        "subject": "Laptop does not start",
        "description": "It beeps twice.",
        "department": "IT",
        "category": "Technology",
        "sub_category": "Laptop",
        "priority": "Critical",
        "status": "Open",
        "submit_date": "2026-11-02T08:30:00+08:00",
        "update_date": "2026-11-02T08:30:00+08:00",
        "employee": {
            "first_name": "Nina",
            "last_name": "Novak",
            "email": "nina@works.example",
            "company_id": "C-7",
            "department": "Sales",
        },
        "employee_id": 17,
        "dynamic_data": {"asset_tag": "A-9"},
        "a_field_of_tomorrow": [1, {"deep": True}],
        **changes,
    }


def receive(desk: Desk, **changes: Any) -> Taken:
    return receive_ticket(desk.session, sent(**changes), now=LATER).taken


def only_ticket(desk: Desk) -> Ticket:
    desk.session.expire_all()
    return desk.session.scalars(sa.select(Ticket)).one()


def kinds(desk: Desk) -> list[str]:
    return list(
        desk.session.scalars(sa.select(Event.kind).where(Event.stream == "ticket").order_by(Event.seq))
    )


def to_source(desk: Desk) -> list[Any]:
    rows = desk.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.destination == "hdts").order_by(OutboxMessage.id)
    )
    return [row.payload["args"] for row in rows]


def test_a_ticket_comes_in_with_its_number_its_time_its_requester_and_all_its_fields(desk: Desk) -> None:
    assert receive(desk) is Taken.SUBMITTED
    ticket = only_ticket(desk)
    requester = desk.session.get_one(User, ticket.requester_id)
    assert (ticket.number, ticket.external_id, ticket.source) == (NUMBER, NUMBER, "hdts")
    assert (ticket.priority, ticket.status) == ("urgent", "In Progress")
    assert ticket.submitted_at.isoformat() == "2026-11-02T00:30:00+00:00"
    assert (requester.email, requester.name, requester.is_contact) == (
        "nina@works.example",
        "Nina Novak",
        True,
    )
    assert ticket.payload == sent()
    prove(desk)


def test_the_same_ticket_many_times_is_one_ticket_and_one_task(desk: Desk) -> None:
    receive(desk)
    before = kinds(desk)
    assert [receive(desk) for _ in range(3)] == [Taken.UNCHANGED] * 3
    assert kinds(desk) == before
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(Task)) == 1


def test_deliveries_at_the_same_moment_are_one_ticket(desk: Desk, database_url: str) -> None:
    answers = race(
        database_url, [lambda session: receive_ticket(session, sent(), now=LATER) for _ in range(5)]
    )
    assert [answer.taken for answer in answers].count(Taken.SUBMITTED) == 1
    assert len({answer.ticket_id for answer in answers}) == 1
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(TaskItem)) == 1


def test_sent_again_it_changes_what_its_requester_may_change_and_nothing_else(desk: Desk) -> None:
    receive(desk)
    holder = desk.session.scalars(sa.select(TaskItem.holder_id)).one()
    taken = receive(
        desk,
        subject="Laptop starts, screen stays dark",
        priority="Low",
        status="Closed",
        ticket_owner_id=99,
        department="Sales",
        update_date="2026-11-02T09:00:00+08:00",
    )
    ticket = only_ticket(desk)
    assert taken is Taken.CHANGED
    assert (ticket.subject, ticket.priority, ticket.department, ticket.status) == (
        "Laptop starts, screen stays dark",
        "urgent",
        "IT",
        "In Progress",
    )
    assert desk.session.scalars(sa.select(TaskItem.holder_id)).one() == holder
    assert kinds(desk)[-1] == "ticket.changed"
    prove(desk)


def test_a_delivery_that_was_overtaken_changes_nothing(desk: Desk) -> None:
    receive(desk, subject="Newer words", update_date="2026-11-02T10:00:00+08:00")
    assert receive(desk, subject="Older words", update_date="2026-11-02T09:00:00+08:00") is Taken.OLDER
    assert only_ticket(desk).subject == "Newer words"


def test_while_unmatched_it_may_still_say_where_it_belongs(desk: Desk) -> None:
    receive(desk, department="Nowhere")
    assert only_ticket(desk).status == "Unmatched"
    assert receive(desk, priority="High") is Taken.CHANGED
    ticket = only_ticket(desk)
    assert (ticket.status, ticket.priority) == ("In Progress", "high")
    prove(desk)


def test_closed_there_is_resolved_here_and_is_not_told_back(desk: Desk) -> None:
    receive(desk)
    told = to_source(desk)
    status = {"ticket_number": NUMBER, "status": "Closed", "csat_rating": 5, "feedback": "Works again."}
    assert receive_status(desk.session, status, now=LATER) is Taken.CHANGED
    ticket = only_ticket(desk)
    assert (ticket.status, ticket.ended_at) == ("Resolved", LATER)
    assert desk.session.scalar(sa.select(TaskItem.id).where(TaskItem.closed_at.is_(None))) is None
    assert to_source(desk) == told
    assert receive(desk, subject="Too late") is Taken.ENDED
    assert receive_status(desk.session, status, now=LATER) is Taken.UNCHANGED
    rated = desk.session.scalars(sa.select(Event).where(Event.kind == "ticket.rated")).one()
    assert (rated.became, rated.reason) == ("5", "Works again.")


@pytest.mark.parametrize("rating", [True, {"x": ["y" * 100_000]}, "5" * 41])
def test_a_rating_that_is_none_is_refused_and_the_ticket_stays_open(desk: Desk, rating: object) -> None:
    receive(desk)
    status = {"ticket_number": NUMBER, "status": "Closed", "csat_rating": rating}
    with pytest.raises(Invalid, match="csat_rating"):
        receive_status(desk.session, status, now=LATER)
    assert only_ticket(desk).status == "In Progress"


def test_withdrawn_there_is_withdrawn_here_and_twice_changes_nothing(desk: Desk) -> None:
    receive(desk)
    status = {"ticket_number": NUMBER, "status": "Withdrawn"}
    assert receive_status(desk.session, status, now=LATER) is Taken.CHANGED
    assert receive_status(desk.session, status, now=LATER) is Taken.ENDED
    assert only_ticket(desk).status == "Withdrawn"
    assert kinds(desk).count("ticket.withdrawn") == 1


def test_what_the_requester_thinks_of_an_ended_ticket_is_kept_once(desk: Desk) -> None:
    receive(desk)
    receive_status(desk.session, {"ticket_number": NUMBER, "status": "Withdrawn"}, now=LATER)
    rated = {"ticket_number": NUMBER, "status": "Closed", "csat_rating": 2, "feedback": "Slow."}
    assert [receive_status(desk.session, rated, now=LATER) for _ in range(2)] == [
        Taken.CHANGED,
        Taken.UNCHANGED,
    ]
    assert kinds(desk).count("ticket.rated") == 1
    assert only_ticket(desk).status == "Withdrawn"


def test_a_status_before_its_ticket_is_not_found_yet(desk: Desk) -> None:
    with pytest.raises(NotFound, match="has not come in yet"):
        receive_status(desk.session, {"ticket_number": NUMBER, "status": "Closed"}, now=LATER)


def test_our_own_statuses_go_to_the_source_in_the_words_it_takes(desk: Desk) -> None:
    receive(desk)
    assert to_source(desk)[0] == [NUMBER, "In Progress"]
    assert to_source(desk)[1] == [NUMBER, desk.cast.cora.user_id]


@pytest.mark.parametrize("name", ["ticket_id", "original_ticket_id", "id"])
def test_older_senders_name_the_number_otherwise(desk: Desk, name: str) -> None:
    payload = {**sent(), name: 4711}
    del payload["ticket_number"]
    receive_ticket(desk.session, payload, now=LATER)
    ticket = only_ticket(desk)
    assert ticket.external_id == "4711"
    assert ticket.number.startswith("TX20261102")


def test_who_is_known_by_number_alone_becomes_a_contact_no_mail_reaches(desk: Desk) -> None:
    for number in (NUMBER, "TX20261102000001"):
        payload = {**sent(ticket_number=number), "employee_cookie_id": "K-5"}
        del payload["employee"], payload["employee_id"]
        receive_ticket(desk.session, payload, now=LATER)
    requesters = desk.session.scalars(sa.select(Ticket.requester_id).distinct()).all()
    assert len(requesters) == 1
    assert desk.session.get_one(User, requesters[0]).email == "k-5@hdts.invalid"


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ("no object", "ticket"),
        (sent(ticket_number=None), "ticket_number"),
        (sent(subject=["x"]), "subject"),
        (sent(subject=""), "subject"),
        (sent(priority="Sometime"), "priority"),
        (sent(submit_date="yesterday"), "submit_date"),
        (sent(employee="Nina"), "employee"),
        (sent(employee=None, employee_id=None), "employee"),
        (sent(employee={"email": "no address"}), "email"),
    ],
)
def test_what_cannot_be_read_is_refused_by_field_and_keeps_nothing(
    desk: Desk, payload: object, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        receive_ticket(desk.session, payload, now=LATER)
    assert field in refusal.value.fields
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 0
    assert desk.session.scalar(sa.select(User.id).where(User.password_hash.is_(None))) is None


def test_more_words_than_a_ticket_holds_are_cut_and_kept_whole_beside_it(desk: Desk) -> None:
    payload = sent(subject="Printer\n" + "no " * 100, description="x" * 30_000)
    receive_ticket(desk.session, payload, now=LATER)
    ticket = only_ticket(desk)
    assert ticket.subject.startswith("Printer no no")
    assert ticket.subject.endswith("no…")
    assert (len(ticket.subject), len(ticket.description)) == (200, 20_000)
    assert ticket.payload == payload


@pytest.mark.parametrize("payload", [[], {"ticket_number": NUMBER, "status": "Open"}, {"status": 7}])
def test_a_status_that_is_none_is_refused(desk: Desk, payload: object) -> None:
    receive(desk)
    with pytest.raises(Invalid):
        receive_status(desk.session, payload, now=LATER)
    assert only_ticket(desk).status == "In Progress"


def test_characters_that_nobody_sees_cost_no_ticket_and_no_closing(desk: Desk) -> None:
    taken = receive(
        desk,
        subject="\u200fLaptop\x0b broken\u200e",
        description="One\x0bTwo\u200f",
        category="\u200eTechnology",
    )
    ticket = only_ticket(desk)
    assert (taken, ticket.status) == (Taken.SUBMITTED, "In Progress")
    assert (ticket.subject, ticket.description) == ("Laptop broken", "One Two\u200f")
    told = {"ticket_number": NUMBER, "status": "Closed", "feedback": "Fine\x0b" + "!" * 5_000}
    assert receive_status(desk.session, told, now=LATER) is Taken.CHANGED
    assert only_ticket(desk).status == "Resolved"


def test_a_change_that_was_stopped_before_its_ticket_found_a_workflow_is_made_good_by_the_next_delivery(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(desk, category="Nothing of ours")
    with monkeypatch.context() as stopped:
        stopped.setattr(source, "match_ticket", lambda *args, **named: None)
        assert receive(desk, category="Technology", update_date="2026-11-02T09:00:00+08:00") is Taken.CHANGED
    assert only_ticket(desk).status == "Unmatched"
    assert receive(desk, category="Technology", update_date="2026-11-02T09:00:00+08:00") is Taken.UNCHANGED
    assert only_ticket(desk).status == "In Progress"
