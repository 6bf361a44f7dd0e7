"""Where the random day is spent: more people than the cast has, and two workflows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast, gather_cast, join, user_called
from tts.services.workflows import create_workflow, initialize_workflow

STABLE_ROLE = "Agent"
"""Nobody leaves this role or takes leave, so shares in it can be compared."""

MOVING = ("Tom", "Tina", "Ted", "Tess")
"""These take leave, lose their role and come back."""

NEWCOMERS = {"Dan": "Agent", "Eve": "Agent", "Ted": "Technician", "Tess": "Technician"}

SUPPORT: dict[str, Any] = {
    "workflow": {
        "name": "IT Support Request",
        "department": "IT",
        "category": "Technology",
        "sub_category": "Support Request",
        "low_sla": "120:00:00",
        "medium_sla": "48:00:00",
        "high_sla": "08:00:00",
        "urgent_sla": "04:00:00",
        "end_logic": "notification",
    },
    "places": [
        ("Triage", "Agent", "0.2", "Manager", {"is_start": True}),
        ("Resolve", "Technician", "0.5", "Manager", {}),
        ("Wait for parts", "Technician", "0", None, {"pauses_clock": True}),
        ("Verify", "Agent", "0.3", "Manager", {"is_end": True}),
    ],
    "moves": [
        ("Triage", "Assign", "Resolve"),
        ("Resolve", "Done", "Verify"),
        ("Resolve", "Order parts", "Wait for parts"),
        ("Resolve", "Not ours", "Triage"),
        ("Wait for parts", "Parts came", "Resolve"),
        ("Verify", "Not solved", "Resolve"),
    ],
}
INSTALL: dict[str, Any] = {
    "workflow": {"name": "Installation", "department": "IT", "category": "Others", "medium_sla": "24:00:00"},
    "places": [
        ("Choose", "Technician", "0.5", "Manager", {"is_start": True, "assignment": "least_loaded"}),
        ("Install", "Technician", "0.5", None, {"is_end": True, "assignment": "queue"}),
    ],
    "moves": [("Choose", "Chosen", "Install"), ("Install", "Choose anew", "Choose")],
}


def found_town(
    session: scoped_session[Session], plans: Iterable[dict[str, Any]] = (SUPPORT, INSTALL)
) -> tuple[Cast, list[int]]:
    """Store people and workflows, committed; the workflows' ids, all initialized."""
    cast = gather_cast(session)
    for name, role in NEWCOMERS.items():
        user = user_called(name)
        session.add(user)
        session.flush()
        cast.user_ids[name] = user.id
        join(session, user.id, cast.role(role))
    session.commit()
    ids = []
    for plan in plans:
        saved = create_workflow(session, body_of(plan, cast), actor=cast.ada, now=MORNING)
        initialize_workflow(session, saved.workflow_id, actor=cast.ada, now=MORNING)
        ids.append(saved.workflow_id)
    return cast, ids


def body_of(plan: dict[str, Any], cast: Cast) -> dict[str, Any]:
    """The plan as the API's body."""
    nodes = [
        {
            "temp_id": name,
            "name": name,
            "role_id": cast.role(role),
            "escalate_to": cast.role(escalate_to) if escalate_to else None,
            "weight": float(weight),
            "design": {"x": place * 200, "y": 100},
            **more,
        }
        for place, (name, role, weight, escalate_to, more) in enumerate(plan["places"])
    ]
    edges = [{"from_temp_id": a, "to_temp_id": b, "name": name} for a, name, b in plan["moves"]]
    return {"workflow": plan["workflow"], "graph": {"nodes": nodes, "edges": edges}}
