"""A month of clocks in compressed time, its workers killed at any moment: every mark comes, and comes once.

The seed decides what people try and which worker is killed when; how it all falls together differs each time.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.soak.clerk import Clerk
from tests.soak.invariants import Aftermath
from tests.soak.journal import Journal, read_journal
from tests.soak.month_checks import count_marks, find_faults
from tests.soak.month_town import BEGINNING, DEEDS, MONTH, PLANS
from tests.soak.sweeper import SweeperPlan
from tests.soak.sweepers import Sweepers
from tests.soak.test_a_random_day import start_process
from tests.soak.town import found_town
from tts.services.marks import sweep_marks


@dataclass(frozen=True)
class Month:
    """In how many seconds it passes, what people do in it, how many workers there are and how many die."""

    seconds: float
    deeds: int
    sweepers: int
    kills: int
    seed: int
    sure_to_come: tuple[str, ...]

    @property
    def haste(self) -> float:
        """How many seconds of the month pass in one of ours."""
        return MONTH.total_seconds() / self.seconds


SURE_TO_COME = (
    "step 80 by sweep",
    "step 90 by sweep",
    "step 100 by sweep",
    "ticket 100 by sweep",
    "item.escalated by breach",
    "escalation.reminded",
)
SOON_OR_LATE = "step 80 by act"
"""An act tells of a mark only where no sweep was faster: in a short month that may happen to none."""
SHORT = Month(seconds=15, deeds=260, sweepers=2, kills=8, seed=7, sure_to_come=SURE_TO_COME)
LONG = Month(
    seconds=float(os.environ.get("TTS_SOAK_SECONDS", "240")),
    deeds=int(float(os.environ.get("TTS_SOAK_SECONDS", "240")) * 15),
    sweepers=3,
    kills=80,
    seed=int(os.environ.get("TTS_SOAK_SEED", "7")),
    sure_to_come=(*SURE_TO_COME, SOON_OR_LATE),
)
OUTAGES, OUTAGE = (0.2, 0.5, 0.8), 0.07
"""When in the month nobody sweeps, and for how much of it."""
AFTERWARDS = timedelta(hours=2)
"""Long enough for what a killed worker had in hand, and for whatever was postponed."""


def test_a_short_month_fires_every_mark_once(
    session: scoped_session[Session], database_url: str, tmp_path: Path
) -> None:
    spend_month(SHORT, session, database_url, tmp_path)


@pytest.mark.soak
def test_a_long_month_fires_every_mark_once(
    session: scoped_session[Session], database_url: str, tmp_path: Path
) -> None:
    spend_month(LONG, session, database_url, tmp_path)


def spend_month(month: Month, session: scoped_session[Session], database_url: str, folder: Path) -> None:
    """Let people and workers work, kill some of these, sweep once more, and look at what is left."""
    found_town(session, PLANS)
    session.remove()
    last = work_and_kill(month, session, database_url, folder)
    end = last + AFTERWARDS
    swept = sweep_marks(session, worker="the last", clock=lambda: end)
    lines = [line for path in sorted(folder.glob("*.journal")) for line in read_journal(path)]
    assert [line["story"] for line in lines if line["what"] == "fault"] == []
    assert swept.failed == 0
    town = Aftermath(session)
    counts = count_marks(town)
    assert find_faults(town, end) == [], f"after seed {month.seed}: {counts}"
    assert [what for what in month.sure_to_come if not counts[what]] == [], counts


def work_and_kill(
    month: Month, session: scoped_session[Session], database_url: str, folder: Path
) -> datetime:
    """The month itself; its last moment."""
    start_process(time.time).join()
    plan = SweeperPlan(database_url, str(folder), time.time(), month.haste)
    dice, clock = random.Random(month.seed), plan.clock()
    clerk = Clerk(session, str(month.seed), Journal(folder / "people.journal"), clock, DEEDS)
    acts = [(dice.random(), clerk.act) for _ in range(month.deeds)]
    sweepers = Sweepers(session, plan, month.sweepers, dice)
    kills = [(dice.random(), sweepers.replace_one) for _ in range(month.kills)]
    try:
        for part, happen in sorted(acts + kills + find_outages(sweepers), key=itemgetter(0)):
            wait_for(BEGINNING + MONTH * part, plan)
            happen()
        wait_for(BEGINNING + MONTH, plan)
        sweepers.finish()
    finally:
        sweepers.kill_all()
    assert sweepers.caught, "nobody was killed with a task in hand"
    return clock()


def find_outages(sweepers: Sweepers) -> list[tuple[float, Callable[[], None]]]:
    """All are killed at once, and some days pass in which people meet marks that nobody swept."""
    begins = [(begin, sweepers.kill_all) for begin in OUTAGES]
    return [*begins, *((begin + OUTAGE, sweepers.start_all) for begin in OUTAGES)]


def wait_for(moment: datetime, plan: SweeperPlan) -> None:
    """Sleep until the month has come so far; a busy machine is late and goes on at once."""
    time.sleep(max(0.0, (moment - plan.clock()()).total_seconds() / plan.haste))
