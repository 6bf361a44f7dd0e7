"""A person corrects a proposal that BMS refused and sends it again: a new message for the old one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.acting import may_coordinate
from tts.domain.errors import NotPermitted, Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.proposal import KIND, changed_fields, corrected_proposal
from tts.domain.words import OutboxStatus
from tts.models import OutboxMessage
from tts.services.asking import BMS
from tts.services.outbox import Message
from tts.services.story import Act, Story, write_story
from tts.services.tasks.standing import last_standing
from tts.services.tickets.end import lock_visible_ticket
from tts.services.transaction import changed_rows, use_case


class NotRefused(Refused):
    """There is no refused proposal to correct."""

    title = "Nothing to correct"


@use_case
def resend_proposal(
    session: Session,
    ticket_id: int,
    message_id: int,
    typed: Mapping[str, str],
    rows: Sequence[Mapping[str, str]],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Discard the refused message and write the corrected one, by the ticket's coordinator or an admin.

    Raises NotFound, NotPermitted, Invalid, NotRefused when BMS is not awaited or somebody was faster.
    """
    act = Act(actor, now)
    ticket = lock_visible_ticket(session, ticket_id, actor)
    standing = last_standing(session, ticket_id)
    if not may_coordinate(actor, standing.task.coordinator_id if standing else None):
        raise NotPermitted("Only the ticket's coordinator or an admin corrects what is sent to BMS.")
    if standing is None or standing.task.waiting_on != BMS:
        raise NotRefused(f"{ticket.number} does not wait for BMS: it is {ticket.status}.")
    before = _discard(session, ticket_id, message_id, now)
    body = corrected_proposal(before, typed, rows)
    facts = {"destination": BMS, "message_id": message_id, "fields": changed_fields(before, body)}
    happening = Happening("outbox.corrected", None, None, None, standing.version.id, facts)
    write_story(session, ticket_id, Story((happening,), (Message(BMS, KIND, body),)), act)


def _discard(session: Session, ticket_id: int, message_id: int, now: datetime) -> Mapping[str, object]:
    """Take the failed message of that ticket out of the way; what it said. NotRefused if it is not failed."""
    discarded = sa.update(OutboxMessage).where(
        OutboxMessage.id == message_id,
        OutboxMessage.ticket_id == ticket_id,
        OutboxMessage.destination == BMS,
        OutboxMessage.status == OutboxStatus.FAILED.value,
    )
    values = {"status": OutboxStatus.DISCARDED.value, "ended_at": now}
    result = session.execute(discarded.values(values).execution_options(synchronize_session=False))
    if changed_rows(result) != 1:
        raise NotRefused("This proposal was sent again or given up meanwhile: look at the ticket's page.")
    said = session.scalars(sa.select(OutboxMessage.payload).where(OutboxMessage.id == message_id)).one()
    return dict(said)
