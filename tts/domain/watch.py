"""What a sweep looks at for one task: both clocks, what was told of so far, an escalation nobody answered.

While a pause runs nothing comes due; a mark whose moment lies before the pause comes when the clocks go on,
or with the end of the visit. A sweep finds a task by `next_mark_at` alone (rules.md sections 4 and 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tts.domain.clocks import Clock
from tts.domain.marks import (
    PERCENTS,
    DueMark,
    Mark,
    RunningClock,
    Scope,
    due_marks,
    mark_times,
    reminder_at,
    within_reach,
)


@dataclass(frozen=True, slots=True)
class Watch:
    """A task under watch. `step_mark` and `ticket_mark` are the highest percent told of so far.

    `unanswered_since` is when the open escalation was raised, None once somebody answered it or was reminded;
    `share` is the step's whole share, after which that reminder comes.
    """

    clock: Clock
    step_mark: int = 0
    ticket_mark: int = 0
    unanswered_since: datetime | None = None
    share: timedelta | None = None

    def left(self, scope: Scope) -> tuple[int, ...]:
        """The percents of a clock that were not told of."""
        told = self.step_mark if scope is Scope.STEP else self.ticket_mark
        return tuple(percent for percent in PERCENTS if percent > told)


def next_mark_at(watch: Watch) -> datetime | None:
    """When there is something to do: a mark not told of, or the reminder; None while both clocks stand."""
    if watch.clock.paused_at is not None:
        return None
    firsts = {scope: watch.left(scope)[:1] for scope in Scope}
    return min((at for at in (*_times(watch, firsts).values(), reminder_of(watch)) if at), default=None)


def is_due(watch: Watch, now: datetime) -> bool:
    """Whether a sweep would do anything now."""
    at = next_mark_at(watch)
    return at is not None and at <= now


def marks_due(watch: Watch, now: datetime) -> tuple[DueMark, ...]:
    """The marks whose moment has come and that were not told of, in the order of their moments.

    While a pause runs these are the ones reached before it, which are left to whoever ends the visit.
    """
    clocks = _clocks(watch)
    percents = {scope: within_reach(clocks[scope], watch.left(scope), now) for scope in Scope}
    return due_marks(_times(watch, percents), (), now)


def reminder_of(watch: Watch) -> datetime | None:
    """When an escalation nobody answered is told of a second time: another whole step share after it."""
    if watch.unanswered_since is None:
        return None
    return reminder_at(watch.unanswered_since, watch.share, watch.clock.calendar, watch.clock.all_pauses)


def is_reminder_due(watch: Watch, now: datetime) -> bool:
    """Whether that moment has come while the clocks run."""
    at = reminder_of(watch)
    return watch.clock.paused_at is None and at is not None and at <= now


def after_marks(watch: Watch, fired: Iterable[DueMark]) -> Watch:
    """The watch once these marks are told of."""
    for due in fired:
        if due.mark.scope is Scope.STEP:
            watch = replace(watch, step_mark=max(watch.step_mark, due.mark.percent))
        else:
            watch = replace(watch, ticket_mark=max(watch.ticket_mark, due.mark.percent))
    return watch


def _times(watch: Watch, percents: Mapping[Scope, Sequence[int]]) -> dict[Mark, datetime]:
    clocks = _clocks(watch)
    return {
        mark: at for scope in Scope for mark, at in mark_times(clocks[scope], scope, percents[scope]).items()
    }


def _clocks(watch: Watch) -> dict[Scope, RunningClock]:
    clock = watch.clock
    return {
        Scope.STEP: RunningClock(clock.entered_at, clock.budget, clock.calendar, clock.all_pauses),
        Scope.TICKET: RunningClock(clock.bound_at, clock.sla, clock.calendar, clock.all_pauses),
    }
