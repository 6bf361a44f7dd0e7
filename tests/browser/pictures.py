"""Workflows whose steps stand where a story needs them, and where they stand on the drawing and in rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playwright.sync_api import Locator
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.seed_example import example
from tests.workflow_acts import steps_of
from tts.domain.permissions import Actor
from tts.queries.workflow_graphs import working_graph
from tts.services import workflows as act

Place = tuple[int, int]
Way = tuple[str, str, str]
Db = scoped_session[Session]

STEP_WIDTH = 184


def pictured(session: Db, admin: Actor, places: Mapping[str, Place], ways: Sequence[Way] = ()) -> int:
    """A draft of steps at these places, and of ways: from which step, by what name, to which step."""
    nodes = [
        {
            "temp_id": name,
            "name": name,
            "role_id": 2,
            "weight": 0,
            "order": at,
            "is_start": at == 0,
            "design": {"x": x, "y": y},
        }
        for at, (name, (x, y)) in enumerate(places.items())
    ]
    edges = [{"from_temp_id": a, "name": name, "to_temp_id": b} for a, name, b in ways]
    body = {**example(), "graph": {"nodes": nodes, "edges": edges}}
    return act.create_workflow(session, body, actor=admin, now=MORNING).workflow_id


def place_of(step: Locator) -> Place:
    """Where a step stands on the drawing, wherever one looks at it from."""
    x, y = step.evaluate("""node => {
        const { e, f } = new DOMMatrix(getComputedStyle(node).transform);
        return [e, f];
    }""")
    return x, y


def places_in(session: Db, workflow_id: int) -> dict[str, Place]:
    """Where the steps stand as they are stored."""
    return {step.name: (step.design["x"], step.design["y"]) for step in steps_of(session, workflow_id)}


def ways_in(session: Db, workflow_id: int) -> list[Way]:
    """The transitions as they are stored."""
    names = {step.id: step.name for step in steps_of(session, workflow_id)}
    found = working_graph(session, workflow_id).transitions
    return sorted((names[each.from_step_id], each.name, names[each.to_step_id]) for each in found)
