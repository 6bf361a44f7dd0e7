"""Open items, and one item whole."""

from __future__ import annotations

from typing import Annotated

from tts.api.contract.doors import Answer
from tts.api.contract.values import word_of
from tts.api.door import calling, door
from tts.api.paging import Part, list_json
from tts.api.shapes import Listed
from tts.api.task_shapes import MyTaskJson, WorkJson, choices_json, item_json, my_task_json, task_json
from tts.domain.events import Stream
from tts.extensions import db
from tts.queries.chains import last_link
from tts.queries.inbox import ORDERS, InboxRow, items_of, role_items, visible_items
from tts.queries.items import item_standing
from tts.queries.ticket_page import standing_of
from tts.queries.versions import running_version
from tts.queries.visibility import reachable_item, works_on_ticket

LISTS = {"all": visible_items, "claimable": role_items}
ITEM = "/items/<int:item_id>/"


@door("GET", "/tasks/my-tasks/", "Work", asks=Part, gives={200: Listed[MyTaskJson]})
def index_my_tasks(asked: Part) -> Answer:
    """List your open items, what is due first on top.

    Each carries its step's instruction and the choices there are; “Complete” is the one whose transition_id
    is null.
    """
    page = items_of(
        db.session, calling(), cursor=asked.cursor, size=asked.size, offset=asked.offset, counted=True
    )
    return Answer(list_json(page, asked, row_json))


class ItemsAsked(Part):
    """Which open items: those you may claim (`claimable`), or all of the tickets you may see; and how."""

    show: Annotated[str, word_of(LISTS)] = "all"
    order: Annotated[str, word_of(ORDERS)] = "due"


@door("GET", "/items/", "Work", asks=ItemsAsked, gives={200: Listed[MyTaskJson]})
def index_items(asked: ItemsAsked) -> Answer:
    """List open items: what your roles may claim, or all you may see.

    `order` is `due` unless told, what is due first on top, `newest` or `oldest`.
    """
    page = LISTS[asked.show](
        db.session,
        calling(),
        order=asked.order,
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
        counted=True,
    )
    return Answer(list_json(page, asked, row_json))


@door("GET", ITEM, "Work", gives={200: WorkJson})
def show_item(item_id: int) -> Answer:
    """See one item, its task, and the choices there are now."""
    ticket_id = reachable_item(db.session, calling(), item_id).task.ticket_id
    mark = str(last_link(db.session, Stream.TICKET, ticket_id).seq)
    return Answer(state_of(ticket_id, item_id), mark=mark)


def state_of(ticket_id: int, item_id: int) -> WorkJson:
    """{task, item, next_item, choices}: where the task stands, that item, and the one that is open now.

    What staff wrote among themselves is null for who is only the requester, and there is nothing to choose.
    """
    standing = standing_of(db.session, ticket_id)
    is_staff = works_on_ticket(db.session, calling(), ticket_id)
    asked = item_standing(db.session, item_id)
    current = standing.open_item
    version = standing.version if is_staff else None
    choices = choices_json(version.graph, current.step_id) if current and version else []
    return {
        "task": task_json(standing, is_staff=is_staff),
        "item": item_json(asked.item, asked.role, asked.holder, is_staff=is_staff),
        "next_item": item_json(current, standing.role_name, standing.holder, is_staff=is_staff)
        if current
        else None,
        "choices": choices,
    }


def row_json(row: InboxRow) -> MyTaskJson:
    """A row of open items."""
    return my_task_json(row, running_version(db.session, row.version_id))
