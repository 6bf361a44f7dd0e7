"""The flat list that AMS reads: whole however long it is, a statement a page, with nothing locked."""

from __future__ import annotations

import json
import urllib.request

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.api.peers import Open
from tests.api.test_systems import AMS_FIELDS
from tests.desk import Desk
from tests.fixtures.server import LiveServer
from tests.services.neighbours import ASSET, await_answer
from tests.services.test_people_lists import counted
from tts.models import Task, Ticket
from tts.queries.asked_tickets import read_asked_tickets
from tts.services.tickets import SubmittedTicket

Db = scoped_session[Session]


def copy_waiting(desk: Desk, first: SubmittedTicket, count: int) -> list[str]:
    """So many tickets more that wait as the first one does; their numbers, in their order."""
    session, numbers = desk.session, [f"TX20261103{number:06}" for number in range(count)]
    for model, own in ((Ticket, first.ticket_id), (Task, first.task_id)):
        columns = [column for column in sa.inspect(model).columns if column.name != "id"]
        values = session.execute(sa.select(*columns).where(model.id == own)).one()._asdict()
        rows = [{**values, "number": number, "submission_key": None} for number in numbers]
        if model is Task:
            found = sa.select(Ticket.id).where(Ticket.number.in_(numbers)).order_by(Ticket.number)
            rows = [{**values, "ticket_id": ticket_id} for ticket_id in session.scalars(found)]
        session.execute(sa.insert(model), rows)
    session.commit()
    return numbers


def test_however_many_wait_they_are_all_in_the_list(
    asset_desk: Desk, peer: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tts.queries.asked_tickets.PAGE", 2)
    ams, numbers = peer(asset_desk, "ams"), []
    for _ in range(6):
        answer = ams.get("/external/ams/tickets/")
        assert (answer.mimetype, "Link" in answer.headers) == ("application/json", False)
        assert [row["ticket_number"] for row in answer.get_json()] == numbers
        numbers.append(await_answer(asset_desk).number)


def test_the_thousand_and_first_reaches_ams_over_the_wire(
    asset_desk: Desk, peer: Open, live_server: LiveServer
) -> None:
    first = await_answer(asset_desk, ASSET)
    numbers = [first.number, *copy_waiting(asset_desk, first, 1_200)]
    request = urllib.request.Request(
        f"{live_server.url}/api/external/ams/tickets/", headers={"X-API-Key": peer(asset_desk, "ams").secret}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        listed = json.load(answer)
    assert [row["ticket_number"] for row in listed] == numbers
    assert all(set(row) == AMS_FIELDS for row in listed)


def test_a_long_list_is_a_statement_a_page_and_holds_no_transaction_while_it_is_read(
    asset_desk: Desk, session: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tts.queries.asked_tickets.PAGE", 50)
    copy_waiting(asset_desk, await_answer(asset_desk), 119)
    session.rollback()
    with counted(session) as statements:
        for size, page in zip((50, 50, 20), read_asked_tickets(session, "ams"), strict=True):
            assert (len(page), session().in_transaction()) == (size, False)
    assert len([one for one in statements if one.startswith("SELECT")]) == 3
