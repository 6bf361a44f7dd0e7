"""What must hold after a day over the queue; each check yields a sentence for each fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.broker.neighbours import NOTICES, TO_HDTS, Neighbour
from tests.fixtures.mail import Mailbox
from tests.fixtures.peers import Bms
from tests.soak.queue_plan import Day
from tts.models import Event, InboundMessage, Membership, OutboxMessage, Role, Ticket, User
from tts.services.audit import verify_record

Db = scoped_session[Session]


def said_keys(day: Day) -> set[str]:
    """The ids of everything that was said."""
    return {one.key for one in chain(day.before(), day.shuffled())}


def check_taken_in(session: Db, day: Day) -> Iterator[str]:
    """Every message was applied, under its own id."""
    kept = dict(session.execute(sa.select(InboundMessage.key, InboundMessage.status)).tuples().all())
    for key in said_keys(day) ^ set(kept):
        yield f"message {key} was said and not kept, or kept and not said"
    yield from (f"message {key} is {status}" for key, status in kept.items() if status != "applied")


def check_tickets(session: Db, day: Day) -> Iterator[str]:
    """Each ticket is here once, with all it said; those withdrawn are, and no others."""
    rows = session.execute(sa.select(Ticket.external_id, Ticket.payload, Ticket.status)).all()
    if len(rows) != len(day.tickets):
        yield f"{len(rows)} tickets of {len(day.tickets)}"
    for row in rows:
        if row.payload != day.tickets.get(row.external_id):
            yield f"ticket {row.external_id} does not say what it said"
        if (row.status == "Withdrawn") != (row.external_id in day.withdrawn):
            yield f"ticket {row.external_id} is {row.status}"


def check_closed(session: Db, day: Day) -> Iterator[str]:
    """What its requester closed ended as resolved, once; nothing else did so, and none of it reached BMS."""
    closings = sa.select(Ticket.external_id, Ticket.status).join(Event, Event.stream_id == Ticket.id)
    rows = session.execute(closings.where(Event.stream == "ticket", Event.kind == "ticket.closed")).all()
    if sorted(row.external_id for row in rows) != sorted(day.closed):
        yield f"{len(rows)} tickets were closed of {len(day.closed)}, or others"
    yield from (f"ticket {row.external_id} is {row.status}" for row in rows if row.status != "Resolved")
    proposed = sa.select(Ticket.external_id).join(OutboxMessage, OutboxMessage.ticket_id == Ticket.id)
    sent = set(session.scalars(proposed.where(OutboxMessage.destination == "bms")))
    yield from (f"ticket {number} went to BMS" for number in sent - set(day.open_budgets()))


def check_roles(session: Db, day: Day) -> Iterator[str]:
    """Whoever joined has the role, whoever left has not, and deleted roles are out of use."""
    has = set(
        session.execute(
            sa.select(User.email, Role.name)
            .join(Membership, Membership.user_id == User.id)
            .join(Role, Role.id == Membership.role_id)
        ).tuples()
    )
    for number, name in day.joined.items():
        if (f"person{number}@demo.example", name) not in has:
            yield f"person {number} is not in {name}"
    for number, name in day.left.items():
        if (f"person{number}@demo.example", name) in has:
            yield f"person {number} is in {name} still"
        if session.scalar(sa.select(Role.is_active).where(Role.name == name)) == bool(number % 2):
            yield f"{name} is in use, or out of it, and should not be"


def check_told(session: Db, neighbour: Neighbour) -> Iterator[str]:
    """HDTS and the Notification service heard what the outbox says, each id with one content."""
    rows = session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.destination.in_(("hdts", "notification service")))
    ).all()
    wanted = {row.key: (row.kind, row.payload.get("args", []), row.payload.get("kwargs", {})) for row in rows}
    for queue in (NOTICES, TO_HDTS):
        neighbour.listen(queue, len(neighbour.heard) + neighbour.left(queue))
    heard = {one["id"]: (one["task"], one["args"], one["kwargs"]) for one in neighbour.heard}
    for key in set(wanted) ^ set(heard):
        yield f"message {key} was never heard, or never written"
    for one in neighbour.heard:
        if wanted.get(one["id"]) != (one["task"], one["args"], one["kwargs"]):
            yield f"message {one['id']} was heard otherwise than it was written"


def check_mail_and_bms(session: Db, mailbox: Mailbox, bms: Bms) -> Iterator[str]:
    """The mail server has each mail under its own id, BMS each proposal under its own key."""
    keys = {
        name: set(session.scalars(sa.select(OutboxMessage.key).where(OutboxMessage.destination == name)))
        for name in ("mail", "bms")
    }
    letters = {str(letter["Message-ID"]).strip("<>").partition("@")[0] for letter in mailbox.letters}
    if len(letters) != len(keys["mail"]):
        yield f"{len(letters)} letters of {len(keys['mail'])}"
    if {head["idempotency-key"] for head in bms.heads} != keys["bms"]:
        yield "BMS has other proposals than were written"


def check_outbox(session: Db) -> Iterator[str]:
    """Nothing waits, nothing failed."""
    rows = session.execute(
        sa.select(OutboxMessage.destination, OutboxMessage.status, sa.func.count())
        .where(OutboxMessage.status.not_in(("delivered", "not configured")))
        .group_by(OutboxMessage.destination, OutboxMessage.status)
    )
    yield from (f"{count} of {destination} are {status}" for destination, status, count in rows)


def check_record(session: Db) -> Iterator[str]:
    """The chains of events hold."""
    verdict = verify_record(session)
    if verdict.fault:
        yield str(verdict.fault)


def first_faults(*checks: Callable[[], Iterator[str]]) -> list[str]:
    """The first few faults of each."""
    return [fault for check in checks for fault in list(check())[:5]]
