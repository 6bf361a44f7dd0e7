"""Whether proving the record takes time in proportion to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.figures import Figure, say_ratio, say_time
from bench.stage import Stage, Theatre
from bench.timing import time_in_turns
from tests.cast import MORNING, gather_cast
from tts.domain.events import Happening, Stream
from tts.domain.permissions import Actor
from tts.models import Ticket
from tts.services.audit import verify_record
from tts.services.record import record_events
from tts.services.transaction import use_case

MEANING = (
    "verify: the time of `tts audit verify` for each event of a long record against a short one: about 1 "
    "means that it grows with the record and no faster."
)
CHAIN = 10
PIECE = 100


@dataclass(frozen=True, slots=True)
class Size:
    """Events in the two records, and how often each is proved."""

    few: int = 1_000
    many: int = 20_000
    rounds: int = 5


FULL, SMALL = Size(), Size(20, 40, 1)


def measure(theatre: Theatre, size: Size = FULL) -> Iterator[Figure]:
    """Yield the figure of one engine."""
    few, many = (_time_proof(theatre, count, size.rounds) for count in (size.few, size.many))
    yield Figure(
        "verify",
        theatre.name,
        f"{size.many:,} events: {say_time(many)}",
        f"{size.few:,} events: {say_time(few)}",
        say_ratio(many / size.many / (few / size.few)),
        MEANING,
    )


def _time_proof(theatre: Theatre, events: int, rounds: int) -> float:
    with theatre.open_stage() as stage:
        _fill_record(stage, events)
        verdict = verify_record(stage.session)
        assert verdict.holds
        assert verdict.events == events
        return time_in_turns({"": partial(verify_record, stage.session)}, rounds)[""]


def _fill_record(stage: Stage, events: int) -> None:
    """So many events in chains of ten, each chain a ticket's."""
    cast = gather_cast(stage.session)
    for first in range(1, events // CHAIN + 1, PIECE):
        numbers = range(first, min(first + PIECE, events // CHAIN + 1))
        _tell_stories(stage.session, numbers, cast.rita)
    if stage.is_postgres:
        stage.session.execute(sa.text("ANALYZE"))
        stage.session.commit()


@use_case
def _tell_stories(session: Session, numbers: range, actor: Actor) -> None:
    rows = [
        {
            "id": number,
            "number": f"TX20261102{number:06d}",
            "subject": "Laptop",
            "department": "IT",
            "category": "Technology",
            "requester_id": actor.user_id,
            "match_reason": "",
            "submitted_at": MORNING,
            "created_at": MORNING,
        }
        for number in numbers
    ]
    session.execute(sa.insert(Ticket), rows)
    facts = {"item_id": 4711, "step": "Triage", "role": "Agent", "holder": "Alice", "holder_id": 2}
    story = [Happening("item.assigned", None, "Alice", None, 1, facts)] * CHAIN
    for number in numbers:
        now = MORNING + timedelta(seconds=number)
        record_events(session, Stream.TICKET, number, story, actor=actor, now=now, is_new=True)
