"""Saving details and graphs; a stale revision is 409 with what changed."""

from __future__ import annotations

from tts.api.bodies import Body
from tts.api.contract.doors import Answer
from tts.api.contract.reading import read_as
from tts.api.door import calling, door
from tts.api.graph_checks import read_with_graph
from tts.api.saved_shapes import DetailsSaved, GraphSaved, details_saved, graph_saved
from tts.api.seen import seen_mark
from tts.api.workflow_bodies import DetailsSave, GraphSave
from tts.api.workflow_shapes import page_of
from tts.api.workflows import GROUP, SEEN_WORKFLOW, WORKFLOW
from tts.clock import current_time
from tts.domain.scopes import Scope
from tts.extensions import db
from tts.services.workflows import save_details, save_graph


@door(
    "PUT",
    WORKFLOW + "update-graph/",
    GROUP,
    takes=GraphSave,
    is_raw=True,
    gives={200: GraphSaved},
    scope=Scope.DESIGN,
    refuses=[409],
    seen=SEEN_WORKFLOW,
)
def update_graph(workflow_id: int, sent: Body) -> Answer:
    """Save the graph: what is stored and not sent again is removed.

    With the `revision` you started from, a save that somebody overtook is refused with what they changed. The
    `revision` of the answer is that of your save, also where somebody saved right after it.
    """
    revision = read_with_graph(GraphSave, sent).revision or seen_mark()
    saved = save_graph(db.session, workflow_id, sent["graph"], revision, actor=calling(), now=current_time())
    return Answer(graph_saved(page_of(workflow_id), saved))


@door(
    "PUT",
    WORKFLOW + "update-details/",
    GROUP,
    takes=DetailsSave,
    is_raw=True,
    gives={200: DetailsSaved},
    scope=Scope.DESIGN,
    refuses=[409],
    seen=SEEN_WORKFLOW,
)
def update_details(workflow_id: int, sent: Body) -> Answer:
    """Save details: what is not sent stays."""
    revision = read_as(DetailsSave, sent).revision or seen_mark()
    return save_some_details(workflow_id, sent["workflow"], revision)


def save_some_details(workflow_id: int, fields: object, revision: int | None) -> Answer:
    """Save some of the details and tell where the workflow stands."""
    saved = save_details(db.session, workflow_id, fields, revision, actor=calling(), now=current_time())
    return Answer(details_saved(page_of(workflow_id), saved))
