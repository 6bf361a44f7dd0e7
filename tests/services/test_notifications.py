"""Handing notices out: once each, to who may still see, where and when they want it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, deactivate
from tests.desk import Desk, open_desk
from tests.racing import race
from tests.services.sweeping import sweep
from tests.services.test_statements import counted
from tts.domain.errors import Invalid, NotFound
from tts.domain.notifications import NoticeKind
from tts.domain.permissions import Actor
from tts.models import Notification, NotificationChoice, OutboxMessage, User
from tts.queries.notifications import Wish, notifications_page, unread_count, wishes_of
from tts.services.notifications import (
    Choices,
    Told,
    choose_notifications,
    hand_out_notices,
    read_all,
    read_notification,
)
from tts.services.tasks import transfer_item
from tts.services.tickets import withdraw_ticket

LATER = MORNING + timedelta(minutes=1)
NOTICES = OutboxMessage.destination == "notification"


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def compose(told: Told) -> Mapping[str, object]:
    return {"subject": told.notice.kind.value, "text": told.notice.text, "html": ""}


def hand_out(desk: Desk, now: datetime = LATER, *, mail: bool = True) -> int:
    count = 0
    while done := hand_out_notices(desk.session, compose=compose if mail else None, now=now):
        count += done
    return count


def told(desk: Desk, actor: Actor) -> list[str]:
    rows = notifications_page(desk.session, actor, unread=False).rows
    desk.session.rollback()
    return [row.kind for row in rows]


def mails(desk: Desk) -> list[Any]:
    desk.session.expire_all()
    return list(desk.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.destination == "mail")))


def wish(desk: Desk, actor: Actor, **quiet: Any) -> None:
    everything = {kind: Wish(True, True) for kind in NoticeKind}
    choose_notifications(desk.session, Choices(everything, **quiet), actor=actor, now=MORNING)


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


def test_the_outsider_is_told_nothing_and_reads_nobody_elses(desk: Desk) -> None:
    submitted = desk.submit()
    hand_out(desk)
    row = desk.session.scalars(
        sa.select(Notification).where(Notification.user_id == desk.holder(submitted).user_id)
    ).one()
    row_id = row.id
    assert told(desk, desk.cast.otto) == []
    with pytest.raises(NotFound):
        read_notification(desk.session, row_id, actor=desk.cast.otto, now=LATER)
    assert read_all(desk.session, up_to=row_id, actor=desk.cast.otto, now=LATER) == 0


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
    assert wishes_of(desk.session, holder.user_id or 0)[NoticeKind.BREACH] == Wish(False, False)


def test_who_left_or_sees_the_ticket_no_more_gets_nothing(desk: Desk) -> None:
    first, second = desk.submit(), desk.submit()
    gone, other = desk.holder(first), desk.holder(second)
    desk.session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.ticket_id == second.ticket_id)
        .values(payload={"kwargs": {"user_id": desk.cast.otto.user_id, "role_name": "Agent"}})
    )
    desk.session.commit()
    deactivate(desk.session, gone)
    otto = desk.cast.otto
    hand_out(desk)
    owners = set(desk.session.scalars(sa.select(Notification.user_id)))
    assert not owners & {gone.user_id, otto.user_id}
    assert other.user_id not in owners


def test_a_notification_vanishes_when_its_ticket_is_out_of_sight(desk: Desk) -> None:
    submitted = desk.submit()
    of_otto = {"user_id": desk.cast.otto.user_id, "ticket_id": submitted.ticket_id}
    desk.session.add(Notification(key="k", kind="step", text="Hm.", created_at=MORNING, **of_otto))
    desk.session.commit()
    assert told(desk, desk.cast.otto) == []
    assert unread_count(desk.session, desk.cast.otto) == 0


def test_quiet_hours_hold_the_mail_back_and_not_the_notification(desk: Desk) -> None:
    submitted = desk.submit()
    holder = desk.holder(submitted)
    wish(desk, holder, quiet_from="08:00", quiet_until="17:30")
    hand_out(desk)
    assert told(desk, holder) == ["assignment"]
    waiting = [mail for mail in mails(desk) if mail.payload["to"] == holder.email]
    assert [mail.next_at for mail in waiting] == [MORNING.replace(hour=17, minute=30)]


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


def test_a_message_for_nobody_fails_alone_with_the_reason(desk: Desk) -> None:
    submitted = desk.submit()
    bad = desk.messages(submitted, "send_assignment_notification")[0]
    bad_id = bad.id
    desk.session.execute(sa.update(OutboxMessage).where(OutboxMessage.id == bad_id).values(payload={}))
    desk.session.commit()
    other = desk.submit()
    hand_out(desk)
    desk.session.expire_all()
    failed = desk.session.get_one(OutboxMessage, bad_id)
    assert (failed.status, failed.remark) == ("failed", "The message names nobody and nothing.")
    assert told(desk, desk.holder(other)) == ["assignment"]


def test_two_workers_at_once_hand_out_each_once(desk: Desk, database_url: str) -> None:
    for _ in range(30):
        desk.submit()

    def work(session: Session) -> int:
        return sum(iter(lambda: hand_out_notices(session, compose=None, now=LATER, limit=7), 0))

    done = race(database_url, [work, work, work])
    waiting = desk.session.scalar(
        sa.select(sa.func.count()).where(OutboxMessage.destination == "notification")
    )
    assert sum(done) == waiting
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


def test_reading_one_and_reading_all(desk: Desk) -> None:
    submitted = desk.submit()
    holder, item = desk.holder(submitted), desk.open_item(submitted).id
    other = next(one for one in (desk.cast.alice, desk.cast.bob) if one.user_id != holder.user_id)
    assert other.user_id is not None
    transfer_item(desk.session, item, other.user_id, "Yours.", actor=holder, now=LATER)
    withdraw_ticket(desk.session, submitted.ticket_id, actor=desk.cast.rita, now=LATER)
    hand_out(desk)
    rows = notifications_page(desk.session, other, unread=True).rows
    assert [row.kind for row in rows] == ["step", "transfer"]
    assert (
        read_notification(desk.session, rows[1].id, actor=other, now=LATER) == desk.ticket(submitted).number
    )
    assert unread_count(desk.session, other) == 1
    assert read_all(desk.session, up_to=rows[1].id, actor=other, now=LATER) == 0
    assert read_all(desk.session, up_to=rows[0].id, actor=other, now=LATER) == 1
    assert unread_count(desk.session, other) == 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"quiet_from": "22:00"}, "quiet_until"),
        ({"quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_from": "late", "quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_from": "25:00", "quiet_until": "07:00"}, "quiet_from"),
        ({"quiet_from": "07:00", "quiet_until": "07:00"}, "quiet_until"),
    ],
)
def test_quiet_hours_that_are_none_are_refused_and_nothing_is_kept(
    desk: Desk, typed: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        wish(desk, desk.cast.alice, **typed)
    assert field in refusal.value.fields
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(NotificationChoice)) == 0


def test_quiet_hours_are_kept_as_times_of_day(desk: Desk) -> None:
    wish(desk, desk.cast.alice, quiet_from="22:00", quiet_until="07:00", quiet_weekends=True)
    user = desk.session.get_one(User, desk.cast.user_ids["Alice"])
    assert (user.quiet_from, user.quiet_until, user.quiet_weekends) == (time(22), time(7), True)
