"""Workflows taken in from files, as the page takes them: first what would change, then the import itself."""

from __future__ import annotations

from typing import Annotated

from flask import url_for
from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import file_text, stored_id
from tts.api.door import calling, door
from tts.api.workflow_shapes import ProblemJson, configured_systems, problem_shapes
from tts.api.workflows import GROUP
from tts.clock import current_time
from tts.domain.errors import Invalid
from tts.domain.exchange.files import Parcel, read_file
from tts.domain.permissions import Permission
from tts.domain.scopes import Scope
from tts.extensions import db
from tts.queries.exchange import role_ids_by_name
from tts.services.exchange import Preview, import_workflows, preview_import, replace_workflow

LARGEST_FILE = 4 * 1024 * 1024
"""What the page takes, with room for how JSON writes quotes and line ends."""


class FileSent(Sent):
    """A file as text, JSON or BPMN; `workflow_id` is the workflow that a single one in it would change."""

    text: Annotated[str, file_text()]
    workflow_id: Annotated[int | None, stored_id(nullable=True)] = None


class ImportSent(FileSent):
    """The same, with the `revision` that the changes of a workflow were shown for."""

    revision: Annotated[int | None, stored_id(nullable=True)] = None


class ImportedPreview(TypedDict):
    """What would become of one workflow of the file: a new draft where `workflow_id` is null.

    `namesakes` are workflows of the same name that are there already.
    """

    name: str
    workflow_id: int | None
    revision: int | None
    changes: list[str]
    problems: list[ProblemJson]
    namesakes: list[int]


class ImportPreviewJson(TypedDict):
    """Each workflow of the file, and what of it has no place in a workflow and is left out."""

    results: list[ImportedPreview]
    left_out: list[str]


class ImportedJson(TypedDict):
    """The workflows that were made or changed, and what of the file was left out."""

    workflow_ids: list[int]
    left_out: list[str]


@door(
    "POST",
    "/workflows/imports/preview/",
    GROUP,
    takes=FileSent,
    gives={200: ImportPreviewJson},
    scope=Scope.DESIGN,
    refuses=[404, 409],
    most_bytes=LARGEST_FILE,
)
def preview_workflow_import(sent: FileSent) -> Answer:
    """See what taking in a file would do; nothing is written."""
    parcel = _parcel_of(sent)
    previews = preview_import(
        db.session(), parcel.documents, sent.workflow_id, actor=calling(), configured=configured_systems()
    )
    answer: ImportPreviewJson = {
        "results": [_preview_json(preview) for preview in previews],
        "left_out": list(parcel.left_out),
    }
    return Answer(answer)


@door(
    "POST",
    "/workflows/imports/",
    GROUP,
    takes=ImportSent,
    gives={200: ImportedJson, 201: ImportedJson},
    scope=Scope.DESIGN,
    refuses=[404, 409],
    most_bytes=LARGEST_FILE,
)
def import_file(sent: ImportSent) -> Answer:
    """Take in a file: each of its workflows as a new draft, all or none (201).

    With `workflow_id` and the `revision` that its preview gave, the single workflow of the file takes the
    place of that one's details and graph (200); steps it knows by name keep their ids.
    """
    parcel = _parcel_of(sent)
    if sent.workflow_id is None:
        made = import_workflows(db.session, parcel.documents, actor=calling(), now=current_time())
        address = url_for("api.show_workflow", workflow_id=made[0]) if len(made) == 1 else None
        return Answer(_imported(made, parcel), 201, address)
    _replace(sent.workflow_id, parcel, sent.revision)
    return Answer(_imported([sent.workflow_id], parcel))


def _parcel_of(sent: FileSent) -> Parcel:
    calling().require(Permission.DESIGN)
    return read_file(sent.text.encode("utf-8", "replace"), role_ids_by_name(db.session()).keys())


def _replace(workflow_id: int, parcel: Parcel, revision: int | None) -> None:
    if len(parcel.documents) != 1:
        raise Invalid("Only a single workflow can change another.")
    if revision is None:
        sentence = "Send the revision that the preview gave: only what was shown is written."
        raise Invalid(sentence, {"revision": sentence})
    replace_workflow(
        db.session, workflow_id, parcel.documents[0], revision, actor=calling(), now=current_time()
    )


def _imported(workflow_ids: list[int], parcel: Parcel) -> ImportedJson:
    return {"workflow_ids": workflow_ids, "left_out": list(parcel.left_out)}


def _preview_json(preview: Preview) -> ImportedPreview:
    return {
        "name": preview.name,
        "workflow_id": preview.workflow_id,
        "revision": preview.revision,
        "changes": list(preview.changes),
        "problems": problem_shapes(preview.problems),
        "namesakes": list(preview.namesakes),
    }
