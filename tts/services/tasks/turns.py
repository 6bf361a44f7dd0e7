"""Whose turn it is in a role (rules.md section 5).

`Membership.turn` counts what a member was given. The available member with the lowest turn is next, among
equals the one who waited longest; their turn rises by one. Under contention locked members are passed over,
and as turns count, shares even out later. Who joined or was on leave since their last turn is not behind,
though: their turn rises at least to the lowest of the others', so that they are given one item and not all of
them. The same holds for whoever is further behind than contention explains.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from tts.models import Leave, Membership, Role, TaskItem, User

CATCH_UP = 20
"""How many turns somebody who was there all the time may be behind: more than act at once."""

Condition = sa.ColumnElement[bool]
AnyMembership = type[Membership]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who was given something."""

    user_id: int
    name: str


def next_in_turn(session: Session, role_id: int, *, assignment: str, now: datetime) -> Holder | None:
    """Take the turn of the next available member of a role, by the step's policy; None when nobody is.

    `turn`: who waited longest; `least_loaded`: fewest open items first; `queue`: nobody, on purpose.
    """
    if assignment == "queue":
        return None
    return _take_turn(session, Role.id == role_id, assignment == "least_loaded", now)


def next_coordinator(session: Session, *, now: datetime) -> Holder | None:
    """Take the turn of the next available coordinator; admins' roles do not count as such."""
    return _take_turn(session, Role.can_coordinate & ~Role.is_admin, False, now)


def is_available(user_id: InstrumentedAttribute[int], now: datetime) -> Condition:
    """Whether the `User` joined beside it is active and not on leave now."""
    away = sa.exists().where(Leave.user_id == user_id, Leave.starts_at <= now, Leave.ends_at > now)
    return sa.and_(User.is_active, ~away)


def _take_turn(session: Session, roles: Condition, by_load: bool, now: datetime) -> Holder | None:
    """One guarded UPDATE. On PostgreSQL, when all are locked or away, once more waiting for the lock."""
    waits = (False, True) if session.get_bind().dialect.name == "postgresql" else (False,)
    for wait in waits:
        row = session.execute(_turn_statement(roles, by_load, now, wait=wait)).first()
        if row is not None:
            return Holder(row.user_id, row.name)
    return None


def _turn_statement(roles: Condition, by_load: bool, now: datetime, *, wait: bool) -> sa.Executable:
    """The person's own row is locked too: who is being deactivated gets nothing any more, or it first."""
    chosen = aliased(Membership)
    order = [chosen.turn, chosen.last_turn_at.asc().nulls_first(), chosen.id]
    pick = (
        _available(chosen, roles, now)
        .with_only_columns(chosen.id)
        .order_by(*([_open_items_of(chosen.user_id), *order] if by_load else order))
        .limit(1)
        .with_for_update(of=[chosen, User], skip_locked=not wait, key_share=True)
    )
    other = aliased(Membership)
    lowest = _available(other, roles, now).with_only_columns(sa.func.min(other.turn))
    of_others = lowest.where(other.id != Membership.id).correlate(Membership).scalar_subquery()
    floor = sa.func.coalesce(of_others, 0) - sa.case((_was_away(), 0), else_=CATCH_UP)
    risen = Membership.turn + 1
    name = sa.select(User.name).where(User.id == Membership.user_id).correlate(Membership).scalar_subquery()
    return (
        sa.update(Membership)
        .where(Membership.id == pick.scalar_subquery())
        .values(turn=sa.case((risen > floor, risen), else_=floor), last_turn_at=now)
        .returning(Membership.user_id, name.label("name"))
        .execution_options(synchronize_session=False)
    )


def _available(member: AnyMembership, roles: Condition, now: datetime) -> sa.Select[tuple[int]]:
    """The available members, under an alias; `roles` is a condition on `Role`."""
    return (
        sa.select(member.id)
        .join(User, User.id == member.user_id)
        .join(Role, Role.id == member.role_id)
        .where(roles, Role.is_active, is_available(member.user_id, now))
    )


def _was_away() -> Condition:
    """Whether the member joined, or was on leave, since their last turn."""
    on_leave = sa.exists().where(Leave.user_id == Membership.user_id, Leave.ends_at > Membership.last_turn_at)
    return Membership.last_turn_at.is_(None) | on_leave.correlate(Membership)


def _open_items_of(user_id: InstrumentedAttribute[int]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(TaskItem)
        .where(TaskItem.holder_id == user_id, TaskItem.closed_at.is_(None))
        .scalar_subquery()
    )
