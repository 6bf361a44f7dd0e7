"""What SCIM does to people: made, changed, and gone for it while their history stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import NotFound, Refused
from tts.domain.words import fold
from tts.models import Membership, ScimResource, User
from tts.services.people.accounts import address_taken, rename_user
from tts.services.people.activity import deactivate_user, readmit_user
from tts.services.people.members import remove_member
from tts.services.people.newcomers import make_person
from tts.services.people.rows import end_access, fetch_role, fetch_user, find_user_id, lock_people
from tts.services.people.sources import Source, require_reach_of_person
from tts.services.people.values import clean_email, clean_name
from tts.services.transaction import use_case


class UserNameTaken(Refused):
    """Two people would be one to SCIM."""

    title = "This user name is taken"


@dataclass(frozen=True, slots=True)
class ScimPerson:
    """What SCIM wants a person to be; `attributes` are kept as they came, to be told again.

    Where it does not say whether they are active, they stay what they are.
    """

    user_name: str
    email: str
    name: str
    is_active: bool | None
    external_id: str | None
    attributes: Mapping[str, object]


@use_case
def create_scim_person(
    session: Session, wanted: ScimPerson, *, source: Source, now: datetime
) -> tuple[int, list[int]]:
    """Make a person; their id, and the roles in which somebody is available now.

    A contact becomes the person, and who was gone comes back without roles, password and linked log-in.
    Raises EmailTaken, Invalid, NotPermitted, UserNameTaken.
    """
    lock_people(session)
    email = clean_email(wanted.email)
    user_id = find_user_id(session, email)
    if user_id is None:
        user = make_person(session, email, wanted.name, source=source, now=now)
    else:
        user = _take_over(session, fetch_user(session, user_id), source, now)
    kept = _kept(session, user.id) or ScimResource(user_id=user.id, attributes={}, created_at=now)
    kept.created_at, kept.gone_at = now, None
    session.add(kept)
    _keep(session, kept, wanted, now)
    return user.id, _shape(session, user, wanted, source, now)


@use_case
def change_scim_person(
    session: Session, user_id: int, wanted: ScimPerson, *, source: Source, now: datetime
) -> list[int]:
    """Make a person what SCIM wants; the roles in which somebody is available now.

    Raises EmailTaken, Invalid, LastAdmin, NotFound, NotPermitted, UserNameTaken.
    """
    lock_people(session)
    user = fetch_user(session, user_id)
    kept = _kept(session, user_id)
    if kept is None:
        kept = ScimResource(user_id=user_id, attributes={}, created_at=user.created_at)
        session.add(kept)
    _keep(session, kept, wanted, now)
    return _shape(session, user, wanted, source, now)


@use_case
def remove_scim_person(session: Session, user_id: int, *, source: Source, now: datetime) -> None:
    """SCIM finds the person no more: deactivated, without roles that it reaches, with all their history.

    Raises LastAdmin, NotFound.
    """
    lock_people(session)
    user = fetch_user(session, user_id)
    held = sa.select(Membership.role_id).where(Membership.user_id == user_id).order_by(Membership.role_id)
    for role_id in session.scalars(held).all():
        if source.reaches(fetch_role(session, role_id)):
            remove_member(session, role_id, user_id, actor=source.actor, now=now)
    deactivate_user(session, user_id, actor=source.actor, now=now)
    kept = _kept(session, user_id)
    if kept is None:
        kept = ScimResource(user_id=user_id, attributes={}, created_at=user.created_at)
        session.add(kept)
    kept.gone_at, kept.changed_at, kept.user_name_key = now, now, None
    session.flush()


def _take_over(session: Session, user: User, source: Source, now: datetime) -> User:
    """A person who is here but whom SCIM does not find; raises EmailTaken for one whom it does."""
    kept = _kept(session, user.id)
    is_gone = kept is not None and kept.gone_at is not None
    if not (user.is_contact or is_gone):
        raise address_taken(user.email)
    require_reach_of_person(session, source, user)
    if is_gone:  # the address may have a new owner, who must not come in as the old one
        user.password_hash = user.oidc_issuer = user.oidc_subject = None
        end_access(session, [user.id], now)
    user.source = source.key
    session.flush()
    return user


def _keep(session: Session, kept: ScimResource, wanted: ScimPerson, now: datetime) -> None:
    kept.attributes, kept.external_id = dict(wanted.attributes), wanted.external_id
    kept.user_name_key, kept.changed_at = fold(wanted.user_name), now
    _refuse_taken_name(session, wanted.user_name, kept.user_id)
    session.flush()


def _refuse_taken_name(session: Session, user_name: str, user_id: int | None) -> None:
    """A user name is somebody's if SCIM gave it to them, or if it is the address of a person without one."""
    named = sa.select(ScimResource.user_id).where(ScimResource.user_name_key == fold(user_name))
    unnamed = (
        sa.select(User.id)
        .outerjoin(ScimResource, ScimResource.user_id == User.id)
        .where(User.email_key == fold(user_name), ScimResource.id.is_(None), ~User.is_contact)
    )
    with session.no_autoflush:
        owners = {*session.scalars(named), *session.scalars(unnamed)}
    if owners - {user_id}:
        raise UserNameTaken("This userName belongs to another person already.")


def _shape(session: Session, user: User, wanted: ScimPerson, source: Source, now: datetime) -> list[int]:
    """Name, address and activity; of a person with a guarded role all is refused but their leaving."""
    name, email = clean_name(wanted.name), clean_email(wanted.email)
    if (name, email) != (user.name, user.email):
        require_reach_of_person(session, source, user)
        rename_user(session, user.id, name, email=email, actor=source.actor, now=now)
    if user.is_active and wanted.is_active is False:
        deactivate_user(session, user.id, actor=source.actor, now=now)
    elif wanted.is_active and not user.is_active:
        require_reach_of_person(session, source, user)
        return readmit_user(session, user.id, actor=source.actor, now=now)
    return []


def _kept(session: Session, user_id: int) -> ScimResource | None:
    return session.scalar(sa.select(ScimResource).where(ScimResource.user_id == user_id))


def require_people(session: Session, user_ids: set[int]) -> None:
    """Raise NotFound unless SCIM finds each of them."""
    found = session.scalars(
        sa.select(User.id)
        .outerjoin(ScimResource, ScimResource.user_id == User.id)
        .where(User.id.in_(user_ids), ScimResource.gone_at.is_(None), ~User.is_contact)
    )
    if user_ids - set(found):
        raise NotFound("A member is nobody whom SCIM knows: make the person first.")
