"""When HDTS says a ticket ended there: kept once beside what its requester thought, and no clock of ours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.services.sweeping import prove
from tests.services.test_source_tickets import NUMBER, receive
from tts.domain.telling import Told, tell_event
from tts.models import Event, Ticket
from tts.services.tickets import receive_status
from tts.services.tickets.source import Taken

LATER = MORNING + timedelta(minutes=5)
TIMES = {"date_completed": "2026-11-02", "time_closed": "2026-11-02T17:00:00+08:00"}
KEPT = {"date_completed": "2026-11-02", "time_closed": "2026-11-02T09:00:00+00:00"}
THERE = "completed 2026-11-02, closed 2026-11-02 09:00 UTC"


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with a ticket of HDTS."""
    desk = open_desk(session)
    receive(desk)
    return desk


def hear(desk: Desk, status: str = "Closed", **more: Any) -> Taken:
    """HDTS says how it ended there."""
    told = {"ticket_number": NUMBER, "status": status, "csat_rating": None, "feedback": ""}
    return receive_status(desk.session, {**told, **more}, now=LATER)


def last_events(desk: Desk, count: int = 1) -> list[tuple[str, str | None, str | None, dict[str, Any]]]:
    """The newest of the ticket's events: kind, rating or status, reason, facts."""
    desk.session.expire_all()
    rows = desk.session.scalars(sa.select(Event).where(Event.stream == "ticket").order_by(Event.seq.desc()))
    return [(row.kind, row.became, row.reason, dict(row.facts)) for row in list(rows)[:count]][::-1]


def sentence(desk: Desk) -> str:
    """The newest event in words."""
    row = desk.session.scalars(
        sa.select(Event).where(Event.stream == "ticket").order_by(Event.seq.desc()).limit(1)
    ).one()
    return tell_event(Told(row.kind, row.actor_name, row.was, row.became, row.facts))


@pytest.mark.parametrize(
    ("status", "kind", "ends"),
    [("Closed", "ticket.closed", "Resolved"), ("Withdrawn", "ticket.withdrawn", "Withdrawn")],
)
def test_when_it_ended_there_is_kept_with_its_end_here_which_is_now(
    desk: Desk, status: str, kind: str, ends: str
) -> None:
    assert hear(desk, status, **TIMES) is Taken.CHANGED
    assert last_events(desk) == [(kind, ends, None, KEPT)]
    ticket = desk.session.scalars(sa.select(Ticket)).one()
    assert (ticket.status, ticket.ended_at) == (ends, LATER)
    assert THERE in sentence(desk)
    assert hear(desk, status, **TIMES) is Taken.UNCHANGED
    prove(desk)


def test_it_stands_beside_the_rating_once(desk: Desk) -> None:
    said = {"csat_rating": 4, "feedback": "Quick.", **TIMES}
    assert [hear(desk, **said) for _ in range(3)] == [Taken.CHANGED, Taken.UNCHANGED, Taken.UNCHANGED]
    assert last_events(desk, 2) == [
        ("ticket.closed", "Resolved", "Quick.", KEPT),
        ("ticket.rated", "4", "Quick.", KEPT),
    ]
    assert sentence(desk) == f"The requester rated it 4; there: {THERE}."


def test_of_a_ticket_that_ended_here_first_it_is_kept_though_nobody_rated_it(desk: Desk) -> None:
    hear(desk, "Withdrawn")
    assert hear(desk, **TIMES) is Taken.CHANGED
    assert last_events(desk) == [("ticket.ended_there", None, None, KEPT)]
    assert sentence(desk) == f"HDTS told when it ended there: {THERE}."
    assert hear(desk, **TIMES) is Taken.UNCHANGED
    assert hear(desk, csat_rating=5, **TIMES) is Taken.CHANGED
    assert last_events(desk) == [("ticket.rated", "5", None, KEPT)]


def test_words_that_come_by_turns_are_kept_once_each(desk: Desk) -> None:
    rated = {"csat_rating": 5, **TIMES}
    assert [hear(desk, **TIMES), hear(desk, **rated)] == [Taken.CHANGED] * 2
    assert [hear(desk, **TIMES), hear(desk, **rated), hear(desk, **TIMES)] == [Taken.UNCHANGED] * 3


def test_who_withdraws_may_rate_it_too(desk: Desk) -> None:
    assert hear(desk, "Withdrawn", csat_rating=2) is Taken.CHANGED
    assert [event[:2] for event in last_events(desk, 2)] == [
        ("ticket.withdrawn", "Withdrawn"),
        ("ticket.rated", "2"),
    ]
    assert hear(desk, "Withdrawn", csat_rating=2) is Taken.UNCHANGED


@pytest.mark.parametrize(
    "garbage", [None, "", "yesterday", 7, True, ["2026"], {"a": 1}, "\ud800", "1" * 9_000]
)
def test_what_cannot_be_read_costs_nobody_the_closing(desk: Desk, garbage: object) -> None:
    assert hear(desk, date_completed=garbage, time_closed=garbage) is Taken.CHANGED
    assert last_events(desk) == [("ticket.closed", "Resolved", None, {})]
    assert hear(desk, date_completed=garbage) is Taken.ENDED
