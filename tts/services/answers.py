"""Acts that are done once, however often they are asked for: the answer is kept with the act."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tts.domain.errors import Refused
from tts.models import KeptAnswer
from tts.services.transaction import use_case

KEPT_FOR = timedelta(hours=24)
SWEPT_AT_ONCE = 100


class KeyUsed(Refused):
    """The same key came with another request."""

    title = "This key was used for something else"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may come again: whose, by which key, and what it asks."""

    user_id: int
    key: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that can be given again; `is_repeat` says that it was."""

    status: int
    body: str
    location: str | None = None
    is_repeat: bool = False


@use_case
def answer_once(session: Session, asked: Asked, act: Callable[[], Kept], *, now: datetime) -> Kept:
    """Do `act` and keep its answer in one transaction, or give the answer that the key had before.

    Two at once: the second waits for the first one's commit. A refused act keeps nothing, so that it can be
    tried again. Raises KeyUsed for a key that came with another request.
    """
    _forget_old(session, asked, now)
    row_id = _claim_key(session, asked, now)
    if row_id is None:
        return _earlier_answer(session, asked)
    done = act()
    session.execute(
        sa.update(KeptAnswer)
        .where(KeptAnswer.id == row_id)
        .values(status=done.status, body=done.body, location=done.location)
        .execution_options(synchronize_session=False)
    )
    return done


def _claim_key(session: Session, asked: Asked, now: datetime) -> int | None:
    """The id of a row of one's own; None when the key has one, after waiting for who is writing it."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = {"user_id": asked.user_id, "key_hash": _hash(asked.key.encode()), "at": now}
    statement = dialect.insert(KeptAnswer).values(**values, fingerprint=_hash(asked.content))
    row_id: int | None = session.scalar(statement.on_conflict_do_nothing().returning(KeptAnswer.id))
    return row_id


def _earlier_answer(session: Session, asked: Asked) -> Kept:
    row = session.execute(
        sa.select(KeptAnswer.fingerprint, KeptAnswer.status, KeptAnswer.body, KeptAnswer.location).where(
            KeptAnswer.user_id == asked.user_id, KeptAnswer.key_hash == _hash(asked.key.encode())
        )
    ).one()
    if row.fingerprint != _hash(asked.content):
        raise KeyUsed(
            "This Idempotency-Key came with another request within the last 24 hours, so nothing was done: "
            "send a new key with a new request."
        )
    return Kept(row.status, row.body or "", row.location, is_repeat=True)


def _forget_old(session: Session, asked: Asked, now: datetime) -> None:
    """Drop this key's answer if its day is over, and some others whose day is."""
    old = KeptAnswer.at <= now - KEPT_FOR
    mine = (KeptAnswer.user_id == asked.user_id) & (KeptAnswer.key_hash == _hash(asked.key.encode()))
    some = sa.select(KeptAnswer.id).where(old).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)
    for condition in (mine & old, KeptAnswer.id.in_(some)):
        session.execute(sa.delete(KeptAnswer).where(condition).execution_options(synchronize_session=False))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
