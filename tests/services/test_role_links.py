"""Several roles of other systems are one of ours: who has it by which, and what a deleted one gave."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.services.staff import AnySession
from tests.services.test_people_sync import AUTH, NEWS, members_of, roles_of
from tts.models import ParkedMembership, Role
from tts.services.audit import verify_chain
from tts.services.people import (
    MembershipNews,
    RoleNews,
    activate_role,
    add_member,
    deactivate_role,
    sync_membership,
    sync_role,
)

HDTS_ROLE = RoleNews("hdts", "31", "Ticket Coordinator")
OUR_ROLE = RoleNews("tts", "31", "Ticket Coordinator")
COORDINATES = MembershipNews("hdts", "31", "Ticket Coordinator", "nora@desk.example", "Nora")


@pytest.fixture
def desk(session: AnySession) -> Desk:
    """A desk with the cast and one workflow."""
    return open_desk(session)


def test_a_role_that_two_systems_have_stays_until_both_deleted_it(desk: Desk) -> None:
    coordinators = sync_role(desk.session, HDTS_ROLE, source=AUTH, now=MORNING)
    assert coordinators == sync_role(desk.session, OUR_ROLE, source=AUTH, now=MORNING)
    assert coordinators == desk.cast.role("Ticket Coordinator")
    sync_role(desk.session, replace(HDTS_ROLE, is_deleted=True), source=AUTH, now=MORNING)
    assert desk.session.get_one(Role, coordinators).is_active
    sync_role(desk.session, replace(OUR_ROLE, is_deleted=True), source=AUTH, now=MORNING)
    desk.session.expire_all()
    assert not desk.session.get_one(Role, coordinators).is_active


def test_who_is_given_a_role_by_two_systems_keeps_it_when_one_takes_it(desk: Desk) -> None:
    for role in (HDTS_ROLE, OUR_ROLE):
        sync_role(desk.session, role, source=AUTH, now=MORNING)
    for system in ("hdts", "tts"):
        sync_membership(desk.session, replace(COORDINATES, system=system), source=AUTH, now=MORNING)
    sync_membership(desk.session, replace(COORDINATES, has_role=False), source=AUTH, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == {"Ticket Coordinator"}
    ends = replace(COORDINATES, system="tts", has_role=False)
    sync_membership(desk.session, ends, source=AUTH, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == set()


def test_when_one_of_two_roles_is_deleted_only_who_had_it_by_that_one_loses_it(desk: Desk) -> None:
    for role in (HDTS_ROLE, OUR_ROLE):
        sync_role(desk.session, role, source=AUTH, now=MORNING)
    otis = replace(COORDINATES, email="otis@desk.example", name="Otis")
    for news in (COORDINATES, otis, replace(otis, system="tts")):
        sync_membership(desk.session, news, source=AUTH, now=MORNING)
    before = members_of(desk, "Ticket Coordinator")
    sync_role(desk.session, replace(HDTS_ROLE, is_deleted=True), source=AUTH, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == set()
    assert roles_of(desk, "otis@desk.example") == {"Ticket Coordinator"}
    assert members_of(desk, "Ticket Coordinator") == before - {"nora@desk.example"}


def test_what_a_deleted_role_gave_is_over_also_when_it_comes_again(desk: Desk) -> None:
    for role in (HDTS_ROLE, OUR_ROLE):
        sync_role(desk.session, role, source=AUTH, now=MORNING)
    sync_membership(desk.session, COORDINATES, source=AUTH, now=MORNING)
    for role in (replace(HDTS_ROLE, is_deleted=True), HDTS_ROLE):
        sync_role(desk.session, role, source=AUTH, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == set()
    ours = replace(COORDINATES, system="tts")
    sync_membership(desk.session, ours, source=AUTH, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == {"Ticket Coordinator"}
    sync_membership(desk.session, replace(ours, has_role=False), source=AUTH, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == set()


@pytest.mark.parametrize("external_id", ["7", "8"])
def test_a_role_that_was_deleted_comes_again_with_those_alone_who_are_given_it_anew(
    desk: Desk, external_id: str
) -> None:
    role_id = sync_role(desk.session, RoleNews("tts", "7", "Auditor"), source=AUTH, now=MORNING)
    assert role_id is not None
    sync_membership(desk.session, NEWS, source=AUTH, now=MORNING)
    olga = replace(NEWS, email="olga@desk.example", name="Olga")
    sync_membership(desk.session, olga, source=AUTH, now=MORNING)
    otto = desk.cast.user_ids["Otto"]
    add_member(desk.session, role_id, otto, actor=desk.cast.ada, now=MORNING)
    sync_role(desk.session, RoleNews("tts", "7", "Auditor", is_deleted=True), source=AUTH, now=MORNING)
    assert members_of(desk, "Auditor") == {"nora@desk.example", "olga@desk.example", "otto@demo.example"}
    again = replace(olga, external_role_id=external_id)
    sync_membership(desk.session, again, source=AUTH, now=MORNING)
    back = RoleNews("tts", external_id, "Auditor")
    assert sync_role(desk.session, back, source=AUTH, now=MORNING) == role_id
    assert members_of(desk, "Auditor") == {"olga@desk.example", "otto@demo.example"}
    assert verify_chain(desk.session, "people", 1).fault is None


def test_who_has_a_role_keeps_it_when_admins_here_let_it_rest_and_its_system_speaks_of_it(desk: Desk) -> None:
    coordinators = sync_role(desk.session, OUR_ROLE, source=AUTH, now=MORNING)
    assert coordinators is not None
    sync_membership(desk.session, replace(COORDINATES, system="tts"), source=AUTH, now=MORNING)
    deactivate_role(desk.session, coordinators, actor=desk.cast.ada, now=MORNING)
    sync_role(desk.session, OUR_ROLE, source=AUTH, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == {"Ticket Coordinator"}


def test_a_membership_of_a_role_deleted_in_its_system_waits_though_another_keeps_it_alive(desk: Desk) -> None:
    for role in (HDTS_ROLE, OUR_ROLE, replace(HDTS_ROLE, is_deleted=True)):
        sync_role(desk.session, role, source=AUTH, now=MORNING)
    sync_membership(desk.session, COORDINATES, source=AUTH, now=MORNING)
    assert desk.session.scalars(sa.select(ParkedMembership.email)).all() == ["nora@desk.example"]
    sync_role(desk.session, HDTS_ROLE, source=AUTH, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == {"Ticket Coordinator"}


def test_who_is_given_a_role_while_admins_here_let_it_rest_gets_it_when_it_is_back(desk: Desk) -> None:
    coordinators = sync_role(desk.session, OUR_ROLE, source=AUTH, now=MORNING)
    assert coordinators is not None
    deactivate_role(desk.session, coordinators, actor=desk.cast.ada, now=MORNING)
    sync_membership(desk.session, replace(COORDINATES, system="tts"), source=AUTH, now=MORNING)
    assert desk.session.scalars(sa.select(ParkedMembership.email)).all() == ["nora@desk.example"]
    activate_role(desk.session, coordinators, actor=desk.cast.ada, now=MORNING)
    assert roles_of(desk, "nora@desk.example") == {"Ticket Coordinator"}
