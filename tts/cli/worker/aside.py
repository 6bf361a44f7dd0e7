"""A round that may wait for systems outside: it runs in a thread of its own, so no clock waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from sqlalchemy.orm import Session

from tts.cli.worker.rounds import Clock, RoundResult, Run, Stop
from tts.services.transaction import AnySession

log = logging.getLogger(__name__)


class Aside:
    """Starts `work` aside, with a session of its own; each pass collects what the last one came to."""

    def __init__(self, work: Run, stop: Stop) -> None:
        self.work, self.stop = work, stop
        self._running: _Pass | None = None

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """What the pass before did, once it is over; then another begins. Raises what it raised."""
        before = self._running
        if before is not None and before.is_alive():
            return RoundResult()
        self._running = None if stop() else _Pass(lambda own: self.work(own, clock, self.stop), session)
        return RoundResult() if before is None else before.result()


class _Pass(threading.Thread):
    """One pass in a thread, with its own connection; begun at once, ended with the process."""

    def __init__(self, work: Callable[[Session], RoundResult], session: AnySession) -> None:
        super().__init__(name="aside")
        self._work, self._bind = work, session.get_bind()
        self._done = RoundResult()
        self._error: Exception | None = None
        self.start()

    def run(self) -> None:
        """Work, and keep what became of it for whoever asks: after the last pass nobody may."""
        try:
            with Session(self._bind) as session:
                self._done = self._work(session)
        except Exception as error:
            log.exception("A pass aside failed.")
            self._error = error

    def result(self) -> RoundResult:
        """What it did; raises what it raised."""
        if self._error is not None:
            raise self._error
        return self._done
