"""Acts that are done once, however often they are asked for: the answer is kept with the act.

An act that asks another system is in no transaction, so that nothing is locked meanwhile: its key is claimed
first, and its answer is kept afterwards (`ask_once`).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from tts.domain.errors import Refused
from tts.models import KeptAnswer
from tts.services.transaction import AnySession, changed_rows, use_case

KEPT_FOR = timedelta(hours=24)
SWEPT_AT_ONCE = 100
LEASE = timedelta(seconds=30)
"""So long a claim holds. Another system is hardly ever waited for as long; one that is may be asked twice."""
PAUSE = 0.1
"""Seconds between two looks at whether the first of two requests is answered."""


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
class _Claim:
    """A key in hand, and since when; whoever takes it over makes it another one."""

    row_id: int
    at: datetime


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
    while (row_id := _claim_key(session, asked, now)) is None:
        row = _find_row(session, asked)
        if row is not None:
            return Kept(row.status, row.body or "", row.location, is_repeat=True)
    done = act()
    session.execute(
        sa.update(KeptAnswer)
        .where(KeptAnswer.id == row_id)
        .values(status=done.status, body=done.body, location=done.location)
        .execution_options(synchronize_session=False)
    )
    return done


def ask_once(
    session: AnySession, asked: Asked, act: Callable[[], Kept], *, clock: Callable[[], datetime]
) -> Kept:
    """Do `act`, which asks another system, in no transaction of ours; or give the answer the key had before.

    Two at once: the second waits for the first one's answer. A refused act keeps nothing, so that it can be
    tried again; of one whose process was killed nobody knows the answer, so that it is done anew once its
    claim is over. Raises KeyUsed for a key that came with another request.
    """
    while True:
        found = _claim_or_answer(session, asked, now=clock())
        if isinstance(found, Kept):
            return found
        if found is not None:
            return _ask(session, found, act)
        while _is_in_hand(session, asked, now=clock()):
            time.sleep(PAUSE)


def _ask(session: AnySession, claim: _Claim, act: Callable[[], Kept]) -> Kept:
    try:
        done = act()
    except BaseException:
        _let_go(session, claim)
        raise
    _keep_asked(session, claim, done)
    return done


@use_case
def _claim_or_answer(session: Session, asked: Asked, *, now: datetime) -> _Claim | Kept | None:
    """The key in hand from now on, or the answer it had; None while another has it, or just let it go."""
    _forget_old(session, asked, now)
    row_id = _claim_key(session, asked, now)
    if row_id is not None:
        return _Claim(row_id, now)
    row = _find_row(session, asked)
    if row is None:
        return None
    if row.status is not None:
        return Kept(row.status, row.body or "", row.location, is_repeat=True)
    if now < row.at + LEASE:
        return None
    over = _of_claim(_Claim(row.id, row.at))
    taken = sa.update(KeptAnswer).where(over).values(at=now)
    result = session.execute(taken.execution_options(synchronize_session=False))
    return _Claim(row.id, now) if changed_rows(result) == 1 else None


def _is_in_hand(session: AnySession, asked: Asked, *, now: datetime) -> bool:
    """Whether somebody else is asking by this key; read, with no transaction open afterwards."""
    at = session.scalar(sa.select(KeptAnswer.at).where(_of_key(asked), KeptAnswer.status.is_(None)))
    session.rollback()
    return at is not None and now < at + LEASE


@use_case
def _keep_asked(session: Session, claim: _Claim, done: Kept) -> None:
    """Keep the answer, unless the claim was so long in hand that somebody took it over."""
    values = {"status": done.status, "body": done.body, "location": done.location}
    kept = sa.update(KeptAnswer).where(_of_claim(claim)).values(**values)
    session.execute(kept.execution_options(synchronize_session=False))


@use_case
def _let_go(session: Session, claim: _Claim) -> None:
    gone = sa.delete(KeptAnswer).where(_of_claim(claim))
    session.execute(gone.execution_options(synchronize_session=False))


def _of_claim(claim: _Claim) -> sa.ColumnElement[bool]:
    return sa.and_(KeptAnswer.id == claim.row_id, KeptAnswer.at == claim.at, KeptAnswer.status.is_(None))


def _claim_key(session: Session, asked: Asked, now: datetime) -> int | None:
    """The id of a row of one's own; None when the key has one, after waiting for who is writing it."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = {"user_id": asked.user_id, "key_hash": _hash(asked.key.encode()), "at": now}
    statement = dialect.insert(KeptAnswer).values(**values, fingerprint=_hash(asked.content))
    row_id: int | None = session.scalar(statement.on_conflict_do_nothing().returning(KeptAnswer.id))
    return row_id


def _find_row(session: Session, asked: Asked) -> sa.Row[Any] | None:
    """What is kept of the key; None where it was let go since it could not be claimed. Raises KeyUsed."""
    columns = sa.inspect(KeptAnswer).columns
    row = session.execute(sa.select(*columns).where(_of_key(asked))).one_or_none()
    if row is not None and row.fingerprint != _hash(asked.content):
        raise KeyUsed(
            "This Idempotency-Key came with another request within the last 24 hours, so nothing was done: "
            "send a new key with a new request."
        )
    return row


def _forget_old(session: Session, asked: Asked, now: datetime) -> None:
    """Drop this key's answer if its day is over, and some others whose day is."""
    old = KeptAnswer.at <= now - KEPT_FOR
    some = sa.select(KeptAnswer.id).where(old).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)
    for condition in (_of_key(asked) & old, KeptAnswer.id.in_(some)):
        session.execute(sa.delete(KeptAnswer).where(condition).execution_options(synchronize_session=False))


def _of_key(asked: Asked) -> sa.ColumnElement[bool]:
    return sa.and_(KeptAnswer.user_id == asked.user_id, KeptAnswer.key_hash == _hash(asked.key.encode()))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
