"""The door of SCIM: who calls, how much and how often, and the protocol behind it."""

from __future__ import annotations

import hmac
import json
from http import HTTPStatus

from flask import Blueprint, Response, current_app, request
from scim2_models import SCIMException
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import SCIM_MEDIA_TYPE, ScimResponse
from scim2_server.service import ScimService
from sqlalchemy.exc import DataError, OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from tts.clock import current_time
from tts.domain.answers import AnswerOutcome
from tts.domain.errors import DomainError, TooMany
from tts.extensions import csrf, db
from tts.scim.errors import error_body, scim_exception
from tts.scim.pace import Pace
from tts.scim.storage import Storage
from tts.services.external import keep_turned_away
from tts.services.people import Source
from tts.services.people.in_one_go import in_one_go
from tts.services.people.login import count_try, network_of
from tts.services.people.work import offer_work

LARGEST_BODY = 1024 * 1024
LONGEST_QUERY = 4_000
LONGEST_SAID = 300
MOST_A_MINUTE = 1_200
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

scim = Blueprint("scim", __name__, url_prefix="/scim/v2")
csrf.exempt(scim)  # a bearer token is never sent by a strange page


KEPT = {
    400: (AnswerOutcome.BAD_SCIM, "scim"),
    401: (AnswerOutcome.WRONG_SCIM_TOKEN, ""),
    413: (AnswerOutcome.BAD_SCIM, "scim"),
}
"""What of bad input is kept for admins, and whose it is."""


@scim.after_request
def keep_bad_input(answer: Response) -> Response:
    """Keep a wrong token, and a request that cannot be read, with the sentence that was answered."""
    if known := KEPT.get(answer.status_code):
        outcome, system = known
        said = str((answer.get_json(force=True, silent=True) or {}).get("detail") or "It cannot be read.")
        keep_turned_away(
            db.session,
            outcome,
            said[:LONGEST_SAID],
            door=request.path,
            now=current_time(),
            system=system,
        )
    return answer


@scim.route("", defaults={"path": ""}, methods=METHODS)
@scim.route("/", defaults={"path": ""}, methods=METHODS)
@scim.route("/<path:path>", methods=METHODS)
def serve(path: str) -> Response:
    """One request of SCIM."""
    return refused() or said(answer(read_request(path)))


def refused() -> Response | None:
    """Why the call is not even looked at, if so; a right token is never made to wait for wrong ones."""
    tokens: tuple[str, ...] = current_app.config["SCIM_TOKENS"]
    if not is_right(request.headers.get("Authorization", ""), tokens):
        return refuse_token()
    if wait := pace().wait():
        return fault(429, "There were too many requests within a minute.", {"Retry-After": str(wait)})
    if is_too_large():
        return fault(413, f"The body is larger than {LARGEST_BODY // 1024 // 1024} MB.")
    if len(request.query_string) > LONGEST_QUERY:
        return fault(400, f"The query is longer than {LONGEST_QUERY:,} characters.")
    return None


def is_too_large() -> bool:
    """Whether the body is longer than may be: one in pieces, without its length, is cut off a byte after."""
    request.max_content_length = LARGEST_BODY + 1
    try:
        return len(request.get_data()) > LARGEST_BODY
    except RequestEntityTooLarge:
        return True


def is_right(header: str, tokens: tuple[str, ...]) -> bool:
    """Whether the header bears one of the tokens; each is compared in constant time."""
    scheme, _, given = header.partition(" ")
    sent = given.strip().encode("utf-8", "replace")
    matches = [hmac.compare_digest(sent, token.encode()) for token in tokens]
    return scheme.casefold() == "bearer" and any(matches)


def refuse_token() -> Response:
    """401, and after five tries from one network 429; what was sent is kept nowhere."""
    network = network_of(request.remote_addr or "")
    try:
        count_try(db.session, f"scim {network}", network, now=current_time())
    except TooMany as refusal:
        return fault(429, refusal.sentence, {"Retry-After": str(refusal.facts["retry_after"])})
    return fault(401, "SCIM takes the bearer token of TTS_SCIM_TOKEN.", {"WWW-Authenticate": "Bearer"})


def read_request(path: str) -> ScimRequest:
    """The request as the protocol wants it; addresses begin with our own setting where there is one."""
    host = current_app.config["PUBLIC_URL"] or request.host_url.rstrip("/")
    return ScimRequest(
        method=request.method,
        base_url=f"{host}/scim/v2",
        path=f"/{path}".removesuffix(".scim"),
        query=request.args.to_dict(),
        headers=list(request.headers.items()),
        body=request.get_data(),
    )


def answer(asked: ScimRequest) -> ScimResponse:
    """What the protocol says to it; a change is one transaction, and work is given out after it."""
    storage = Storage(db.session, scim_source(), current_time())
    service: ScimService = current_app.extensions["scim"]
    handler = ScimHandler(service, storage)
    try:
        if asked.method == "GET":
            return handler.handle(asked)
        answered = in_one_go(db.session, lambda: handler.handle(asked))
        offer_work(db.session, sorted(storage.gained), actor=storage.source.actor, now=storage.now)
        return answered
    except SCIMException as error:
        return service.error_response(error)
    except DomainError as refusal:
        return service.error_response(scim_exception(refusal))
    except RecursionError:
        return ScimResponse(HTTPStatus.BAD_REQUEST, error_body(400, "This is nested too deeply to be read."))


def scim_source() -> Source:
    """SCIM as an actor, trusted with the roles that a setting names."""
    trusted = current_app.config["SCIM_ADMIN_ROLES"]
    return Source("scim", "SCIM", trusted=trusted, setting="TTS_SCIM_ADMIN_ROLES")


def pace() -> Pace:
    """This process's count."""
    counted: Pace = current_app.extensions["scim_pace"]
    return counted


def said(answered: ScimResponse) -> Response:
    """As Flask sends it."""
    body = "" if answered.body is None else json.dumps(answered.body)
    answer = Response(body, status=int(answered.status), headers=answered.headers)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def fault(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    """An error before the protocol."""
    body = json.dumps(error_body(status, sentence))
    return Response(body, status=status, headers=headers, content_type=SCIM_MEDIA_TYPE)


@scim.errorhandler(HTTPException)
def explain(error: HTTPException) -> Response:
    """Too large without saying so, a broken header: what Flask itself refuses."""
    return fault(error.code or 500, error.name)


@scim.errorhandler(DataError)
def unreadable(error: DataError) -> Response:
    """A value that the database cannot keep, whatever it is."""
    db.session.rollback()
    return fault(400, "A value cannot be kept: look for unusual characters.")


@scim.errorhandler(OperationalError)
@scim.errorhandler(ProgrammingError)
def tell_no_database(error: OperationalError | ProgrammingError) -> Response:
    """The client tries again by itself."""
    current_app.logger.error("The database refused a statement: %s", error.orig)
    db.session.rollback()
    return fault(503, "The database does not answer: try again later.", {"Retry-After": "60"})
