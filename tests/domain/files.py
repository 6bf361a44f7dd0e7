"""Workflows as documents for the tests: random ones, and the way back from a document to a graph."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from tests.domain.random_graphs import graphs
from tts.domain.definition import Details
from tts.domain.details import read_details
from tts.domain.exchange.document import document_of
from tts.domain.graph import Graph
from tts.domain.reading import read_graph
from tts.domain.working_time import read_calendar

ROLE_NAMES = {2: "Agent", 3: "Technician", 4: "Manager", 98: "Nobody & <Co>", 99: 'Ältere "Rolle"'}
HOURS = {"tz": "Europe/Berlin", "week": {"0": [["09:00", "17:00"]]}, "holidays": ["2026-12-25"]}
TEXTS = st.sampled_from(
    ["", "Plain.", "Two\nlines\tand a tab", "A\r\nB", "<b>&amp;</b> ]]> \"q\" 'a'", "Ünïcode 🚲"]
)


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    """Any workflow that a draft may hold, as its document."""
    graph = draw(graphs())
    steps = tuple(
        type(step)(
            **{field: getattr(step, field) for field in step.__dataclass_fields__}
            | {"instruction": draw(TEXTS).strip(), "assignment": draw(st.sampled_from(["turn", "queue"]))}
        )
        for step in graph.steps
    )
    details = Details(
        draw(st.sampled_from(["IT Support", 'A & B <c> "d"', "Größe"])),
        description=draw(TEXTS).strip(),
        department="IT",
        category=draw(st.sampled_from(["", 'x"y'])),
        slas={"low": timedelta(hours=120), "medium": None, "high": timedelta(minutes=90), "urgent": None},
        end_logic=draw(st.sampled_from(["", "asset"])),
        calendar=read_calendar(draw(st.sampled_from([None, HOURS]))),
    )
    return document_of(details, Graph(steps, graph.transitions), ROLE_NAMES)


def document_again(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document of what a document says: as an import and an export would make it."""
    ids = {name: role_id for role_id, name in ROLE_NAMES.items()}
    nodes = [
        {
            **{key: value for key, value in node.items() if not key.endswith("_name")},
            "role_id": ids.get(node["role_name"]),
            "escalate_to": ids.get(node["escalate_to_name"]),
        }
        for node in document["graph"]["nodes"]
    ]
    graph = read_graph({**document["graph"], "nodes": nodes})
    return document_of(read_details(document["workflow"]), graph, ROLE_NAMES)
