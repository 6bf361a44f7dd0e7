"""The checks of the random day find what is wrong: each altered row is told, and nothing before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.soak.clerk import Clerk
from tests.soak.invariants import CHECKS, Aftermath
from tests.soak.journal import Journal
from tests.soak.town import found_town

OPEN = "FROM task_item WHERE closed_at IS NULL AND holder_id IS NOT NULL"
WRONGS = {
    "check_statuses": f"UPDATE ticket SET status = 'Resolved' WHERE id IN (SELECT task_id {OPEN})",
    "check_items": "UPDATE task_item SET visit = visit + 1 WHERE closed_at IS NOT NULL",
    "check_clocks": "UPDATE task SET budget = budget + 60",
    "check_escalations": "UPDATE escalation SET visit = visit + 1 WHERE closed_at IS NULL",
    "check_record": "UPDATE task_item SET status = 'escalated' WHERE status = 'reassigned'",
    "check_messages": "DELETE FROM outbox WHERE kind LIKE '%assignment%'",
    "check_holders": f"UPDATE users SET is_active = 0 WHERE id IN (SELECT holder_id {OPEN})",
}


@pytest.mark.databases("sqlite")
def test_each_check_tells_what_was_altered(session: scoped_session[Session], tmp_path: Path) -> None:
    found_town(session)
    minutes: Iterator[int] = count()
    clerk = Clerk(
        session, "4", Journal(tmp_path / "a.journal"), lambda: MORNING + timedelta(minutes=next(minutes))
    )
    for _ in range(140):
        clerk.act()
    town = Aftermath(session)
    assert [fault for check in CHECKS for fault in check(town)] == []
    for check in CHECKS:
        altered = session.execute(sa.text(WRONGS[check.__name__])).rowcount
        session.commit()
        assert altered, check.__name__
        assert list(check(Aftermath(session))), check.__name__
