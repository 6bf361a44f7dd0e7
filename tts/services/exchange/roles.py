"""The roles a document names, found by their names in this installation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from tts.domain.exchange.refusal import FileRefused
from tts.domain.problems import quote
from tts.domain.words import fold
from tts.queries.exchange import role_ids_by_name

NAMED = {"role_name": "role_id", "escalate_to_name": "escalate_to"}


def with_role_ids(session: Session, document: object) -> object:
    """The document with the ids of this database for the roles it names; ids without a name stay as they are.

    Raises FileRefused naming each role that is not there.
    """
    nodes = _nodes_of(document)
    if not isinstance(document, Mapping) or not any(node.get(name) for node in nodes for name in NAMED):
        return document
    role_ids = role_ids_by_name(session)
    faults: list[str] = []
    resolved = [
        _resolve(node, role_ids, place, faults) for place, node in enumerate(document["graph"]["nodes"])
    ]
    if faults:
        raise FileRefused(faults)
    return {**document, "graph": {**document["graph"], "nodes": resolved}}


def _nodes_of(document: object) -> list[Mapping[str, Any]]:
    graph = document.get("graph") if isinstance(document, Mapping) else None
    nodes = graph.get("nodes") if isinstance(graph, Mapping) else None
    return [node for node in nodes if isinstance(node, Mapping)] if isinstance(nodes, list) else []


def _resolve(node: object, role_ids: Mapping[str, int], position: int, faults: list[str]) -> object:
    if not isinstance(node, Mapping):
        return node
    found = dict(node)
    for name, place in NAMED.items():
        wanted = found.pop(name, None)
        if wanted is None:
            continue
        if isinstance(wanted, str) and fold(wanted) in role_ids:
            found[place] = role_ids[fold(wanted)]
        else:
            step = quote(str(node.get("name", "")))
            faults.append(
                f"graph.nodes[{position}].{name}: the step {step} names the "
                f"role {quote(str(wanted), 'blank')}, which does not exist here: make it first."
            )
    return found
