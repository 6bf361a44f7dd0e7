"""Who else draws the same workflow: every open designer gives a sign of life, and ends it on leaving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tts.domain.errors import NotFound
from tts.domain.permissions import Actor, Permission
from tts.models import DesignerPresence, User, Workflow
from tts.queries.presence import SILENT_AFTER, Drawing, people_drawing
from tts.queries.workflow_access import reachable_workflow
from tts.services.transaction import use_case

MOST_TABS = 20


@dataclass(frozen=True, slots=True)
class Around:
    """Who else is here, where the workflow stands, and which save of it is the latest."""

    people: tuple[Drawing, ...]
    status: str
    revision_status: str | None
    revision: int
    changed_by_id: int | None
    changed_by: str | None
    changed_at: datetime


@use_case
def note_presence(session: Session, workflow_id: int, tab: str, *, actor: Actor, now: datetime) -> Around:
    """Give a tab's sign of life and tell who else is here; those that fell silent are removed.

    `tab` is the page's own key; of one person's the latest MOST_TABS are kept. A sign of life waits for
    nobody who saves, but for a tab's first one: its new row refers to the workflow's. Raises NotFound, and
    NotPermitted for those who may only look.
    """
    workflow = _drawn_by(session, workflow_id, actor)
    here = DesignerPresence
    _remove(session, here.workflow_id == workflow_id, here.seen_at <= now - SILENT_AFTER)
    others = (here.workflow_id == workflow_id, here.user_id == actor.user_id, here.tab != tab)
    latest = sa.select(here.tab).where(*others).order_by(here.seen_at.desc(), here.tab)
    _remove(session, *others, here.tab.in_(latest.offset(MOST_TABS - 1)))
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    sign = dialect.insert(here.__table__).values(
        workflow_id=workflow_id, user_id=actor.user_id, tab=tab, since=now, seen_at=now
    )
    keys = ["workflow_id", "user_id", "tab"]
    try:
        session.execute(sign.on_conflict_do_update(index_elements=keys, set_={"seen_at": now}))
    except IntegrityError:
        raise NotFound("The workflow was deleted just now. See the list of workflows.") from None
    people = people_drawing(session, actor, workflow_id, now=now, tab=tab)
    by = session.scalar(sa.select(User.name).where(User.id == workflow.changed_by_id))
    return Around(
        people,
        workflow.status,
        workflow.revision_status,
        workflow.revision,
        workflow.changed_by_id,
        by,
        workflow.changed_at,
    )


@use_case
def end_presence(session: Session, workflow_id: int, tab: str, *, actor: Actor) -> None:
    """Take a tab's sign of life back, or with a blank one those of all; what is gone already is no fault.

    Raises NotFound, NotPermitted.
    """
    _drawn_by(session, workflow_id, actor)
    here = DesignerPresence
    is_it = sa.true() if tab == "" else here.tab == tab
    _remove(session, here.workflow_id == workflow_id, here.user_id == actor.user_id, is_it)


def _drawn_by(session: Session, workflow_id: int, actor: Actor) -> Workflow:
    """The workflow's row, for someone who may design it."""
    workflow = reachable_workflow(session, actor, workflow_id)
    actor.require(Permission.DESIGN)
    return workflow


def forget_presence(session: Session, workflow_id: int) -> None:
    """Remove everybody's, before the workflow itself goes."""
    _remove(session, DesignerPresence.workflow_id == workflow_id)


def _remove(session: Session, *conditions: sa.ColumnElement[bool]) -> None:
    statement = sa.delete(DesignerPresence).where(*conditions)
    session.execute(statement.execution_options(synchronize_session=False))
