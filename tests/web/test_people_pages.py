"""People and roles on their pages, and one's own page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast, join, send_away
from tests.web.admin_desk import count_statements
from tests.web.conftest import Browse, Submit
from tests.workflows import Stored
from tts.clock import current_time
from tts.domain.permissions import SYSTEM
from tts.models import Membership, Role, User
from tts.services.people import create_user
from tts.services.people.values import NewUser

Db = scoped_session[Session]
PASSWORD = "quiet-harbour-9-lanterns"


def test_only_those_who_manage_people_see_them(browse: Browse, cast: Cast) -> None:
    paths = [
        "/people",
        "/people/everybody",
        "/people/new",
        "/people/roles/new",
        f"/people/{cast.user_ids['Rita']}",
    ]
    for path in [*paths, f"/people/roles/{cast.role('Agent')}"]:
        assert browse("Ada").get(path).status_code == 200
        for name in ("Alice", "Cora", "Rita", "Otto"):
            assert browse(name).get(path).status_code == 403


def test_nobody_else_changes_people(browse: Browse, session: Db, cast: Cast) -> None:
    rita, agent = cast.user_ids["Rita"], cast.role("Agent")
    for path in (
        "/people",
        "/people/roles",
        f"/people/roles/{agent}",
        f"/people/roles/{agent}/members",
        f"/people/roles/{agent}/deactivation",
        f"/people/{rita}/roles",
        f"/people/{rita}/password",
        f"/people/{rita}/deactivation",
        f"/people/{rita}/leaves",
    ):
        assert (
            browse("Otto").post(path, data={"role_id": str(agent), "who": "rita@demo.example"}).status_code
            == 403
        )
    session.rollback()
    assert session.get_one(User, rita).is_active
    assert not session.scalars(sa.select(Membership).where(Membership.user_id == rita)).all()


def test_a_role_page_tells_who_is_away_and_what_hangs_on_it(
    browse: Browse, session: Db, cast: Cast, submit: Submit
) -> None:
    submit()
    now = current_time()
    send_away(session, cast.bob, now - timedelta(days=1), now + timedelta(days=3))
    page = browse("Ada").get(f"/people/roles/{cast.role('Agent')}").text
    assert "Alice" in page
    assert "on leave until" in page
    assert "1 on leave" in page
    assert "1 open item" in page


def test_a_role_that_nobody_can_serve_is_told(
    browse: Browse, session: Db, cast: Cast, submit: Submit
) -> None:
    now = current_time()
    for person in (cast.alice, cast.bob, cast.carol):
        send_away(session, person, now - timedelta(days=1), now + timedelta(days=3))
    submit()
    page = browse("Ada").get(f"/people/roles/{cast.role('Agent')}").text
    assert "nobody available" in page
    assert "1 item waits in the role" in page


def test_the_pages_cost_the_same_however_many_people(
    app: Flask, browse: Browse, session: Db, cast: Cast
) -> None:
    paths = ["/people/everybody?show=all", f"/people/roles/{cast.role('Agent')}"]
    browser = browse("Ada")
    before = [count_statements(app, browser, path) for path in paths]
    for number in range(15):
        new = NewUser(f"more{number}@demo.example", f"More {number}")
        join(session, create_user(session, new, actor=SYSTEM, now=current_time()), cast.role("Agent"))
    session.commit()
    assert [count_statements(app, browser, path) for path in paths] == before


def test_names_stay_text_on_every_list(browse: Browse, session: Db, cast: Cast) -> None:
    evil = "<img src=x onerror=alert(1)>"
    new = NewUser("evil@demo.example", evil, PASSWORD, role_names=["Agent"])
    user_id = create_user(session, new, actor=SYSTEM, now=current_time())
    for path in ("/people/everybody", f"/people/roles/{cast.role('Agent')}", f"/people/{user_id}", "/events"):
        page = browse("Ada").get(path).text
        assert "<img" not in page
        assert "&lt;img" in page


def test_a_person_is_made_with_a_password_that_is_shown_once(browse: Browse, session: Db, cast: Cast) -> None:
    sent = {"name": "Nils", "email": "nils@demo.example", "role_ids": [str(cast.role("Agent"))]}
    answer = browse("Ada").post("/people", data=sent)
    shown = re.search(r'<p class="once">([^<]+)</p>', answer.text)
    assert answer.status_code == 200
    assert shown
    session.rollback()
    nils = session.scalars(sa.select(User).where(User.email_key == "nils@demo.example")).one()
    assert shown[1] not in browse("Ada").get(f"/people/{nils.id}").text
    assert answer.headers["Cache-Control"] == "no-store"
    login = browse("Otto").application.test_client()
    assert login.post("/login", data={"email": "nils@demo.example", "password": shown[1]}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "email": "new@demo.example"}, "blank"),
        ({"name": "New", "email": "no address"}, "not an e-mail address"),
        ({"name": "New", "email": "rita@demo.example"}, "belongs to somebody"),
        ({"name": "New", "email": "new@demo.example", "password": "short"}, "fewer than 8"),
        ({"name": "New", "email": "new@demo.example", "role_ids": "9999"}, "does not exist"),
        ({"name": "New", "email": "new@demo.example", "role_ids": "x"}, "Choose roles"),
        ({"name": "N\u202eew", "email": "new@demo.example"}, "cannot be seen"),
    ],
)
def test_a_person_who_cannot_be_made_comes_back_as_typed(
    browse: Browse, session: Db, sent: dict[str, str], said: str
) -> None:
    before = session.scalar(sa.select(sa.func.count()).select_from(User))
    answer = browse("Ada").post("/people", data=sent)
    assert answer.status_code in (404, 409, 422)
    assert said in answer.text
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == before


def test_a_role_is_made_changed_and_taken_out_of_use(browse: Browse, session: Db) -> None:
    browser = browse("Ada")
    made = browser.post(
        "/people/roles", data={"name": "Auditor", "rights": ["see the audit log", "nonsense"]}
    )
    path = made.headers["Location"]
    session.rollback()
    role = session.scalars(sa.select(Role).where(Role.name == "Auditor")).one()
    assert (role.can_audit, role.is_admin, role.can_design) == (True, False, False)
    browser.post(path, data={"name": "Examiner", "rights": ["see reports"]})
    session.rollback()
    session.refresh(role)
    assert (role.name, role.can_audit, role.can_see_reports) == ("Examiner", False, True)
    for noun, is_active in (("deactivation", False), ("activation", True)):
        browser.post(f"{path}/{noun}")
        session.rollback()
        session.refresh(role)
        assert role.is_active is is_active
    assert browser.post(f"{path}/deletion").headers["Location"] == "/people"
    assert browser.get(path).status_code == 404
    assert browser.post("/people/roles", data={"name": "Agent"}).status_code == 409


def test_people_are_put_into_a_role_by_their_address(browse: Browse, session: Db, cast: Cast) -> None:
    browser, agent = browse("Ada"), cast.role("Agent")
    path = f"/people/roles/{agent}/members"
    assert browser.post(path, data={"who": "Rita@Demo.example"}).status_code == 303
    assert browser.post(path, data={"who": "otto"}).status_code == 303
    refused = browser.post(path, data={"who": "somebody <else>"})
    assert refused.status_code == 422
    assert "somebody &lt;else&gt;" in refused.text
    session.rollback()
    assert cast.role("Agent") in cast.rita.role_ids
    browser.post(f"{path}/{cast.user_ids['Rita']}/removal")
    session.rollback()
    assert cast.role("Agent") not in cast.rita.role_ids
    browser.post(f"/people/{cast.user_ids['Rita']}/roles", data={"role_id": str(agent)})
    session.rollback()
    assert agent in cast.rita.role_ids


def test_nobody_gives_what_they_do_not_have(browse: Browse, session: Db, cast: Cast) -> None:
    clerk = Role(name="Clerk", name_key="clerk", can_manage_people=True)
    session.add(clerk)
    session.flush()
    join(session, cast.user_ids["Cora"], clerk.id)
    session.commit()
    browser = browse("Cora")
    assert browser.get("/people").status_code == 200
    for path, sent in (
        ("/people/roles", {"name": "Kings", "rights": ["administer"]}),
        (f"/people/roles/{clerk.id}", {"name": "Clerk", "rights": ["manage people", "design workflows"]}),
        (f"/people/roles/{cast.role('Admin')}/members", {"who": "cora@demo.example"}),
        (f"/people/{cast.user_ids['Cora']}/roles", {"role_id": str(cast.role("Admin"))}),
        (f"/people/{cast.user_ids['Ada']}/password", {}),
        (f"/people/{cast.user_ids['Ada']}/deactivation", {}),
        ("/people", {"name": "X", "email": "x@demo.example", "role_ids": str(cast.role("Admin"))}),
    ):
        assert browser.post(path, data=sent).status_code == 403, path
    page = browser.get(f"/people/roles/{cast.role('Admin')}").text
    assert "it may do what you may not" in page
    assert "Save the role" not in page


def test_the_last_admin_stays(browse: Browse, session: Db, cast: Cast) -> None:
    ada = cast.user_ids["Ada"]
    answer = browse("Ada").post(f"/people/roles/{cast.role('Admin')}/members/{ada}/removal")
    assert answer.status_code == 409
    assert "Nobody would be left to administer" in answer.text
    assert browse("Ada").post(f"/people/{ada}/deactivation").status_code == 409
    assert browse("Ada").post(f"/people/{ada}/password").status_code == 422


def test_who_is_deactivated_is_logged_out_and_let_in_again(browse: Browse, session: Db, cast: Cast) -> None:
    alice, rita = browse("Alice"), cast.user_ids["Alice"]
    assert alice.get("/queue").status_code == 200
    browse("Ada").post(f"/people/{rita}/deactivation")
    assert alice.get("/queue").status_code == 302
    assert "deactivated" in browse("Ada").get(f"/people/{rita}").text
    browse("Ada").post(f"/people/{rita}/activation")
    session.rollback()
    assert session.get_one(User, rita).is_active


def test_an_unknown_person_or_role_is_not_found(browse: Browse, support: Stored) -> None:
    for path in ("/people/999", "/people/roles/999", "/people/99999999999"):
        assert browse("Ada").get(path).status_code == 404
