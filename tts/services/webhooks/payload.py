"""What a message of a webhook says (Standard Webhooks): type, timestamp, data."""

from __future__ import annotations

from datetime import UTC, datetime

from tts.domain.events import Stream
from tts.models import Event
from tts.queries.webhook_subjects import Subject


def payload_of(event: Event, subject: Subject, public_url: str | None) -> dict[str, object]:
    """The event as an admin reads it, with its ticket or workflow as that stands when this is written."""
    data: dict[str, object] = {
        "event_id": event.id,
        "actor": {"id": event.actor_id, "name": event.actor_name},
        "was": event.was,
        "became": event.became,
        "reason": event.reason,
        "facts": event.facts,
    }
    if event.stream == Stream.TICKET:
        data["ticket"] = {
            "number": subject.number,
            "subject": subject.name,
            "status": subject.status,
            "priority": subject.priority,
            "department": subject.department,
            "category": subject.category,
            "sub_category": subject.sub_category,
            "url": f"{public_url}/tickets/{subject.number}" if public_url else None,
        }
    data["workflow"] = (
        {"id": subject.workflow_id, "name": subject.workflow_name} if subject.workflow_id else None
    )
    return {"type": event.kind, "timestamp": moment(event.at), "data": data}


def moment(at: datetime) -> str:
    """A moment in UTC as JSON has it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
