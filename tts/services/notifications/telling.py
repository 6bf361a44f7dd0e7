"""Who of a batch of messages is told what: read, and sorted out by who is here and may see the ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.notifications import FOR_REQUESTERS, Notice, read_notice
from tts.models import User
from tts.queries.notifications import Sight, Wish, sights_of, wishes_of_many
from tts.queries.people import actors_of


@dataclass(frozen=True, slots=True)
class Telling:
    """One message that reaches its person."""

    row_id: int
    key: str
    notice: Notice
    user: User
    wish: Wish
    ticket_id: int | None
    number: str | None
    subject: str | None
    created_at: datetime


def read_notices(rows: Sequence[Any]) -> tuple[dict[int, Notice], dict[int, str]]:
    """The notices by message, and why others are none."""
    notices: dict[int, Notice] = {}
    faults: dict[int, str] = {}
    for row in rows:
        try:
            notices[row.id] = read_notice(row.kind, row.payload)
        except ValueError as fault:
            faults[row.id] = str(fault)
    return notices, faults


def people_of(session: Session, notices: Mapping[int, Notice]) -> dict[int, User]:
    """Whom they are for, those who left too; one statement."""
    user_ids = sorted({notice.user_id for notice in notices.values()})
    return {user.id: user for user in session.scalars(sa.select(User).where(User.id.in_(user_ids)))}


def tellings_of(
    session: Session, rows: Sequence[Any], notices: Mapping[int, Notice], people: Mapping[int, User]
) -> list[Telling]:
    """Those that reach somebody who is here and may see the ticket; three statements for all."""
    here = {user_id for user_id, user in people.items() if user.is_active}
    addressed = [row for row in rows if row.id in notices and notices[row.id].user_id in here]
    sights = {row.id: _sight(row, notices[row.id]) for row in addressed if row.ticket_id is not None}
    seen = sights_of(session, set(sights.values()), actors_of(session, here))
    wishes = wishes_of_many(session, here)
    return [
        _telling(row, notices[row.id], people, wishes)
        for row in addressed
        if row.ticket_id is None or sights[row.id] in seen
    ]


def _sight(row: Any, notice: Notice) -> Sight:
    return Sight(notice.user_id, row.ticket_id, for_staff=notice.kind not in FOR_REQUESTERS)


def _telling(row: Any, notice: Notice, people: Mapping[int, User], wishes: Mapping[int, Any]) -> Telling:
    return Telling(
        row_id=row.id,
        key=row.key,
        notice=notice,
        user=people[notice.user_id],
        wish=wishes[notice.user_id][notice.kind],
        ticket_id=row.ticket_id,
        number=row.number,
        subject=row.subject,
        created_at=row.created_at,
    )
