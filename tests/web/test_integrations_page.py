"""Is everything connected? Each neighbour with its state, and a test of the connection; for admins alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast
from tests.desk import Desk
from tests.fixtures.mail import Mailbox
from tests.fixtures.peers import Bms
from tests.services.hooking import make_hook
from tests.services.neighbours import await_answer
from tests.services.posting import Postman, deliver, post, refusing
from tests.web.admin_desk import count_statements
from tests.web.conftest import Browse
from tests.workflows import ONE_STEP, store_workflow
from tts.clock import current_time
from tts.domain import contract
from tts.domain.permissions import SYSTEM
from tts.models import Event
from tts.queries.integrations import traffic_now
from tts.services.audit import verify_chain
from tts.services.external import create_credential
from tts.services.inbound import Letter, take_in
from tts.services.outbox import Undeliverable, Unreachable

Db = scoped_session[Session]
PAGE = "/settings/integrations"
KEYS = ("broker", "auth", "hdts", "notification", "ams", "bms", "mail", "openid", "scim", "webhooks")


def row_of(page: str, key: str) -> str:
    """What the page says of one neighbour, without its markup."""
    found = re.search(rf'<tr id="{key}">(.*?)</tr>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_every_neighbour_is_there_and_says_what_to_set(browse: Browse, cast: Cast) -> None:
    browser = browse("Ada")
    page = browser.get(PAGE).text
    for key in KEYS:
        assert "not set up" in row_of(page, key)
        assert "What to set" in row_of(page, key)
    assert "TTS_BMS_URL" in row_of(page, "bms")
    assert "Test the connection" not in page
    assert f'href="{PAGE}"' in browser.get("/settings").text


def test_it_tells_what_passed_what_waits_and_what_failed(app: Flask, browse: Browse, session: Db) -> None:
    app.config.update(
        MAIL_URL="smtp://mail.example", MAIL_FROM="TTS <t@d.example>", CONFIGURED_SYSTEMS=frozenset({"ams"})
    )
    now = current_time()
    post(session, "welcome", "news", now=now)
    deliver(session, refusing(Undeliverable("550 Nobody"), "welcome"), now)
    post(session, "more", now=now)
    deliver(session, refusing(Unreachable("Nobody <listens>.")), now)
    for key, number in (("a", "TX20261102123456"), ("b", None)):
        sent = {"ticket_number": number, "status": "Closed"}
        take_in(session, Letter(key, "q", contract.TICKET_STATUS, [sent]), now=now)
    make_hook(session)
    browser = browse("Ada")
    page = browser.get(PAGE).text
    assert "does not answer Nobody &lt;listens&gt;." in row_of(page, "mail")
    assert re.search(r" 1 1 Messages Test$", row_of(page, "mail"))
    assert re.search(r" 1 1 Messages in$", row_of(page, "hdts"))
    assert "no credential" in row_of(page, "ams")
    create_credential(session, "ams", "vault", actor=SYSTEM, now=MORNING)
    page = browser.get(PAGE).text
    assert "set up nothing passed yet" in row_of(page, "ams")
    assert "set up nothing passed yet" in row_of(page, "webhooks")


def test_last_out_is_when_a_message_last_arrived_whatever_was_answered_since(
    app: Flask, browse: Browse, session: Db
) -> None:
    app.config.update(MAIL_URL="smtp://mail.example", MAIL_FROM="TTS <t@d.example>")
    now = current_time()
    post(session, "welcome", now=now)
    deliver(session, refusing(Undeliverable("550 Nobody")), now)
    assert "nothing passed yet" in row_of(browse("Ada").get(PAGE).text, "mail")
    post(session, "news", now=now)
    deliver(session, Postman(), now)
    post(session, "more", now=now)
    deliver(session, refusing(Undeliverable("550 Nobody")), now + timedelta(hours=1))
    assert traffic_now(session, SYSTEM).going["mail"].last_at == now
    session.rollback()
    assert "works" in row_of(browse("Ada").get(PAGE).text, "mail")


def test_a_connection_is_tested_by_hand(
    app: Flask, browse: Browse, cast: Cast, bms: Bms, mailbox: Mailbox
) -> None:
    app.config.update(BMS_URL=bms.url, BMS_KEY="k", CONFIGURED_SYSTEMS=frozenset({"bms"}))
    app.config.update(MAIL_URL=mailbox.url, MAIL_FROM="TTS <t@d.example>")
    browser = browse("Ada")
    assert "Test the connection to BMS" in browser.get(PAGE).text
    assert browser.post(f"{PAGE}/bms/probes").headers["Location"] == PAGE
    assert "BMS answers." in browser.get(PAGE).text
    browser.post(f"{PAGE}/mail/probes")
    assert "The mail server answers." in browser.get(PAGE).text
    bms.stop()
    browser.post(f"{PAGE}/bms/probes")
    assert "BMS cannot be reached" in browser.get(PAGE).text
    browser.post(f"{PAGE}/openid/probes")
    assert "TTS_OIDC_ISSUER is not set" in browser.get(PAGE).text
    assert browser.post(f"{PAGE}/nobody/probes").status_code == 404
    assert browser.get(f"{PAGE}/bms/probes").status_code == 405


def test_who_tested_a_connection_and_what_came_of_it_is_in_the_record(
    app: Flask, browse: Browse, cast: Cast, session: Db, bms: Bms
) -> None:
    app.config.update(BMS_URL=bms.url, BMS_KEY="k", CONFIGURED_SYSTEMS=frozenset({"bms"}))
    browser = browse("Ada")
    browser.post(f"{PAGE}/bms/probes")
    bms.stop()
    browser.post(f"{PAGE}/bms/probes")
    events = session.scalars(
        sa.select(Event).where(Event.kind == "connection.tested").order_by(Event.id)
    ).all()
    assert [(event.stream, event.actor_name, event.facts) for event in events] == [
        ("people", "Ada", {"system": "bms", "answers": True}),
        ("people", "Ada", {"system": "bms", "answers": False}),
    ]
    assert events[0].reason is None
    assert "BMS cannot be reached" in (events[1].reason or "")
    assert verify_chain(session, "people", 1).fault is None
    session.rollback()
    page = " ".join(re.sub(r"<[^>]+>", "", browser.get("/events?kind=connection").text).split())
    assert "Ada tested the connection to BMS: it answers" in page
    assert "Ada tested the connection to BMS: it does not answer as it should" in page
    assert "BMS cannot be reached" in page
    browse("Otto").post(f"{PAGE}/bms/probes")
    assert len(session.scalars(sa.select(Event.id).where(Event.kind == "connection.tested")).all()) == 2


@pytest.mark.parametrize("name", ["Alice", "Tom", "Max", "Cora", "Rita", "Otto"])
def test_nobody_else_gets_in(browse: Browse, cast: Cast, name: str) -> None:
    browser = browse(name)
    assert browser.get(PAGE).status_code == 403
    assert browser.post(f"{PAGE}/mail/probes").status_code == 403


def test_no_secret_is_shown(app: Flask, browse: Browse, cast: Cast) -> None:
    app.config.update(MAIL_URL="smtps://desk:hunter2@mail.example", MAIL_FROM="TTS <t@d.example>")
    app.config.update(SCIM_TOKENS=("hunter3" * 6,), BMS_URL="https://b.example", BMS_KEY="hunter4")
    assert "hunter" not in browse("Ada").get(PAGE).text


def test_it_costs_the_same_however_much_there_is(app: Flask, browse: Browse, session: Db) -> None:
    browser = browse("Ada")
    few = count_statements(app, browser, PAGE)
    now = current_time()
    for destination in ("mail", "bms", "hdts", "webhook:1", "webhook:2"):
        post(session, *"abc", destination=destination, now=now)
        deliver(session, refusing(Unreachable("Mute."), "b"), now, destination)
    for system in ("ams", "ams", "bms", "bms"):
        take_in(session, Letter(f"of {system}", "q", "no.task", [{}]), now=now)
        create_credential(session, system, "", actor=SYSTEM, now=now)
    assert count_statements(app, browser, PAGE) == few


def test_tickets_that_wait_for_a_system_are_counted_once(browse: Browse, session: Db, cast: Cast) -> None:
    plan = replace(ONE_STEP, end_logic="budget")
    await_answer(Desk(session, cast, store_workflow(session, cast, plan)))
    page = browse("Ada").get(PAGE).text
    assert re.search(r" 1 0 Credentials$", row_of(page, "bms"))
    assert re.search(r" 0 0 Credentials$", row_of(page, "ams"))
