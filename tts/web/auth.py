"""Logging in and out."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from tts.adapters.identity import begin_session, end_session, viewer_of
from tts.adapters.openid import HINT, end_address, provider
from tts.domain.errors import NotPermitted, TooMany
from tts.extensions import db
from tts.services.people import verify_password
from tts.web.access import safe_return, viewer
from tts.web.forgotten import can_mail_passwords
from tts.web.frame import request_time

auth = Blueprint("auth", __name__)

WRONG = "E-mail and password do not fit together. Check both; after several tries one has to wait a while."


@auth.get("/login")
def log_in() -> AnyResponse:
    """The form; who is logged in already goes on."""
    if viewer():
        return redirect(safe_return(request.args.get("next")))
    return show_log_in(next=request.args.get("next"))


@auth.post("/login")
def begin() -> AnyResponse:
    """A fresh session for the right password; the same words whether the person exists or not."""
    if not current_app.config["LOCAL_LOGIN"]:
        raise NotPermitted("This service desk takes no passwords. Log in with your company account.")
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        user_id = verify_password(db.session, email, password, request.remote_addr or "", request_time())
    except TooMany as refusal:
        return _ask_again(email, refusal.sentence, 429)
    person = viewer_of(user_id) if user_id is not None else None
    if person is None:
        return _ask_again(email, WRONG, 422)
    begin_session(person)
    return redirect(safe_return(request.form.get("next")))


@auth.post("/logout")
def log_out() -> AnyResponse:
    """End the session of this browser, and the one at the provider it came from."""
    hint = session.get(HINT)
    end_session()
    client = provider()
    address = end_address(client, hint) if client and hint is not None else None
    if client is None or address is None:
        return redirect(url_for("auth.log_in"))
    page = render_template("auth/logged_out.html", address=address, label=client.settings.label)
    return make_response(page)


def show_log_in(
    error: str | None = None, status: int = 200, *, email: str = "", next: str | None = None
) -> Response:
    """The log-in page with its ways in, and why the last try failed."""
    page = render_template(
        "auth/log_in.html",
        email=email[:254],
        error=error,
        next=next,
        openid=current_app.config["OPENID"],
        local=current_app.config["LOCAL_LOGIN"],
        mails_passwords=can_mail_passwords(),
    )
    return make_response(page, status)


def _ask_again(email: str, sentence: str, status: int) -> Response:
    return show_log_in(sentence, status, email=email, next=request.form.get("next"))
