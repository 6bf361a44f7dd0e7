"""The moves of a workflow's life: nouns one posts to."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import Refused
from tts.domain.lifecycle import Move
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.services import workflows
from tts.services.workflows import Moved
from tts.web.access import acting, requires
from tts.web.frame import request_time
from tts.web.life_line import NOUNS
from tts.web.settings_in_force import configured_systems
from tts.web.workflow_page import WORKFLOW, Said, fingerprint_of, page_of, refuse_on_overview

moves = Blueprint("workflow_moves", __name__)

Answer = Response | str | tuple[str, int]
PLAIN: dict[Move, tuple[Callable[..., Moved], str]] = {
    Move.EDIT: (workflows.edit_workflow, "It is a draft again. It takes no tickets until it is initialized."),
    Move.PAUSE: (workflows.pause_workflow, "It takes no new tickets now. Open tasks go on."),
    Move.RESUME: (workflows.resume_workflow, "It takes tickets again."),
    Move.REVISE: (
        workflows.revise_workflow,
        "A draft revision is open. The active version goes on taking tickets.",
    ),
    Move.DISCARD: (workflows.discard_revision, "The revision is gone. The active version is untouched."),
    Move.ARCHIVE: (workflows.archive_workflow, "It is archived. Its history stays."),
    Move.RESTORE: (workflows.restore_workflow, "It is a draft again."),
}
CHECKED: dict[Move, tuple[Callable[..., Moved], str]] = {
    Move.DEPLOY: (
        workflows.deploy_workflow,
        "It is deployed: its graph is fixed. Initialize it to take tickets.",
    ),
    Move.INITIALIZE: (workflows.initialize_workflow, "It takes tickets now."),
}
BY_NOUN = {NOUNS[move]: move for move in (*PLAIN, *CHECKED)}
DISCARD = NOUNS[Move.DISCARD]
NOUN = "<any({}):noun>".format(", ".join(noun for noun in BY_NOUN if noun != DISCARD))


class WarningsUnread(Refused):
    """Warnings do not stop a move, but on a page somebody says that they read them."""

    title = "Read the warnings first"


@moves.post(f"{WORKFLOW}/{NOUN}")
@moves.post(f"{WORKFLOW}/{DISCARD}", defaults={"noun": DISCARD})
@requires(Permission.DESIGN)
def make_move(workflow_id: int, noun: str) -> Answer:
    """Make the move and come back to the overview; refused, the overview says why."""
    move = BY_NOUN[noun]
    act, done = PLAIN[move] if move in PLAIN else CHECKED[move]
    more = {"configured": configured_systems()} if move in CHECKED else {}
    try:
        if move in CHECKED:
            require_tick(workflow_id)
        act(db.session, workflow_id, actor=acting(), now=request_time(), **more)
    except Refused as refusal:
        return refuse_on_overview(workflow_id, Said(refusal))
    flash(done, "ok")
    return redirect(url_for("workflow_page.show", workflow_id=workflow_id), 303)


def require_tick(workflow_id: int) -> None:
    """Raise WarningsUnread unless the form says that these very warnings were read, or there are none."""
    page = page_of(workflow_id)
    count = sum(problem.severity == "warning" for problem in page.problems)
    if not count or any(problem.is_error for problem in page.problems):
        return
    if not request.form.get("warnings_read"):
        many = "1 warning stands" if count == 1 else f"{count:,} warnings stand"
        raise WarningsUnread(f"{many} below. Nothing was changed: tick that you have read them, then go on.")
    if request.form.get("warnings") != fingerprint_of(page):
        raise WarningsUnread(
            "The warnings are others than those you read. Nothing was changed: read them anew."
        )


@moves.post(f"{WORKFLOW}/copies")
@requires(Permission.DESIGN)
def copy(workflow_id: int) -> Answer:
    """A new draft with the same graph, and on to it."""
    saved = workflows.clone_workflow(db.session, workflow_id, actor=acting(), now=request_time())
    flash("This is the copy, a draft of its own.", "ok")
    return redirect(url_for("workflow_page.show", workflow_id=saved.workflow_id), 303)


@moves.post(f"{WORKFLOW}/deletion")
@requires(Permission.DESIGN)
def delete(workflow_id: int) -> Answer:
    """Remove one that was never in use, and back to the list."""
    name = page_of(workflow_id).row.name
    try:
        workflows.delete_workflow(db.session, workflow_id, actor=acting(), now=request_time())
    except Refused as refusal:
        return refuse_on_overview(workflow_id, Said(refusal))
    flash(f"“{name}” was deleted.", "ok")
    return redirect(url_for("workflows.index"), 303)
