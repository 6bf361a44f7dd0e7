"""Other systems give and take roles: one service, whichever of them speaks, however often and late."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.services.staff import AnySession
from tts.domain.errors import Invalid, NotPermitted
from tts.models import AccessToken, Event, Membership, OutboxMessage, ParkedMembership, Role, User
from tts.services.audit import verify_chain
from tts.services.people import (
    MembershipNews,
    RoleNews,
    Source,
    add_member,
    bearer_of,
    create_token,
    give_role,
    sync_membership,
    sync_person_roles,
    sync_role,
    take_role,
)

AUTH = Source("auth", "Auth")
DIRECTORY = Source("oidc", "OpenID Connect")
TRUSTED = Source("auth", "Auth", trusted=None)
NEWS = MembershipNews("tts", "7", "Auditor", "nora@desk.example", "Nora")


@pytest.fixture
def desk(session: AnySession) -> Desk:
    """A desk with the cast and one workflow."""
    return open_desk(session)


def roles_of(desk: Desk, email: str) -> set[str]:
    desk.session.expire_all()
    user = desk.session.scalars(sa.select(User).where(User.email_key == email)).one()
    return {membership.role.name for membership in user.memberships}


def members_of(desk: Desk, role_name: str) -> set[str]:
    found = sa.select(User.email).join(User.memberships).join(Membership.role).where(Role.name == role_name)
    return set(desk.session.scalars(found))


def last_event(desk: Desk) -> Event:
    return desk.session.scalars(
        sa.select(Event).where(Event.stream == "people").order_by(Event.seq.desc()).limit(1)
    ).one()


def test_a_source_takes_back_what_it_gave_and_leaves_what_others_gave(desk: Desk) -> None:
    alice, agent, technician = (
        desk.cast.user_ids["Alice"],
        desk.cast.role("Agent"),
        desk.cast.role("Technician"),
    )
    sync_person_roles(desk.session, alice, [technician], source=DIRECTORY, now=MORNING)
    assert roles_of(desk, "alice@demo.example") == {"Agent", "Technician"}
    sync_person_roles(desk.session, alice, [], source=DIRECTORY, now=MORNING)
    assert roles_of(desk, "alice@demo.example") == {"Agent"}
    event = last_event(desk)
    assert (event.kind, event.actor_name, event.actor_id) == ("member.removed", "OpenID Connect", None)
    assert desk.cast.alice.role_ids == {agent}


def test_saying_the_same_again_changes_nothing_and_ends_no_session(desk: Desk) -> None:
    rita, agent = desk.cast.user_ids["Rita"], desk.cast.role("Agent")
    sync_person_roles(desk.session, rita, [agent], source=DIRECTORY, now=MORNING)
    before = (last_event(desk).seq, desk.session.get_one(User, rita).epoch)
    sync_person_roles(desk.session, rita, [agent, 9_999], source=DIRECTORY, now=MORNING)
    assert (last_event(desk).seq, desk.session.get_one(User, rita).epoch) == before


def test_who_loses_a_role_loses_session_token_and_open_work_at_once(desk: Desk) -> None:
    submitted = desk.submit()
    holder = desk.holder(submitted)
    assert holder.user_id is not None
    token = create_token(desk.session, holder.user_id, actor=holder, now=MORNING).token
    epoch = desk.session.get_one(User, holder.user_id).epoch
    take_role(desk.session, desk.cast.role("Agent"), holder.user_id, source=AUTH, now=MORNING)
    desk.session.expire_all()
    assert desk.holder(submitted).user_id != holder.user_id
    assert desk.session.get_one(User, holder.user_id).epoch == epoch + 1
    assert bearer_of(desk.session, token, MORNING) is None
    assert desk.session.scalars(sa.select(AccessToken.revoked_at)).one() == MORNING
    assert "item.reassigned" in desk.kinds(submitted)


def test_nobody_becomes_an_admin_from_outside_unless_the_source_is_trusted_with_it(desk: Desk) -> None:
    otto, admin = desk.cast.user_ids["Otto"], desk.cast.role("Admin")
    with pytest.raises(NotPermitted, match="Auth may not touch the role Admin"):
        give_role(desk.session, admin, otto, source=AUTH, now=MORNING)
    with pytest.raises(NotPermitted):
        take_role(desk.session, admin, desk.cast.user_ids["Ada"], source=AUTH, now=MORNING)
    sync_person_roles(desk.session, otto, [admin], source=DIRECTORY, now=MORNING)
    assert roles_of(desk, "otto@demo.example") == set()
    give_role(desk.session, admin, otto, source=replace(AUTH, trusted=frozenset({"ADMIN"})), now=MORNING)
    assert roles_of(desk, "otto@demo.example") == {"Admin"}


def test_the_last_admin_stays_one_and_can_still_log_in(desk: Desk) -> None:
    admin, ada = desk.cast.role("Admin"), desk.cast.user_ids["Ada"]
    desk.session.execute(sa.text("UPDATE membership SET source = 'auth'"))
    desk.session.commit()
    sync_person_roles(desk.session, ada, [], source=TRUSTED, now=MORNING)
    assert desk.cast.ada.role_ids == {admin}


def test_a_membership_waits_for_its_role_and_is_applied_when_it_comes(desk: Desk) -> None:
    sync_membership(desk.session, NEWS, source=AUTH, now=MORNING)
    sync_membership(desk.session, NEWS, source=AUTH, now=MORNING)
    assert desk.session.scalars(sa.select(ParkedMembership.role_name)).all() == ["Auditor"]
    assert desk.session.scalar(sa.select(User.id).where(User.email_key == "nora@desk.example")) is None
    role = sync_role(desk.session, RoleNews("tts", "7", "Auditor", "Reads"), source=AUTH, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == {"Auditor"}
    assert desk.session.scalars(sa.select(ParkedMembership.id)).all() == []
    assert role is not None
    assert not desk.session.get_one(Role, role).is_admin


def test_a_membership_that_ended_while_it_waited_is_not_applied(desk: Desk) -> None:
    sync_membership(desk.session, NEWS, source=AUTH, now=MORNING)
    sync_membership(desk.session, replace(NEWS, has_role=False), source=AUTH, now=MORNING)
    sync_role(desk.session, RoleNews("tts", "7", "Auditor"), source=AUTH, now=MORNING)
    assert desk.session.scalar(sa.select(User.id).where(User.email_key == "nora@desk.example")) is None


def test_ids_are_told_apart_by_system_and_roles_of_other_systems_are_not_ours(desk: Desk) -> None:
    assert sync_role(desk.session, RoleNews("ams", "1", "Clerk"), source=AUTH, now=MORNING) is None
    agent = sync_role(desk.session, RoleNews("tts", "1", "agent"), source=AUTH, now=MORNING)
    cora = sync_role(desk.session, RoleNews("hdts", "1", "Ticket Coordinator"), source=AUTH, now=MORNING)
    assert (agent, cora) == (desk.cast.role("Agent"), desk.cast.role("Ticket Coordinator"))
    sync_membership(
        desk.session, MembershipNews("ams", "1", "Clerk", "x@desk.example", "X"), source=AUTH, now=MORNING
    )
    assert desk.session.scalar(sa.select(User.id).where(User.email_key == "x@desk.example")) is None


def test_a_role_is_renamed_by_its_id_and_keeps_its_permissions(desk: Desk) -> None:
    sync_role(desk.session, RoleNews("tts", "4", "Manager"), source=AUTH, now=MORNING)
    role_id = sync_role(
        desk.session, RoleNews("tts", "4", "Head of Desk", "Decides"), source=AUTH, now=MORNING
    )
    role = desk.session.get_one(Role, role_id)
    assert (role.id, role.name, role.description) == (desk.cast.role("Manager"), "Head of Desk", "Decides")
    assert role.can_review


def test_a_deleted_role_is_deactivated_and_admins_are_told_once(desk: Desk) -> None:
    gone = RoleNews("tts", "2", "Technician", is_deleted=True)
    for _ in range(2):
        sync_role(desk.session, gone, source=AUTH, now=MORNING)
    assert not desk.session.get_one(Role, desk.cast.role("Technician")).is_active
    told = desk.session.scalars(sa.select(OutboxMessage)).all()
    assert [row.payload["kwargs"]["user_id"] for row in told] == [desk.cast.user_ids["Ada"]]
    assert "Auth deleted the role Technician" in told[0].payload["kwargs"]["message"]
    back = sync_role(desk.session, RoleNews("tts", "2", "Technician"), source=AUTH, now=MORNING)
    assert desk.session.get_one(Role, back).is_active


def test_the_role_of_admins_is_neither_renamed_nor_deleted_from_outside(desk: Desk) -> None:
    for news in (
        RoleNews("tts", "1", "Admin", is_deleted=True),
        RoleNews("tts", "1", "Admin", "Everybody, soon"),
    ):
        with pytest.raises(NotPermitted):
            sync_role(desk.session, news, source=AUTH, now=MORNING)


def test_what_a_source_did_is_in_the_chain_that_is_verified(desk: Desk) -> None:
    add_member(
        desk.session, desk.cast.role("Agent"), desk.cast.user_ids["Rita"], actor=desk.cast.ada, now=MORNING
    )
    sync_membership(desk.session, replace(NEWS, role_name="Agent"), source=AUTH, now=MORNING)
    assert last_event(desk).facts["role"] == "Agent"
    assert verify_chain(desk.session, "people", 1).fault is None


def test_a_membership_of_a_name_nobody_can_have_is_refused_before_its_role_comes(desk: Desk) -> None:
    with pytest.raises(Invalid, match="longer than 120"):
        sync_membership(desk.session, replace(NEWS, name="Q" * 5_000), source=AUTH, now=MORNING)
    assert desk.session.scalars(sa.select(ParkedMembership.id)).all() == []


def test_one_membership_that_cannot_be_applied_keeps_neither_the_role_nor_the_others(desk: Desk) -> None:
    sync_membership(desk.session, NEWS, source=AUTH, now=MORNING)
    desk.session.execute(sa.update(ParkedMembership).values(name="Q" * 5_000))
    desk.session.commit()
    other = replace(NEWS, email="otto@demo.example", name="Otto")
    sync_membership(desk.session, other, source=AUTH, now=MORNING)
    for _ in range(2):
        sync_role(desk.session, RoleNews("tts", "7", "Auditor"), source=AUTH, now=MORNING)
    assert roles_of(desk, "otto@demo.example") == {"Auditor"}
    waiting = desk.session.scalars(sa.select(ParkedMembership)).one()
    assert (waiting.email, "longer than 120" in (waiting.reason or "")) == ("nora@desk.example", True)
    told = desk.session.scalars(sa.select(OutboxMessage)).all()
    assert ["nora@desk.example" in row.payload["kwargs"]["message"] for row in told] == [True]
    assert verify_chain(desk.session, "people", 1).fault is None


def test_a_membership_waits_for_a_role_that_comes_anew_under_the_name_of_a_deleted_one(desk: Desk) -> None:
    sync_role(desk.session, RoleNews("tts", "9", "Auditor"), source=AUTH, now=MORNING)
    sync_role(desk.session, RoleNews("tts", "9", "Auditor", is_deleted=True), source=AUTH, now=MORNING)
    sync_membership(desk.session, replace(NEWS, external_role_id="10"), source=AUTH, now=MORNING)
    assert desk.session.scalars(sa.select(ParkedMembership.external_role_id)).all() == ["10"]
    sync_role(desk.session, RoleNews("tts", "10", "Auditor"), source=AUTH, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == {"Auditor"}


def test_a_membership_of_a_deleted_role_waits_until_that_role_is_back(desk: Desk) -> None:
    for is_deleted in (False, True):
        news = RoleNews("tts", "7", "Auditor", is_deleted=is_deleted)
        sync_role(desk.session, news, source=AUTH, now=MORNING)
    sync_membership(desk.session, NEWS, source=AUTH, now=MORNING)
    assert desk.session.scalar(sa.select(User.id).where(User.email_key == "nora@desk.example")) is None
    sync_role(desk.session, RoleNews("tts", "7", "Auditor"), source=AUTH, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == {"Auditor"}
