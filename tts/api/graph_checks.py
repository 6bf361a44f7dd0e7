"""Graphs against the published schema; what is wrong is told as problems too, as the designer shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tts.api.contract.reading import Sent, Unreadable, read_as
from tts.domain.problems import Problem
from tts.domain.reading import GraphRefused, read_graph

Model = TypeVar("Model", bound=Sent)


class GraphUnreadable(Unreadable):
    """The schema forbids the graph (422). Carries `problems`."""

    title = "This graph cannot be saved"

    def __init__(self, refused: Unreadable, problems: list[Problem]) -> None:
        super().__init__(f"The graph was not saved. {problems[0].sentence}", refused.fields)
        self.problems = problems


def read_with_graph(model: type[Model], body: Mapping[str, object]) -> Model:
    """The body, read; raises Unreadable, and GraphUnreadable with problems when its graph is at fault."""
    try:
        return read_as(model, body)
    except Unreadable as refused:
        at_fault = [key for key in refused.fields if key.split(".")[0] == "graph" and key != "graph.missing"]
        if not at_fault:
            raise
        raise GraphUnreadable(refused, _problems(body.get("graph"), refused)) from None


def _problems(graph: object, refused: Unreadable) -> list[Problem]:
    """What the domain says of it, else the faults against the schema."""
    try:
        read_graph(graph)
    except GraphRefused as told:
        return told.problems
    why = "Nothing was saved. Send the graph as nodes and edges, as the API describes them."
    return [Problem("WF001", "error", sentence, why) for sentence in refused.fields.values()]
