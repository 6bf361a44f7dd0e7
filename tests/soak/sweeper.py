"""A worker of the month, killed at any moment: it does all that `tts worker` does, with hardly a rest."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from tests.racing import engine_of
from tests.soak.journal import Journal
from tests.soak.month_town import BEGINNING
from tts.cli.worker.loop import Worker, make_name
from tts.cli.worker.rounds import Clock, every_round
from tts.cli.worker.stop_sign import StopSign

REST = 0.01


@dataclass(frozen=True)
class SweeperPlan:
    """What a worker is told: where, since when (seconds since the epoch), and how fast the month passes."""

    database_url: str
    folder: str
    began: float
    haste: float

    @property
    def is_over(self) -> Path:
        """The file that ends the month once it is there."""
        return Path(self.folder) / "over"

    def clock(self) -> Clock:
        """The month's own time."""
        return month_clock(self.began, self.haste)


def month_clock(began: float, haste: float) -> Clock:
    """A clock that began with the month, and runs `haste` times as fast as ours."""

    def read() -> datetime:
        return BEGINNING + timedelta(seconds=(time.time() - began) * haste)

    return read


def run_sweeper(plan: SweeperPlan) -> None:
    """Work until the month is over; what was marked and what failed goes to the journal."""
    name = make_name()
    journal = Journal(Path(plan.folder) / f"{name.replace(':', '-')}.journal")
    with engine_of(plan.database_url) as engine, Session(engine) as session, closing(StopSign()) as stop:
        worker = Worker(session, name, every_round(name), clock=plan.clock(), stop=stop)
        worker.begin()
        while not plan.is_over.exists():
            for one, result in worker.work_once():
                if result.failed:
                    journal.fault(f"{one.name} failed {result.failed} times")
                if result.done:
                    journal.count(one.name)
            time.sleep(REST)
        worker.end()
