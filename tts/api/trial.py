"""Playing a ticket through a draft: who would get it, what is due when, what would be sent; nothing is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar

from pydantic import Field
from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import As, any_case, stored_id, text, word_of
from tts.api.door import calling, door
from tts.api.people_bodies import moment_or_null, utc
from tts.api.shapes import Moment, moment_json, moment_of
from tts.api.workflow_shapes import configured_systems
from tts.api.workflows import GROUP, WORKFLOW
from tts.clock import current_time
from tts.domain.clocks import due_times
from tts.domain.errors import Invalid, NotFound, Refused
from tts.domain.scopes import Scope
from tts.domain.telling import Told, tell_event
from tts.domain.trial import Act, Happened, Move, Played, Run, heard_of, offers_of, play
from tts.domain.trial.hearing import Heard
from tts.domain.trial.moves import EARLIEST, LATEST, LONGEST_WAIT, MOST_MOVES, NOTE_LIMIT, until
from tts.domain.values import NotThat
from tts.domain.words import Priority
from tts.extensions import db
from tts.queries.trial import Asked, draft_of, reachable_draft, setting_of

ACTS = {
    "choose": Act.CHOOSE,
    "claim": Act.CLAIM,
    "hold": Act.HOLD,
    "resume": Act.RESUME,
    "escalate": Act.ESCALATE,
    "return": Act.RETURN,
    "priority": Act.PRIORITY,
    "next": Act.NEXT_MARK,
    "wait": Act.WAIT,
    "until": Act.UNTIL,
}
HOUR = 60
Given = TypeVar("Given")


def _minutes() -> As:
    def read(value: object) -> int:
        if value is None:
            return HOUR
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LONGEST_WAIT:
            raise NotThat("must be a whole number of minutes, a year at most")
        return value

    return As(read, {"type": ["integer", "null"], "minimum": 1, "maximum": LONGEST_WAIT, "default": HOUR})


class MoveSent(Sent):
    """One move. `choose` takes `transition_id` (null: Complete) and a note, `claim` takes `user_id`, `wait`
    takes `minutes`, `until` a moment `at`, `priority` the new one; `next` goes to what is due next. What the
    others need is a `note`.
    """

    act: Annotated[str, word_of(ACTS)]
    transition_id: Annotated[int | None, stored_id(nullable=True)] = None
    user_id: Annotated[int | None, stored_id(nullable=True)] = None
    minutes: Annotated[int, _minutes()] = HOUR
    at: Annotated[datetime | None, moment_or_null()] = None
    priority: Annotated[str, any_case(Priority, nullable=True)] = ""
    note: Annotated[str, text(NOTE_LIMIT)] = ""

    def as_move(self) -> Move:
        """The same as the trial plays it.

        Invalid without the priority or moment that it needs, Refused for a moment at the end of time.
        """
        act = ACTS[self.act]
        if act is Act.UNTIL:
            return until(_within_reach(_needed(self.at, "at", "the moment the clock goes on to")))
        if act is Act.PRIORITY:
            return Move(act, None, self.note, _needed(self.priority, "priority", "the new priority"))
        number = {Act.CHOOSE: self.transition_id, Act.CLAIM: self.user_id, Act.WAIT: self.minutes}.get(act)
        return Move(act, number, self.note)


class TrialSent(Sent):
    """How the ticket begins, and the moves one after another; `begins_at` null is now."""

    priority: Annotated[str, any_case(Priority, nullable=True)] = ""
    begins_at: Annotated[datetime | None, moment_or_null()] = None
    requester_id: Annotated[int | None, stored_id(nullable=True)] = None
    moves: list[MoveSent] = Field(default_factory=list, max_length=MOST_MOVES)


class HeardJson(TypedDict):
    """What would be sent to these people, or to another system; `remark` says why that would not be."""

    kind: str | None
    text: str
    to: list[str]
    system: str | None
    remark: str | None


class HappenedJson(TypedDict):
    """One event as the record would keep it."""

    at: Moment
    kind: str
    actor: str
    sentence: str
    reason: str | None
    would_send: list[HeardJson]


class ChoiceJson(TypedDict):
    """A choice of the present step; `transition_id` null is Complete."""

    transition_id: int | None
    name: str
    to_step: str | None
    note_required: bool


class TrialJson(TypedDict):
    """Where the moves led. `done` of them were made; `refusal` says why the next one was not, null: all were.

    `why` says why the holder has it. Due times are null while the clocks stand, and without a promise.
    """

    done: int
    refusal: str | None
    is_over: bool
    now: Moment
    ticket_status: str
    priority: str
    step_id: int
    step: str
    visit: int
    holder_id: int | None
    holder: str | None
    role: str | None
    why: str | None
    is_escalated: bool
    coordinator: str | None
    due_at: Moment | None
    step_due_at: Moment | None
    next_at: Moment | None
    choices: list[ChoiceJson]
    log: list[HappenedJson]


@door(
    "POST",
    WORKFLOW + "trial/",
    GROUP,
    takes=TrialSent,
    gives={200: TrialJson},
    scope=Scope.READ,
    refuses=[409],
)
def try_workflow(workflow_id: int, sent: TrialSent) -> Answer:
    """Play a ticket through the working graph, for those who may design it. Nothing is written or sent.

    The answer is the same for the same moves, as long as the graph and the people's turns are.
    """
    workflow = reachable_draft(db.session, calling(), workflow_id)
    begins_at = _within_reach(sent.begins_at) if sent.begins_at else current_time()
    asked = Asked(begins_at, sent.priority or Priority.MEDIUM.value, sent.requester_id or 0)
    try:
        draft = draft_of(db.session, workflow, begins_at)
        setting = setting_of(db.session, draft, asked, configured=configured_systems())
    except Invalid as refused:
        raise NotFound(refused.sentence) from None
    return Answer(trial_json(play(setting, [move.as_move() for move in sent.moves])))


def trial_json(played: Played) -> TrialJson:
    """A played trial in the shape of the API."""
    run, offers = played.run, offers_of(played.run)
    item, due = run.item, due_times(run.clock)
    return {
        "done": played.done,
        "refusal": str(played.refusal) if played.refusal else None,
        "is_over": played.is_over,
        "now": moment_of(run.now),
        "ticket_status": run.status.value,
        "priority": run.priority,
        "step_id": run.step_number,
        "step": run.step.name,
        "visit": run.visit,
        "holder_id": item.holder_id if item else None,
        "holder": run.holder_name,
        "role": item.role_name if item else None,
        "why": item.why if item else None,
        "is_escalated": run.raised is not None,
        "coordinator": run.staff.name_of(run.coordinator_id),
        "due_at": moment_json(due.ticket),
        "step_due_at": moment_json(due.step),
        "next_at": moment_json(offers.next_at),
        "choices": [
            {
                "transition_id": int(choice.transition.transition_id) if choice.transition else None,
                "name": choice.name,
                "to_step": choice.step.name if choice.step else None,
                "note_required": bool(choice.transition and choice.transition.note_required),
            }
            for choice in offers.choices
        ],
        "log": [_happened_json(run, one) for one in run.log],
    }


def _happened_json(run: Run, one: Happened) -> HappenedJson:
    happening = one.happening
    told = Told(happening.kind, one.actor.name, happening.was, happening.became, happening.facts)
    return {
        "at": moment_of(one.at),
        "kind": happening.kind,
        "actor": one.actor.name,
        "sentence": tell_event(told),
        "reason": happening.reason,
        "would_send": [_heard_json(run, heard) for heard in heard_of(one)],
    }


def _heard_json(run: Run, heard: Heard) -> HeardJson:
    return {
        "kind": heard.kind.value if heard.kind else None,
        "text": heard.text,
        "to": [run.name_of(user_id) for user_id in heard.user_ids],
        "system": heard.system or None,
        "remark": heard.remark,
    }


def _needed(given: Given | None, field: str, what: str) -> Given:
    """What a move cannot do without."""
    if not given:
        sentence = f"This move needs “{field}”: {what}."
        raise Invalid(sentence, {field: sentence})
    return given


def _within_reach(moment: datetime) -> datetime:
    """The moment in UTC; Refused where no clock of a trial goes."""
    try:
        found = utc(moment)
    except NotThat:
        found = datetime.max.replace(tzinfo=UTC)
    if not EARLIEST <= found <= LATEST - timedelta(days=1):
        raise Refused("A trial stays between the years 2000 and 2099: choose another moment.")
    return found
