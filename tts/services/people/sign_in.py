"""Coming in by OpenID Connect: people are known by issuer and subject, never by an address alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import NotPermitted
from tts.domain.events import Happening
from tts.domain.words import fold
from tts.models import Membership, Role, ScimResource, User
from tts.services.people.newcomers import make_person
from tts.services.people.rows import fetch_user, find_user_id, lock_people
from tts.services.people.sources import Source
from tts.services.people.sync import sync_person_roles
from tts.services.people.values import clean_email
from tts.services.record import record_people_events
from tts.services.transaction import AnySession, use_case

OPENID = Source("oidc", "OpenID Connect")


UNPROVEN = ", and the provider does not say that it verified the address (email_verified)"


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who the provider says somebody is."""

    issuer: str
    subject: str
    email: str
    is_verified: bool
    name: str


@use_case
def sign_in(session: Session, claimed: Claimed, *, links_by_email: bool, now: datetime) -> int:
    """The id of the person who logs in; one who is new here is made, without any role.

    An account of the same address is theirs only if the provider verified the address and either
    `links_by_email` is set or nobody could log in to it yet. Raises NotPermitted, Invalid.
    """
    lock_people(session)
    known = session.scalar(
        sa.select(User).where(User.oidc_issuer == claimed.issuer, User.oidc_subject == claimed.subject)
    )
    if known is None:
        known = _fetch_by_email(session, claimed, links_by_email, now)
    if not known.is_active:
        raise NotPermitted("Your account here is deactivated. Ask an admin to activate it.")
    return known.id


def sync_groups(
    session: AnySession,
    user_id: int,
    groups: Collection[str],
    mapping: Sequence[tuple[str, str]],
    *,
    now: datetime,
) -> None:
    """Give the roles that the person's groups stand for, and take those that earlier ones stood for.

    With a mapping only its groups count, and it may name roles that administer: who runs TTS wrote it.
    Without one a group stands for the role of its name, unless that role administers or manages people.
    """
    names = [role for group, role in mapping if group in groups] if mapping else list(groups)
    keys = {fold(name) for name in names}
    found = sa.select(Role.id).where(Role.system == "tts", Role.name_key.in_(keys))
    role_ids = list(session.scalars(found))
    session.rollback()
    source = Source(OPENID.key, OPENID.name, trusted=frozenset(role for _, role in mapping))
    sync_person_roles(session, user_id, role_ids, source=source, now=now)


def _fetch_by_email(session: Session, claimed: Claimed, links_by_email: bool, now: datetime) -> User:
    """The person of that address, linked from now on, or a new one."""
    if not claimed.email:
        raise NotPermitted(
            "The provider does not tell your e-mail address, so no account can be made. "
            "Ask an admin to let it tell the address (scope email)."
        )
    user_id = find_user_id(session, clean_email(claimed.email))
    if user_id is None:
        user = make_person(session, clean_email(claimed.email), claimed.name, source=OPENID, now=now)
    else:
        user = fetch_user(session, user_id)
        if not _may_link(session, user, claimed, links_by_email):
            unproven = links_by_email and not claimed.is_verified
            raise NotPermitted(
                f"{user.email} belongs to an account here that is not linked to this log-in"
                f"{UNPROVEN if unproven else ''}. Log in with its password, or ask an admin."
            )
    user.oidc_issuer, user.oidc_subject = claimed.issuer, claimed.subject
    session.flush()
    facts = {"user_id": user.id, "name": user.name, "issuer": claimed.issuer, "subject": claimed.subject}
    record_people_events(session, [Happening("user.linked", facts=facts)], actor=OPENID.actor, now=now)
    return user


def _may_link(session: Session, user: User, claimed: Claimed, links_by_email: bool) -> bool:
    """Whether an account without such a log-in may be this person's."""
    if user.oidc_subject is not None or not user.is_active:
        return False
    if links_by_email and claimed.is_verified:
        return True
    if user.source == "scim" and user.password_hash is None:
        return claimed.subject == session.scalar(
            sa.select(ScimResource.external_id).where(ScimResource.user_id == user.id)
        )
    return claimed.is_verified and user.is_contact and not _has_role(session, user)


def _has_role(session: Session, user: User) -> bool:
    return session.scalar(sa.select(Membership.id).where(Membership.user_id == user.id).limit(1)) is not None
