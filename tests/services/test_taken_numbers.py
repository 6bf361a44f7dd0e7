"""A ticket number that is taken is drawn again; no other ticket is answered for the one that was sent."""

from __future__ import annotations

from itertools import chain, repeat

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, gather_cast
from tts.models import Ticket
from tts.services.tickets import TicketRequest, submit, submit_ticket

TAKEN, FREE = "TX20261102000001", "TX20261102000002"


@pytest.mark.parametrize(
    "marks",
    [{}, {"submission_key": "form-2"}, {"external_id": "A-2", "source": "hdts"}],
    ids=["without a key", "from another form", "from its source"],
)
def test_a_taken_number_is_drawn_again_and_the_ticket_is_kept(
    session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch, marks: dict[str, str]
) -> None:
    cast = gather_cast(session)
    numbers = chain(repeat(TAKEN, 2), repeat(FREE))
    monkeypatch.setattr(submit, "draw_number", lambda day: next(numbers))
    request = TicketRequest("Laptop", "", "IT", "Technology")
    first = submit_ticket(session, request, actor=cast.rita, now=MORNING)
    second = submit_ticket(
        session,
        TicketRequest("Printer", "", "IT", "Technology", **marks),
        actor=cast.rita,
        now=MORNING,
    )
    assert (first.number, second.number, second.is_repeat) == (TAKEN, FREE, False)
    assert session.scalars(sa.select(Ticket.subject).order_by(Ticket.id)).all() == ["Laptop", "Printer"]
