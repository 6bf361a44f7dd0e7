"""The doors of the API: who is calling, what is taken and given, and whether the call may change anything."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from flask import Blueprint, Response, current_app, g, jsonify, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException

from tts.adapters.identity import session_actor, token_bearer
from tts.api.bodies import read_body, read_query
from tts.api.contract.doors import DOORS, MOST_BYTES, Answer, Door, Seen, View
from tts.api.contract.reading import Sent, read_as
from tts.api.errors import (
    NotSignedIn,
    UnsafeCall,
    explain,
    refuse,
    tell_no_database,
    tell_unkept,
)
from tts.api.pace import count_request, tell_pace
from tts.api.repeats import REPLAYED, do_afterwards, key_for, once
from tts.api.seen import as_seen, is_conditional, refuse_condition, tag
from tts.clock import current_time
from tts.domain.answers import AnswerOutcome
from tts.domain.errors import DomainError, NotFound, TooLarge
from tts.domain.permissions import Actor
from tts.domain.scopes import EVERY_SCOPE, Scope, require_scope
from tts.domain.values import LARGEST_ID
from tts.extensions import csrf, db
from tts.queries.people import actor_of
from tts.services.external import keep_turned_away

SAFE = ("GET", "HEAD", "OPTIONS")

api = Blueprint("api", __name__, url_prefix="/api")
csrf.exempt(api)  # asked below, of sessions alone: a bearer token is never sent by a strange page
api.register_error_handler(DomainError, refuse)
api.register_error_handler(HTTPException, explain)
api.register_error_handler(OperationalError, tell_no_database)
api.register_error_handler(ProgrammingError, tell_no_database)
api.register_error_handler(DataError, tell_unkept)
api.after_request(tell_pace)


@api.errorhandler(TooLarge)
def refuse_too_large(refusal: TooLarge) -> Response:
    """More than is taken: refused, and kept for admins with who sent it."""
    answer = refuse(refusal)
    said = f"{calling().name} sent too much. {refusal.sentence}"
    keep_turned_away(db.session, AnswerOutcome.TOO_LARGE, said, door=request.path, now=current_time())
    return answer


def door(
    method: str,
    rule: str,
    group: str,
    *,
    gives: Mapping[int, Any],
    takes: type[Sent] | None = None,
    is_raw: bool = False,
    asks: type[Sent] | None = None,
    scope: Scope | None = None,
    refuses: Iterable[int] = (),
    seen: Seen | None = None,
    asks_outside: bool = False,
    most_bytes: int = MOST_BYTES,
) -> Callable[[View], View]:
    """Open a door: its view gets what was sent as `sent` and the query as `asked`, read and checked.

    With `is_raw` the view gets the body as it came, and checks it itself against the schema of `takes`.
    Without `scope` reading takes `read` and everything else `act`.
    """
    chosen = scope or (Scope.READ if method == "GET" else Scope.ACT)

    def open_door(view: View) -> View:
        known = Door(
            method,
            rule,
            view.__name__,
            group,
            chosen,
            view.__doc__ or "",
            gives,
            takes,
            is_raw,
            asks,
            frozenset(refuses),
            seen,
            asks_outside=asks_outside,
            most_bytes=most_bytes,
        )
        DOORS.append(known)

        @functools.wraps(view)
        def serve(**path: Any) -> Response:
            require_scope(g.scopes, chosen)
            known_path(path)
            if seen is None and method not in SAFE:
                refuse_condition()
            key = key_for(known)
            values = {**path, **_read(known)}
            act: Callable[[], Answer] = functools.partial(view, **values)
            if seen and seen.find:
                act = as_seen(functools.partial(seen.find, **path), act)
            if seen and seen.guard and is_conditional():
                act = seen.guard(act, **path)
            answer = once(key, calling(), act, asks_outside=asks_outside) if key else act()
            do_afterwards()
            return said(answer)

        api.add_url_rule(rule, view.__name__, serve, methods=[method])
        return view

    return open_door


def known_path(path: dict[str, Any]) -> None:
    """Raise NotFound for a number that nothing stored can have."""
    if any(isinstance(value, int) and not 0 < value <= LARGEST_ID for value in path.values()):
        raise NotFound("Nothing has such a number.")


def _read(known: Door) -> dict[str, Any]:
    """The body and the query, as the view takes them."""
    values: dict[str, Any] = {}
    if known.method in ("POST", "PUT"):
        holds_graph = known.takes is not None and "graph" in known.takes.model_fields
        body = read_body(known.most_bytes, holds_graph=holds_graph)
        if known.takes:
            values["sent"] = body if known.is_raw else read_as(known.takes, body)
    if known.asks:
        values["asked"] = read_query(known.asks)
    return values


def said(answer: Answer) -> Response:
    """An answer as Flask sends it."""
    response = Response(status=204) if answer.status == 204 else jsonify(answer.body)
    response.status_code = answer.status
    if answer.location:
        response.headers["Location"] = answer.location
    if request.method == "GET":
        return tag(response, answer.mark)
    if answer.is_repeat:
        response.headers[REPLAYED] = "true"
    return response


@api.before_request
def identify_caller() -> None:
    """A bearer token, or the page's session with its CSRF token; raises NotSignedIn or UnsafeCall."""
    header = request.headers.get("Authorization")
    g.scopes = EVERY_SCOPE
    g.actor = session_actor() if header is None else _bearing(header)
    if g.actor is None:
        raise NotSignedIn(wrong=header is not None)
    if header is None and request.method not in SAFE and current_app.config["WTF_CSRF_ENABLED"]:
        _protect()


def _bearing(header: str) -> Actor | None:
    """Whom the token acts for; its request is counted, and its scopes are kept for the door."""
    bearer = token_bearer(header, current_time())
    if bearer is None:
        said = "Somebody called the API with a token that is wrong, over or revoked."
        keep_turned_away(db.session, AnswerOutcome.WRONG_TOKEN, said, door=request.path, now=current_time())
        return None
    g.scopes = bearer.scopes
    count_request(bearer.token_id)
    return actor_of(db.session, bearer.user_id)


def calling() -> Actor:
    """The person behind this call."""
    return cast(Actor, g.actor)


def caller_scopes() -> frozenset[Scope]:
    """What the call may be for: all of it from a page, what the token is for from a program."""
    return cast(frozenset[Scope], g.scopes)


def _protect() -> None:
    try:
        csrf.protect()
    except CSRFError:
        raise UnsafeCall("The page's X-CSRFToken is missing or old. Reload the page and try again.") from None
