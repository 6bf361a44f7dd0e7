"""The round that takes in what other systems say through the broker."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any, Protocol

from tts.cli.worker.rounds import Clock, RoundResult, Run, Stop
from tts.cli.worker.standing import Standing
from tts.services.transaction import AnySession

log = logging.getLogger(__name__)
LONGEST_PASS = 30.0
REST = 5.0


class Reader(Protocol):
    """Whoever reads the queues."""

    def read(self, session: AnySession, clock: Clock, stop: Stop, *, longest: float) -> int:
        """Take in what comes for so many seconds at most; how many messages."""


class ReadRound:
    """One pass takes in what there is. A broker that is away is told of once, and asked after a rest."""

    def __init__(self, reader: Reader, away: type[Exception]) -> None:
        self.reader, self.away = reader, away
        self._again_at = 0.0
        self._is_away = False
        self._standing = Standing()

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """What was taken in, of which the sender may have more."""
        if time.monotonic() < self._again_at:
            return RoundResult()
        try:
            done = self.reader.read(session, clock, stop, longest=LONGEST_PASS)
        except self.away as error:
            self._standing.tell(session, str(error), now=clock())
            return self._rest(error)
        self._standing.tell(session, None, now=clock())
        if self._is_away:
            log.info("RabbitMQ answers again.")
        self._is_away = False
        return RoundResult(done)

    def _rest(self, error: Exception) -> RoundResult:
        self._again_at = time.monotonic() + REST
        if self._is_away:
            return RoundResult()
        log.warning("%s; asked again until it does.", error)
        self._is_away = True
        return RoundResult(failed=1)


def reading_of(config: Mapping[str, Any]) -> Run | None:
    """The round, where Flask's configuration names a broker; without one nothing of Celery is loaded."""
    url = config.get("BROKER_URL")
    if not url:
        return None
    from tts.adapters.broker.line import BrokerAway
    from tts.adapters.broker.reader import QueueReader

    return ReadRound(QueueReader(url), BrokerAway).run
