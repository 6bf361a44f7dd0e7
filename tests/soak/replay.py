"""The clocks of a ticket, told by its events alone: what the stored due times must equal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tts.domain.clocks import (
    Clock,
    change_promise,
    enter_step,
    pause_clock,
    resume_clock,
    start_clock,
)
from tts.models import Event
from tts.queries.versions import RunningVersion


class Replay:
    """Goes through a ticket's events in their order; `clock` is None before it was bound."""

    def __init__(self, version: RunningVersion, priority: str) -> None:
        self.version, self.priority = version, priority
        self.step = version.graph.start
        self.clock: Clock | None = None
        self.ended_at: datetime | None = None

    def run(self, events: Iterable[Event]) -> Clock | None:
        """The clock after all of them."""
        for event in events:
            getattr(self, f"on_{event.kind.replace('.', '_')}", self.on_other)(event)
        return self.clock

    def on_other(self, event: Event) -> None:
        """Nothing that moves a clock."""

    def on_ticket_matched(self, event: Event) -> None:
        """Both clocks begin."""
        self.clock = start_clock(self.step, self.version.promise(self.priority), event.at)

    def on_item_resolved(self, event: Event) -> None:
        """The next step is entered; Complete enters none."""
        if "next_step_id" in event.facts and self.clock is not None:
            left, self.step = self.step, self.version.graph.step(event.facts["next_step_id"])
            promise = self.version.promise(self.priority)
            self.clock = enter_step(self.clock, left.step_id, self.step, promise, event.at)

    def on_item_held(self, event: Event) -> None:
        """Both clocks stop."""
        if self.clock is not None:
            self.clock = pause_clock(self.clock, event.at)

    def on_item_resumed(self, event: Event) -> None:
        """Both run on, except at a step that pauses them."""
        if self.clock is not None and not self.step.pauses_clock:
            self.clock = resume_clock(self.clock, event.at)

    def on_ticket_priority_changed(self, event: Event) -> None:
        """Counted from the binding again."""
        self.priority = event.became or ""
        if self.clock is not None:
            promise = self.version.promise(self.priority)
            self.clock = change_promise(self.clock, self.step.step_id, promise)

    def on_ticket_reopened(self, event: Event) -> None:
        """The time closed was a pause."""
        if self.clock is not None:
            clock = resume_clock(self.clock, event.at, since=self.ended_at)
            self.clock = pause_clock(clock, event.at) if self.step.pauses_clock else clock

    def _end(self, event: Event) -> None:
        self.ended_at = event.at

    on_ticket_completed = on_ticket_withdrawn = on_ticket_cancelled = _end
