"""What became of a message in hand; only the bearer of its lease writes that, so a late answer is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.backoff import FIRST_PAUSE, LONGEST_PAUSE, delay_after
from tts.domain.wording import storable
from tts.domain.words import OutboxStatus
from tts.models import OutboxMessage
from tts.services.outbox.breaker import note_answer, note_delivery, note_silence
from tts.services.outbox.claim import WAITING
from tts.services.outbox.courier import (
    Away,
    ClaimedMessage,
    DeliveryFailure,
    Stumbled,
    Undeliverable,
    Unreachable,
    Unsent,
)
from tts.services.outbox.refusal import lock_asking_ticket, tell_refused
from tts.services.transaction import changed_rows, use_case

LONGEST_REASON = 500
FIRST_ATTEMPT = 1


@use_case
def settle_delivered(
    session: Session, message: ClaimedMessage, *, token: str, now: datetime, answer: str | None = None
) -> bool:
    """It arrived, and its destination answers; False when the lease was lost meanwhile."""
    remark = storable(answer)[:LONGEST_REASON] if answer else None
    values = {"status": OutboxStatus.DELIVERED.value, "ended_at": now, "remark": remark}
    if not _settle(session, message, token, values):
        return False
    note_delivery(session, message.destination, now=now)
    return True


@use_case
def settle_refused(
    session: Session,
    message: ClaimedMessage,
    failure: DeliveryFailure,
    *,
    token: str,
    now: datetime,
    dice: float,
    is_last: bool = False,
) -> bool:
    """It did not arrive: it waits for the next attempt, or has failed; False when the lease was lost.

    `is_last` is for what is tried once only. Only a destination that does not answer counts towards its
    breaker: one that refuses a message is there; one that was not asked has not answered either.
    """
    reason = storable(failure.reason)[:LONGEST_REASON]
    delay = None if is_last else _delay_after(message, failure, dice)
    values: dict[str, object] = {"remark": reason}
    if isinstance(failure, Away):
        values |= {"attempts": FIRST_ATTEMPT}
    if delay is None:
        values |= {"status": OutboxStatus.FAILED.value, "ended_at": now}
    else:
        values |= {"next_at": now + delay}
    told_in = lock_asking_ticket(session, message) if delay is None else None
    if not _settle(session, message, token, values):
        return False
    if told_in is not None:
        by_them = isinstance(failure, Undeliverable) and not isinstance(failure, Unsent)
        tell_refused(session, told_in, message.destination, reason, by_them=by_them, now=now)
    if isinstance(failure, Unreachable):
        longest = FIRST_PAUSE if isinstance(failure, Away) else LONGEST_PAUSE
        note_silence(session, message.destination, reason, now=now, longest=longest)
    elif not isinstance(failure, Unsent | Stumbled):
        note_answer(session, message.destination, now=now)
    return True


def _delay_after(message: ClaimedMessage, failure: DeliveryFailure, dice: float) -> timedelta | None:
    """How long it waits; None: it has failed."""
    if isinstance(failure, Undeliverable):
        return None
    return delay_after(FIRST_ATTEMPT if isinstance(failure, Away) else message.attempts, dice)


def _settle(session: Session, message: ClaimedMessage, token: str, values: Mapping[str, object]) -> bool:
    settled = session.execute(
        sa.update(OutboxMessage)
        .where(
            OutboxMessage.id == message.id,
            OutboxMessage.token == token,
            OutboxMessage.status == WAITING,
        )
        .values(token=None, **values)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(settled) == 1
