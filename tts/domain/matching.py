"""Which workflow takes a ticket, and the reason in words (rules.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tts.domain.words import fold


@dataclass(frozen=True, slots=True)
class Candidate:
    """An initialized workflow as the intake sees it: folded values, since when it was first initialized."""

    workflow_id: int
    name: str
    department: str
    category: str
    sub_category: str
    first_initialized_at: datetime


@dataclass(frozen=True, slots=True)
class Intake:
    """What a ticket is matched by, as it was written."""

    department: str
    category: str
    sub_category: str = ""


def choose_workflow(intake: Intake, candidates: Iterable[Candidate]) -> Candidate | None:
    """Same sub-category first, then a blank one, then any; ties by first initialization, then id."""
    fitting = [candidate for candidate in candidates if _is_fitting(intake, candidate)]
    return min(fitting, key=lambda candidate: _rank(intake, candidate), default=None)


def say_match(intake: Intake, chosen: Candidate, version: int) -> str:
    """The reason shown on the ticket."""
    start = f"matched {chosen.name} v{version}: department"
    if chosen.sub_category == fold(intake.sub_category):
        return f"{start}, category and sub-category equal"
    return f"{start} and category equal, sub-category not used"


def say_unmatched(intake: Intake, *, department_known: bool) -> str:
    """Why no workflow takes the ticket, naming what is missing."""
    if not fold(intake.department) or not fold(intake.category):
        missing = "department" if not fold(intake.department) else "category"
        return f"unmatched: the ticket names no {missing}"
    if not department_known:
        return f"unmatched: no workflow takes tickets of the department “{intake.department}” now"
    return (
        f"unmatched: no workflow takes tickets of the category “{intake.category}”"
        f" in the department “{intake.department}” now"
    )


def _is_fitting(intake: Intake, candidate: Candidate) -> bool:
    return (
        bool(candidate.department)
        and candidate.department == fold(intake.department)
        and candidate.category == fold(intake.category)
    )


def _rank(intake: Intake, candidate: Candidate) -> tuple[int, datetime, int]:
    if candidate.sub_category == fold(intake.sub_category):
        nearness = 0
    else:
        nearness = 2 if candidate.sub_category else 1
    return (nearness, candidate.first_initialized_at, candidate.workflow_id)
