"""One ticket's events gone through one by one: which marks each stretch of them had to bring, and did.

The clocks come from the acts alone; what was told of is compared with them and never taken from the task, so
nothing here depends on how a sweep finds its work. What is found is a sentence for each fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from tts.domain.clocks import Clock
from tts.domain.graph import Step
from tts.domain.marks import Mark, RunningClock, Scope, mark_times, reminder_at
from tts.domain.replay import Replay
from tts.models import Event
from tts.queries.versions import RunningVersion

MARKS = ("clock.warned", "clock.breached")
ENDS = ("ticket.completed", "ticket.closed", "ticket.withdrawn", "ticket.cancelled")
SETTLES = ("item.resolved", "ticket.priority_changed", *ENDS)
"""Acts before which every mark that was reached must have been told of."""


class Almanac:
    """Goes through the events of one ticket in their order."""

    def __init__(self, version: RunningVersion) -> None:
        self.replay = Replay(version)
        self.version = version
        self.visit = 1
        self.told: set[tuple[Mark, int]] = set()
        self.promised_at: datetime | None = None
        self.owed_since: datetime | None = None
        self.has_gone_up = False
        self.raised_at: datetime | None = None
        self.is_answered = False
        self.is_open = False

    def read(self, events: Iterable[Event], end: datetime) -> Iterator[str]:
        """What is wrong in a whole chain, if everything due by `end` was swept."""
        for event in events:
            if event.kind in MARKS:
                yield from self._check_mark(event)
            elif event.kind == "escalation.reminded":
                yield from self._check_reminder(event)
            elif event.kind == "item.escalated":
                yield from self._check_escalation(event)
            else:
                yield from self._check_settled(event)
                self._move(event)
        yield from self._check_owed("the end")
        if self.is_open:
            yield from self._missing_marks(end, "the end")
            yield from self._missing_reminder(end, "the end")

    @property
    def clock(self) -> Clock | None:
        """The clocks as the acts so far left them."""
        return self.replay.clock

    @property
    def step(self) -> Step:
        """Where the ticket is."""
        return self.replay.step

    def moments(self) -> dict[Mark, datetime]:
        """When each mark of both clocks is reached, as it stands."""
        clock = self.clock
        if clock is None:
            return {}
        pauses = clock.all_pauses
        step = RunningClock(clock.entered_at, clock.budget, clock.calendar, pauses)
        ticket = RunningClock(clock.bound_at, clock.sla, clock.calendar, pauses)
        return {**mark_times(step, Scope.STEP), **mark_times(ticket, Scope.TICKET)}

    def reminder(self) -> datetime | None:
        """When the open escalation is reminded of, unless somebody answered it."""
        clock = self.clock
        if clock is None or clock.paused_at is not None or self.raised_at is None or self.is_answered:
            return None
        share = self.version.promise(self.replay.priority).shares.get(self.step.step_id)
        return reminder_at(self.raised_at, share, clock.calendar, clock.all_pauses)

    def _key(self, mark: Mark) -> tuple[Mark, int]:
        return mark, self.visit if mark.scope is Scope.STEP else 0

    def _check_mark(self, event: Event) -> Iterator[str]:
        mark = Mark(Scope(event.facts["scope"]), event.facts["percent"])
        name, reached_at = f"{mark.scope} {mark.percent} of visit {self.visit}", self.moments().get(mark)
        if self._key(mark) in self.told:
            yield f"{name} came twice"
        self.told.add(self._key(mark))
        if reached_at is None or reached_at > event.at or not self.is_open:
            yield f"{name} came at {event.at}, it is reached at {reached_at}"
            return
        if (event.facts["reached_at"], event.facts["visit"]) != (reached_at.isoformat(), self.visit):
            yield f"{name} tells {event.facts}, it is reached at {reached_at}"
        if mark.is_breach:
            yield from self._check_breach(event, mark, reached_at)

    def _check_breach(self, event: Event, mark: Mark, reached_at: datetime) -> Iterator[str]:
        """It is of the moment the time was used up, or of the change that took the time away."""
        since = max(reached_at, self.promised_at or reached_at)
        if event.facts["breached_at"] != since.isoformat():
            yield f"the breach of visit {self.visit} is of {event.facts['breached_at']}, not of {since}"
        if mark.escalates and event.actor_id is None and self.step.escalate_to and self.raised_at is None:
            self.owed_since = event.at

    def _check_escalation(self, event: Event) -> Iterator[str]:
        if event.facts["by_breach"]:
            if event.at != self.owed_since or self.has_gone_up:
                yield f"visit {self.visit} went up at {event.at}, its breach was told at {self.owed_since}"
            self.owed_since, self.has_gone_up = None, True
        yield from self._check_owed(event.kind)
        self.raised_at, self.is_answered = event.at, False

    def _check_reminder(self, event: Event) -> Iterator[str]:
        at = self.reminder()
        if at is None or at > event.at:
            yield f"the reminder came at {event.at}, it is due at {at}"
        self.is_answered = True

    def _check_settled(self, event: Event) -> Iterator[str]:
        yield from self._check_owed(event.kind)
        if event.kind in SETTLES and self.is_open:
            yield from self._missing_marks(event.at, event.kind)
        if event.kind == "ticket.priority_changed":
            yield from self._missing_reminder(event.at, event.kind)

    def _check_owed(self, before: str) -> Iterator[str]:
        if self.owed_since is not None:
            yield f"visit {self.visit} broke its promise at {self.owed_since} and {before} came first"

    def _missing_marks(self, by: datetime, before: str) -> Iterator[str]:
        """A running pause leaves what was reached before it to whatever ends the pause or the visit."""
        if before == "the end" and self.clock is not None and self.clock.paused_at is not None:
            return
        for mark, at in self.moments().items():
            if at <= by and self._key(mark) not in self.told:
                yield f"{mark.scope} {mark.percent} of visit {self.visit} is missing before {before} ({at})"

    def _missing_reminder(self, by: datetime, before: str) -> Iterator[str]:
        at = self.reminder()
        if at is not None and at <= by:
            yield f"the reminder of {at} is missing before {before}"

    def _move(self, event: Event) -> None:
        """What the act changes: the clocks, the visit, the open escalation."""
        self.replay.run([event])
        if event.kind in ("ticket.matched", "ticket.reopened"):
            self.is_open = True
        elif event.kind in ENDS:
            self.is_open = False
        if event.kind == "ticket.priority_changed":
            self.promised_at = event.at
        if event.kind == "item.resolved" and "next_step_id" in event.facts:
            self.visit, self.has_gone_up, self.promised_at = self.visit + 1, False, None
        if event.kind in ("item.resolved", "item.returned", *ENDS):
            self.raised_at = None
        elif event.kind in ("item.transferred", "ticket.priority_changed"):
            self.is_answered = True
