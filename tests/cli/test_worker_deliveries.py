"""Messages leave beside the clocks: a silent system delays no mark, and mail arrives by the worker alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.cli.test_worker_processes import eventually, running
from tests.desk import open_desk
from tests.fixtures.mail import Mailbox
from tests.fixtures.server import make_environment
from tests.services.telling import wish
from tests.services.test_sweep import LATE
from tts.cli.worker.deliveries import DeliveryRound
from tts.cli.worker.lanes import Lanes
from tts.cli.worker.loop import Worker
from tts.cli.worker.rounds import Clock, Round, RoundResult, Run, Stop, every_round
from tts.cli.worker.stop_sign import StopSign
from tts.clock import current_time
from tts.models import OutboxMessage
from tts.queries.notifications import unread_count
from tts.services.outbox import ClaimedMessage, Message, write_messages
from tts.services.transaction import AnySession

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
    leaving = DeliveryRound({"mail": courier}, Lanes(stop))
    one = Worker(session, "w", every_round("w", leaving.run), clock=lambda: LATE, stop=stop)
    one.work_once()
    assert courier.is_begun.wait(30)
    desk.submit()
    session.rollback()
    one.work_once()
    assert (one.tally.marked, one.tally.delivered) == (3, 0)
    courier.may_end.set()
    until(lambda: bool(one.work_once()) and one.tally.delivered == 1)
    stop.set()


def test_a_system_that_does_not_answer_delays_no_message_to_another(session: Db, stop: StopSign) -> None:
    open_desk(session)
    slow, quick = SlowCourier(), SlowCourier()
    quick.may_end.set()
    write_mail(session)
    write_messages(session(), [Message("bms", "bms.test", {})], ticket_id=None, now=MORNING)
    session.commit()
    leaving = DeliveryRound({"mail": slow, "bms": quick}, Lanes(stop))
    one = Worker(session, "w", every_round("w", leaving.run), clock=lambda: LATE, stop=stop)
    until(lambda: bool(one.work_once()) and one.tally.delivered == 1)
    assert slow.is_begun.wait(30)
    write_messages(session(), [Message("bms", "bms.test", {})], ticket_id=None, now=MORNING)
    session.commit()
    until(lambda: bool(one.work_once()) and one.tally.delivered == 2)
    assert not slow.may_end.is_set()
    slow.may_end.set()
    until(lambda: bool(one.work_once()) and one.tally.delivered == 3)
    stop.set()


def fail(*given: object) -> RoundResult:
    """The work of a lane that cannot be done."""
    raise RuntimeError("The lights are out.")


def test_work_that_fails_is_counted_and_rests_alone(session: Db, stop: StopSign) -> None:
    tries: list[int] = []

    def dark(*given: object) -> RoundResult:
        tries.append(1)
        return fail()

    def light(*given: object) -> RoundResult:
        return RoundResult(done=1)

    lanes, told = Lanes(stop), RoundResult()

    def run_on() -> RoundResult:
        nonlocal told
        told += lanes.run({"dark": dark, "light": light}, session, lambda: LATE)
        return told

    until(lambda: run_on().failed == 1)
    before = told.done
    until(lambda: run_on().done >= before + 3)
    assert (len(tries), told.failed) == (1, 1)


def test_in_one_pass_all_work_is_begun_and_told_of_whatever_fails(session: Db, stop: StopSign) -> None:
    lanes = Lanes(stop, waits=True, most=1)
    works: dict[str, Run] = {"dark": fail, **{str(n): lambda *given: RoundResult(done=1) for n in range(3)}}
    one = Worker(session, "w", [Round("lanes", partial(run_in, lanes, works))], clock=lambda: LATE, stop=stop)
    assert one.work_once() == [(one.rounds[0], RoundResult(done=3, failed=1))]
    assert one.tally.failed == 1
    assert not one.rests.is_resting("lanes")


def run_in(lanes: Lanes, works: dict[str, Run], session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
    """A round that is nothing but its lanes."""
    return lanes.run(works, session, clock)


def test_told_to_stop_no_lane_begins(session: Db, stop: StopSign) -> None:
    passes: list[int] = []

    def count(*given: object) -> RoundResult:
        passes.append(1)
        return RoundResult()

    lanes = Lanes(stop)
    stop.set()
    for _ in range(3):
        lanes.run({"one": count}, session, lambda: LATE)
    assert passes == []


def test_no_more_lanes_than_there_is_room_for_and_whoever_waited_longest_is_next(
    session: Db, stop: StopSign
) -> None:
    begun: list[str] = []
    may_end = threading.Event()

    def work(name: str) -> Run:
        def wait(*given: object) -> RoundResult:
            begun.append(name)
            assert may_end.wait(30)
            return RoundResult(done=1)

        return wait

    lanes, works = Lanes(stop, most=2), {name: work(name) for name in "abc"}
    lanes.run(works, session, lambda: LATE)
    lanes.run(works, session, lambda: LATE)
    until(lambda: sorted(begun) == ["a", "b"])
    may_end.set()
    until(lambda: lanes.run(works, session, lambda: LATE).done > 0)
    until(lambda: len(begun) >= 4)
    assert begun[2] == "c"
    stop.set()


def test_lanes_that_wait_come_back_with_everything_done(session: Db, stop: StopSign) -> None:
    lanes = Lanes(stop, waits=True, most=2)
    works: dict[str, Run] = {str(number): lambda *given: RoundResult(done=1) for number in range(7)}
    assert lanes.run(works, session, lambda: LATE) == RoundResult(done=7)


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
    wish(desk, desk.cast.alice)
    wish(desk, desk.cast.bob)
    submitted = desk.submit(now=current_time())
    holder, number = desk.holder(submitted), desk.ticket(submitted).number
    session.rollback()
    with running("tts", "worker", environment=with_mail(database_url, instance, mailbox)):
        eventually(lambda: unread_count(session, holder) == 1, session)
        eventually(lambda: len(mailbox.letters) == 2, session)
    (letter,) = (one for one in mailbox.letters if "rita@" in one["To"])
    (given,) = (one for one in mailbox.letters if holder.email in one["To"])
    assert [part.get_content_type() for part in given.walk()][2:] == [
        "multipart/related",
        "text/html",
        "image/png",
    ]
    assert (letter["To"], letter["Subject"]) == (
        "Rita <rita@demo.example>",
        f"Status: {number} Laptop does not start",
    )
    assert f"http://127.0.0.1:8000/tickets/{number}" in str(letter)
