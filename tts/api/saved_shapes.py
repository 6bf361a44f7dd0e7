"""What a save of a workflow is answered: the revision is of that save, whoever saved right after it."""

from __future__ import annotations

from typing import NotRequired, cast

from tts.api.workflow_shapes import (
    DetailsJson,
    GraphJson,
    ProblemJson,
    StandingJson,
    details_of,
    graph_of,
    problems_json,
    standing_json,
)
from tts.queries.workflows import WorkflowPage
from tts.services.workflows import SavedGraph


class GraphSaved(StandingJson):
    """The revision of this save, and which stored ids the temporary ones became.

    `graph` and `problems` are left out where somebody saved again before the answer was written.
    """

    graph: NotRequired[GraphJson]
    problems: NotRequired[list[ProblemJson]]
    temp_id_mapping: dict[str, int]
    edge_id_mapping: dict[str, int]


class DetailsSaved(StandingJson, DetailsJson):
    """The revision of this save, and the details as they stand.

    `problems` are left out where somebody saved again before the answer was written.
    """

    problems: NotRequired[list[ProblemJson]]


def graph_saved(page: WorkflowPage, saved: SavedGraph) -> GraphSaved:
    """What a save of the graph is answered, from the page as it is read after it."""
    mappings = {"temp_id_mapping": saved.temp_id_mapping, "edge_id_mapping": saved.edge_id_mapping}
    answer = cast(GraphSaved, {**standing_json(page, saved.revision), **mappings})
    if page.row.revision == saved.revision:
        answer["graph"], answer["problems"] = graph_of(page), problems_json(page)
    return answer


def details_saved(page: WorkflowPage, saved: SavedGraph) -> DetailsSaved:
    """What a save of the details is answered, from the page as it is read after it."""
    answer = cast(DetailsSaved, {**standing_json(page, saved.revision), **details_of(page)})
    if page.row.revision == saved.revision:
        answer["problems"] = problems_json(page)
    return answer
