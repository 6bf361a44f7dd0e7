"""Handing notices on to the Notification service, which knows people by the ids that Auth gave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.models import OutboxMessage
from tts.queries.outside_ids import ids_outside
from tts.services.notices import NOTIFICATION_SERVICE
from tts.services.notifications.telling import Telling

PEOPLE = ("user_id", "from_user_id", "to_user_id", "transferred_by_id", "escalated_by_id")
"""The fields of contracts.md that name people."""


def forward_notices(session: Session, rows: Sequence[Any], tellings: Sequence[Telling]) -> set[int]:
    """Let the messages that reach somebody known there wait for its courier; the ids of those messages.

    Three statements for all. Whom the service does not know is told here. It tells a former holder itself.
    """
    reached = {
        telling.row_id: telling.notice.user_id
        for telling in tellings
        if not telling.was_held and not telling.notice.is_for_former
    }
    told = [row for row in rows if row.id in reached]
    named = {number for row in told for number in _people_in(row.payload["kwargs"])}
    outside = ids_outside(session, named) if named else {}
    going = [row for row in told if reached[row.id] in outside]
    if going:
        values = [
            {
                "id": row.id,
                "destination": NOTIFICATION_SERVICE,
                "payload": {"kwargs": _as_known_there(row.payload["kwargs"], outside)},
            }
            for row in going
        ]
        session.execute(sa.update(OutboxMessage), values)
    return {row.id for row in going}


def _people_in(kwargs: Mapping[str, Any]) -> list[int]:
    return [kwargs[name] for name in PEOPLE if type(kwargs.get(name)) is int]


def _as_known_there(kwargs: Mapping[str, Any], outside: Mapping[int, int | str]) -> dict[str, Any]:
    """Nobody in the place of whom the service does not know."""
    return {name: outside.get(value) if name in PEOPLE else value for name, value in kwargs.items()}
