"""Reading what came against the schema: a model, or every fault at once in sentences (422)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from tts.domain.errors import Invalid

MOST_FAULTS = 200


class Sent(BaseModel):
    """A body or a query of a request. Fields that are not named here are left aside."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


Model = TypeVar("Model", bound=Sent)


class Unreadable(Invalid):
    """The published schema forbids what was sent (422)."""

    title = "Some of this cannot be accepted"


def read_as(model: type[Model], found: object) -> Model:
    """What was sent, read; raises Unreadable naming every field at fault."""
    if not isinstance(found, Mapping):
        raise Unreadable("The body must be a JSON object, such as {}.")
    try:
        return model.model_validate(dict(found))
    except ValidationError as refused:
        faults = faults_of(refused)
    raise Unreadable(" ".join(list(faults.values())[:5]), faults)


def faults_of(refused: ValidationError) -> dict[str, str]:
    """A sentence for each fault, by its place: “graph.nodes.0.name”."""
    found: dict[str, str] = {}
    for error in refused.errors(include_url=False, include_input=False)[:MOST_FAULTS]:
        place = ".".join(str(part)[:60] for part in error["loc"])
        found.setdefault(place, f"“{place}” {_say(error)}.")
    return found


def _say(error: ErrorDetails) -> str:
    context: dict[str, Any] = error.get("ctx") or {}
    match error["type"]:
        case "missing":
            return "is missing"
        case "value_error":
            return str(context["error"]).rstrip(".")
        case "model_type" | "dict_type":
            return "must be an object"
        case "list_type":
            return "must be a list"
        case "too_long":
            return f"has too many: at most {context['max_length']:,} are possible"
        case _:
            return f"cannot be accepted: {error['msg'].rstrip('.')}"
