"""A broker that goes away and comes back, as admins are told of it though nobody sends anything."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.cli.test_worker_processes import eventually, running
from tests.desk import Desk
from tests.fixtures.rabbit import Rabbit
from tts.adapters.broker.line import BrokerAway
from tts.adapters.broker.reader import QueueReader
from tts.cli.worker.reading import ReadRound
from tts.clock import current_time
from tts.domain.permissions import SYSTEM
from tts.queries.integrations import traffic_now
from tts.queries.neighbours import Neighbour, NeighbourState, list_neighbours
from tts.queries.outbox import outbox_overview

pytestmark = pytest.mark.databases("sqlite")
THROUGH_IT = ("broker", "auth", "hdts", "notification")
AWAY, BACK = {NeighbourState.MUTE}, {NeighbourState.UNTRIED}


def neighbours(desk: Desk, rabbit: Rabbit) -> list[Neighbour]:
    """Who is reached through the broker."""
    desk.session.rollback()
    config: dict[str, Any] = {"BROKER_URL": rabbit.url, "NOTIFICATION_SERVICE": True}
    traffic = traffic_now(desk.session, SYSTEM)
    found = list_neighbours({**config, "CONFIGURED_SYSTEMS": frozenset()}, traffic, 0)
    return [one for one in found if one.key in THROUGH_IT]


def states(desk: Desk, rabbit: Rabbit) -> set[NeighbourState]:
    return {one.state(current_time()) for one in neighbours(desk, rabbit)}


@pytest.fixture
def pass_once(desk: Desk, rabbit: Rabbit, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A pass of the worker over the queues, without its rest after one that failed."""
    monkeypatch.setattr("tts.cli.worker.reading.REST", 0.0)
    reader = QueueReader(rabbit.url)
    reading = ReadRound(reader, BrokerAway)

    def run() -> None:
        reading.run(desk.session, current_time, lambda: False)

    yield run
    reader.close()


def test_everybody_behind_a_broker_that_is_away_is_told_as_unreached_until_it_is_back(
    desk: Desk, rabbit: Rabbit, pass_once: Callable[[], None]
) -> None:
    pass_once()
    assert states(desk, rabbit) == BACK
    rabbit.stop()
    pass_once()
    assert states(desk, rabbit) == AWAY
    assert all("RabbitMQ at 127.0.0.1" in str(one.going.reason) for one in neighbours(desk, rabbit))
    assert [one.name for one in outbox_overview(desk.session, SYSTEM).destinations] == []
    rabbit.start()
    pass_once()
    assert states(desk, rabbit) == BACK


def test_the_engine_of_celery_tells_it_too(
    desk: Desk, rabbit: Rabbit, tts_environment: dict[str, str]
) -> None:
    with running("tts", "celery", environment={**tts_environment, "TTS_BROKER_URL": rabbit.url}) as process:
        rabbit.stop()
        eventually(lambda: states(desk, rabbit) == AWAY, desk.session, seconds=60)
        rabbit.start()
        eventually(lambda: states(desk, rabbit) == BACK, desk.session, seconds=60)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
