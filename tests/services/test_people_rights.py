"""Nobody rises above their own permissions, and one admin always remains."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.services.staff import NOW, PASSWORD, AnySession, acting, hire, hire_staff
from tts.domain.errors import NotPermitted
from tts.domain.permissions import SYSTEM, Actor, Permission
from tts.extensions import db
from tts.models import Event, User
from tts.services.people import (
    LastAdmin,
    NewRole,
    NewUser,
    OwnAccount,
    RoleInactive,
    add_member,
    change_role,
    create_role,
    create_user,
    deactivate_role,
    deactivate_user,
    remove_member,
    rename_user,
    set_password,
)


def epoch_of(session: AnySession, user_id: int) -> int:
    session.rollback()
    return session.scalar(sa.select(User.epoch).where(User.id == user_id)) or 0


def test_a_person_cannot_give_themselves_a_role(session: AnySession) -> None:
    staff = hire_staff(session)
    with pytest.raises(NotPermitted, match="manage people"):
        add_member(session, staff.officer_role, staff.agent, actor=acting(session, staff.agent), now=NOW)


def test_who_manages_people_cannot_make_anybody_an_admin(session: AnySession) -> None:
    staff = hire_staff(session)
    officer = acting(session, staff.officer)
    with pytest.raises(NotPermitted, match="administer"):
        add_member(session, staff.admin_role, staff.officer, actor=officer, now=NOW)
    with pytest.raises(NotPermitted):
        create_user(
            session,
            NewUser("x@desk.example", "X", PASSWORD, role_ids=[staff.admin_role]),
            actor=officer,
            now=NOW,
        )
    with pytest.raises(NotPermitted):
        create_role(
            session, NewRole("Auditor", permissions=frozenset({Permission.AUDIT})), actor=officer, now=NOW
        )
    with pytest.raises(NotPermitted):
        change_role(session, staff.agent_role, "Agent", "", {Permission.DESIGN}, actor=officer, now=NOW)


def test_who_manages_people_cannot_touch_an_admin(session: AnySession) -> None:
    staff = hire_staff(session)
    hire(session, "second", "Admin")
    officer = acting(session, staff.officer)
    with pytest.raises(NotPermitted):
        set_password(session, staff.admin, "taken over now", actor=officer, now=NOW)
    with pytest.raises(NotPermitted):
        deactivate_user(session, staff.admin, actor=officer, now=NOW)
    with pytest.raises(NotPermitted):
        rename_user(session, staff.admin, "Mallory", actor=officer, now=NOW)
    with pytest.raises(NotPermitted):
        remove_member(session, staff.admin_role, staff.admin, actor=officer, now=NOW)
    with pytest.raises(NotPermitted):
        deactivate_role(session, staff.admin_role, actor=officer, now=NOW)


def test_the_last_admin_stays(session: AnySession) -> None:
    staff = hire_staff(session)
    admin = acting(session, staff.admin)
    with pytest.raises(LastAdmin, match="Nobody would be left"):
        remove_member(session, staff.admin_role, staff.admin, actor=admin, now=NOW)
    with pytest.raises(LastAdmin):
        deactivate_user(session, staff.admin, actor=SYSTEM, now=NOW)
    with pytest.raises(LastAdmin):
        deactivate_role(session, staff.admin_role, actor=admin, now=NOW)
    with pytest.raises(LastAdmin):
        change_role(session, staff.admin_role, "Admin", "", set(), actor=admin, now=NOW)


def test_an_admin_who_cannot_log_in_does_not_count(session: AnySession) -> None:
    staff = hire_staff(session)
    second = hire(session, "second", "Admin")
    deactivate_user(session, second, actor=SYSTEM, now=NOW)
    with pytest.raises(LastAdmin):
        remove_member(session, staff.admin_role, staff.admin, actor=SYSTEM, now=NOW)


def test_the_first_of_two_admins_may_go(session: AnySession) -> None:
    staff = hire_staff(session)
    second = hire(session, "second", "Admin")
    remove_member(session, staff.admin_role, staff.admin, actor=acting(session, second), now=NOW)
    assert not acting(session, staff.admin).is_admin


def test_nobody_shuts_themselves_out(session: AnySession) -> None:
    staff = hire_staff(session)
    hire(session, "second", "Admin")
    with pytest.raises(OwnAccount):
        deactivate_user(session, staff.admin, actor=acting(session, staff.admin), now=NOW)


@pytest.mark.parametrize("change", ["join", "leave", "password", "deactivate", "permissions", "role off"])
def test_what_changes_rights_ends_the_sessions_of_those_concerned(session: AnySession, change: str) -> None:
    staff = hire_staff(session)
    before, other = epoch_of(session, staff.agent), epoch_of(session, staff.officer)
    acts = {
        "join": lambda: add_member(session, staff.officer_role, staff.agent, actor=SYSTEM, now=NOW),
        "leave": lambda: remove_member(session, staff.agent_role, staff.agent, actor=SYSTEM, now=NOW),
        "password": lambda: set_password(session, staff.agent, "another good one", actor=SYSTEM, now=NOW),
        "deactivate": lambda: deactivate_user(session, staff.agent, actor=SYSTEM, now=NOW),
        "permissions": lambda: change_role(
            session, staff.agent_role, "Agent", "", {Permission.REPORTS}, actor=SYSTEM, now=NOW
        ),
        "role off": lambda: deactivate_role(session, staff.agent_role, actor=SYSTEM, now=NOW),
    }
    acts[change]()
    assert epoch_of(session, staff.agent) == before + 1
    assert epoch_of(session, staff.officer) == other


def test_a_new_description_ends_no_session(session: AnySession) -> None:
    staff = hire_staff(session)
    before = epoch_of(session, staff.agent)
    change_role(session, staff.agent_role, "Agent", "First contact.", set(), actor=SYSTEM, now=NOW)
    assert epoch_of(session, staff.agent) == before


def test_every_change_is_in_the_record(session: AnySession) -> None:
    staff = hire_staff(session)
    remove_member(session, staff.agent_role, staff.agent, actor=acting(session, staff.admin), now=NOW)
    last = session.scalars(sa.select(Event).order_by(Event.id.desc())).first()
    assert last is not None
    assert (last.kind, last.was, last.actor_name, last.facts["name"]) == (
        "member.removed",
        "Agent",
        "Ada",
        "Ann",
    )


def test_of_two_admins_who_remove_each_other_at_once_one_stays(app: Flask, session: AnySession) -> None:
    staff = hire_staff(session)
    second = hire(session, "second", "Admin")
    pairs = [(acting(session, staff.admin), second), (acting(session, second), staff.admin)]
    session.rollback()
    together = Barrier(2)

    def remove(pair: tuple[Actor, int]) -> str:
        actor, other = pair
        with app.app_context():
            together.wait()
            try:
                remove_member(db.session, staff.admin_role, other, actor=actor, now=NOW)
            except LastAdmin:
                return "refused"
            return "removed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, pairs)) == ["refused", "removed"]


def test_nobody_is_hired_into_an_inactive_role(session: AnySession) -> None:
    staff = hire_staff(session)
    deactivate_role(session, staff.agent_role, actor=SYSTEM, now=NOW)
    with pytest.raises(RoleInactive):
        hire(session, "zoe", "Agent")
