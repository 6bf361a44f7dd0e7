"""Any number of open tickets, each a copy of one that was submitted: written by the database itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.models import Base, Task, TaskItem, Ticket

PIECE = 100_000
DAY = 86_400
SECOND = timedelta(seconds=1)


def copy_ticket(session: Session, ticket_id: int, count: int, *, next_mark_at: datetime) -> None:
    """Write `count` copies of a ticket, its task and its open item, with marks from `next_mark_at` on."""
    task_id = session.scalars(sa.select(Task.id).where(Task.ticket_id == ticket_id)).one()
    item_id = session.scalars(sa.select(sa.func.max(TaskItem.id)).where(TaskItem.task_id == task_id)).one()
    first = _after_all(session)
    for begin in range(first, first + count, PIECE):
        number = _numbers(begin, min(begin + PIECE, first + count) - 1)
        text = sa.cast(number, sa.Text)
        _copy(session, Ticket, ticket_id, {"id": number, "number": "TX" + text, "external_id": None})
        marks = {"id": number, "ticket_id": number, "next_mark_at": _spread(session, number, next_mark_at)}
        _copy(session, Task, task_id, marks)
        _copy(session, TaskItem, item_id, {"id": number, "task_id": number})
    session.commit()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("ANALYZE"))
        session.commit()


def _after_all(session: Session) -> int:
    """A number over every id that there is."""
    tables = (Ticket, Task, TaskItem)
    return 1 + max(session.scalar(sa.select(sa.func.max(table.id))) or 0 for table in tables)


def _numbers(first: int, last: int) -> sa.ColumnElement[int]:
    """The numbers from `first` to `last`, a row each."""
    start = sa.select(sa.literal(first).label("number")).cte("numbers", recursive=True)
    return start.union_all(sa.select(start.c.number + 1).where(start.c.number < last)).c.number


def _copy(session: Session, model: type[Base], row_id: int, changed: Mapping[str, Any]) -> None:
    """Insert as many copies of a row as there are numbers, with other values where `changed` names them."""
    table = cast(sa.Table, model.__table__)
    values = {column.name: changed.get(column.name, column) for column in table.columns}
    rows = sa.select(*values.values()).select_from(table).join(changed["id"].table, sa.true())
    session.execute(sa.insert(table).from_select(list(values), rows.where(table.c.id == row_id)))


def _spread(session: Session, number: sa.ColumnElement[int], begin: datetime) -> sa.ColumnElement[Any]:
    """Moments all over a day, in no order of the ids."""
    seconds = number % DAY * 7_919 % DAY
    if session.get_bind().dialect.name == "postgresql":
        return sa.literal(begin) + seconds * sa.literal(SECOND, sa.Interval)
    later = sa.literal("+") + sa.cast(seconds, sa.Text) + sa.literal(" seconds")
    return sa.func.strftime("%Y-%m-%d %H:%M:%f000", f"{begin:%Y-%m-%d %H:%M:%S}", later)
