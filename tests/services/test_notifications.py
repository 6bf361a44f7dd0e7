"""Handing notices out: once each, to who may still see, where and when they want it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, deactivate
from tests.desk import Desk, open_desk
from tests.racing import race
from tests.services.posting import message_of
from tests.services.sweeping import sweep
from tests.services.telling import (
    LATER,
    NOTICES,
    compose,
    hand_out,
    mails,
    told,
    waiting,
    wish,
)
from tests.services.test_statements import counted
from tts.domain.notifications import NoticeKind
from tts.domain.permissions import Actor
from tts.models import Notification, NotificationChoice, OutboxMessage, User
from tts.queries.notifications import Wish, unread_count
from tts.services.notifications import (
    Choices,
    Told,
    choose_notifications,
    hand_out_notices,
)
from tts.services.tickets import SubmittedTicket


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def test_who_was_given_an_item_is_told_once(desk: Desk) -> None:
    submitted = desk.submit()
    holder = desk.holder(submitted)
    assert hand_out(desk) > 0
    assert hand_out(desk) == 0
    assert told(desk, holder) == ["assignment"]
    assert unread_count(desk.session, holder) == 1
    statuses = desk.session.scalars(
        sa.select(OutboxMessage.status).where(OutboxMessage.destination == "notification")
    )
    assert set(statuses) == {"delivered"}


def test_late_steps_and_escalations_are_mailed_and_the_rest_is_not_by_default(desk: Desk) -> None:
    desk.submit()
    sweep(desk, MORNING + timedelta(hours=2))
    hand_out(desk, MORNING + timedelta(hours=2))
    staff = {mail.kind for mail in mails(desk) if mail.payload["to"] != "rita@demo.example"}
    assert staff == {"mail.escalation", "mail.breach"}
    assert {mail.kind for mail in mails(desk)} - staff == {"mail.status"}


def test_without_a_mail_server_no_mail_is_written(desk: Desk) -> None:
    desk.submit()
    sweep(desk, MORNING + timedelta(hours=2))
    hand_out(desk, MORNING + timedelta(hours=2), mail=False)
    assert mails(desk) == []


def test_what_a_person_does_not_want_does_not_come(desk: Desk) -> None:
    submitted = desk.submit()
    holder = desk.holder(submitted)
    nothing = {kind: Wish(False, False) for kind in NoticeKind}
    choose_notifications(desk.session, Choices(nothing), actor=holder, now=MORNING)
    hand_out(desk)
    assert told(desk, holder) == []
    assert (
        desk.session.scalar(sa.select(NotificationChoice.in_app).where(NotificationChoice.kind == "breach"))
        is False
    )


def test_who_left_or_never_saw_the_ticket_gets_nothing(desk: Desk) -> None:
    left, strange = desk.submit(), desk.submit()
    gone = desk.holder(left)
    readdress(desk, strange, desk.cast.otto)
    deactivate(desk.session, gone)
    hand_out(desk)
    owners = list(
        desk.session.scalars(sa.select(Notification.user_id).where(Notification.kind == "assignment"))
    )
    assert owners == []
    assert waiting(desk) == 0


def test_a_notification_vanishes_when_its_ticket_is_out_of_sight(desk: Desk) -> None:
    tell_directly(desk, desk.submit(), desk.cast.otto, "step")
    assert told(desk, desk.cast.otto) == []
    assert unread_count(desk.session, desk.cast.otto) == 0


def test_who_only_asked_for_a_ticket_never_reads_what_the_staff_wrote(desk: Desk) -> None:
    submitted = desk.submit()
    readdress(desk, submitted, desk.cast.rita)
    everything = Choices({kind: Wish(True, True) for kind in NoticeKind})
    choose_notifications(desk.session, everything, actor=desk.cast.rita, now=MORNING)
    hand_out(desk)
    assert told(desk, desk.cast.rita) == ["status"]
    assert {mail.kind for mail in mails(desk) if mail.payload["to"] == desk.cast.rita.email} == {
        "mail.status"
    }
    tell_directly(desk, submitted, desk.cast.rita, "escalation")
    assert told(desk, desk.cast.rita) == ["status"]
    assert unread_count(desk.session, desk.cast.rita) == 1


def readdress(desk: Desk, submitted: SubmittedTicket, actor: Actor) -> None:
    """As if the assignment of a ticket had been meant for somebody else."""
    message_id = desk.messages(submitted, "send_assignment_notification")[0].id
    payload = {"kwargs": {"user_id": actor.user_id, "message": "Between us: the boss wants it."}}
    update(desk, message_id, payload=payload)


def update(desk: Desk, message_id: int, **values: Any) -> None:
    desk.session.execute(sa.update(OutboxMessage).where(OutboxMessage.id == message_id).values(**values))
    desk.session.commit()


def tell_directly(desk: Desk, submitted: SubmittedTicket, actor: Actor, kind: str) -> None:
    """As if it had been told when they still saw the ticket."""
    values = {"key": f"{kind}-{actor.user_id}", "kind": kind, "text": "Hm.", "created_at": MORNING}
    desk.session.add(Notification(user_id=actor.user_id, ticket_id=submitted.ticket_id, **values))
    desk.session.commit()


def test_a_message_that_waits_once_more_tells_nothing_twice(desk: Desk) -> None:
    submitted = desk.submit()
    wish(desk, desk.holder(submitted))
    hand_out(desk)
    desk.session.execute(sa.update(OutboxMessage).where(NOTICES).values(status="waiting"))
    desk.session.commit()
    before = len(mails(desk))
    assert hand_out(desk) > 0
    assert told(desk, desk.holder(submitted)) == ["assignment"]
    assert len(mails(desk)) == before == 2


def test_a_mail_has_the_same_key_however_often_it_is_written(desk: Desk) -> None:
    submitted = desk.submit()
    wish(desk, desk.holder(submitted))
    hand_out(desk)
    keys = set(
        desk.session.scalars(sa.select(OutboxMessage.key).where(OutboxMessage.destination == "notification"))
    )
    assert {mail.key.removesuffix("-mail") for mail in mails(desk)} <= keys


def test_contacts_hear_of_their_tickets_by_mail_alone_and_some_not_at_all(desk: Desk) -> None:
    desk.submit()
    desk.session.execute(sa.update(User).where(User.name == "Rita").values(password_hash=None))
    desk.session.commit()
    hand_out(desk)
    assert told(desk, desk.cast.rita) == []
    assert [mail.kind for mail in mails(desk) if mail.payload["to"] == "rita@demo.example"] == ["mail.status"]
    desk.session.execute(sa.update(User).where(User.name == "Rita").values(email="k-5@hdts.invalid"))
    desk.session.commit()
    desk.submit()
    hand_out(desk)
    assert len([mail for mail in mails(desk) if mail.kind == "mail.status"]) == 1


@pytest.mark.parametrize(
    ("values", "remark"),
    [
        ({"payload": {}}, "The message names nobody and nothing."),
        ({"payload": {"kwargs": {"user_id": 2**40}}}, "The message does not say whom it is for."),
        ({"payload": {"kwargs": {"user_id": 4711}}}, "It is for a person who is not here and never was."),
        (
            {"kind": "send_love"},
            "There is no kind of notification for “send_love”.",
        ),
    ],
)
def test_a_message_for_nobody_fails_alone_with_the_reason(
    desk: Desk, values: dict[str, Any], remark: str
) -> None:
    message_id = desk.messages(desk.submit(), "send_assignment_notification")[0].id
    update(desk, message_id, **values)
    other = desk.submit()
    hand_out(desk)
    failed = message_of(desk.session, message_id)
    assert (failed.status, failed.remark, failed.ended_at) == ("failed", remark, LATER)
    assert told(desk, desk.holder(other)) == ["assignment"]


def test_two_workers_at_once_hand_out_each_once(desk: Desk, database_url: str) -> None:
    for _ in range(30):
        desk.submit()

    def work(session: Session) -> int:
        return sum(iter(lambda: hand_out_notices(session, compose=None, now=LATER, limit=7), 0))

    done = race(database_url, [work, work, work])
    written = desk.session.scalar(sa.select(sa.func.count()).where(NOTICES))
    assert (sum(done), waiting(desk)) == (written, 0)
    assigned = desk.session.scalar(sa.select(sa.func.count()).where(Notification.kind == "assignment"))
    assert assigned == 30


def test_a_batch_costs_the_same_number_of_statements_whatever_its_size(desk: Desk) -> None:
    costs = []
    for size in (1, 12):
        for _ in range(size):
            desk.submit()
        with counted(desk) as statements:
            hand_out_notices(desk.session, compose=compose, now=LATER, limit=200)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 9


def test_a_crash_in_the_middle_leaves_nothing_half(desk: Desk) -> None:
    desk.submit()

    def crash(told: Told) -> Mapping[str, object]:
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        hand_out_notices(desk.session, compose=crash, now=LATER)
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(Notification)) == 0
    assert hand_out(desk) > 0
