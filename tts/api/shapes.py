"""Values as JSON, and the types of answers that several doors share: the document is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Generic, TypeVar

from pydantic import Field
from typing_extensions import TypedDict

from tts.domain.sla import format_duration
from tts.domain.words import (
    ItemStatus,
    Origin,
    Priority,
    TaskStatus,
    TicketStatus,
    WorkflowStatus,
)

Row = TypeVar("Row")

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Duration = Annotated[str, Field(json_schema_extra={"pattern": "^-?[0-9]+:[0-5][0-9]:[0-5][0-9]$"})]
PriorityWord = Annotated[str, Field(json_schema_extra={"enum": list(Priority)})]
TicketWord = Annotated[str, Field(json_schema_extra={"enum": list(TicketStatus)})]
TaskWord = Annotated[str, Field(json_schema_extra={"enum": list(TaskStatus)})]
ItemWord = Annotated[str, Field(json_schema_extra={"enum": list(ItemStatus)})]
OriginWord = Annotated[str, Field(json_schema_extra={"enum": list(Origin)})]
WorkflowWord = Annotated[str, Field(json_schema_extra={"enum": list(WorkflowStatus)})]


class PersonJson(TypedDict):
    """Somebody by id and name."""

    user_id: int
    name: str


class StepName(TypedDict):
    """A step by id and name."""

    step_id: int
    name: str


class Listed(TypedDict, Generic[Row]):
    """One page of a list: by number, or by cursor, which stays quick and steady however far down."""

    count: int
    next: str | None
    previous: str | None
    next_cursor: str | None
    results: list[Row]


def moment_of(at: datetime) -> str:
    """An aware moment as the API writes it: "2026-11-02T09:00:00Z"."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment_json(at: datetime | None) -> str | None:
    """The same; None stays null."""
    return None if at is None else moment_of(at)


def duration_json(duration: timedelta | None) -> str | None:
    """A duration as HH:MM:SS; None stays null."""
    return None if duration is None else format_duration(duration)


def as_json(value: object) -> Any:
    """A fact of a refusal or of an event as a JSON value."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return moment_json(value)
        case timedelta():
            return format_duration(value)
        case Mapping():
            return {str(key): as_json(inner) for key, inner in value.items()}
        case Sequence() | Set():
            return [as_json(inner) for inner in value]
        case _:
            return str(value)
