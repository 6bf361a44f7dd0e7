"""One's own page, and times away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.web.conftest import Browse, Submit
from tts.clock import current_time
from tts.domain.permissions import SYSTEM
from tts.models import AccessToken, Leave, Ticket, User
from tts.services.people import set_password

Db = scoped_session[Session]
PASSWORD = "quiet-harbour-9-lanterns"


def test_leave_is_recorded_by_days_and_ended(browse: Browse, session: Db, cast: Cast) -> None:
    browser, path = browse("Ada"), f"/people/{cast.user_ids['Bob']}"
    today = current_time().date()
    days = {"first_day": str(today), "last_day": str(today + timedelta(days=2))}
    assert browser.post(path + "/leaves", data=days).status_code == 303
    session.rollback()
    leave = session.scalars(sa.select(Leave)).one()
    assert leave.ends_at - leave.starts_at == timedelta(days=3), "the last day is away too"
    shown = browser.get(path).text
    assert "End it now" in shown
    last = today + timedelta(days=2)
    for words in (f"to {last.day} {last:%b %Y}", f"on leave until {last.day} {last:%b %Y}"):
        assert words in shown
    assert browse("Otto").post(f"/leaves/{leave.id}/end").status_code == 404
    assert browser.post(f"/leaves/{leave.id}/end").headers["Location"] == path
    assert browser.post("/leaves/999/end").status_code == 404
    assert "available" in browser.get(path).text


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", "Choose a day"),
        ("2026-13-01", "2026-13-02", "Choose a day"),
        ("2026-12-02", "2026-12-01", "before the first"),
        ("2001-01-01", "2001-01-02", "over already"),
        ("9999-01-01", "9999-01-02", "this century"),
    ],
)
def test_a_leave_that_cannot_be_comes_back_as_typed(
    browse: Browse, session: Db, cast: Cast, first: str, last: str, said: str
) -> None:
    sent = {"first_day": first, "last_day": last}
    answer = browse("Alice").post("/me/leaves", data=sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Leave)) == 0


def test_everybody_has_a_page_of_their_own(browse: Browse, session: Db, cast: Cast) -> None:
    for name in ("Ada", "Alice", "Rita", "Otto"):
        assert browse(name).get("/me").status_code == 200
    browser = browse("Otto")
    assert (
        browser.post("/me/name", data={"name": "Otto Outside", "time_zone": "Europe/Rome"}).status_code == 303
    )
    session.rollback()
    otto = session.get_one(User, cast.user_ids["Otto"])
    assert (otto.name, otto.time_zone, otto.email) == ("Otto Outside", "Europe/Rome", "otto@demo.example")
    refused = browser.post("/me/name", data={"name": "Otto", "time_zone": "Mars/Olympus"})
    assert refused.status_code == 422
    assert "Mars/Olympus" in refused.text


@pytest.mark.parametrize("zone", ["localtime", "Factory"])
def test_a_zone_that_each_machine_takes_for_another_is_neither_offered_nor_taken(
    browse: Browse, session: Db, cast: Cast, zone: str
) -> None:
    browser = browse("Otto")
    assert f'"{zone}"' not in browser.get("/me").text
    assert browser.post("/me/name", data={"name": "Otto", "time_zone": zone}).status_code == 422
    assert session.get_one(User, cast.user_ids["Otto"]).time_zone is None


def test_ones_own_password_takes_the_present_one(browse: Browse, session: Db, cast: Cast) -> None:
    otto = cast.user_ids["Otto"]
    set_password(session, otto, PASSWORD, actor=SYSTEM, now=current_time())
    browser = browse("Otto").application.test_client()
    browser.post("/login", data={"email": "otto@demo.example", "password": PASSWORD})
    new = {"password": "another-lantern-77", "again": "another-lantern-77"}
    assert browser.post("/me/password", data={**new, "current": "wrong"}).status_code == 422
    assert browser.post("/me/password", data={**new, "again": "x", "current": PASSWORD}).status_code == 422
    answer = browser.post("/me/password", data={**new, "current": PASSWORD})
    assert answer.status_code == 303
    assert browser.get("/me").status_code == 200, "this session goes on"


def test_a_token_is_shown_once_and_can_be_revoked(browse: Browse, session: Db, cast: Cast) -> None:
    browser = browse("Otto")
    asked = {"token_name": "Nightly report", "scopes": ["read", "act"], "last_day_of_token": ""}
    made = browser.post("/me/tokens", data=asked).text
    assert "tts_" in made
    assert "tts_" not in browser.get("/me").text
    session.rollback()
    token = session.scalars(sa.select(AccessToken)).one()
    assert browse("Alice").post(f"/me/tokens/{token.id}/revocation").status_code == 404
    assert browser.post(f"/me/tokens/{token.id}/revocation").status_code == 303
    session.rollback()
    session.refresh(token)
    assert token.revoked_at is not None


def test_every_time_on_a_page_is_said_in_the_zone_one_chose(
    browse: Browse, submit: Submit, session: Db, cast: Cast
) -> None:
    number = submit().number
    browser = browse("Ada")
    assert browser.post("/me/name", data={"name": "Ada", "time_zone": "Asia/Tokyo"}).status_code == 303
    page = browser.get(f"/tickets/{number}").text
    submitted = session.scalars(sa.select(Ticket.submitted_at).where(Ticket.number == number)).one()
    there = submitted.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{there:%a} {there.day} {there:%b %H:%M} – " in page, "the ledger begins when the ticket came"
    leave = {"first_day": "2031-12-01", "last_day": "2031-12-01"}
    assert browser.post("/me/leaves", data=leave).status_code == 303
    kept = session.scalars(sa.select(Leave)).one()
    assert (kept.starts_at, kept.ends_at) == (
        datetime(2031, 11, 30, 15, tzinfo=UTC),
        datetime(2031, 12, 1, 15, tzinfo=UTC),
    )


def test_who_chose_no_zone_reads_times_in_the_company_s(
    app: Flask, browse: Browse, submit: Submit, session: Db, cast: Cast
) -> None:
    app.config["TIME_ZONE"] = "Asia/Tokyo"
    number = submit().number
    submitted = session.scalars(sa.select(Ticket.submitted_at).where(Ticket.number == number)).one()
    there = submitted.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{there:%a} {there.day} {there:%b %H:%M} – " in browse("Ada").get(f"/tickets/{number}").text
    assert session.get_one(User, cast.ada.user_id).time_zone is None
    assert "Asia/Tokyo" in browse("Ada").get("/me").text
