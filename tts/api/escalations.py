"""Escalations: whose they are, from which step and why; and returning one."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypedDict

from tts.api.act_doors import act_on_item
from tts.api.contract.doors import Answer
from tts.api.contract.values import word_of
from tts.api.door import calling, door
from tts.api.item_bodies import Note
from tts.api.items import answer
from tts.api.paging import Part, list_json
from tts.api.shapes import Listed, Moment, PersonJson, PriorityWord, moment_json, moment_of
from tts.api.ticket_shapes import person_json
from tts.clock import current_time
from tts.domain.errors import NotPermitted
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.escalation_list import TABS, EscalationRow, list_escalations
from tts.services.escalations import return_item

GROUP = "Escalations"


class EscalationsAsked(Part):
    """Whose: held by you (`mine`), for your roles (`roles`), or `closed` ones."""

    show: Annotated[str, word_of(TABS)] = "mine"


class EscalationJson(TypedDict):
    """One escalation; `task_item_id` is the item that waits for the escalation role, null once closed."""

    escalation_id: int
    task_item_id: int | None
    ticket_number: str
    subject: str
    priority: PriorityWord
    workflow: str
    step: str
    from_person: PersonJson | None
    raised_by: str
    by_breach: bool
    reason: str
    raised_at: Moment
    to_role: str
    holder: PersonJson | None
    target_resolution: Moment | None
    closed_at: Moment | None
    outcome: str | None
    note: str | None


@door("GET", "/escalations/", GROUP, asks=EscalationsAsked, gives={200: Listed[EscalationJson]})
def index_escalations(asked: EscalationsAsked) -> Answer:
    """List escalations: open ones what is due first, closed ones the newest first.

    For those who review escalations or coordinate.
    """
    actor = calling()
    if not (actor.may(Permission.REVIEW) or actor.may(Permission.COORDINATE)):
        raise NotPermitted("This takes the permission to review escalations or to coordinate.")
    page = list_escalations(
        db.session,
        actor,
        asked.show,
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
        counted=True,
    )
    return Answer(list_json(page, asked, escalation_json))


@act_on_item("return", Note, GROUP)
def give_back(item_id: int, sent: Note) -> Answer:
    """Return an escalated item with a note: to who had it, if they are there, else it is assigned anew.

    By a reviewer of the escalation role, the ticket's coordinator or an admin; the due time stays.
    """
    return answer(return_item(db.session, item_id, sent.note, actor=calling(), now=current_time()))


def escalation_json(row: EscalationRow) -> EscalationJson:
    """One row of the list."""
    return {
        "escalation_id": row.id,
        "task_item_id": row.item_id,
        "ticket_number": row.number,
        "subject": row.subject,
        "priority": row.priority,
        "workflow": row.workflow,
        "step": row.step,
        "from_person": person_json(row.from_person),
        "raised_by": row.raised_by,
        "by_breach": row.by_breach,
        "reason": row.reason,
        "raised_at": moment_of(row.raised_at),
        "to_role": row.to_role,
        "holder": person_json(row.holder),
        "target_resolution": moment_json(row.due_at),
        "closed_at": moment_json(row.closed_at),
        "outcome": row.outcome,
        "note": row.note,
    }
