"""Messages of webhooks over real HTTP: signed, tried again, left in peace, never into the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.fixtures.receivers import HOUSE, Receiver, is_authentic
from tests.services.hooking import hook_of, make_hook, messages_to, send, setting_events, tell
from tests.services.posting import MINUTE, SECOND, Postman, deliver, destination_of, post
from tts.adapters.guarded_post import GuardedPost
from tts.adapters.webhooks import WebhookCourier
from tts.cli.worker import hooks
from tts.domain.backoff import FAILURES_TO_OPEN
from tts.domain.errors import NotFound
from tts.domain.webhooks import destination_of as name_of
from tts.models import Destination
from tts.queries.webhooks import find_endpoint
from tts.services.webhooks import delete_webhook, pause_webhook, replay_message, resume_webhook, rotate_secret
from tts.services.webhooks import try_webhook as try_it
from tts.services.workers import tidy_up

Db = scoped_session[Session]
ONE = ["ticket.submitted"]


@pytest.fixture
def desk(session: Db) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def happen(desk: Desk, times: int = 1) -> None:
    """Tickets are submitted, and webhooks told."""
    for number in range(times):
        desk.submit(subject=f"Number {number}")
    tell(desk.session)


def test_a_message_arrives_signed_and_verifies_and_nothing_else_does(desk: Desk, receiver: Receiver) -> None:
    hook, secret = make_hook(desk.session, receiver.url, kinds=ONE)
    happen(desk)
    assert send(desk.session) == (1, 0)
    (call,), (message,) = receiver.calls, messages_to(desk.session, hook)
    assert call.said == message.payload
    assert call.headers["webhook-id"] == message.key
    assert call.headers["content-type"] == "application/json"
    assert is_authentic(call, secret, now=MORNING)
    assert not is_authentic(call, secret, now=MORNING + timedelta(hours=1))
    assert not is_authentic(call, "whsec_" + "A" * 44, now=MORNING)
    call.body += b" "
    assert not is_authentic(call, secret, now=MORNING)
    assert (message.status, message.remark) == ("delivered", "It answered 200: ok")


def test_during_a_rotation_both_secrets_verify_and_after_a_day_the_new_one_alone(
    desk: Desk, receiver: Receiver
) -> None:
    hook, old = make_hook(desk.session, receiver.url, kinds=ONE)
    new = rotate_secret(desk.session, hook, actor=desk.cast.ada, now=MORNING)
    happen(desk)
    send(desk.session)
    assert all(is_authentic(receiver.calls[0], one, now=MORNING) for one in (old, new))
    later = MORNING + timedelta(hours=24)
    happen(desk)
    send(desk.session, later)
    assert is_authentic(receiver.calls[1], new, now=later)
    assert not is_authentic(receiver.calls[1], old, now=later)


@pytest.mark.parametrize("status", [302, 400, 401, 404, 429, 500, 503])
def test_what_is_not_taken_is_tried_again_under_the_same_id_and_with_the_same_words(
    desk: Desk, receiver: Receiver, status: int
) -> None:
    hook, secret = make_hook(desk.session, receiver.url, kinds=ONE)
    receiver.answers = [(status, "not <b>now</b>\n", {"Location": "/x"})]
    happen(desk)
    assert send(desk.session) == (0, 1)
    (message,) = messages_to(desk.session, hook)
    assert (message.status, message.attempts) == ("waiting", 1)
    assert f"It answered {status}: not <b>now</b>" in (message.remark or "")
    assert send(desk.session, MORNING + 5 * SECOND) == (0, 0)
    assert send(desk.session, MORNING + 2 * MINUTE) == (1, 0)
    first, second = receiver.calls
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert first.headers["webhook-timestamp"] != second.headers["webhook-timestamp"]
    assert is_authentic(second, secret, now=MORNING + 2 * MINUTE)


def test_one_that_is_gone_is_paused_at_once_and_its_messages_wait(desk: Desk, receiver: Receiver) -> None:
    hook, _ = make_hook(desk.session, receiver.url, kinds=ONE)
    receiver.usual = (410, "", {})
    happen(desk, 3)
    assert send(desk.session) == (0, 1)
    assert [message.status for message in messages_to(desk.session, hook)] == ["failed", "waiting", "waiting"]
    assert "410 Gone" in (hook_of(desk.session, hook).pause_reason or "")
    assert setting_events(desk.session)[-1][0] == "webhook.disabled"
    assert send(desk.session, MORNING + MINUTE) == (0, 0)
    receiver.usual = (200, "", {})
    resume_webhook(desk.session, hook, actor=desk.cast.ada, now=MORNING)
    assert send(desk.session, MORNING + MINUTE) == (2, 0)


def test_one_that_is_deleted_while_it_says_that_it_is_gone_disturbs_nobody(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hook, _ = make_hook(desk.session, receiver.url, kinds=ONE)
    happen(desk)
    receiver.usual = (410, "", {})
    retire, ada = hooks.retire_webhook, desk.cast.ada

    def retire_late(session: Session, webhook_id: int, *, now: datetime) -> None:
        delete_webhook(session, webhook_id, actor=ada, now=now)
        retire(session, webhook_id, now=now)

    monkeypatch.setattr(hooks, "retire_webhook", retire_late)
    assert send(desk.session) == (0, 1)
    assert setting_events(desk.session)[-1][0] == "webhook.deleted"
    with pytest.raises(NotFound):
        find_endpoint(desk.session, desk.cast.ada, hook)
    assert caplog.messages == []


def test_one_that_does_not_answer_is_left_in_peace_and_the_other_hears_everything(
    desk: Desk, receiver: Receiver, make_receiver: Callable[..., Receiver]
) -> None:
    silent = make_receiver()
    silent.stop()
    deaf, _ = make_hook(desk.session, silent.url, kinds=ONE)
    heard, _ = make_hook(desk.session, receiver.url, kinds=ONE)
    happen(desk, 8)
    now = MORNING
    for _ in range(6):
        send(desk.session, now)
        now += 2 * SECOND
    assert [message.status for message in messages_to(desk.session, heard)] == ["delivered"] * 8
    assert {message.status for message in messages_to(desk.session, deaf)} == {"waiting"}
    assert sum(message.attempts for message in messages_to(desk.session, deaf)) == 5
    assert "cannot be reached" in (messages_to(desk.session, deaf)[0].remark or "")


@pytest.mark.parametrize("addresses", [["169.254.169.254"], ["127.0.0.1"], ["::ffff:10.0.0.1"]])
def test_a_name_that_leads_into_the_house_fails_at_once_with_a_sentence(
    desk: Desk, receiver: Receiver, addresses: list[str]
) -> None:
    hook, _ = make_hook(desk.session, f"https://hooks.example:{receiver.port}/", kinds=ONE)
    happen(desk)
    assert send(desk.session, networks=(), resolve=lambda host, port: addresses) == (0, 1)
    (message,) = messages_to(desk.session, hook)
    assert message.status == "failed"
    assert "TTS_WEBHOOK_NETWORKS" in (message.remark or "")
    assert receiver.calls == []


def test_a_test_message_goes_at_once_and_is_never_tried_again(desk: Desk, receiver: Receiver) -> None:
    hook, secret = make_hook(desk.session, receiver.url, kinds=ONE)
    pause_webhook(desk.session, hook, actor=desk.cast.ada, now=MORNING)
    endpoint = find_endpoint(desk.session, desk.cast.ada, hook)
    courier = WebhookCourier(endpoint, GuardedPost(HOUSE), clock=lambda: MORNING)
    sent = try_it(desk.session, hook, courier, actor=desk.cast.ada, clock=lambda: MORNING)
    assert sent[1:] == (None, "It answered 200: ok")
    assert receiver.calls[0].said["type"] == "tts.test"
    assert is_authentic(receiver.calls[0], secret, now=MORNING)
    receiver.usual = (500, "no", {})
    _, failure, _ = try_it(desk.session, hook, courier, actor=desk.cast.ada, clock=lambda: MORNING)
    assert failure is not None
    assert "It answered 500: no" in failure.reason
    assert [message.status for message in messages_to(desk.session, hook)] == ["delivered", "failed"]


def test_a_test_that_nobody_answers_counts_as_silence_and_one_that_is_answered_ends_the_pause(
    desk: Desk, receiver: Receiver
) -> None:
    hook, _ = make_hook(desk.session, receiver.url, kinds=ONE)
    endpoint = find_endpoint(desk.session, desk.cast.ada, hook)
    courier = WebhookCourier(endpoint, GuardedPost(HOUSE), clock=lambda: MORNING)
    receiver.usual = (503, "", {})
    for number in range(1, FAILURES_TO_OPEN + 1):
        try_it(desk.session, hook, courier, actor=desk.cast.ada, clock=lambda: MORNING)
        known = destination_of(desk.session, name_of(hook))
        assert (known.failures, known.answered_at) == (number, None)
    assert known.open_until == MORNING + MINUTE
    assert {message.status for message in messages_to(desk.session, hook)} == {"failed"}
    receiver.usual = (401, "", {})
    try_it(desk.session, hook, courier, actor=desk.cast.ada, clock=lambda: MORNING)
    known = destination_of(desk.session, name_of(hook))
    assert (known.failures, known.open_until, known.answered_at) == (0, None, MORNING)


def test_an_address_that_may_not_be_called_has_not_answered(desk: Desk, receiver: Receiver) -> None:
    hook, _ = make_hook(desk.session, f"https://hooks.example:{receiver.port}/", kinds=ONE)
    happen(desk)
    assert send(desk.session, networks=(), resolve=lambda host, port: ["127.0.0.1"]) == (0, 1)
    assert desk.session.get(Destination, name_of(hook)) is None


def test_what_failed_is_replayed_as_itself_and_what_arrived_as_a_new_message(
    desk: Desk, receiver: Receiver
) -> None:
    hook, _ = make_hook(desk.session, receiver.url, kinds=ONE)
    other, _ = make_hook(desk.session, receiver.url, kinds=["workflow.paused"])
    happen(desk)
    send(desk.session)
    (arrived,) = messages_to(desk.session, hook)
    replay_message(desk.session, hook, arrived.id, actor=desk.cast.ada, now=MORNING)
    send(desk.session)
    first, second = receiver.calls
    assert first.body == second.body
    assert first.headers["webhook-id"] != second.headers["webhook-id"]
    receiver.answers = [(410, "", {})]
    happen(desk)
    send(desk.session)
    failed = messages_to(desk.session, hook)[-1]
    replay_message(desk.session, hook, failed.id, actor=desk.cast.ada, now=MORNING)
    resume_webhook(desk.session, hook, actor=desk.cast.ada, now=MORNING)
    send(desk.session)
    assert receiver.calls[-1].headers["webhook-id"] == receiver.calls[-2].headers["webhook-id"]
    with pytest.raises(NotFound):
        replay_message(desk.session, other, failed.id, actor=desk.cast.ada, now=MORNING)
    delete_webhook(desk.session, hook, actor=desk.cast.ada, now=MORNING)
    with pytest.raises(NotFound):
        replay_message(desk.session, hook, failed.id, actor=desk.cast.ada, now=MORNING)


def test_a_month_later_what_arrived_leaves_the_log_and_what_failed_stays(
    desk: Desk, receiver: Receiver
) -> None:
    hook, _ = make_hook(desk.session, receiver.url, kinds=ONE)
    happen(desk, 2)
    receiver.answers = [(200, "", {}), (410, "", {})]
    send(desk.session)
    post(desk.session, "mail that stays")
    deliver(desk.session, Postman(), MORNING)
    assert tidy_up(desk.session, now=MORNING + timedelta(days=29)) == 0
    assert tidy_up(desk.session, now=MORNING + timedelta(days=31)) == 1
    assert [message.status for message in messages_to(desk.session, hook)] == ["failed"]
    assert tell(desk.session, MORNING + timedelta(days=31)) <= 1
    assert len(messages_to(desk.session, hook)) == 1
