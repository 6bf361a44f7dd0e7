"""A claim goes by its indexes, also where the database knows nothing yet of how much waits."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.services.posting import post
from tts.services.outbox import claim_messages

Db = scoped_session[Session]


def plan_of_claim(session: Db) -> str:
    """What the database says of its way to ten messages, claimed as the couriers of HDTS claim."""
    asked: list[tuple[str, Any]] = []
    engine = session.get_bind().engine

    def keep(connection: object, cursor: object, statement: str, parameters: Any, *rest: object) -> None:
        asked.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", keep)
    try:
        claim_messages(session, ["hdts"], token="mine", now=MORNING, limit=10)
    finally:
        sa.event.remove(engine, "before_cursor_execute", keep)
    claim, parameters = next(each for each in asked if "UPDATE outbox" in each[0])
    explain = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    rows = session.connection().exec_driver_sql(f"{explain} {claim}", parameters)
    return "\n".join(str(row[-1]) for row in rows)


def test_earlier_messages_are_looked_up_by_ticket_and_due_ones_in_order(session: Db) -> None:
    for batch in range(10):
        post(session, *(f"m{batch} {number}" for number in range(50)), destination="hdts")
    plan = plan_of_claim(session)
    assert "ix_outbox_waiting_of_ticket" in plan
    assert "ix_outbox_waiting " in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan
