"""What a schema looks like: in a word, and as an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
DEEPEST = 6
UNKNOWN = "…"


def resolve(document: Schema, schema: Schema) -> Schema:
    """The schema, or the one it refers to by name."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def kind_of(document: Schema, schema: Schema) -> str:
    """What may stand there, in a few words."""
    schema = resolve(document, schema)
    if "anyOf" in schema and "type" not in schema:
        return " or ".join(dict.fromkeys(kind_of(document, one) for one in schema["anyOf"]))
    if "enum" in schema:
        words = ["nothing" if word in ("", None) else str(word) for word in schema["enum"]]
        return f"one of {', '.join(words)}"
    kinds = schema.get("type", "anything")
    said = kinds if isinstance(kinds, str) else " or ".join(kinds)
    if "maxLength" in schema and "string" in said:
        said += f", at most {schema['maxLength']:,} characters"
    if "default" in schema and schema["default"] not in ("", None, {}, []):
        said += f", else {str(schema['default']).lower()}"
    return said


def sample_of(document: Schema, schema: Schema, depth: int = 0) -> Any:
    """A value of that shape."""
    schema = resolve(document, schema)
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return next((word for word in schema["enum"] if word), schema["enum"][0])
    if "anyOf" in schema and "type" not in schema:
        return sample_of(document, schema["anyOf"][0], depth)
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else next(one for one in kinds if one != "null")
    if kind == "object":
        return _object(document, schema, depth)
    if kind == "array":
        return [] if depth > DEEPEST else [sample_of(document, schema.get("items", {}), depth + 1)]
    return _plain(schema, kind)


def body_of(document: Schema, schema: Schema) -> Any:
    """An example of a body: without what need not be sent and has none of its own."""
    required = resolve(document, schema).get("required", [])
    whole = sample_of(document, schema)
    return {name: value for name, value in whole.items() if name in required or value != UNKNOWN}


def _object(document: Schema, schema: Schema, depth: int) -> dict[str, Any]:
    if depth > DEEPEST:
        return {}
    properties = schema.get("properties", {})
    return {name: sample_of(document, one, depth + 1) for name, one in properties.items()}


def _plain(schema: Schema, kind: str) -> Any:
    if kind == "string":
        if schema.get("format") == "date-time":
            return "2026-11-02T09:00:00Z"
        return "04:00:00" if "[0-5][0-9]" in schema.get("pattern", "") else UNKNOWN
    return {"boolean": False, "integer": 1, "number": 0.25}.get(kind)
