"""A day over the queue: everything said three times and shuffled, while whatever can break breaks.

The tickets are made up, or the first rows of the CSV file that TTS_SOAK_TICKETS_FILE names. Its columns:
external_id, submitted_at, department, category, sub_category, priority, subject, description, requester.
The long form says TTS_SOAK_TICKETS of them (5,000), in an order that TTS_SOAK_SEED decides.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.broker.neighbours import Neighbour
from tests.fixtures.mail import Mailbox
from tests.fixtures.peers import KEY, Bms
from tests.fixtures.rabbit import Rabbit
from tests.soak.queue_checks import (
    check_closed,
    check_mail_and_bms,
    check_outbox,
    check_record,
    check_roles,
    check_taken_in,
    check_tickets,
    check_told,
    first_faults,
    said_keys,
)
from tests.soak.queue_plan import BUDGET_CATEGORY, Day
from tests.soak.queue_town import Town, eventually, publish_all
from tts.cli.demo.people import make_people, make_roles
from tts.cli.demo.workflows import make_workflows
from tts.cli.drive import Player
from tts.clock import current_time
from tts.models import Destination, InboundMessage, OutboxMessage, Task, Ticket
from tts.services.people import passwords

Db = scoped_session[Session]

# A mail server that goes down in this process may leave a caller's socket to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@dataclass(frozen=True)
class Measure:
    """How many tickets, how many of them people work on, and how long griefs are apart."""

    tickets: int
    driven: int
    pause: float
    patience: float
    workers: tuple[str, ...]
    seed: int = 7
    file: Path | None = None


FILE = Path(os.environ["TTS_SOAK_TICKETS_FILE"]) if os.environ.get("TTS_SOAK_TICKETS_FILE") else None
SHORT = Measure(tickets=60, driven=12, pause=1.5, patience=240, workers=("worker", "celery"), file=FILE)
LONG = Measure(
    tickets=int(os.environ.get("TTS_SOAK_TICKETS", "5000")),
    driven=1_000,
    pause=5,
    patience=7_200,
    workers=("worker", "celery", "celery"),
    seed=int(os.environ.get("TTS_SOAK_SEED", "7")),
    file=FILE,
)


@pytest.fixture(autouse=True)
def _quick_hashes() -> Iterator[None]:
    passwords.choose_hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    passwords.choose_hasher(PasswordHasher())


@pytest.fixture
def organisation(app: Flask, session: Db) -> Db:
    """The demo organisation without its tickets; it reaches BMS."""
    app.config["CONFIGURED_SYSTEMS"] = frozenset({"bms"})
    founded = current_time() - timedelta(days=10)
    make_roles(session(), founded)
    make_people(session(), "a long enough password", founded)
    make_workflows(session(), founded)
    session.commit()
    return session


@pytest.fixture
def town(
    rabbit: Rabbit, mailbox: Mailbox, bms: Bms, tts_environment: dict[str, str], tmp_path: Path
) -> Iterator[Town]:
    """The town with nobody at work yet."""
    environment = {
        **tts_environment,
        "TTS_BROKER_URL": rabbit.url,
        "TTS_MAIL_URL": mailbox.url,
        "TTS_MAIL_FROM": "TTS <tts@works.example>",
        "TTS_PUBLIC_URL": "http://127.0.0.1:8000",
        "TTS_BMS_URL": bms.url,
        "TTS_BMS_KEY": KEY,
    }
    one = Town(rabbit, mailbox, bms, environment, tmp_path / "workers.log", random.Random(7))
    yield one
    one.close()


def all_taken_in(session: Db, keys: set[str]) -> bool:
    session.rollback()
    applied = sa.select(InboundMessage.key).where(InboundMessage.status == "applied")
    return keys <= set(session.scalars(applied))


def nothing_waits(session: Db) -> bool:
    session.rollback()
    waits = sa.select(sa.func.count()).where(OutboxMessage.status == "waiting")
    return session.scalar(waits) == 0


def work_on(session: Db, count: int) -> None:
    """People bring budget proposals to BMS, and then other tickets to their end."""
    player = Player(session(), 1)
    budgets_first = sa.case((Ticket.category == BUDGET_CATEGORY, 0), else_=1)
    tasks = session.scalars(
        sa.select(Task.id).join(Ticket).order_by(budgets_first, Task.id).where(Task.ended_at.is_(None))
    ).all()
    for task_id in tasks[:count]:
        player.play(task_id)


def let_leases_run_out(session: Db) -> None:
    """Nobody works: what the killed had in hand, and what waits for its next attempt, is due."""
    now = current_time()
    session.rollback()
    session.execute(sa.update(OutboxMessage).where(OutboxMessage.status == "waiting").values(next_at=now))
    session.execute(sa.update(Destination).values(open_until=None))
    session.execute(sa.update(Task).values(swept_by=None, sweep_after=None))
    session.commit()


def live_a_day(session: Db, town: Town, measure: Measure) -> None:
    day, neighbour = Day(measure.tickets, measure.seed, measure.file), Neighbour(town.rabbit.port)
    for command in measure.workers:
        town.open(command)
    before = day.before()
    publish_all(neighbour, before)
    eventually(partial(all_taken_in, session, {one.key for one in before}), town, measure.patience)
    griefs = town.suffer(measure.pause)
    try:
        publish_all(neighbour, day.shuffled())
        eventually(partial(all_taken_in, session, said_keys(day)), town, measure.patience)
        work_on(session, measure.driven)
    finally:
        town.is_over.set()
        griefs.join()
    town.close()
    let_leases_run_out(session)
    town.open("celery")
    eventually(partial(nothing_waits, session), town, measure.patience)
    town.close()
    assert set(town.griefs) == {"lose_broker", "lose_mail", "lose_bms", "kill_worker"}
    assert bool(town.bms.heads) == bool(day.open_budgets())
    assert town.mailbox.letters
    faults = first_faults(
        partial(check_taken_in, session, day),
        partial(check_tickets, session, day),
        partial(check_closed, session, day),
        partial(check_roles, session, day),
        partial(check_outbox, session),
        partial(check_told, session, neighbour),
        partial(check_mail_and_bms, session, town.mailbox, town.bms),
        partial(check_record, session),
    )
    assert faults == [], faults


def test_a_short_day_loses_nothing_and_does_nothing_twice(organisation: Db, town: Town) -> None:
    live_a_day(organisation, town, SHORT)


@pytest.mark.soak
def test_a_day_of_five_thousand_tickets_loses_nothing_and_does_nothing_twice(
    organisation: Db, town: Town
) -> None:
    live_a_day(organisation, town, LONG)
