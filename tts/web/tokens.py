"""Tokens for programs: one's own, and those of programs' accounts and others for who manages people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, flash, redirect, request, url_for

from tts.domain.errors import DomainError, Invalid, NotFound
from tts.domain.permissions import Permission
from tts.domain.scopes import read_scopes
from tts.extensions import db
from tts.queries.role_cards import person_card
from tts.services.people import NewToken, create_token, revoke_token
from tts.web.access import acting, requires, signed_in
from tts.web.errors import status_of
from tts.web.forms import form_text
from tts.web.frame import request_time
from tts.web.own_page import Answer, own_id, render_own
from tts.web.people_person import PERSON, refused, render_person
from tts.web.settings_in_force import viewing_zone

tokens = Blueprint("tokens", __name__)

REVOCATION = "/tokens/<int(max=2147483647):token_id>/revocation"
REVOKED = "The token is void: whatever used it can no longer act."


@tokens.post("/me/tokens")
@signed_in
def make_own() -> Answer:
    """Make a token for the API; it is shown once, on the answer itself."""
    try:
        made = create_token(db.session, own_id(), read_token(), actor=acting(), now=request_time())
    except DomainError as refusal:
        db.session.rollback()
        return render_own(refusal, "tokens"), status_of(refusal)
    return render_own(token=made.token)


@tokens.post("/me" + REVOCATION)
@signed_in
def revoke_own(token_id: int) -> Answer:
    """Make one of one's own tokens void."""
    _revoke(own_id(), token_id)
    return redirect(url_for("own_page.show"), 303)


@tokens.post(PERSON + "/tokens")
@requires(Permission.PEOPLE)
def make(user_id: int) -> Answer:
    """Make a token that acts as somebody else: a program's account, mostly."""
    try:
        made = create_token(db.session, user_id, read_token(), actor=acting(), now=request_time())
    except NotFound:
        raise
    except DomainError as refusal:
        return refused(user_id, refusal, "tokens")
    return render_person(user_id, token=made.token)


@tokens.post(PERSON + REVOCATION)
@requires(Permission.PEOPLE)
def revoke(user_id: int, token_id: int) -> Answer:
    """Make one of somebody's tokens void."""
    _revoke(user_id, token_id)
    return redirect(url_for("person.show", user_id=user_id), 303)


def _revoke(user_id: int, token_id: int) -> None:
    card = person_card(db.session, acting(), user_id, now=request_time())
    if token_id not in {token.id for token in card.tokens}:
        raise NotFound("There is no such token. Reload the page.")
    revoke_token(db.session, token_id, actor=acting(), now=request_time())
    flash(REVOKED, "ok")


def read_token() -> NewToken:
    """The token that the form asks for; it ends with its last day, as the viewer's zone has it."""
    scopes = read_scopes(request.form.getlist("scopes"))
    return NewToken(form_text("token_name"), scopes, _read_end(form_text("last_day_of_token")))


def _read_end(text: str) -> datetime | None:
    if not text:
        return None
    try:
        following = date.fromisoformat(text) + timedelta(days=1)
        return datetime.combine(following, datetime.min.time(), viewing_zone()).astimezone(UTC)
    except (ValueError, OverflowError):
        sentence = "Choose a day such as 2027-06-30, or leave it empty."
        raise Invalid(sentence, {"last_day_of_token": sentence}) from None
