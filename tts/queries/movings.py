"""The moves of a workflow: how far each is, and what became of its tickets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tts.domain.errors import NotFound
from tts.domain.moving import MovedStatus, MovingStatus
from tts.domain.permissions import Actor
from tts.models import MovedTicket, Moving, Ticket, WorkflowVersion
from tts.queries.paging import PAGE_SIZE, AnySession, Order, Page, read_page
from tts.queries.visibility import visible_tickets

_From, _To = aliased(WorkflowVersion), aliased(WorkflowVersion)
MOST_REASONS = 20
UNSEEN = "The reason is told to those who may see these tickets."


@dataclass(frozen=True, slots=True)
class MovingRow:
    """One move: from which version to which, who began it and who took it back, and how far it is."""

    id: int
    workflow_id: int
    from_version: int
    to_version: int
    targets: Mapping[str, int]
    keep_due: bool
    status: str
    begun_by: str
    begun_at: datetime
    undone_by: str | None
    undone_at: datetime | None
    ended_at: datetime | None
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of its tickets."""
        return sum(self.counts.values())

    @property
    def to_undo(self) -> int:
        """How many would go back."""
        return self.counts.get(MovedStatus.MOVED.value, 0)

    @property
    def is_at_work(self) -> bool:
        """Whether tickets are still before it."""
        return self.ended_at is None

    @property
    def done(self) -> int:
        """How many tickets it has behind it, on its way there or back."""
        left = MovedStatus.MOVED if self.status == MovingStatus.UNDOING.value else MovedStatus.WAITING
        return self.total - self.counts.get(left.value, 0) if self.is_at_work else self.total

    @property
    def may_be_undone(self) -> bool:
        """Whether it can be taken back."""
        return self.status in (MovingStatus.RUNNING.value, MovingStatus.DONE.value) and (
            self.is_at_work or self.to_undo > 0
        )


@dataclass(frozen=True, slots=True)
class MovedRow:
    """One ticket of a move: what became of it, when, and why it stayed."""

    number: str
    subject: str
    status: str
    reason: str
    at: datetime | None


def list_movings(
    session: AnySession,
    workflow_id: int,
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[MovingRow]:
    """The moves of a workflow that the caller made sure the person may see, newest first; two statements."""
    newest = Order((Moving.__table__.c.id,), descending=True)
    statement = _movings().where(Moving.workflow_id == workflow_id)
    page = read_page(
        session, statement, newest, lambda row: row, cursor=cursor, size=size, offset=offset, counted=counted
    )
    counts = _counts(session, [row.id for row in page.rows])
    rows = [_row_of(row, counts) for row in page.rows]
    return Page(rows, page.next_cursor, page.previous_cursor, page.count)


def find_moving(session: AnySession, workflow_id: int, moving_id: int) -> MovingRow:
    """One move of a workflow that the caller made sure the person may see; raises NotFound."""
    row = session.execute(
        _movings().where(Moving.workflow_id == workflow_id, Moving.id == moving_id)
    ).one_or_none()
    if row is None:
        raise NotFound("This workflow has no such move. Its page lists those there are.")
    return _row_of(row, _counts(session, [moving_id]))


def moved_tickets(
    session: AnySession,
    actor: Actor,
    moving_id: int,
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[MovedRow]:
    """The tickets of a move that `actor` may see, oldest first; one statement, two when `counted`."""
    statement = (
        sa.select(Ticket.number, Ticket.subject, MovedTicket.status, MovedTicket.reason, MovedTicket.at)
        .join(Ticket, Ticket.id == MovedTicket.ticket_id)
        .where(MovedTicket.moving_id == moving_id, visible_tickets(actor))
    )
    return read_page(
        session,
        statement,
        Order((MovedTicket.__table__.c.id,)),
        lambda row: MovedRow(*row[: len(MovedRow.__slots__)]),
        cursor=cursor,
        size=size,
        offset=offset,
        counted=counted,
    )


def reasons_of(session: AnySession, actor: Actor, moving_id: int) -> Sequence[tuple[str, str, int]]:
    """(state, reason, how many) of the tickets that stayed or could not go back, the most first.

    A reason may tell what people did with a ticket: those that `actor` may not see are only counted.
    """
    told = sa.case((visible_tickets(actor), MovedTicket.reason), else_=UNSEEN).label("reason")
    each = (
        sa.select(MovedTicket.status, told)
        .join(Ticket, Ticket.id == MovedTicket.ticket_id)
        .where(MovedTicket.moving_id == moving_id, MovedTicket.reason != "")
        .subquery()
    )
    many = sa.func.count()
    rows = session.execute(
        sa.select(each.c.status, each.c.reason, many)
        .group_by(each.c.status, each.c.reason)
        .order_by(many.desc(), each.c.reason)
        .limit(MOST_REASONS)
    )
    return [(status, reason, count) for status, reason, count in rows]


def _movings() -> sa.Select[Any]:
    return (
        sa.select(
            Moving.id,
            Moving.workflow_id,
            _From.version.label("from_version"),
            _To.version.label("to_version"),
            Moving.targets,
            Moving.keep_due,
            Moving.status,
            Moving.begun_by_name,
            Moving.begun_at,
            Moving.undone_by_name,
            Moving.undone_at,
            Moving.ended_at,
        )
        .join(_From, _From.id == Moving.from_version_id)
        .join(_To, _To.id == Moving.to_version_id)
    )


def _counts(session: AnySession, moving_ids: Sequence[int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {moving_id: Counter() for moving_id in moving_ids}
    for moving_id, status, count in session.execute(
        sa.select(MovedTicket.moving_id, MovedTicket.status, sa.func.count())
        .where(MovedTicket.moving_id.in_(list(moving_ids)))
        .group_by(MovedTicket.moving_id, MovedTicket.status)
    ):
        found[moving_id][status] = count
    return found


def _row_of(row: Any, counts: Mapping[int, Counter[str]]) -> MovingRow:
    return MovingRow(
        id=row.id,
        workflow_id=row.workflow_id,
        from_version=row.from_version,
        to_version=row.to_version,
        targets=row.targets,
        keep_due=row.keep_due,
        status=row.status,
        begun_by=row.begun_by_name,
        begun_at=row.begun_at,
        undone_by=row.undone_by_name,
        undone_at=row.undone_at,
        ended_at=row.ended_at,
        counts=counts[row.id],
    )
