"""Credentials of other systems: shown once, kept as a hash, two at a time, void at once when revoked."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast, gather_cast
from tests.racing import race
from tts.domain.errors import Invalid, NotFound, NotPermitted
from tts.models import Event, SystemCredential
from tts.services.audit import verify_chain
from tts.services.external import Caller, create_credential, find_caller, revoke_credential
from tts.services.external.credentials import TwoValid

Db = scoped_session[Session]
SECOND = timedelta(seconds=1)


@pytest.fixture
def cast(session: Db) -> Cast:
    """Everybody, stored."""
    return gather_cast(session)


def rows(session: Db) -> list[SystemCredential]:
    """All credentials, fresh."""
    session.expire_all()
    return list(session.scalars(sa.select(SystemCredential).order_by(SystemCredential.id)))


def test_it_is_kept_as_a_hash_and_known_again_by_it_alone(session: Db, cast: Cast) -> None:
    secret = create_credential(session, "ams", "in its vault", actor=cast.ada, now=MORNING)
    (row,) = rows(session)
    assert row.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(session.scalars(sa.select(Event.facts)).all())
    assert find_caller(session, secret, now=MORNING) == Caller("ams", row.id)
    for wrong in ("", secret[:-1], secret.upper(), row.secret_hash, "\ud800"):
        assert find_caller(session, wrong, now=MORNING) is None


def test_two_are_valid_while_the_old_one_gives_way_to_the_new_one(session: Db, cast: Cast) -> None:
    old = create_credential(session, "ams", "old", actor=cast.ada, now=MORNING)
    new = create_credential(session, "ams", "new", actor=cast.ada, now=MORNING)
    with pytest.raises(TwoValid, match="AMS has 2 valid credentials"):
        create_credential(session, "ams", "third", actor=cast.ada, now=MORNING)
    create_credential(session, "bms", "another system", actor=cast.ada, now=MORNING)
    revoke_credential(session, rows(session)[0].id, actor=cast.ada, now=MORNING)
    assert find_caller(session, old, now=MORNING) is None
    assert find_caller(session, new, now=MORNING) is not None
    create_credential(session, "ams", "third", actor=cast.ada, now=MORNING)
    kinds = session.scalars(sa.select(Event.kind).where(Event.stream == "people").order_by(Event.seq)).all()
    assert kinds == [*["credential.created"] * 3, "credential.revoked", "credential.created"]
    assert verify_chain(session, "people", 1).holds


def test_its_last_use_is_noted_once_a_minute(session: Db, cast: Cast) -> None:
    secret = create_credential(session, "bms", "", actor=cast.ada, now=MORNING)
    noted = []
    for seconds in (0, 30, 61):
        find_caller(session, secret, now=MORNING + seconds * SECOND)
        noted.append(rows(session)[0].last_used_at)
    assert noted == [MORNING, MORNING, MORNING + 61 * SECOND]


@pytest.mark.parametrize("name", ["Alice", "Cora", "Max", "Rita", "Otto"])
def test_nobody_but_admins_makes_or_revokes_one(session: Db, cast: Cast, name: str) -> None:
    create_credential(session, "ams", "", actor=cast.ada, now=MORNING)
    with pytest.raises(NotPermitted):
        create_credential(session, "ams", "", actor=cast.actor(name), now=MORNING)
    with pytest.raises(NotPermitted):
        revoke_credential(session, rows(session)[0].id, actor=cast.actor(name), now=MORNING)
    assert [row.revoked_at for row in rows(session)] == [None]


def test_another_system_and_another_number_are_refused_and_revoking_twice_is_once(
    session: Db, cast: Cast
) -> None:
    with pytest.raises(Invalid, match="one of ams, bms"):
        create_credential(session, "erp", "", actor=cast.ada, now=MORNING)
    with pytest.raises(NotFound):
        revoke_credential(session, 99, actor=cast.ada, now=MORNING)
    create_credential(session, "ams", "", actor=cast.ada, now=MORNING)
    for later in (MORNING, MORNING + SECOND):
        revoke_credential(session, rows(session)[0].id, actor=cast.ada, now=later)
    assert rows(session)[0].revoked_at == MORNING


def test_of_four_made_at_once_two_are_valid(session: Db, cast: Cast, database_url: str) -> None:
    ada = cast.ada
    session.commit()
    made = race(database_url, [lambda own: create_credential(own, "ams", "", actor=ada, now=MORNING)] * 4)
    assert sorted(isinstance(one, TwoValid) for one in made) == [False, False, True, True]
    assert len(rows(session)) == 2
