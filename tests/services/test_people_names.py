"""Names, addresses, roles, leaves and tokens: what is taken and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.services.staff import NOW, PASSWORD, AnySession, acting, hire, hire_staff
from tts.domain.errors import Invalid, NotFound, NotPermitted
from tts.domain.permissions import SYSTEM
from tts.models import AccessToken, Leave, Role, Step, User, Workflow
from tts.services.people import (
    EmailTaken,
    LeaveOver,
    NewRole,
    NewUser,
    NoTokens,
    RoleInactive,
    RoleInUse,
    RoleNameTaken,
    activate_user,
    add_member,
    bearer_of,
    contact_for,
    create_role,
    create_token,
    create_user,
    deactivate_role,
    deactivate_user,
    delete_role,
    end_leave,
    record_leave,
    rename_user,
    revoke_token,
    set_password,
    verify_password,
)


def test_two_people_cannot_share_an_address_however_it_is_written(session: AnySession) -> None:
    hire_staff(session)
    with pytest.raises(EmailTaken):
        create_user(session, NewUser("ANN@desk.example", "Other", PASSWORD), actor=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    "email", ["", "ann", "ann@", "a b@desk.example", "x" * 300 + "@a.example", "a@b\n.example"]
)
def test_what_is_no_address_is_refused_with_a_sentence(session: AnySession, email: str) -> None:
    with pytest.raises(Invalid) as refusal:
        create_user(session, NewUser(email, "Ann", PASSWORD), actor=SYSTEM, now=NOW)
    assert "email" in refusal.value.fields


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "An\u202en", "A\x00nn", "A\u200bnn"])
def test_names_that_cannot_be_read_are_refused(session: AnySession, name: str) -> None:
    with pytest.raises(Invalid):
        create_user(session, NewUser("ann@desk.example", name, PASSWORD), actor=SYSTEM, now=NOW)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaa", "ann@desk.example", "Ann Nilsson", "x" * 1001])
def test_weak_passwords_are_refused(session: AnySession, password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        create_user(session, NewUser("ann@desk.example", "Ann Nilsson", password), actor=SYSTEM, now=NOW)
    assert "password" in refusal.value.fields


def test_an_unknown_role_makes_no_person(session: AnySession) -> None:
    with pytest.raises(NotFound, match="'Wizard'"):
        create_user(
            session, NewUser("a@desk.example", "A", PASSWORD, role_names=["Wizard"]), actor=SYSTEM, now=NOW
        )
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 0


def test_an_unknown_requester_becomes_a_contact_once_and_a_person_later(session: AnySession) -> None:
    contact = contact_for(session, "new@desk.example", "", now=NOW)
    assert contact_for(session, "NEW@desk.example", "Other", now=NOW) == contact
    with pytest.raises(NoTokens):
        create_token(session, contact, actor=SYSTEM, now=NOW)
    person = create_user(session, NewUser("new@desk.example", "Newton", PASSWORD), actor=SYSTEM, now=NOW)
    assert person == contact


def test_role_names_are_unique_however_they_are_written(session: AnySession) -> None:
    hire_staff(session)
    with pytest.raises(RoleNameTaken):
        create_role(session, NewRole("  aGENT "), actor=SYSTEM, now=NOW)


def test_a_role_in_use_is_deactivated_not_deleted(session: AnySession) -> None:
    staff = hire_staff(session)
    with pytest.raises(RoleInUse, match="1 members"):
        delete_role(session, staff.agent_role, actor=SYSTEM, now=NOW)
    deactivate_role(session, staff.agent_role, actor=SYSTEM, now=NOW)
    with pytest.raises(RoleInactive):
        add_member(session, staff.agent_role, staff.officer, actor=SYSTEM, now=NOW)


def test_a_role_that_steps_name_cannot_be_deleted(session: AnySession) -> None:
    role_id = create_role(session, NewRole("Night Shift"), actor=SYSTEM, now=NOW)
    workflow = Workflow(name="W", created_at=NOW, changed_at=NOW, status_at=NOW)
    session.add(workflow)
    session.flush()
    session.add(Step(workflow_id=workflow.id, name="S", escalate_to_id=role_id))
    session.commit()
    with pytest.raises(RoleInUse, match="1 steps"):
        delete_role(session, role_id, actor=SYSTEM, now=NOW)


def test_an_unused_role_can_be_deleted(session: AnySession) -> None:
    role_id = create_role(session, NewRole("Night Shift"), actor=SYSTEM, now=NOW)
    delete_role(session, role_id, actor=SYSTEM, now=NOW)
    assert session.get(Role, role_id) is None


def test_people_rename_themselves_but_change_no_address(session: AnySession) -> None:
    staff = hire_staff(session)
    ann = acting(session, staff.agent)
    rename_user(session, staff.agent, "Anna", actor=ann, now=NOW)
    assert acting(session, staff.agent).name == "Anna"
    with pytest.raises(NotPermitted):
        rename_user(session, staff.agent, "Anna", email="ada2@desk.example", actor=ann, now=NOW)
    with pytest.raises(NotPermitted):
        rename_user(session, staff.admin, "Mallory", actor=ann, now=NOW)


def test_ones_own_password_takes_the_present_one(session: AnySession) -> None:
    staff = hire_staff(session)
    ann = acting(session, staff.agent)
    with pytest.raises(Invalid, match="present password"):
        set_password(session, staff.agent, "a better password", current="wrong", actor=ann, now=NOW)
    set_password(session, staff.agent, "a better password", current=PASSWORD, actor=ann, now=NOW)
    assert verify_password(session, "ann@desk.example", "a better password", "10.0.0.1", NOW) == staff.agent


@pytest.mark.parametrize(
    ("starts", "ends"), [(1, 0), (0, 0), (-5, -1), (0, 24 * 800), (24 * 4000, 24 * 4001)]
)
def test_leaves_that_cannot_be_are_refused(session: AnySession, starts: int, ends: int) -> None:
    staff = hire_staff(session)
    begin, end = NOW + timedelta(hours=starts), NOW + timedelta(hours=ends)
    with pytest.raises(Invalid):
        record_leave(session, staff.agent, begin, end, actor=SYSTEM, now=NOW)


def test_people_record_their_own_leave_and_nobody_elses(session: AnySession) -> None:
    staff = hire_staff(session)
    ann = acting(session, staff.agent)
    later = NOW + timedelta(days=3)
    record_leave(session, staff.agent, NOW, later, actor=ann, now=NOW)
    record_leave(session, staff.agent, NOW, later, actor=ann, now=NOW)
    with pytest.raises(NotPermitted):
        record_leave(session, staff.officer, NOW, later, actor=ann, now=NOW)


def test_a_leave_ends_once(session: AnySession) -> None:
    staff = hire_staff(session)
    leave = record_leave(session, staff.agent, NOW, NOW + timedelta(days=9), actor=SYSTEM, now=NOW)
    later = NOW + timedelta(days=2)
    end_leave(session, leave, actor=SYSTEM, now=later)
    assert session.get_one(Leave, leave).ends_at == later
    with pytest.raises(LeaveOver):
        end_leave(session, leave, actor=SYSTEM, now=later)
    ahead = record_leave(
        session, staff.agent, later + timedelta(1), later + timedelta(2), actor=SYSTEM, now=later
    )
    end_leave(session, ahead, actor=SYSTEM, now=later)
    assert session.get(Leave, ahead) is None


def test_a_token_acts_until_it_is_revoked_or_its_person_shut_out(session: AnySession) -> None:
    staff = hire_staff(session)
    ann = acting(session, staff.agent)
    token = create_token(session, staff.agent, actor=ann, now=NOW).token
    bearer = bearer_of(session, token, NOW)
    assert bearer is not None
    assert bearer.user_id == staff.agent
    assert bearer_of(session, token + "x", NOW) is None
    row = session.scalars(sa.select(AccessToken)).one()
    assert token not in row.token_hash
    deactivate_user(session, staff.agent, actor=SYSTEM, now=NOW)
    assert bearer_of(session, token, NOW) is None
    activate_user(session, staff.agent, actor=SYSTEM, now=NOW)
    assert bearer_of(session, token, NOW) is None
    another = create_token(session, staff.agent, actor=ann, now=NOW).token
    newest = session.scalars(sa.select(AccessToken.id).where(AccessToken.revoked_at.is_(None))).one()
    revoke_token(session, newest, actor=SYSTEM, now=NOW)
    assert bearer_of(session, another, NOW) is None


def test_nobody_makes_a_token_for_somebody_above_them(session: AnySession) -> None:
    staff = hire_staff(session)
    with pytest.raises(NotPermitted):
        create_token(session, staff.admin, actor=acting(session, staff.officer), now=NOW)


def test_a_person_hired_twice_keeps_their_roles(session: AnySession) -> None:
    staff = hire_staff(session)
    add_member(session, staff.agent_role, staff.agent, actor=SYSTEM, now=NOW)
    assert acting(session, staff.agent).role_ids == {staff.agent_role}
    assert hire(session, "zoe", "Agent") > staff.agent


def test_a_new_password_voids_every_token_made_with_the_old_one(session: AnySession) -> None:
    staff = hire_staff(session)
    token = create_token(session, staff.agent, actor=acting(session, staff.agent), now=NOW).token
    bearer = bearer_of(session, token, NOW)
    assert bearer is not None
    assert bearer.user_id == staff.agent
    session.rollback()
    set_password(session, staff.agent, "another long password", actor=acting(session, staff.admin), now=NOW)
    assert bearer_of(session, token, NOW) is None
