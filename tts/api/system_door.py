"""The door of other systems: a credential of their own, a body of bounded size, and every call kept."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn, cast

from flask import Blueprint, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from tts.api.contract.doors import DOORS, Door
from tts.api.contract.reading import Sent, Unreadable
from tts.api.errors import STATUS, Malformed, WrongContent, explain, refuse, tell_no_database
from tts.api.repeats import read_key
from tts.api.seen import refuse_condition
from tts.clock import current_time
from tts.domain.answers import AnswerOutcome
from tts.domain.ending import NAME_OF
from tts.domain.errors import DomainError, Invalid, NotPermitted, TooLarge
from tts.extensions import csrf, db
from tts.services.external import Caller, find_caller, keep_stranger, keep_unread

GROUP = "Other systems"
MOST_BYTES = 256 * 1024
View = Callable[[str], ResponseReturnValue]


class NoCredential(DomainError):
    """A call without a credential, or with a wrong or revoked one (401)."""

    title = "No valid credential"


STATUS[NoCredential] = 401

systems = Blueprint("systems_api", __name__, url_prefix="/api")
csrf.exempt(systems)  # no session opens this door, so no strange page can use one
systems.register_error_handler(DomainError, refuse)
systems.register_error_handler(HTTPException, explain)
systems.register_error_handler(OperationalError, tell_no_database)
systems.register_error_handler(ProgrammingError, tell_no_database)


@systems.before_request
def identify_system() -> None:
    """The system behind X-API-Key or a bearer credential; raises NoCredential, which is kept."""
    secret = _secret()
    caller = find_caller(db.session, secret, now=current_time()) if secret else None
    if caller is None:
        said = "This credential is wrong or was revoked." if secret else "There is no credential."
        keep_stranger(db.session, said, door=request.path, now=current_time())
        raise NoCredential(f"{said} Send one as “X-API-Key: …” or “Authorization: Bearer …”.")
    g.caller = caller


def system_door(
    method: str,
    rule: str,
    *callers: str,
    gives: Any,
    takes: type[Sent] | None = None,
    refuses: Iterable[int] = (),
) -> Callable[[View], View]:
    """Open a door to these systems; its view gets which of them calls, and reads what came itself.

    `takes` is what is published of that.
    """

    def open_door(view: View) -> View:
        DOORS.append(
            Door(
                method,
                rule,
                view.__name__,
                GROUP,
                None,
                view.__doc__ or "",
                {200: gives},
                takes,
                is_raw=True,
                refuses=frozenset(refuses),
                systems=callers,
            )
        )

        @functools.wraps(view)
        def serve() -> ResponseReturnValue:
            return view(_calling_system(callers))

        systems.add_url_rule(rule, view.__name__, serve, methods=[method])
        return view

    return open_door


def _calling_system(allowed: tuple[str, ...]) -> str:
    """The system that calls, if this door is for it; raises NotPermitted, which is kept."""
    system = cast(Caller, g.caller).system
    if system not in allowed:
        names = " or ".join(NAME_OF[name] for name in allowed)
        sentence = f"This address is for {names}, and this is a credential of {NAME_OF[system]}."
        _keep(None, sentence, AnswerOutcome.WRONG_SYSTEM)
        raise NotPermitted(sentence)
    return system


def read_answer_body() -> Mapping[str, Any]:
    """The JSON object of the request; WrongContent, TooLarge, Malformed, Unheld or Invalid are kept."""
    try:
        return _read()
    except DomainError as fault:
        refuse_kept(None, fault)


def read_answer_key(body: Mapping[str, Any]) -> str:
    """The Idempotency-Key of the request, "" for none; Unreadable is kept."""
    try:
        return read_key()
    except Unreadable as fault:
        refuse_kept(body, fault)


def refuse_kept(body: Mapping[str, Any] | None, fault: DomainError) -> NoReturn:
    """Keep what could not be taken, for admins, and refuse it."""
    _keep(body, fault.sentence, AnswerOutcome.UNREADABLE)
    if isinstance(fault, Invalid):  # no rule said no: the body is not what contracts.md has
        raise Unreadable(fault.sentence, fault.fields) from fault
    raise fault


def _keep(body: Mapping[str, Any] | None, sentence: str, outcome: AnswerOutcome) -> None:
    keep_unread(
        db.session,
        cast(Caller, g.caller).system,
        body,
        sentence,
        door=request.path,
        now=current_time(),
        outcome=outcome,
    )


def _secret() -> str:
    if key := request.headers.get("X-API-Key", "").strip():
        return key
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.casefold() == "bearer" else ""


def _read() -> Mapping[str, Any]:
    refuse_condition()
    request.max_content_length = MOST_BYTES + 1  # one in pieces is cut off there, and so found to be longer
    try:
        sent = request.get_data()
    except RequestEntityTooLarge:
        raise _too_large() from None
    if len(sent) > MOST_BYTES:
        raise _too_large()
    if not request.is_json:
        raise WrongContent("Send JSON, with the content type application/json.")
    body = _parse(sent)
    if not isinstance(body, dict):
        raise Invalid("The body must be a JSON object with named fields.")
    return body


def _parse(sent: bytes) -> object:
    try:
        body = json.loads(sent.decode("utf-8"))
        json.dumps(body, allow_nan=False)
    except RecursionError:
        raise Malformed("The body is nested too deep to be read.") from None
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Malformed(f"The body is not JSON: {error.msg} at {where}.") from None
    except ValueError:
        raise Malformed("The body holds a number that is none, or has too many digits.") from None
    return body


def _too_large() -> TooLarge:
    return TooLarge(f"The body is larger than {MOST_BYTES // 1024} KB. Nothing was changed.")
