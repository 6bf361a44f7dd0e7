"""Who is told that an item went from one to another: the two it is about, and never who did it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import deactivate
from tests.desk import Desk, open_desk
from tests.services.telling import EVENING, LATER, NOTICES, compose, hand_out, mails_to, waiting, wish
from tests.services.test_statements import counted
from tts.domain.notifications import NoticeKind
from tts.domain.permissions import Actor
from tts.models import Notification, OutboxMessage, PersonLink
from tts.queries.notifications import Wish, notifications_page
from tts.services.notifications import Choices, choose_notifications, hand_out_notices
from tts.services.tasks import claim_item, transfer_item
from tts.services.tickets import SubmittedTicket

TRANSFERS = NOTICES & OutboxMessage.kind.endswith("task_transfer_notification")
QUIET = {"quiet_from": "08:00", "quiet_until": "17:30"}


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def pass_on(desk: Desk, actor: Actor | None = None) -> tuple[SubmittedTicket, Actor, Actor]:
    """A ticket that went from its holder to another agent, by Cora unless said; all else was handed out."""
    submitted = desk.submit()
    hand_out(desk)
    item, former = desk.open_item(submitted), desk.holder(submitted)
    agents = (desk.cast.alice, desk.cast.bob)
    holder = next(agent for agent in agents if agent.user_id != former.user_id)
    by = actor or desk.cast.cora
    transfer_item(desk.session, item.id, holder.user_id or 0, "Lunch.", actor=by, now=LATER)
    return submitted, former, holder


def take(desk: Desk) -> tuple[SubmittedTicket, Actor]:
    """A ticket that Cora took, and who had it before."""
    submitted = desk.submit()
    hand_out(desk)
    item, former = desk.open_item(submitted), desk.holder(submitted)
    claim_item(desk.session, item.id, held_by=former.user_id, actor=desk.cast.cora, now=LATER)
    return submitted, former


def heard(desk: Desk, actor: Actor) -> list[str]:
    """What a person reads of transfers, newest first."""
    rows = notifications_page(desk.session, actor, unread=False).rows
    desk.session.rollback()
    return [row.text for row in rows if row.kind == "transfer"]


def mailed(desk: Desk, actor: Actor) -> list[str]:
    found = [mail for mail in mails_to(desk, actor) if mail.kind == "mail.transfer"]
    return [mail.payload["text"] for mail in found]


def by_service(desk: Desk) -> None:
    hand_out_notices(desk.session, compose=None, now=LATER, has_service=True)


def readdress(desk: Desk, submitted: SubmittedTicket, **people: int | None) -> None:
    """As if the transfer had been of other people."""
    message = desk.messages(submitted, "send_task_transfer_notification")[0]
    payload = {**message.payload, "kwargs": {**message.payload["kwargs"], **people}}
    desk.session.execute(
        sa.update(OutboxMessage).where(OutboxMessage.id == message.id).values(payload=payload)
    )
    desk.session.commit()


def transfer_row(desk: Desk, submitted: SubmittedTicket) -> OutboxMessage:
    desk.session.expire_all()
    return desk.messages(submitted, "send_task_transfer_notification")[0]


def test_who_got_an_item_and_whom_it_was_taken_from_are_both_told_and_who_did_it_is_not(desk: Desk) -> None:
    _, former, holder = pass_on(desk)
    hand_out(desk)
    assert heard(desk, holder) == ["Cora passed it to you: “Lunch.”"]
    assert heard(desk, former) == [f"Cora passed it from you to {holder.name}: “Lunch.”"]
    assert heard(desk, desk.cast.cora) == heard(desk, desk.cast.otto) == []


def test_who_passes_their_own_item_on_is_not_told_of_it(desk: Desk) -> None:
    submitted = desk.submit()
    former = desk.holder(submitted)
    other = desk.cast.bob if former.user_id != desk.cast.bob.user_id else desk.cast.alice
    item = desk.open_item(submitted)
    transfer_item(desk.session, item.id, other.user_id or 0, "", actor=former, now=LATER)
    hand_out(desk)
    assert heard(desk, other) == [f"{former.name} passed it to you."]
    assert heard(desk, former) == []


def test_who_takes_an_item_is_not_told_that_they_passed_it_to_themselves(desk: Desk) -> None:
    submitted, former = take(desk)
    wish(desk, desk.cast.cora)
    hand_out(desk)
    assert heard(desk, former) == ["Cora took it from you."]
    assert heard(desk, desk.cast.cora) == mailed(desk, desk.cast.cora) == []
    assert transfer_row(desk, submitted).status == "delivered"


def test_an_item_that_nobody_had_is_taken_from_nobody(desk: Desk) -> None:
    submitted, former, holder = pass_on(desk)
    readdress(desk, submitted, from_user_id=None)
    hand_out(desk)
    assert (heard(desk, holder), heard(desk, former)) == (["Cora passed it to you: “Lunch.”"], [])


def test_a_former_holder_who_left_is_told_nothing(desk: Desk) -> None:
    _, former, holder = pass_on(desk)
    wish(desk, former)
    deactivate(desk.session, former)
    hand_out(desk)
    told = desk.session.scalars(sa.select(Notification.user_id).where(Notification.kind == "transfer"))
    assert list(told) == [holder.user_id]
    assert mailed(desk, former) == []


def test_a_former_holder_who_may_not_see_the_ticket_any_more_is_told_nothing(desk: Desk) -> None:
    submitted, _, holder = pass_on(desk)
    readdress(desk, submitted, from_user_id=desk.cast.otto.user_id)
    wish(desk, desk.cast.otto)
    hand_out(desk)
    told = desk.session.scalars(sa.select(Notification.user_id).where(Notification.kind == "transfer"))
    assert list(told) == [holder.user_id]
    assert mails_to(desk, desk.cast.otto) == []


def test_a_former_holder_hears_of_it_though_the_new_one_left_at_once(desk: Desk) -> None:
    _, former, holder = pass_on(desk)
    deactivate(desk.session, holder)
    hand_out(desk)
    assert heard(desk, former) == [f"Cora passed it from you to {holder.name}: “Lunch.”"]
    assert waiting(desk) == 0


def test_a_transfer_that_waits_once_more_is_told_to_neither_of_the_two_twice(desk: Desk) -> None:
    _, former, holder = pass_on(desk)
    wish(desk, former)
    wish(desk, holder)
    for _ in range(2):
        hand_out(desk)
        desk.session.execute(sa.update(OutboxMessage).where(NOTICES).values(status="waiting"))
        desk.session.commit()
    for person in (former, holder):
        assert len(heard(desk, person)) == len(mailed(desk, person)) == 1
    assert mailed(desk, former) != mailed(desk, holder)


def test_each_of_the_two_is_told_where_they_chose(desk: Desk) -> None:
    _, former, holder = pass_on(desk)
    for person, chosen in ((former, Wish(False, True)), (holder, Wish(False, False))):
        choices = Choices({NoticeKind.TRANSFER: chosen})
        choose_notifications(desk.session, choices, actor=person, now=LATER)
    hand_out(desk)
    assert (heard(desk, former), heard(desk, holder)) == ([], [])
    assert mailed(desk, former) == [f"Cora passed it from you to {holder.name}: “Lunch.”"]
    assert mailed(desk, holder) == []


@pytest.mark.parametrize("both", [True, False])
def test_quiet_hours_hold_up_the_mail_of_each_of_the_two_by_itself(desk: Desk, both: bool) -> None:
    _, former, holder = pass_on(desk)
    wish(desk, former, **QUIET)
    wish(desk, holder, **(QUIET if both else {}))
    hand_out(desk)
    assert (len(mailed(desk, former)), len(mailed(desk, holder))) == (0, 0 if both else 1)
    hand_out(desk, EVENING)
    hand_out(desk, EVENING + timedelta(days=1))
    assert (
        mailed(desk, former) == heard(desk, former) == [f"Cora passed it from you to {holder.name}: “Lunch.”"]
    )
    assert mailed(desk, holder) == heard(desk, holder) == ["Cora passed it to you: “Lunch.”"]


def test_the_notification_service_gets_its_one_message_and_nobody_is_told_here(desk: Desk) -> None:
    submitted, former, holder = pass_on(desk)
    payload = transfer_row(desk, submitted).payload
    by_service(desk)
    row = transfer_row(desk, submitted)
    assert (row.destination, row.status, row.payload) == ("notification service", "waiting", payload)
    assert len(desk.messages(submitted, "send_task_transfer_notification")) == 1
    assert heard(desk, former) == heard(desk, holder) == []


def test_the_notification_service_hears_too_of_what_somebody_took(desk: Desk) -> None:
    submitted, former = take(desk)
    by_service(desk)
    assert transfer_row(desk, submitted).destination == "notification service"
    assert heard(desk, former) == []


def test_where_the_service_does_not_know_the_new_holder_both_are_told_here(desk: Desk) -> None:
    submitted, former, holder = pass_on(desk)
    desk.session.add(PersonLink(user_id=former.user_id, source="auth", external_id="900"))
    desk.session.commit()
    by_service(desk)
    assert transfer_row(desk, submitted).status == "delivered"
    assert len(heard(desk, former)) == len(heard(desk, holder)) == 1


def test_transfers_cost_the_same_number_of_statements_however_many_they_are(desk: Desk) -> None:
    costs = []
    for size in (1, 6):
        for _ in range(size):
            pass_on(desk)
        desk.session.execute(sa.update(OutboxMessage).where(TRANSFERS).values(status="waiting"))
        desk.session.commit()
        with counted(desk) as statements:
            assert hand_out_notices(desk.session, compose=compose, now=LATER) >= size
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 9
