"""The JSON doors to the same services as the pages (design of names and shapes: the README)."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.routing import RequestRedirect

from tts.api import (
    audit,
    escalations,
    events,
    holidays,
    inbound,
    integrations,
    items,
    leaves,
    movings,
    neighbours,
    notifications,
    outbox,
    parked,
    people,
    presence,
    proposals,
    roles,
    service,
    systems,
    tasks,
    ticket_acts,
    ticket_clocks,
    ticket_graph,
    ticket_story,
    tickets,
    tokens,
    trial,
    version_comparison,
    webhooks,
    workflow_calendar,
    workflow_files,
    workflow_fixes,
    workflow_imports,
    workflow_moves,
    workflow_saves,
    workflow_versions,
    workflows,
)
from tts.api.book import book
from tts.api.door import api
from tts.api.errors import explain
from tts.api.pace import Pace
from tts.api.system_door import systems as system_door

__all__ = [
    "audit",
    "neighbours",
    "notifications",
    "outbox",
    "proposals",
    "service",
    "escalations",
    "events",
    "inbound",
    "integrations",
    "items",
    "holidays",
    "ticket_clocks",
    "workflow_fixes",
    "leaves",
    "movings",
    "parked",
    "people",
    "presence",
    "register_api",
    "systems",
    "roles",
    "tasks",
    "ticket_acts",
    "ticket_graph",
    "ticket_story",
    "tickets",
    "tokens",
    "trial",
    "webhooks",
    "workflow_calendar",
    "workflow_files",
    "workflow_imports",
    "workflow_moves",
    "workflow_saves",
    "workflow_versions",
    "version_comparison",
    "workflows",
]


def register_api(app: Flask) -> None:
    """Hang the API into the app; whatever fails under /api answers problem+json."""
    app.extensions["api_pace"] = Pace(app.config["API_RATE"])
    app.before_request(explain_unknown_address)
    app.register_blueprint(api)
    app.register_blueprint(system_door)
    app.register_blueprint(book)


def explain_unknown_address() -> Response | None:
    """404 and 405 under /api: no blueprint is asked for an address that leads nowhere."""
    error = request.routing_exception
    if error is None or isinstance(error, RequestRedirect) or not request.path.startswith("/api/"):
        return None
    return explain(error)
