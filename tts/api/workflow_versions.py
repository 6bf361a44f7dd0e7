"""A workflow's versions, and what the checks say of its working graph."""

from __future__ import annotations

from flask import Response, jsonify

from tts.api.door import api, calling
from tts.api.paging import page_json, read_page
from tts.api.workflow_shapes import page_of, problems_json, version_json
from tts.api.workflows import WORKFLOW
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.workflow_access import reachable_workflow
from tts.queries.workflows import count_versions, list_versions


@api.get(WORKFLOW + "versions/")
def index_versions(workflow_id: int) -> Response:
    """Newest first, each with its definition."""
    reachable_workflow(db.session, calling(), workflow_id)
    page = read_page()
    rows = list_versions(db.session, workflow_id, limit=page.size, offset=page.offset)
    return jsonify(page_json(map(version_json, rows), count_versions(db.session, workflow_id), page))


@api.get(WORKFLOW + "problems/")
def index_problems(workflow_id: int) -> Response:
    """{workflow_id, revision, problems} of the working graph, for those who may design it."""
    page = page_of(workflow_id)
    calling().require(Permission.DESIGN)
    answer = {"workflow_id": workflow_id, "revision": page.row.revision, "problems": problems_json(page)}
    return jsonify(answer)
