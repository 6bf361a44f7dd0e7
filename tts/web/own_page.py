"""One's own page: name, time zone, password, leave."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.adapters.identity import begin_session, viewer_of
from tts.domain.errors import DomainError, Invalid
from tts.domain.scopes import SAID as SCOPES_SAID
from tts.domain.working_time.zones import known_zones
from tts.extensions import db
from tts.queries.role_cards import person_card
from tts.queries.staff import has_password
from tts.services import people as services
from tts.web.access import acting, signed_in, viewer
from tts.web.errors import status_of
from tts.web.forms import form_text
from tts.web.frame import request_time
from tts.web.people_person import keep_leave
from tts.web.settings_in_force import company_zone

own_page = Blueprint("own_page", __name__)

Answer = Response | str | tuple[str, int]
TYPED = ("name", "time_zone", "first_day", "last_day", "token_name", "last_day_of_token")


@own_page.get("/me")
@signed_in
def show() -> str:
    """What one may change about oneself."""
    return render_own()


@own_page.post("/me/name")
@signed_in
def rename() -> Answer:
    """Change what one is called, and in which zone one reads times."""

    def save() -> None:
        services.set_time_zone(
            db.session, own_id(), form_text("time_zone"), actor=acting(), now=request_time()
        )
        services.rename_user(db.session, own_id(), form_text("name"), actor=acting(), now=request_time())

    return _act(save, "Saved.", "name")


@own_page.post("/me/password")
@signed_in
def change_password() -> Answer:
    """A new password for the present one; every other session ends, this one goes on."""

    def save() -> None:
        if form_text("password") != form_text("again"):
            sentence = "The two new passwords are not the same: type them again."
            raise Invalid(sentence, {"again": sentence})
        services.set_password(
            db.session,
            own_id(),
            form_text("password"),
            current=form_text("current"),
            actor=acting(),
            now=request_time(),
        )
        person = viewer_of(own_id())
        if person is not None:
            begin_session(person)

    return _act(save, "Your password is changed. Everywhere else you are logged out.", "password")


@own_page.post("/me/leaves")
@signed_in
def record_leave() -> Answer:
    """Say when one is away."""
    return _act(lambda: keep_leave(own_id()), "Your leave is recorded: you get no work then.", "leave")


def own_id() -> int:
    """The viewer's id."""
    person = viewer()
    assert person is not None
    return person.id


def _act(act: Callable[[], object], done: str, form: str) -> Answer:
    try:
        act()
    except DomainError as refusal:
        db.session.rollback()
        return render_own(refusal, form), status_of(refusal)
    flash(done, "ok")
    return redirect(url_for("own_page.show"), 303)


def render_own(refusal: DomainError | None = None, form: str = "", token: str | None = None) -> str:
    """One's own page; `token` is shown once."""
    card = person_card(db.session, acting(), own_id(), now=request_time())
    return render_template(
        "people/me.html",
        line=card.person,
        has_password=has_password(db.session, own_id()),
        leaves=card.leaves,
        tokens=[token for token in card.tokens if token.revoked_at is None],
        zones=sorted(known_zones()),
        time_zone=card.time_zone,
        company_zone=company_zone().key,
        new_token=token,
        refusal=refusal,
        faults=refusal.fields if isinstance(refusal, Invalid) else {},
        form=form,
        scopes=SCOPES_SAID,
        chosen=request.form.getlist("scopes"),
        typed={name: form_text(name) for name in TYPED} if request.method == "POST" else {},
    )
