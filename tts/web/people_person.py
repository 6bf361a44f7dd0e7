"""One person: who they are, their roles, when they are away; making, letting in and shutting out."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import DomainError, Invalid, NotFound
from tts.domain.permissions import Permission
from tts.domain.scopes import SAID as SCOPES_SAID
from tts.extensions import db
from tts.queries.role_cards import person_card, role_cards
from tts.queries.staff import owner_of_leave
from tts.services import people as services
from tts.web.access import acting, requires, safe_return, signed_in
from tts.web.errors import status_of
from tts.web.forms import form_text, read_id
from tts.web.frame import request_time
from tts.web.leave_dates import read_leave
from tts.web.settings_in_force import viewing_zone

person = Blueprint("person", __name__)

PERSON = "/people/<int(max=2147483647):user_id>"
Answer = Response | str | tuple[str, int]


@person.get("/people/new")
@requires(Permission.PEOPLE)
def ask_new() -> str:
    """The form of a new person."""
    return _render_new(None)


@person.post("/people")
@requires(Permission.PEOPLE)
def create() -> Answer:
    """Make a person; a made-up password is shown once, on the answer itself."""
    typed, is_service = form_text("password"), form_text("is_service") == "1"
    password = None if is_service else typed or make_up_password()
    try:
        new = services.NewUser(
            form_text("email"), form_text("name"), password, _chosen_roles(), is_service=is_service
        )
        user_id = services.create_user(db.session, new, actor=acting(), now=request_time())
    except DomainError as refusal:
        db.session.rollback()
        return _render_new(refusal), status_of(refusal)
    if is_service:
        flash("The program's account is there. Make a token for it below.", "ok")
    elif typed:
        flash("They can log in now with the password you chose.", "ok")
    if is_service or typed:
        return redirect(url_for("person.show", user_id=user_id), 303)
    return render_person(user_id, password=password)


@person.get(PERSON)
@requires(Permission.PEOPLE)
def show(user_id: int) -> str:
    """The person's page."""
    return render_person(user_id)


@person.post(PERSON + "/name")
@requires(Permission.PEOPLE)
def rename(user_id: int) -> Answer:
    """Change what they are called and their address."""
    return act_on_person(
        user_id,
        lambda: services.rename_user(
            db.session,
            user_id,
            form_text("name"),
            email=form_text("email"),
            actor=acting(),
            now=request_time(),
        ),
        "Saved.",
        "name",
    )


@person.post(PERSON + "/password")
@requires(Permission.PEOPLE)
def reset_password(user_id: int) -> Answer:
    """Give them a made-up password, shown once; their sessions end."""
    password = make_up_password()
    try:
        if user_id == acting().user_id:
            raise Invalid("Change your own password on your own page: it takes the present one.")
        services.set_password(db.session, user_id, password, actor=acting(), now=request_time())
    except NotFound:
        raise
    except DomainError as refusal:
        return refused(user_id, refusal, "password")
    return render_person(user_id, password=password)


@person.post(PERSON + "/deactivation")
@requires(Permission.PEOPLE)
def deactivate(user_id: int) -> Answer:
    """Shut them out; their open items go to others."""
    return act_on_person(
        user_id,
        lambda: services.deactivate_user(db.session, user_id, actor=acting(), now=request_time()),
        "They can no longer log in. Their open items went to others or wait in the queue.",
    )


@person.post(PERSON + "/activation")
@requires(Permission.PEOPLE)
def activate(user_id: int) -> Answer:
    """Let them in again."""
    return act_on_person(
        user_id,
        lambda: services.activate_user(db.session, user_id, actor=acting(), now=request_time()),
        "They can log in again.",
    )


@person.post(PERSON + "/roles")
@requires(Permission.PEOPLE)
def add_role(user_id: int) -> Answer:
    """Give them a role."""

    def add() -> None:
        role_id = read_id(form_text("role_id"), "Choose a role from the list.")
        services.add_member(db.session, role_id, user_id, actor=acting(), now=request_time())

    return act_on_person(user_id, add, "They have the role now.", "roles")


@person.post(PERSON + "/leaves")
@requires(Permission.PEOPLE)
def record_leave(user_id: int) -> Answer:
    """Record when they are away."""
    return act_on_person(
        user_id, lambda: keep_leave(user_id), "The leave is recorded: they get no work then.", "leave"
    )


@person.post("/leaves/<int(max=2147483647):leave_id>/end")
@signed_in
def end_leave(leave_id: int) -> Answer:
    """End a leave now, or drop one to come: one's own, or anybody's for who manages people."""
    user_id = owner_of_leave(db.session, leave_id)
    if user_id != acting().user_id and not acting().may(Permission.PEOPLE):
        raise NotFound("There is no such leave any more. Reload the page it stood on.")
    services.end_leave(db.session, leave_id, actor=acting(), now=request_time())
    flash("The leave is over.", "ok")
    otherwise = url_for("person.show", user_id=user_id)
    back = form_text("back")
    return redirect(safe_return(back) if back else otherwise, 303)


def keep_leave(user_id: int) -> None:
    """Record the leave that the form names, in the viewer's zone."""
    starts_at, ends_at = read_leave(form_text("first_day"), form_text("last_day"), viewing_zone())
    services.record_leave(db.session, user_id, starts_at, ends_at, actor=acting(), now=request_time())


def make_up_password() -> str:
    """A password nobody chose, 96 bits of it."""
    return secrets.token_urlsafe(12)


def render_person(
    user_id: int,
    refusal: DomainError | None = None,
    form: str = "",
    password: str | None = None,
    token: str | None = None,
) -> str:
    """The person's page; `password` and `token` are shown once. Raises NotFound."""
    now = request_time()
    card = person_card(db.session, acting(), user_id, now=now)
    roles = [role for role in role_cards(db.session, acting(), now=now) if role.is_active]
    return render_template(
        "people/person.html",
        line=card.person,
        leaves=card.leaves,
        roles=roles,
        refusal=refusal,
        faults=refusal.fields if isinstance(refusal, Invalid) else {},
        form=form,
        typed=dict(request.form) if refusal else {},
        password=password,
        tokens=[row for row in card.tokens if row.revoked_at is None],
        new_token=token,
        scopes=SCOPES_SAID,
        chosen=request.form.getlist("scopes"),
    )


def act_on_person(user_id: int, act: Callable[[], object], done: str, form: str = "") -> Answer:
    """Do it and come back to the person; refused, their page says why and keeps what was typed."""
    try:
        act()
    except NotFound:
        raise
    except DomainError as refusal:
        return refused(user_id, refusal, form)
    flash(done, "ok")
    return redirect(url_for("person.show", user_id=user_id), 303)


def refused(user_id: int, refusal: DomainError, form: str) -> Answer:
    """The person's page with why, and what was typed."""
    db.session.rollback()
    return render_person(user_id, refusal, form), status_of(refusal)


def _chosen_roles() -> list[int]:
    return [read_id(text, "Choose roles from the list.") for text in request.form.getlist("role_ids")]


def _render_new(refusal: DomainError | None) -> str:
    roles = [role for role in role_cards(db.session, acting(), now=request_time()) if role.is_active]
    return render_template(
        "people/new_person.html",
        roles=roles,
        typed={name: form_text(name) for name in ("name", "email", "is_service")},
        chosen=request.form.getlist("role_ids"),
        refusal=refusal,
        faults=refusal.fields if isinstance(refusal, Invalid) else {},
    )
