"""Who of a batch of messages is told what: read, and sorted out by who is here and may see the ticket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.notifications import FOR_REQUESTERS, Notice, former_notice, read_former_holder, read_notice
from tts.models import User
from tts.queries.notifications import Sight, Wish, sights_of, wishes_of_many
from tts.queries.people import actors_of

HELD = "held"
FORMER = "former"
"""Marks what is for the former holder of an item: its key, and a mail that is held."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A message that reaches a person; `payload` as it came, of the task `message`. `key` is theirs alone."""

    row_id: int
    message: str
    payload: Mapping[str, Any]
    key: str
    notice: Notice
    user: User
    wish: Wish
    ticket_id: int | None
    number: str | None
    subject: str | None
    created_at: datetime

    @property
    def was_held(self) -> bool:
        """Whether only its mail is left to send, which waited for the end of quiet hours."""
        return bool(self.payload.get(HELD))


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


def people_of(session: Session, rows: Sequence[Any], notices: Mapping[int, Notice]) -> dict[int, User]:
    """Whom they are for and from whom items were taken, those who left too; one statement."""
    user_ids = {notice.user_id for notice in notices.values()}
    former = (read_former_holder(row.kind, row.payload) for row in rows if row.id in notices)
    user_ids.update(user_id for user_id in former if user_id is not None)
    return {user.id: user for user in session.scalars(sa.select(User).where(User.id.in_(sorted(user_ids))))}


def tellings_of(
    session: Session, rows: Sequence[Any], notices: Mapping[int, Notice], people: Mapping[int, User]
) -> list[Telling]:
    """Those that reach somebody who is here and may see the ticket; three statements for all.

    A transfer is for two: who has the item now, and whom it was taken from.
    """
    here = {user_id for user_id, user in people.items() if user.is_active}
    meant = [pair for pair in _meant(rows, notices, people) if pair[1].user_id in here]
    sights = {_sight(row, notice) for row, notice in meant if row.ticket_id is not None}
    seen = sights_of(session, sights, actors_of(session, here))
    wishes = wishes_of_many(session, here)
    return [
        _telling(row, notice, people, wishes)
        for row, notice in meant
        if row.ticket_id is None or _sight(row, notice) in seen
    ]


def _meant(
    rows: Sequence[Any], notices: Mapping[int, Notice], people: Mapping[int, User]
) -> Iterator[tuple[Any, Notice]]:
    """Each message with each of its notices; a mail that was held is for one person alone."""
    for row in rows:
        if row.id not in notices or notices[row.id].user_id not in people:
            continue
        held = row.payload.get(HELD)
        if held != FORMER:
            yield row, notices[row.id]
        former_id = read_former_holder(row.kind, row.payload)
        if former_id is not None and held in (None, FORMER):
            to_name = people[notices[row.id].user_id].name
            yield row, former_notice(former_id, row.payload["kwargs"], to_name)


def _sight(row: Any, notice: Notice) -> Sight:
    return Sight(notice.user_id, row.ticket_id, for_staff=notice.kind not in FOR_REQUESTERS)


def _telling(row: Any, notice: Notice, people: Mapping[int, User], wishes: Mapping[int, Any]) -> Telling:
    return Telling(
        row_id=row.id,
        message=row.kind,
        payload=row.payload,
        key=f"{row.key}-{FORMER}" if notice.is_for_former and HELD not in row.payload else row.key,
        notice=notice,
        user=people[notice.user_id],
        wish=wishes[notice.user_id][notice.kind],
        ticket_id=row.ticket_id,
        number=row.number,
        subject=row.subject,
        created_at=row.created_at,
    )
