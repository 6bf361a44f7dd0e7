"""Real workers and the Celery engine at a real RabbitMQ: killed, stopped, several at once, broker and all."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, scoped_session

from tests.broker.neighbours import ROLE, TICKET, TO_HDTS, Neighbour, role, ticket
from tests.cli.test_worker_processes import MARKS, eventually, line_of, running
from tests.desk import Desk
from tests.fixtures.mail import Mailbox
from tests.fixtures.ports import find_free_port
from tests.fixtures.rabbit import Rabbit
from tests.services.sweeping import clock_events
from tts.adapters.broker.reader import QueueReader
from tts.clock import current_time
from tts.models import InboundMessage, OutboxMessage, Role, Ticket, Worker

Db = scoped_session[Session]
Environment = dict[str, str]
LONG_AGO = timedelta(days=3)


@pytest.fixture
def settings(tts_environment: Environment, rabbit: Rabbit) -> Environment:
    """The settings of a worker at the broker."""
    return {**tts_environment, "TTS_BROKER_URL": rabbit.url}


def tickets(session: Db) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Ticket)) or 0


def role_called(session: Db, name: str) -> int | None:
    return session.scalar(sa.select(Role.id).where(Role.name == name))


@pytest.mark.parametrize("command", ["worker", "celery"])
def test_it_takes_in_a_ticket_and_tells_hdts_what_becomes_of_it(
    command: str, desk: Desk, neighbour: Neighbour, settings: Environment
) -> None:
    neighbour.say(TICKET, ticket("TX20261102000021"))
    with running("tts", command, environment=settings) as process:
        neighbour.listen(TO_HDTS, 2, seconds=60)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert {one["task"] for one in neighbour.heard} == {"update_ticket_owner", "send_ticket_status"}
    desk.session.rollback()
    assert desk.session.scalars(sa.select(Worker.stopped_at)).one() is not None
    sent = sa.select(OutboxMessage.status).where(OutboxMessage.destination == "hdts")
    assert set(desk.session.scalars(sent)) == {"delivered"}


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("command", ["worker", "celery"])
def test_when_the_broker_returns_it_is_caught_up_with(
    command: str, desk: Desk, neighbour: Neighbour, rabbit: Rabbit, settings: Environment
) -> None:
    neighbour.say(ROLE, role(81, "Welder"))
    with running("tts", command, environment=settings):
        eventually(lambda: role_called(desk.session, "Welder"), desk.session, seconds=60)
        rabbit.kill()
        submitted = desk.submit(now=current_time() - LONG_AGO)
        eventually(lambda: clock_events(desk, submitted)[:3] == MARKS, desk.session, seconds=60)
        rabbit.start()
        neighbour.say(ROLE, role(82, "Smith"))
        eventually(lambda: role_called(desk.session, "Smith"), desk.session, seconds=60)


def test_two_machines_sweep_and_deliver_each_thing_once(
    desk: Desk, settings: Environment, mailbox: Mailbox
) -> None:
    settings |= {
        "TTS_NOTIFICATION_SERVICE": "0",
        "TTS_MAIL_URL": mailbox.url,
        "TTS_MAIL_FROM": "TTS <tts@works.example>",
        "TTS_PUBLIC_URL": "http://127.0.0.1:8000",
    }
    submitted = [desk.submit(now=current_time() - LONG_AGO) for _ in range(12)]
    with running("tts", "celery", environment=settings), running("tts", "celery", environment=settings):
        for one in submitted:
            eventually(lambda one=one: clock_events(desk, one)[:3] == MARKS, desk.session, seconds=60)
        workers = sa.select(sa.func.count()).select_from(Worker)
        eventually(lambda: desk.session.scalar(workers) == 2, desk.session, seconds=60)
        waits = sa.select(sa.func.count()).where(OutboxMessage.status == "waiting")
        eventually(lambda: desk.session.scalar(waits) == 0, desk.session, seconds=60)
    for one in submitted:
        fired = clock_events(desk, one)
        assert sorted(set(fired)) == sorted(fired)
    ids = [letter["Message-ID"] for letter in mailbox.letters]
    assert len(ids) == len(set(ids)) > 12


@pytest.mark.databases("sqlite")
def test_one_machine_alone_reads_what_auth_says_and_another_goes_on_when_it_dies(
    desk: Desk, neighbour: Neighbour, settings: Environment
) -> None:
    with running("tts", "celery", environment=settings) as first:
        neighbour.say(ROLE, role(83, "Welder"))
        eventually(lambda: role_called(desk.session, "Welder"), desk.session, seconds=60)
        with running("tts", "celery", environment=settings):
            workers = sa.select(sa.func.count()).select_from(Worker)
            eventually(lambda: desk.session.scalar(workers) == 2, desk.session, seconds=60)
            first.kill()
            neighbour.say(ROLE, role(84, "Smith"))
            eventually(lambda: role_called(desk.session, "Smith"), desk.session, seconds=60)


def test_killed_between_the_database_and_the_broker_a_message_is_once_in_effect(
    desk: Desk, neighbour: Neighbour, rabbit: Rabbit, database_url: str, read: Callable[[], int]
) -> None:
    neighbour.say(TICKET, ticket("TX20261102000022"))
    with running("tests.broker.stalled_reader", database_url, rabbit.url) as process:
        assert line_of(process.stdout) == "in hand"
        process.kill()
        process.wait(10)
    eventually(lambda: neighbour.left("TICKET_TASKS_PRODUCTION") == 1, desk.session)
    events = len(desk.session.scalars(sa.select(Ticket.id)).all())
    assert (events, read()) == (1, 1)
    assert tickets(desk.session) == 1
    assert desk.session.scalars(sa.select(InboundMessage.status)).all() == ["applied"]


def test_what_a_database_that_is_away_could_not_take_comes_again(
    desk: Desk, neighbour: Neighbour, rabbit: Rabbit, read: Callable[[], int], tmp_path: Path
) -> None:
    neighbour.say(TICKET, ticket("TX20261102000023"))
    nowhere = sa.create_engine(f"sqlite:///{tmp_path / 'no' / 'where.db'}")
    with Session(nowhere) as session, pytest.raises(OperationalError):
        QueueReader(rabbit.url).read(session, current_time, lambda: False, longest=30)
    assert read() == 1
    assert tickets(desk.session) == 1


@pytest.mark.databases("sqlite")
def test_without_a_broker_nothing_of_celery_is_loaded(tts_environment: Environment) -> None:
    code = (
        "import sys; from tts.cli.root import COMMANDS, tts; from tts import create_app; create_app()\n"
        "assert all(tts.get_command(None, name).name == name for name in COMMANDS)\n"
        "from tts.cli.worker.ways import ways_of; from tts.adapters.couriers import couriers_of\n"
        "from sqlalchemy import create_engine; ways_of(create_app().config, create_engine('sqlite://'))\n"
        "print(sorted({'celery', 'kombu', 'amqp'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=tts_environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.databases("sqlite")
def test_without_its_broker_a_single_pass_does_the_rest_and_says_what_failed(
    tts_environment: Environment, desk: Desk
) -> None:
    submitted = desk.submit(now=current_time() - LONG_AGO)
    away = {**tts_environment, "TTS_BROKER_URL": f"amqp://tts:secret@127.0.0.1:{find_free_port()}"}
    with running("tts", "worker", "--once", environment=away) as process:
        said, why = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Messages of other systems: 0 done, 1 failed." in said
    assert "does not answer as it should" in why
    assert "secret" not in why
    assert clock_events(desk, submitted)[:3] == MARKS
