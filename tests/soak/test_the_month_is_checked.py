"""The checks of the month find a mark that is missing, one that came twice, and one that was not sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.soak.clerk import Clerk
from tests.soak.invariants import Aftermath
from tests.soak.journal import Journal
from tests.soak.letters import KINDS
from tests.soak.month_checks import count_marks, find_faults
from tests.soak.month_town import BEGINNING, DEEDS, MONTH, PLANS
from tests.soak.town import found_town
from tts.models import OutboxMessage, Task
from tts.services.marks import sweep_marks

pytestmark = pytest.mark.databases("sqlite")
END = BEGINNING + MONTH
ACTS = 120


class Calm:
    """A month in which one person acts at a time and every hour is swept."""

    def __init__(self, session: scoped_session[Session], folder: Path) -> None:
        found_town(session, PLANS)
        self.session, self.now = session, BEGINNING
        self.clerk = Clerk(session, "3", Journal(folder / "calm.journal"), lambda: self.now, DEEDS)

    def pass_until(self, end: datetime) -> None:
        """Act, and sweep a few hours later, until then."""
        while self.now < end:
            self.clerk.act()
            self.now += MONTH / ACTS
            self.sweep()

    def sweep(self) -> None:
        sweep_marks(self.session, worker="calm", clock=lambda: self.now)

    def faults(self) -> list[str]:
        self.session.expire_all()
        return find_faults(Aftermath(self.session), self.now)

    def change(self, statement: sa.Update | sa.Delete) -> None:
        """Alter what is stored behind everybody's back."""
        assert self.session.execute(statement).rowcount
        self.session.commit()


@pytest.fixture
def month(session: scoped_session[Session], tmp_path: Path) -> Calm:
    calm = Calm(session, tmp_path)
    calm.pass_until(BEGINNING + MONTH / 2)
    assert calm.faults() == []
    assert count_marks(Aftermath(session))["step 100 by sweep"]
    return calm


def test_a_mark_whose_task_no_sweep_finds_is_missed(month: Calm) -> None:
    month.change(sa.update(Task).where(Task.next_mark_at.is_not(None)).values(next_mark_at=None))
    month.now = END
    month.sweep()
    assert any("is missing before the end" in fault for fault in month.faults())


def test_a_mark_that_is_forgotten_comes_twice(month: Calm) -> None:
    told = (Task.step_mark == 100) & Task.ended_at.is_(None) & Task.paused_at.is_(None)
    month.change(sa.update(Task).where(told).values(step_mark=0, next_mark_at=month.now))
    month.sweep()
    faults = month.faults()
    assert any("step 80" in fault and "came twice" in fault for fault in faults)
    assert any("went up at" in fault or "step 100" in fault for fault in faults)


def test_an_end_that_a_worker_did_not_see_is_not_taken_for_a_later_one(month: Calm) -> None:
    month.pass_until(END)
    assert month.faults() == []
    month.now += timedelta(days=30)
    assert any("is missing before the end" in fault for fault in month.faults())


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_that_is_gone_or_doubled_is_told(month: Calm, kind: str) -> None:
    one = month.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == kind).limit(1)).one()
    double = {
        column.name: getattr(one, column.name)
        for column in OutboxMessage.__table__.columns
        if column.name not in ("id", "key")
    }
    month.session.execute(sa.insert(OutboxMessage).values(key="a second one", **double))
    month.session.commit()
    assert any("was sent to" in fault for fault in month.faults())
    month.change(sa.delete(OutboxMessage).where(OutboxMessage.kind == kind))
    assert any("was sent to []" in fault for fault in month.faults())
