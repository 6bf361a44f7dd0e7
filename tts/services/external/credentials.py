"""Credentials of systems that call us: shown once, kept as a hash, two valid at a time to rotate."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.ending import NAME_OF
from tts.domain.errors import Invalid, NotFound, Refused
from tts.domain.events import Happening
from tts.domain.permissions import Actor, Permission
from tts.domain.wording import read_line
from tts.models import SystemCredential
from tts.services.people.tokens import hash_token
from tts.services.record import lock_people_chain, record_people_events
from tts.services.transaction import AnySession, use_case

PREFIX = "tts_system_"
MOST_VALID = 2
A_MINUTE = timedelta(minutes=1)


class TwoValid(Refused):
    """A third credential of one system would only be forgotten."""

    title = "Two credentials are valid already"


@dataclass(frozen=True, slots=True)
class Caller:
    """The system behind a credential."""

    system: str
    credential_id: int


@use_case
def create_credential(session: Session, system: str, label: str, *, actor: Actor, now: datetime) -> str:
    """Make a credential for a system and return it: the only time it can be read.

    Raises NotPermitted, Invalid for another system, TwoValid.
    """
    actor.require(Permission.ADMINISTER)
    if system not in NAME_OF:
        sentence = f"The system is one of {', '.join(NAME_OF)}."
        raise Invalid(sentence, {"system": sentence})
    label = read_line(label, "label", limit=100)
    lock_people_chain(session)
    if _count_valid(session, system) >= MOST_VALID:
        raise TwoValid(
            f"{NAME_OF[system]} has {MOST_VALID} valid credentials: revoke the old one before making another."
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    row = SystemCredential(system=system, label=label, secret_hash=hash_token(secret), created_at=now)
    session.add(row)
    session.flush()
    _record(session, "credential.created", row, actor, now)
    return secret


@use_case
def revoke_credential(session: Session, credential_id: int, *, actor: Actor, now: datetime) -> None:
    """Make a credential void for good. Raises NotPermitted, NotFound; doing it again changes nothing."""
    actor.require(Permission.ADMINISTER)
    lock_people_chain(session)
    row = session.get(SystemCredential, credential_id)
    if row is None:
        raise NotFound("There is no such credential. Reload the page.")
    if row.revoked_at is not None:
        return
    row.revoked_at = now
    _record(session, "credential.revoked", row, actor, now)


def find_caller(session: AnySession, secret: str, *, now: datetime) -> Caller | None:
    """The system that a credential belongs to, or None; its use is noted, once a minute at most.

    Every valid hash is compared, and in constant time, so that answering takes equally long for all.
    """
    given, found = hash_token(secret), None
    for row in session.execute(_valid()).all():
        if hmac.compare_digest(row.secret_hash, given):
            found = row
    session.rollback()
    if found is None:
        return None
    if found.last_used_at is None or found.last_used_at <= now - A_MINUTE:
        _note_use(session, found.id, now=now)
    return Caller(found.system, found.id)


@use_case
def _note_use(session: Session, credential_id: int, *, now: datetime) -> None:
    session.execute(
        sa.update(SystemCredential)
        .where(SystemCredential.id == credential_id)
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )


def _valid() -> sa.Select[tuple[int, str, str, datetime | None]]:
    return sa.select(
        SystemCredential.id,
        SystemCredential.system,
        SystemCredential.secret_hash,
        SystemCredential.last_used_at,
    ).where(SystemCredential.revoked_at.is_(None))


def _count_valid(session: Session, system: str) -> int:
    valid = _valid().where(SystemCredential.system == system).subquery()
    return session.scalars(sa.select(sa.func.count()).select_from(valid)).one()


def _record(session: Session, kind: str, row: SystemCredential, actor: Actor, now: datetime) -> None:
    facts = {"credential_id": row.id, "system": row.system, "label": row.label}
    record_people_events(session, [Happening(kind, facts=facts)], actor=actor, now=now)
