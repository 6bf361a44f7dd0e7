"""The worker's page: who works in the background, what is due, what failed and is tried again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from tts.domain.permissions import Permission
from tts.domain.values import LARGEST_ID
from tts.extensions import db
from tts.queries.workers import SILENCE, postponed_tasks, standing_now, workers_not_stopped
from tts.services.workers import retry_task
from tts.web.access import acting, requires
from tts.web.frame import request_time

worker = Blueprint("worker", __name__)


@worker.get("/settings/worker")
@requires(Permission.ADMINISTER)
def show() -> str:
    """How the background work stands."""
    now = request_time()
    return render_template(
        "worker/show.html",
        standing=standing_now(db.session, now=now),
        workers=workers_not_stopped(db.session),
        postponed=postponed_tasks(db.session),
        silent_before=now - SILENCE,
    )


@worker.post(f"/settings/worker/postponed/<int(max={LARGEST_ID}):task_id>/retry")
@requires(Permission.ADMINISTER)
def retry(task_id: int) -> Response:
    """Let the next sweep try it, instead of at its own time."""
    retry_task(db.session, task_id, actor=acting(), now=request_time())
    flash("It is tried again with the next sweep, within seconds where a worker runs.", "ok")
    return redirect(url_for("worker.show"), 303)
