"""The ways in besides a password, in a real browser: a company log-in and back, and a link by mail."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from tests.browser.test_every_page_is_accessible import look_at
from tests.fixtures.application import close_connections, make_app
from tests.fixtures.browser import FindFaults, NewContext, watch_page
from tests.fixtures.identity import Company
from tests.fixtures.ports import find_free_port
from tts.clock import current_time
from tts.domain.permissions import SYSTEM
from tts.extensions import db
from tts.models import OutboxMessage
from tts.services.people import NewUser, create_user

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def desk_url() -> str:
    """The address of the server below."""
    return f"http://127.0.0.1:{find_free_port()}"


@pytest.fixture
def served(database_url: str, instance: Path, employer: Company, desk_url: str) -> Iterator[Flask]:
    """TTS with the company's provider and with mail, served at `desk_url` with its forms protected."""
    settings = {"OPENID": employer.settings, "PUBLIC_URL": desk_url, "MAIL_URL": "smtp://127.0.0.1"}
    app = make_app(database_url, instance, WTF_CSRF_ENABLED=True, **settings)
    server = make_server("127.0.0.1", int(desk_url.rpartition(":")[2]), app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield app
    server.shutdown()
    thread.join()
    server.server_close()
    close_connections(app)


@pytest.fixture
def page(served: Flask, new_context: NewContext, desk_url: str) -> Iterator[Page]:
    """A page at the log-in; an error on it fails the test."""
    with watch_page(new_context(base_url=desk_url).new_page()) as page:
        page.goto("/login")
        yield page


def test_a_person_comes_in_by_the_company_and_leaves_by_it(
    page: Page, employer: Company, desk_url: str
) -> None:
    employer.employ("nora")
    page.get_by_role("link", name="Log in with Harbour Ltd").click()
    person = page.locator("summary", has_text="Nora")
    expect(person).to_be_visible()
    person.click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="You are logged out here")).to_be_visible()
    page.wait_for_url(re.compile(rf"^{desk_url}/login"))
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.goto("/me")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_a_forgotten_password_is_replaced_by_the_mailed_link(
    page: Page, served: Flask, find_faults: FindFaults
) -> None:
    with served.app_context():
        new = NewUser("maya@desk.example", "Maya Okafor", "quiet-harbour-9-lanterns")
        create_user(db.session, new, actor=SYSTEM, now=current_time())
    faults = look_at(page, find_faults)
    page.get_by_role("link", name="Password forgotten?").click()
    faults += look_at(page, find_faults)
    page.get_by_label("E-mail").fill("maya@desk.example")
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    faults += look_at(page, find_faults)
    page.goto(newest_link(served))
    faults += look_at(page, find_faults)
    page.get_by_label("New password").fill("seven-green-kettles")
    page.get_by_label("Once more").fill("seven-green-kettles")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("The new password is set")).to_be_visible()
    assert not faults, "\n".join(faults)


def newest_link(served: Flask) -> str:
    """The link in the newest letter."""
    with served.app_context():
        letter = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert letter is not None
    found = re.search(r"http://\S+/reset/\S+", letter.payload["text"])
    assert found
    return found[0]
