"""A process of the random day, which may be killed at any moment."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.cast import MORNING
from tests.fixtures.application import make_app
from tests.soak.clerk import Clerk
from tests.soak.journal import Journal, read_journal, unanswered
from tts.extensions import db

HASTE = 120
"""How many seconds of the day pass in one of ours."""


@dataclass(frozen=True)
class CrewPlan:
    """What a process is told: where, since when (seconds since the epoch), with which dice, after whom."""

    database_url: str
    folder: str
    name: str
    seed: int
    threads: int
    began: float
    after: str | None = None

    @property
    def is_over(self) -> Path:
        """The file that ends the day once it is there."""
        return Path(self.folder) / "over"


def run_crew(plan: CrewPlan) -> None:
    """Repeat what a killed predecessor left without answer, then act until the day is over."""
    folder = Path(plan.folder)
    app = make_app(plan.database_url, folder)
    journal = Journal(folder / f"{plan.name}.journal")
    left = unanswered(read_journal(folder / f"{plan.after}.journal")) if plan.after else []

    def clock() -> datetime:
        return MORNING + timedelta(seconds=(time.time() - plan.began) * HASTE)

    def work(number: int) -> None:
        with app.app_context():
            clerk = Clerk(db.session, f"{plan.seed}/{plan.name}/{number}", journal, clock)
            for intent in left[number :: plan.threads]:
                clerk.repeat(intent)
            while not plan.is_over.exists():
                clerk.act()
            db.session.remove()

    _run_threads([threading.Thread(target=work, args=(number,)) for number in range(plan.threads)])


def _run_threads(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
