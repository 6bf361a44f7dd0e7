"""A workflow as a file, as the command and the page write it."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import word_of
from tts.api.door import calling, door
from tts.api.workflow_shapes import page_of
from tts.api.workflows import GROUP, WORKFLOW
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.exported import FORMS, export_text


class FileAsked(Sent):
    """Which form: `json` (unless told otherwise) and `bpmn` can be taken in again, `svg` is the picture."""

    format: Annotated[str, word_of(list(FORMS))] = "json"


class FileJson(TypedDict):
    """The text of the file; the same workflow gives the same bytes."""

    workflow_id: int
    revision: int
    format: str
    media_type: str
    text: str


@door("GET", WORKFLOW + "export/", GROUP, asks=FileAsked, gives={200: FileJson})
def export_workflow(workflow_id: int, asked: FileAsked) -> Answer:
    """Get the working graph and details as a file; for those who may design the workflow."""
    page = page_of(workflow_id)
    calling().require(Permission.DESIGN)
    answer: FileJson = {
        "workflow_id": workflow_id,
        "revision": page.row.revision,
        "format": asked.format,
        "media_type": FORMS[asked.format].media_type,
        "text": export_text(db.session(), workflow_id, asked.format),
    }
    return Answer(answer, mark=str(page.row.revision))
