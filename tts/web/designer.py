"""The designer's page; its script talks to the API."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.paging import LARGEST_PAGE
from tts.queries.workflow_access import reachable_workflow
from tts.web.access import acting, requires
from tts.web.workflow_page import WORKFLOW

designer = Blueprint("designer", __name__)


@designer.get(WORKFLOW + "/designer")
@requires(Permission.DESIGN)
def show(workflow_id: int) -> str:
    """The place where the designer draws itself; without JavaScript the way to the tables."""
    workflow = reachable_workflow(db.session, acting(), workflow_id)
    ahead = [
        url_for("api.show_workflow", workflow_id=workflow_id),
        url_for("api.index_roles", page_size=LARGEST_PAGE),
    ]
    return render_template("designer/show.html", workflow=workflow, ahead=ahead)
