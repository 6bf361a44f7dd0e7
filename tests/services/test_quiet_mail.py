"""Quiet hours: the notification comes, its mail waits until they end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.desk import Desk, open_desk
from tests.services.posting import Postman, deliver, statuses
from tests.services.telling import (
    EVENING,
    LATER,
    hand_out,
    mails,
    mails_to,
    told,
    waiting,
    wish,
)
from tts.services.people import deactivate_user


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def test_quiet_hours_hold_the_mail_back_and_not_the_notification(desk: Desk) -> None:
    submitted = desk.submit()
    holder = desk.holder(submitted)
    wish(desk, holder, quiet_from="08:00", quiet_until="17:30")
    hand_out(desk)
    assert told(desk, holder) == ["assignment"]
    assert mails_to(desk, holder) == []
    hand_out(desk, EVENING - timedelta(seconds=1))
    assert mails_to(desk, holder) == []
    hand_out(desk, EVENING)
    assert [mail.kind for mail in mails_to(desk, holder)] == ["mail.assignment"]
    assert told(desk, holder) == ["assignment"]
    hand_out(desk, EVENING + timedelta(days=1))
    assert len(mails_to(desk, holder)) == 1


def test_what_waited_for_the_end_of_quiet_hours_goes_to_nobody_who_left_meanwhile(desk: Desk) -> None:
    submitted = desk.submit()
    holder = desk.holder(submitted)
    wish(desk, holder, quiet_from="08:00", quiet_until="17:30")
    hand_out(desk)
    deactivate_user(desk.session, holder.user_id, actor=desk.cast.ada, now=LATER)
    hand_out(desk, EVENING)
    assert mails_to(desk, holder) == []
    assert waiting(desk) == 0


def test_the_quiet_hours_of_one_hold_up_no_mail_about_the_ticket_to_another(desk: Desk) -> None:
    postman = Postman()
    wish(desk, desk.cast.rita, quiet_from="08:00", quiet_until="17:30")
    wish(desk, desk.holder(desk.submit()))
    hand_out(desk)
    assert [mail.kind for mail in mails(desk)] == ["mail.assignment"]
    deliver(desk.session, postman, LATER)
    assert postman.arrived == ["mail.assignment"]
    hand_out(desk, EVENING)
    deliver(desk.session, postman, EVENING)
    assert postman.arrived == ["mail.assignment", "mail.status"]
    assert statuses(desk.session, [mail.id for mail in mails(desk)]) == ["delivered", "delivered"]
