"""The bell, the list of what one was told, and where one wants to be told: everybody their own."""

from __future__ import annotations

import re
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.web.admin_desk import count_statements
from tests.web.conftest import Browse, Submit
from tests.workflows import Stored
from tts.clock import current_time
from tts.domain.notifications import KINDS
from tts.models import Notification, NotificationChoice, User
from tts.services.notifications import hand_out_notices

Db = scoped_session[Session]
PAGES = ("/notifications", "/notifications?show=all", "/notifications/bell", "/me/notifications")


def hand_out(session: Db) -> None:
    hand_out_notices(session, compose=None, now=current_time())
    session.rollback()


def tell(session: Db, user_id: int, text: str, count: int = 1, kind: str = "step") -> None:
    """Something that is about no ticket."""
    now = current_time()
    values = {"user_id": user_id, "kind": kind, "text": text, "created_at": now}
    session.add_all(Notification(key=f"{text}{number}", **values) for number in range(count))
    session.commit()


def unread(session: Db) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).where(Notification.read_at.is_(None))) or 0


def first_id(session: Db, cast: Cast, name: str) -> int:
    session.rollback()
    own = Notification.user_id == cast.user_ids[name]
    return session.scalars(sa.select(Notification.id).where(own).order_by(Notification.id)).first() or 0


@pytest.fixture
def alice(browse: Browse, submit: Submit, session: Db) -> FlaskClient:
    """Alice's browser, after she was given a ticket and told of it."""
    submit()
    hand_out(session)
    return browse("Alice")


def test_before_anything_was_told_the_list_says_what_will_come(browse: Browse) -> None:
    browser = browse("Otto")
    assert "Nothing unread" in browser.get("/notifications").text
    everything = browser.get("/notifications?show=all").text
    assert "Nothing was told yet" in everything
    assert 'aria-label="Notifications"' in everything


def test_the_bell_counts_and_opening_one_reads_it_and_leads_to_the_ticket(
    alice: FlaskClient, session: Db, cast: Cast
) -> None:
    page = alice.get("/notifications").text
    assert 'aria-label="Notifications, 1 unread"' in page
    assert "VPN drops on the third floor" in page
    assert "It was given to you as Agent." in page
    before = unread(session)
    answer = alice.post(f"/notifications/{first_id(session, cast, 'Alice')}/reading")
    assert answer.status_code == 303
    assert "VPN drops" in alice.get(answer.headers["Location"]).text
    assert unread(session) == before - 1
    assert "Nothing unread" in alice.get("/notifications").text
    assert "It was given to you" in alice.get("/notifications?show=all").text


@pytest.mark.parametrize(("stay", "back"), [("all", "?show=all"), ("unread", ""), ("//evil.example", "")])
def test_one_is_marked_and_one_stays_where_one_was(
    alice: FlaskClient, session: Db, cast: Cast, stay: str, back: str
) -> None:
    answer = alice.post(f"/notifications/{first_id(session, cast, 'Alice')}/reading", data={"stay": stay})
    assert answer.headers["Location"] == f"/notifications{back}"


def test_looking_changes_nothing(alice: FlaskClient, session: Db) -> None:
    before = unread(session)
    for page in PAGES:
        assert alice.get(page).status_code == 200
    assert alice.get("/notifications/1/reading").status_code == 405
    assert unread(session) == before > 0


def test_nobody_sees_or_reads_what_is_not_theirs(
    alice: FlaskClient, browse: Browse, session: Db, cast: Cast
) -> None:
    otto, before, her_id = browse("Otto"), unread(session), first_id(session, cast, "Alice")
    assert "VPN drops" not in otto.get("/notifications?show=all").text
    assert otto.post(f"/notifications/{her_id}/reading").status_code == 404
    assert otto.post("/notifications/reading").status_code == 303
    assert unread(session) == before


def test_all_are_read_up_to_what_the_page_showed(browse: Browse, session: Db, cast: Cast) -> None:
    browser = browse("Alice")
    tell(session, cast.user_ids["Alice"], "Hm.", 3)
    newest = session.scalar(sa.select(sa.func.max(Notification.id)))
    assert f'name="up_to" value="{newest}"' in browser.get("/notifications").text
    tell(session, cast.user_ids["Alice"], "Later.")
    answer = browser.post("/notifications/reading", data={"up_to": newest})
    assert "3 notifications marked as read." in browser.get(answer.headers["Location"]).text
    assert unread(session) == 1
    browser.post("/notifications/reading")
    assert unread(session) == 0


def test_the_bell_says_99_and_more_and_the_list_has_pages(browse: Browse, session: Db, cast: Cast) -> None:
    browser = browse("Alice")
    tell(session, cast.user_ids["Alice"], "<b>Hm.</b>", 120)
    page = browser.get("/notifications").text
    assert 'aria-label="Notifications, 99+ unread"' in page
    assert "&lt;b&gt;Hm.&lt;/b&gt;" in page
    assert page.count('class="told unread"') == 30
    (link,) = re.findall(
        r'href="(/notifications[^"]*cursor=[^"]*)"', browser.get("/notifications?show=all").text
    )
    assert "show=all" in link
    assert browser.get(unescape(link)).text.count('class="told unread"') == 30


def test_an_unchanged_bell_is_not_sent_again(browse: Browse, session: Db, cast: Cast) -> None:
    browser = browse("Alice")
    first = browser.get("/notifications/bell")
    same = {"If-None-Match": first.headers["ETag"]}
    assert browser.get("/notifications/bell", headers=same).status_code == 304
    tell(session, cast.user_ids["Alice"], "Hm.")
    again = browser.get("/notifications/bell", headers=same)
    assert (again.status_code, "1 unread" in again.text) == (200, True)


def test_strangers_log_in_first_and_a_page_left_open_is_left_alone(app: Flask, cast: Cast) -> None:
    stranger = app.test_client()
    for page in ("/notifications", "/me/notifications"):
        assert stranger.get(page).headers["Location"].startswith("/login")
    answer = stranger.get("/notifications/bell", headers={"HX-Request": "true"})
    assert (answer.status_code, "HX-Redirect" in answer.headers) == (204, False)


def test_choices_are_kept_and_shown_again(browse: Browse, session: Db, cast: Cast) -> None:
    browser = browse("Alice")
    page = browser.get("/me/notifications").text
    assert all(facts.word in page for facts in KINDS.values())
    assert "No mail leaves here yet" in page
    sent = {
        "app-step": "1",
        "mail-step": "1",
        "quiet_from": "22:00",
        "quiet_until": "07:00",
        "quiet_weekends": "1",
    }
    assert browser.post("/me/notifications", data=sent).status_code == 303
    session.rollback()
    chosen = {row.kind: (row.in_app, row.by_mail) for row in session.scalars(sa.select(NotificationChoice))}
    assert chosen == {kind.value: (kind == "step", kind == "step") for kind in KINDS}
    again = browser.get("/me/notifications").text
    assert 'value="22:00"' in again
    assert again.count(" checked") == 3
    assert "/me/notifications" in browser.get("/me").text
    session.rollback()
    assert session.get_one(User, cast.user_ids["Bob"]).quiet_from is None
    assert "chose the notifications of" in browse("Ada").get("/events").text


@pytest.mark.parametrize("odd", ["\x00", "\ufffd\u202e", "7", "a" * 10_000, "24:00", "22:00:00+01:00"])
def test_odd_quiet_hours_come_back_as_typed_with_the_reason(browse: Browse, session: Db, odd: str) -> None:
    answer = browse("Alice").post("/me/notifications", data={"quiet_from": odd, "quiet_until": "07:00"})
    assert answer.status_code == 422
    assert "Write a time of day such as 22:00." in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(NotificationChoice)) == 0


def test_odd_numbers_and_places_are_answered(browse: Browse) -> None:
    browser = browse("Alice")
    for odd in ("0", str(2**31), "-1", "x"):
        assert browser.post(f"/notifications/{odd}/reading").status_code == 404
    for odd in ("x", "-1", str(2**31), "9" * 5000, "\u0663"):
        assert browser.post("/notifications/reading", data={"up_to": odd}).status_code == 422
    for odd in ("x", "%00", "9" * 5000):
        assert browser.get(f"/notifications?cursor={odd}&show={odd}").status_code in (200, 422)


def test_the_list_costs_the_same_for_few_and_for_many(
    app: Flask, browse: Browse, submit: Submit, session: Db, support: Stored
) -> None:
    ada, costs = browse("Ada"), []
    for count in (1, 12):
        for _ in range(count):
            submit()
        hand_out(session)
        costs.append([count_statements(app, ada, page) for page in PAGES])
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 5
