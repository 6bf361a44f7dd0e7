"""Integrations: how each neighbour stands, and whether it answers. For admins."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from flask import current_app
from pydantic import Field
from typing_extensions import TypedDict

from tts.adapters.probes import probe_neighbour
from tts.api.contract.doors import Answer
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.shapes import Moment, moment_json
from tts.clock import current_time
from tts.domain.permissions import Permission
from tts.domain.scopes import Scope
from tts.extensions import db
from tts.queries.integrations import traffic_now
from tts.queries.neighbours import Neighbour, NeighbourState, list_neighbours
from tts.queries.webhooks import count_webhooks
from tts.services.external import note_probe

GROUP = "Systems"
StateWord = Annotated[str, Field(json_schema_extra={"enum": list(NeighbourState)})]


class NeighbourJson(TypedDict):
    """A system around TTS: when something came in and went out last, what waits, what failed.

    `probe` names the test of its connection, null where it calls us; `reason` says why it does not answer,
    `lacks` what is missing.
    """

    name: str
    title: str
    is_set_up: bool
    state: StateWord
    lacks: str | None
    reason: str | None
    next_try_at: Moment | None
    last_in_at: Moment | None
    last_out_at: Moment | None
    waiting: int
    failed: int
    probe: str | None


class NeighboursJson(TypedDict):
    """Every neighbour, those that much depends on first."""

    results: list[NeighbourJson]


class ProbedJson(TypedDict):
    """Whether it answered, and why not."""

    answers: bool
    why_not: str | None


@door("GET", "/integrations/", GROUP, gives={200: NeighboursJson})
def index_integrations() -> Answer:
    """See how every neighbour stands, as an admin: set up, reached, what waits, what failed."""
    traffic, now = traffic_now(db.session, calling()), current_time()
    found = list_neighbours(current_app.config, traffic, count_webhooks(db.session))
    answer: NeighboursJson = {"results": [_json(one, now) for one in found]}
    return Answer(answer)


@door(
    "POST",
    "/integrations/<probe>/probes/",
    GROUP,
    takes=Nothing,
    gives={200: ProbedJson},
    scope=Scope.PEOPLE,
    asks_outside=True,
)
def probe_integration(probe: str, sent: Nothing) -> Answer:
    """Test a connection now, as an admin: in three seconds at most, and without telling it anything.

    The record keeps who tested it, and what came of it.
    """
    calling().require(Permission.ADMINISTER)
    db.session.rollback()
    why_not = probe_neighbour(probe, current_app.config)
    note_probe(db.session, probe, why_not, actor=calling(), now=current_time())
    answer: ProbedJson = {"answers": why_not is None, "why_not": why_not}
    return Answer(answer)


def _json(one: Neighbour, now: datetime) -> NeighbourJson:
    is_left_alone = one.state(now) is NeighbourState.LEFT_IN_PEACE
    return {
        "name": one.key,
        "title": one.name,
        "is_set_up": one.is_configured,
        "state": one.state(now),
        "lacks": one.lacks or None if one.is_configured else None,
        "reason": one.going.reason if one.going.failures else None,
        "next_try_at": moment_json(one.going.open_until) if is_left_alone else None,
        "last_in_at": moment_json(one.coming.last_at),
        "last_out_at": moment_json(one.going.last_at),
        "waiting": one.waiting,
        "failed": one.failed,
        "probe": one.probe or None,
    }
