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

from sqlalchemy.orm import Session

from tts.services.tasks.turn_statement import turn_statement


@dataclass(frozen=True, slots=True)
class Holder:
    """Who was given something."""

    user_id: int
    name: str


def next_in_turn(
    session: Session, role_id: int, *, assignment: str, requester_id: int, now: datetime
) -> Holder | None:
    """Take the turn of the next available member of a role, by the step's policy; None when nobody is.

    `turn`: who waited longest; `least_loaded`: fewest open items first; `queue`: nobody, on purpose. Who
    asked for the ticket is passed over, and stays next for another one.
    """
    if assignment == "queue":
        return None
    by_load = assignment == "least_loaded"
    return _take_turn(session, role_id, now, by_load=by_load, requester_id=requester_id)


def next_coordinator(session: Session, *, now: datetime) -> Holder | None:
    """Take the turn of the next available coordinator; admins' roles do not count as such."""
    return _take_turn(session, None, now)


def _take_turn(
    session: Session, role_id: int | None, now: datetime, *, by_load: bool = False, requester_id: int = 0
) -> Holder | None:
    """One guarded UPDATE. On PostgreSQL, when all are locked or away, once more waiting for the lock."""
    given = {"wanted_role": role_id, "requester": requester_id, "moment": now}
    waits = (False, True) if session.get_bind().dialect.name == "postgresql" else (False,)
    for wait in waits:
        statement = turn_statement(of_role=role_id is not None, by_load=by_load, wait=wait)
        row = session.execute(statement, given).first()
        if row is not None:
            return Holder(row.user_id, row.name)
    return None
