"""One's own open items, and one item whole."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from tts.api.door import api, calling
from tts.api.paging import list_json, read_page
from tts.api.task_shapes import choices_json, item_json, my_task_json, task_json
from tts.extensions import db
from tts.queries.inbox import InboxRow, items_of
from tts.queries.items import item_standing
from tts.queries.ticket_page import standing_of
from tts.queries.versions import running_version
from tts.queries.visibility import reachable_item, works_on_ticket

ITEM = "/items/<int(max=2147483647):item_id>/"


@api.get("/tasks/my-tasks/")
def index_my_tasks() -> Response:
    """The caller's open items, what is due first on top."""
    part = read_page()
    page = items_of(
        db.session, calling(), cursor=part.cursor, size=part.size, offset=part.offset, counted=True
    )
    return jsonify(list_json(page, part, _row_json))


@api.get(ITEM)
def show_item(item_id: int) -> Response:
    """{task, item, choices} of an item that the caller may see, else 404."""
    ticket_id = reachable_item(db.session, calling(), item_id).task.ticket_id
    return jsonify(state_of(ticket_id, item_id))


def state_of(ticket_id: int, item_id: int) -> dict[str, Any]:
    """{task, item, next_item, choices}: where the task stands, that item, and the one that is open now.

    What staff wrote among themselves is null for who is only the requester, and there is nothing to choose.
    """
    standing = standing_of(db.session, ticket_id)
    is_staff = works_on_ticket(db.session, calling(), ticket_id)
    asked = item_standing(db.session, item_id)
    current = standing.open_item
    version = standing.version if is_staff else None
    choices = choices_json(version.graph, current.step_id) if current and version else []
    return {
        "task": task_json(standing, is_staff=is_staff),
        "item": item_json(asked.item, asked.role, asked.holder, is_staff=is_staff),
        "next_item": current and item_json(current, standing.role_name, standing.holder, is_staff=is_staff),
        "choices": choices,
    }


def _row_json(row: InboxRow) -> dict[str, Any]:
    return my_task_json(row, running_version(db.session, row.version_id))
