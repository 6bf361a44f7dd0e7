"""The designer's page; its script talks to the API."""

from __future__ import annotations

from flask import Blueprint, render_template

from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.workflow_access import reachable_workflow
from tts.web.access import acting, requires
from tts.web.workflow_page import WORKFLOW

designer = Blueprint("designer", __name__)


@designer.get(WORKFLOW + "/designer")
@requires(Permission.DESIGN)
def show(workflow_id: int) -> str:
    """The place where the designer draws itself; without JavaScript the way to the tables."""
    workflow = reachable_workflow(db.session, acting(), workflow_id)
    return render_template("designer/show.html", workflow=workflow)
