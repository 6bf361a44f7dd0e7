"""What must hold after a month of clocks: nothing is missing and nothing came twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from tests.soak.almanac import MARKS, Almanac
from tests.soak.invariants import CHECKS, Aftermath
from tests.soak.letters import check_letters
from tts.models import SweepFailure
from tts.queries.clock_proof import prove_clocks


def find_faults(month: Aftermath, end: datetime) -> list[str]:
    """Everything that is wrong, if all that was due by `end` was swept."""
    faults = [*check_marks(month, end), *check_letters(month), *check_proofs(month), *check_failures(month)]
    return faults + [f"{check.__name__}: {fault}" for check in CHECKS for fault in check(month)]


def check_marks(month: Aftermath, end: datetime) -> Iterator[str]:
    """Every mark, automatic escalation and reminder of every ticket, once and at its time."""
    for task in month.tasks:
        almanac = Almanac(month.version(task))
        for fault in almanac.read(month.events[task.ticket_id], end):
            yield f"ticket {task.ticket_id}: {fault}"


def check_proofs(month: Aftermath) -> Iterator[str]:
    """What is stored is what the events tell."""
    for proof in prove_clocks(month.session):
        yield from (f"{proof.number}: {difference}" for difference in proof.differences)


def check_failures(month: Aftermath) -> Iterator[str]:
    """No task failed in a sweep."""
    for failure in month.session.scalars(sa.select(SweepFailure)):
        yield f"task {failure.task_id} failed: {failure.reason}"


def count_marks(month: Aftermath) -> Counter[str]:
    """How many of what came, by whom: what a month must have had to be worth checking."""
    found: Counter[str] = Counter()
    for events in month.events.values():
        for event in events:
            if event.kind in MARKS:
                by = "sweep" if event.actor_id is None else "act"
                found[f"{event.facts['scope']} {event.facts['percent']} by {by}"] += 1
            elif event.kind in ("escalation.reminded", "item.escalated"):
                found[f"{event.kind}{' by breach' if event.facts.get('by_breach') else ''}"] += 1
    return found
