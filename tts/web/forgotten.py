"""A forgotten password: asking for a link, and choosing a new one by it."""

from __future__ import annotations

from collections.abc import Callable

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.globals import app_ctx
from werkzeug.wrappers import Response as AnyResponse

from tts.domain.errors import Invalid, NotFound, TooMany
from tts.extensions import db
from tts.services.people.login import network_of
from tts.services.people.reset import count_reset, find_reset, mail_reset, reset_password
from tts.web.forms import form_text
from tts.web.frame import request_time

forgotten = Blueprint("forgotten", __name__)


def can_mail_passwords() -> bool:
    """Whether links can be mailed: there are passwords, mail is set up and knows our address."""
    config = current_app.config
    return bool(config["LOCAL_LOGIN"] and config.get("MAIL_URL") and config["PUBLIC_URL"])


@forgotten.before_request
def be_there_or_not() -> None:
    """Without mail there are no such pages."""
    if not can_mail_passwords():
        abort(404)


@forgotten.get("/forgotten")
def ask() -> str:
    """The form that asks for the address."""
    return render_template("auth/forgotten.html")


@forgotten.post("/forgotten")
def mail() -> Response:
    """The same answer for everybody; who it is is looked up after it was sent, so it takes as long, too."""
    email = form_text("email")
    try:
        count_reset(db.session, email, network_of(request.remote_addr or ""), now=request_time())
    except TooMany as refusal:
        return make_response(render_template("auth/forgotten.html", error=refusal.sentence), 429)
    answer = make_response(render_template("auth/forgotten.html", is_sent=True))
    answer.call_on_close(mailing(email))
    return answer


def mailing(email: str) -> Callable[[], None]:
    """What is done once the answer is on its way; the request and its session are over by then."""
    app = app_ctx.app
    now = request_time()

    def work() -> None:
        with app.app_context():
            mail_reset(db.session, email, app.config["PUBLIC_URL"], now=now)

    return work


@forgotten.get("/reset/<token>")
def choose(token: str) -> AnyResponse:
    """The form for the new password; looking at it uses nothing up."""
    try:
        name = find_reset(db.session, token, now=request_time())
    except NotFound as refusal:
        return _ask_anew(refusal)
    return make_response(render_template("auth/reset.html", name=name))


@forgotten.post("/reset/<token>")
def reset(token: str) -> AnyResponse:
    """The new password, once; every session of the person ends."""
    password = request.form.get("password", "")
    try:
        if password != request.form.get("again", ""):
            sentence = "The two passwords differ: type the new one twice."
            raise Invalid(sentence, {"again": sentence})
        reset_password(db.session, token, password, now=request_time())
    except Invalid as refusal:
        name = find_reset(db.session, token, now=request_time())
        page = render_template("auth/reset.html", name=name, errors=refusal.fields)
        return make_response(page, 422)
    except NotFound as refusal:
        return _ask_anew(refusal)
    flash("The new password is set. Log in with it.", "ok")
    return redirect(url_for("auth.log_in"), 303)


def _ask_anew(refusal: NotFound) -> Response:
    return make_response(render_template("auth/forgotten.html", error=refusal.sentence), 404)
