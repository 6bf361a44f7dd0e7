"""What a clock on a page shows: a kind, a sign, words and how much of the time is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tts.web.words import bar_width, say_span, say_time_left

SOON_SHARE = 0.8
SOON_LEFT = timedelta(minutes=30)
ICONS = {"late": "late", "soon": "soon", "calm": "clock", "wait": "pause", "none": "none"}


@dataclass(frozen=True)
class ClockFace:
    """`kind` is late, soon, calm, wait or none; `used` is 0..100; the bar begins at `starts_at`, if known."""

    kind: str
    words: str
    used: int
    starts_at: datetime | None = None

    @property
    def icon(self) -> str:
        """The name of the sign beside the words."""
        return ICONS[self.kind]


def read_clock(
    due_at: datetime | None,
    now: datetime,
    started_at: datetime | None = None,
    share: timedelta | None = None,
    left: timedelta | None = None,
    state: str | None = None,
) -> ClockFace:
    """Return the face of a clock.

    `share` is the whole time promised (it wins over `started_at` for the bar, as an earlier visit may have
    used some); `left` is what remains while the clock stands still and `state` why ("on hold"). Soon means
    from 80 % on, the first warning; without a known start, in the last half hour.
    """
    if state or (due_at is None and left is not None):
        return _standing_clock(state or "on hold", share, left)
    if due_at is None:
        return ClockFace("none", "no promise", 0)
    begun_at = due_at - share if share else started_at
    used = _used_share(begun_at, due_at, now)
    words = say_time_left(due_at, now)
    if now >= due_at:
        return ClockFace("late", words, 100, begun_at)
    is_soon = used >= SOON_SHARE if begun_at else due_at - now <= SOON_LEFT
    return ClockFace("soon" if is_soon else "calm", words, bar_width(used), begun_at)


def _standing_clock(state: str, share: timedelta | None, left: timedelta | None) -> ClockFace:
    if left is None:
        return ClockFace("wait", state, 0)
    ending = "late" if left < timedelta(0) else "left"
    used = bar_width(1 - left / share) if share else 0
    return ClockFace("wait", f"{state}, {say_span(left)} {ending}", used)


def _used_share(begun_at: datetime | None, due_at: datetime, now: datetime) -> float:
    if begun_at is None or due_at <= begun_at:
        return 0.0
    return (now - begun_at) / (due_at - begun_at)
