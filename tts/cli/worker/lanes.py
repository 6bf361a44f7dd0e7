"""Work that may wait for systems outside: each has a lane, so that none waits for another, nor a clock."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from tts.cli.worker.rests import Rests
from tts.cli.worker.rounds import Clock, RoundResult, Run, Stop
from tts.services.transaction import AnySession

log = logging.getLogger(__name__)
MOST = 8


class Lanes:
    """Runs pieces of work by name, `most` at once and never two of one name, each with its own session.

    A run starts what has a free lane and tells what came of those that are over; with `waits` it comes back
    only once all is done. Work that fails counts as such and rests a while; the other lanes do not notice.
    `stop()` is asked from every lane, and lets none begin.
    """

    def __init__(self, stop: Stop, *, waits: bool = False, most: int = MOST) -> None:
        self.stop, self.waits, self.most = stop, waits, most
        self._turns = itertools.count(1)
        self._last_turn: dict[str, int] = {}
        self._running: dict[str, _Lane] = {}
        self._rests = Rests()

    def run(self, works: Mapping[str, Run], session: AnySession, clock: Clock) -> RoundResult:
        """Begin with those that wait longest for a lane."""
        done = self._collect()
        for name in self._in_turn(works):
            if self.waits and len(self._running) >= self.most:
                next(iter(self._running.values())).join()
                done += self._collect()
            if self.stop() or len(self._running) >= self.most:
                break
            self._last_turn[name] = next(self._turns)
            self._running[name] = _Lane(name, works[name], session, clock, self.stop)
        return done + self._wait() if self.waits else done

    def _in_turn(self, names: Iterable[str]) -> list[str]:
        free = (name for name in names if name not in self._running and not self._rests.is_resting(name))
        return sorted(free, key=lambda name: self._last_turn.get(name, 0))

    def _wait(self) -> RoundResult:
        for lane in self._running.values():
            lane.join()
        return self._collect()

    def _collect(self) -> RoundResult:
        """What those that are over did."""
        over = [name for name, lane in self._running.items() if not lane.is_alive()]
        return sum((self._end(name, self._running.pop(name)) for name in over), RoundResult())

    def _end(self, name: str, lane: _Lane) -> RoundResult:
        if lane.done is not None:
            self._rests.forget(name)
            return lane.done
        log.warning("The lane “%s” rests for %.0f s.", name, self._rests.begin(name))
        return RoundResult(failed=1)


class _Lane(threading.Thread):
    """One piece of work in a thread, with its own connection; begun at once, ended with the process.

    `done` stays None where it failed.
    """

    def __init__(self, name: str, work: Run, session: AnySession, clock: Clock, stop: Stop) -> None:
        super().__init__(name=name)
        self._work, self._bind = work, session.get_bind()
        self._clock, self._stop_sign = clock, stop
        self.done: RoundResult | None = None
        self.start()

    def run(self) -> None:
        """Work, and keep what became of it for whoever asks: a fault is told at once, for nobody may."""
        try:
            with Session(self._bind) as session:
                self.done = self._work(session, self._clock, self._stop_sign)
        except Exception:
            log.exception("The work of the lane “%s” failed.", self.name)
