"""What a person may see: asked here by every list, count, search and page (rules.md section 9)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, contains_eager, scoped_session

from tts.domain.errors import NotFound
from tts.domain.permissions import Actor, Permission
from tts.models import Escalation, Task, TaskItem, Ticket

AnySession = Session | scoped_session[Any]
Condition = sa.ColumnElement[bool]
MANY, PARTS = 5_000, 3
"""From so many tickets on, who sees one in so many of them has each asked in its order whether it is one."""
SAMPLE = 256
"""How many tickets, evenly among all, tell whether it is."""


def visible_tickets(actor: Actor) -> Condition:
    """The condition on `Ticket` that holds for what `actor` may see, for lists: it begins with what they see.

    Requesters see their own; agents those they hold or held and their roles' open items; reviewers the steps
    that escalate to a role of theirs and what is escalated to it; coordinators what they coordinate.
    """
    if actor.is_admin:
        return sa.true()
    return _among([*_requested(actor), *_worked(actor)])


def listed_tickets(session: AnySession, actor: Actor) -> Condition:
    """The same as `visible_tickets`, for a page of a list: who sees much waits no longer for it.

    One statement finds out which way is the shorter one. To count all of them, `visible_tickets` always is.
    """
    if actor.is_admin:
        return sa.true()
    sources = [*_requested(actor), *_worked(actor)]
    if not sources:
        return sa.false()
    return _is_one_of(sources) if _sees_much(session, sources) else _among(sources)


def _sees_much(session: AnySession, sources: list[sa.Select[tuple[int]]]) -> bool:
    """Whether a page is found soon by going through all tickets, as a sample of them tells."""
    newest = sa.cast(sa.select(sa.func.max(Ticket.id)).scalar_subquery(), sa.BigInteger)
    number = sa.select(sa.literal(1).label("number")).cte("numbers", recursive=True)
    number = number.union_all(sa.select(number.c.number + 1).where(number.c.number < SAMPLE))
    sampled = sa.select(newest * number.c.number // SAMPLE)
    rows = session.execute(sa.select(Ticket.id, _is_one_of(sources)).where(Ticket.id.in_(sampled))).all()
    highest = max((ticket_id for ticket_id, _ in rows), default=0)
    seen = sum(is_seen for _, is_seen in rows)
    return highest >= MANY and seen * PARTS >= min(SAMPLE, highest)


def visible_ticket(actor: Actor) -> Condition:
    """The same as `visible_tickets`, for a look at one known ticket: what else they see costs nothing."""
    return sa.true() if actor.is_admin else _is_one_of([*_requested(actor), *_worked(actor)])


def worked_ticket(actor: Actor) -> Condition:
    """What `actor` sees as one of the staff: everything visible but their own requests as such."""
    return sa.true() if actor.is_admin else _is_one_of(_worked(actor))


def _is_one_of(sources: list[sa.Select[tuple[int]]]) -> Condition:
    """Looked up ticket by ticket; PostgreSQL would gather all that an EXISTS is true of, for a page of 50."""
    own = (source.where(source.selected_columns[0] == Ticket.id).correlate(Ticket) for source in sources)
    return sa.or_(sa.false(), *(one.limit(1).scalar_subquery().is_not(None) for one in own))


def _among(sources: list[sa.Select[tuple[int]]]) -> Condition:
    return Ticket.id.in_(sa.union_all(*sources)) if sources else sa.false()


def _requested(actor: Actor) -> list[sa.Select[tuple[int]]]:
    """The ids of the actor's own requests."""
    if actor.user_id is None:
        return []
    own = aliased(Ticket)
    return [sa.select(own.id).where(own.requester_id == actor.user_id)]


def _worked(actor: Actor) -> list[sa.Select[tuple[int]]]:
    """The ids of what the actor sees as one of the staff, reason by reason."""
    if actor.user_id is None:
        return []
    seen = [_tickets_with_items(TaskItem.holder_id == actor.user_id)]
    roles = sorted(actor.role_ids)
    if roles:
        seen.append(_tickets_with_items(_is_open() & TaskItem.role_id.in_(roles)))
    if roles and actor.may(Permission.REVIEW):
        seen.append(_tickets_with_items(_is_open() & TaskItem.escalation_role_id.in_(roles)))
        seen.append(_escalated_to(roles))
    if actor.may(Permission.COORDINATE):
        coordinated = aliased(Task)
        seen.append(sa.select(coordinated.ticket_id).where(coordinated.coordinator_id == actor.user_id))
    return seen


def reachable_ticket(session: AnySession, actor: Actor, number: str) -> Ticket:
    """The ticket of that number; NotFound when there is none or `actor` may not see it."""
    if not number.isprintable():
        raise no_such_ticket()
    found = session.scalars(
        sa.select(Ticket).where(Ticket.number == number, visible_ticket(actor))
    ).one_or_none()
    if found is None:
        raise no_such_ticket(number)
    return found


def reachable_item(session: AnySession, actor: Actor, item_id: int) -> TaskItem:
    """The item with its task and ticket loaded; NotFound when there is none or `actor` may not see it."""
    found = session.scalars(
        sa.select(TaskItem)
        .join(TaskItem.task)
        .join(Task.ticket)
        .options(contains_eager(TaskItem.task).contains_eager(Task.ticket))
        .where(TaskItem.id == item_id, visible_ticket(actor))
    ).one_or_none()
    if found is None:
        raise no_such_item()
    return found


def may_see_ticket(session: AnySession, actor: Actor, ticket_id: int) -> bool:
    """Whether `actor` may see that ticket, in one statement."""
    return (
        session.scalar(sa.select(Ticket.id).where(Ticket.id == ticket_id, visible_ticket(actor))) is not None
    )


def works_on_ticket(session: AnySession, actor: Actor, ticket_id: int) -> bool:
    """Whether `actor` sees that ticket as one of the staff, not only as its requester; one statement."""
    return (
        session.scalar(sa.select(Ticket.id).where(Ticket.id == ticket_id, worked_ticket(actor))) is not None
    )


def no_such_ticket(number: str | None = None) -> NotFound:
    """The same answer for what is not there and what may not be seen."""
    named = f"no ticket {number}" if number else "no such ticket"
    return NotFound(f"There is {named}, or it is not one you may see.")


def no_such_item() -> NotFound:
    """The same answer for what is not there and what may not be seen."""
    return NotFound("There is no such item, or it is not one you may see.")


def _is_open() -> Condition:
    return TaskItem.closed_at.is_(None)


def _tickets_with_items(condition: Condition) -> sa.Select[tuple[int]]:
    run = aliased(Task)
    return sa.select(run.ticket_id).join(TaskItem, TaskItem.task_id == run.id).where(condition)


def _escalated_to(roles: list[int]) -> sa.Select[tuple[int]]:
    run = aliased(Task)
    return (
        sa.select(run.ticket_id)
        .join(Escalation, Escalation.task_id == run.id)
        .where(Escalation.closed_at.is_(None), Escalation.to_role_id.in_(roles))
    )
