"""Webhooks leave by the worker alone, also where nothing else is to leave."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session, scoped_session

from tests.cli.test_worker_processes import eventually, running
from tests.desk import open_desk
from tests.fixtures.receivers import Receiver, is_authentic
from tests.fixtures.server import make_environment, run_tts
from tests.services.hooking import make_hook
from tts.clock import current_time

Db = scoped_session[Session]


def with_house(database_url: str, instance: Path) -> dict[str, str]:
    """The settings of a worker whose webhooks may call this machine."""
    return {**make_environment(database_url, instance), "TTS_WEBHOOK_NETWORKS": "127.0.0.0/8"}


def test_one_pass_tells_what_happened(
    session: Db, database_url: str, instance: Path, receiver: Receiver
) -> None:
    desk = open_desk(session)
    _, secret = make_hook(session, receiver.url, kinds=["ticket.submitted"])
    submitted = desk.submit(now=current_time())
    session.rollback()
    run_tts(with_house(database_url, instance), "worker", "--once")
    (call,) = receiver.calls
    assert is_authentic(call, secret, now=current_time())
    assert call.said["data"]["ticket"]["number"] == submitted.number


def test_without_the_setting_the_house_is_not_called(
    session: Db, database_url: str, instance: Path, receiver: Receiver
) -> None:
    desk = open_desk(session)
    make_hook(session, receiver.url, kinds=["ticket.submitted"])
    desk.submit(now=current_time())
    session.rollback()
    run_tts(make_environment(database_url, instance), "worker", "--once", status=1)
    assert receiver.calls == []


def test_a_running_worker_sends_while_nothing_else_is_set_up(
    session: Db, database_url: str, instance: Path, receiver: Receiver
) -> None:
    desk = open_desk(session)
    make_hook(session, receiver.url, kinds=["ticket.submitted"])
    with running("tts", "worker", environment=with_house(database_url, instance)):
        desk.submit(now=current_time())
        session.rollback()
        eventually(lambda: len(receiver.calls) == 1, session)
