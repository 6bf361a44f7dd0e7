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
SUBJECTS: Mapping[str, Sequence[Sequence[str]]] = {
    ROLE_SYNC: [("system", "role_id")],
    MEMBER_SYNC: [("system", "role_id", "user_email"), ("system", "role_id", "user_id")],
}
"""The fields that say which role, or whose membership of which role, a message is about.

A person is named twice, and either is enough: an address may change, and the id may be left out.
"""
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
    subjects = _subjects(message.task, message.body)
    if not subjects:
        return None
    later = sa.select(InboundMessage.id, InboundMessage.body).where(
        InboundMessage.status == InboundStatus.APPLIED.value,
        InboundMessage.id > message.id,
        InboundMessage.task == message.task,
    )
    rows = session.execute(later.order_by(InboundMessage.id).execution_options(yield_per=CHUNK))
    with rows:
        return next((row.id for row in rows if _subjects(message.task, row.body) & subjects), None)


def _subjects(task: str, body: Sequence[Any] | None) -> set[tuple[str, ...]]:
    """What the message is about, in each way it says so; nothing where no newer one can take its place."""
    if not body or not isinstance(body[0], Mapping):
        return set()
    said = body[0]
    ways = [fields for fields in SUBJECTS.get(task, ()) if said.get(fields[-1]) is not None]
    return {(fields[-1], *(_folded(said.get(field)) for field in fields)) for fields in ways}


def _folded(value: object) -> str:
    return fold(value if isinstance(value, str) else json.dumps(value))
