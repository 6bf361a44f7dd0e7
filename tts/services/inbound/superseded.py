"""Whether a newer message about the same thing was applied, so that an older one must not be any more."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.contract import MEMBER_SYNC, ROLE_SYNC
from tts.domain.words import InboundStatus, fold
from tts.models import InboundMessage
from tts.services.inbound.letters import Fate, keep_letter, letter_of

AnySession = Session | scoped_session[Any]
SUBJECTS: Mapping[str, Sequence[str]] = {
    ROLE_SYNC: ("system", "role_id"),
    MEMBER_SYNC: ("system", "role_id", "user_email"),
}
"""The fields that say which role, or whose membership of which role, a message is about."""
CHUNK = 500


def settle_superseded(session: AnySession, message: InboundMessage, *, now: datetime) -> bool:
    """Drop it if a newer message about the same role or membership was applied; whether that is so."""
    newer = _find_newer(session, message)
    if newer is None:
        return False
    reason = f"A newer message about the same was applied already, number {newer}: this one is out of date."
    keep_letter(session, letter_of(message), Fate(InboundStatus.DISCARDED, reason), now=now)
    return True


def _find_newer(session: AnySession, message: InboundMessage) -> int | None:
    subject = _subject(message.task, message.body)
    if subject is None:
        return None
    later = sa.select(InboundMessage.id, InboundMessage.body).where(
        InboundMessage.status == InboundStatus.APPLIED.value,
        InboundMessage.id > message.id,
        InboundMessage.task == message.task,
    )
    rows = session.execute(later.order_by(InboundMessage.id).execution_options(yield_per=CHUNK))
    with rows:
        return next((row.id for row in rows if _subject(message.task, row.body) == subject), None)


def _subject(task: str, body: Sequence[Any] | None) -> tuple[str, ...] | None:
    """What the message is about; None where no newer one can take its place."""
    fields = SUBJECTS.get(task)
    if fields is None or not body or not isinstance(body[0], Mapping):
        return None
    values = [body[0].get(field) for field in fields]
    return tuple(fold(value if isinstance(value, str) else json.dumps(value)) for value in values)
