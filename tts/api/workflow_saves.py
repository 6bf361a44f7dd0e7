"""Saving details and graphs; a stale revision is 409 with what changed."""

from __future__ import annotations

from flask import Response, jsonify

from tts.api.bodies import Body, Fields, read_body
from tts.api.door import api, calling
from tts.api.workflow_shapes import page_of, state_json
from tts.api.workflows import WORKFLOW
from tts.clock import current_time
from tts.domain.definition import details_json
from tts.domain.graph_json import graph_json
from tts.extensions import db
from tts.services.workflows import save_details, save_graph


@api.put(WORKFLOW + "update-graph/")
def update_graph(workflow_id: int) -> Response:
    """{graph: {nodes, edges}, revision?}: what is not sent is removed."""
    body = read_body()
    revision = _read_revision(body)
    saved = save_graph(
        db.session, workflow_id, body.get("graph"), revision, actor=calling(), now=current_time()
    )
    page = page_of(workflow_id)
    mappings = {"temp_id_mapping": saved.temp_id_mapping, "edge_id_mapping": saved.edge_id_mapping}
    return jsonify({**state_json(page), "graph": graph_json(page.graph), **mappings})


@api.put(WORKFLOW + "update-details/")
def update_details(workflow_id: int) -> Response:
    """{workflow: {...}, revision?}: what is not sent stays."""
    body = read_body()
    revision = _read_revision(body)
    save_details(db.session, workflow_id, body.get("workflow"), revision, actor=calling(), now=current_time())
    page = page_of(workflow_id)
    return jsonify({**state_json(page), **details_json(page.details)})


def _read_revision(body: Body) -> int | None:
    fields = Fields(body)
    revision = fields.whole_or_null("revision")
    fields.finish()
    return revision
