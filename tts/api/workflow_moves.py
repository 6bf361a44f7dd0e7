"""The moves of a workflow's life: POST with {}, answered with where it stands now."""

from __future__ import annotations

from flask import Response, jsonify

from tts.api.bodies import read_body
from tts.api.door import api, calling
from tts.api.workflow_shapes import configured_systems, page_of, state_json
from tts.api.workflows import WORKFLOW
from tts.clock import current_time
from tts.extensions import db
from tts.services import workflows

PLAIN = {
    "edit": workflows.edit_workflow,
    "pause": workflows.pause_workflow,
    "resume": workflows.resume_workflow,
    "revise": workflows.revise_workflow,
    "discard": workflows.discard_revision,
    "archive": workflows.archive_workflow,
    "restore": workflows.restore_workflow,
}
CHECKED = {"deploy": workflows.deploy_workflow, "initialize": workflows.initialize_workflow}


@api.post(WORKFLOW + f"<any({', '.join(PLAIN)}):move>/")
def make_move(workflow_id: int, move: str) -> Response:
    """Edit, pause, resume, revise, discard, archive or restore."""
    read_body()
    PLAIN[move](db.session, workflow_id, actor=calling(), now=current_time())
    return jsonify(state_json(page_of(workflow_id)))


@api.post(WORKFLOW + f"<any({', '.join(CHECKED)}):move>/")
def make_checked_move(workflow_id: int, move: str) -> Response:
    """Deploy or initialize, after the full check; warnings do not stop it, they are returned."""
    read_body()
    CHECKED[move](
        db.session, workflow_id, actor=calling(), now=current_time(), configured=configured_systems()
    )
    return jsonify(state_json(page_of(workflow_id)))


@api.post(WORKFLOW + "clone/")
def clone(workflow_id: int) -> Response:
    """A new draft named "(copy)", with the same graph under fresh ids; answers with the copy."""
    read_body()
    saved = workflows.clone_workflow(db.session, workflow_id, actor=calling(), now=current_time())
    return jsonify(state_json(page_of(saved.workflow_id)))
