"""The one UPDATE that takes a turn, built once for each form.

`wanted_role`, `requester` (0 for nobody) and `moment` are filled in.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from tts.models import Leave, Membership, Role, TaskItem, User
from tts.models.base import UtcDateTime

Condition = sa.ColumnElement[bool]
Moment = datetime | sa.BindParameter[datetime]

CATCH_UP = 20
"""How many turns somebody who was there all the time may be behind: more than act at once."""


@lru_cache(maxsize=8)
def turn_statement(*, of_role: bool, by_load: bool, wait: bool) -> sa.Executable:
    """Raise the turn of who is next and return their `user_id` and `name`; never that of `requester`.

    Of `wanted_role`, else of the coordinators' roles, where admins' do not count; at `moment`. Unless it
    should `wait`, members that another transaction has locked are passed over (PostgreSQL). The person's own
    row is locked too, so that who is being deactivated meanwhile gets nothing, or it first.
    """
    now: sa.BindParameter[datetime] = sa.bindparam("moment", type_=UtcDateTime())
    wanted: sa.BindParameter[int] = sa.bindparam("wanted_role", type_=sa.Integer())
    roles = Role.id == wanted if of_role else Role.can_coordinate & ~Role.is_admin
    chosen = aliased(Membership)
    order = [chosen.turn, chosen.last_turn_at.asc().nulls_first(), chosen.id]
    requester: sa.BindParameter[int] = sa.bindparam("requester", type_=sa.Integer())
    pick = (
        _available(chosen, roles, now)
        .where(chosen.user_id != requester)
        .order_by(*([_open_items_of(chosen.user_id), *order] if by_load else order))
        .limit(1)
        .with_for_update(of=[chosen, User], skip_locked=not wait, key_share=True)
    )
    name = sa.select(User.name).where(User.id == Membership.user_id).correlate(Membership).scalar_subquery()
    return (
        sa.update(cast(sa.Table, Membership.__table__))
        .where(Membership.id == pick.scalar_subquery())
        .values(turn=_risen_turn(roles, now), last_turn_at=now)
        .returning(Membership.user_id, name.label("name"))
    )


def is_available(user_id: InstrumentedAttribute[int], now: Moment) -> Condition:
    """Whether the `User` joined beside it is active and not on leave now."""
    away = sa.exists().where(Leave.user_id == user_id, Leave.starts_at <= now, Leave.ends_at > now)
    return sa.and_(User.is_active, ~away)


def _available(member: type[Membership], roles: Condition, now: Moment) -> sa.Select[tuple[int]]:
    """The available members, under an alias; `roles` is a condition on `Role`."""
    return (
        sa.select(member.id)
        .join(User, User.id == member.user_id)
        .join(Role, Role.id == member.role_id)
        .where(roles, Role.is_active, is_available(member.user_id, now))
    )


def _risen_turn(roles: Condition, now: Moment) -> sa.Case[int]:
    """One more, and no further below the lowest of the others than contention explains."""
    other = aliased(Membership)
    of_others = (
        _available(other, roles, now)
        .with_only_columns(sa.func.min(other.turn))
        .where(other.id != Membership.id)
        .correlate(Membership)
        .scalar_subquery()
    )
    floor = sa.func.coalesce(of_others, 0) - sa.case((_was_away(now), 0), else_=CATCH_UP)
    risen = Membership.turn + 1
    return sa.case((risen > floor, risen), else_=floor)


def _was_away(now: Moment) -> Condition:
    """Whether the member joined, or was on leave, since their last turn."""
    on_leave = sa.exists().where(
        Leave.user_id == Membership.user_id, Leave.starts_at <= now, Leave.ends_at > Membership.last_turn_at
    )
    return Membership.last_turn_at.is_(None) | on_leave.correlate(Membership)


def _open_items_of(user_id: InstrumentedAttribute[int]) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(TaskItem)
        .where(TaskItem.holder_id == user_id, TaskItem.closed_at.is_(None))
        .scalar_subquery()
    )
