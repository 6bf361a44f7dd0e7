"""Who is calling: a signed-in session (pages) or a bearer token (API)."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

import sqlalchemy as sa
from flask import session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from tts.domain.permissions import Actor, Permission
from tts.extensions import db
from tts.models import User
from tts.queries.people import actor_of
from tts.services.people import TokenBearer, bearer_of

login_manager = LoginManager()
login_manager.login_view = "auth.log_in"
login_manager.session_protection = None


class Viewer(UserMixin):
    """The signed-in person of a request: an Actor with what the frame of a page shows."""

    def __init__(self, actor: Actor, epoch: int, time_zone: str | None) -> None:
        self.actor = actor
        self.epoch = epoch
        self.time_zone = time_zone
        self.name = actor.name
        self.email = actor.email

    @cached_property
    def id(self) -> int:
        """The user's id."""
        assert self.actor.user_id is not None
        return self.actor.user_id

    @property
    def first_name(self) -> str:
        """What a greeting uses."""
        return self.name.split(" ")[0]

    def get_id(self) -> str:
        """What the session keeps: the id and the epoch, so that a role or password change ends it."""
        return f"{self.id}.{self.epoch}"

    def may(self, word: str) -> bool:
        """Whether the person has the permission of that word; for templates."""
        return self.actor.may(Permission(word))


@login_manager.user_loader
def load_viewer(kept: str) -> Viewer | None:
    """The viewer of a kept session, or None when the person changed, left or never was."""
    user_id, _, epoch = kept.partition(".")
    if not (user_id.isascii() and user_id.isdigit() and epoch.isascii() and epoch.isdigit()):
        return None
    return viewer_of(int(user_id), int(epoch))


def viewer_of(user_id: int, epoch: int | None = None) -> Viewer | None:
    """The active person with that id, if their epoch is still `epoch`; two statements."""
    row = db.session.execute(
        sa.select(User.epoch, User.time_zone).where(User.id == user_id, User.is_active)
    ).first()
    if row is None or (epoch is not None and row.epoch != epoch):
        return None
    actor = actor_of(db.session, user_id)
    return Viewer(actor, row.epoch, row.time_zone) if actor else None


def begin_session(viewer: Viewer) -> None:
    """Start a fresh session for the person; nothing of the one before it stays."""
    session.clear()
    login_user(viewer)


def end_session() -> None:
    """Log the person out of this browser."""
    logout_user()
    session.clear()


def token_bearer(header: str | None, now: datetime) -> TokenBearer | None:
    """Whom an `Authorization: Bearer` header acts for; None when it is missing, wrong, over or revoked."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        return None
    return bearer_of(db.session, token.strip(), now)


def session_actor() -> Actor | None:
    """The person of the page's session, or None when nobody is signed in."""
    return current_user.actor if current_user.is_authenticated else None
