"""Workflows: the list, and a new one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import Invalid
from tts.domain.graph import Graph
from tts.domain.permissions import Permission
from tts.domain.picture import tiny_picture
from tts.domain.words import WorkflowStatus
from tts.extensions import db
from tts.queries.unmatched import count_unmatched
from tts.queries.workflow_overlook import overlook_workflows
from tts.queries.workflows import WorkflowFilter, count_workflows, list_departments, list_workflows
from tts.services.workflows import create_workflow
from tts.web.access import acting, requires
from tts.web.frame import request_time
from tts.web.promises import promise_rows, read_promises
from tts.web.settings_in_force import configured_systems, viewing_zone
from tts.web.workflow_words import END_LOGICS, look_at

workflows = Blueprint("workflows", __name__)

ROWS = 50
DETAILS = ("name", "description", "department", "category", "sub_category", "end_logic")
IN_USE = [(status.value, status.value.capitalize()) for status in WorkflowStatus if status != "archived"]
Answer = Response | str | tuple[str, int]


@workflows.get("/workflows")
@requires(Permission.DESIGN)
def index() -> str:
    """Those in use, or archived ones; narrowed by status, department and words."""
    actor, wanted = acting(), read_filter()
    page = list_workflows(db.session, actor, wanted, cursor=request.args.get("cursor"), size=ROWS)
    listed = overlook_workflows(db.session, page.rows, configured=configured_systems())
    now, zone = request_time(), viewing_zone()
    return render_template(
        "workflows/index.html",
        rows=[(each, tiny_picture(each.graph), look_at(each, now, zone)) for each in listed],
        wanted=wanted,
        archived=count_workflows(db.session, actor, WorkflowFilter(status="archived")),
        in_use=count_workflows(db.session, actor, WorkflowFilter()),
        departments=[(name, name) for name in list_departments(db.session, actor)],
        statuses=IN_USE,
        unmatched=count_unmatched(db.session),
        page=page,
    )


def read_filter() -> WorkflowFilter:
    """What the list is narrowed to; words that are no status narrow nothing."""
    asked = request.args
    status = asked.get("status", "")
    return WorkflowFilter(
        status if status in list(WorkflowStatus) else "",
        asked.get("department", ""),
        "",
        asked.get("q", "")[:200],
    )


@workflows.get("/workflows/new")
@requires(Permission.DESIGN)
def ask_new() -> str:
    """The form of a new workflow."""
    return show_form({}, {})


@workflows.post("/workflows")
@requires(Permission.DESIGN)
def create() -> Answer:
    """A draft with an empty graph; then on to the designer."""
    typed = dict(request.form)
    promises = read_promises(typed, {})
    details: dict[str, object] = {name: typed.get(name, "").replace("\r\n", "\n") for name in DETAILS}
    try:
        if promises.faults:
            raise Invalid(" ".join(promises.faults.values()), promises.faults)
        body = {"workflow": {**details, **promises.fields}}
        saved = create_workflow(db.session, body, actor=acting(), now=request_time())
    except Invalid as refusal:
        faults = {**refusal.fields, **promises.faults}
        return show_form(typed, faults), 422
    flash("The workflow is a draft now. Draw its steps.", "ok")
    return redirect(url_for("designer.show", workflow_id=saved.workflow_id), 303)


def show_form(typed: dict[str, str], faults: dict[str, str]) -> str:
    """The form with what was typed and what is wrong with it."""
    rows = promise_rows({}, Graph(), typed, faults)
    departments = list_departments(db.session, acting())
    return render_template(
        "workflows/new.html",
        typed=typed,
        faults=faults,
        rows=rows,
        departments=departments,
        endings=END_LOGICS,
    )
