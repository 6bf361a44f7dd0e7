"""What other systems answered, for admins: as it came, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tts.domain.permissions import Actor, Permission
from tts.models import ExternalAnswer
from tts.queries.paging import PAGE_SIZE, AnySession, Order, Page, read_page

TOLD = ("id", "system", "door", "ticket_number", "body", "outcome", "sentence", "at")


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """An answer as it came, and what became of it."""

    id: int
    system: str
    door: str
    ticket_number: str | None
    body: Any
    outcome: str
    sentence: str
    at: datetime


def answers_page(
    session: AnySession,
    actor: Actor,
    *,
    outcome: str = "",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    offset: int = 0,
    counted: bool = False,
) -> Page[ToldAnswer]:
    """A page of answers, newest first, in one statement; raises NotPermitted, Invalid for a bad cursor."""
    actor.require(Permission.ADMINISTER)
    statement = sa.select(*(getattr(ExternalAnswer, name) for name in TOLD))
    if outcome:
        statement = statement.where(ExternalAnswer.outcome == outcome)
    newest_first = Order((sa.inspect(ExternalAnswer).columns["id"],), descending=True)
    return read_page(
        session, statement, newest_first, _answer_of, cursor=cursor, size=size, offset=offset, counted=counted
    )


def _answer_of(row: Any) -> ToldAnswer:
    return ToldAnswer(*(getattr(row, name) for name in TOLD))
