"""Logging in: the same for everybody who fails, and slowed down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask

from tests.services.staff import NOW, PASSWORD, AnySession, hire_staff
from tts.domain.errors import TooMany
from tts.domain.permissions import SYSTEM
from tts.extensions import db
from tts.models import LoginAttempt, User
from tts.services.people import contact_for, deactivate_user, passwords, verify_password
from tts.services.people.login import network_of

ANN = "ann@desk.example"


def log_in(
    session: AnySession,
    email: str = ANN,
    password: str = PASSWORD,
    address: str = "10.0.0.1",
    minutes: int = 0,
) -> int | None:
    return verify_password(session, email, password, address, NOW + timedelta(minutes=minutes))


def test_the_right_password_says_who_it_is(session: AnySession) -> None:
    staff = hire_staff(session)
    assert log_in(session) == staff.agent
    assert log_in(session, email="  ANN@desk.EXAMPLE ") == staff.agent


def test_strangers_contacts_and_people_shut_out_are_nobody(session: AnySession) -> None:
    staff = hire_staff(session)
    contact_for(session, "guest@desk.example", "Guest", now=NOW)
    deactivate_user(session, staff.agent, actor=SYSTEM, now=NOW)
    for email in ("nobody@desk.example", "guest@desk.example", ANN, "", "x" * 5000):
        assert log_in(session, email=email) is None


def test_five_failures_make_an_address_wait_even_with_the_right_password(session: AnySession) -> None:
    staff = hire_staff(session)
    for _ in range(5):
        assert log_in(session, password="a guess") is None
    with pytest.raises(TooMany, match="Wait 15 minutes"):
        log_in(session)
    with pytest.raises(TooMany, match="Wait 1 minute,"):
        log_in(session, minutes=14)
    assert log_in(session, minutes=15) == staff.agent


def test_strangers_are_slowed_down_alike(session: AnySession) -> None:
    hire_staff(session)
    for _ in range(5):
        assert log_in(session, email="nobody@desk.example") is None
    with pytest.raises(TooMany):
        log_in(session, email="nobody@desk.example")


def test_a_success_forgets_ones_own_failures_only(session: AnySession) -> None:
    staff = hire_staff(session)
    log_in(session, email="ada@desk.example", password="a guess")
    for _ in range(4):
        log_in(session, password="a guess")
    assert log_in(session) == staff.agent
    assert session.scalars(sa.select(LoginAttempt.email_key)).all() == ["ada@desk.example"]


def test_one_network_cannot_try_many_people(session: AnySession) -> None:
    hire_staff(session)
    for number in range(50):
        log_in(session, email=f"p{number}@desk.example", address=f"2001:db8::{number:x}")
    with pytest.raises(TooMany):
        log_in(session, address="2001:db8::ffff")
    assert log_in(session, address="2001:db8:1::1") is not None


def test_networks_are_told_apart() -> None:
    assert network_of("::ffff:10.0.0.1") == network_of("10.0.0.1") == "10.0.0.1"
    assert network_of("unix:") == "unix:"


def test_simultaneous_guesses_are_all_counted(app: Flask, session: AnySession) -> None:
    hire_staff(session)
    session.rollback()

    def guess(number: int) -> str:
        with app.app_context():
            try:
                verify_password(db.session, ANN, f"guess {number}", "10.0.0.1", NOW)
            except TooMany:
                return "wait"
            return "wrong"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))
    assert answers.count("wrong") == 5


def test_an_older_hash_is_renewed_by_a_log_in(session: AnySession) -> None:
    staff = hire_staff(session)
    before = session.scalar(sa.select(User.password_hash).where(User.id == staff.agent))
    passwords.choose_hasher(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert log_in(session) == staff.agent
    after = session.scalar(sa.select(User.password_hash).where(User.id == staff.agent))
    assert before != after
    assert log_in(session) == staff.agent
