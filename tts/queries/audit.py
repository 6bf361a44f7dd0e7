"""Reading the whole record, a bounded piece at a time, for whoever proves it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.anchors import Head
from tts.domain.events import Happening, Link
from tts.models import Anchor, AnchorHead, Event, Ticket, Workflow, WorkflowVersion
from tts.queries.visibility import AnySession

PIECE = 1_000


def chained_links(session: Session) -> Generator[Link, None, None]:
    """Every event, chain by chain and in order within each; rows are fetched by the thousand."""
    columns = [column for column in Event.__table__.columns if column.key != "id"]
    found = sa.select(*columns).order_by(Event.stream, Event.stream_id, Event.seq)
    with closing(session.execute(found, execution_options={"yield_per": PIECE})) as rows:
        for row in rows:
            yield _link_of(row)


def links_of_chain(session: Session, stream: str, stream_id: int) -> Generator[Link, None, None]:
    """The events of one chain in order; rows are fetched by the thousand."""
    columns = [column for column in Event.__table__.columns if column.key != "id"]
    found = (
        sa.select(*columns).where(Event.stream == stream, Event.stream_id == stream_id).order_by(Event.seq)
    )
    with closing(session.execute(found, execution_options={"yield_per": PIECE})) as rows:
        for row in rows:
            yield _link_of(row)


def anchors(session: Session) -> list[Anchor]:
    """All anchors in the order they were written: one a day."""
    return list(session.scalars(sa.select(Anchor).order_by(Anchor.id)))


def anchor_of(session: AnySession, day: date) -> Anchor | None:
    """The anchor of one day, or None."""
    return session.scalar(sa.select(Anchor).where(Anchor.day == day))


def heads_of(session: Session, anchor_id: int) -> Iterator[Head]:
    """The heads that one anchor ties, in the order of their chains."""
    found = (
        sa.select(AnchorHead.stream, AnchorHead.stream_id, AnchorHead.seq, AnchorHead.hash)
        .where(AnchorHead.anchor_id == anchor_id)
        .order_by(AnchorHead.stream, AnchorHead.stream_id)
    )
    for row in session.execute(found, execution_options={"yield_per": PIECE}):
        yield Head(*row)


def loose_heads(session: Session) -> Iterator[Head]:
    """The last event of every chain that grew since it was last tied, in the order of the chains."""
    last = (
        sa.select(Event.stream, Event.stream_id, sa.func.max(Event.seq).label("seq"))
        .group_by(Event.stream, Event.stream_id)
        .subquery()
    )
    found = (
        sa.select(Event.stream, Event.stream_id, Event.seq, Event.hash)
        .join(last, _same_link(last.c, Event))
        .outerjoin(AnchorHead, _same_link(AnchorHead, Event))
        .where(AnchorHead.anchor_id.is_(None))
        .order_by(Event.stream, Event.stream_id)
    )
    for row in session.execute(found, execution_options={"yield_per": PIECE}):
        yield Head(*row)


def untied_head(session: Session) -> Head | None:
    """The first head that an anchor ties although the record holds no such event (any more), or None."""
    found = (
        sa.select(AnchorHead.stream, AnchorHead.stream_id, AnchorHead.seq, AnchorHead.hash)
        .outerjoin(Event, _same_link(AnchorHead, Event) & (Event.hash == AnchorHead.hash))
        .where(Event.id.is_(None))
        .order_by(AnchorHead.stream, AnchorHead.stream_id, AnchorHead.seq)
        .limit(1)
    )
    row = session.execute(found).first()
    return Head(*row) if row else None


def silent_subject(session: Session) -> str | None:
    """The first ticket or workflow without a single event, in words, or None: each begins with one."""
    for model, stream, label in ((Ticket, "ticket", Ticket.number), (Workflow, "workflow", Workflow.name)):
        has_events = sa.exists().where(Event.stream == stream, Event.stream_id == model.id)
        name = session.scalar(sa.select(label).where(~has_events).order_by(model.id).limit(1))
        if name is not None:
            return f"{stream} {name}"
    return None


def stored_versions(session: Session) -> Generator[sa.Row[Any], None, None]:
    """Name, number, definition and content hash of every version, oldest first."""
    found = sa.select(
        WorkflowVersion.name,
        WorkflowVersion.version,
        WorkflowVersion.definition,
        WorkflowVersion.content_hash,
    ).order_by(WorkflowVersion.id)
    with closing(session.execute(found, execution_options={"yield_per": 20})) as rows:
        yield from rows


def _same_link(one: object, other: object) -> sa.ColumnElement[bool]:
    return sa.and_(*(getattr(one, name) == getattr(other, name) for name in ("stream", "stream_id", "seq")))


def _link_of(row: sa.Row[Any]) -> Link:
    happening = Happening(row.kind, row.was, row.became, row.reason, row.workflow_version_id, row.facts)
    return Link(
        row.stream,
        row.stream_id,
        row.seq,
        row.at,
        row.actor_id,
        row.actor_name,
        happening,
        row.previous_hash,
        row.hash,
    )
