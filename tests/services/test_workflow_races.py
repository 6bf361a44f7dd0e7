"""Two admins at once, on both databases: one of them wins, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, gather_cast
from tests.seed_example import example
from tts.domain.errors import DomainError, StaleSave
from tts.domain.permissions import Actor
from tts.extensions import db
from tts.models import Event, Task, Ticket, Workflow, WorkflowVersion
from tts.services import workflows as act
from tts.services.tickets import TicketRequest, submit_ticket
from tts.services.workflows.errors import IntakeTaken, MoveRefused

Db = scoped_session[Session]
NOW = MORNING
TRIES = 6


@pytest.fixture
def admin(session: Db) -> Actor:
    """Ada, the admin."""
    return gather_cast(session).ada


def race(app: Flask, acts: list[Callable[[Db], object]]) -> list[DomainError | None]:
    """Run all of them at the same moment, each with its own connection; what refused each, if anything."""
    gate = threading.Barrier(len(acts))
    refused: list[DomainError | None] = [None] * len(acts)
    broken: list[BaseException] = []

    def run(place: int, one: Callable[[Db], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                one(db.session)
            except DomainError as error:
                refused[place] = error
            except BaseException as error:
                broken.append(error)
                raise
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(place, one)) for place, one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not broken
    return refused


def test_of_two_admins_saves_from_one_revision_one_is_kept(app: Flask, session: Db, admin: Actor) -> None:
    workflow_id = act.create_workflow(session, example(), actor=admin, now=NOW).workflow_id
    session.rollback()

    def save(number: int) -> Callable[[Db], object]:
        words = {"description": f"By {number}"}
        return lambda own: act.save_details(own, workflow_id, words, 1, actor=admin, now=NOW)

    refused = race(app, [save(number) for number in range(TRIES)])
    assert sum(error is None for error in refused) == 1
    assert all(isinstance(error, StaleSave | None) for error in refused)
    session.rollback()
    workflow = session.get_one(Workflow, workflow_id)
    assert workflow.revision == 2
    assert workflow.description == f"By {refused.index(None)}"


def test_of_two_workflows_for_the_same_tickets_one_is_initialized(
    app: Flask, session: Db, admin: Actor
) -> None:
    names = [f"Number {number}" for number in range(TRIES)]
    made = [
        act.create_workflow(session, example(name=name), actor=admin, now=NOW).workflow_id for name in names
    ]
    session.rollback()

    def initialize(workflow_id: int) -> Callable[[Db], object]:
        return lambda own: act.initialize_workflow(own, workflow_id, actor=admin, now=NOW)

    refused = race(app, [initialize(workflow_id) for workflow_id in made])
    winner = names[refused.index(None)]
    others = [error for error in refused if error is not None]
    assert len(others) == TRIES - 1
    assert all(isinstance(error, IntakeTaken) and winner in error.sentence for error in others)
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(WorkflowVersion)) == 1


def test_of_simultaneous_moves_on_one_workflow_one_is_made(app: Flask, session: Db, admin: Actor) -> None:
    workflow_id = act.create_workflow(session, example(), actor=admin, now=NOW).workflow_id
    session.rollback()
    refused = race(
        app,
        [lambda own: act.initialize_workflow(own, workflow_id, actor=admin, now=NOW) for _ in range(TRIES)],
    )
    assert sum(error is None for error in refused) == 1
    assert all(isinstance(error, MoveRefused | None) for error in refused)
    session.rollback()
    events = session.scalars(sa.select(Event.kind).where(Event.kind == "workflow.initialized")).all()
    assert len(events) == 1


def test_no_ticket_is_left_behind_when_it_comes_while_its_workflow_is_initialized(
    app: Flask, session: Db, admin: Actor
) -> None:
    workflow_id = act.create_workflow(session, example(), actor=admin, now=NOW).workflow_id
    session.rollback()
    asked = TicketRequest("Broken", "", "IT", "Technology")
    acts: list[Callable[[Db], object]] = [
        lambda own: submit_ticket(own, asked, actor=admin, now=NOW) for _ in range(TRIES)
    ]
    acts.append(lambda own: act.initialize_workflow(own, workflow_id, actor=admin, now=NOW))
    assert race(app, acts) == [None] * (TRIES + 1)
    session.rollback()
    assert list(session.scalars(sa.select(Ticket.status))) == ["In Progress"] * TRIES
    assert session.scalar(sa.select(sa.func.count()).select_from(Task)) == TRIES
