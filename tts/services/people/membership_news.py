"""A system says who has which role (sync_user_system_role of the contracts); before its role it waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.words import fold
from tts.models import ParkedMembership
from tts.services.people.members import enter_role
from tts.services.people.newcomers import person_of
from tts.services.people.person_links import link_person
from tts.services.people.role_links import find_linked_role, is_ours
from tts.services.people.rows import fetch_role, find_user_id, lock_people
from tts.services.people.sources import Source, require_reach
from tts.services.people.sync import take_role
from tts.services.people.values import clean_email
from tts.services.people.work import offer_work
from tts.services.transaction import AnySession, use_case


@dataclass(frozen=True, slots=True)
class MembershipNews:
    """What a system says of one person and one role; `has_role` is whether they have it from now on."""

    system: str
    external_role_id: str
    role_name: str
    email: str
    name: str
    has_role: bool = True
    external_user_id: str | None = None


def sync_membership(session: AnySession, news: MembershipNews, *, source: Source, now: datetime) -> None:
    """Give or take the role; an unknown person is made, and without the role the news waits for it.

    Raises Invalid, LastAdmin, NotPermitted for a role out of reach, RoleInactive.
    """
    if not is_ours(news.system, news.role_name):
        return
    gained = _sync_membership(session, news, source=source, now=now)
    offer_work(session, gained, actor=source.actor, now=now)


@use_case
def _sync_membership(session: Session, news: MembershipNews, *, source: Source, now: datetime) -> list[int]:
    """The role, where it has one person more."""
    lock_people(session)
    email = clean_email(news.email)
    _unpark(session, news.system, news.external_role_id, email, source)
    role_id = find_linked_role(session, news.system, news.external_role_id, news.role_name, source=source)
    if not news.has_role:
        user_id = find_user_id(session, email)
        if role_id is not None and user_id is not None:
            take_role(session, role_id, user_id, source=source, now=now)
        return []
    if role_id is None:
        _park(session, news, email, source, now)
        return []
    joins = Joining(email, news.name, news.external_user_id)
    return [role_id] if _enter(session, role_id, joins, source, now) else []


def apply_parked(
    session: Session, system: str, external_role_id: str, role_id: int, *, source: Source, now: datetime
) -> None:
    """The role is there: give it to everybody whose membership waited for it."""
    waiting = session.scalars(
        sa.select(ParkedMembership)
        .where(_waiting_for(system, external_role_id, source))
        .order_by(ParkedMembership.id)
    ).all()
    for parked in waiting:
        joins = Joining(parked.email, parked.name, parked.external_user_id)
        _enter(session, role_id, joins, source, now)
        session.delete(parked)
    session.flush()


@dataclass(frozen=True, slots=True)
class Joining:
    """Who gets a role, as far as the source says."""

    email: str
    name: str
    external_id: str | None


def _enter(session: Session, role_id: int, joins: Joining, source: Source, now: datetime) -> bool:
    require_reach(source, fetch_role(session, role_id))
    user = person_of(session, joins.email, joins.name, source=source, now=now)
    link_person(session, user.id, joins.external_id, source=source)
    return enter_role(session, role_id, user.id, source=source.key, actor=source.actor, now=now)


def _park(session: Session, news: MembershipNews, email: str, source: Source, now: datetime) -> None:
    session.add(
        ParkedMembership(
            source=source.key,
            system=fold(news.system),
            external_role_id=news.external_role_id,
            external_user_id=news.external_user_id,
            role_name=news.role_name,
            email=email,
            email_key=fold(email),
            name=news.name,
            parked_at=now,
        )
    )
    session.flush()


def _unpark(session: Session, system: str, external_role_id: str, email: str, source: Source) -> None:
    """Newer news of the same person and role take the place of those that wait."""
    session.execute(
        sa.delete(ParkedMembership).where(
            _waiting_for(system, external_role_id, source), ParkedMembership.email_key == fold(email)
        )
    )


def _waiting_for(system: str, external_role_id: str, source: Source) -> sa.ColumnElement[bool]:
    return sa.and_(
        ParkedMembership.source == source.key,
        ParkedMembership.system == fold(system),
        ParkedMembership.external_role_id == external_role_id,
    )
