"""The pages of webhooks: making, trying out, rotating, sending again; for admins alone."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.fixtures.receivers import HOUSE, Receiver, is_authentic
from tests.services.hooking import hook_of, make_hook, messages_to, send, tell
from tests.web.admin_desk import count_statements
from tests.web.conftest import Browse, Submit
from tests.workflows import Stored
from tts.clock import current_time
from tts.models import Webhook
from tts.services.outbox import claim_messages

Db = scoped_session[Session]
FORM = {"name": "Status board", "url": "https://board.example/hooks/S3CRET", "kinds": ["ticket.completed"]}
HOOK = "/settings/webhooks/1"


@pytest.fixture
def admin(app: Flask, browse: Browse) -> FlaskClient:
    """Ada, where webhooks may call this machine."""
    app.config["WEBHOOK_NETWORKS"] = HOUSE
    return browse("Ada")


def secret_in(page: str) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", page)
    assert found
    return found[0]


def count_hooks(session: Db) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(Webhook)) or 0


def test_an_empty_list_says_what_to_do_first(admin: FlaskClient) -> None:
    page = admin.get("/settings/webhooks").text
    assert "No webhook yet" in page
    assert 'href="/settings/webhooks/new"' in page
    assert 'href="/settings/webhooks"' in admin.get("/settings").text


def test_making_one_shows_its_secret_once_and_nowhere_else(admin: FlaskClient, session: Db) -> None:
    answer = admin.post("/settings/webhooks", data=FORM)
    assert answer.status_code == 200
    secret = secret_in(answer.text)
    assert hook_of(session, 1).secret == secret
    for path in (HOOK, "/settings/webhooks", f"{HOOK}/edit", "/settings", "/events?kind=webhook"):
        page = admin.get(path).text
        assert "whsec_" not in page
        assert secret.removeprefix("whsec_") not in page
    told = admin.get("/events?kind=webhook").text
    assert "made the webhook" in told
    assert "board.example" in told
    assert "S3CRET" not in told


def test_the_test_button_tells_what_was_answered(admin: FlaskClient, session: Db, receiver: Receiver) -> None:
    made = admin.post("/settings/webhooks", data={**FORM, "url": receiver.url})
    receiver.answers = [(200, "thank <b>you</b>", {}), (500, "no", {})]
    assert admin.post(f"{HOOK}/trials").headers["Location"] == HOOK
    page = admin.get(HOOK).text
    assert "The test message arrived. It answered 200: thank &lt;b&gt;you&lt;/b&gt;" in page
    assert "tts.test" in page
    assert is_authentic(receiver.calls[0], secret_in(made.text), now=current_time())
    admin.post(f"{HOOK}/trials")
    assert "did not arrive. It answered 500: no" in admin.get(HOOK).text


def test_an_address_out_of_reach_is_refused_kept_in_the_record_and_nothing_is_made(
    app: Flask, browse: Browse, session: Db
) -> None:
    browser = browse("Ada")
    url = "https://169.254.169.254/latest/meta-data"
    answer = browser.post("/settings/webhooks", data={**FORM, "url": url})
    assert answer.status_code == 422
    assert "which is link-local: webhooks go to public addresses" in answer.text
    assert f'value="{url}"' in answer.text
    assert 'value="Status board"' in answer.text
    assert re.search(r'value="ticket.completed" checked', answer.text)
    assert count_hooks(session) == 0
    told = browser.get("/events?kind=webhook").text
    assert "wanted a webhook to" in told
    assert "169.254.169.254" in told


@pytest.mark.parametrize(
    "fault",
    [
        {"url": "http://board.example/"},
        {"url": "https://u:p@board.example/"},
        {"url": "javascript:alert(1)"},
        {"url": "https://\x00.example/"},
        {"url": ""},
        {"name": ""},
        {"name": "x" * 101},
        {"name": "\x00"},
        {"kinds": ["user.created"]},
        {"workflow_id": "99"},
        {"workflow_id": "x"},
        {"workflow_id": "9" * 30},
    ],
)
def test_bad_input_is_said_beside_its_field_and_keeps_what_was_typed(
    browse: Browse, session: Db, fault: dict[str, object]
) -> None:
    answer = browse("Ada").post("/settings/webhooks", data={**FORM, **fault})
    assert answer.status_code == 422
    assert 'id="error-summary"' in answer.text
    assert count_hooks(session) == 0


def test_it_is_changed_paused_resumed_and_deleted_and_each_is_told(
    admin: FlaskClient, session: Db, support: Stored
) -> None:
    admin.post("/settings/webhooks", data=FORM)
    change = {"name": "Big board", "url": "https://big.example/", "workflow_id": str(support.workflow_id)}
    assert admin.post(HOOK, data=change).headers["Location"] == HOOK
    assert (hook_of(session, 1).kinds, hook_of(session, 1).workflow_id) == ([], support.workflow_id)
    assert "Big board" in admin.get(f"{HOOK}/edit").text
    assert admin.post(HOOK, data={**change, "url": "https://127.1/"}).status_code == 422
    admin.post(f"{HOOK}/pause")
    assert "paused" in admin.get("/settings/webhooks").text
    admin.post(f"{HOOK}/resumption")
    assert hook_of(session, 1).paused_at is None
    first = hook_of(session, 1).secret
    rotated = admin.post(f"{HOOK}/secrets")
    assert secret_in(rotated.text) == hook_of(session, 1).secret != first
    assert "and the one before until" in admin.get(HOOK).text
    assert admin.post(f"{HOOK}/deletion").headers["Location"] == "/settings/webhooks"
    assert admin.get(HOOK).status_code == 404
    told = admin.get("/events?kind=webhook").text
    for word in ("changed the", "paused the", "resumed the", "made a new secret for", "deleted the"):
        assert word in told


def test_the_log_shows_what_became_of_each_and_sends_again(
    admin: FlaskClient, session: Db, receiver: Receiver, submit: Submit
) -> None:
    hook, _ = make_hook(session, receiver.url, kinds=["ticket.submitted"])
    receiver.answers = [(503, "asleep", {})]
    submitted = submit()
    tell(session, current_time())
    send(session, current_time())
    page = admin.get(HOOK).text
    assert "It answered 503: asleep" in page
    assert submitted.number in page
    (message,) = messages_to(session, hook)
    again = f"{HOOK}/deliveries/{message.id}/replay"
    assert admin.post(again).headers["Location"] == HOOK
    send(session, current_time())
    assert "It answered 200: ok" in admin.get(HOOK).text
    admin.post(again)
    assert len(messages_to(session, hook)) == 2
    claim_messages(session, ["webhook:1"], token="t", now=current_time(), limit=1)
    moving = admin.post(f"{HOOK}/deliveries/{messages_to(session, hook)[1].id}/replay")
    assert moving.status_code == 409
    assert "being delivered right now" in moving.text
    assert "webhook:1" in admin.get("/settings/outbox").text


@pytest.mark.parametrize("name", ["Alice", "Tom", "Max", "Cora", "Rita", "Otto"])
def test_nobody_else_gets_in(browse: Browse, session: Db, name: str) -> None:
    make_hook(session)
    browser = browse(name)
    pages = ("/settings/webhooks", "/settings/webhooks/new", HOOK, f"{HOOK}/edit")
    assert {browser.get(path).status_code for path in pages} == {403}
    acts = ("/trials", "/pause", "/resumption", "/secrets", "/deletion", "/deliveries/1/replay", "")
    assert {browser.post(HOOK + act, data=FORM).status_code for act in acts} == {403}
    assert browser.post("/settings/webhooks", data=FORM).status_code == 403
    assert count_hooks(session) == 1


def test_numbers_that_lead_nowhere_say_so_and_looking_changes_nothing(browse: Browse, cast: Cast) -> None:
    browser = browse("Ada")
    for number in ("99", str(2**31), str(10**30), "x"):
        one = f"/settings/webhooks/{number}"
        assert browser.get(one).status_code == 404
        acts = ("", "/trials", "/pause", "/resumption", "/secrets", "/deletion", "/deliveries/1/replay")
        assert {browser.post(one + act, data=FORM).status_code for act in acts} <= {404, 405}
    for act in ("trials", "pause", "secrets", "deletion"):
        assert browser.get(f"{HOOK}/{act}").status_code == 405


def test_no_name_and_no_answer_is_markup(admin: FlaskClient, session: Db, receiver: Receiver) -> None:
    admin.post("/settings/webhooks", data={**FORM, "name": "<script>alert(1)</script>", "url": receiver.url})
    receiver.usual = (400, "<script>alert(2)</script>", {})
    admin.post(f"{HOOK}/trials")
    for path in (HOOK, "/settings/webhooks", f"{HOOK}/edit", "/events", "/settings/outbox"):
        assert "<script>alert" not in admin.get(path).text


def test_pages_cost_the_same_however_many_and_lead_on(
    app: Flask, admin: FlaskClient, session: Db, submit: Submit
) -> None:
    make_hook(session, kinds=["ticket.submitted"])
    submit("the oldest")
    tell(session, current_time())
    few = [count_statements(app, admin, path) for path in ("/settings/webhooks", HOOK)]
    for _ in range(3):
        make_hook(session, kinds=["workflow.paused"])
    for number in range(51):
        submit(f"Number {number}")
    tell(session, current_time())
    assert [count_statements(app, admin, path) for path in ("/settings/webhooks", HOOK)] == few
    assert 'rel="next"' in admin.get(HOOK).text
