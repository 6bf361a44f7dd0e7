"""Two versions of a workflow compared, and one of them brought back as a draft."""

from __future__ import annotations

import re
from typing import Annotated

from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import As, stored_id
from tts.api.door import calling, door
from tts.api.shapes import Duration
from tts.api.workflow_shapes import StateJson, page_of, state_json
from tts.api.workflows import GROUP, UNSAVED_WORKFLOW, WORKFLOW
from tts.clock import current_time
from tts.domain.comparison import StepTimes, TicketsAtStep, ToldRoutes
from tts.domain.diff import Change
from tts.domain.scopes import Scope
from tts.domain.sla import format_duration
from tts.domain.values import NotThat
from tts.extensions import db
from tts.queries.version_sides import ComparedSides, compare_sides
from tts.services.workflows import bring_back_version

_SIDE = "^(draft|[1-9][0-9]{0,8})?$"


def _side() -> As:
    """A side as an address writes it: the number of a version, or `draft`; nothing leaves it to us."""

    def read(value: object) -> str:
        shown = "" if value is None else str(value)
        if not re.fullmatch(_SIDE, shown):
            raise NotThat("must be the number of a version, or draft")
        return shown

    return As(read, {"type": "string", "pattern": _SIDE, "examples": ["1"]})


class SidesAsked(Sent):
    """What is compared with what: a version's number each, or `draft`; unsaid the latest two."""

    old: Annotated[str, _side()] = ""
    new: Annotated[str, _side()] = ""


class DraftSeen(Sent):
    """The revision of the draft that was looked at: when somebody saved since, nothing is replaced."""

    revision: Annotated[int | None, stored_id(nullable=True)] = None


class ChangeJson(TypedDict):
    """One difference; `element` is step, transition or details, and `id` its id or the detail's name."""

    kind: str
    element: str
    id: int | str
    name: str
    field: str
    sentence: str


class RoutesJson(TypedDict):
    """Routes in names, each as step, choice, step; `more` are not listed."""

    routes: list[list[str]]
    more: int


class PartJson(TypedDict):
    """A step's part of a promise on either side; null for none."""

    old: Duration | None
    new: Duration | None


class TimesJson(TypedDict):
    """A step whose part of a promise differs."""

    step_id: int | str
    name: str
    state: str
    by_priority: dict[str, PartJson]


class EffectJson(TypedDict):
    """What tickets would lose, gain or find changed; the words go on from “they would”."""

    kind: str
    words: str


class TicketsJson(TypedDict):
    """The open tickets on a step of the old side."""

    step_id: int | str
    name: str
    tickets: int
    effects: list[EffectJson]
    sentence: str


class ComparisonJson(TypedDict):
    """All that differs; a side is the number of a version, null for the draft."""

    old: int | None
    new: int | None
    changes: list[ChangeJson]
    moved: list[ChangeJson]
    routes_lost: RoutesJson
    routes_gained: RoutesJson
    times: list[TimesJson]
    tickets: list[TicketsJson]


@door("GET", WORKFLOW + "versions/comparison/", GROUP, asks=SidesAsked, gives={200: ComparisonJson})
def compare_versions(workflow_id: int, asked: SidesAsked) -> Answer:
    """Compare two versions, or one with the draft: what differs, and what open tickets would gain or lose.

    The draft and the tickets are shown to those who may design.
    """
    page = page_of(workflow_id)
    return Answer(comparison_json(compare_sides(db.session, page, asked.old, asked.new)))


@door(
    "POST",
    WORKFLOW + "versions/<int:version>/restore/",
    GROUP,
    takes=DraftSeen,
    gives={200: StateJson},
    scope=Scope.DESIGN,
    refuses=[409],
    seen=UNSAVED_WORKFLOW,
)
def restore_version(workflow_id: int, version: int, sent: DraftSeen) -> Answer:
    """Bring a version back as a draft, with the ids of its steps and transitions.

    The working graph and details of a draft or deployed workflow are replaced, and it is a draft; beside a
    version in use a draft revision is opened. Refused while one is open, or when archived.
    """
    bring_back_version(db.session, workflow_id, version, sent.revision, actor=calling(), now=current_time())
    return Answer(state_json(page_of(workflow_id)))


def comparison_json(sides: ComparedSides) -> ComparisonJson:
    """A comparison in the shape of the API."""
    found = sides.found
    return {
        "old": sides.old.version,
        "new": sides.new.version,
        "changes": [_change_json(change) for change in found.changes],
        "moved": [_change_json(change) for change in found.moved],
        "routes_lost": _routes_json(found.lost),
        "routes_gained": _routes_json(found.gained),
        "times": [_times_json(times) for times in found.times],
        "tickets": [_tickets_json(at) for at in sides.tickets],
    }


def _change_json(change: Change) -> ChangeJson:
    return {
        "kind": change.kind,
        "element": change.element,
        "id": change.id,
        "name": change.name,
        "field": change.field,
        "sentence": change.sentence,
    }


def _routes_json(told: ToldRoutes) -> RoutesJson:
    return {"routes": [list(route) for route in told.routes], "more": told.more}


def _times_json(times: StepTimes) -> TimesJson:
    return {
        "step_id": times.step_id,
        "name": times.name,
        "state": times.state,
        "by_priority": {
            priority: {
                "old": None if was is None else format_duration(was),
                "new": None if now is None else format_duration(now),
            }
            for priority, (was, now) in times.by_priority.items()
        },
    }


def _tickets_json(at: TicketsAtStep) -> TicketsJson:
    return {
        "step_id": at.step_id,
        "name": at.name,
        "tickets": at.tickets,
        "effects": [{"kind": effect.kind, "words": effect.words} for effect in at.effects],
        "sentence": at.sentence,
    }
