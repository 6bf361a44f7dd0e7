"""How a ticket stood before it was moved, kept as JSON with its move, and read again to bring it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tts.domain.clocks import Clock
from tts.domain.working_time import pauses_json, read_pauses
from tts.queries.versions import RunningVersion
from tts.services.tasks.standing import Standing


def keep_before(standing: Standing) -> dict[str, Any]:
    """Version, step, holder and clocks of the open visit; the role an open escalation is from."""
    task, item, raised, clock = standing.task, standing.item, standing.escalation, standing.clock
    return {
        "version_id": task.workflow_version_id,
        "promise_version_id": task.promise_version_id,
        "step_id": task.step_id,
        "step_name": task.step_name,
        "role_id": item.role_id,
        "role_name": standing.role_name,
        "escalation_role_id": item.escalation_role_id,
        "holder_id": item.holder_id,
        "origin": item.origin,
        "budget": None if clock.budget is None else clock.budget // timedelta(seconds=1),
        "is_grace": clock.is_grace,
        "spent": dict(clock.spent),
        "pauses": pauses_json(clock.pauses),
        "paused_at": clock.paused_at.astimezone(UTC).isoformat() if clock.paused_at else None,
        "pause_reason": clock.pause_reason,
        "raised_from_role_id": raised.from_role_id if raised else None,
    }


def clock_before(
    now_running: Clock, before: Mapping[str, Any], version: RunningVersion, priority: str
) -> Clock:
    """The clocks as they stood; `version` is the one they counted by."""
    budget, paused_at = before["budget"], before["paused_at"]
    return replace(
        now_running,
        sla=version.promise(priority).sla,
        calendar=version.calendar,
        budget=None if budget is None else timedelta(seconds=budget),
        is_grace=before["is_grace"],
        spent=before["spent"],
        pauses=read_pauses(before["pauses"]),
        paused_at=datetime.fromisoformat(paused_at) if paused_at else None,
        pause_reason=before["pause_reason"],
    )
