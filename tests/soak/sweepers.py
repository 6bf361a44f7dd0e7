"""The workers of the month: killed with something in hand, replaced at once or only after some days."""

from __future__ import annotations

import random
import time

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.soak.sweeper import SweeperPlan, run_sweeper
from tests.soak.test_a_random_day import PATIENCE, start_process
from tts.models import Task

NEXT_LOOK = 0.001
LONGEST_LOOK = 0.5


class Sweepers:
    """So many processes; `caught` counts the tasks that those killed still had in hand."""

    def __init__(
        self, session: scoped_session[Session], plan: SweeperPlan, count: int, dice: random.Random
    ) -> None:
        self.session, self.plan, self.count, self.dice = session, plan, count, dice
        self.processes = [start_process(run_sweeper, plan) for _ in range(count)]
        self.caught = 0

    def replace_one(self) -> None:
        """Kill one that has a task in hand, if there is one before long, and start another."""
        if not self.processes:
            return
        pids = [f":{process.pid}:" for process in self.processes]
        place = self._find_busy(pids)
        victim = self.processes.pop(self.dice.randrange(len(pids)) if place is None else place)
        victim.kill()
        victim.join()
        self.caught += sum(f":{victim.pid}:" in name for name in self._in_hand())
        self.processes.append(start_process(run_sweeper, self.plan))

    def kill_all(self) -> None:
        """Nobody sweeps any more."""
        for process in self.processes:
            process.kill()
            process.join()
        self.processes = []

    def start_all(self) -> None:
        """As many as there were in the beginning."""
        self.processes += [
            start_process(run_sweeper, self.plan) for _ in range(self.count - len(self.processes))
        ]

    def finish(self) -> None:
        """Let everybody end what is in hand; none may have failed."""
        self.plan.is_over.touch()
        for process in self.processes:
            process.join(timeout=PATIENCE)
            assert process.exitcode == 0

    def _find_busy(self, pids: list[str]) -> int | None:
        """Look again and again, for half a second at most, for one who has a task in hand."""
        limit = time.time() + LONGEST_LOOK
        while time.time() < limit:
            names = self._in_hand()
            for place, pid in enumerate(pids):
                if any(pid in name for name in names):
                    return place
            time.sleep(NEXT_LOOK)
        return None

    def _in_hand(self) -> list[str]:
        """Who has a task in hand, a name for each task."""
        names = self.session.scalars(sa.select(Task.swept_by).where(Task.swept_by.is_not(None))).all()
        self.session.rollback()
        return [name for name in names if name]
