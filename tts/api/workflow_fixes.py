"""Applying a fix that a problem offers."""

from __future__ import annotations

from typing import Annotated

from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import As, stored_id, text
from tts.api.door import calling, door
from tts.api.saved_shapes import GraphSaved, graph_saved
from tts.api.seen import seen_mark
from tts.api.workflow_shapes import configured_systems, page_of
from tts.api.workflows import GROUP, SEEN_WORKFLOW, WORKFLOW
from tts.clock import current_time
from tts.domain.scopes import Scope
from tts.domain.values import NotThat
from tts.extensions import db
from tts.services.workflows.fix import WantedFix, apply_fix

LARGEST_PLACE = 100_000


def _place() -> As:
    """A place in a list, from 0."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_PLACE:
            raise NotThat("must be a place in the list, from 0")
        return value

    return As(read, {"type": "integer", "minimum": 0, "maximum": LARGEST_PLACE, "examples": [0]})


class FixWanted(Sent):
    """Which fix: the place of its problem in the list, that problem's code, and its place among the fixes."""

    problem: Annotated[int, _place()]
    code: Annotated[str, text(20, required=True, example="WF112")]
    fix: Annotated[int, _place()]
    revision: Annotated[int | None, stored_id(nullable=True)] = None


@door(
    "POST",
    WORKFLOW + "fixes/",
    GROUP,
    takes=FixWanted,
    gives={200: GraphSaved},
    scope=Scope.DESIGN,
    refuses=[409],
    seen=SEEN_WORKFLOW,
)
def fix_workflow(workflow_id: int, sent: FixWanted) -> Answer:
    """Apply a fix that a problem of the working graph offers, and save it."""
    saved = apply_fix(
        db.session,
        workflow_id,
        WantedFix(sent.problem, sent.code, sent.fix),
        sent.revision or seen_mark(),
        configured=configured_systems(),
        actor=calling(),
        now=current_time(),
    )
    return Answer(graph_saved(page_of(workflow_id), saved))
