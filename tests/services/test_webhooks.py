"""Webhooks are told of what happened: once each, in order, of what they asked for, and of nothing secret."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.racing import race
from tests.services.hooking import (
    hook_of,
    make_hook,
    messages_to,
    setting_events,
    tell,
)
from tests.workflows import SUPPORT, store_workflow
from tts.domain.errors import Invalid, NotFound, NotPermitted
from tts.domain.events import Happening, Stream
from tts.models import EventNews, Webhook
from tts.services.people.tokens import create_token
from tts.services.record import record_events
from tts.services.webhooks import (
    WebhookRequest,
    change_webhook,
    create_webhook,
    delete_webhook,
    pause_webhook,
    resume_webhook,
    rotate_secret,
    tell_webhooks,
)

Db = scoped_session[Session]


@pytest.fixture
def desk(session: Db) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def count_news(session: Db) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(EventNews)) or 0


def test_without_a_webhook_nothing_is_noted_and_nothing_is_told(desk: Desk) -> None:
    desk.submit()
    assert count_news(desk.session) == 0
    assert tell(desk.session) == 0


def test_it_hears_of_what_happens_from_then_on_in_order_and_once(desk: Desk) -> None:
    desk.submit()
    hook, _ = make_hook(desk.session)
    submitted = desk.submit(subject="Second")
    assert tell(desk.session) > 0
    kinds = desk.kinds(submitted)
    told = messages_to(desk.session, hook)
    assert [message.kind for message in told] == [kind for kind in kinds if kind in {m.kind for m in told}]
    assert [message.kind for message in told][:2] == ["ticket.submitted", "ticket.matched"]
    assert {message.ticket_id for message in told} == {submitted.ticket_id}
    assert tell(desk.session) == 0
    assert len(messages_to(desk.session, hook)) == len(told)
    assert count_news(desk.session) == 0


def test_a_message_says_what_an_admin_reads(desk: Desk) -> None:
    hook, _ = make_hook(desk.session, kinds=["ticket.submitted"])
    submitted = desk.submit()
    tell(desk.session)
    (message,) = messages_to(desk.session, hook)
    said = message.payload
    assert (said["type"], said["timestamp"]) == ("ticket.submitted", "2026-11-02T09:00:00.000Z")
    assert said["data"]["actor"]["name"] == "Rita"
    assert said["data"]["ticket"] == {
        "number": submitted.number,
        "subject": "Laptop does not start",
        "status": "In Progress",
        "priority": "high",
        "department": "IT",
        "category": "Technology",
        "sub_category": "Support Request",
        "url": f"https://desk.example/tickets/{submitted.number}",
    }
    assert said["data"]["workflow"]["name"] == SUPPORT.name


def test_each_hears_only_of_its_kinds_and_of_its_workflow(desk: Desk) -> None:
    other = store_workflow(desk.session, desk.cast, replace(SUPPORT, name="Other", department="Harbour"))
    every, _ = make_hook(desk.session)
    some, _ = make_hook(desk.session, kinds=["item.assigned"])
    elsewhere, _ = make_hook(desk.session, workflow_id=other.workflow_id)
    desk.submit()
    tell(desk.session)
    assert {message.kind for message in messages_to(desk.session, some)} == {"item.assigned"}
    assert messages_to(desk.session, elsewhere) == []
    desk.submit(department="Harbour")
    tell(desk.session)
    assert {message.ticket_id for message in messages_to(desk.session, elsewhere)} != set()
    assert len(messages_to(desk.session, every)) > len(messages_to(desk.session, elsewhere))


def test_people_tokens_and_passwords_are_told_to_nobody(desk: Desk) -> None:
    hook, _ = make_hook(desk.session)
    create_token(desk.session, desk.cast.user_ids["Alice"], actor=desk.cast.alice, now=MORNING)
    assert count_news(desk.session) > 0
    tell(desk.session)
    assert messages_to(desk.session, hook) == []
    assert count_news(desk.session) == 0


def test_a_paused_one_hears_nothing_and_goes_on_from_when_it_is_resumed(desk: Desk) -> None:
    hook, _ = make_hook(desk.session, kinds=["ticket.submitted"])
    pause_webhook(desk.session, hook, actor=desk.cast.ada, now=MORNING)
    tell(desk.session)
    desk.submit(subject="unheard")
    assert count_news(desk.session) == 0
    resume_webhook(desk.session, hook, actor=desk.cast.ada, now=MORNING)
    desk.submit(subject="heard")
    tell(desk.session)
    told = messages_to(desk.session, hook)
    assert [message.payload["data"]["ticket"]["subject"] for message in told] == ["heard"]


def test_two_workers_tell_each_event_once(desk: Desk, database_url: str) -> None:
    hook, _ = make_hook(desk.session, kinds=["ticket.submitted"])
    for number in range(12):
        desk.submit(subject=f"Number {number}")
    desk.session.rollback()
    race(database_url, [lambda own: tell_webhooks(own, now=MORNING)] * 6)
    tell(desk.session)
    told = [m.payload["data"]["ticket"]["subject"] for m in messages_to(desk.session, hook)]
    assert told == [f"Number {number}" for number in range(12)]


@pytest.mark.databases("postgres")
def test_news_of_a_transaction_that_ends_late_is_told_after_all(desk: Desk) -> None:
    hook, _ = make_hook(desk.session, kinds=["ticket.submitted", "ticket.rated"])
    ticket_id = desk.submit().ticket_id
    tell(desk.session)
    with Session(desk.session.get_bind()) as slow:
        rated = Happening("ticket.rated", became="5")
        record_events(slow, Stream.TICKET, ticket_id, [rated], actor=desk.cast.rita, now=MORNING)
        desk.submit(subject="quicker")
        tell(desk.session)
        kinds = [message.kind for message in messages_to(desk.session, hook)]
        assert kinds == ["ticket.submitted", "ticket.submitted"]
        slow.commit()
    tell(desk.session)
    assert [message.kind for message in messages_to(desk.session, hook)][2:] == ["ticket.rated"]


def test_only_admins_make_change_and_delete_them(desk: Desk) -> None:
    hook, _ = make_hook(desk.session)
    asked = WebhookRequest("Mine", "https://hooks.example/")
    for stranger in (desk.cast.otto, desk.cast.alice, desk.cast.cora, desk.cast.max):
        for act in (
            lambda who: create_webhook(desk.session, asked, actor=who, now=MORNING),
            lambda who: change_webhook(desk.session, hook, asked, actor=who, now=MORNING),
            lambda who: pause_webhook(desk.session, hook, actor=who, now=MORNING),
            lambda who: rotate_secret(desk.session, hook, actor=who, now=MORNING),
            lambda who: delete_webhook(desk.session, hook, actor=who, now=MORNING),
        ):
            with pytest.raises(NotPermitted):
                act(stranger)
    with pytest.raises(NotFound):
        pause_webhook(desk.session, 2**40, actor=desk.cast.ada, now=MORNING)


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_made(desk: Desk) -> None:
    asked = WebhookRequest(" ", "https://169.254.169.254/latest", ["user.created"], 99)
    with pytest.raises(Invalid) as refusal:
        create_webhook(desk.session, asked, actor=desk.cast.ada, now=MORNING)
    assert set(refusal.value.fields) == {"name", "url", "kinds", "workflow_id"}
    assert "169.254.169.254, which is link-local" in refusal.value.fields["url"]
    assert desk.session.scalars(sa.select(Webhook)).all() == []


def test_a_new_secret_signs_beside_the_old_one_for_a_day(desk: Desk) -> None:
    hook, old = make_hook(desk.session)
    new = rotate_secret(desk.session, hook, actor=desk.cast.ada, now=MORNING)
    row = hook_of(desk.session, hook)
    assert (row.secret, row.previous_secret) == (new, old)
    assert row.previous_until == MORNING + timedelta(hours=24)
    assert old not in str(setting_events(desk.session))
    assert new not in str(setting_events(desk.session))


def test_a_deleted_one_leaves_its_log_and_nothing_that_waits(desk: Desk) -> None:
    hook, _ = make_hook(desk.session)
    desk.submit()
    tell(desk.session)
    count = len(messages_to(desk.session, hook))
    assert delete_webhook(desk.session, hook, actor=desk.cast.ada, now=MORNING) == count > 0
    assert {message.status for message in messages_to(desk.session, hook)} == {"discarded"}
    other, _ = make_hook(desk.session)
    assert other != hook
    kinds = [kind for kind, _ in setting_events(desk.session)]
    assert kinds == ["webhook.created", "webhook.deleted", "webhook.created"]


def test_the_record_names_the_host_and_not_the_address_that_may_be_a_secret(desk: Desk) -> None:
    make_hook(desk.session, url="https://hooks.example/services/T0P-S3CRET?key=k")
    assert "S3CRET" not in str(setting_events(desk.session))
    assert setting_events(desk.session)[0][1]["host"] == "hooks.example"
