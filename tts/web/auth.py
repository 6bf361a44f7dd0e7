"""Logging in and out."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tts.adapters.identity import begin_session, end_session, viewer_of
from tts.domain.errors import TooMany
from tts.extensions import db
from tts.services.people import verify_password
from tts.web.access import safe_return, viewer
from tts.web.frame import request_time

auth = Blueprint("auth", __name__)

WRONG = "E-mail and password do not fit together. Check both; after several tries one has to wait a while."


@auth.get("/login")
def log_in() -> AnyResponse | str:
    """The form; who is logged in already goes on."""
    if viewer():
        return redirect(safe_return(request.args.get("next")))
    return render_template("auth/log_in.html", next=request.args.get("next"))


@auth.post("/login")
def begin() -> AnyResponse:
    """A fresh session for the right password; the same words whether the person exists or not."""
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
    """End the session of this browser."""
    end_session()
    return redirect(url_for("auth.log_in"))


def _ask_again(email: str, sentence: str, status: int) -> Response:
    page = render_template(
        "auth/log_in.html", email=email[:254], error=sentence, next=request.form.get("next")
    )
    return make_response(page, status)
