"""Who else draws a workflow just now."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import text, words_in_address
from tts.api.door import calling, door
from tts.api.shapes import Moment, WorkflowWord, moment_of
from tts.api.workflows import GROUP, WORKFLOW
from tts.clock import current_time
from tts.domain.scopes import Scope
from tts.extensions import db
from tts.queries.presence import Drawing
from tts.services.workflows.presence import end_presence, note_presence

PRESENCE = WORKFLOW + "presence/"
TAB_LENGTH = 40


class SignOfLife(Sent):
    """Which of your open designers it is: a key the page makes up for itself."""

    tab: Annotated[str, text(TAB_LENGTH, required=True, example="k3f9x2")]


class TabAsked(Sent):
    """Which of your open designers closes; without it, all of them."""

    tab: Annotated[str, words_in_address()] = ""


class DrawingJson(TypedDict):
    """Somebody who has the designer open, since when."""

    user_id: int
    name: str
    since: Moment
    is_you: bool


class AroundJson(TypedDict):
    """Who else is here, where the workflow stands, and the latest save."""

    people: list[DrawingJson]
    status: WorkflowWord
    revision_status: WorkflowWord | None
    revision: int
    changed_by_id: int | None
    changed_by: str | None
    changed_at: Moment


@door("PUT", PRESENCE, GROUP, takes=SignOfLife, gives={200: AroundJson}, scope=Scope.DESIGN)
def note_designer(workflow_id: int, sent: SignOfLife) -> Answer:
    """Say that you have the designer open, and learn who else has; send it again within 45 seconds.

    A tab of yours other than this one is told too, as `is_you`. `revision` is the latest save: one that is
    newer than yours can be loaded and merged before you save. `status` and `revision_status` tell of moves.
    """
    around = note_presence(db.session, workflow_id, sent.tab, actor=calling(), now=current_time())
    answer: AroundJson = {
        "people": [drawing_json(person) for person in around.people],
        "status": around.status,
        "revision_status": around.revision_status,
        "revision": around.revision,
        "changed_by_id": around.changed_by_id,
        "changed_by": around.changed_by,
        "changed_at": moment_of(around.changed_at),
    }
    return Answer(answer)


@door("DELETE", PRESENCE, GROUP, asks=TabAsked, gives={204: None}, scope=Scope.DESIGN)
def leave_designer(workflow_id: int, asked: TabAsked) -> Answer:
    """Say that you closed the designer; saying it twice is no fault."""
    end_presence(db.session, workflow_id, asked.tab, actor=calling())
    return Answer(status=204)


def drawing_json(person: Drawing) -> DrawingJson:
    """One person as the API tells it."""
    return {
        "user_id": person.user_id,
        "name": person.name,
        "since": moment_of(person.since),
        "is_you": person.is_you,
    }
