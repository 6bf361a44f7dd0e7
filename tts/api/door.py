"""The door of every API address: who is calling, and whether the call may change something."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, current_app, g, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException

from tts.adapters.identity import session_actor, token_actor
from tts.api.errors import NotSignedIn, UnsafeCall, explain, refuse, tell_no_database
from tts.domain.errors import DomainError
from tts.domain.permissions import Actor
from tts.extensions import csrf

SAFE = ("GET", "HEAD", "OPTIONS")

api = Blueprint("api", __name__, url_prefix="/api")
csrf.exempt(api)  # asked below, of sessions alone: a bearer token is never sent by a strange page
api.register_error_handler(DomainError, refuse)
api.register_error_handler(HTTPException, explain)
api.register_error_handler(OperationalError, tell_no_database)
api.register_error_handler(ProgrammingError, tell_no_database)


@api.before_request
def identify_caller() -> None:
    """A bearer token, or the page's session with its CSRF token; raises NotSignedIn or UnsafeCall."""
    header = request.headers.get("Authorization")
    if header is not None:
        g.actor = token_actor(header)
    else:
        g.actor = session_actor()
    if g.actor is None:
        raise NotSignedIn(wrong=header is not None)
    if header is None and request.method not in SAFE and current_app.config["WTF_CSRF_ENABLED"]:
        _protect()


def calling() -> Actor:
    """The person behind this call."""
    return cast(Actor, g.actor)


def _protect() -> None:
    try:
        csrf.protect()
    except CSRFError:
        raise UnsafeCall("The page's X-CSRFToken is missing or old. Reload the page and try again.") from None
