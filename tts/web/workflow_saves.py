"""Saving a workflow's details and promises, and applying fixes; a refused save keeps what was typed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import DomainError, Invalid, NotFound, NotPermitted, Refused
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.services.workflows import save_details
from tts.services.workflows.fix import WantedFix, apply_fix
from tts.web.access import acting, requires
from tts.web.frame import request_time
from tts.web.promises import read_promises
from tts.web.settings_in_force import configured_systems
from tts.web.workflow_page import WORKFLOW, Said, page_of, refuse_on_overview
from tts.web.workflows import DETAILS

saves = Blueprint("workflow_saves", __name__)

WAS = [f"was_{name}" for name in DETAILS]
Answer = Response | str | tuple[str, int]


@saves.post(WORKFLOW + "/details")
@requires(Permission.DESIGN)
def change_details(workflow_id: int) -> Answer:
    """Name, description, what tickets it takes, what follows its end."""
    typed = {name: request.form.get(name, "").replace("\r\n", "\n") for name in DETAILS}
    was = {name: request.form[name].replace("\r\n", "\n") for name in WAS if name in request.form}
    return _save(workflow_id, "details", {**typed, **was}, dict(typed), {})


@saves.post(WORKFLOW + "/promises")
@requires(Permission.DESIGN)
def change_promises(workflow_id: int) -> Answer:
    """The promised time of each priority."""
    typed = dict(request.form)
    promises = read_promises(typed, page_of(workflow_id).details.slas)
    return _save(workflow_id, "promises", typed, dict(promises.fields), promises.faults)


def _save(
    workflow_id: int, form: str, typed: dict[str, str], fields: dict[str, object], faults: dict[str, str]
) -> Answer:
    try:
        if faults:
            raise Invalid(" ".join(faults.values()), faults)
        revision = request.form.get("revision", type=int)
        save_details(db.session, workflow_id, fields, revision, actor=acting(), now=request_time())
    except (NotFound, NotPermitted):
        raise
    except DomainError as refusal:
        named = refusal.fields if isinstance(refusal, Invalid) else {}
        return refuse_on_overview(workflow_id, Said(refusal, form, typed, named))
    flash("Saved.", "ok")
    return redirect(url_for("workflow_page.show", workflow_id=workflow_id, _anchor=form), 303)


@saves.post(WORKFLOW + "/fixes")
@requires(Permission.DESIGN)
def apply(workflow_id: int) -> Answer:
    """Apply a fix that a problem offers, to the state it was offered for."""
    form = request.form
    wanted = WantedFix(form.get("problem", -1, type=int), form.get("code", ""), form.get("fix", -1, type=int))
    try:
        apply_fix(
            db.session,
            workflow_id,
            wanted,
            form.get("revision", type=int),
            configured=configured_systems(),
            actor=acting(),
            now=request_time(),
        )
    except Refused as refusal:
        return refuse_on_overview(workflow_id, Said(refusal))
    flash("The fix was applied and saved.", "ok")
    return redirect(url_for("workflow_page.show", workflow_id=workflow_id, _anchor="problems"), 303)
