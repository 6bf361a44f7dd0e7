"""Workflows as files: taken out as JSON, BPMN or a picture, and taken in once what would change was shown."""

from __future__ import annotations

import json

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.adapters.png import PNG, draw_png
from tts.domain.errors import DomainError, Invalid
from tts.domain.exchange.files import Parcel, read_file
from tts.domain.permissions import Permission
from tts.domain.values import LARGEST_ID
from tts.extensions import db
from tts.queries.exchange import role_ids_by_name
from tts.queries.exported import FORMS, export_text
from tts.queries.workflow_access import reachable_workflow
from tts.services.exchange import import_workflows, preview_import, replace_workflow
from tts.web.access import acting, requires
from tts.web.errors import status_of
from tts.web.frame import request_time
from tts.web.settings_in_force import configured_systems
from tts.web.workflow_page import WORKFLOW

files = Blueprint("workflow_files", __name__)

MOST_CHANGES = 200
Answer = Response | str | tuple[str, int]


@files.get(WORKFLOW + "/export.<any(json, bpmn, svg, png):form>")
@requires(Permission.DESIGN)
def export(workflow_id: int, form: str) -> Response:
    """The working graph as a file: JSON or BPMN that another TTS can take in, or its picture."""
    reachable_workflow(db.session, acting(), workflow_id)
    headers = {"Content-Disposition": f"attachment; filename=workflow-{workflow_id}.{form}"}
    if form == "png":
        picture = draw_png(export_text(db.session(), workflow_id, "svg"))
        return Response(picture, mimetype=PNG, headers=headers)
    text = export_text(db.session(), workflow_id, form)
    return Response(text, mimetype=FORMS[form].media_type, headers=headers)


@files.get("/workflows/imports/new")
@requires(Permission.DESIGN)
def ask_import() -> str:
    """The form for a file, or for text pasted in; `into` is the workflow that it would change."""
    return show_form(read_into(request.args.get("into", "")))


@files.post("/workflows/imports")
@requires(Permission.DESIGN)
def begin_import() -> Answer:
    """First what the file or the text would change; confirmed, all of its workflows are taken in or none."""
    text = request.form.get("text", "")
    into = read_into(request.form.get("into", ""))
    has_revision = request.form.get("revision", type=int) is not None
    try:
        parcel = read_sent(text)
        if "confirmed" in request.form and (into is None or has_revision):
            return take_in(parcel, into)
        return show_preview(parcel, into)
    except DomainError as refusal:
        db.session.rollback()
        return show_form(into, text, refusal), status_of(refusal)


def read_into(said: str) -> int | None:
    """The number of a workflow; None for what is none."""
    number = int(said) if said.isdecimal() and len(said) <= 10 else 0
    return number if 0 < number <= LARGEST_ID else None


def read_sent(text: str) -> Parcel:
    """The workflows of the file, or of the text where none was chosen; raises Invalid."""
    file = request.files.get("file")
    raw = file.stream.read() if file and file.filename else text.encode("utf-8", "replace")
    return read_file(raw, role_ids_by_name(db.session()).keys())


def show_form(into: int | None, text: str = "", refusal: DomainError | None = None) -> str:
    """The form with what was typed and what is wrong with it."""
    workflow = reachable_workflow(db.session, acting(), into) if into else None
    return render_template("workflows/import.html", text=text, refusal=refusal, workflow=workflow)


def show_preview(parcel: Parcel, into: int | None) -> str:
    """What would become of each workflow, with the way to do it."""
    previews = preview_import(
        db.session(), parcel.documents, into, actor=acting(), configured=configured_systems()
    )
    return render_template(
        "workflows/preview.html",
        previews=previews,
        left_out=parcel.left_out,
        most=MOST_CHANGES,
        hidden={
            "text": json.dumps(parcel.documents, ensure_ascii=False, separators=(",", ":")),
            "into": into or "",
            "revision": previews[0].revision or "",
            "confirmed": "yes",
        },
        has_changes=into is None or bool(previews[0].changes),
    )


def take_in(parcel: Parcel, into: int | None) -> Response:
    """Do what was shown, and go where it can be seen."""
    actor, now = acting(), request_time()
    if into is not None:
        revision = request.form.get("revision", type=int)
        if len(parcel.documents) != 1:
            raise Invalid("Only a single workflow can change another.")
        replace_workflow(db.session, into, parcel.documents[0], revision, actor=actor, now=now)
        flash("The workflow is as the file says.", "ok")
        return redirect(url_for("workflow_page.show", workflow_id=into), 303)
    made = import_workflows(db.session, parcel.documents, actor=actor, now=now)
    if len(made) == 1:
        flash("The workflow was taken in as a draft.", "ok")
        return redirect(url_for("workflow_page.show", workflow_id=made[0]), 303)
    flash(f"{len(made):,} workflows were taken in as drafts.", "ok")
    return redirect(url_for("workflows.index"), 303)
