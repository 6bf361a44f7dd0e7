"""What a person was told, and where they want to be told: only of tickets they may still see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tts.domain.notifications import KINDS, NoticeKind
from tts.domain.permissions import Actor
from tts.domain.quiet import QuietHours
from tts.models import Notification, NotificationChoice, Ticket, User
from tts.queries.paging import AnySession, Order, Page, read_page
from tts.queries.visibility import Condition, visible_ticket, visible_tickets

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """One thing told; `number` is None where it is about no ticket."""

    id: int
    kind: str
    text: str
    created_at: datetime
    read_at: datetime | None
    number: str | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a person wants one kind."""

    in_app: bool
    by_mail: bool


def own_notifications(actor: Actor) -> Condition:
    """One's own, of tickets one may still see; the query joins `Ticket` (outer) to `Notification`."""
    is_seen = sa.or_(Notification.ticket_id.is_(None), visible_ticket(actor))
    return (Notification.user_id == actor.user_id) & is_seen


def count_unread(actor: Actor) -> sa.ScalarSelect[int]:
    """How many are unread, as a column for a statement."""
    return (
        sa.select(sa.func.count())
        .select_from(Notification)
        .outerjoin(Ticket, Ticket.id == Notification.ticket_id)
        .where(own_notifications(actor), Notification.read_at.is_(None))
        .scalar_subquery()
    )


def unread_count(session: AnySession, actor: Actor) -> int:
    """How many are unread; one statement."""
    return session.scalar(sa.select(count_unread(actor))) or 0


def notifications_page(
    session: AnySession, actor: Actor, *, unread: bool, cursor: str | None = None
) -> Page[NotificationRow]:
    """One page, newest first, in one statement; Invalid for a cursor of another list."""
    query = (
        sa.select(
            Notification.id,
            Notification.kind,
            Notification.text,
            Notification.created_at,
            Notification.read_at,
            Ticket.number,
            Ticket.subject,
        )
        .outerjoin(Ticket, Ticket.id == Notification.ticket_id)
        .where(own_notifications(actor))
    )
    if unread:
        query = query.where(Notification.read_at.is_(None))
    order = Order([Notification.id.expression], descending=True)
    return read_page(session, query, order, _row, cursor=cursor, size=PAGE_SIZE)


def wishes_of(session: AnySession, user_id: int) -> dict[NoticeKind, Wish]:
    """A person's choices for every kind, the kind's own default where they made none; one statement."""
    return _wishes(session, [user_id])[user_id]


def quiet_of(session: AnySession, user_id: int) -> QuietHours:
    """A person's quiet hours."""
    user = session.get_one(User, user_id)
    return QuietHours(user.quiet_from, user.quiet_until, user.quiet_weekends)


def wishes_of_many(session: AnySession, user_ids: Collection[int]) -> Mapping[int, Mapping[NoticeKind, Wish]]:
    """The choices of several people; one statement."""
    return _wishes(session, user_ids)


def visible_pairs(
    session: AnySession, wanted: Mapping[int, Collection[int]], actors: Mapping[int, Actor]
) -> set[tuple[int, int]]:
    """Which (person, ticket) of `wanted` (ticket ids by person) may be seen; one statement for all."""
    asked = [
        sa.select(sa.literal(user_id).label("user_id"), Ticket.id.label("ticket_id")).where(
            Ticket.id.in_(list(ticket_ids)), visible_tickets(actors[user_id])
        )
        for user_id, ticket_ids in wanted.items()
        if ticket_ids and user_id in actors
    ]
    if not asked:
        return set()
    return {(row.user_id, row.ticket_id) for row in session.execute(sa.union_all(*asked))}


def _wishes(session: AnySession, user_ids: Collection[int]) -> dict[int, dict[NoticeKind, Wish]]:
    defaults = {kind: Wish(facts.in_app, facts.by_mail) for kind, facts in KINDS.items()}
    found = {user_id: dict(defaults) for user_id in user_ids}
    rows = session.scalars(
        sa.select(NotificationChoice).where(NotificationChoice.user_id.in_(list(user_ids)))
    )
    for row in rows:
        if row.kind in set(NoticeKind):
            found[row.user_id][NoticeKind(row.kind)] = Wish(row.in_app, row.by_mail)
    return found


def _row(row: Any) -> NotificationRow:
    return NotificationRow(*row[:7])
