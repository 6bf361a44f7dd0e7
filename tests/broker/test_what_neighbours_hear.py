"""What leaves over a real RabbitMQ equals the contract field for field, and none is lost while it is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tests.broker.acquaintance import read_all_of
from tests.broker.neighbours import MEMBER, NOTICES, ROLE, TICKET, TO_HDTS, Neighbour, member, role, ticket
from tests.cast import MORNING
from tests.desk import Desk
from tests.fixtures.rabbit import Rabbit
from tts.clock import current_time
from tts.domain.permissions import Actor
from tts.models import Destination, OutboxMessage, Ticket
from tts.queries.notifications import unread_count
from tts.services.escalations import escalate_item
from tts.services.outbox import Message, write_messages
from tts.services.tasks import transfer_item

Read = Callable[[], int]
Send = Callable[[], None]


def known_at_auth(desk: Desk, neighbour: Neighbour, read: Read, *people: Actor) -> dict[int, int]:
    """Auth tells of these people by ids of its own: 900 and so on; those ids by ours."""
    ids: dict[int, int] = {}
    for number, person in enumerate(people, 900):
        assert person.user_id is not None
        ids[person.user_id] = number
        email = f"{person.name.casefold()}@demo.example"
        neighbour.say(MEMBER, member(number, 1, "Agent", user_email=email))
    neighbour.say(ROLE, role(1, "Agent"))
    read_all_of(len(people) + 1, read)
    return ids


def heard(neighbour: Neighbour, task: str) -> list[dict[str, Any]]:
    return [one for one in neighbour.heard if one["task"].endswith(task)]


def test_an_assignment_and_a_transfer_are_told_field_for_field(
    desk: Desk, neighbour: Neighbour, read: Read, send: Send
) -> None:
    cast = desk.cast
    ids = known_at_auth(desk, neighbour, read, cast.alice, cast.bob, cast.carol, cast.max, cast.mona)
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    other = cast.bob if holder.user_id != cast.bob.user_id else cast.alice
    transfer_item(desk.session, item.id, other.user_id, "Yours.", actor=holder, now=MORNING)
    number = desk.ticket(submitted).number
    send()
    neighbour.listen(NOTICES, 2)
    (given,) = heard(neighbour, "send_assignment_notification")
    assert given["args"] == []
    assert given["kwargs"] == {
        "user_id": ids[holder.user_id],
        "ticket_number": number,
        "task_title": "Laptop does not start",
        "role_name": "Agent",
    }
    (passed,) = heard(neighbour, "send_task_transfer_notification")
    assert passed["kwargs"] == {
        "from_user_id": ids[holder.user_id],
        "to_user_id": ids[other.user_id],
        "from_ticket_number": number,
        "to_ticket_number": number,
        "task_title": "Laptop does not start",
        "transferred_by_id": ids[holder.user_id],
        "transferred_by_name": holder.name,
        "transfer_notes": "Yours.",
    }
    assert all((one["type"], one["kept"]) == ("application/json", True) for one in neighbour.heard)


def test_an_escalation_is_told_field_for_field(
    desk: Desk, neighbour: Neighbour, read: Read, send: Send
) -> None:
    cast = desk.cast
    ids = known_at_auth(
        desk, neighbour, read, cast.alice, cast.bob, cast.carol, cast.max, cast.mona, cast.cora
    )
    submitted = desk.submit()
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    escalate_item(desk.session, item.id, "It is on fire.", actor=holder, now=MORNING)
    reviewer, number = desk.holder(submitted), desk.ticket(submitted).number
    send()
    neighbour.listen(NOTICES, neighbour.left(NOTICES))
    told = [one["kwargs"] for one in heard(neighbour, "send_escalation_notification")]
    assert {
        "from_user_id": ids[holder.user_id],
        "to_user_id": ids[reviewer.user_id],
        "from_ticket_number": number,
        "to_ticket_number": number,
        "task_title": "Laptop does not start",
        "escalated_from_role": "Agent",
        "escalated_to_role": "Manager",
        "escalation_reason": "It is on fire.",
        "escalated_by_id": ids[holder.user_id],
        "escalated_by_name": holder.name,
    } in told
    assert len({one["to_user_id"] for one in told}) == len(told) > 1


def test_whom_auth_never_named_is_told_here_and_no_number_of_ours_stands_for_another(
    desk: Desk, neighbour: Neighbour, read: Read, send: Send
) -> None:
    known_at_auth(desk, neighbour, read, desk.cast.max)
    submitted = desk.submit()
    holder = desk.holder(submitted)
    send()
    assert neighbour.left(NOTICES) == 0
    assert unread_count(desk.session, holder) == 1


def test_where_auth_never_named_anybody_our_own_ids_are_sent(
    desk: Desk, neighbour: Neighbour, send: Send
) -> None:
    submitted = desk.submit()
    holder = desk.holder(submitted)
    send()
    neighbour.listen(NOTICES, 2)
    (given,) = heard(neighbour, "send_assignment_notification")
    assert given["kwargs"]["user_id"] == holder.user_id
    assert unread_count(desk.session, holder) == 0


def test_hdts_hears_who_owns_its_ticket_and_every_status_in_its_words(
    desk: Desk, neighbour: Neighbour, read: Read, send: Send
) -> None:
    neighbour.say(TICKET, ticket("TX20261102000011"))
    read()
    ticket_id = desk.session.scalars(sa.select(Ticket.id)).one()
    coordinator = desk.cast.cora.user_id
    send()
    neighbour.listen(TO_HDTS, 2)
    told = {(one["task"], *one["args"]) for one in neighbour.heard}
    assert told == {
        ("update_ticket_owner", "TX20261102000011", coordinator),
        ("send_ticket_status", "TX20261102000011", "In Progress"),
    }
    assert all(one["kwargs"] == {} for one in neighbour.heard)
    keys = desk.session.scalars(
        sa.select(OutboxMessage.key).where(
            OutboxMessage.ticket_id == ticket_id, OutboxMessage.destination == "hdts"
        )
    )
    assert {one["id"] for one in neighbour.heard} == set(keys)


def test_while_the_broker_is_away_everything_waits_and_then_arrives_in_order(
    desk: Desk, neighbour: Neighbour, rabbit: Rabbit, send: Send
) -> None:
    ticket_id = desk.submit().ticket_id
    send()
    rabbit.stop()
    messages = [Message("hdts", "send_ticket_status", {"args": ["TX1", word]}) for word in ("A", "B", "C")]
    write_messages(desk.session(), messages, ticket_id=ticket_id, now=MORNING)
    desk.session.commit()
    send()
    rows = desk.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.destination == "hdts")).all()
    assert {row.status for row in rows} == {"waiting"}
    assert "does not answer as it should: connection refused" in str([row.remark for row in rows])
    assert desk.session.scalar(sa.select(Destination.failures).where(Destination.name == "hdts")) == 1
    rabbit.start()
    later = current_time() + timedelta(hours=1)
    tried = sa.update(OutboxMessage).where(OutboxMessage.id == min(row.id for row in rows))
    for next_at, left in ((later, 0), (MORNING, 3)):  # the others are due, and may not overtake the first
        desk.session.execute(tried.values(next_at=next_at))
        desk.session.commit()
        send()
        assert neighbour.left(TO_HDTS) == left
    neighbour.listen(TO_HDTS, 3)
    assert [one["args"][1] for one in neighbour.heard] == ["A", "B", "C"]


def test_a_broker_that_confirms_nothing_has_not_taken_the_message(
    desk: Desk, neighbour: Neighbour, rabbit: Rabbit, send: Send
) -> None:
    message = Message("hdts", "send_ticket_status", {"args": ["TX1", "Resolved"]})
    write_messages(desk.session(), [message], ticket_id=None, now=MORNING)
    desk.session.commit()
    rabbit.freeze()
    try:
        send()
    finally:
        rabbit.thaw()
    row = desk.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.destination == "hdts")).one()
    assert row.status == "waiting"


def test_what_was_said_while_we_were_away_survives_the_brokers_end_and_is_taken_in(
    desk: Desk, neighbour: Neighbour, rabbit: Rabbit, read: Read
) -> None:
    neighbour.say(TICKET, ticket("TX20261102000012"))
    rabbit.kill()
    rabbit.start()
    assert read() == 1
    assert desk.session.scalars(sa.select(Ticket.number)).all() == ["TX20261102000012"]
