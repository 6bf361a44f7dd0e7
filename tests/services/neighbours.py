"""Short words for tests of AMS and BMS: a desk whose tickets end at one of them, and what they answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.workflows import ONE_STEP
from tts.domain.answers import read_asset_answer, read_review
from tts.models import ExternalAnswer, OutboxMessage
from tts.services.external import Taken, take_answer
from tts.services.tickets import SubmittedTicket

AnySession = Session | scoped_session[Session]
LATER = MORNING + timedelta(hours=1)
NEXT_DAY = MORNING + timedelta(days=1)
BOTH = frozenset({"ams", "bms"})
BUDGET = {
    "ticket_number": "TX20261102123456",
    "department_input": "FIN",
    "fiscal_year": 2026,
    "requested_budget": "90,000.00",
    "performance_start_date": "2027-01-01",
    "performance_end_date": "2027-03-31",
    "employee": {"first_name": "Rita", "last_name": "Moreno", "email": "rita@demo.example"},
    "cost_items": [
        {
            "cost_element": "Laptops",
            "description": "Twenty for new colleagues",
            "estimated_cost": 90000.5,
            "account": 3,
            "category_code": "CAPEX",
            "notes": "not for BMS",
        }
    ],
}
ASSET = {
    "ticket_number": "TX20261102123456",
    "employee": {
        "first_name": "Rita",
        "last_name": "Moreno",
        "email": "rita@demo.example",
        "company_id": "MA-7",
    },
    "employee_id": 41,
    "asset_id": 9,
    "asset_name": "ThinkPad",
    "location_id": 3,
    "checkout_date": "2026-11-03",
    "expected_return_date": "2026-12-03",
    "asset_checkout": None,
}


def open_ending_desk(session: AnySession, end_logic: str) -> Desk:
    """A desk with one step and that end logic."""
    return open_desk(session, replace(ONE_STEP, end_logic=end_logic))


def await_answer(
    desk: Desk, payload: dict[str, Any] | None = None, *, now: datetime = LATER
) -> SubmittedTicket:
    """A ticket whose only step is complete, so that it waits."""
    submitted = desk.submit(department="IT Department", category="Others", payload=payload)
    desk.choose(submitted, None, now, configured_systems=BOTH)
    assert desk.ticket(submitted).status == "Pending External"
    return submitted


def review(number: str, status: str = "APPROVED", **more: Any) -> dict[str, Any]:
    """What BMS posts."""
    usual = {"comment": "Within the plan.", "reviewed_by": "Fina Ncial", "order_number": "PO-7"}
    return {"ticket_number": number, "status": status, **usual, **more}


def answer_bms(
    session: AnySession, body: dict[str, Any], now: datetime = NEXT_DAY, *, key: str = ""
) -> Taken:
    """BMS answers."""
    return take_answer(session, read_review(body, "bms"), key=key, door="/api/external/resolve/", now=now)


def answer_ams(
    session: AnySession, number: str, executed: bool = True, now: datetime = NEXT_DAY, *, key: str = ""
) -> Taken:
    """AMS answers."""
    answer = read_asset_answer({"ticket_number": number, "ams_executed": executed})
    return take_answer(session, answer, key=key, door="/api/tickets/asset/approve/", now=now)


def outcomes(session: AnySession) -> list[str]:
    """What became of every answer, in order."""
    session.expire_all()
    return list(session.scalars(sa.select(ExternalAnswer.outcome).order_by(ExternalAnswer.id)))


def last_request(session: AnySession) -> OutboxMessage:
    """The newest message to BMS."""
    session.expire_all()
    return session.scalars(
        sa.select(OutboxMessage)
        .where(OutboxMessage.destination == "bms")
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    ).one()
