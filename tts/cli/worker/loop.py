"""The worker itself: its rounds in turn, again and again, and a sign of life now and then."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from tts.cli.worker.rests import Rests
from tts.cli.worker.rounds import Clock, Round, RoundResult
from tts.cli.worker.stop_sign import StopSign
from tts.cli.worker.words import say_result
from tts.services.transaction import AnySession
from tts.services.workers import Tally, note_worker

log = logging.getLogger(__name__)
PAUSE = 1.0
BEAT = 5.0
Done = tuple[Round, RoundResult]


def make_name() -> str:
    """Host, process and a little chance: no two workers ever have the same."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


class Worker:
    """Runs rounds until its stop sign is set. Moments come from `clock`; only waiting asks the machine."""

    def __init__(
        self, session: AnySession, name: str, rounds: Sequence[Round], *, clock: Clock, stop: StopSign
    ) -> None:
        self.session, self.name, self.rounds, self.clock, self.stop = session, name, rounds, clock, stop
        self.tally = Tally()
        self.rests = Rests()
        self.started_at = clock()
        self._signed_at: float | None = None

    def run(self) -> None:
        """Work until told to stop, and say so in its row."""
        self.begin()
        while not self.stop():
            if not any(result.done for _, result in self.work_once()):
                self.stop.wait(PAUSE)
        self.end()

    def begin(self) -> None:
        """Appear among the workers; raises when the database cannot be used."""
        self._note()
        log.info("Worker %s started.", self.name)

    def end(self) -> None:
        """Say that it stopped."""
        self._give_sign(has_stopped=True)
        log.info("Worker %s stopped.", self.name)

    def work_once(self) -> list[Done]:
        """One pass: every round once, whatever becomes of the others; what each did."""
        is_first = self.tally.swept_at is None
        self.tally.swept_at = self.clock()
        done = [(one, self._run_round(one)) for one in self.rounds if not self.stop()]
        self._beat(at_once=is_first)
        return done

    def _run_round(self, one: Round) -> RoundResult:
        if self.rests.is_resting(one.name):
            return RoundResult()
        try:
            result = one.run(self.session, self.clock, self._must_stop)
            self.rests.forget(one.name)
        except Exception:
            log.exception("The round “%s” failed; it rests for %.0f s.", one.name, self.rests.begin(one.name))
            result = RoundResult(failed=1)
        finally:
            self.session.close()
        self._count(one, result)
        return result

    def _count(self, one: Round, result: RoundResult) -> None:
        self.tally.failed += result.failed
        if one.adds_to:
            setattr(self.tally, one.adds_to, getattr(self.tally, one.adds_to) + result.done)
        if result.lateness is not None:
            self.tally.lateness = result.lateness
        if result.done or result.failed:
            log.info("%s", say_result(one, result))

    def _must_stop(self) -> bool:
        """What rounds ask after each item; the sign of life is given here too, however long a round takes."""
        self._beat()
        return self.stop()

    def _beat(self, *, at_once: bool = False) -> None:
        if at_once or self._signed_at is None or time.monotonic() - self._signed_at >= BEAT:
            self._give_sign()

    def _give_sign(self, *, has_stopped: bool = False) -> None:
        try:
            self._note(has_stopped=has_stopped)
        except SQLAlchemyError as error:
            log.warning("The database took no sign of life: %s", type(error).__name__)

    def _note(self, *, has_stopped: bool = False) -> None:
        self._signed_at = time.monotonic()
        note_worker(
            self.session,
            self.name,
            self.tally,
            started_at=self.started_at,
            now=self.clock(),
            has_stopped=has_stopped,
        )
