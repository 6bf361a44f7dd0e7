"""What a clock on a page shows: a kind, a sign, words and how much of the time is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tts.domain.clock_use import percent_of, use_of
from tts.domain.marks import RunningClock
from tts.web.words import say_span, say_time_left

NOTHING = timedelta(0)
ICONS = {"late": "late", "soon": "soon", "calm": "clock", "wait": "pause", "none": "none"}


@dataclass(frozen=True)
class ClockFace:
    """`kind` is late, soon, calm, wait or none; `used` is 0..100; at `soon_at` calm becomes soon.

    `has_hours`: only the hours of a calendar count, so the time until it is due is not all left.
    """

    kind: str
    words: str
    used: int
    soon_at: datetime | None = None
    has_hours: bool = False

    @property
    def icon(self) -> str:
        """The name of the sign beside the words."""
        return ICONS[self.kind]


def read_clock(
    due_at: datetime | None,
    now: datetime,
    running: RunningClock | None = None,
    left: timedelta | None = None,
    state: str | None = None,
) -> ClockFace:
    """Return the face of a clock.

    `running` is what the due time follows from; the bar and the first warning at 80 % are reckoned from it,
    as the marks are. `left` is what remains while the clock stands still and `state` why ("on hold").
    """
    if state or (due_at is None and left is not None):
        return _standing_clock(state or "on hold", running, left)
    if due_at is None:
        return ClockFace("none", "never due" if running and running.budget else "no promise", 0)
    has_hours = running is not None and running.calendar is not None
    words = say_time_left(due_at, now, has_hours)
    if now >= due_at:
        return ClockFace("late", words, 100, has_hours=has_hours)
    use = use_of(running, now) if running else None
    if use is None:
        return ClockFace("calm", words, 0)
    is_soon = use.soon_at is not None and use.soon_at <= now
    return ClockFace("soon" if is_soon else "calm", words, use.percent, use.soon_at, has_hours)


def _standing_clock(state: str, running: RunningClock | None, left: timedelta | None) -> ClockFace:
    if left is None:
        return ClockFace("wait", state, 0)
    ending = "late" if left < NOTHING else "left"
    budget = running.budget if running else None
    used = percent_of(budget, budget - left) if budget else 0
    return ClockFace("wait", f"{state}, {say_span(left)} {ending}", used)
