"""Tickets that arrive while their workflow is paused, initialized or swapped for a new version."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event as Signal
from threading import Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.desk import Desk, open_desk
from tests.racing import engine_of
from tests.workflows import SUPPORT, graph_of, store_version
from tts.domain.definition import Details
from tts.models import Workflow, WorkflowVersion
from tts.queries.versions import running_version
from tts.services.transaction import use_case


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def move_slowly(url: str, move: Callable[[Session], None], locked: Signal) -> Thread:
    """Hold a workflow's row as its moves do, change it, wait a little, commit."""

    @use_case
    def change(session: Session) -> None:
        session.execute(sa.select(Workflow.id).with_for_update()).all()
        move(session)
        session.flush()
        locked.set()
        time.sleep(0.4)

    def run() -> None:
        with engine_of(url) as engine, Session(engine) as session:
            change(session)

    thread = Thread(target=run)
    thread.start()
    return thread


def test_a_ticket_submitted_while_its_workflow_is_paused_waits(desk: Desk, database_url: str) -> None:
    rita, locked = desk.cast.rita, Signal()
    desk.session.rollback()

    def pause(session: Session) -> None:
        session.execute(sa.update(Workflow).values(status="paused"))

    thread = move_slowly(database_url, pause, locked)
    assert locked.wait(10)
    submitted = desk.submit(actor=rita)
    thread.join()
    assert desk.ticket(submitted).status == "Unmatched"


def test_a_ticket_submitted_while_a_version_is_swapped_runs_on_the_new_one(
    desk: Desk, database_url: str
) -> None:
    rita, locked = desk.cast.rita, Signal()
    graph = graph_of(SUPPORT, desk.cast)
    running_version(desk.session, desk.flow.version_id)
    desk.session.rollback()

    def swap(session: Session) -> None:
        session.execute(sa.update(WorkflowVersion).values(is_active=False))
        store_version(session, desk.flow.workflow_id, Details("Support"), graph, number=2)

    thread = move_slowly(database_url, swap, locked)
    assert locked.wait(10)
    submitted = desk.submit(actor=rita)
    thread.join()
    version = running_version(desk.session, desk.task(submitted).workflow_version_id)
    assert version.version == 2


def test_a_ticket_submitted_while_its_workflow_is_initialized_is_not_left_behind(
    desk: Desk, database_url: str
) -> None:
    """Whichever commits first: the ticket is matched at its submission, or again right after it."""
    rita, locked = desk.cast.rita, Signal()
    desk.session.execute(sa.update(Workflow).values(status="deployed"))
    desk.session.commit()

    def initialize(session: Session) -> None:
        session.execute(sa.update(Workflow).values(status="initialized"))

    engine = desk.session.get_bind().engine
    started: list[Thread] = []

    def initialize_meanwhile(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("INSERT INTO ticket ") and not started:
            started.append(move_slowly(database_url, initialize, locked))
            if engine.dialect.name == "postgresql":
                started[0].join()

    sa.event.listen(engine, "before_cursor_execute", initialize_meanwhile)
    submitted = desk.submit(actor=rita)
    sa.event.remove(engine, "before_cursor_execute", initialize_meanwhile)
    started[0].join()
    if engine.dialect.name == "postgresql":
        assert desk.ticket(submitted).status == "In Progress"
    else:
        assert desk.ticket(submitted).status in ("In Progress", "Unmatched")
