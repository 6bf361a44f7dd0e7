"""Messages leave beside the clocks: a silent system delays no mark, and mail arrives by the worker alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.cli.test_worker_processes import eventually, running
from tests.desk import open_desk
from tests.fixtures.mail import Mailbox
from tests.fixtures.server import make_environment
from tests.services.test_sweep import LATE
from tts.cli.worker.aside import Aside
from tts.cli.worker.loop import Worker
from tts.cli.worker.rounds import DeliveryRound, RoundResult, every_round
from tts.cli.worker.stop_sign import StopSign
from tts.clock import current_time
from tts.models import OutboxMessage
from tts.queries.notifications import unread_count
from tts.services.outbox import ClaimedMessage, Message, write_messages

Db = scoped_session[Session]
MAIL = {"to": "nina@works.example", "name": "Nina", "subject": "Hello", "text": "Hi.", "html": "<p>Hi.</p>"}


@pytest.fixture
def stop() -> Iterator[StopSign]:
    """A sign that nobody set yet."""
    with closing(StopSign()) as sign:
        yield sign


class SlowCourier:
    """Carries a message only once it is let."""

    def __init__(self) -> None:
        self.is_begun, self.may_end = threading.Event(), threading.Event()

    def send(self, message: ClaimedMessage) -> None:
        """Take long."""
        self.is_begun.set()
        assert self.may_end.wait(30)

    def close(self) -> None:
        """Nothing is open."""


def write_mail(session: Db) -> None:
    message = Message("mail", "mail.test", {**MAIL, "ticket_number": None})
    write_messages(session(), [message], ticket_id=None, now=MORNING)
    session.commit()


def with_mail(database_url: str, instance: Path, mailbox: Mailbox) -> dict[str, str]:
    """The settings of a worker whose mail goes to that server."""
    return {
        **make_environment(database_url, instance),
        "TTS_MAIL_URL": mailbox.url,
        "TTS_MAIL_FROM": "TTS <tts@works.example>",
        "TTS_PUBLIC_URL": "http://127.0.0.1:8000",
    }


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_system_that_does_not_answer_delays_no_mark(session: Db, stop: StopSign) -> None:
    desk, courier = open_desk(session), SlowCourier()
    write_mail(session)
    aside = Aside(DeliveryRound({"mail": courier}).run, stop)
    one = Worker(session, "w", every_round("w", aside.run), clock=lambda: LATE, stop=stop)
    one.work_once()
    assert courier.is_begun.wait(30)
    desk.submit()
    session.rollback()
    one.work_once()
    assert (one.tally.marked, one.tally.delivered) == (3, 0)
    courier.may_end.set()
    until(lambda: bool(one.work_once()) and one.tally.delivered == 1)
    stop.set()


def test_what_a_pass_aside_raised_is_raised_by_the_next(session: Db, stop: StopSign) -> None:
    def fail(*given: object) -> RoundResult:
        raise RuntimeError("The lights are out.")

    aside = Aside(fail, stop)
    assert aside.run(session, lambda: LATE, stop) == RoundResult()
    with pytest.raises(RuntimeError, match="lights"):
        until(lambda: aside.run(session, lambda: LATE, stop) is None)


def test_told_to_stop_it_begins_no_other_pass(session: Db, stop: StopSign) -> None:
    passes: list[int] = []

    def count(*given: object) -> RoundResult:
        passes.append(1)
        return RoundResult()

    aside = Aside(count, stop)
    stop.set()
    for _ in range(3):
        aside.run(session, lambda: LATE, stop)
    assert passes == []


@pytest.mark.databases("sqlite")
def test_mail_arrives_by_the_worker_and_catches_up_when_the_server_is_back(
    session: Db, database_url: str, instance: Path, mailbox: Mailbox
) -> None:
    environment = with_mail(database_url, instance, mailbox)

    def delivered() -> int:
        return session.query(OutboxMessage).filter_by(destination="mail", status="delivered").count()

    write_mail(session)
    with running("tts", "worker", environment=environment):
        eventually(lambda: delivered() == 1, session)
        mailbox.stop()
        write_mail(session)
        eventually(
            lambda: session.query(OutboxMessage).filter_by(status="waiting", attempts=1).count(), session
        )
        mailbox.start()
        eventually(lambda: delivered() == 2, session, seconds=60)
    assert [letter["Subject"] for letter in mailbox.letters] == ["Hello", "Hello"]


@pytest.mark.databases("sqlite")
def test_what_people_are_told_reaches_their_list_and_their_mailbox_by_the_worker_alone(
    session: Db, database_url: str, instance: Path, mailbox: Mailbox
) -> None:
    desk = open_desk(session)
    submitted = desk.submit(now=current_time())
    holder, number = desk.holder(submitted), desk.ticket(submitted).number
    session.rollback()
    with running("tts", "worker", environment=with_mail(database_url, instance, mailbox)):
        eventually(lambda: unread_count(session, holder) == 1, session)
        eventually(lambda: len(mailbox.letters) == 1, session)
    (letter,) = mailbox.letters
    assert (letter["To"], letter["Subject"]) == (
        "Rita <rita@demo.example>",
        f"Status: {number} Laptop does not start",
    )
    assert f"http://127.0.0.1:8000/tickets/{number}" in str(letter)
