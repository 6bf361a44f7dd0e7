"""Memberships that wait for their role, because their news came before it or it is inactive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from tts.domain.errors import DomainError
from tts.domain.words import fold
from tts.models import ParkedMembership, RoleLink
from tts.services.notices import tell_admins
from tts.services.outbox import write_messages
from tts.services.people.grants import note_grant
from tts.services.people.members import enter_role
from tts.services.people.newcomers import person_of
from tts.services.people.person_links import link_person
from tts.services.people.rows import fetch_role
from tts.services.people.sources import Source, require_reach
from tts.services.people.values import clean_name, shorten


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


@dataclass(frozen=True, slots=True)
class Joining:
    """Who gets a role, as far as the source says."""

    email: str
    name: str
    external_id: str | None


def join_by_news(session: Session, link: RoleLink, joins: Joining, *, source: Source, now: datetime) -> bool:
    """Give the role to a person, made where unknown; whether they did not have it. The people are locked."""
    require_reach(source, fetch_role(session, link.role_id))
    user = person_of(session, joins.external_id, joins.email, joins.name, source=source, now=now)
    link_person(session, user.id, joins.external_id, source=source)
    note_grant(session, link.id, user.id)
    return enter_role(session, link.role_id, user.id, source=source.key, actor=source.actor, now=now)


def park(session: Session, news: MembershipNews, email: str, *, source: Source, now: datetime) -> None:
    """Keep the news until its role comes. Raises Invalid for a name that nobody can have."""
    if news.name:
        clean_name(news.name)
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


def unpark(session: Session, news: MembershipNews, email: str, *, source: Source) -> None:
    """Newer news of the same role and person, by address or by id, take the place of those that wait."""
    is_same = ParkedMembership.email_key == fold(email)
    if news.external_user_id is not None:
        is_same |= ParkedMembership.external_user_id == news.external_user_id
    waits = _waiting_for(news.system, news.external_role_id, source)
    session.execute(sa.delete(ParkedMembership).where(waits, is_same))


def apply_parked(session: Session, link: RoleLink, *, source: Source, now: datetime) -> None:
    """The role is there: give it to everybody whose membership waited for it.

    One that cannot be applied waits on with the reason, and admins are told; the others are not kept from it.
    """
    waiting = session.scalars(
        sa.select(ParkedMembership)
        .where(_waiting_for(link.system, link.external_id, source))
        .order_by(ParkedMembership.id)
    ).all()
    for parked in waiting:
        reason = _try_parked(session, parked, link, source, now)
        if reason is not None and reason != parked.reason:
            parked.reason = reason
            _tell_reason(session, parked, source, now)
    session.flush()


def _try_parked(
    session: Session, parked: ParkedMembership, link: RoleLink, source: Source, now: datetime
) -> str | None:
    """Apply it apart from the others; the reason why that cannot be, None where it was."""
    try:
        with session.begin_nested():
            joins = Joining(parked.email, parked.name, parked.external_user_id)
            join_by_news(session, link, joins, source=source, now=now)
            session.delete(parked)
    except DomainError as refusal:
        return refusal.sentence
    except (DataError, IntegrityError) as error:
        return f"It could not be applied: {type(error).__name__}."
    return None


def _tell_reason(session: Session, parked: ParkedMembership, source: Source, now: datetime) -> None:
    sentence = (
        f"{source.name} gave {parked.email} the role {shorten(parked.role_name)}, which cannot be done: "
        f"{parked.reason} Give them the role here, or have {source.name} send it again."
    )
    messages = tell_admins(session, "A membership could not be applied", sentence)
    write_messages(session, messages, ticket_id=None, now=now)


def _waiting_for(system: str, external_role_id: str, source: Source) -> sa.ColumnElement[bool]:
    return sa.and_(
        ParkedMembership.source == source.key,
        ParkedMembership.system == fold(system),
        ParkedMembership.external_role_id == external_role_id,
    )
