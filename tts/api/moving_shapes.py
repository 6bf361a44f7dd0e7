"""The shapes of moves of running tickets: what is sent, and what is answered."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from tts.api.contract.reading import Sent
from tts.api.contract.values import As, flag, listed, stored_id
from tts.api.shapes import Moment, PriorityWord, moment_json, moment_of
from tts.domain.errors import Invalid
from tts.domain.moving import LEAVE, MovedStatus, MovePlan, MovingStatus, Verdict
from tts.domain.values import LARGEST_ID, NotThat
from tts.queries.moving_preview import MovePreview, PreviewRow
from tts.queries.movings import MovedRow, MovingRow

MOST_TARGETS = 2_000
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
    """From which version to which, by number. `targets` says where a step's tickets go: null leaves them.

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


def preview_json(preview: MovePreview, rows: list[PreviewRowJson]) -> PreviewJson:
    """All counts and reasons, with the rows of some tickets."""
    counts = preview.counts
    return {
        "moves": counts.get(Verdict.MOVES, 0),
        "stays": counts.get(Verdict.STAYS, 0),
        "needs_choice": counts.get(Verdict.CHOICE, 0),
        "reasons": [{"reason": reason, "tickets": count} for reason, count in preview.reasons],
        "tickets": rows,
    }


def preview_row_json(row: PreviewRow) -> PreviewRowJson:
    """One ticket of a preview."""
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


def moving_json(row: MovingRow) -> MovingJson:
    """One move."""
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


def moved_json(row: MovedRow) -> MovedJson:
    """One ticket of a move."""
    return {
        "ticket_number": row.number,
        "subject": row.subject,
        "status": row.status,
        "reason": row.reason,
        "at": moment_json(row.at),
    }
