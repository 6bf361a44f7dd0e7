"""Small workflows for the tests, initialized: drawn as steps and arrows, kept as a version."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast
from tts.domain.definition import Details, build_definition, content_hash
from tts.domain.graph import Graph, Step, Transition
from tts.domain.words import WorkflowStatus, fold
from tts.domain.working_time import Calendar, calendar_json
from tts.models import Workflow, WorkflowVersion

AnySession = Session | scoped_session[Session]

HOUR = timedelta(hours=1)
SLAS: Mapping[str, timedelta | None] = {
    "low": 120 * HOUR,
    "medium": 48 * HOUR,
    "high": 8 * HOUR,
    "urgent": 4 * HOUR,
}

_numbers = itertools.count(1_000_000)
"""Ids of steps and transitions that no database gives itself: theirs begin at 1, and these have no rows."""


@dataclass(frozen=True)
class Place:
    """A step as a test names it; weight as text, so that it is exact."""

    name: str
    role: str
    weight: str = "0"
    is_start: bool = False
    is_end: bool = False
    escalate_to: str | None = None
    assignment: str = "turn"
    pauses_clock: bool = False


@dataclass(frozen=True)
class Arrow:
    """A transition from step to step, by their names."""

    origin: str
    name: str
    target: str
    note_required: bool = False


@dataclass(frozen=True)
class Plan:
    """A workflow to be stored."""

    places: tuple[Place, ...]
    arrows: tuple[Arrow, ...]
    name: str = "IT Support Request"
    department: str = "IT"
    category: str = "Technology"
    sub_category: str = "Support Request"
    end_logic: str = "notification"
    slas: Mapping[str, timedelta | None] = field(default_factory=lambda: SLAS)
    calendar: Calendar | None = None


@dataclass(frozen=True)
class Stored:
    """A stored workflow, with the ids a test asks for by name."""

    workflow_id: int
    version_id: int
    graph: Graph

    def step(self, name: str) -> int:
        """The id of the step of that name."""
        return next(int(step.step_id) for step in self.graph.steps if step.name == name)

    def choice(self, step: str, name: str) -> int:
        """The id of the transition of that name out of that step."""
        leaving = self.graph.choices(self.step(step))
        return next(int(edge.transition_id) for edge in leaving if edge.name == name)


SUPPORT = Plan(
    places=(
        Place("Triage", "Agent", "0.2", is_start=True, escalate_to="Manager"),
        Place("Resolve", "Technician", "0.6", escalate_to="Manager"),
        Place("Verify", "Agent", "0.2", is_end=True, escalate_to="Manager"),
    ),
    arrows=(
        Arrow("Triage", "Assign", "Resolve"),
        Arrow("Resolve", "Done", "Verify"),
        Arrow("Verify", "Not solved", "Resolve", note_required=True),
    ),
)
"""Triage -> Resolve -> Verify, with a way back; every step escalates to the managers."""

ONE_STEP = Plan(
    places=(Place("Install", "Technician", "1", is_start=True, is_end=True),),
    arrows=(),
    name="Software Installation",
    department="IT Department",
    category="Others",
    sub_category="Software Installation",
    end_logic="",
)
"""Start and end at once, no way to escalate."""


def store_workflow(
    session: AnySession, cast: Cast, plan: Plan = SUPPORT, *, initialized_at: datetime = MORNING
) -> Stored:
    """Store a plan as an initialized workflow with one active version, committed."""
    graph = graph_of(plan, cast)
    details = Details(
        plan.name,
        department=plan.department,
        category=plan.category,
        sub_category=plan.sub_category,
        slas=plan.slas,
        end_logic=plan.end_logic,
        calendar=plan.calendar,
    )
    workflow = Workflow(
        name=plan.name,
        department=plan.department,
        category=plan.category,
        sub_category=plan.sub_category,
        end_logic=plan.end_logic,
        calendar=calendar_json(plan.calendar),
        **{f"{priority}_sla": sla for priority, sla in plan.slas.items()},
        status=WorkflowStatus.INITIALIZED.value,
        match_department=fold(plan.department),
        match_category=fold(plan.category),
        match_sub_category=fold(plan.sub_category),
        created_at=MORNING,
        changed_at=MORNING,
        status_at=MORNING,
        first_initialized_at=initialized_at,
    )
    session.add(workflow)
    session.flush()
    version = store_version(session, workflow.id, details, graph)
    stored = Stored(workflow.id, version.id, graph)
    session.commit()
    return stored


def store_version(
    session: AnySession, workflow_id: int, details: Details, graph: Graph, number: int = 1
) -> WorkflowVersion:
    """An active version, flushed."""
    definition = build_definition(details, graph, created_at=MORNING, created_by=None)
    version = WorkflowVersion(
        workflow_id=workflow_id,
        version=number,
        name=details.name,
        definition=definition,
        content_hash=content_hash(definition),
        is_active=True,
        created_at=MORNING,
    )
    session.add(version)
    session.flush()
    return version


def graph_of(plan: Plan, cast: Cast) -> Graph:
    """The plan with ids: steps and transitions are numbered once in a run of the tests, like in life."""
    ids = {place.name: next(_numbers) for place in plan.places}
    steps = tuple(
        Step(
            step_id=ids[place.name],
            name=place.name,
            role_id=cast.role(place.role),
            role_name=place.role,
            escalate_to=cast.role(place.escalate_to) if place.escalate_to else None,
            weight=Decimal(place.weight),
            order=order,
            is_start=place.is_start,
            is_end=place.is_end,
            assignment=place.assignment,
            pauses_clock=place.pauses_clock,
        )
        for order, place in enumerate(plan.places)
    )
    transitions = tuple(
        Transition(next(_numbers), ids[arrow.origin], ids[arrow.target], arrow.name, arrow.note_required)
        for arrow in plan.arrows
    )
    return Graph(steps, transitions)
