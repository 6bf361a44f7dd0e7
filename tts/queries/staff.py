"""Roles and people as those who manage them see them: who is there, who is away, who has how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.errors import NotFound
from tts.domain.permissions import Permission
from tts.models import Leave, Membership, Role, Step, TaskItem, User
from tts.queries.people import FLAGS

AnySession = Session | scoped_session[Session]
MOST_MEMBERS = 500


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role with how many active people it has, and how many of them are on leave now."""

    id: int
    name: str
    description: str
    is_active: bool
    permissions: frozenset[Permission]
    members: int
    away: int

    @property
    def available(self) -> int:
        """How many can be given work now."""
        return self.members - self.away


@dataclass(frozen=True, slots=True)
class RoleUse:
    """What hangs on a role: steps of working graphs, and open work."""

    steps: int
    workflows: int
    open_items: int
    waiting: int


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A person in a list; `away_until` while they are on leave."""

    id: int
    name: str
    email: str
    is_active: bool
    is_contact: bool
    away_until: datetime | None
    open_items: int
    late_items: int
    last_turn_at: datetime | None = None
    roles: tuple[str, ...] = ()


def role_lines(session: AnySession, *, now: datetime) -> list[RoleLine]:
    """Every role, active ones first, by id; one statement."""
    away = sa.exists().where(Leave.user_id == User.id, Leave.starts_at <= now, Leave.ends_at > now)
    rows = session.execute(
        sa.select(
            Role.id,
            Role.name,
            Role.description,
            Role.is_active,
            *FLAGS.values(),
            sa.func.count(User.id).label("members"),
            sa.func.sum(sa.case((User.id.is_not(None) & away, 1), else_=0)).label("away"),
        )
        .outerjoin(Membership, Membership.role_id == Role.id)
        .outerjoin(User, sa.and_(User.id == Membership.user_id, User.is_active))
        .group_by(Role.id)
        .order_by(Role.is_active.desc(), Role.id)
    )
    return [
        RoleLine(
            row.id,
            row.name,
            row.description,
            row.is_active,
            frozenset(word for word, column in FLAGS.items() if getattr(row, column.key)),
            row.members,
            row.away or 0,
        )
        for row in rows
    ]


def role_use(session: AnySession, role_id: int) -> RoleUse:
    """What hangs on a role, in one statement."""
    of_role = TaskItem.closed_at.is_(None), _serves(role_id)
    steps = sa.or_(Step.role_id == role_id, Step.escalate_to_id == role_id)
    counted: list[sa.Select[Any]] = [
        sa.select(sa.func.count()).select_from(Step).where(steps),
        sa.select(sa.func.count(sa.distinct(Step.workflow_id))).where(steps),
        sa.select(sa.func.count()).select_from(TaskItem).where(*of_role),
        sa.select(sa.func.count()).select_from(TaskItem).where(*of_role, TaskItem.holder_id.is_(None)),
    ]
    return RoleUse(*session.execute(sa.select(*(each.scalar_subquery() for each in counted))).one())


def members_of(session: AnySession, role_id: int, *, now: datetime) -> list[StaffLine]:
    """The people of a role by name, at most 500; two statements."""
    statement = (
        _lines(now, Membership.last_turn_at)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.role_id == role_id)
        .order_by(User.is_active.desc(), sa.func.lower(User.name), User.id)
        .limit(MOST_MEMBERS)
    )
    return _with_roles(session, session.execute(statement).all())


def list_staff(
    session: AnySession, *, search: str = "", now: datetime, limit: int, offset: int = 0
) -> list[StaffLine]:
    """Everybody by name, those without a role and contacts too; two statements."""
    statement = _lines(now, sa.null()).where(*_searched(search))
    ordered = statement.order_by(User.is_active.desc(), sa.func.lower(User.name), User.id)
    return _with_roles(session, session.execute(ordered.limit(limit).offset(offset)).all())


def count_staff(session: AnySession, search: str = "") -> int:
    """How many that list has."""
    return session.scalar(sa.select(sa.func.count()).select_from(User).where(*_searched(search))) or 0


def staff_line(session: AnySession, user_id: int, *, now: datetime) -> StaffLine:
    """One person; raises NotFound."""
    rows = session.execute(_lines(now, sa.null()).where(User.id == user_id)).all()
    if not rows:
        raise NotFound("There is no such person. The list of people shows everybody.")
    return _with_roles(session, rows)[0]


def leaves_of(session: AnySession, user_id: int, *, now: datetime) -> list[Leave]:
    """Leaves that go on or are to come, the next first."""
    found = sa.select(Leave).where(Leave.user_id == user_id, Leave.ends_at > now).order_by(Leave.starts_at)
    return list(session.scalars(found.limit(50)))


def owner_of_leave(session: AnySession, leave_id: int) -> int:
    """Whose leave it is; raises NotFound."""
    user_id = session.scalar(sa.select(Leave.user_id).where(Leave.id == leave_id))
    if user_id is None:
        raise NotFound("There is no such leave any more. Reload the page it stood on.")
    return user_id


def find_person(session: AnySession, typed: str) -> int | None:
    """The id of the active person whose address was typed, or whose name only they have."""
    wanted = typed.strip().casefold()
    by_address = session.scalar(sa.select(User.id).where(User.email_key == wanted, User.is_active))
    if by_address is not None:
        return by_address
    named = session.scalars(
        sa.select(User.id).where(sa.func.lower(User.name) == wanted, User.is_active).limit(2)
    ).all()
    return named[0] if len(named) == 1 else None


def known_addresses(session: AnySession, *, limit: int = 300) -> list[tuple[str, str]]:
    """Addresses and names to pick from as one types."""
    rows = session.execute(
        sa.select(User.email, User.name)
        .where(User.is_active)
        .order_by(sa.func.lower(User.name), User.id)
        .limit(limit)
    )
    return [(row.email, row.name) for row in rows]


def _serves(role_id: int) -> sa.ColumnElement[bool]:
    escalated = TaskItem.escalation_role_id == role_id
    return sa.or_(escalated, sa.and_(TaskItem.escalation_role_id.is_(None), TaskItem.role_id == role_id))


def _searched(search: str) -> list[sa.ColumnElement[bool]]:
    return [
        sa.or_(User.name.icontains(word, autoescape=True), User.email.icontains(word, autoescape=True))
        for word in search.split()[:5]
    ]


def _lines(now: datetime, last_turn_at: Any) -> sa.Select[Any]:
    holds = TaskItem.holder_id == User.id, TaskItem.closed_at.is_(None)
    away = sa.select(sa.func.max(Leave.ends_at)).where(
        Leave.user_id == User.id, Leave.starts_at <= now, Leave.ends_at > now
    )
    return sa.select(
        User.id,
        User.name,
        User.email,
        User.is_active,
        User.password_hash.is_(None).label("is_contact"),
        away.scalar_subquery().label("away_until"),
        sa.select(sa.func.count()).where(*holds).scalar_subquery().label("open_items"),
        sa.select(sa.func.count())
        .where(*holds, TaskItem.due_at <= now)
        .scalar_subquery()
        .label("late_items"),
        last_turn_at.label("last_turn_at"),
    )


def _with_roles(session: AnySession, rows: Sequence[sa.Row[Any]]) -> list[StaffLine]:
    roles: dict[int, list[str]] = {}
    for user_id, name in session.execute(
        sa.select(Membership.user_id, Role.name)
        .join(Role, Role.id == Membership.role_id)
        .where(Membership.user_id.in_([row.id for row in rows]), Role.is_active)
        .order_by(Role.id)
    ):
        roles.setdefault(user_id, []).append(name)
    return [StaffLine(*row, tuple(roles.get(row.id, ()))) for row in rows]
