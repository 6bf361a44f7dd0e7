"""What another system is asked when a task is complete, and dropping that where nobody waits any more."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.asset_ticket import Asked
from tts.domain.ending import Ending
from tts.domain.proposal import KIND, budget_proposal
from tts.domain.words import OutboxStatus
from tts.models import OutboxMessage, Ticket
from tts.services.outbox import Message

AMS = "ams"
BMS = "bms"


def ask_system(ticket: Ticket, ending: Ending) -> tuple[Message, ...]:
    """The proposal for BMS; nothing for AMS, which asks us. A system that is not set up is told apart."""
    if ending.asks is None or (ending.asks == AMS and ending.waits_on):
        return ()
    status = OutboxStatus.WAITING if ending.waits_on else OutboxStatus.NOT_CONFIGURED
    if ending.asks == BMS:
        return (Message(BMS, KIND, budget_proposal(asked_of(ticket)), status, ending.remark),)
    body = {"ticket_number": ticket.number, "subject": ticket.subject}
    return (Message(ending.asks, "complete_task", body, status, ending.remark),)


def asked_of(ticket: Ticket) -> Asked:
    """A ticket as other systems are told of it."""
    asker = ticket.requester
    return Asked(
        ticket.id,
        ticket.number,
        ticket.subject,
        ticket.description,
        asker.name,
        asker.email,
        ticket.payload or {},
    )


def drop_requests(session: Session, ticket_id: int, remark: str, *, now: datetime) -> None:
    """Discard what waits for or failed at BMS, but for what is on its way; the ticket's lock is held."""
    waits = OutboxMessage.status == OutboxStatus.WAITING.value
    in_hand = waits & OutboxMessage.token.is_not(None) & (OutboxMessage.next_at > now)
    session.execute(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.ticket_id == ticket_id,
            OutboxMessage.destination == BMS,
            waits | (OutboxMessage.status == OutboxStatus.FAILED.value),
            ~in_hand,
        )
        .values(status=OutboxStatus.DISCARDED.value, remark=remark, ended_at=now, token=None)
        .execution_options(synchronize_session=False)
    )
