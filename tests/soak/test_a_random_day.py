"""A day of many people at once, in processes that are killed at any moment: afterwards everything holds.

The seed decides what everybody tries and who is killed when; how it all falls together differs each time.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.soak.crew import CrewPlan, run_crew
from tests.soak.invariants import CHECKS, Aftermath, find_shares
from tests.soak.journal import read_journal
from tests.soak.town import found_town
from tts.models import TaskItem


@dataclass(frozen=True)
class Day:
    """How long it lasts in seconds, with how many processes of how many threads, and how many of them die."""

    seconds: float
    crews: int
    threads: int
    kills: int
    seed: int


PATIENCE = 60
SHORT = Day(seconds=6, crews=2, threads=3, kills=3, seed=20)
LONG = Day(
    seconds=float(os.environ.get("TTS_SOAK_SECONDS", "120")),
    crews=3,
    threads=4,
    kills=30,
    seed=int(os.environ.get("TTS_SOAK_SEED", "20")),
)


def test_a_short_random_day_leaves_nothing_half_done(
    session: scoped_session[Session], database_url: str, tmp_path: Path
) -> None:
    spend_day(SHORT, session, database_url, tmp_path)


@pytest.mark.soak
def test_a_long_random_day_leaves_nothing_half_done(
    session: scoped_session[Session], database_url: str, tmp_path: Path
) -> None:
    spend_day(LONG, session, database_url, tmp_path)


def spend_day(day: Day, session: scoped_session[Session], database_url: str, folder: Path) -> None:
    """Let everybody work, kill some, and look at what is left."""
    found_town(session)
    session.remove()
    run_crews(day, database_url, folder)
    lines = [line for path in sorted(folder.glob("*.journal")) for line in read_journal(path)]
    assert [line["story"] for line in lines if line["what"] == "fault"] == []
    counts = Counter(line["deed"] for line in lines if line["what"] == "count")
    assert counts["submit"], f"nothing happened: {counts}"
    town = Aftermath(session)
    faults = [f"{check.__name__}: {fault}" for check in CHECKS for fault in check(town)]
    assert faults == [], f"after seed {day.seed}: {counts}"
    assert find_lost_answers(session, lines) == []
    shares = find_shares(town)
    assert max(shares.values()) - min(shares.values()) <= 1 + day.crews * day.threads, shares


def find_lost_answers(session: scoped_session[Session], lines: list[dict[str, object]]) -> list[str]:
    """Acts that were answered and are not in the database."""
    kept = dict(session.execute(sa.select(TaskItem.act_key, TaskItem.id)).all())
    answered = {str(line["key"]): line["item_id"] for line in lines if line["what"] == "done"}
    return [key for key, item_id in answered.items() if kept.get(key) != item_id]


def run_crews(day: Day, database_url: str, folder: Path) -> None:
    """Start the processes, kill some at random moments and replace them; wait until the day is over."""
    start_process(time.time).join()
    began = time.time()
    names = [f"crew{number}" for number in range(day.crews)]
    plans = [CrewPlan(database_url, str(folder), name, day.seed, day.threads, began) for name in names]
    crews = {plan.name: (plan, start_process(run_crew, plan)) for plan in plans}
    try:
        kill_some(day, folder, crews)
        wait_until(lambda: count_deeds(folder) >= day.crews * day.threads * day.seconds)
        plans[0].is_over.touch()
        for _, process in crews.values():
            process.join(timeout=PATIENCE)
            assert process.exitcode == 0
    finally:
        for _, process in crews.values():
            process.kill()
            process.join()


def kill_some(day: Day, folder: Path, crews: dict[str, tuple[CrewPlan, BaseProcess]]) -> None:
    """From the first deed on, until so many seconds later; each heir repeats what was left unanswered."""
    dice = random.Random(day.seed)
    moments = sorted(dice.uniform(0.5, day.seconds) for _ in range(day.kills))
    wait_until(lambda: count_deeds(folder) > 0)
    began = time.time()
    for number, moment in enumerate([*moments, day.seconds]):
        time.sleep(max(0.0, began + moment - time.time()))
        if number == day.kills:
            return
        name = dice.choice(sorted(crews))
        plan, process = crews.pop(name)
        process.kill()
        process.join()
        heir = replace(plan, name=f"{name.partition('.')[0]}.{number}", after=name)
        crews[heir.name] = (heir, start_process(run_crew, heir))


def count_deeds(folder: Path) -> int:
    """How many deeds were done or refused so far."""
    return sum(line["what"] == "count" for path in folder.glob("*.journal") for line in read_journal(path))


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for a busy machine, but not for ever."""
    limit = time.time() + PATIENCE
    while not is_so() and time.time() < limit:
        time.sleep(0.1)


def start_process(target: Callable[..., object], *arguments: object) -> BaseProcess:
    """Start a process of the day; all but the first find everything imported already."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.soak.crew", "tests.soak.sweeper"])
    process = context.Process(target=target, args=arguments)
    process.start()
    return process
