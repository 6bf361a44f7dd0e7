"""A workflow's versions, and what the checks say of its working graph."""

from __future__ import annotations

from tts.api.contract.doors import Answer
from tts.api.door import calling, door
from tts.api.paging import Part, list_json
from tts.api.shapes import Listed
from tts.api.workflow_shapes import ProblemsJson, VersionJson, page_of, problems_json, version_json
from tts.api.workflows import GROUP, WORKFLOW
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.workflow_access import reachable_workflow
from tts.queries.workflows import find_version, list_versions


@door("GET", WORKFLOW + "versions/", GROUP, asks=Part, gives={200: Listed[VersionJson]})
def index_versions(workflow_id: int, asked: Part) -> Answer:
    """List the versions, newest first, each with its definition."""
    reachable_workflow(db.session, calling(), workflow_id)
    page = list_versions(db.session, workflow_id, cursor=asked.cursor, size=asked.size, offset=asked.offset)
    return Answer(list_json(page, asked, version_json))


@door("GET", WORKFLOW + "versions/<int:version>/", GROUP, gives={200: VersionJson})
def show_version(workflow_id: int, version: int) -> Answer:
    """See one version with its definition, which never changes."""
    reachable_workflow(db.session, calling(), workflow_id)
    return Answer(version_json(find_version(db.session, workflow_id, version)))


@door("GET", WORKFLOW + "problems/", GROUP, gives={200: ProblemsJson})
def index_problems(workflow_id: int) -> Answer:
    """See what the checks say of the working graph; for those who may design it."""
    page = page_of(workflow_id)
    calling().require(Permission.DESIGN)
    answer: ProblemsJson = {
        "workflow_id": workflow_id,
        "revision": page.row.revision,
        "problems": problems_json(page),
    }
    return Answer(answer)
