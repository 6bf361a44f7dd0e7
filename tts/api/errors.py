"""Refusals as application/problem+json: one table from their classes to statuses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, current_app, jsonify, request
from sqlalchemy.exc import DataError, OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException

from tts.api.contract.reading import Unreadable
from tts.api.shapes import as_json
from tts.domain import errors
from tts.domain.problems import Problem, problem_json
from tts.extensions import db


class NotSignedIn(errors.DomainError):
    """No credential, or a wrong one (401)."""

    title = "Sign in first"

    def __init__(self, *, wrong: bool) -> None:
        how = "Send a token as “Authorization: Bearer …”, or call from a page you are signed in to."
        super().__init__(
            f"{'This token is wrong, over or revoked' if wrong else 'Nobody is signed in'}. {how}"
        )


class UnsafeCall(errors.DomainError):
    """A session's call that a page of ours may not have sent (403)."""

    title = "Not permitted"


class Unseen(errors.DomainError):
    """The ETag sent as If-Match is none that was ever given (412)."""

    title = "It changed in the meantime"


class Unheld(errors.DomainError):
    """If-Match at an address that no ETag holds (412)."""

    title = "This cannot be held to an ETag"


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
    errors.Changed: 412,
    Unseen: 412,
    Unheld: 412,
    errors.Invalid: 409,  # a rule of ours; what the published schema forbids is Unreadable
    errors.CursorLost: 404,
    errors.TooLarge: 413,
    WrongContent: 415,
    Unreadable: 422,
    errors.TooMany: 429,
}
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
    """The HTTP status of a refusal; a graph that cannot be kept is 404 for roles that do not exist, else 409.

    What the published schema forbids was refused before, as Unreadable (422).
    """
    if isinstance(error, errors.SaveRefused):
        codes = {problem.code for problem in error.problems if isinstance(problem, Problem)}
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
    status = status_of(error)
    if isinstance(error, errors.StaleSave) and "If-Match" in request.headers:
        status = 412
    response = answer_problem(status, _type_of(error), error.title, error.sentence, members)
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = 'Bearer realm="TTS"'
    if retry_after := error.facts.get("retry_after"):
        response.headers["Retry-After"] = str(retry_after)
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


def tell_unkept(error: DataError) -> Response:
    """A value that the database cannot keep, whatever it is: no thing has it, and none can get it."""
    db.session.rollback()
    sentence = "A value cannot be kept or looked for: look for unusual characters or numbers."
    return answer_problem(409, "about:blank", "A value cannot be kept", sentence, {})


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
