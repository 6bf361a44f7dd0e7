"""What a claim of messages costs: whether those that wait behind it cost anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.copies import copy_ticket
from bench.figures import Figure, say_ratio, say_time
from bench.stage import Theatre
from bench.timing import time_in_turns
from tests.cast import MORNING
from tests.desk import open_desk
from tests.racing import engine_of
from tts.models import OutboxMessage, Ticket
from tts.services.outbox import claim_messages, release_messages

MEANING = (
    "deliver: the time of one claim of {claimed} messages, handed back, with many that are due against the "
    "same with few, {each} of each ticket in their order: about 1 means that the backlog is not paid for."
)
EACH = 4
PIECE = 20_000
LATER = MORNING + timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Size:
    """Messages that are due in the two databases, those of one claim, and how often it is timed."""

    few: int = 1_000
    many: int = 100_000
    claimed: int = 50
    rounds: int = 21


FULL, SMALL = Size(), Size(40, 200, 5, 2)


def measure(theatre: Theatre, size: Size = FULL) -> Iterator[Figure]:
    """Yield the figures of one engine."""
    with ExitStack() as stack:
        few, many = (stack.enter_context(open_backlog(theatre, count)) for count in (size.few, size.many))
        seconds = time_in_turns(
            {"few": lambda: claim_once(few, size.claimed), "many": lambda: claim_once(many, size.claimed)},
            size.rounds,
        )
    yield Figure(
        "deliver",
        theatre.name,
        f"claim, {size.many:,} due: {say_time(seconds['many'])}",
        f"{size.few:,} due: {say_time(seconds['few'])}",
        say_ratio(seconds["many"] / seconds["few"]),
        MEANING.format(claimed=size.claimed, each=EACH),
    )


@contextmanager
def open_backlog(theatre: Theatre, count: int) -> Iterator[Session]:
    """A database where so many messages to one destination are due; their tickets are copies of one."""
    with theatre.open_database() as url, engine_of(url) as engine, Session(engine) as session:
        ticket_id = open_desk(session).submit(now=MORNING).ticket_id
        copy_ticket(session, ticket_id, count // EACH, next_mark_at=LATER)
        tickets = session.scalars(sa.select(Ticket.id).where(Ticket.id != ticket_id)).all()
        messages = [
            {
                "key": f"{number}",
                "destination": "hdts",
                "kind": "status",
                "ticket_id": tickets[number // EACH],
                "payload": {},
                "created_at": MORNING,
                "next_at": MORNING,
            }
            for number in range(count)
        ]
        for begin in range(0, count, PIECE):
            session.execute(sa.insert(OutboxMessage), messages[begin : begin + PIECE])
        session.commit()
        yield session


def claim_once(session: Session, limit: int) -> None:
    """Claim the messages due longest, and hand them back as due as they were."""
    claimed = claim_messages(session, ["hdts"], token="bench", now=LATER, limit=limit)
    assert len(claimed) == limit
    release_messages(session, [message.id for message in claimed], token="bench", now=MORNING)
