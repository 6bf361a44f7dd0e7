"""GET, POST and DELETE of workflows."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, url_for

from tts.api.bodies import read_body
from tts.api.door import api, calling
from tts.api.paging import list_json, read_page, read_word
from tts.api.workflow_shapes import page_json_of, page_of, row_json
from tts.clock import current_time
from tts.domain.errors import Invalid
from tts.domain.graph_json import graph_json
from tts.domain.words import WorkflowStatus
from tts.extensions import db
from tts.queries.workflows import WorkflowFilter, list_workflows
from tts.services.workflows import create_workflow, delete_workflow

WORKFLOW = "/workflows/<int(max=2147483647):workflow_id>/"


@api.get("/workflows/")
def index_workflows() -> Response:
    """Rows by name; `status`, `department`, `category`, `search`, `page` and `page_size`, or `cursor`."""
    wanted, part = _read_filter(), read_page()
    page = list_workflows(
        db.session,
        calling(),
        wanted,
        cursor=part.cursor,
        size=part.size,
        offset=part.offset,
        counted=True,
    )
    return jsonify(list_json(page, part, row_json))


@api.post("/workflows/")
def create() -> tuple[Response, int, dict[str, str]]:
    """A draft from the seed's body {workflow, graph}; 201 with everything and the ids the graph was given."""
    body = read_body()
    if "graph" not in body:
        raise Invalid("Send “graph” with nodes and edges.", {"graph": "Missing."})
    saved = create_workflow(db.session, body, actor=calling(), now=current_time())
    answer: dict[str, Any] = page_json_of(page_of(saved.workflow_id))
    answer |= {"temp_id_mapping": saved.temp_id_mapping, "edge_id_mapping": saved.edge_id_mapping}
    address = url_for("api.show_workflow", workflow_id=saved.workflow_id)
    return jsonify(answer), 201, {"Location": address}


@api.get(WORKFLOW)
def show_workflow(workflow_id: int) -> Response:
    """One workflow: details, graph, problems, what may be edited, each move and why it is not possible."""
    return jsonify(page_json_of(page_of(workflow_id)))


@api.get(WORKFLOW + "graph/")
def show_graph(workflow_id: int) -> Response:
    """{nodes, edges, revision}."""
    page = page_of(workflow_id)
    return jsonify({**graph_json(page.graph), "revision": page.row.revision})


@api.delete(WORKFLOW)
def delete(workflow_id: int) -> tuple[str, int]:
    """204 for one that never had a version, else 409."""
    delete_workflow(db.session, workflow_id, actor=calling(), now=current_time())
    return "", 204


def _read_filter() -> WorkflowFilter:
    status = read_word("status")
    if status and status not in list(WorkflowStatus):
        words = ", ".join(WorkflowStatus)
        raise Invalid(f"“status” must be one of {words}.", {"status": "Unknown status."})
    return WorkflowFilter(status, read_word("department"), read_word("category"), read_word("search"))
