"""Letting people in and shutting them out, without losing what they did."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.models import Membership
from tts.services.people.guards import require_another_admin, require_standing
from tts.services.people.rows import active_role_ids, end_access, fetch_user, lock_people
from tts.services.people.work import offer_work, take_work_back
from tts.services.record import record_people_events
from tts.services.transaction import AnySession, use_case


class OwnAccount(Refused):
    """People cannot shut themselves out."""

    title = "Your own account"


@use_case
def deactivate_user(session: Session, user_id: int, *, actor: Actor, now: datetime) -> None:
    """Shut a person out: sessions and tokens end, their open items are assigned anew, history stays.

    Raises LastAdmin, NotFound, NotPermitted, OwnAccount. Doing it again changes nothing.
    """
    lock_people(session)
    user = fetch_user(session, user_id)
    require_standing(session, actor, user_id)
    if not user.is_active:
        return
    if actor.user_id == user_id:
        raise OwnAccount("You cannot deactivate yourself: ask another admin to do it.")
    require_another_admin(session, without_user_id=user_id)
    user.is_active = False
    session.flush()
    end_access(session, [user_id], now)
    happening = Happening("user.deactivated", facts={"user_id": user.id, "name": user.name})
    record_people_events(session, [happening], actor=actor, now=now)
    take_work_back(session, user_id, active_role_ids(session, user_id), actor=actor, now=now)


def activate_user(session: AnySession, user_id: int, *, actor: Actor, now: datetime) -> None:
    """Let a person in again, in the roles they have; waiting items are given out.

    Raises NotFound, NotPermitted. Doing it again changes nothing.
    """
    offer_work(session, readmit_user(session, user_id, actor=actor, now=now), actor=actor, now=now)


@use_case
def readmit_user(session: Session, user_id: int, *, actor: Actor, now: datetime) -> list[int]:
    """As `activate_user`, without giving work out: the roles in which somebody is available now."""
    lock_people(session)
    user = fetch_user(session, user_id)
    require_standing(session, actor, user_id)
    if user.is_active:
        return []
    user.is_active = True
    session.flush()
    _forget_turns(session, user_id)
    happening = Happening("user.activated", facts={"user_id": user.id, "name": user.name})
    record_people_events(session, [happening], actor=actor, now=now)
    return active_role_ids(session, user_id)


def _forget_turns(session: Session, user_id: int) -> None:
    """Who was shut out is not behind for it: like a new member they are given one item, and not all."""
    session.execute(
        sa.update(Membership)
        .where(Membership.user_id == user_id)
        .values(last_turn_at=None)
        .execution_options(synchronize_session=False)
    )
