"""Coming in by OpenID Connect: which account a log-in may have."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.services.staff import NOW, AnySession, hire_staff
from tts.domain.errors import Invalid, NotPermitted
from tts.domain.permissions import SYSTEM
from tts.models import User
from tts.services.people import (
    Claimed,
    add_member,
    bearer_of,
    contact_for,
    create_token,
    sign_in,
    verify_password,
)

ANN = Claimed("https://id.example", "8f3", "Ann@Desk.example", True, "Ann")


def come(session: AnySession, claimed: Claimed = ANN, by_email: bool = False) -> int:
    return sign_in(session, claimed, links_by_email=by_email, now=NOW)


def test_an_account_is_linked_by_a_verified_address_where_the_setting_allows_it(session: AnySession) -> None:
    staff = hire_staff(session)
    for claimed, by_email in ((ANN, False), (replace(ANN, is_verified=False), True)):
        with pytest.raises(NotPermitted, match="not linked to this log-in"):
            come(session, claimed, by_email)
    assert come(session, by_email=True) == staff.agent
    assert come(session, replace(ANN, email="", is_verified=False)) == staff.agent


def test_a_linked_account_is_no_other_subjects_and_no_other_issuers(session: AnySession) -> None:
    hire_staff(session)
    come(session, by_email=True)
    for other in (replace(ANN, subject="9a1"), replace(ANN, issuer="https://other.example")):
        with pytest.raises(NotPermitted):
            come(session, other, by_email=True)


def test_a_contact_becomes_the_person_once_the_address_is_verified(session: AnySession) -> None:
    guest = contact_for(session, "ann@desk.example", "Ann", now=NOW)
    with pytest.raises(NotPermitted):
        come(session, replace(ANN, is_verified=False))
    assert come(session) == guest


def test_a_contact_with_a_role_is_not_taken_over_by_address(session: AnySession) -> None:
    staff = hire_staff(session)
    guest = contact_for(session, "guest@desk.example", "Guest", now=NOW)
    add_member(session, staff.agent_role, guest, actor=SYSTEM, now=NOW)
    with pytest.raises(NotPermitted):
        come(session, replace(ANN, email="guest@desk.example"))


def test_who_comes_by_openid_alone_has_no_password_and_may_have_a_token(session: AnySession) -> None:
    nora = come(session, replace(ANN, email="nora@desk.example", name=""))
    assert session.get_one(User, nora).name == "nora"
    assert verify_password(session, "nora@desk.example", "anything at all", "10.0.0.1", NOW) is None
    token = create_token(session, nora, actor=SYSTEM, now=NOW).token
    bearer = bearer_of(session, token, NOW)
    assert bearer is not None
    assert bearer.user_id == nora


def test_a_log_in_without_a_usable_address_makes_nobody(session: AnySession) -> None:
    before = session.scalar(sa.select(sa.func.count()).select_from(User))
    with pytest.raises(NotPermitted, match="does not tell your e-mail address"):
        come(session, replace(ANN, email=""))
    with pytest.raises(Invalid, match="is not an e-mail address"):
        come(session, replace(ANN, email="' OR 1=1 --"))
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == before
