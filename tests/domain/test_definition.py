"""What a version keeps, and when two are the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tts.domain.definition import Details, build_definition, content_hash, read_definition
from tts.domain.graph import Graph, Step, Transition

DAY = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
HOURS = {"low": 72, "medium": 48, "high": 24}
DETAILS = Details(
    "IT Support",
    department="IT",
    category="Technology",
    slas={name: timedelta(hours=hours) for name, hours in HOURS.items()} | {"urgent": None},
    end_logic="asset",
    description="For all.",
)
GRAPH = Graph(
    (
        Step(1, "Triage", role_id=2, role_name="Agent", weight=Decimal("0.2"), is_start=True),
        Step(2, "Resolve", role_id=3, role_name="Technician", weight=Decimal("0.8"), order=1, is_end=True),
    ),
    (Transition(7, 1, 2, "Assign"),),
)


def test_a_definition_has_the_seeds_shape_and_reads_back() -> None:
    definition = build_definition(DETAILS, GRAPH, created_at=DAY, created_by=1)
    assert definition["metadata"] == {"created_at": "2026-11-02T09:30:00Z", "created_by": 1}
    assert list(definition["nodes"][0])[:8] == [
        "step_id",
        "name",
        "role_id",
        "role_name",
        "weight",
        "is_start",
        "is_end",
        "escalate_to",
    ]
    assert definition["edges"][0]["from_step_id"] == 1
    assert definition["workflow"]["low_sla"] == "72:00:00"
    assert definition["workflow"]["urgent_sla"] is None
    kept = read_definition(definition)
    assert (kept.graph, kept.details) == (GRAPH, DETAILS)


def test_who_and_when_and_a_roles_name_make_no_difference_but_content_does() -> None:
    first = build_definition(DETAILS, GRAPH, created_at=DAY, created_by=1)
    later = build_definition(DETAILS, GRAPH, created_at=DAY + timedelta(days=1), created_by=2)
    renamed = build_definition(DETAILS, GRAPH, created_at=DAY, created_by=1)
    renamed["nodes"][0]["role_name"] = "Agents"
    other = build_definition(DETAILS, Graph(GRAPH.steps), created_at=DAY, created_by=1)
    assert content_hash(first) == content_hash(later) == content_hash(renamed)
    assert content_hash(first) != content_hash(other)
