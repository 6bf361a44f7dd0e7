"""Refusals as application/problem+json: one table from their classes to statuses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, current_app, jsonify
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException

from tts.api.shapes import as_json
from tts.domain import errors
from tts.domain.problems import Problem, problem_json
from tts.extensions import db


class NotSignedIn(errors.DomainError):
    """No credential, or a wrong one (401)."""

    title = "Sign in first"

    def __init__(self, *, wrong: bool) -> None:
        how = "Send a token as “Authorization: Bearer …”, or call from a page you are signed in to."
        super().__init__(f"{'This token is wrong or was revoked' if wrong else 'Nobody is signed in'}. {how}")


class UnsafeCall(errors.DomainError):
    """A session's call that a page of ours may not have sent (403)."""

    title = "Not permitted"


class Malformed(errors.DomainError):
    """The body is no JSON (400)."""

    title = "This cannot be read"


class WrongContent(errors.DomainError):
    """The body is of another content type (415)."""

    title = "Wrong kind of content"


STATUS: dict[type[errors.DomainError], int] = {
    Malformed: 400,
    NotSignedIn: 401,
    UnsafeCall: 403,
    errors.NotPermitted: 403,
    errors.NotFound: 404,
    errors.Refused: 409,
    errors.TooLarge: 413,
    WrongContent: 415,
    errors.Invalid: 422,
    errors.TooMany: 429,
}
UNREADABLE = frozenset(("WF001", "WF130", "WF160"))
UNKNOWN_ROLE = frozenset(("WF141", "WF150"))
SENTENCES = {
    400: "Something in this request cannot be read.",
    404: "There is nothing at this address, or it is not yours to see.",
    405: "This address does not take that method.",
    413: "More was sent than is taken: at most 2 MB.",
    415: "Send JSON, with the content type application/json.",
    429: "Too many tries: wait a few minutes.",
    503: "The database does not answer or is not migrated: try again, or run “tts upgrade”.",
}
OWN_FAULT = (
    "Something went wrong on our side, and nothing was changed. Try again; if it stays, tell an admin."
)


def status_of(error: errors.DomainError) -> int:
    """The HTTP status of a refusal; a graph that cannot be kept is 422, 409 or 404 by its reasons.

    What the schema forbids is 422, a role that does not exist 404, any other rule of graphs 409.
    """
    if isinstance(error, errors.SaveRefused):
        codes = {problem.code for problem in error.problems if isinstance(problem, Problem)}
        if codes & UNREADABLE:
            return 422
        return 404 if codes and codes <= UNKNOWN_ROLE else 409
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def refuse(error: errors.DomainError) -> Response:
    """A refusal with its sentence, its facts and, where there are any, its problems and fields."""
    db.session.rollback()
    members = {key: as_json(value) for key, value in error.facts.items()}
    if problems := getattr(error, "problems", None):
        members["problems"] = [problem_json(problem) for problem in problems]
    if fields := getattr(error, "fields", None):
        members["fields"] = dict(fields)
    response = answer_problem(status_of(error), _type_of(error), error.title, error.sentence, members)
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = 'Bearer realm="TTS"'
    return response


def explain(error: HTTPException) -> Response:
    """What Flask itself refuses: unknown addresses, wrong methods, bodies too large, our own faults."""
    status = error.code or 500
    sentence = SENTENCES.get(status, OWN_FAULT if status >= 500 else error.name)
    response = answer_problem(status, "about:blank", error.name, sentence, {})
    for name, value in error.get_headers():
        if name.title() in ("Allow", "Retry-After", "Www-Authenticate"):
            response.headers[name] = value
    return response


def tell_no_database(error: OperationalError | ProgrammingError) -> Response:
    """The database is away, or not migrated."""
    current_app.logger.error("The database refused a statement: %s", error.orig)
    db.session.rollback()
    return answer_problem(503, "about:blank", "The database is not ready", SENTENCES[503], {})


def answer_problem(
    status: int, kind: str, title: str, detail: str, members: Mapping[str, Any] | Sequence[tuple[str, Any]]
) -> Response:
    """One application/problem+json answer; the five members of RFC 9457 win over others."""
    body = {**dict(members), "type": kind, "title": title, "status": status, "detail": detail}
    response = jsonify(body)
    response.status_code, response.mimetype = status, "application/problem+json"
    return response


def _type_of(error: errors.DomainError) -> str:
    return "urn:tts:" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()
