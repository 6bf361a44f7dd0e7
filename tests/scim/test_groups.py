"""Roles as groups: who is in them, and which of them the directory may touch."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast, gather_cast
from tests.desk import open_desk
from tests.fixtures.application import close_connections, make_app
from tests.scim_client import TOKEN, Directory
from tts.extensions import db
from tts.models import OutboxMessage, Role
from tts.queries.people import actor_of

AnySession = scoped_session[Session]


def add(*user_ids: int) -> dict[str, object]:
    return {"op": "add", "path": "members", "value": [{"value": str(user_id)} for user_id in user_ids]}


def test_a_new_group_is_a_role_that_may_do_nothing(
    directory: Directory, session: AnySession, cast: Cast
) -> None:
    made = directory.group("Auditors", str(cast.user_ids["Otto"]))
    assert made.status_code == 201, made.text
    role = session.get_one(Role, int(made.json["id"]))
    assert (role.name, role.is_admin, role.can_audit) == ("Auditors", False, False)
    assert cast.otto.role_ids == {role.id}
    assert directory.find("Groups", 'displayName eq "auditors"') == [made.json["id"]]


def test_members_come_and_go_one_by_one(directory: Directory, cast: Cast) -> None:
    path, otto = f"/Groups/{cast.role('Agent')}", cast.user_ids["Otto"]
    assert directory.patch(path, add(otto)).status_code in (200, 204)
    assert cast.role("Agent") in cast.otto.role_ids
    removal = {"op": "remove", "path": f'members[value eq "{otto}"]'}
    assert directory.patch(path, removal).status_code in (200, 204)
    assert cast.otto.role_ids == frozenset()
    assert len(directory.send("GET", path).json["members"]) == 3
    read = directory.send("GET", f"/Users/{cast.user_ids['Alice']}").json
    assert [group["display"] for group in read["groups"]] == ["Agent"]


def test_a_group_called_admin_makes_nobody_an_admin(directory: Directory, cast: Cast) -> None:
    path = f"/Groups/{cast.role('Admin')}"
    assert directory.group("admin", str(cast.user_ids["Otto"])).status_code == 409
    for answer in (
        directory.patch(path, add(cast.user_ids["Otto"])),
        directory.patch(path, {"op": "remove", "path": "members"}),
        directory.patch(path, {"op": "replace", "path": "displayName", "value": "Everybody"}),
        directory.send("DELETE", path),
    ):
        assert answer.status_code == 403
        assert "SCIM may not touch the role Admin" in answer.json["detail"]
        assert "or TTS_SCIM_ADMIN_ROLES names it for SCIM." in answer.json["detail"]
    assert not cast.otto.is_admin
    assert cast.ada.is_admin


def test_a_setting_trusts_the_directory_with_an_admin_role(database_url: str, instance: Path) -> None:
    app = make_app(database_url, instance, SCIM_TOKENS=(TOKEN,), SCIM_ADMIN_ROLES=frozenset({"Admin"}))
    with app.app_context():
        cast = gather_cast(db.session)
    answer = Directory(app.test_client()).patch(f"/Groups/{cast.role('Admin')}", add(cast.user_ids["Otto"]))
    with app.app_context():
        otto = actor_of(db.session, cast.user_ids["Otto"])
    close_connections(app)
    assert answer.status_code in (200, 204)
    assert otto is not None
    assert otto.is_admin


def test_a_deleted_group_is_out_of_use_and_admins_are_told(
    directory: Directory, session: AnySession, cast: Cast
) -> None:
    path = f"/Groups/{cast.role('Technician')}"
    assert directory.send("DELETE", path).status_code == 204
    assert directory.send("GET", path).status_code == 404
    assert not session.get_one(Role, cast.role("Technician")).is_active
    told = session.scalars(sa.select(OutboxMessage)).one()
    assert told.payload["kwargs"]["user_id"] == cast.user_ids["Ada"]
    back = directory.group("Technician", str(cast.user_ids["Tom"]))
    assert back.json["id"] == str(cast.role("Technician"))
    assert [member["value"] for member in back.json["members"]] == [str(cast.user_ids["Tom"])]


def test_what_waited_for_a_deleted_group_is_given_out_when_it_is_back_with_the_same_people(
    directory: Directory, session: AnySession
) -> None:
    desk = open_desk(session)
    people = {desk.cast.user_ids[name] for name in ("Tom", "Tina")}
    directory.send("DELETE", f"/Groups/{desk.cast.role('Technician')}")
    ticket = desk.submit()
    desk.choose(ticket, "Assign", MORNING)
    assert desk.open_item(ticket).holder_id is None
    assert directory.group("Technician", *map(str, people)).status_code == 201
    assert desk.open_item(ticket).holder_id in people


def test_a_member_that_is_nobody_or_a_group_is_refused_and_nothing_is_half_done(
    directory: Directory, cast: Cast
) -> None:
    path = f"/Groups/{cast.role('Agent')}"
    for member in ("999999", "99999999999", "x", "-1", "1; DROP TABLE users"):
        both = {
            "op": "add",
            "path": "members",
            "value": [{"value": str(cast.user_ids["Otto"])}, {"value": member}],
        }
        assert directory.patch(path, both).status_code == 400
    nested = {"op": "add", "path": "members", "value": [{"value": "1", "type": "Group"}]}
    assert directory.patch(path, nested).status_code == 400
    assert cast.otto.role_ids == frozenset()


def test_the_directory_without_the_token_sees_nothing(directory: Directory, cast: Cast) -> None:
    stranger = replace(directory, token="another token of thirty-two letters")
    assert stranger.send("GET", "/Groups").status_code == 401


def test_a_removal_as_entra_id_sends_it_takes_the_one_member(directory: Directory, cast: Cast) -> None:
    path, alice = f"/Groups/{cast.role('Agent')}", cast.user_ids["Alice"]
    answer = directory.patch(path, {"op": "Remove", "path": "members", "value": [{"value": str(alice)}]})
    assert answer.status_code in (200, 204), answer.text
    assert cast.alice.role_ids == frozenset()
    assert cast.bob.role_ids == {cast.role("Agent")}


def test_two_changes_of_a_group_at_once_both_hold(app: Flask, directory: Directory, cast: Cast) -> None:
    path, newcomers = f"/Groups/{cast.role('Agent')}", ("Otto", "Rita", "Tom", "Tina")
    with ThreadPoolExecutor(4) as pool:
        sent = [
            pool.submit(Directory(app.test_client()).patch, path, add(cast.user_ids[name]))
            for name in newcomers
        ]
        assert {answer.result().status_code for answer in sent} <= {200, 204}
    members = {member["value"] for member in directory.send("GET", path).json["members"]}
    assert {str(cast.user_ids[name]) for name in newcomers} <= members
