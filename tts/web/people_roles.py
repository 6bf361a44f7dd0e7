"""Making and changing roles, and who has them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import DomainError, Invalid, NotFound
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.role_cards import person_card, role_card
from tts.queries.staff import find_person
from tts.services import people as services
from tts.web.access import acting, requires
from tts.web.errors import status_of
from tts.web.forms import form_text
from tts.web.frame import request_time
from tts.web.people import RIGHTS, ROLE, grantable, render_role

people_roles = Blueprint("people_roles", __name__)

Answer = Response | str | tuple[str, int]


@people_roles.get("/people/roles/new")
@requires(Permission.PEOPLE)
def ask_new() -> str:
    """The form of a new role."""
    return _render_new(None)


@people_roles.post("/people/roles")
@requires(Permission.PEOPLE)
def create() -> Answer:
    """Make a role; then its page."""
    try:
        new = services.NewRole(form_text("name"), form_text("description"), chosen_rights())
        role_id = services.create_role(db.session, new, actor=acting(), now=request_time())
    except DomainError as refusal:
        db.session.rollback()
        return _render_new(refusal), status_of(refusal)
    flash("The role is there. Add the people who have it.", "ok")
    return redirect(url_for("people.show_role", role_id=role_id), 303)


@people_roles.post(ROLE)
@requires(Permission.PEOPLE)
def change(role_id: int) -> Answer:
    """Change a role's name, description and permissions."""
    name, description, rights = form_text("name"), form_text("description"), chosen_rights()
    typed: dict[str, object] = {"name": name, "description": description, "rights": rights}
    return act_on_role(
        role_id,
        lambda: services.change_role(
            db.session, role_id, name, description, rights, actor=acting(), now=request_time()
        ),
        "The role was saved.",
        "rights",
        typed,
    )


@people_roles.post(ROLE + "/deactivation")
@requires(Permission.PEOPLE)
def deactivate(role_id: int) -> Answer:
    """Take a role out of use."""
    return act_on_role(
        role_id,
        lambda: services.deactivate_role(db.session, role_id, actor=acting(), now=request_time()),
        "The role is out of use: it gives no work and no permissions.",
    )


@people_roles.post(ROLE + "/activation")
@requires(Permission.PEOPLE)
def activate(role_id: int) -> Answer:
    """Put a role back into use."""
    return act_on_role(
        role_id,
        lambda: services.activate_role(db.session, role_id, actor=acting(), now=request_time()),
        "The role is in use again.",
    )


@people_roles.post(ROLE + "/deletion")
@requires(Permission.PEOPLE)
def delete(role_id: int) -> Answer:
    """Delete a role that nothing hangs on."""
    try:
        services.delete_role(db.session, role_id, actor=acting(), now=request_time())
    except NotFound:
        raise
    except DomainError as refusal:
        db.session.rollback()
        return render_role(role_id, refusal), status_of(refusal)
    flash("The role was deleted.", "ok")
    return redirect(url_for("people.index"), 303)


@people_roles.post(ROLE + "/members")
@requires(Permission.PEOPLE)
def add_member(role_id: int) -> Answer:
    """Put the person whose address was typed into the role."""
    typed = form_text("who")

    def add() -> None:
        user_id = find_person(db.session, typed)
        if user_id is None:
            sentence = "Nobody active has this address, or several have this name: choose one from the list."
            raise Invalid(sentence, {"who": sentence})
        services.add_member(db.session, role_id, user_id, actor=acting(), now=request_time())

    return act_on_role(role_id, add, "They have the role now.", "members", {"who": typed})


@people_roles.post(ROLE + "/members/<int(max=2147483647):user_id>/removal")
@requires(Permission.PEOPLE)
def remove_member(role_id: int, user_id: int) -> Answer:
    """Take the role from a person; their open items for it go to others."""
    name = person_card(db.session, acting(), user_id, now=request_time()).person.name
    return act_on_role(
        role_id,
        lambda: services.remove_member(db.session, role_id, user_id, actor=acting(), now=request_time()),
        f"{name} no longer has the role. Their open items for it went to others or wait in the queue.",
    )


def chosen_rights() -> frozenset[Permission]:
    """The ticked permissions; words that are none are left out."""
    known = set(Permission)
    return frozenset(Permission(word) for word in request.form.getlist("rights") if word in known)


def act_on_role(
    role_id: int, act: Callable[[], object], done: str, form: str = "", typed: dict[str, object] | None = None
) -> Answer:
    """Do it and come back to the role; refused, its page says why and keeps what was typed."""
    role_card(db.session, acting(), role_id, now=request_time())
    try:
        act()
    except NotFound:
        raise
    except DomainError as refusal:
        db.session.rollback()
        return render_role(role_id, refusal, form, typed), status_of(refusal)
    flash(done, "ok")
    return redirect(url_for("people.show_role", role_id=role_id), 303)


def _render_new(refusal: DomainError | None) -> str:
    typed = {"name": form_text("name"), "description": form_text("description"), "rights": chosen_rights()}
    faults = refusal.fields if isinstance(refusal, Invalid) else {}
    return render_template(
        "people/new_role.html",
        typed=typed,
        faults=faults,
        refusal=refusal,
        rights=RIGHTS,
        grantable=grantable(),
    )
