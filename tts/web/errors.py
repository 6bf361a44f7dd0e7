"""One table from refusals to statuses, and pages that say what happened and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, g, make_response, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError, ProgrammingError
from werkzeug.exceptions import HTTPException

from tts.domain import errors
from tts.extensions import db
from tts.web.fragments import fragment, wants_fragment

STATUS: dict[type[errors.DomainError], int] = {
    errors.NotFound: 404,
    errors.NotPermitted: 403,
    errors.Refused: 409,
    errors.Invalid: 422,
    errors.TooLarge: 413,
    errors.TooMany: 429,
}


@dataclass(frozen=True, slots=True)
class Words:
    """What an error page says."""

    title: str
    sentence: str


PLAIN = {
    400: Words(
        "This request cannot be read", "Something in it is malformed. Go back, reload the page and try again."
    ),
    403: Words("Not permitted", "You may not do this. Ask an admin if you should."),
    404: Words(
        "Not found", "There is nothing here, or it is not yours to see. Check the address or search for it."
    ),
    405: Words(
        "Not possible this way", "This address does not take that kind of request. Go back and retry."
    ),
    413: Words("Too large", "More was sent than is taken. Shorten the text or split it up."),
    415: Words("Wrong kind of content", "This address takes another kind of content."),
    429: Words("Too many tries", "Wait a few minutes and try again."),
}
OWN_FAULT = Words(
    "Something went wrong on our side",
    "Nothing was changed. Try again; if it stays, tell an admin when it happened.",
)
NOT_MIGRATED = Words(
    "The database is not ready",
    "It does not answer or is not migrated. Run 'tts upgrade' or check TTS_DATABASE_URL, then reload.",
)


def status_of(error: errors.DomainError) -> int:
    """The HTTP status of a refusal, by the nearest class in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def show_error(status: int, words: Words) -> Response:
    """The error page; for htmx the same words as a notice on top of the page it came from."""
    db.session.rollback()
    if wants_fragment():
        answer = make_response(
            fragment("errors/_show.html", "fault_note", title=words.title, sentence=words.sentence), status
        )
        answer.headers["HX-Retarget"] = "#notices"
        answer.headers["HX-Reswap"] = "innerHTML show:top"
        return answer
    page = render_template("errors/show.html", status=status, title=words.title, sentence=words.sentence)
    return make_response(page, status)


def bind_errors(app: Flask) -> None:
    """Every way a request can fail ends in a sentence."""

    @app.errorhandler(errors.DomainError)
    def refuse(error: errors.DomainError) -> Response:
        return show_error(status_of(error), Words(error.title, error.sentence))

    @app.errorhandler(CSRFError)
    def distrust(error: CSRFError) -> Response:
        sentence = (
            "This form was open too long or came from elsewhere. Go back, reload the page and send again."
        )
        return show_error(400, Words("The form has expired", sentence))

    @app.errorhandler(HTTPException)
    def explain(error: HTTPException) -> Response:
        status = error.code or 500
        if status < 400 and error.response is not None:
            return make_response(error.get_response())
        return show_error(status, PLAIN.get(status, OWN_FAULT))

    @app.errorhandler(DataError)
    def unreadable(error: DataError) -> Response:
        return show_error(400, PLAIN[400])

    @app.errorhandler(OperationalError)
    @app.errorhandler(ProgrammingError)
    def no_database(error: OperationalError | ProgrammingError) -> Response:
        app.logger.error("The database refused a statement: %s", error.orig)
        g.is_without_database = True
        return show_error(503, NOT_MIGRATED)
