"""Appending to the record, in the transaction of the change itself (rules.md section 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.events import FIRST_HASH, Happening, Link, Stream, hash_of
from tts.domain.permissions import Actor
from tts.models import Event

PEOPLE_CHAIN = 1


def record_events(
    session: Session,
    stream: Stream,
    stream_id: int,
    happenings: Sequence[Happening],
    *,
    actor: Actor,
    now: datetime,
    is_new: bool = False,
) -> None:
    """Chain `happenings` onto one stream: two statements, one when the stream `is_new`.

    The caller holds the lock of the ticket or workflow row; the unique (stream, id, seq) catches
    one who does not.
    """
    seq, previous = (0, FIRST_HASH) if is_new else _head_of(session, stream, stream_id)
    rows = []
    for happening in happenings:
        seq += 1
        link = Link(stream, stream_id, seq, now, actor.user_id, actor.name, happening, previous, "")
        link = replace(link, hash=hash_of(link))
        rows.append(_row(link))
        previous = link.hash
    if rows:
        session.execute(sa.insert(cast(sa.Table, Event.__table__)), rows)


def record_people_events(
    session: Session, happenings: Sequence[Happening], *, actor: Actor, now: datetime
) -> None:
    """Chain onto the one stream of people, roles and settings, under its own lock."""
    lock_people_chain(session)
    record_events(session, Stream.PEOPLE, PEOPLE_CHAIN, happenings, actor=actor, now=now)


def lock_people_chain(session: Session) -> None:
    """Let one transaction at a time write the chain of people; on SQLite writers take turns anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SELECT pg_advisory_xact_lock(778001)"))


def link_of(event: Event) -> Link:
    """The stored row as the pure value whose hash is checked."""
    happening = Happening(
        event.kind, event.was, event.became, event.reason, event.workflow_version_id, event.facts
    )
    return Link(
        event.stream,
        event.stream_id,
        event.seq,
        event.at,
        event.actor_id,
        event.actor_name,
        happening,
        event.previous_hash,
        event.hash,
    )


def _head_of(session: Session, stream: Stream, stream_id: int) -> tuple[int, str]:
    last = session.execute(
        sa.select(Event.seq, Event.hash)
        .where(Event.stream == stream.value, Event.stream_id == stream_id)
        .order_by(Event.seq.desc())
        .limit(1)
    ).first()
    return (last.seq, last.hash) if last else (0, FIRST_HASH)


def _row(link: Link) -> dict[str, object]:
    happening = link.happening
    return {
        "stream": str(link.stream),
        "stream_id": link.stream_id,
        "seq": link.seq,
        "at": link.at,
        "actor_id": link.actor_id,
        "actor_name": link.actor_name,
        "kind": happening.kind,
        "was": happening.was,
        "became": happening.became,
        "reason": happening.reason,
        "workflow_version_id": happening.workflow_version_id,
        "facts": dict(happening.facts),
        "previous_hash": link.previous_hash,
        "hash": link.hash,
    }
