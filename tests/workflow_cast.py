"""Roles, people and graphs for the tests of workflows: the seed's own example, and its picture."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.permissions import Actor, Permission
from tts.models import Membership, Role, User

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ROLES = ("Admin", "Agent", "Technician", "Manager", "Ticket Coordinator", "Analyst")

SEED_EXAMPLE: dict[str, Any] = {
    "workflow": {
        "name": "IT Support Request",
        "description": "Standard IT support workflow",
        "category": "Technology",
        "sub_category": "Support Request",
        "department": "IT",
        "low_sla": "72:00:00",
        "medium_sla": "48:00:00",
        "high_sla": "24:00:00",
        "urgent_sla": "04:00:00",
        "end_logic": "notification",
    },
    "graph": {
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
    },
}

SEED_PICTURE: dict[str, Any] = {
    "nodes": [
        {"temp_id": "a", "name": "Start", "role_id": 2, "is_start": True, "weight": 0.1},
        {"temp_id": "b", "name": "Triage", "role_id": 2, "weight": 0.3},
        {"temp_id": "c", "name": "Resolve", "role_id": 3, "weight": 0.5, "is_end": True},
        {"temp_id": "d", "name": "Manager Review", "role_id": 4, "weight": 0.1},
    ],
    "edges": [
        {"from_temp_id": "a", "to_temp_id": "b", "name": "Begin"},
        {"from_temp_id": "b", "to_temp_id": "c", "name": "Resolve"},
        {"from_temp_id": "b", "to_temp_id": "d", "name": "Escalate"},
    ],
}


def example(**details: Any) -> dict[str, Any]:
    """The seed's example, with other details where named."""
    body = copy.deepcopy(SEED_EXAMPLE)
    body["workflow"].update(details)
    return body


def people_of(session: scoped_session[Session]) -> dict[str, Actor]:
    """One person for each role, committed; and `requester`, who has none. Role ids begin at 1, in order."""
    actors = {}
    for number, name in enumerate((*ROLES, None), 1):
        key = (name or "requester").casefold()
        user = User(
            email=f"{key}@demo.example",
            email_key=f"{key}@demo.example",
            name=(name or "Requester"),
            created_at=NOW,
        )
        session.add(user)
        roles: frozenset[int] = frozenset()
        if name:
            flags = {"is_admin": name == "Admin", "can_coordinate": name == "Ticket Coordinator"}
            role = Role(name=name, name_key=name.casefold(), **flags)
            session.add(role)
            session.flush()
            session.add(Membership(role_id=role.id, user_id=user.id, joined_at=NOW))
            assert role.id == number
            roles = frozenset({role.id})
        session.flush()
        may = frozenset({Permission.ADMINISTER}) if name == "Admin" else frozenset()
        actors[key] = Actor(user.id, user.name, roles, may, user.email)
    session.commit()
    return actors


def count_of(session: scoped_session[Session], table: type[Any]) -> int:
    """How many rows a table has."""
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
