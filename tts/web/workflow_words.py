"""What the pages say of a workflow: where it stands, what to look at, what its end sets going."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from tts.domain.words import WorkflowStatus
from tts.queries.workflow_overlook import ListedWorkflow
from tts.web.words import say_count, say_moment

END_LOGICS = [
    ("", "Nothing more: the ticket is resolved"),
    ("notification", "Tell requester and coordinator"),
    ("asset", "Hand over to asset management (AMS)"),
    ("budget", "Hand over to budget management (BMS)"),
]
ENDINGS = {
    "": "ends without telling another system",
    "notification": "ends with a notice to requester and coordinator",
    "asset": "ends by handing over to asset management (AMS)",
    "budget": "ends by handing over to budget management (BMS)",
}
ASSIGNMENTS = [
    ("turn", "In turn, who has waited longest"),
    ("least_loaded", "To who has the least"),
    ("queue", "Left in the role's queue to be claimed"),
]


@dataclass(frozen=True, slots=True)
class Look:
    """What is worth a look at a workflow in a list; `icon` is a sign or None."""

    words: str
    icon: str | None = None


def look_at(listed: ListedWorkflow, now: datetime, zone: tzinfo) -> list[Look]:
    """What one would want to know before opening it: errors first, then what waits, then warnings."""
    row, errors = listed.row, listed.count("error")
    looks = []
    if row.revision_status is not None:
        looks.append(_look_at_revision(row.revision_status, errors))
    elif row.status == WorkflowStatus.ARCHIVED:
        return []
    elif errors:
        looks.append(Look(say_count(errors, "error"), "late"))
    elif row.status == WorkflowStatus.DRAFT:
        looks.append(Look("Ready to deploy"))
    elif row.status == WorkflowStatus.DEPLOYED:
        looks.append(Look("Ready to initialize"))
    if row.status == WorkflowStatus.PAUSED:
        looks.append(Look(f"Takes no tickets since {say_moment(listed.status_at, now, zone)}"))
    return looks + _look_at_warnings(listed)


def _look_at_revision(stage: str, errors: int) -> Look:
    if errors:
        return Look(f"Revision in {stage}, {say_count(errors, 'error')}", "late")
    ready = "ready to initialize" if stage == WorkflowStatus.DEPLOYED else "ready to deploy"
    return Look(f"Revision {ready}")


def _look_at_warnings(listed: ListedWorkflow) -> list[Look]:
    warnings = [problem for problem in listed.problems if problem.severity == "warning"]
    if not warnings:
        return []
    if len(warnings) == 1:
        return [Look(f"1 warning: {warnings[0].sentence}")]
    return [Look(say_count(len(warnings), "warning"))]


def say_place(department: str, category: str, sub_category: str) -> str:
    """The tickets a workflow takes: "IT / Technology / Support Request"; blank parts are left out."""
    return " / ".join(part for part in (department, category, sub_category) if part) or "no department yet"
