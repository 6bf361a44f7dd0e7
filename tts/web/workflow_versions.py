"""A workflow's versions: what each one keeps, and what changed against another."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from tts.domain.comparison.choice_order import choice_order_changes
from tts.domain.definition import details_json
from tts.domain.diff import compare, compare_details
from tts.domain.picture import graph_picture
from tts.domain.sla import in_order
from tts.extensions import db
from tts.queries.version_sides import has_draft, latest_two
from tts.queries.workflow_history import VersionPage, version_lines, version_page
from tts.web.access import signed_in
from tts.web.promises import promise_rows
from tts.web.workflow_page import WORKFLOW, page_of
from tts.web.workflow_words import ENDINGS

versions = Blueprint("workflow_versions", __name__)

ALL = 500


@versions.get(WORKFLOW + "/versions")
@signed_in
def index(workflow_id: int) -> str:
    """All versions, newest first."""
    page = page_of(workflow_id)
    lines = version_lines(db.session, workflow_id, limit=ALL)
    return render_template(
        "workflows/versions.html",
        row=page.row,
        details=page.details,
        lines=lines,
        has_draft=has_draft(page),
        usual=latest_two(page, lines),
    )


@versions.get(WORKFLOW + "/versions/<int(max=2147483647):version>")
@signed_in
def show(workflow_id: int, version: int) -> str:
    """One version: its graph, its steps, and what changed against the one before or the one in `against`."""
    page = page_of(workflow_id)
    found = version_page(db.session, workflow_id, version, request.args.get("against", type=int))
    graph = found.kept.graph
    return render_template(
        "workflows/version.html",
        row=page.row,
        details=found.kept.details,
        line=found.line,
        found=found,
        has_draft=has_draft(page),
        graph=graph,
        steps=sorted(graph.steps, key=in_order),
        picture=graph_picture(graph),
        promises=promise_rows(found.kept.details.slas, graph),
        changes=_changes(found),
        ending=ENDINGS[found.kept.details.end_logic],
        lines=version_lines(db.session, workflow_id, limit=ALL),
    )


def _changes(found: VersionPage) -> list[str]:
    """Sentences from the older version to this one, the drawing left out."""
    before = found.kept_before
    if before is None:
        return []
    changes = (
        *compare_details(details_json(before.details), details_json(found.kept.details)),
        *compare(before.graph, found.kept.graph, found.role_names),
        *choice_order_changes(before.graph, found.kept.graph),
    )
    return [change.sentence for change in changes if change.kind != "moved"]
