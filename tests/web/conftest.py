"""A desk for the pages' tests: the cast, a workflow, and a browser for anybody of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast, gather_cast
from tests.workflows import Stored, store_workflow
from tts.clock import current_time
from tts.services.tickets import SubmittedTicket, TicketRequest, submit_ticket

Browse = Callable[[str], FlaskClient]
Submit = Callable[..., SubmittedTicket]


@pytest.fixture
def cast(session: scoped_session[Session]) -> Cast:
    """Everybody, stored."""
    return gather_cast(session)


@pytest.fixture
def support(session: scoped_session[Session], cast: Cast) -> Stored:
    """The support workflow, initialized."""
    return store_workflow(session, cast)


@pytest.fixture
def browse(app: Flask, cast: Cast) -> Browse:
    """A browser in which somebody of the cast is logged in: browse("Alice")."""

    def open_browser(name: str) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as kept:
            kept["_user_id"] = f"{cast.user_ids[name]}.0"
            kept["_fresh"] = True
        return browser

    return open_browser


@pytest.fixture
def submit(session: scoped_session[Session], cast: Cast, support: Stored) -> Submit:
    """Rita submits a support ticket, now."""

    def submit_one(
        subject: str = "VPN drops on the third floor", priority: str = "urgent"
    ) -> SubmittedTicket:
        asked = TicketRequest(
            subject=subject,
            description="Since this morning, every few minutes.",
            department="IT",
            category="Technology",
            sub_category="Support Request",
            priority=priority,
        )
        return submit_ticket(session, asked, actor=cast.rita, now=current_time())

    return submit_one
