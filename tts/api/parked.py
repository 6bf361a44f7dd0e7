"""Memberships that came before their role, for admins: who waits for which role, since when and why."""

from __future__ import annotations

from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.door import calling, door
from tts.api.inbound import GROUP
from tts.api.paging import Part, list_json
from tts.api.shapes import Listed, Moment, moment_of
from tts.extensions import db
from tts.queries.parked import ParkedRow, parked_page


class ParkedJson(TypedDict):
    """A membership that waits: `source` told it, of a role that it calls `external_role_id` in `system`.

    `waits_for` says what must happen first; `reason` is why it could not be given when the role came.
    """

    source: str
    system: str
    external_role_id: str
    role_name: str
    email: str
    name: str
    since: Moment
    reason: str | None
    waits_for: str


@door("GET", "/inbound/memberships/", GROUP, asks=Part, gives={200: Listed[ParkedJson]})
def index_parked(asked: Part) -> Answer:
    """List the memberships that wait for their role, longest first, as an admin."""
    page = parked_page(
        db.session, calling(), cursor=asked.cursor, size=asked.size, offset=asked.offset, counted=True
    )
    return Answer(list_json(page, asked, _json))


def _json(row: ParkedRow) -> ParkedJson:
    return {
        "source": row.source,
        "system": row.system,
        "external_role_id": row.external_role_id,
        "role_name": row.role_name,
        "email": row.email,
        "name": row.name,
        "since": moment_of(row.parked_at),
        "reason": row.reason,
        "waits_for": row.waits_for,
    }
