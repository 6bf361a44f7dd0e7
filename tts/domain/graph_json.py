"""A graph in the shape of the API."""

from __future__ import annotations

from typing import Any

from tts.domain.graph import Graph, edge_json, node_json


def graph_json(graph: Graph) -> dict[str, list[dict[str, Any]]]:
    """{nodes, edges}, as GET graph answers and PUT update-graph takes back."""
    return {
        "nodes": [node_json(step) for step in graph.steps],
        "edges": [edge_json(transition) for transition in graph.transitions],
    }
