"""Workflows in the shapes of the API."""

from __future__ import annotations

from typing import Any

from flask import current_app

from tts.api.door import calling
from tts.api.shapes import moment_json
from tts.domain.definition import details_json
from tts.domain.graph_json import graph_json
from tts.domain.problems import problem_json
from tts.extensions import db
from tts.queries.workflows import VersionRow, WorkflowPage, WorkflowRow, workflow_page


def configured_systems() -> frozenset[str]:
    """The systems that end logic can reach here."""
    return frozenset(current_app.config["CONFIGURED_SYSTEMS"])


def page_of(workflow_id: int) -> WorkflowPage:
    """The workflow as the caller may see it; raises NotFound."""
    return workflow_page(db.session, calling(), workflow_id, configured=configured_systems())


def row_json(row: WorkflowRow) -> dict[str, Any]:
    """One row of the list."""
    return {
        "workflow_id": row.id,
        "name": row.name,
        "status": row.status,
        "revision_status": row.revision_status,
        "department": row.department,
        "category": row.category,
        "sub_category": row.sub_category,
        "version": row.version,
        "open_tasks": row.open_tasks,
        "changed_at": moment_json(row.changed_at),
        "changed_by": row.changed_by,
    }


def page_json_of(page: WorkflowPage) -> dict[str, Any]:
    """One workflow whole: its row, details, graph, problems, and what the caller may do."""
    return {
        **row_json(page.row),
        **details_json(page.details),
        "revision": page.row.revision,
        "graph": graph_json(page.graph),
        "problems": problems_json(page),
        "editable": page.editable.value,
        "may_design": page.may_design,
        "moves": [
            {"move": move.value, "possible": why is None, "why_not": why}
            for move, why in page.why_not.items()
        ],
    }


def state_json(page: WorkflowPage) -> dict[str, Any]:
    """Where it stands, as every move and save answers."""
    row = page.row
    return {
        "workflow_id": row.id,
        "status": row.status,
        "revision_status": row.revision_status,
        "version": row.version,
        "revision": row.revision,
        "editable": page.editable.value,
        "problems": problems_json(page),
    }


def problems_json(page: WorkflowPage) -> list[dict[str, Any]]:
    """What the checks say of the working graph."""
    return [problem_json(problem) for problem in page.problems]


def version_json(row: VersionRow) -> dict[str, Any]:
    """One version, its definition in the seed's shape."""
    return {
        "version": row.version,
        "is_active": row.is_active,
        "created_at": moment_json(row.created_at),
        "created_by": row.created_by_id,
        "created_by_name": row.created_by,
        "definition": row.definition,
    }
