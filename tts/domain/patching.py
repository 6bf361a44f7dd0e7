"""JSON Patch (RFC 6902), as much of it as fixes use: test, add, remove and replace."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any


class PatchFailed(ValueError):
    """A patch does not fit the document: it was made for another state of it."""


def apply_patch(document: Any, patch: Iterable[Mapping[str, Any]]) -> Any:
    """A changed copy of the document; PatchFailed when a test fails or a path leads nowhere."""
    changed = copy.deepcopy(document)
    for operation in patch:
        _apply(changed, operation)
    return changed


def _apply(document: Any, operation: Mapping[str, Any]) -> None:
    parent, key = _place(document, operation["path"])
    match operation["op"]:
        case "test":
            found = _value(parent, key)
            if found != operation["value"] or isinstance(found, bool) != isinstance(operation["value"], bool):
                raise PatchFailed(f"{operation['path']} is not what the patch was made for.")
        case "add":
            _add(parent, key, copy.deepcopy(operation["value"]))
        case "replace":
            _value(parent, key)
            parent[_index(parent, key) if isinstance(parent, list) else key] = copy.deepcopy(
                operation["value"]
            )
        case "remove":
            _value(parent, key)
            del parent[_index(parent, key) if isinstance(parent, list) else key]
        case unknown:
            raise PatchFailed(f"“{unknown}” is not an operation a fix uses.")


def _place(document: Any, path: str) -> tuple[Any, str]:
    """The container a path ends in, and the last part of the path."""
    first, *parts = path.split("/")
    if first or not parts:
        raise PatchFailed(f"“{path}” is not a path into the document.")
    keys = [part.replace("~1", "/").replace("~0", "~") for part in parts]
    container = document
    for key in keys[:-1]:
        container = _value(container, key)
    return container, keys[-1]


def _index(container: list[Any], key: str) -> int:
    if not (key.isascii() and key.isdigit()) or int(key) >= len(container):
        raise PatchFailed(f"There is no element {key} in the list.")
    return int(key)


def _value(container: Any, key: str) -> Any:
    if isinstance(container, list):
        return container[_index(container, key)]
    if isinstance(container, dict) and key in container:
        return container[key]
    raise PatchFailed(f"There is no “{key}” at that place.")


def _add(container: Any, key: str, value: Any) -> None:
    if isinstance(container, dict):
        container[key] = value
    elif isinstance(container, list):
        container.insert(
            len(container) if key == "-" or key == str(len(container)) else _index(container, key), value
        )
    else:
        raise PatchFailed(f"There is no place for “{key}”.")
