"""What a worker does in turn. A round that is to be worked on belongs into `every_round`, a line each."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tts.domain.permissions import SYSTEM
from tts.domain.zones import UTC_ZONE
from tts.queries.audit import anchor_of
from tts.queries.leaves import unnoticed_returns
from tts.services.audit import write_anchor
from tts.services.marks import sweep_marks
from tts.services.moving import carry_movings
from tts.services.notifications import Compose, hand_out_notices
from tts.services.people import welcome_back
from tts.services.transaction import AnySession
from tts.services.workers import tidy_up

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
Stop = Callable[[], bool]
Run = Callable[[AnySession, Clock, Stop], "RoundResult"]
BATCH = 50
PATIENCE = timedelta(minutes=1)
TIDIED_EVERY = timedelta(hours=1)


class Count(StrEnum):
    """Which of a worker's counts a round adds to."""

    MARKED = "marked"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class RoundResult:
    """What a round did and could not do; `lateness`: how late the first thing was found, if any was."""

    done: int = 0
    failed: int = 0
    lateness: timedelta | None = None

    def __add__(self, later: RoundResult) -> RoundResult:
        """Both together; how late the later one found things, if it found any."""
        lateness = self.lateness if later.lateness is None else later.lateness
        return RoundResult(self.done + later.done, self.failed + later.failed, lateness)


@dataclass(frozen=True, slots=True)
class Round:
    """A piece of work by name. `run` asks `stop()` after each item, outside of any transaction."""

    name: str
    run: Run
    adds_to: Count | None = None


def every_round(
    worker: str,
    deliveries: Run | None = None,
    compose: Compose | None = None,
    *,
    reading: Run | None = None,
    has_service: bool = False,
    zone: ZoneInfo = UTC_ZONE,
) -> tuple[Round, ...]:
    """The rounds of a worker of that name, in their order; `deliveries` where something is to leave.

    `compose` writes the letters of notifications, where mail leaves. `reading` takes in what comes through
    the broker, if there is one; `has_service` says that notices go on to the Notification service; `zone` is
    the company's.
    """
    leaving = () if deliveries is None else (Round("deliveries", deliveries, Count.DELIVERED),)
    coming = () if reading is None else (Round("messages of other systems", reading),)
    return (
        *coming,
        Round("marks", MarkRound(worker).run, Count.MARKED),
        Round("notifications", NoticeRound(compose, has_service=has_service, zone=zone).run),
        *leaving,
        Round(MovingRound.name, MovingRound().run),
        Round("returns from leave", ReturnRound().run),
        Round("daily anchor", AnchorRound().run),
        Round("tidying", TidyRound().run),
    )


class MarkRound:
    """The sweep: marks that are due fire."""

    def __init__(self, worker: str) -> None:
        self.worker = worker

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """One pass over everything due."""
        swept = sweep_marks(session, worker=self.worker, clock=clock, stop=stop)
        return RoundResult(swept.marked, swept.failed, swept.lateness)


class NoticeRound:
    """What acts wrote for people is handed out, in TTS and as letters where mail leaves."""

    def __init__(self, compose: Compose | None, *, has_service: bool, zone: ZoneInfo) -> None:
        self.compose, self.has_service, self.zone = compose, has_service, zone

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """Batch after batch, until nothing waits."""
        done = 0
        while not stop() and (count := self._hand_out(session, clock())):
            done += count
        return RoundResult(done)

    def _hand_out(self, session: AnySession, now: datetime) -> int:
        return hand_out_notices(
            session, compose=self.compose, has_service=self.has_service, zone=self.zone, now=now
        )


class MovingRound:
    """Tickets that somebody has moved to another version of their workflow, one by one."""

    name = "moves to other versions"
    batch = BATCH

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """Some of what is left of the moves at work, so that the other rounds have their turn."""
        carried = carry_movings(session, clock=clock, stop=stop, batch=self.batch)
        return RoundResult(carried.done, carried.failed)


class ReturnRound:
    """People whose leave is over get what waits; one that fails is left alone for a minute."""

    def __init__(self) -> None:
        self.retry_at: dict[int, datetime] = {}

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """Welcome those who came back, a few dozen a pass."""
        now = clock()
        self.retry_at = {leave_id: at for leave_id, at in self.retry_at.items() if at > now}
        found = unnoticed_returns(session, now=now, limit=BATCH, without=list(self.retry_at))
        done = failed = 0
        for leave_id in found:
            if stop():
                break
            is_welcomed = self._welcome(session, leave_id, clock())
            done, failed = done + (is_welcomed is True), failed + (is_welcomed is None)
        return RoundResult(done, failed)

    def _welcome(self, session: AnySession, leave_id: int, now: datetime) -> bool | None:
        """None when it failed; it is tried again after a while."""
        try:
            return welcome_back(session, leave_id, actor=SYSTEM, now=now)
        except Exception:
            log.exception("What waits for who is back from leave %s could not be given out.", leave_id)
            session.rollback()
            self.retry_at[leave_id] = now + PATIENCE
            return None


class AnchorRound:
    """The record's anchor, once a day (UTC); a day that has one costs nothing more."""

    def __init__(self) -> None:
        self.anchored: date | None = None

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """Write today's, unless it stands."""
        now = clock()
        day = now.astimezone(UTC).date()
        if day == self.anchored:
            return RoundResult()
        is_new = anchor_of(session, day) is None and write_anchor(session, actor=SYSTEM, now=now).is_new
        self.anchored = day
        return RoundResult(done=int(is_new))


class TidyRound:
    """What nobody asks for any more goes, once an hour."""

    def __init__(self) -> None:
        self.next_at: datetime | None = None

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """Remove some, if the hour is over."""
        now = clock()
        if self.next_at is not None and now < self.next_at:
            return RoundResult()
        removed = tidy_up(session, now=now)
        self.next_at = None if removed else now + TIDIED_EVERY
        return RoundResult(done=removed)
