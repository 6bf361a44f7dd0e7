"""Short words for tests that sweep: one pass at a moment, what it fired, and the proof of what is stored."""

from __future__ import annotations

from datetime import datetime

from tests.desk import Desk
from tts.queries.clock_proof import prove_clocks
from tts.services.marks import SweepResult, sweep_marks
from tts.services.tickets import SubmittedTicket


def sweep(desk: Desk, now: datetime) -> SweepResult:
    """One pass of a worker at that moment."""
    return sweep_marks(desk.session, worker="test", clock=lambda: now)


def clock_events(desk: Desk, submitted: SubmittedTicket) -> list[str]:
    """The marks a ticket was told of, in the order of its record: "step 80"."""
    return [
        f"{event.facts['scope']} {event.facts['percent']}"
        for event in desk.events(submitted)
        if event.kind.startswith("clock.")
    ]


def prove(desk: Desk) -> None:
    """What is stored of every open task is what its events tell."""
    for proof in prove_clocks(desk.session):
        assert proof.differences == ()
    desk.session.rollback()
