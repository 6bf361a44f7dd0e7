"""What a person was told, and where they want to be told: only of tickets they may still see."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tts.domain.notifications import FOR_REQUESTERS, KINDS, NoticeKind
from tts.domain.permissions import Actor
from tts.domain.quiet import QuietHours
from tts.models import Notification, NotificationChoice, Ticket, User
from tts.queries.paging import AnySession, Order, Page, read_page
from tts.queries.visibility import Condition, visible_ticket, worked_ticket

PAGE_SIZE = 30
MANY = 100
"""So many are not counted further."""


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


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether a person may see a ticket; `for_staff`: as one of the staff, not only as its requester."""

    user_id: int
    ticket_id: int
    for_staff: bool


def own_notifications(actor: Actor) -> Condition:
    """One's own, of tickets one may still see; the query joins `Ticket` (outer) to `Notification`.

    What the staff told each other is not for who sees a ticket only because they asked for it.
    """
    is_seen = sa.or_(
        Notification.ticket_id.is_(None),
        Notification.kind.in_(sorted(FOR_REQUESTERS)) & visible_ticket(actor),
        worked_ticket(actor),
    )
    return (Notification.user_id == actor.user_id) & is_seen


def count_unread(actor: Actor) -> sa.ScalarSelect[int]:
    """How many are unread, as a column for a statement; MANY stands for that many and more."""
    some = (
        sa.select(Notification.id)
        .outerjoin(Ticket, Ticket.id == Notification.ticket_id)
        .where(own_notifications(actor), Notification.read_at.is_(None))
        .limit(MANY)
        .subquery()
    )
    return sa.select(sa.func.count()).select_from(some).scalar_subquery()


def unread_count(session: AnySession, actor: Actor) -> int:
    """How many are unread, MANY at most; one statement."""
    return session.scalar(sa.select(count_unread(actor))) or 0


def notifications_page(
    session: AnySession,
    actor: Actor,
    *,
    unread: bool,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
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
    return read_page(session, query, order, _row, cursor=cursor, size=size, offset=offset, counted=counted)


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


def sights_of(session: AnySession, asked: Collection[Sight], actors: Mapping[int, Actor]) -> set[Sight]:
    """Which of these hold; one statement for all. Nobody sees anything who is not among `actors`."""
    tickets: dict[tuple[int, bool], list[int]] = {}
    for sight in asked:
        if sight.user_id in actors:
            tickets.setdefault((sight.user_id, sight.for_staff), []).append(sight.ticket_id)
    if not tickets:
        return set()
    looks = [_look(actors[user_id], ids, for_staff) for (user_id, for_staff), ids in tickets.items()]
    return {Sight(*row) for row in session.execute(sa.union_all(*looks))}


def _look(actor: Actor, ticket_ids: Sequence[int], for_staff: bool) -> sa.Select[Any]:
    is_seen = worked_ticket(actor) if for_staff else visible_ticket(actor)
    return sa.select(
        sa.literal(actor.user_id, sa.Integer), Ticket.id, sa.literal(for_staff, sa.Boolean)
    ).where(Ticket.id.in_(ticket_ids), is_seen)


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
