"""A large sound workflow, drawn in rows that turn at their ends, as the designer's bench opens it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from tests.cast import Cast

ACROSS, DOWN = 280, 160


def large_workflow(cast: Cast, steps: int, transitions: int, name: str) -> dict[str, Any]:
    """The API's body of a workflow of so many steps and transitions (fewer than three a step)."""
    across = max(4, round((steps * DOWN / ACROSS) ** 0.5))
    share = int(10_000 / steps) / 10_000
    nodes = [
        {
            "temp_id": f"n{number}",
            "name": f"Step {number}",
            "role_id": cast.role("Agent" if number % 2 else "Technician"),
            "escalate_to": cast.role("Manager"),
            "weight": share if number < steps - 1 else round(1 - share * (steps - 1), 4),
            "is_start": number == 0,
            "is_end": number == steps - 1,
            "order": number,
            "design": place(number, across),
        }
        for number in range(steps)
    ]
    ways = [("On", number, number + 1) for number in range(steps - 1)]
    aside = [("Skip", n, n + 2) if n % 2 else ("Back", n, n - 1) for n in range(4, steps - 2)]
    far = [("Far", number, number + 3) for number in range(steps - 3)]
    edges = [
        {"name": said, "from_temp_id": f"n{a}", "to_temp_id": f"n{b}"}
        for said, a, b in islice([*ways, *aside, *far], transitions)
    ]
    details = {"name": name, "department": "Bench", "category": name, "medium_sla": "9000:00:00"}
    return {"workflow": details, "graph": {"nodes": nodes, "edges": edges}}


def place(number: int, across: int) -> dict[str, int]:
    """Where a step stands: every other row runs back, so that the next step is always near."""
    row, column = divmod(number, across)
    return {"x": (column if row % 2 == 0 else across - 1 - column) * ACROSS, "y": row * DOWN}
