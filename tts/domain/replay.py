"""The clocks and marks of a ticket, told by its events alone: what the stored values must equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from tts.domain.clocks import (
    ON_HOLD,
    Clock,
    Promise,
    await_answer,
    change_promise,
    end_hold,
    enter_step,
    pause_clock,
    reopen_clock,
    resume_clock,
    start_clock,
)
from tts.domain.ending import say_waiting
from tts.domain.graph import Graph, Step
from tts.domain.marks import Scope
from tts.domain.moving import Landing, move_clock
from tts.domain.watch import Watch
from tts.domain.working_time import Calendar

ANSWERS = frozenset(
    {
        "item.resolved",
        "item.returned",
        "item.transferred",
        "ticket.priority_changed",
        "ticket.closed",
        "ticket.withdrawn",
        "ticket.cancelled",
        "escalation.reminded",
    }
)
"""What answers an escalation, or makes a reminder of it needless."""


class Told(Protocol):
    """An event of a ticket, as far as clocks depend on it."""

    @property
    def kind(self) -> str:
        """What happened."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def became(self) -> str | None:
        """What something is now."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """What else is known of it."""


class Kept(Protocol):
    """A version, as far as clocks depend on it."""

    @property
    def graph(self) -> Graph:
        """Its steps."""

    @property
    def calendar(self) -> Calendar | None:
        """When its time counts."""

    def promise(self, priority: str) -> Promise:
        """What it promises to a priority."""


Find = Callable[[int, int | None], Kept]
"""The version of an id, with the promises of another one where that is named."""


class Replay:
    """Goes through a ticket's events in their order; `clock` is None before it was bound.

    It begins at `version`, the one that took the ticket; `find` gives those that it was moved to.
    """

    def __init__(self, version: Kept, find: Find | None = None) -> None:
        self.version, self.find, self.priority = version, find, ""
        self.step = version.graph.start
        self.clock: Clock | None = None
        self.ended_at: datetime | None = None
        self.marks = {Scope.STEP: 0, Scope.TICKET: 0}
        self.unanswered_since: datetime | None = None
        self._before_moves: list[tuple[Kept, Step, Clock, bool]] = []

    def run(self, events: Iterable[Told]) -> Clock | None:
        """The clock after all of them."""
        for event in events:
            if event.kind == "ticket.submitted":
                self.priority = event.facts["priority"]
            elif event.kind == "ticket.priority_changed":
                self.priority = event.became or ""
            self.clock = self._bound(event) if self.clock is None else self._moved(self.clock, event)
            self._mark(event)
        return self.clock

    @property
    def watch(self) -> Watch | None:
        """What a sweep looks at after all of them; None before the ticket was bound."""
        if self.clock is None:
            return None
        share = self.version.promise(self.priority).shares.get(self.step.step_id)
        marks = self.marks
        return Watch(self.clock, marks[Scope.STEP], marks[Scope.TICKET], self.unanswered_since, share)

    def _mark(self, event: Told) -> None:
        """What was told of, and since when an escalation has had no answer."""
        if event.kind in ("clock.warned", "clock.breached"):
            scope = Scope(event.facts["scope"])
            self.marks[scope] = max(self.marks[scope], event.facts["percent"])
        elif event.kind == "item.escalated":
            self.unanswered_since = event.at
        elif event.kind in ANSWERS:
            self.unanswered_since = None

    def _bound(self, event: Told) -> Clock | None:
        if event.kind != "ticket.matched":
            return None
        promise = self.version.promise(self.priority)
        return start_clock(self.step, promise, event.at, self.version.calendar)

    def _moved(self, clock: Clock, event: Told) -> Clock:
        moves: dict[str, Callable[[Clock, Told], Clock]] = {
            "item.resolved": self._resolve,
            "item.held": lambda clock, event: pause_clock(clock, event.at, ON_HOLD),
            "item.resumed": self._resume,
            "ticket.priority_changed": self._change_priority,
            "ticket.completed": self._complete,
            "ticket.answered": self._answer,
            "ticket.closed": self._end,
            "ticket.withdrawn": self._end,
            "ticket.cancelled": self._end,
            "ticket.reopened": self._reopen,
            "ticket.moved": self._move,
            "ticket.moved_back": self._move_back,
        }
        move = moves.get(event.kind)
        return move(clock, event) if move else clock

    def _resolve(self, clock: Clock, event: Told) -> Clock:
        """The next step is entered; Complete enters none."""
        if "next_step_id" not in event.facts:
            return clock
        left, self.step = self.step, self.version.graph.step(event.facts["next_step_id"])
        self.marks[Scope.STEP] = 0
        return enter_step(clock, left.step_id, self.step, self.version.promise(self.priority), event.at)

    def _resume(self, clock: Clock, event: Told) -> Clock:
        """A step that pauses goes on pausing."""
        return end_hold(clock, self.step, event.at)

    def _change_priority(self, clock: Clock, event: Told) -> Clock:
        return change_promise(clock, self.step.step_id, self.version.promise(self.priority))

    def _complete(self, clock: Clock, event: Told) -> Clock:
        """A ticket that waits for another system has not ended: its clocks stand."""
        system = event.facts.get("waiting_on")
        return await_answer(clock, event.at, say_waiting(system)) if system else self._end(clock, event)

    def _answer(self, clock: Clock, event: Told) -> Clock:
        """The time waited for another system was a pause; the due times are facts again."""
        return self._end(resume_clock(clock, event.at), event)

    def _end(self, clock: Clock, event: Told) -> Clock:
        self.ended_at = event.at
        return clock

    def _reopen(self, clock: Clock, event: Told) -> Clock:
        ended_at, self.ended_at = self.ended_at, None
        return reopen_clock(clock, self.step, ended_at, event.at)

    def _move(self, clock: Clock, event: Told) -> Clock:
        """The visit goes on in another version."""
        self._before_moves.append((self.version, self.step, clock, self.unanswered_since is not None))
        if self.find is None:
            raise LookupError("no version can be asked for but the one that took the ticket")
        facts = event.facts
        self.version = self.find(facts["version_id"], facts["promise_version_id"])
        self.step = self.version.graph.step(facts["step_id"])
        return move_clock(
            clock,
            Landing(
                self.step,
                self.version.promise(self.priority),
                self.version.calendar,
                facts["keep_due"],
                facts["on_hold"],
                {int(old): new for old, new in facts["steps"].items()},
            ),
            event.at,
        )

    def _move_back(self, clock: Clock, event: Told) -> Clock:
        """As it stood before the last move; what was told of since stays told.

        An escalation that the move itself raised ended with it.
        """
        self.version, self.step, before, was_raised = self._before_moves.pop()
        if not was_raised:
            self.unanswered_since = None
        return before
