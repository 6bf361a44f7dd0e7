"""What a check knows beside the graph: the workflow's details, roles and their people, what is configured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from tts.domain.graph import PRIORITIES
from tts.domain.sla import format_duration

MOMENTS = ("draft", "deploy", "initialize")


@dataclass(frozen=True, slots=True)
class Details:
    """A workflow's details; `slas` maps priorities to promised times, None or absent where there is none."""

    name: str = ""
    department: str = ""
    category: str = ""
    sub_category: str = ""
    slas: Mapping[str, timedelta | None] = field(default_factory=dict)
    end_logic: str = ""


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role as a check sees it; `members` are the ids of its active people."""

    name: str
    is_active: bool = True
    members: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything a verdict depends on beside the graph.

    `configured_systems` holds "ams" and "bms" where those systems are configured (ending.SYSTEM_OF);
    `taken_by` is the name of another initialized workflow of the same department, category and
    sub-category; `moment` is one of MOMENTS.
    """

    details: Details = field(default_factory=Details)
    roles: Mapping[int, RoleFacts] = field(default_factory=dict)
    configured_systems: frozenset[str] = frozenset()
    taken_by: str | None = None
    moment: str = "draft"


def details_json(details: Details) -> dict[str, str | None]:
    """The details in the API's names, durations as "HH:MM:SS"; what fixes for details are patches of."""
    promised = {priority: details.slas.get(priority) for priority in PRIORITIES}
    return {
        "name": details.name,
        "department": details.department,
        "category": details.category,
        "sub_category": details.sub_category,
        **{f"{name}_sla": None if sla is None else format_duration(sla) for name, sla in promised.items()},
        "end_logic": details.end_logic,
    }
