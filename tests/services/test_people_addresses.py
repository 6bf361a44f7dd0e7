"""Auth knows people by an id of its own: whoever has another address there is the same person here."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.services.staff import AnySession
from tests.services.test_people_sync import AUTH, members_of, roles_of
from tts.models import AccessToken, ParkedMembership, PersonLink, RoleGrant, User
from tts.queries.people import actor_of
from tts.services.people import (
    MembershipNews,
    RoleNews,
    bearer_of,
    create_token,
    sync_membership,
    sync_role,
)
from tts.services.people.rows import find_user_id

HERS = "nora@desk.example"
AGENT = MembershipNews("tts", "3", "Agent", HERS, "Nora", external_user_id="72")
MARRIED = replace(AGENT, email="nora.neumann@desk.example")
AUDITOR = replace(MARRIED, external_role_id="7", role_name="Auditor")


@pytest.fixture
def desk(session: AnySession) -> Desk:
    """A desk with the cast and one workflow."""
    return open_desk(session)


def hear(desk: Desk, *told: MembershipNews) -> None:
    for news in told:
        sync_membership(desk.session, news, source=AUTH, now=MORNING)


def links(desk: Desk) -> list[tuple[str, str]]:
    """Whom Auth's ids stand for, by the address they have here."""
    found = sa.select(PersonLink.external_id, User.email).join(User, User.id == PersonLink.user_id)
    return [
        (row.external_id, row.email) for row in desk.session.execute(found.order_by(PersonLink.external_id))
    ]


def nora(desk: Desk) -> int:
    user_id = find_user_id(desk.session, HERS)
    assert user_id is not None
    return user_id


def test_who_loses_a_role_under_another_address_loses_it_with_session_and_token(desk: Desk) -> None:
    hear(desk, AGENT)
    user_id = nora(desk)
    herself = actor_of(desk.session, user_id)
    assert herself is not None
    token = create_token(desk.session, user_id, actor=herself, now=MORNING).token
    epoch = desk.session.get_one(User, user_id).epoch
    hear(desk, replace(MARRIED, has_role=False))
    assert roles_of(desk, HERS) == set()
    assert desk.session.get_one(User, user_id).epoch == epoch + 1
    assert bearer_of(desk.session, token, MORNING) is None
    assert desk.session.scalars(sa.select(AccessToken.revoked_at)).one() == MORNING
    assert desk.session.scalars(sa.select(RoleGrant.user_id)).all() == []


def test_who_is_given_a_role_under_another_address_is_no_second_person(desk: Desk) -> None:
    hear(desk, AGENT)
    hear(desk, MARRIED, replace(MARRIED, external_role_id="4", role_name="Technician"))
    assert roles_of(desk, HERS) == {"Agent", "Technician"}
    assert find_user_id(desk.session, MARRIED.email) is None
    assert links(desk) == [("72", HERS)]


def test_an_address_that_is_somebody_elses_here_makes_nobody_of_two_people_one(desk: Desk) -> None:
    hear(desk, AGENT)
    ottos = replace(AGENT, email="otto@demo.example", external_role_id="4", role_name="Technician")
    hear(desk, ottos)
    assert roles_of(desk, HERS) == {"Agent", "Technician"}
    assert roles_of(desk, "otto@demo.example") == set()
    alices = replace(AGENT, email="alice@demo.example", has_role=False)
    hear(desk, alices)
    assert roles_of(desk, HERS) == {"Technician"}
    assert "Agent" in roles_of(desk, "alice@demo.example")
    assert links(desk) == [("72", HERS)]


def test_two_people_who_change_addresses_with_each_other_keep_their_own_roles(desk: Desk) -> None:
    olga = replace(AGENT, email="olga@desk.example", name="Olga", external_user_id="73")
    hear(desk, AGENT, olga)
    hear(desk, replace(AGENT, email=olga.email, has_role=False), replace(olga, email=HERS))
    assert (roles_of(desk, HERS), roles_of(desk, "olga@desk.example")) == (set(), {"Agent"})
    assert links(desk) == [("72", HERS), ("73", "olga@desk.example")]


def test_an_id_nobody_here_has_yet_means_the_person_of_that_address(desk: Desk) -> None:
    hear(desk, replace(AGENT, external_user_id=None))
    hear(desk, replace(AGENT, has_role=False))
    assert roles_of(desk, HERS) == set()


def test_a_membership_that_waited_goes_to_the_person_whatever_address_came_with_it(desk: Desk) -> None:
    hear(desk, AGENT, AUDITOR)
    sync_role(desk.session, RoleNews("tts", "7", "Auditor"), source=AUTH, now=MORNING)
    assert members_of(desk, "Auditor") == {HERS}
    assert find_user_id(desk.session, MARRIED.email) is None


@pytest.mark.parametrize("has_role", [True, False])
def test_the_newest_word_counts_for_one_that_waits_under_another_address(desk: Desk, has_role: bool) -> None:
    olga = replace(AUDITOR, email="olga@desk.example", external_user_id=None)
    hear(desk, olga, replace(AUDITOR, email=HERS), replace(AUDITOR, has_role=has_role))
    waiting = set(desk.session.scalars(sa.select(ParkedMembership.email)))
    assert waiting == {olga.email} | ({MARRIED.email} if has_role else set())


def test_news_without_an_id_leave_others_waiting_who_have_none(desk: Desk) -> None:
    olga = replace(AUDITOR, email="olga@desk.example", external_user_id=None)
    hear(desk, olga, replace(olga, email=HERS), replace(olga, email=HERS, has_role=False))
    assert desk.session.scalars(sa.select(ParkedMembership.email)).all() == [olga.email]
