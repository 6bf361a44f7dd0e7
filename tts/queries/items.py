"""One item with its role and its holder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.models import Role, TaskItem, User
from tts.queries.standing_words import Person
from tts.queries.visibility import no_such_item


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """An item as it is now, open or closed."""

    item: TaskItem
    role: str
    holder: Person | None


def item_standing(session: Session | scoped_session[Any], item_id: int) -> ItemStanding:
    """The item of that id, which the caller made sure the person may see; raises NotFound."""
    row = session.execute(
        sa.select(TaskItem, Role.name.label("role"), User.id.label("user_id"), User.name.label("holder"))
        .join(Role, Role.id == TaskItem.role_id)
        .outerjoin(User, User.id == TaskItem.holder_id)
        .where(TaskItem.id == item_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise no_such_item()
    holder = Person(row.user_id, row.holder) if row.user_id is not None else None
    return ItemStanding(row.TaskItem, row.role, holder)
