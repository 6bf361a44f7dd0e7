"""The calendar of a workflow: when its promised time counts."""

from __future__ import annotations

from typing import cast

from typing_extensions import TypedDict

from tts.api.bodies import Body
from tts.api.contract.doors import Answer
from tts.api.contract.reading import read_as
from tts.api.door import calling, door
from tts.api.saved_shapes import DetailsSaved
from tts.api.seen import seen_mark
from tts.api.workflow_bodies import CalendarSave
from tts.api.workflow_saves import save_some_details
from tts.api.workflow_shapes import CalendarJson, page_of
from tts.api.workflows import GROUP, SEEN_WORKFLOW, WORKFLOW
from tts.domain.permissions import Permission
from tts.domain.scopes import Scope
from tts.domain.working_time import calendar_json, say_calendar


class CalendarAnswer(TypedDict):
    """The calendar, null for around the clock, in words too, with the revision to save it from."""

    workflow_id: int
    revision: int
    calendar: CalendarJson | None
    says: str


@door("GET", WORKFLOW + "calendar/", GROUP, gives={200: CalendarAnswer})
def show_calendar(workflow_id: int) -> Answer:
    """See when a workflow's promised time counts; for those who may design it."""
    page = page_of(workflow_id)
    calling().require(Permission.DESIGN)
    stored = page.details.calendar
    answer: CalendarAnswer = {
        "workflow_id": workflow_id,
        "revision": page.row.revision,
        "calendar": cast(CalendarJson | None, calendar_json(stored)),
        "says": say_calendar(stored),
    }
    return Answer(answer, mark=str(page.row.revision))


@door(
    "PUT",
    WORKFLOW + "calendar/",
    GROUP,
    takes=CalendarSave,
    is_raw=True,
    gives={200: DetailsSaved},
    scope=Scope.DESIGN,
    refuses=[409],
    seen=SEEN_WORKFLOW,
)
def change_calendar(workflow_id: int, sent: Body) -> Answer:
    """Save the calendar; tasks that run keep the one of their version."""
    revision = read_as(CalendarSave, sent).revision or seen_mark()
    return save_some_details(workflow_id, {"calendar": sent["calendar"]}, revision)
