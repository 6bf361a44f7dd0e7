"""A ticket completed at a step that pauses the clock waits for the other system from then on, not before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.services.neighbours import BOTH, answer_ams, answer_bms, review
from tests.services.sweeping import prove
from tests.workflows import HOUR, ONE_STEP, Arrow, Place
from tts.domain.answers import SOON, AnswerOutcome
from tts.queries.external import waiting_tickets
from tts.services.tickets import SubmittedTicket, reopen_ticket

Db = scoped_session[Session]
ORDERED_AT, COMPLETED_AT = MORNING + HOUR, MORNING + 5 * HOUR
REOPENED_AT, ASKED_ANEW_AT = MORNING + 7 * HOUR, MORNING + 9 * HOUR


def open_buying_desk(session: Db, end_logic: str) -> Desk:
    """A desk whose last step waits for a supplier: the clocks stand there."""
    places = (
        Place("Order", "Technician", "1", is_start=True),
        Place("Delivery", "Technician", "0", is_end=True, pauses_clock=True),
    )
    plan = replace(ONE_STEP, places=places, arrows=(Arrow("Order", "Ordered", "Delivery"),))
    return open_desk(session, replace(plan, end_logic=end_logic))


def complete(desk: Desk) -> SubmittedTicket:
    """A ticket that waited for its delivery and now waits for the other system."""
    submitted = desk.submit(department="IT Department", category="Others")
    desk.choose(submitted, "Ordered", ORDERED_AT)
    desk.choose(submitted, None, COMPLETED_AT, configured_systems=BOTH)
    return submitted


def test_it_waits_for_the_system_since_it_was_completed_and_for_that_reason(session: Db) -> None:
    desk = open_buying_desk(session, "budget")
    submitted = complete(desk)
    task = desk.task(submitted)
    assert (task.paused_at, task.pause_reason) == (COMPLETED_AT, "waiting for BMS")
    assert [reason for _, _, reason in task.pauses] == ["at Delivery"]
    (waiting,) = waiting_tickets(session, desk.cast.ada, "bms").rows
    assert waiting.since == COMPLETED_AT
    prove(desk)
    answer_bms(session, review(submitted.number), COMPLETED_AT + HOUR)
    assert desk.task(submitted).due_at == MORNING + 8 * HOUR + 5 * HOUR
    prove(desk)


def test_what_was_answered_before_does_not_count_soon_after_the_new_question(session: Db) -> None:
    desk = open_buying_desk(session, "asset")
    submitted = complete(desk)
    answer_ams(session, submitted.number, now=COMPLETED_AT + HOUR)
    reopen_ticket(session, submitted.ticket_id, "Wrong one.", actor=desk.cast.cora, now=REOPENED_AT)
    desk.choose(submitted, None, ASKED_ANEW_AT, configured_systems=BOTH)
    soon = answer_ams(session, submitted.number, now=ASKED_ANEW_AT + SOON - timedelta(seconds=1))
    assert (soon.outcome, desk.ticket(submitted).status) == (AnswerOutcome.NOT_AWAITED, "Pending External")
    assert answer_ams(session, submitted.number, now=ASKED_ANEW_AT + SOON).is_taken


def test_what_was_decided_while_somebody_worked_on_it_again_is_no_answer(session: Db) -> None:
    desk = open_buying_desk(session, "budget")
    submitted = complete(desk)
    answer_bms(session, review(submitted.number, "REJECTED"), COMPLETED_AT + HOUR)
    reopen_ticket(session, submitted.ticket_id, "Cheaper now.", actor=desk.cast.cora, now=REOPENED_AT)
    desk.choose(submitted, None, ASKED_ANEW_AT, configured_systems=BOTH)
    early = review(submitted.number, reviewed_at=(REOPENED_AT + HOUR).isoformat())
    assert answer_bms(session, early, ASKED_ANEW_AT).outcome is AnswerOutcome.NOT_AWAITED
    assert desk.ticket(submitted).status == "Pending External"
