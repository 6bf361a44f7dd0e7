"""Otto, who has nothing to do with any of it, at every door with the numbers of real things."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import MORNING, Cast
from tests.workflows import SUPPORT, store_workflow
from tts.api.contract.doors import DOORS, Door
from tts.api.contract.openapi import address_of
from tts.api.contract.samples import body_of
from tts.clock import current_time
from tts.models import AccessToken, Event, Leave, Notification, TaskItem, Ticket

Db = scoped_session[Session]
Callers = dict[str, Caller]
TICKET = {"subject": "Printer", "department": "IT", "category": "Technology"}
OWN = {
    "/api/me/",
    "/api/me/notifications/",
    "/api/notifications/",
    "/api/notifications/reading/",
    "/api/tasks/my-tasks/",
    "/api/items/",
    "/api/tickets/",
    "/api/users/",
    "/api/roles/",
    "/api/workflows/",
}
"""What is open to everybody, and shows each their own."""

CHANGED_BY_ALL = {
    ("POST", "/api/tickets/"),
    ("PUT", "/api/me/notifications/"),
    ("POST", "/api/notifications/reading/"),
}
"""What everybody may change: their own."""


class Numbers(dict[str, Any]):
    """Numbers by their names in addresses: 1 where there is no such thing here."""

    def __missing__(self, name: str) -> int:
        return 1


@pytest.fixture
def real(callers: Callers, session: Db, cast: Cast) -> dict[str, Any]:
    """The number of one real thing of each kind, by its name in addresses."""
    flow = store_workflow(session, cast, SUPPORT)
    alice = cast.user_ids["Alice"]
    leave = Leave(user_id=alice, starts_at=MORNING, ends_at=MORNING.replace(year=2030))
    note = Notification(key="n", user_id=alice, kind="step", text="Told", created_at=current_time())
    session.add_all([leave, note])
    session.commit()
    number = callers["rita"].post("/tickets/", TICKET).get_json()["ticket_number"]
    return {
        "number": number,
        "item_id": session.scalars(sa.select(TaskItem.id)).one(),
        "user_id": alice,
        "role_id": cast.role("Agent"),
        "leave_id": leave.id,
        "notification_id": note.id,
        "token_id": session.scalars(sa.select(AccessToken.id).where(AccessToken.user_id == alice)).one(),
        "workflow_id": flow.workflow_id,
        "version": 1,
        "system": "bms",
    }


@pytest.fixture
def bodies(client: FlaskClient) -> dict[tuple[str, str], Any]:
    """A body that each door can read, as the document has it."""
    document = client.get("/api/openapi.json").get_json()
    return {
        (method.upper(), address): body_of(
            document, operation["requestBody"]["content"]["application/json"]["schema"]
        )
        for address, operations in document["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation
    }


def is_for_all(door: Door) -> bool:
    """Whether everybody may do this, each with their own."""
    return (door.method, address_of(door)) in {*CHANGED_BY_ALL, *(("GET", address) for address in OWN)}


def knock(caller: Caller, door: Door, real: dict[str, Any], bodies: dict[tuple[str, str], Any]) -> Any:
    """One call of a door with real numbers and a body it can read."""
    address = address_of(door)
    body = bodies.get((door.method, address))
    path = address.format_map(Numbers(real)).removeprefix("/api")
    return caller.call(door.method, path, **({} if body is None else {"json": body}))


def test_an_outsider_is_turned_away_everywhere_and_changes_nothing(
    callers: Callers, real: dict[str, Any], bodies: dict[tuple[str, str], Any], session: Db
) -> None:
    before = session.scalar(sa.select(sa.func.count()).select_from(Event))
    session.rollback()
    answers = {
        (door.method, address_of(door)): knock(callers["otto"], door, real, bodies).status_code
        for door in DOORS
        if not is_for_all(door) and not door.systems
    }
    assert {door: status for door, status in answers.items() if status not in (403, 404)} == {}
    hidden = ("{number}", "{item_id}", "{notification_id}")
    seen = {door: status for door, status in answers.items() if any(name in door[1] for name in hidden)}
    assert set(seen.values()) == {404}, seen
    assert session.scalar(sa.select(sa.func.count()).select_from(Event)) == before


@pytest.mark.parametrize("path", ["/tickets/", "/items/?show=all", "/tasks/my-tasks/", "/notifications/"])
def test_an_outsiders_lists_are_empty(callers: Callers, real: dict[str, Any], path: str) -> None:
    told = callers["otto"].get(path).get_json()
    assert (told["count"], told["results"]) == (0, [])


def test_nobody_without_a_token_gets_any_answer_but_401(
    callers: Callers, real: dict[str, Any], bodies: dict[tuple[str, str], Any], session: Db
) -> None:
    statuses = {knock(callers["nobody"], door, real, bodies).status_code for door in DOORS}
    assert statuses == {401}
    assert session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 1


def test_nobodys_token_opens_what_is_for_other_systems(
    callers: Callers, real: dict[str, Any], bodies: dict[tuple[str, str], Any]
) -> None:
    doors = [door for door in DOORS if door.systems]
    assert len(doors) == 4
    assert {knock(callers["ada"], door, real, bodies).status_code for door in doors} == {401}


def test_an_admin_is_turned_away_from_none_of_it(
    callers: Callers, real: dict[str, Any], bodies: dict[tuple[str, str], Any]
) -> None:
    """So that what turns the outsider away is who they are, not what they sent."""
    reads = [door for door in DOORS if door.method == "GET" and door.name != "show_proposal"]
    reads = [door for door in reads if not door.systems]
    known = [door for door in reads if set(re.findall(r"{(\w+)}", address_of(door))) <= set(real)]
    assert len(known) > 30
    answers = {door.name: knock(callers["ada"], door, real, bodies).status_code for door in known}
    assert {name: status for name, status in answers.items() if status != 200} == {}
