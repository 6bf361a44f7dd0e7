"""What is sent about workflows: details, and graphs, whose rules the domain has (here only their shape)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field, model_validator

from tts.api.contract.reading import Sent
from tts.api.contract.values import As, flag, stored_id, text, word_of, words_in_address
from tts.api.paging import Part
from tts.domain import values
from tts.domain.graph import ASSIGNMENTS
from tts.domain.problems import NAME_LIMIT, STEP_LIMIT, TEXT_LIMIT, TRANSITION_LIMIT
from tts.domain.sla import parse_duration
from tts.domain.values import NotThat
from tts.domain.words import END_LOGICS, WorkflowStatus
from tts.queries.workflows import ORDERS, WorkflowFilter

_WHOLE = {"type": ["integer", "null"], "minimum": -(2**31) + 1, "maximum": 2**31 - 1}
_STORED = {"type": ["integer", "null"], "minimum": 1, "maximum": 2**63 - 1}
_TEMPORARY = {
    "type": ["string", "integer", "null"],
    "minLength": 1,
    "maxLength": 200,
    "minimum": -(2**63) + 1,
    "maximum": 2**63 - 1,
    "pattern": text(200).schema["pattern"],
    "examples": ["node_1"],
}
_WEIGHT = {
    "type": ["number", "string", "null"],
    "minimum": -1000,
    "maximum": 1000,
    "pattern": r"^[+-]?([0-9]{1,3}(\.[0-9]{0,16})?|\.[0-9]{1,16})$",
    "description": "The step's part of the promised time, as a decimal from 0 to 1.",
    "examples": [0.25],
}
_CLOCK = r"([0-9]{1,5} )?[0-9]{1,6}:[0-5][0-9]:[0-5][0-9]"
_N = r"[0-9]{1,9}([.,][0-9]{1,6})?"
_DAYS = f"({_N}[Ww]({_N}[Dd])?|{_N}[Dd])"
_HOURS = f"[Tt]({_N}[Hh]({_N}[Mm])?({_N}[Ss])?|{_N}[Mm]({_N}[Ss])?|{_N}[Ss])"
_ISO = f"[Pp]({_DAYS}({_HOURS})?|{_HOURS})"
_KEPT_TEXT = {"maxLength": values.DESIGN_TEXT, "pattern": "^[^\\u0000]*$"}
_DRAWN = {
    "propertyNames": _KEPT_TEXT,
    "additionalProperties": {"$ref": "#/components/schemas/Drawn"},
}
DRAWN: dict[str, Any] = {
    "description": "Any JSON value, in what is drawn.",
    "type": ["null", "boolean", "number", "string", "array", "object"],
    "minimum": -(2**53),
    "maximum": 2**53,
    "items": {"$ref": "#/components/schemas/Drawn"},
    **_KEPT_TEXT,
    **_DRAWN,
}


def _duration() -> As:
    """HH:MM:SS or ISO 8601; null or "" is no promise."""

    def read(value: object) -> str:
        if value is None or value == "":
            return ""
        if not isinstance(value, str):
            raise NotThat("must be a duration such as 04:00:00 or PT4H")
        try:
            parse_duration(value)
        except ValueError as error:
            if "longer" not in str(error) and "whole number" not in str(error):
                raise NotThat(f"cannot be read: {error}") from None
        return value

    pattern = f"^(-?({_CLOCK}|{_ISO}))?$"
    return As(read, {"type": ["string", "null"], "pattern": pattern, "examples": ["04:00:00"]})


def _drawing() -> As:
    """Whatever a drawing needs, as JSON that every database can keep."""
    return As(values.read_design, _DRAWN | {"type": ["object", "null"], "examples": [{"x": 80, "y": 40}]})


def _value(read: Callable[[object], Any], schema: dict[str, Any]) -> As:
    return As(read, schema)


class Calendar(Sent):
    """When the promised time counts; null is around the clock.

    `week` has the days 0 (Monday) to 6, each a list of windows such as ["09:00", "17:00"]; `special` the
    same by date.
    """

    tz: Annotated[str, Field(examples=["Europe/Berlin"])]
    week: dict[str, Any] = Field(default={}, examples=[{"0": [["09:00", "17:00"]]}])
    holidays: list[Any] | None = Field(default=None, examples=[["2026-12-25"]])
    special: dict[str, Any] | None = Field(default=None, examples=[{"2026-12-31": [["09:00", "12:00"]]}])
    holiday_names: dict[str, Any] | None = Field(default=None, examples=[{"2026-12-25": "Christmas Day"}])


class Details(Sent):
    """Whose tickets a workflow takes, and what it promises for each priority. What is not sent stays."""

    name: Annotated[str, text(NAME_LIMIT, required=True, example="IT Support Request")] = ""
    description: Annotated[str, text(TEXT_LIMIT, many_lines=True)] = ""
    department: Annotated[str, text(NAME_LIMIT, example="IT")] = ""
    category: Annotated[str, text(NAME_LIMIT, example="Technology")] = ""
    sub_category: Annotated[str, text(NAME_LIMIT)] = ""
    low_sla: Annotated[str, _duration()] = ""
    medium_sla: Annotated[str, _duration()] = ""
    high_sla: Annotated[str, _duration()] = ""
    urgent_sla: Annotated[str, _duration()] = ""
    end_logic: Annotated[str, word_of(END_LOGICS, nullable=True)] = ""
    calendar: Calendar | None = None


class NewDetails(Details):
    """The same of a new workflow, which needs a name."""

    name: Annotated[str, text(NAME_LIMIT, required=True, example="IT Support Request")]


def _needs_an_id(schema: dict[str, Any]) -> None:
    schema["anyOf"] = [
        {"required": ["step_id"], "properties": {"step_id": {"type": "integer"}}},
        {"required": ["temp_id"], "properties": {"temp_id": {"type": ["string", "integer"]}}},
    ]


class Node(Sent, json_schema_extra=_needs_an_id):
    """A step: a stored one by `step_id`, a new one by a `temp_id` of your own."""

    step_id: Annotated[int | None, _value(values.read_stored_id, _STORED)] = None
    temp_id: Annotated[str | None, _value(values.read_temporary_id, _TEMPORARY)] = None
    name: Annotated[str, text(NAME_LIMIT, example="Triage")] = ""
    description: Annotated[str, text(TEXT_LIMIT, many_lines=True)] = ""
    instruction: Annotated[str, text(TEXT_LIMIT, many_lines=True, example="Ask for the model.")] = ""
    role_id: Annotated[int | None, _value(values.read_whole, _WHOLE)] = None
    escalate_to: Annotated[int | None, _value(values.read_whole, _WHOLE)] = None
    weight: Annotated[Any, _value(values.read_weight, _WEIGHT)] = 0
    order: Annotated[int | None, _value(values.read_whole, _WHOLE)] = None
    is_start: Annotated[bool, flag()] = False
    is_end: Annotated[bool, flag()] = False
    assignment: Annotated[str, word_of(ASSIGNMENTS, nullable=True)] = ""
    pauses_clock: Annotated[bool, flag()] = False
    design: Annotated[Any, _drawing()] = None

    @model_validator(mode="after")
    def _has_an_id(self) -> Node:
        if self.step_id is None and self.temp_id is None:
            raise NotThat("has neither “step_id” nor “temp_id”")
        return self


class Edge(Sent):
    """A transition; each end is named by the step's `step_id` or by its `temp_id`."""

    transition_id: Annotated[int | None, _value(values.read_stored_id, _STORED)] = None
    temp_id: Annotated[str | None, _value(values.read_temporary_id, _TEMPORARY)] = None
    from_step_id: Annotated[Any, _value(values.read_end, _TEMPORARY | {"minimum": 1})] = None
    from_temp_id: Annotated[Any, _value(values.read_temporary_id, _TEMPORARY)] = None
    to_step_id: Annotated[Any, _value(values.read_end, _TEMPORARY | {"minimum": 1})] = None
    to_temp_id: Annotated[Any, _value(values.read_temporary_id, _TEMPORARY)] = None
    name: Annotated[str, text(NAME_LIMIT, example="Assign")] = ""
    note_required: Annotated[bool, flag()] = False
    design: Annotated[Any, _drawing()] = None


class Graph(Sent):
    """Steps and transitions. What is stored and not sent again is removed."""

    nodes: list[Node] = Field(max_length=STEP_LIMIT)
    edges: list[Edge] = Field(max_length=TRANSITION_LIMIT)


class NewWorkflow(Sent):
    """A draft, whole."""

    workflow: NewDetails
    graph: Graph


class GraphSave(Sent):
    """A graph, and the revision it started from: a stale one is refused with what the other changed."""

    graph: Graph
    revision: Annotated[int | None, stored_id(nullable=True)] = None


class DetailsSave(Sent):
    """Details, and the revision they started from."""

    workflow: Details
    revision: Annotated[int | None, stored_id(nullable=True)] = None


class CalendarSave(Sent):
    """The calendar, and the revision it started from."""

    calendar: Calendar | None
    revision: Annotated[int | None, stored_id(nullable=True)] = None


class WorkflowsAsked(Part):
    """Which workflows are listed, and how; archived ones only when their status is asked for."""

    status: Annotated[str, word_of(["", *WorkflowStatus])] = ""
    department: Annotated[str, words_in_address()] = ""
    category: Annotated[str, words_in_address()] = ""
    search: Annotated[str, words_in_address()] = ""
    order: Annotated[str, word_of(ORDERS)] = "name"

    @property
    def wanted(self) -> WorkflowFilter:
        """The same for the query."""
        return WorkflowFilter(self.status, self.department, self.category, self.search)
