"""GET, POST and DELETE of workflows."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for

from tts.api.bodies import Body
from tts.api.contract.doors import Answer, Seen
from tts.api.door import calling, door
from tts.api.graph_checks import read_with_graph
from tts.api.paging import list_json
from tts.api.seen import is_as_read
from tts.api.shapes import Listed
from tts.api.workflow_bodies import NewWorkflow, WorkflowsAsked
from tts.api.workflow_shapes import (
    GraphAnswer,
    WorkflowJson,
    WorkflowMade,
    WorkflowRowJson,
    graph_of,
    page_of,
    row_json,
    whole_json,
)
from tts.clock import current_time
from tts.domain.scopes import Scope
from tts.extensions import db
from tts.queries.workflows import list_workflows
from tts.services.expected import act_on_workflow_as_read
from tts.services.workflows import SavedGraph, create_workflow, delete_workflow

WORKFLOW = "/workflows/<int:workflow_id>/"
GROUP = "Workflows"
SEEN_WORKFLOW = Seen("/api/workflows/{workflow_id}/")
"""Saves compare the revision themselves, and tell what the other changed."""


def _as_read(act: Callable[[], Answer], workflow_id: int, **more: int) -> Callable[[], Answer]:
    """The act, if nobody saved the workflow since it was read; what else the path names does not matter."""
    return lambda: act_on_workflow_as_read(
        db.session, workflow_id, lambda: is_as_read(show_workflow(workflow_id)), act, actor=calling()
    )


UNSAVED_WORKFLOW = Seen("/api/workflows/{workflow_id}/", guard=_as_read)


@door("GET", "/workflows/", GROUP, asks=WorkflowsAsked, gives={200: Listed[WorkflowRowJson]})
def index_workflows(asked: WorkflowsAsked) -> Answer:
    """List the workflows you may see, by name, or with `order=changed` those changed last first.

    Those who may not design see those in use, as their version says.
    """
    page = list_workflows(
        db.session,
        calling(),
        asked.wanted,
        order=asked.order,
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
        counted=True,
    )
    return Answer(list_json(page, asked, row_json))


@door(
    "POST",
    "/workflows/",
    GROUP,
    takes=NewWorkflow,
    is_raw=True,
    gives={201: WorkflowMade},
    scope=Scope.DESIGN,
    refuses=[404, 409],
)
def create(sent: Body) -> Answer:
    """Make a workflow: a draft, also with problems, which come with the answer."""
    read_with_graph(NewWorkflow, sent)
    saved = create_workflow(db.session, sent, actor=calling(), now=current_time())
    return made(saved)


def made(saved: SavedGraph) -> Answer:
    """A new workflow whole, with the ids that its graph was given."""
    page = page_of(saved.workflow_id)
    answer: WorkflowMade = {
        **whole_json(page),
        "temp_id_mapping": saved.temp_id_mapping,
        "edge_id_mapping": saved.edge_id_mapping,
    }
    return Answer(answer, 201, url_for("api.show_workflow", workflow_id=saved.workflow_id))


@door("GET", WORKFLOW, GROUP, gives={200: WorkflowJson})
def show_workflow(workflow_id: int) -> Answer:
    """See one workflow: details, graph, problems, and each move with why it is not possible now."""
    page = page_of(workflow_id)
    return Answer(whole_json(page), mark=str(page.row.revision))


@door("GET", WORKFLOW + "graph/", GROUP, gives={200: GraphAnswer})
def show_graph(workflow_id: int) -> Answer:
    """See the graph, with the revision to save it from."""
    page = page_of(workflow_id)
    answer: GraphAnswer = {**graph_of(page), "revision": page.row.revision}
    return Answer(answer, mark=str(page.row.revision))


@door(
    "DELETE",
    WORKFLOW,
    GROUP,
    gives={204: None},
    scope=Scope.DESIGN,
    refuses=[409],
    seen=UNSAVED_WORKFLOW,
)
def delete(workflow_id: int) -> Answer:
    """Delete a workflow that never had a version; archive any other."""
    delete_workflow(db.session, workflow_id, actor=calling(), now=current_time())
    return Answer(status=204)
