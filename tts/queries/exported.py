"""A workflow in each of the forms it can be taken out in, for every door."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tts.domain.bpmn import write_bpmn
from tts.domain.exchange.document import write_json
from tts.domain.picture.svg import draw_svg
from tts.queries.exchange import stored_workflow, workflow_document
from tts.queries.workflow_graphs import working_graph


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is called and what it is."""

    suffix: str
    media_type: str


FORMS = {
    "json": Form("json", "application/json"),
    "bpmn": Form("bpmn", "application/xml"),
    "svg": Form("svg", "image/svg+xml"),
}


def export_text(session: Session, workflow_id: int, form: str) -> str:
    """The working graph and details as JSON or BPMN, or the graph's picture as SVG. Raises NotFound."""
    if form == "svg":
        return draw_svg(working_graph(session, workflow_id), stored_workflow(session, workflow_id).name)
    document = workflow_document(session, workflow_id)
    return write_bpmn(document) if form == "bpmn" else write_json(document)
