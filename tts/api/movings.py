"""Moving running tickets to another version: a preview, having it done, how far it is, taking it back."""

from __future__ import annotations

from typing import Annotated, Any

from flask import url_for
from pydantic import Field
from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import As, flag, listed, stored_id
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.paging import Part, list_json
from tts.api.shapes import Listed, Moment, PriorityWord, moment_json, moment_of
from tts.api.workflows import GROUP, WORKFLOW
from tts.clock import current_time
from tts.domain.errors import Invalid
from tts.domain.moving import LEAVE, MovedStatus, MovePlan, MovingStatus, Verdict
from tts.domain.permissions import Permission
from tts.domain.scopes import Scope
from tts.domain.values import LARGEST_ID, NotThat
from tts.extensions import db
from tts.queries.moving_preview import MovePreview, PreviewRow, preview_move, preview_rows
from tts.queries.movings import MovedRow, MovingRow, find_moving, list_movings, moved_tickets
from tts.queries.versions import RunningVersion, running_version
from tts.queries.workflow_access import reachable_workflow
from tts.queries.workflows import find_version
from tts.services.moving import begin_moving, undo_moving

MOVINGS = WORKFLOW + "movings/"
MOVING = MOVINGS + "<int:moving_id>/"
MOST_TARGETS = 2_000
LONGEST_PREVIEW = 200
MovingWord = Annotated[str, Field(json_schema_extra={"enum": list(MovingStatus)})]
MovedWord = Annotated[str, Field(json_schema_extra={"enum": list(MovedStatus)})]
VerdictWord = Annotated[str, Field(json_schema_extra={"enum": list(Verdict)})]


def _target() -> As:
    """Where the tickets of one step go."""

    def read(value: object) -> tuple[int, int]:
        if not isinstance(value, dict) or set(value) != {"step_id", "to_step_id"}:
            raise NotThat("must have entries of step_id and to_step_id")
        old, new = value["step_id"], value["to_step_id"]
        new = LEAVE if new is None else new
        if not all(isinstance(one, int) and not isinstance(one, bool) for one in (old, new)):
            raise NotThat("must have whole numbers for step_id and to_step_id")
        if not (0 < old <= LARGEST_ID and 0 <= new <= LARGEST_ID):
            raise NotThat("must have numbers of steps for step_id and to_step_id")
        return old, new

    number = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            "step_id": number,
            "to_step_id": {**number, "type": ["integer", "null"], "minimum": 0},
        },
        "required": ["step_id", "to_step_id"],
        "additionalProperties": False,
        "examples": [{"step_id": 1, "to_step_id": 1}],
    }
    return As(read, schema)


class MovingWanted(Sent):
    """From which version to which, by number. `targets` says where the tickets of a step go: null leaves them.

    Steps not named go to the step of the same id. `keep_due`: what was promised stays promised.
    """

    from_version: Annotated[int, stored_id(example=1)]
    to_version: Annotated[int, stored_id(example=2)]
    targets: Annotated[list[tuple[int, int]], listed(_target(), most=MOST_TARGETS)] = []
    keep_due: Annotated[bool, flag(default=True)] = True

    @property
    def plan(self) -> MovePlan:
        """The choices as the domain takes them; Invalid for a step named twice."""
        targets = dict(self.targets)
        if len(targets) != len(self.targets):
            sentence = "A step is named twice in targets: say once where its tickets go."
            raise Invalid(sentence, {"targets": sentence})
        return MovePlan(targets, self.keep_due)


class ReasonJson(TypedDict):
    """Why so many tickets stay."""

    reason: str
    tickets: int


class DuePairJson(TypedDict):
    """A ticket's due times, of itself and its step."""

    due_at: Moment | None
    step_due_at: Moment | None


class PreviewRowJson(TypedDict):
    """What would become of one ticket."""

    ticket_number: str
    subject: str
    priority: PriorityWord
    step: str
    verdict: VerdictWord
    to_step: str | None
    reason: str
    before: DuePairJson
    after: DuePairJson


class PreviewJson(TypedDict):
    """What a move would do. The counts are of all tickets; `tickets` are the first 200 that you may see."""

    moves: int
    stays: int
    needs_choice: int
    reasons: list[ReasonJson]
    tickets: list[PreviewRowJson]


class MovingJson(TypedDict):
    """One move: how far it is, and what became of its tickets so far."""

    moving_id: int
    from_version: int
    to_version: int
    keep_due: bool
    status: MovingWord
    begun_by: str
    begun_at: Moment
    undone_by: str | None
    undone_at: Moment | None
    ended_at: Moment | None
    tickets: int
    waiting: int
    moved: int
    stayed: int
    undone: int
    kept: int


class MovedJson(TypedDict):
    """What became of one ticket."""

    ticket_number: str
    subject: str
    status: MovedWord
    reason: str
    at: Moment | None


@door(
    "POST",
    MOVINGS + "preview/",
    GROUP,
    takes=MovingWanted,
    gives={200: PreviewJson},
    scope=Scope.DESIGN,
)
def preview_moving(workflow_id: int, sent: MovingWanted) -> Answer:
    """See what moving the running tickets of a version would do; nothing is written."""
    was, becomes = _versions(workflow_id, sent)
    preview = preview_move(db.session, was, becomes, sent.plan)
    page = preview_rows(db.session, calling(), preview, now=current_time(), size=LONGEST_PREVIEW)
    return Answer(_preview_json(preview, [_row_json(row) for row in page.rows]))


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
    made = _moving_json(find_moving(db.session, workflow_id, moving_id))
    return Answer(made, 201, url_for("api.show_moving", workflow_id=workflow_id, moving_id=moving_id))


@door("GET", MOVINGS, GROUP, asks=Part, gives={200: Listed[MovingJson]})
def index_movings(workflow_id: int, asked: Part) -> Answer:
    """List the moves of running tickets there were, newest first; for those who may design."""
    _require_designer(workflow_id)
    page = list_movings(
        db.session, workflow_id, cursor=asked.cursor, size=asked.size, offset=asked.offset, counted=True
    )
    return Answer(list_json(page, asked, _moving_json))


@door("GET", MOVING, GROUP, gives={200: MovingJson})
def show_moving(workflow_id: int, moving_id: int) -> Answer:
    """See how far a move is."""
    _require_designer(workflow_id)
    return Answer(_moving_json(find_moving(db.session, workflow_id, moving_id)))


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
    return Answer(list_json(page, asked, _moved_json))


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
    return Answer(_moving_json(find_moving(db.session, workflow_id, moving_id)))


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


def _preview_json(preview: MovePreview, rows: list[PreviewRowJson]) -> PreviewJson:
    counts = preview.counts
    return {
        "moves": counts.get(Verdict.MOVES, 0),
        "stays": counts.get(Verdict.STAYS, 0),
        "needs_choice": counts.get(Verdict.CHOICE, 0),
        "reasons": [{"reason": reason, "tickets": count} for reason, count in preview.reasons],
        "tickets": rows,
    }


def _row_json(row: PreviewRow) -> PreviewRowJson:
    return {
        "ticket_number": row.number,
        "subject": row.subject,
        "priority": row.priority,
        "step": row.step_name,
        "verdict": row.judgement.verdict.value,
        "to_step": row.judgement.step.name if row.judgement.step else None,
        "reason": row.judgement.reason,
        "before": {"due_at": moment_json(row.due.ticket), "step_due_at": moment_json(row.due.step)},
        "after": {"due_at": moment_json(row.becomes.ticket), "step_due_at": moment_json(row.becomes.step)},
    }


def _moving_json(row: MovingRow) -> MovingJson:
    counts = {status.value: row.counts.get(status.value, 0) for status in MovedStatus}
    return {
        "moving_id": row.id,
        "from_version": row.from_version,
        "to_version": row.to_version,
        "keep_due": row.keep_due,
        "status": row.status,
        "begun_by": row.begun_by,
        "begun_at": moment_of(row.begun_at),
        "undone_by": row.undone_by,
        "undone_at": moment_json(row.undone_at),
        "ended_at": moment_json(row.ended_at),
        "tickets": row.total,
        "waiting": counts["waiting"],
        "moved": counts["moved"],
        "stayed": counts["stayed"],
        "undone": counts["undone"],
        "kept": counts["kept"],
    }


def _moved_json(row: MovedRow) -> MovedJson:
    return {
        "ticket_number": row.number,
        "subject": row.subject,
        "status": row.status,
        "reason": row.reason,
        "at": moment_json(row.at),
    }
