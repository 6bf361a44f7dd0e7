"""What one was told is read by oneself alone; where and when one is told is one's own choice."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.services.test_notifications import LATER, hand_out, told, wish
from tts.domain.errors import Invalid, NotFound, NotPermitted
from tts.domain.notifications import KINDS, NoticeKind
from tts.domain.permissions import SYSTEM
from tts.models import Event, Notification, NotificationChoice, User
from tts.queries.notifications import MANY, Wish, notifications_page, unread_count, wishes_of
from tts.services.notifications import Choices, choose_notifications, read_all, read_notification
from tts.services.tasks import transfer_item
from tts.services.tickets import withdraw_ticket

CHOSEN = sa.select(sa.func.count()).where(Event.kind == "user.notifications_chosen")


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


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


def test_without_a_choice_the_kinds_own_default_holds(desk: Desk) -> None:
    wishes = wishes_of(desk.session, desk.cast.user_ids["Alice"])
    assert {kind for kind, wish in wishes.items() if wish.by_mail} == {
        "escalation",
        "breach",
        "status",
        "completed",
    }
    assert all(wish.in_app for wish in wishes.values())
    assert list(wishes) == list(KINDS)


def test_choices_are_ones_own_changed_and_recorded_once(desk: Desk) -> None:
    alice = desk.cast.alice
    for by_mail in (True, True, False):
        wishes = {NoticeKind.STEP: Wish(False, by_mail)}
        choose_notifications(desk.session, Choices(wishes), actor=alice, now=LATER)
        desk.session.rollback()
        assert wishes_of(desk.session, alice.user_id or 0)[NoticeKind.STEP] == Wish(False, by_mail)
    assert wishes_of(desk.session, desk.cast.user_ids["Bob"])[NoticeKind.STEP] == Wish(True, False)
    assert desk.session.scalar(CHOSEN) == 2
    with pytest.raises(NotPermitted):
        choose_notifications(desk.session, Choices({}), actor=SYSTEM, now=LATER)


def test_more_than_a_hundred_unread_are_not_counted_further(desk: Desk) -> None:
    alice = desk.cast.alice
    moments = [MORNING + timedelta(seconds=second) for second in range(MANY + 5)]
    values = {"user_id": alice.user_id, "kind": "step", "text": "Hm."}
    desk.session.add_all(Notification(key=str(at), created_at=at, **values) for at in moments)
    desk.session.commit()
    assert unread_count(desk.session, alice) == MANY
    first = notifications_page(desk.session, alice, unread=True)
    second = notifications_page(desk.session, alice, unread=True, cursor=first.next_cursor)
    assert [row.created_at for row in (*first.rows, *second.rows)] == moments[::-1][:60]
