"""Logging in at the OpenID provider: there and back."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, abort, current_app, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from tts.adapters.identity import begin_session, viewer_of
from tts.adapters.openid import Arrival, LogInFailed, Provider, arrive, keep_hint, provider, send_to_provider
from tts.config_identity import OpenIdSettings
from tts.domain.answers import AnswerOutcome
from tts.domain.errors import DomainError
from tts.domain.words import OPENID
from tts.extensions import db
from tts.services.external import keep_turned_away
from tts.services.outbox import note_passage, note_standing
from tts.services.people import Claimed, sign_in, sync_groups
from tts.web.access import safe_return
from tts.web.auth import show_log_in
from tts.web.errors import status_of
from tts.web.frame import request_time

openid = Blueprint("openid", __name__)


@openid.get("/login/openid")
def begin() -> AnyResponse:
    """To the provider; nothing is changed here but this browser's own session."""
    try:
        return send_to_provider(_provider(), safe_return(request.args.get("next")))
    except LogInFailed as refusal:
        keep_failure(refusal)
        return show_log_in(refusal.sentence, 503, next=request.args.get("next"))


@openid.get("/login/openid/return")
def finish() -> AnyResponse:
    """Back from the provider: a fresh session, or a sentence on the log-in page."""
    try:
        arrival = arrive(_provider())
        user_id = _let_in(arrival)
    except LogInFailed as refusal:
        keep_failure(refusal)
        return show_log_in(refusal.sentence, 400)
    except DomainError as refusal:
        db.session.rollback()
        current_app.logger.warning("A log-in with OpenID Connect was refused: %s", refusal.sentence)
        return show_log_in(refusal.sentence, status_of(refusal))
    person = viewer_of(user_id)
    if person is None:
        return show_log_in("Your account here is deactivated. Ask an admin to activate it.", 403)
    begin_session(person)
    keep_hint(arrival.id_token)
    return redirect(safe_return(arrival.next))


def keep_failure(failed: LogInFailed) -> None:
    """Keep for admins what is wrong with the provider, or that what came back was not sent off."""
    if failed.trouble:
        note_standing(db.session, OPENID, failed.trouble, now=request_time())
    if failed.forgery:
        outcome = AnswerOutcome.FORGED_LOG_IN
        keep_turned_away(db.session, outcome, failed.forgery, door=request.path, now=request_time())


def _let_in(arrival: Arrival) -> int:
    claims, settings = arrival.claims, cast(OpenIdSettings, current_app.config["OPENID"])
    claimed = Claimed(claims.issuer, claims.subject, claims.email, claims.email_verified, claims.name)
    user_id = sign_in(db.session, claimed, links_by_email=settings.links_by_email, now=request_time())
    note_passage(db.session, OPENID, now=request_time())
    if claims.groups is not None:
        sync_groups(db.session, user_id, claims.groups, settings.groups, now=request_time())
    return user_id


def _provider() -> Provider:
    return provider() or abort(404)
