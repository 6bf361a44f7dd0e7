"""Shares of an SLA, the budget of a visit, and durations as people and programs write them.

The rules: a step is due at its entry plus its share, weight x SLA; on coming back only the unspent share is
left, and with under a quarter left the visit gets a quarter as grace.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from tts.domain.graph import PRIORITIES, Id, Step
from tts.domain.problems import plain

LONGEST = timedelta(days=50 * 365)
"""No duration longer than this is read; what is over ten years is a problem of its own (WF171)."""

_CLOCK = re.compile(r"(-)?(?:([0-9]{1,5})[ ])?([0-9]{1,6}):([0-5][0-9]):([0-5][0-9])")
_NUMBER = r"([0-9]{1,9}(?:[.,][0-9]{1,6})?)"
_ISO = re.compile(
    rf"(-)?P(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:T(?=[0-9])(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?",
    re.IGNORECASE,
)
_UNITS = (604_800, 86_400, 3_600, 60, 1)


@dataclass(frozen=True, slots=True)
class Budget:
    """The time a visit to a step may take; `grace` says that it goes beyond the step's share."""

    time: timedelta
    grace: bool


def in_order(step: Step) -> tuple[int, bool, Id]:
    """The sort key of steps: by order, then id (stored ones before new ones)."""
    return (step.order, isinstance(step.step_id, str), step.step_id)


def shares(sla: timedelta, steps: Iterable[Step]) -> dict[Id, timedelta]:
    """Each step's part of the SLA, in whole seconds by largest remainder; steps of weight 0 are absent.

    SLA x weight / sum of weights; ties go by order, then id. The parts add up to the SLA exactly.
    """
    seconds = sla // timedelta(seconds=1)
    weighted = sorted((step for step in steps if step.weight is not None and step.weight > 0), key=in_order)
    if not weighted or seconds <= 0:
        return {}
    parts = _whole_parts([step.weight or Decimal(0) for step in weighted])
    total = sum(parts)
    given = [seconds * part // total for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda index: -(seconds * parts[index] % total))
    for index in by_remainder[: seconds - sum(given)]:
        given[index] += 1
    return {step.step_id: timedelta(seconds=amount) for step, amount in zip(weighted, given, strict=True)}


def _whole_parts(weights: Sequence[Decimal]) -> list[int]:
    """The weights as whole numbers in the same proportions."""
    places = max(0, *(-int(weight.as_tuple().exponent) for weight in weights))
    return [int(weight.scaleb(places)) for weight in weights]


def visit_budget(share: timedelta, spent: timedelta) -> Budget:
    """What a visit may take after earlier ones: the rest of the share, or a quarter as grace if less."""
    left = share - spent
    if left * 4 >= share:
        return Budget(left, grace=False)
    return Budget(timedelta(seconds=-(-share // timedelta(seconds=4))), grace=True)


def due(start: datetime, budget: Budget | timedelta, paused: timedelta = timedelta(0)) -> datetime:
    """When a clock started at `start` runs out, with the paused time put on top; around the clock, in UTC."""
    if start.tzinfo is None:
        raise ValueError("A clock needs a time with its time zone.")
    time = budget.time if isinstance(budget, Budget) else budget
    return start.astimezone(UTC) + time + paused


def parse_duration(text: str) -> timedelta:
    """Read "HH:MM:SS" (hours beyond 24 too) or ISO 8601 ("P1DT2H", "PT4H"); ValueError says what is wrong."""
    if not isinstance(text, str):
        raise ValueError(f"A duration is text such as 04:00:00 or PT4H, not {_short(text)}.")
    trimmed = text.strip()
    found = _read_clock(trimmed)
    if found is None:
        found = _read_iso(trimmed)
    if found is None:
        raise ValueError(
            f"“{_short(trimmed)}” is not a duration: write hours:minutes:seconds, such as 04:00:00, or PT4H."
        )
    if abs(found) > LONGEST:
        raise ValueError(f"“{_short(trimmed)}” is longer than 50 years: write a shorter duration.")
    return found


def _short(value: object) -> str:
    return plain(value[:40]) if isinstance(value, str) else f"a {type(value).__name__}"


def _read_clock(text: str) -> timedelta | None:
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    sign, days, hours, minutes, seconds = match.groups()
    found = timedelta(days=int(days or 0), hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -found if sign else found


def _read_iso(text: str) -> timedelta | None:
    match = _ISO.fullmatch(text)
    if match is None or not any(match.groups()[1:]):
        return None
    seconds = sum(
        (
            Decimal(number.replace(",", ".")) * unit
            for number, unit in zip(match.groups()[1:], _UNITS, strict=True)
            if number
        ),
        Decimal(0),
    )
    if seconds != int(seconds):
        raise ValueError(f"“{_short(text)}” is not a whole number of seconds: leave the fraction out.")
    if seconds > LONGEST // timedelta(seconds=1):
        raise ValueError(f"“{_short(text)}” is longer than 50 years: write a shorter duration.")
    found = timedelta(seconds=int(seconds))
    return -found if match.group(1) else found


def format_duration(duration: timedelta) -> str:
    """As programs exchange it: "HH:MM:SS", hours beyond 24 too."""
    total = abs(duration) // timedelta(seconds=1)
    sign = "-" if duration < timedelta(0) else ""
    return f"{sign}{total // 3600:02d}:{total // 60 % 60:02d}:{total % 60:02d}"


def say_duration(duration: timedelta) -> str:
    """As people say it, in its two largest units: "45 min", "1 h 12 min", "36 h", "2 d 4 h"."""
    total = abs(duration) // timedelta(seconds=1)
    sign = "−" if duration <= timedelta(seconds=-1) else ""
    hours, minutes = total // 3600, total // 60 % 60
    if total < 60:
        parts = [(total, "s")] if total else [(0, "min")]
    elif hours < 48:
        parts = [(hours, "h"), (minutes, "min")]
    else:
        parts = [(hours // 24, "d"), (hours % 24, "h")]
    shown = [f"{number} {unit}" for number, unit in parts if number] or ["0 min"]
    return sign + " ".join(shown)


def sla_order_problems(slas: Mapping[str, timedelta | None]) -> list[tuple[str, str]]:
    """Neighbours (more urgent, less urgent) where the first is not shorter; missing ones are skipped."""
    promised = [(name, slas[name]) for name in reversed(PRIORITIES) if slas.get(name) is not None]
    return [
        (first, second)
        for (first, short), (second, long) in pairwise(promised)
        if short and long and short >= long
    ]
