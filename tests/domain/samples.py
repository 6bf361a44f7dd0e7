"""Graphs to test with: the seed's example and picture, the demo organisation's workflows."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from tts.domain.graph import Graph, Step, Transition
from tts.domain.soundness import Circumstances, Details, RoleFacts

ADMIN, AGENT, TECHNICIAN, MANAGER, COORDINATOR, ANALYST, FINANCE, ASSET, BUDGET = range(1, 10)

ROLE_NAMES = {
    ADMIN: "Admin",
    AGENT: "Agent",
    TECHNICIAN: "Technician",
    MANAGER: "Manager",
    COORDINATOR: "Ticket Coordinator",
    ANALYST: "Analyst",
    FINANCE: "Finance Admin",
    ASSET: "Asset Manager",
    BUDGET: "Budget Manager",
}

ROLES = {
    role_id: RoleFacts(name, True, frozenset(range(role_id * 10, role_id * 10 + 3)))
    for role_id, name in ROLE_NAMES.items()
}

SLAS = {
    "urgent": timedelta(hours=4),
    "high": timedelta(hours=8),
    "medium": timedelta(hours=48),
    "low": timedelta(hours=120),
}


def circumstances(**changes: Any) -> Circumstances:
    """Where nothing but the graph can be wrong; `changes` replace single facts."""
    facts: dict[str, Any] = {
        "details": details(),
        "roles": ROLES,
        "configured_systems": frozenset({"ams", "bms"}),
        "moment": "initialize",
    }
    return Circumstances(**{**facts, **changes})


def details(**changes: Any) -> Details:
    """Details with every promise in order; `changes` replace single ones."""
    facts: dict[str, Any] = {
        "name": "IT Support Request",
        "department": "IT",
        "category": "Technology",
        "sub_category": "Support Request",
        "slas": SLAS,
        "end_logic": "notification",
    }
    return Details(**{**facts, **changes})


def seed_payload() -> dict[str, Any]:
    """The graph of the seed's example, as it is posted."""
    return {
        "nodes": [
            {
                "temp_id": "node_1",
                "name": "Triage",
                "role_id": 2,
                "is_start": True,
                "weight": 0.2,
                "design": {"x": 100, "y": 100},
            },
            {
                "temp_id": "node_2",
                "name": "Resolution",
                "role_id": 3,
                "weight": 0.6,
                "design": {"x": 300, "y": 100},
            },
            {
                "temp_id": "node_3",
                "name": "Verification",
                "role_id": 2,
                "is_end": True,
                "weight": 0.2,
                "design": {"x": 500, "y": 100},
            },
        ],
        "edges": [
            {"from_temp_id": "node_1", "to_temp_id": "node_2", "name": "Assign"},
            {"from_temp_id": "node_2", "to_temp_id": "node_3", "name": "Complete"},
        ],
    }


def draw(steps: list[tuple[str, int, str]], ways: list[tuple[int, str, int]], starts: int = 1) -> Graph:
    """A graph of (name, role, weight) and (from, name, to), numbered from 1; the last step is the end."""
    last = len(steps)
    return Graph(
        tuple(
            Step(
                number,
                name,
                role_id=role,
                role_name=ROLE_NAMES[role],
                escalate_to=MANAGER if role != MANAGER else ADMIN,
                weight=Decimal(weight),
                order=number - 1,
                is_start=number == starts,
                is_end=number == last,
                design={"x": 240 * number, "y": 100},
            )
            for number, (name, role, weight) in enumerate(steps, 1)
        ),
        tuple(
            Transition(number, source, target, name) for number, (source, name, target) in enumerate(ways, 1)
        ),
    )


def it_support() -> Graph:
    """IT Support Request, with the way back the pictures show."""
    return draw(
        [
            ("Triage", AGENT, "0.2"),
            ("Diagnose", TECHNICIAN, "0.3"),
            ("Resolve", TECHNICIAN, "0.3"),
            ("Verify", AGENT, "0.2"),
        ],
        [(1, "Assign", 2), (2, "Cause found", 3), (3, "Fixed", 4), (4, "Not fixed", 3)],
    )


def asset_check_in() -> Graph:
    """Asset Check In."""
    return draw(
        [("Receive", AGENT, "0.2"), ("Inspect", TECHNICIAN, "0.5"), ("Update Inventory", AGENT, "0.3")],
        [(1, "Received", 2), (2, "In order", 3)],
    )


def asset_check_out() -> Graph:
    """Asset Check Out."""
    return draw(
        [("Verify Request", AGENT, "0.3"), ("Prepare", TECHNICIAN, "0.4"), ("Deliver", AGENT, "0.3")],
        [(1, "Approve", 2), (2, "Ready", 3)],
    )


def new_budget_proposal() -> Graph:
    """New Budget Proposal; Reject leads back."""
    return draw(
        [
            ("Review", ANALYST, "0.3"),
            ("Manager Approval", MANAGER, "0.4"),
            ("Finance Approval", FINANCE, "0.3"),
        ],
        [(1, "Forward", 2), (2, "Approve", 3), (2, "Reject", 1), (3, "Reject", 1)],
    )


def access_request() -> Graph:
    """Access Request: one step, start and end at once."""
    return draw([("Process Access Request", TECHNICIAN, "1.0")], [])


def software_installation() -> Graph:
    """Software Installation: one step, start and end at once."""
    return draw([("Process Installation", TECHNICIAN, "1.0")], [])


def healthy() -> dict[str, Graph]:
    """The demo organisation's workflows that initialize."""
    return {
        "IT Support Request": it_support(),
        "Asset Check In": asset_check_in(),
        "Asset Check Out": asset_check_out(),
        "New Budget Proposal": new_budget_proposal(),
        "Access Request": access_request(),
        "Software Installation": software_installation(),
    }


def broken() -> Graph:
    """The validator's: a start with no way out, an orphan, an unreachable end."""
    return draw(
        [
            ("Start", AGENT, "0.4"),
            ("Orphan", TECHNICIAN, "0.3"),
            ("Before", AGENT, "0.1"),
            ("End", AGENT, "0.2"),
        ],
        [(3, "Go", 4)],
    )


def seed_picture() -> Graph:
    """The seed's own picture: Manager Review has no way on."""
    graph = draw(
        [("Triage", AGENT, "0.2"), ("Manager Review", MANAGER, "0.1"), ("Resolve", TECHNICIAN, "0.7")],
        [(1, "Assign", 3), (1, "Escalate", 2)],
    )
    return graph
