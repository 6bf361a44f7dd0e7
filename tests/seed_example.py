"""The seed's own example of a workflow, as it posts, and its own picture, which has a dead end."""

from __future__ import annotations

import copy
from typing import Any

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
