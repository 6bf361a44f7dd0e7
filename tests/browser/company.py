"""The people of the browser's stories.

A browser is opened for somebody who has logged in before: the form itself costs two pages each time, and is
filled in by the stories that are about it, and by `log_in`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import sqlalchemy as sa
from flask import current_app
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast, gather_cast
from tests.fixtures.browser import DESKTOP, NewContext, watch_page
from tests.fixtures.server import LiveServer
from tts.extensions import db
from tts.models import User
from tts.services.people.passwords import hash_password

PASSWORD = "a walk in the rain"

LATEST = 10_000
"""Milliseconds within which anything a person waits for must have happened, on a busy machine."""

OpenBrowser = Callable[[str], Page]


def found_company(session: scoped_session[Session]) -> Cast:
    """Store everybody with the same password, committed."""
    cast = gather_cast(session)
    session.execute(sa.update(User).values(password_hash=hash_password(PASSWORD)))
    session.commit()
    return cast


def log_in(page: Page, name: str) -> None:
    """Log somebody of the cast in; ends on the page that was asked for, or at home."""
    if not page.url.endswith("/login"):
        page.goto("/login")
    page.get_by_label("E-mail").fill(f"{name.casefold()}@demo.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def remember(context: BrowserContext, url: str, name: str) -> None:
    """Give a browser the session that somebody's log-in had begun."""
    found = sa.select(User.id, User.epoch).where(User.email == f"{name.casefold()}@demo.example")
    user_id, epoch = db.session.execute(found).one()
    db.session.rollback()
    signer = SecureCookieSessionInterface().get_signing_serializer(current_app)
    assert signer is not None
    value = signer.dumps({"_user_id": f"{user_id}.{epoch}", "_fresh": True})
    context.add_cookies([{"name": "session", "value": str(value), "url": url, "httpOnly": True}])


def open_browsers(new_context: NewContext, url: str, **size: object) -> Iterator[OpenBrowser]:
    """Give a function that opens a browser for somebody who is logged in, watched for script faults."""
    pages: dict[str, Page] = {}
    with ExitStack() as watched:

        def open_browser(name: str) -> Page:
            if name not in pages:
                context = new_context(base_url=url, **size)
                context.set_default_timeout(LATEST)
                remember(context, url, name)
                pages[name] = watched.enter_context(watch_page(context.new_page()))
            return pages[name]

        yield open_browser


@pytest.fixture
def company(session: scoped_session[Session]) -> Cast:
    """Everybody, able to log in with PASSWORD."""
    return found_company(session)


@pytest.fixture
def open_browser(new_context: NewContext, company: Cast, live_server: LiveServer) -> Iterator[OpenBrowser]:
    """A browser for anybody of the company, on a desk."""
    yield from open_browsers(new_context, live_server.url, viewport=DESKTOP)
