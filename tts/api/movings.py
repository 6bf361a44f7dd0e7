"""Moving running tickets to another version: a preview, having it done, how far it is, taking it back."""

from __future__ import annotations

from flask import url_for

from tts.api.contract.doors import Answer
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.moving_shapes import (
    MovedJson,
    MovingJson,
    MovingWanted,
    PreviewJson,
    moved_json,
    moving_json,
    preview_json,
    preview_row_json,
)
from tts.api.paging import Part, list_json
from tts.api.shapes import Listed
from tts.api.workflows import GROUP, WORKFLOW
from tts.clock import current_time
from tts.domain.permissions import Permission
from tts.domain.scopes import Scope
from tts.extensions import db
from tts.queries.moving_preview import preview_move, preview_rows
from tts.queries.movings import find_moving, list_movings, moved_tickets
from tts.queries.versions import RunningVersion, running_version
from tts.queries.workflow_access import reachable_workflow
from tts.queries.workflows import find_version
from tts.services.moving import begin_moving, require_another, undo_moving

MOVINGS = WORKFLOW + "movings/"
MOVING = MOVINGS + "<int:moving_id>/"
LONGEST_PREVIEW = 200


@door(
    "POST",
    MOVINGS + "preview/",
    GROUP,
    takes=MovingWanted,
    gives={200: PreviewJson},
    scope=Scope.DESIGN,
    refuses=[409],
)
def preview_moving(workflow_id: int, sent: MovingWanted) -> Answer:
    """See what moving the running tickets of a version would do; nothing is written."""
    was, becomes = _versions(workflow_id, sent)
    require_another(was.id, becomes.id)
    preview = preview_move(db.session, calling(), was, becomes, sent.plan)
    page = preview_rows(db.session, calling(), preview, now=current_time(), size=LONGEST_PREVIEW)
    return Answer(preview_json(preview, [preview_row_json(row) for row in page.rows]))


@door(
    "POST",
    MOVINGS,
    GROUP,
    takes=MovingWanted,
    gives={201: MovingJson},
    scope=Scope.DESIGN,
    refuses=[409],
)
def create_moving(workflow_id: int, sent: MovingWanted) -> Answer:
    """Have the running tickets of a version moved to another one.

    The worker does it ticket by ticket, each judged again in its turn. Every step with open tickets needs
    a place to go to. One move of a workflow is at work at a time.
    """
    was, becomes = _versions(workflow_id, sent)
    moving_id = begin_moving(
        db.session, workflow_id, was.id, becomes.id, sent.plan, actor=calling(), now=current_time()
    )
    made = moving_json(find_moving(db.session, workflow_id, moving_id))
    return Answer(made, 201, url_for("api.show_moving", workflow_id=workflow_id, moving_id=moving_id))


@door("GET", MOVINGS, GROUP, asks=Part, gives={200: Listed[MovingJson]})
def index_movings(workflow_id: int, asked: Part) -> Answer:
    """List the moves of running tickets there were, newest first; for those who may design."""
    _require_designer(workflow_id)
    page = list_movings(
        db.session, workflow_id, cursor=asked.cursor, size=asked.size, offset=asked.offset, counted=True
    )
    return Answer(list_json(page, asked, moving_json))


@door("GET", MOVING, GROUP, gives={200: MovingJson})
def show_moving(workflow_id: int, moving_id: int) -> Answer:
    """See how far a move is."""
    _require_designer(workflow_id)
    return Answer(moving_json(find_moving(db.session, workflow_id, moving_id)))


@door("GET", MOVING + "tickets/", GROUP, asks=Part, gives={200: Listed[MovedJson]})
def index_moved_tickets(workflow_id: int, moving_id: int, asked: Part) -> Answer:
    """List what became of the tickets of a move, those you may see, oldest first."""
    _require_designer(workflow_id)
    find_moving(db.session, workflow_id, moving_id)
    page = moved_tickets(
        db.session,
        calling(),
        moving_id,
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
        counted=True,
    )
    return Answer(list_json(page, asked, moved_json))


@door(
    "POST",
    MOVING + "undo/",
    GROUP,
    takes=Nothing,
    gives={200: MovingJson},
    scope=Scope.DESIGN,
    refuses=[409],
)
def take_moving_back(workflow_id: int, moving_id: int, sent: Nothing) -> Answer:
    """Have a move taken back: tickets that have not moved on since go back to where they were."""
    undo_moving(db.session, workflow_id, moving_id, actor=calling(), now=current_time())
    return Answer(moving_json(find_moving(db.session, workflow_id, moving_id)))


def _require_designer(workflow_id: int) -> None:
    reachable_workflow(db.session, calling(), workflow_id)
    calling().require(Permission.DESIGN)


def _versions(workflow_id: int, sent: MovingWanted) -> tuple[RunningVersion, RunningVersion]:
    """Both versions by their numbers; NotFound, or NotPermitted for who may not design."""
    _require_designer(workflow_id)
    was, becomes = (
        running_version(db.session, find_version(db.session, workflow_id, number).id)
        for number in (sent.from_version, sent.to_version)
    )
    return was, becomes
