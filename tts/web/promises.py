"""The promises of a workflow as a form's boxes: days, hours and minutes for each priority, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from tts.domain.graph import PRIORITIES, Graph
from tts.domain.sla import format_duration, in_order, say_duration, shares, sla_order_problems
from tts.web.words import split_duration

UNITS = {"days": 1440, "hours": 60, "minutes": 1}
MOST_URGENT_FIRST = tuple(reversed(PRIORITIES))
LONGEST_BOX = 6
Slas = Mapping[str, timedelta | None]


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One row of the table: its boxes, the sentence beside them, and what each step gets of the time."""

    priority: str
    days: int | str
    hours: int | str
    minutes: int | str
    error: str | None = None
    shares: tuple[tuple[str, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class TypedPromises:
    """What was typed: the durations that could be read, and a sentence for each row that could not."""

    slas: dict[str, timedelta | None]
    faults: dict[str, str]

    @property
    def fields(self) -> dict[str, str | None]:
        """The promises in the API's names and form."""
        return {
            f"{priority}_sla": None if sla is None else format_duration(sla)
            for priority, sla in self.slas.items()
        }


def read_promises(form: Mapping[str, str], stored: Slas) -> TypedPromises:
    """Read the boxes named <priority>_days and so on; all empty is no promise.

    A row whose boxes say what is stored keeps its seconds, which no box shows. Promises must grow from urgent
    to low, missing ones skipped (WF172).
    """
    slas: dict[str, timedelta | None] = {}
    faults: dict[str, str] = {}
    for priority in MOST_URGENT_FIRST:
        typed = [form.get(f"{priority}_{unit}", "").strip() for unit in UNITS]
        try:
            found = _read_boxes(priority, typed)
        except ValueError as error:
            faults[priority] = str(error)
            continue
        kept = stored.get(priority)
        slas[priority] = kept if split_duration(found) == split_duration(kept) else found
    for first, second in sla_order_problems(slas):
        faults.setdefault(second, f"{second.capitalize()} must take longer than {first}.")
    return TypedPromises(slas, faults)


def _read_boxes(priority: str, typed: list[str]) -> timedelta | None:
    if not any(typed):
        return None
    for text in typed:
        if text and not (text.isascii() and text.isdigit() and len(text) < LONGEST_BOX):
            raise ValueError(f"{priority.capitalize()}: days, hours and minutes are whole numbers.")
    minutes = sum(int(text or 0) * size for text, size in zip(typed, UNITS.values(), strict=True))
    if minutes == 0:
        raise ValueError(
            f"{priority.capitalize()}: a promise is longer than nothing; leave all three empty for none."
        )
    return timedelta(minutes=minutes)


def promise_rows(
    slas: Slas, graph: Graph, typed: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None
) -> list[PromiseRow]:
    """The table's rows: of what is stored, or of what was typed with what is wrong about it."""
    rows = []
    for priority in MOST_URGENT_FIRST:
        sla = slas.get(priority)
        boxes = split_duration(sla)
        if typed is not None:
            days, hours, minutes = (typed.get(f"{priority}_{unit}", "") for unit in UNITS)
            boxes = (days, hours, minutes)
        error = (faults or {}).get(priority) or (faults or {}).get(f"{priority}_sla")
        rows.append(PromiseRow(priority, *boxes, error, share_parts(sla, graph)))
    return rows


def share_parts(sla: timedelta | None, graph: Graph) -> tuple[tuple[str, str, float], ...]:
    """Each step's (name, time in words, part of the whole), in order; nothing without a promise."""
    if not sla:
        return ()
    parts = shares(sla, graph.steps)
    return tuple(
        (step.name, say_tight(parts[step.step_id]), parts[step.step_id] / sla)
        for step in sorted(graph.steps, key=in_order)
        if step.step_id in parts
    )


def say_tight(span: timedelta) -> str:
    """A time for a narrow place, two units at most: "1 h 36", "14 h 24", "48 min", "36 h"."""
    said = say_duration(span)
    return said.removesuffix(" min") if " h " in said else said
