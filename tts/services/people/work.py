"""What a change of people means for the work: open items find new holders, waiting ones find any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tts.domain.permissions import Actor
from tts.services.assignment import (
    give_coordinators,
    give_waiting_items,
    release_items,
    replace_coordinator,
)
from tts.services.transaction import AnySession


def offer_work(session: AnySession, role_ids: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """Somebody of these roles became available: give them what waits, earliest due first.

    Called after the change itself was committed: each item is a transaction of its own.
    """
    if role_ids:
        give_waiting_items(session, role_ids, actor=actor, now=now)
        give_coordinators(session, actor=actor, now=now)


def pass_coordination_on(session: Session, user_ids: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """A role of these people coordinates no more: what they coordinate goes to others, if it has to."""
    for user_id in user_ids:
        replace_coordinator(session, user_id, actor=actor, now=now)


def take_work_back(
    session: Session, user_id: int, role_ids: Sequence[int], *, actor: Actor, now: datetime
) -> None:
    """A person left these roles: their open items are assigned anew, in the transaction of their leaving."""
    release_items(session, user_id, role_ids, actor=actor, now=now)
