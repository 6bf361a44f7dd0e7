"""The OpenAPI 3.1 document, made of the doors and of the types their views are checked by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from tts.api.contract.doors import GROUPS, Door
from tts.api.contract.problems import PROBLEM_TYPE, SAID, ProblemAnswer
from tts.domain.answers import SOON
from tts.domain.ending import NAME_OF
from tts.domain.scopes import SAID as SCOPES_SAID

_REFS = "#/components/schemas/{model}"
_CONVERTER = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>")
_JSON = "application/json"
_NAMED = {"system": "bms", "probe": "mail"}
_KEY_SAID = (
    "Sent again with the same key within 24 hours, the same request is answered as the first one was, and"
    " nothing is done twice; another request with that key is 409."
)
_SYSTEM_KEY_SAID = (
    "An answer about the same ticket that is sent again with the same key, however late, is answered as the"
    " first one was; another answer with that key is 409. Without a key, what was said before a question is"
    f" 409 within {SOON // timedelta(minutes=1)} minutes of it."
)
KEY_PATTERN = "^[ -~]{0,200}$"
Schemas = Mapping[tuple[object, str], dict[str, Any]]


class _Untitled(GenerateJsonSchema):
    """Schemas without a title for every field, which would say its name again."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        return False


def openapi_document(
    doors: Sequence[Door], *, version: str, also: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Everything the API takes and gives, as OpenAPI 3.1 says it; `also` are schemas that others refer to."""
    schemas, definitions = _schemas(doors)
    paths: dict[str, dict[str, Any]] = {}
    for known in doors:
        paths.setdefault(address_of(known), {})[known.method.lower()] = _operation(known, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "TTS",
            "version": version,
            "summary": "The service desk's own doors: what the pages do, programs can do.",
            "description": _description(),
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": group} for group in GROUPS if any(door.group == group for door in doors)],
        "security": [{"token": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": {**definitions, **(also or {})},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token made on your own page, or with `tts token create`.",
                },
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "session",
                    "description": "A page's session; what changes something needs its X-CSRFToken too.",
                },
                "credential": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-API-Key",
                    "description": "Another system's credential, made at Settings, Other systems.",
                },
            },
        },
    }


def _description() -> str:
    scopes = "\n".join(f"- `{scope}`: {said}" for scope, said in SCOPES_SAID.items())
    return (
        "Send `Authorization: Bearer` and a token. A token has scopes; each narrows what its person may do,"
        f" and none widens it:\n\n{scopes}\n\n"
        f"Refusals are `{PROBLEM_TYPE}`; their `detail` is a sentence for people."
    )


def address_of(known: Door) -> str:
    """The address with its parameters in braces."""
    return "/api" + _CONVERTER.sub(r"{\2}", known.rule)


def parameters_of(known: Door) -> list[dict[str, Any]]:
    """What stands in the path."""
    return [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(kind, name)}
        for kind, name in _CONVERTER.findall(known.rule)
    ]


def _path_schema(kind: str, name: str) -> dict[str, Any]:
    if kind == "int":
        return {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
    return {"type": "string", "minLength": 1, "examples": [_NAMED.get(name, "TX20261126123456")]}


def refusals_of(known: Door) -> list[int]:
    """The statuses with which a door may refuse."""
    found = {401, 403, 503, *known.refuses} | ({409, 422} if known.method == "POST" else set())
    if not known.systems:
        found.add(429)
    if known.seen or known.method != "GET":
        found.add(412)
    if "<" in known.rule:
        found.add(404)
    if known.takes:
        found |= {400, 413, 415, 422}
    if known.asks:
        found |= {422} | ({404} if "cursor" in known.asks.model_fields else set())
    return sorted(found)


def _operation(known: Door, schemas: Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": known.name,
        "tags": [known.group],
        "summary": known.summary,
        "description": _explained(known),
        "parameters": [*parameters_of(known), *_query(known), *_headers(known)],
        "responses": _responses(known, schemas),
    }
    if known.takes:
        schema = schemas[known.takes, "validation"]
        is_any = any(field.is_required() for field in known.takes.model_fields.values())
        is_required = is_any or bool(known.systems)
        operation["requestBody"] = {"required": is_required, "content": {_JSON: {"schema": schema}}}
    if known.systems:
        operation["security"] = [{"credential": []}]
    return operation


def _explained(known: Door) -> str:
    """What the door says below its first sentence, and which scope or whose credential it takes."""
    _, _, more = known.says.partition("\n\n")
    lines = " ".join(line.strip() for line in more.splitlines()).strip()
    if known.seen:
        condition = (
            f"With the ETag of `GET {known.seen.address}` as `If-Match` it is done only if nothing changed."
        )
        lines = f"{lines}\n\n{condition}".strip()
    if known.scope is None:
        names = " or ".join(NAME_OF[system] for system in known.systems)
        return f"{lines}\n\nTakes the credential of {names}.".strip()
    return f"{lines}\n\nTakes the scope `{known.scope.value}`.".strip()


def _headers(known: Door) -> Iterable[dict[str, Any]]:
    """What is read is read again only when it is new; a POST takes a key that makes it safe to repeat.

    What other systems read changes with every answer and has no ETag.
    """
    if known.method == "GET" and not known.systems:
        yield {
            "name": "If-None-Match",
            "in": "header",
            "required": False,
            "description": "The ETag of an earlier answer: 304 without a body where nothing changed.",
            "schema": {"type": "string"},
        }
    if known.seen:
        yield {
            "name": "If-Match",
            "in": "header",
            "required": False,
            "description": f"The ETag of `GET {known.seen.address}`: 412 where something changed since.",
            "schema": {"type": "string"},
        }
    if known.takes_key:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": _SYSTEM_KEY_SAID if known.systems else _KEY_SAID,
            "schema": {"type": "string", "pattern": KEY_PATTERN, "maxLength": 200},
        }


def _query(known: Door) -> Iterable[dict[str, Any]]:
    if known.asks is None:
        return
    properties = known.asks.model_json_schema(schema_generator=_Untitled)["properties"]
    for name, schema in properties.items():
        shown = {key: value for key, value in schema.items() if key != "default"}
        yield {"name": name, "in": "query", "required": False, "schema": shown}


def _responses(known: Door, schemas: Schemas) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for status, shape in known.gives.items():
        answers[str(status)] = {"description": _said_of(status)}
        if shape is not None:
            answers[str(status)]["content"] = {_JSON: {"schema": schemas[shape, "serialization"]}}
    problem = {"schema": schemas[ProblemAnswer, "serialization"]}
    if known.method == "GET" and not known.systems:
        answers["304"] = {"description": SAID[304]}
    for status in refusals_of(known):
        answers[str(status)] = {"description": SAID[status], "content": {PROBLEM_TYPE: problem}}
    return answers


def _said_of(status: int) -> str:
    return {200: "Done, or what was asked for.", 201: "Made.", 204: "Gone."}[status]


def _schemas(doors: Sequence[Door]) -> tuple[Schemas, dict[str, Any]]:
    """Each shape's schema, and the named ones that they share."""
    shapes: dict[tuple[object, str], TypeAdapter[Any]] = {
        (ProblemAnswer, "serialization"): TypeAdapter(ProblemAnswer)
    }
    for known in doors:
        for shape in filter(None, known.gives.values()):
            shapes.setdefault((shape, "serialization"), TypeAdapter(shape))
        if known.takes:
            shapes.setdefault((known.takes, "validation"), TypeAdapter(known.takes))
    inputs: list[Any] = [(shape, mode, adapter) for (shape, mode), adapter in shapes.items()]
    found, whole = TypeAdapter.json_schemas(inputs, ref_template=_REFS, schema_generator=_Untitled)
    return dict(found), whole.get("$defs", {})
