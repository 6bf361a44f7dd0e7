"""A desk behind a real broker, and the neighbours who speak to it."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session, scoped_session

from tests.broker.acquaintance import HearAll, Ids, hear, name_everybody
from tests.broker.neighbours import NOTICES, TO_HDTS, Neighbour
from tests.desk import Desk, open_desk
from tests.fixtures.rabbit import Rabbit
from tts.adapters.broker.reader import QueueReader
from tts.cli.worker.rounds import NoticeRound
from tts.clock import current_time
from tts.services.outbox import deliver_due
from tts.services.people import passwords

Db = scoped_session[Session]


@pytest.fixture(autouse=True)
def _quick_hashes():
    passwords.choose_hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    passwords.choose_hasher(PasswordHasher())


@pytest.fixture
def desk(session: Db) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


@pytest.fixture
def neighbour(rabbit: Rabbit) -> Neighbour:
    """Somebody at the broker."""
    return Neighbour(rabbit.port)


@pytest.fixture
def read(desk: Desk, rabbit: Rabbit) -> Callable[[], int]:
    """Take in what there is in the queues; how many messages."""

    def read_all() -> int:
        reader = QueueReader(rabbit.url)
        try:
            return reader.read(desk.session, current_time, lambda: False, longest=60)
        finally:
            reader.close()
            desk.session.rollback()

    return read_all


@pytest.fixture
def send(desk: Desk, rabbit: Rabbit) -> Callable[[], None]:
    """Hand notices on, and deliver what is due to the neighbours."""
    from tts.adapters.couriers import couriers_of

    couriers = couriers_of({"BROKER_URL": rabbit.url, "NOTIFICATION_SERVICE": True})

    def send_all() -> None:
        NoticeRound(None, has_service=True, zone=ZoneInfo("UTC")).run(
            desk.session, current_time, lambda: False
        )
        deliver_due(desk.session, couriers, clock=current_time)
        desk.session.rollback()

    return send_all


@pytest.fixture
def ids(desk: Desk, neighbour: Neighbour, read: Callable[[], int]) -> Ids:
    """Everybody's number at Auth, by first name; no number of ours is among them."""
    found = name_everybody(desk, neighbour, read)
    assert not set(found.values()) & set(desk.cast.user_ids.values())
    return found


@pytest.fixture
def hear_all(neighbour: Neighbour, send: Callable[[], None]) -> HearAll:
    """What the Notification service is told, all of it since the last time."""
    return lambda: hear(neighbour, NOTICES, send)


@pytest.fixture
def hear_hdts(neighbour: Neighbour, send: Callable[[], None]) -> HearAll:
    """What HDTS is told, all of it since the last time."""
    return lambda: hear(neighbour, TO_HDTS, send)
