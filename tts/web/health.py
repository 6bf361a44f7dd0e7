"""/healthz: whether this machine can serve, and how the work in the background stands."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from tts.extensions import db
from tts.queries.workers import standing_now
from tts.schema import is_migrated
from tts.web.frame import request_time

health = Blueprint("health", __name__)


@health.get("/healthz")
def show() -> tuple[Response, int]:
    """200 once the database is there and migrated, whatever the worker does; else 503 and what to do."""
    try:
        if is_migrated():
            return jsonify(status="ok", worker=worker_facts()), 200
        reason = "The database is not migrated: run 'tts upgrade'."
    except SQLAlchemyError:
        reason = "The database does not answer: check TTS_DATABASE_URL and that it runs."
    return jsonify(status="not ready", reason=reason), 503


def worker_facts() -> dict[str, object]:
    """For whoever watches from outside: numbers alone, nothing of any ticket."""
    now = request_time()
    standing = standing_now(db.session, now=now)
    return {
        "state": standing.attendance.value,
        "last_sweep": standing.swept_at.isoformat() if standing.swept_at else None,
        "lateness_seconds": int(standing.lateness(now).total_seconds()),
        "failures": standing.postponed,
    }
