"""Acts that are one transaction whatever they are made of, and acts on what was seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from tts.domain.errors import Changed
from tts.domain.permissions import Actor
from tts.services.record import lock_people_chain
from tts.services.transaction import use_case
from tts.services.workflows.standing import lock_workflow

Result = TypeVar("Result")
Question = Callable[[], bool]


@use_case
def act_together(session: Session, act: Callable[[], Result]) -> Result:
    """Run several use cases as one: all of it, or nothing."""
    return act()


@use_case
def act_on_people_as_read(session: Session, is_as_read: Question, act: Callable[[], Result]) -> Result:
    """Run `act` if people, roles and settings are still as they were read; raises Changed.

    Every change of a person, a role or a webhook takes the same lock first.
    """
    lock_people_chain(session)
    return _act_if(is_as_read, act)


@use_case
def act_on_workflow_as_read(
    session: Session,
    workflow_id: int,
    is_as_read: Question,
    act: Callable[[], Result],
    *,
    actor: Actor,
) -> Result:
    """Run `act` if the workflow is still as it was read; raises Changed, NotFound, NotPermitted."""
    lock_workflow(session, workflow_id, actor)
    return _act_if(is_as_read, act)


def _act_if(is_as_read: Question, act: Callable[[], Result]) -> Result:
    if not is_as_read():
        raise Changed("It changed after you looked at it: look again, then decide.")
    return act()
