"""What the pages' tests do again and again."""

from __future__ import annotations

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tts.models import TaskItem

AnySession = scoped_session[Session]


def open_item(session: AnySession, number: str | None = None) -> TaskItem:
    """The newest open item."""
    return session.scalars(
        sa.select(TaskItem).where(TaskItem.closed_at.is_(None)).order_by(TaskItem.id.desc()).limit(1)
    ).one()


def choose(browser: FlaskClient, item_id: int, transition: int | str, **more: str):
    """Press a choice's button and go where it leads."""
    return browser.post(
        f"/items/{item_id}/resolution",
        data={"transition": str(transition), "back": "queue:mine", **more},
        follow_redirects=True,
    )
