"""What the API says of itself is true, whoever asks: Schemathesis tries every door with all its checks.

An admin's runs try chains of calls and, in four parts, every boundary of every value; the others, who are
refused most of it, are asked less: an agent half of the doors, a requester the others.
"""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.api.asking import Depth, PlainClient, ask_everything, failures_of, statuses_of
from tests.cast import MORNING, Cast
from tests.desk import Desk, open_desk
from tests.services.neighbours import await_answer, open_ending_desk
from tts.api.contract.doors import DOORS
from tts.api.contract.openapi import address_of
from tts.api.pace import Pace
from tts.clock import current_time
from tts.models import AccessToken
from tts.services.external import create_credential

Db = scoped_session[Session]
FAR_ID = 2_000_000_000
KEEP = f"""CREATE TRIGGER keep_token BEFORE UPDATE OF revoked_at ON access_token WHEN old.id = {FAR_ID}
BEGIN SELECT RAISE(IGNORE); END"""
"""What was found in one answer is tried at the next door: the run's own token must outlive that."""

ADDRESSES = sorted({address_of(door) for door in DOORS})
PARTS = 4
EVERYTHING = "act design people read"
BOUNDARIES = Depth(questions=1, boundaries=True)
CHAINS = Depth(questions=3, chains=3)
BRIEF = Depth(questions=3)
MANY = Depth(questions=20, boundaries=True)


@pytest.fixture
def desk(app: Flask, session: Db, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with some tickets, and no limit to how fast it may be asked."""
    monkeypatch.setattr("schemathesis.python.wsgi.get_client", PlainClient)
    app.extensions["api_pace"] = Pace(0)
    desk = open_desk(session)
    for _ in range(5):
        desk.submit()
    desk.submit(department="Nowhere")
    return desk


def give_token(session: Db, cast: Cast, name: str, scopes: list[str]) -> dict[str, str]:
    """The header by which that person is known."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    token = AccessToken(
        id=FAR_ID, user_id=cast.user_ids[name], token_hash=digest, created_at=MORNING, scopes=scopes
    )
    session.add(token)
    session.execute(sa.text(KEEP))
    session.commit()
    return {"Authorization": f"Bearer {name}"}


def is_for(name: str, every: int, address: str) -> bool:
    """Whether that person asks this door: an agent those that a requester does not, whatever comes anew."""
    return zlib.crc32(address.encode()) % every == (name == "Alice")


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("name", "scopes", "depth", "every", "answered"),
    [
        ("Ada", EVERYTHING, CHAINS, 1, {200, 201, 404, 409, 422}),
        ("Alice", EVERYTHING, BRIEF, 2, {200, 201, 403, 404}),
        ("Rita", EVERYTHING, BRIEF, 2, {200, 201, 403, 404}),
        ("Cora", "read", BRIEF, 3, {200, 403}),
    ],
)
def test_every_door_keeps_its_promises(
    app: Flask, session: Db, desk: Desk, name: str, scopes: str, depth: Depth, every: int, answered: set[int]
) -> None:
    headers = give_token(session, desk.cast, name, scopes.split())
    addresses = [each for each in ADDRESSES if each == "/api/tickets/" or is_for(name, every, each)]
    assert_kept(ask_everything(app, headers, depth, only=addresses), answered)
    assert app.test_client().get("/api/me/", headers=headers).status_code == 200


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("part", range(PARTS))
def test_promises_are_kept_at_every_boundary(app: Flask, session: Db, desk: Desk, part: int) -> None:
    headers = give_token(session, desk.cast, "Ada", EVERYTHING.split())
    happened = ask_everything(app, headers, BOUNDARIES, only=ADDRESSES[part::PARTS])
    assert_kept(happened, {200, 401, 404, 405, 412, 415, 422})


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("system", ["ams", "bms"])
def test_what_other_systems_are_promised_is_kept(
    app: Flask, session: Db, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr("schemathesis.python.wsgi.get_client", PlainClient)
    desk = open_ending_desk(session, {"ams": "asset", "bms": "budget"}[system])
    await_answer(desk)
    secret = create_credential(session, system, "", actor=desk.cast.ada, now=current_time())
    addresses = sorted({address_of(door) for door in DOORS if system in door.systems})
    happened = ask_everything(app, {"X-API-Key": secret}, MANY, only=addresses)
    found = assert_kept(happened, {404, 422})
    assert found[401] < found.total() / 2, found


def assert_kept(happened: list[Any], answered: set[int]) -> Counter[int]:
    """No promise was broken, and each of those statuses was met; how often each was."""
    failures = failures_of(happened)
    assert not failures, "\n\n".join([*failures[:20], f"{len(failures)} in all"])
    assert answered <= set(found := statuses_of(happened)), found
    return found
