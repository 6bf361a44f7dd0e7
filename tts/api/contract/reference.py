"""The document as people read it: groups of doors, each with what it takes and answers, and how to ask."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from tts.api.contract.samples import body_of, kind_of, resolve, sample_of

Document = Mapping[str, Any]
_LISTED = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Value:
    """Something that is sent: where it stands, what it may be."""

    name: str
    place: str
    kind: str
    is_required: bool
    says: str


@dataclass(frozen=True, slots=True)
class Told:
    """An answer by its status, with what it looks like if it has a body of its own."""

    status: int
    phrase: str
    says: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One door."""

    name: str
    method: str
    address: str
    summary: str
    says: list[str]
    values: list[Value]
    body: str
    answers: list[Told]
    curl: str


@dataclass(frozen=True, slots=True)
class Group:
    """Doors to the same things."""

    name: str
    anchor: str
    pages: list[Page]


def groups_of(document: Document) -> list[Group]:
    """Every door by its group, in the order of the document."""
    pages: dict[str, list[Page]] = {tag["name"]: [] for tag in document["tags"]}
    for address, operations in document["paths"].items():
        for method, operation in operations.items():
            pages.setdefault(operation["tags"][0], []).append(
                _page(document, address, method.upper(), operation)
            )
    return [Group(name, _anchor(name), found) for name, found in pages.items()]


def _anchor(name: str) -> str:
    return name.casefold().replace(" ", "-")


def _page(document: Document, address: str, method: str, operation: Mapping[str, Any]) -> Page:
    schema = _body_schema(operation)
    body = "" if schema is None else json.dumps(body_of(document, schema), indent=2, ensure_ascii=False)
    return Page(
        operation["operationId"],
        method,
        address,
        operation["summary"],
        [_LISTED.sub(" ", part) for part in operation["description"].split("\n\n")],
        [*_parameters(document, operation), *_fields(document, schema)],
        body,
        [_told(document, int(status), one) for status, one in sorted(operation["responses"].items())],
        _curl(method, address, operation, body),
    )


def _body_schema(operation: Mapping[str, Any]) -> Mapping[str, Any] | None:
    content = operation.get("requestBody", {}).get("content", {})
    found: Mapping[str, Any] | None = content.get("application/json", {}).get("schema")
    return found


def _parameters(document: Document, operation: Mapping[str, Any]) -> list[Value]:
    return [
        Value(
            one["name"],
            {"path": "address"}.get(one["in"], one["in"]),
            kind_of(document, one["schema"]),
            one["required"],
            one.get("description") or one["schema"].get("description", ""),
        )
        for one in operation["parameters"]
    ]


def _fields(document: Document, schema: Mapping[str, Any] | None) -> list[Value]:
    shape = resolve(document, schema or {})
    required = shape.get("required", [])
    return [
        Value(name, "body", kind_of(document, one), name in required, one.get("description", ""))
        for name, one in shape.get("properties", {}).items()
    ]


def _told(document: Document, status: int, answer: Mapping[str, Any]) -> Told:
    schema = answer.get("content", {}).get("application/json", {}).get("schema")
    sample = "" if schema is None else json.dumps(sample_of(document, schema), indent=2, ensure_ascii=False)
    return Told(status, HTTPStatus(status).phrase, answer["description"], sample)


def _curl(method: str, address: str, operation: Mapping[str, Any], body: str) -> str:
    """The call for a shell: the token and the host stand in variables."""
    for one in operation["parameters"]:
        if one["in"] == "path":
            example = (one["schema"].get("examples") or [one["schema"].get("minimum", 1)])[0]
            address = address.replace("{" + one["name"] + "}", str(example))
    proof = "X-API-Key: $CREDENTIAL" if "security" in operation else "Authorization: Bearer $TOKEN"
    lines = [f'curl -H "{proof}" "$DESK{address}"']
    if method != "GET":
        lines[0] = lines[0].replace("curl ", f"curl -X {method} ", 1)
    if any(one["name"] == "Idempotency-Key" for one in operation["parameters"]):
        lines.append('  -H "Idempotency-Key: $(uuidgen)"')
    if body:
        lines.append("  --json @- <<'JSON'")
    return " \\\n".join(lines) + (f"\n{body}\nJSON" if body else "")
