"""People from a company's directory: made, changed, gone, and never more than the directory may."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast
from tests.scim_client import Directory
from tts.domain.permissions import SYSTEM
from tts.models import AccessToken, Event, User
from tts.services.people import NewUser, contact_for, create_token, create_user, verify_password

AnySession = scoped_session[Session]


def user_called(session: AnySession, address: str) -> User:
    session.expire_all()
    return session.scalars(sa.select(User).where(User.email_key == address)).one()


def kinds(session: AnySession) -> list[tuple[str, str]]:
    found = sa.select(Event.kind, Event.actor_name).where(Event.stream == "people").order_by(Event.seq)
    return [(kind, name) for kind, name in session.execute(found)]


def active(value: Any) -> dict[str, Any]:
    return {"op": "replace", "path": "active", "value": value}


def test_a_person_is_made_found_and_read_again(directory: Directory, session: AnySession) -> None:
    made = directory.hire("nora", displayName="Nora Lind", externalId="e-77")
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == f"http://localhost/scim/v2/Users/{made.json['id']}"
    assert made.json["active"] is True
    user = user_called(session, "nora@desk.example")
    assert (user.name, user.source, user.is_contact, user.password_hash) == ("Nora Lind", "scim", False, None)
    for asked in ('userName eq "NORA"', 'externalId eq "e-77"', 'emails[value eq "nora@desk.example"]'):
        assert directory.find("Users", asked) == [made.json["id"]]
    assert kinds(session) == [("user.created", "SCIM")]


def test_what_is_sent_twice_is_refused_and_named(directory: Directory, cast: Cast) -> None:
    directory.hire("nora")
    again = directory.hire("nora")
    assert (again.status_code, again.json["scimType"]) == (409, "uniqueness")
    assert directory.hire("x", userName="alice@demo.example").json["scimType"] == "uniqueness"


def test_a_contact_becomes_the_person_with_their_tickets(directory: Directory, session: AnySession) -> None:
    guest = contact_for(session, "nora@desk.example", "Nora", now=MORNING)
    assert directory.find("Users", 'userName eq "nora@desk.example"') == []
    assert directory.hire("nora").json["id"] == str(guest)


def test_a_leaver_is_shut_out_at_once_and_keeps_their_history(
    directory: Directory, session: AnySession, cast: Cast
) -> None:
    alice = cast.alice
    assert alice.user_id is not None
    create_token(session, alice.user_id, actor=alice, now=MORNING)
    epoch = user_called(session, "alice@demo.example").epoch
    gone = directory.send("DELETE", f"/Users/{alice.user_id}")
    assert gone.status_code == 204
    assert directory.send("GET", f"/Users/{alice.user_id}").status_code == 404
    assert directory.send("DELETE", f"/Users/{alice.user_id}").status_code == 404
    assert directory.patch(f"/Users/{alice.user_id}", active(True)).status_code == 404
    assert directory.find("Users", 'userName eq "alice@demo.example"') == []
    user = user_called(session, "alice@demo.example")
    assert not user.is_active
    assert user.epoch > epoch
    assert user.memberships == []
    assert session.scalars(sa.select(AccessToken.revoked_at)).one() is not None
    assert ("user.deactivated", "SCIM") in kinds(session)


def test_who_comes_back_is_nobody_from_before(directory: Directory, session: AnySession) -> None:
    new = NewUser("nora@desk.example", "Nora", "correct horse battery")
    nora = create_user(session, new, actor=SYSTEM, now=MORNING)
    directory.send("DELETE", f"/Users/{nora}")
    assert directory.hire("nora").json["id"] == str(nora)
    assert user_called(session, "nora@desk.example").is_active
    assert verify_password(session, "nora@desk.example", "correct horse battery", "10.0.0.1", MORNING) is None


@pytest.mark.parametrize("off", [False, "False", "false"])
def test_active_is_turned_off_and_on_as_directories_do(
    directory: Directory, session: AnySession, off: Any
) -> None:
    made = directory.hire("nora")
    path = f"/Users/{made.json['id']}"
    answer = directory.patch(path, active(off))
    assert answer.status_code in (200, 204), answer.text
    assert not user_called(session, "nora@desk.example").is_active
    directory.patch(path, active(True))
    assert user_called(session, "nora@desk.example").is_active


def test_an_admin_is_let_go_but_neither_renamed_nor_let_in_again(
    directory: Directory, session: AnySession, cast: Cast
) -> None:
    new = NewUser("boss@demo.example", "Boss", "correct horse battery", [cast.role("Admin")])
    boss = create_user(session, new, actor=SYSTEM, now=MORNING)
    path = f"/Users/{boss}"
    mail = {"op": "replace", "value": {"emails": [{"value": "evil@desk.example", "primary": True}]}}
    refused = directory.patch(path, mail)
    assert refused.status_code == 403
    assert "SCIM may not rename Boss" in refused.json["detail"]
    assert user_called(session, "boss@demo.example").is_active
    assert directory.patch(path, active(False)).status_code in (200, 204)
    assert not user_called(session, "boss@demo.example").is_active
    assert directory.patch(path, active(True)).status_code == 403


def test_the_last_admin_is_not_shut_out(directory: Directory, session: AnySession, cast: Cast) -> None:
    for answer in (
        directory.send("DELETE", f"/Users/{cast.user_ids['Ada']}"),
        directory.patch(f"/Users/{cast.user_ids['Ada']}", active(False)),
    ):
        assert answer.status_code == 409
        assert "Nobody would be left to administer" in answer.json["detail"]
    assert user_called(session, "ada@demo.example").is_active


def test_a_change_over_a_newer_one_is_refused(directory: Directory) -> None:
    made = directory.hire("nora")
    path, old = f"/Users/{made.json['id']}", made.headers["ETag"]
    directory.patch(path, {"op": "replace", "path": "displayName", "value": "Nora L."})
    late = directory.send("DELETE", path, headers={"If-Match": old})
    assert late.status_code == 412
    assert directory.send("GET", path).json["displayName"] == "Nora L."


def test_what_was_renamed_here_is_told_as_it_is(directory: Directory, session: AnySession) -> None:
    made = directory.hire("nora", displayName="Nora Lind")
    changed = {"name": "Nora Berg", "email": "n@desk.example", "email_key": "n@desk.example"}
    session.execute(sa.update(User).values(changed))
    session.commit()
    read = directory.send("GET", f"/Users/{made.json['id']}").json
    assert (read["displayName"], read["emails"][0]["value"]) == ("Nora Berg", "n@desk.example")


def test_what_entra_id_and_okta_send_besides_is_taken_and_not_kept(directory: Directory) -> None:
    enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    made = directory.hire(
        "nora", title="Clerk", phoneNumbers=[{"value": "1"}], **{enterprise: {"department": "IT"}}
    )
    assert made.status_code == 201, made.text
    path = f"/Users/{made.json['id']}"
    answer = directory.patch(
        path,
        {"op": "Add", "path": "title", "value": "Head"},
        {"op": "Replace", "path": f"{enterprise}:department", "value": "HR"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "n@desk.example"},
    )
    assert answer.status_code in (200, 204), answer.text
    read = directory.send("GET", path).json
    assert {email["value"] for email in read["emails"]} == {"nora@desk.example", "n@desk.example"}
    assert "title" not in read
