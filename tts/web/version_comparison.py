"""Two versions of a workflow on one drawing and in words, and one of them brought back as a draft."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.definition import Definition
from tts.domain.errors import NotFound, Refused
from tts.domain.graph import PRIORITIES, Id
from tts.domain.lifecycle import why_not_brought_back
from tts.domain.permissions import Permission
from tts.domain.picture import both_picture
from tts.domain.sla import say_duration
from tts.extensions import db
from tts.queries.version_sides import DRAFT, ComparedSides, compare_sides, has_draft
from tts.queries.workflows import WorkflowPage
from tts.services.workflows import bring_back_version
from tts.web.access import acting, requires, signed_in
from tts.web.frame import request_time
from tts.web.workflow_page import WORKFLOW, Said, page_of, refuse_on_overview

comparison = Blueprint("version_comparison", __name__)

RESTORATION = WORKFLOW + "/versions/<int(max=2147483647):version>/restoration"
SIDE = re.compile(r"draft|[1-9][0-9]{0,8}|")
CHANGES_SHOWN = 200


@comparison.get(WORKFLOW + "/versions/comparison")
@signed_in
def show(workflow_id: int) -> str:
    """Two sides, `old` and `new`, each a version's number or “draft”; unsaid the latest two."""
    page = page_of(workflow_id)
    sides = compare_sides(db.session, page, _side_asked("old"), _side_asked("new"))
    return render_template(
        "workflows/comparison.html",
        row=page.row,
        details=page.details,
        may_design=page.may_design,
        sides=sides,
        options=_options(sides),
        picture=both_picture(sides.old.kept.graph, sides.new.kept.graph),
        roles=_roles(sides.old.kept, sides.new.kept),
        priorities=tuple(reversed(PRIORITIES)),
        say_time=say_duration,
        most=CHANGES_SHOWN,
        ways_back=_ways_back(page, sides),
    )


@comparison.get(RESTORATION)
@requires(Permission.DESIGN)
def ask_restoration(workflow_id: int, version: int) -> str:
    """What the working graph would lose and gain, before anything is changed."""
    page = page_of(workflow_id)
    sides = compare_sides(db.session, page, _present_side(page), str(version))
    return render_template(
        "workflows/restoration.html",
        row=page.row,
        details=page.details,
        sides=sides,
        version=version,
        why_not=why_not_brought_back(page.row.status, page.row.revision_status),
        most=CHANGES_SHOWN,
    )


@comparison.post(RESTORATION)
@requires(Permission.DESIGN)
def restore(workflow_id: int, version: int) -> Response | tuple[str, int]:
    """Bring the version back as a draft, if the draft is still as it was seen, and on to the overview."""
    seen = request.form.get("revision", type=int)
    try:
        bring_back_version(db.session, workflow_id, version, seen, actor=acting(), now=request_time())
    except Refused as refusal:
        return refuse_on_overview(workflow_id, Said(refusal))
    flash(f"Version {version} is back as a draft. Nothing changes for tickets until it is initialized.", "ok")
    return redirect(url_for("workflow_page.show", workflow_id=workflow_id), 303)


def _side_asked(name: str) -> str:
    asked = request.args.get(name, "")
    if not SIDE.fullmatch(asked):
        raise NotFound(
            "A side is the number of a version, or “draft”. The workflow's page lists what there is."
        )
    return asked


def _present_side(page: WorkflowPage) -> str:
    """What would be replaced: the draft, or the version in use where no draft lies beside it.

    The version in use is the latest one: nothing else is ever active.
    """
    return DRAFT if has_draft(page) else str(page.row.version)


def _ways_back(page: WorkflowPage, sides: ComparedSides) -> list[int]:
    """The numbers of the sides that the person could bring back as a draft now."""
    if not page.may_design or why_not_brought_back(page.row.status, page.row.revision_status):
        return []
    return sorted({side.version for side in (sides.old, sides.new) if side.version is not None})


def _options(sides: ComparedSides) -> list[tuple[str, str]]:
    """What can be chosen for each side, newest first."""
    draft = [(DRAFT, "The draft")] if sides.has_draft else []
    return draft + [
        (str(line.version), f"Version {line.version}{', in use' if line.is_active else ''}")
        for line in sides.lines
    ]


def _roles(old: Definition, new: Definition) -> dict[Id, str]:
    """Each step's role by name, the newer one where it changed."""
    return {step.step_id: step.role_name for step in (*old.graph.steps, *new.graph.steps)}
