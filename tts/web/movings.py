"""Moving running tickets to another version: what it would do, its progress, taking it back."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import DomainError, Invalid, NotFound
from tts.domain.moving import say_counts
from tts.domain.permissions import Permission
from tts.domain.values import LARGEST_ID
from tts.extensions import db
from tts.queries.moving_preview import preview_move, preview_rows
from tts.queries.movings import find_moving, list_movings, moved_tickets, reasons_of
from tts.queries.versions import running_version
from tts.queries.workers import Attendance, standing_now
from tts.queries.workflow_access import reachable_workflow
from tts.services.moving import begin_moving, require_another, undo_moving
from tts.web.access import acting, requires
from tts.web.errors import status_of
from tts.web.fragments import fragment
from tts.web.frame import request_time
from tts.web.moving_form import MovingForm, read_form
from tts.web.workflow_page import WORKFLOW, page_of

movings = Blueprint("movings", __name__)

MOVING = f"{WORKFLOW}/movings/<int(max={LARGEST_ID}):moving_id>"
Answer = Response | str | tuple[str, int]


@movings.get(WORKFLOW + "/movings")
@requires(Permission.DESIGN)
def index(workflow_id: int) -> str:
    """The moves there were, newest first."""
    row = page_of(workflow_id).row
    page = list_movings(db.session, workflow_id, cursor=request.args.get("cursor"))
    return render_template("movings/index.html", row=row, page=page)


@movings.get(WORKFLOW + "/movings/new")
@requires(Permission.DESIGN)
def ask(workflow_id: int) -> str:
    """What a move would do, with everything to choose; nothing is written."""
    return _render(workflow_id, read_form(db.session, workflow_id, request.args))


@movings.post(WORKFLOW + "/movings")
@requires(Permission.DESIGN)
def begin(workflow_id: int) -> Answer:
    """Have it done, and on to its progress; refused, the preview says why."""
    reachable_workflow(db.session, acting(), workflow_id)
    form = read_form(db.session, workflow_id, request.form)
    try:
        was, becomes = form.chosen
        moving_id = begin_moving(
            db.session, workflow_id, was.id, becomes.id, form.plan, actor=acting(), now=request_time()
        )
    except NotFound:
        raise
    except DomainError as refusal:
        db.session.rollback()
        return _render(workflow_id, form, refusal), status_of(refusal)
    return redirect(url_for("movings.show", workflow_id=workflow_id, moving_id=moving_id), 303)


@movings.get(MOVING)
@requires(Permission.DESIGN)
def show(workflow_id: int, moving_id: int) -> str:
    """How far a move is, and what became of its tickets."""
    return _render_moving(workflow_id, moving_id)


@movings.get(MOVING + "/progress")
@requires(Permission.DESIGN)
def progress(workflow_id: int, moving_id: int) -> Response:
    """The progress alone, for a page that stays open; once the move is done the page loads anew."""
    reachable_workflow(db.session, acting(), workflow_id)
    moving = find_moving(db.session, workflow_id, moving_id)
    answer = make_response(
        fragment("movings/_show.html", "progress", moving=moving, has_worker=_has_worker())
    )
    if not moving.is_at_work:
        answer.headers["HX-Refresh"] = "true"
    return answer


@movings.post(MOVING + "/undoing")
@requires(Permission.DESIGN)
def undo(workflow_id: int, moving_id: int) -> Answer:
    """Have it taken back."""
    try:
        undo_moving(db.session, workflow_id, moving_id, actor=acting(), now=request_time())
    except NotFound:
        raise
    except DomainError as refusal:
        db.session.rollback()
        return _render_moving(workflow_id, moving_id, refusal), status_of(refusal)
    flash("The tickets go back, one by one. Those that moved on stay, with the reason.", "ok")
    return redirect(url_for("movings.show", workflow_id=workflow_id, moving_id=moving_id), 303)


def _render(workflow_id: int, form: MovingForm, refusal: DomainError | None = None) -> str:
    row = page_of(workflow_id).row
    if form.was is None or form.becomes is None:
        return render_template("movings/new.html", row=row, form=form, preview=None, refusal=refusal)
    try:
        require_another(form.was.id, form.becomes.id)
    except Invalid as same:
        return render_template("movings/new.html", row=row, form=form, preview=None, refusal=refusal or same)
    was, becomes = running_version(db.session, form.was.id), running_version(db.session, form.becomes.id)
    form = form.fitting(was.graph, becomes.graph)
    preview = preview_move(db.session, acting(), was, becomes, form.plan)
    page = preview_rows(db.session, acting(), preview, now=request_time(), cursor=form.cursor)
    return render_template(
        "movings/new.html",
        row=row,
        form=form,
        preview=preview,
        said=say_counts(preview.counts),
        page=page,
        refusal=refusal,
    )


def _render_moving(workflow_id: int, moving_id: int, refusal: DomainError | None = None) -> str:
    row = page_of(workflow_id).row
    moving = find_moving(db.session, workflow_id, moving_id)
    return render_template(
        "movings/show.html",
        row=row,
        moving=moving,
        reasons=reasons_of(db.session, acting(), moving_id),
        page=moved_tickets(db.session, acting(), moving_id, cursor=request.args.get("cursor")),
        has_worker=_has_worker(),
        refusal=refusal,
    )


def _has_worker() -> bool:
    """Whether somebody is there to carry it on."""
    return standing_now(db.session, now=request_time()).attendance is Attendance.RUNNING
