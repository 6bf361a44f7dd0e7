"""Answers of AMS and BMS: the first that fits ends the ticket, any other changes nothing, all are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk
from tests.racing import race
from tests.services.neighbours import (
    ASSET,
    BOTH,
    BUDGET,
    LATER,
    NEXT_DAY,
    answer_ams,
    answer_bms,
    await_answer,
    last_request,
    open_ending_desk,
    outcomes,
    review,
)
from tests.workflows import HOUR
from tts.domain.answers import SOON, AnswerOutcome, read_asset_answer
from tts.domain.errors import ActedAlready
from tts.models import ExternalAnswer
from tts.queries.clock_proof import prove_clocks
from tts.queries.external import waiting_tickets
from tts.services.audit import verify_chain
from tts.services.external import Taken, take_answer
from tts.services.tickets import SubmittedTicket, cancel_ticket, reopen_ticket, withdraw_ticket

Db = scoped_session[Session]


@pytest.mark.parametrize(("verdict", "status"), [("APPROVED", "Resolved"), ("REJECTED", "Rejected")])
def test_the_answer_of_bms_ends_the_ticket_and_everybody_is_told(
    session: Db, verdict: str, status: str
) -> None:
    desk = open_ending_desk(session, "budget")
    submitted = await_answer(desk, BUDGET)
    taken = answer_bms(session, review(submitted.number, verdict))
    assert (taken.outcome, taken.ticket_status) == (AnswerOutcome.APPLIED, status)
    ticket, task = desk.ticket(submitted), desk.task(submitted)
    assert (ticket.status, ticket.ended_at) == (status, NEXT_DAY)
    assert (task.status, task.waiting_on, task.ended_at, task.next_mark_at) == (
        "completed",
        None,
        NEXT_DAY,
        None,
    )
    assert "Rita" in desk.told(submitted, "send_ticket_status_notification")
    assert "Cora" in desk.told(submitted, "send_ticket_status_notification")
    event = desk.events(submitted)[-1]
    assert (event.kind, event.actor_name, event.became) == ("ticket.answered", "BMS", status)
    assert event.reason == "Within the plan."
    assert event.facts == {"system": "bms", "reviewed_by": "Fina Ncial", "order_number": "PO-7"}


@pytest.mark.parametrize(("executed", "status"), [(True, "Resolved"), (False, "Rejected")])
def test_ams_says_whether_it_was_done(session: Db, executed: bool, status: str) -> None:
    desk = open_ending_desk(session, "asset")
    submitted = await_answer(desk, ASSET)
    assert [row for row in desk.messages(submitted) if row.destination == "ams"] == []
    assert answer_ams(session, submitted.number, executed).ticket_status == status
    assert desk.ticket(submitted).status == status


def test_the_time_waited_does_not_count_and_the_due_times_are_facts_afterwards(session: Db) -> None:
    desk = open_ending_desk(session, "budget")
    submitted = await_answer(desk)
    assert desk.task(submitted).due_at is None
    answer_bms(session, review(submitted.number))
    task = desk.task(submitted)
    assert task.due_at == MORNING + 8 * HOUR + (NEXT_DAY - LATER)
    assert (task.paused_at, task.left) == (None, None)


def test_the_same_answer_again_is_told_the_same_and_changes_nothing(session: Db) -> None:
    desk = open_ending_desk(session, "budget")
    submitted = await_answer(desk)
    first = answer_bms(session, review(submitted.number))
    events, messages = desk.kinds(submitted), len(desk.messages(submitted))
    again = answer_bms(session, review(submitted.number), NEXT_DAY + HOUR)
    assert (again.sentence, again.ticket_status) == (first.sentence, first.ticket_status)
    assert (desk.kinds(submitted), len(desk.messages(submitted))) == (events, messages)
    assert desk.ticket(submitted).ended_at == NEXT_DAY
    other = answer_bms(session, review(submitted.number, "REJECTED"))
    assert not other.is_taken
    assert "does not wait for BMS: it is Resolved" in other.sentence
    assert outcomes(session) == ["applied", "repeated", "not awaited"]


def test_an_answer_for_no_ticket_or_of_the_wrong_system_or_too_early_changes_nothing(session: Db) -> None:
    desk = open_ending_desk(session, "budget")
    open_one = desk.submit(department="IT Department", category="Others")
    unmatched = desk.submit(department="HR")
    waiting = await_answer(desk)
    assert answer_bms(session, review("TX99990101000000")).outcome is AnswerOutcome.WRONG_TICKET
    assert answer_bms(session, review(unmatched.number)).outcome is AnswerOutcome.WRONG_SYSTEM
    assert answer_bms(session, review(open_one.number)).outcome is AnswerOutcome.NOT_AWAITED
    assert answer_ams(session, waiting.number).outcome is AnswerOutcome.WRONG_SYSTEM
    assert desk.ticket(waiting).status == "Pending External"
    assert desk.ticket(open_one).status == "In Progress"
    assert outcomes(session) == ["wrong ticket", "wrong system", "not awaited", "wrong system"]


def test_an_answer_after_the_ticket_was_withdrawn_is_late_and_kept(session: Db) -> None:
    desk = open_ending_desk(session, "budget")
    submitted = await_answer(desk)
    withdraw_ticket(session, submitted.ticket_id, "Changed my mind.", actor=desk.cast.rita, now=NEXT_DAY)
    request = last_request(session)
    assert (request.status, request.remark) == (
        "discarded",
        f"{submitted.number} ended before it was answered.",
    )
    late = answer_bms(session, review(submitted.number))
    assert (late.outcome, desk.ticket(submitted).status) == (AnswerOutcome.NOT_AWAITED, "Withdrawn")
    row = session.scalars(sa.select(ExternalAnswer)).one()
    assert (row.ticket_id, row.body["reviewed_by"]) == (submitted.ticket_id, "Fina Ncial")


def test_of_those_that_wait_the_one_that_waits_longest_stands_first_however_old_it_is(session: Db) -> None:
    desk = open_ending_desk(session, "budget")
    older = desk.submit(department="IT Department", category="Others")
    newer = await_answer(desk, now=LATER)
    desk.choose(older, None, NEXT_DAY, configured_systems=BOTH)
    first = waiting_tickets(session, desk.cast.ada, "bms", size=1)
    assert [row.number for row in first.rows] == [newer.number]
    second = waiting_tickets(session, desk.cast.ada, "bms", size=1, cursor=first.next_cursor)
    assert [(row.number, row.since) for row in second.rows] == [(older.number, NEXT_DAY)]


def test_reopened_it_asks_anew_and_an_old_answer_is_not_taken_for_a_new_one(session: Db) -> None:
    desk = open_ending_desk(session, "budget")
    submitted = await_answer(desk)
    told = review(submitted.number, "REJECTED", reviewed_at="2026-11-02T15:00:00+00:00")
    answer_bms(session, told)
    first = last_request(session).key
    back = NEXT_DAY + HOUR
    reopen_ticket(session, submitted.ticket_id, "Cheaper now.", actor=desk.cast.cora, now=back)
    desk.choose(submitted, None, back + HOUR, configured_systems=BOTH)
    assert last_request(session).key != first
    assert answer_bms(session, told, back + 2 * HOUR).outcome is AnswerOutcome.REPEATED
    before = review(submitted.number, reviewed_at=(back - HOUR).isoformat())
    assert answer_bms(session, before, back + 2 * HOUR).outcome is AnswerOutcome.NOT_AWAITED
    assert desk.ticket(submitted).status == "Pending External"
    fresh = review(submitted.number, reviewed_at=(back + 2 * HOUR).isoformat())
    assert answer_bms(session, fresh, back + 2 * HOUR).outcome is AnswerOutcome.APPLIED


def test_ams_may_say_the_same_of_a_ticket_that_waits_a_second_time(session: Db) -> None:
    desk = open_ending_desk(session, "asset")
    submitted = await_answer(desk)
    answer_ams(session, submitted.number)
    reopen_ticket(session, submitted.ticket_id, "Wrong one.", actor=desk.cast.cora, now=NEXT_DAY + HOUR)
    desk.choose(submitted, None, NEXT_DAY + 2 * HOUR, configured_systems=BOTH)
    assert answer_ams(session, submitted.number, now=NEXT_DAY + 3 * HOUR).outcome is AnswerOutcome.APPLIED
    assert answer_ams(session, submitted.number, now=NEXT_DAY + 3 * HOUR).outcome is AnswerOutcome.REPEATED


def ask_twice(desk: Desk, submitted: SubmittedTicket, key: str = "") -> datetime:
    """AMS approves, the ticket is reopened and completed again; when that was."""
    answer_ams(desk.session, submitted.number, key=key)
    reopen_ticket(desk.session, submitted.ticket_id, "Wrong one.", actor=desk.cast.cora, now=NEXT_DAY + HOUR)
    desk.choose(submitted, None, NEXT_DAY + 2 * HOUR, configured_systems=BOTH)
    return NEXT_DAY + 2 * HOUR


def test_an_answer_to_an_earlier_question_that_comes_again_soon_after_a_new_one_does_not_count(
    session: Db,
) -> None:
    desk = open_ending_desk(session, "asset")
    submitted = await_answer(desk)
    asked_at = ask_twice(desk, submitted)
    late = answer_ams(session, submitted.number, now=asked_at + SOON - timedelta(seconds=1))
    assert (late.outcome, desk.ticket(submitted).status) == (AnswerOutcome.NOT_AWAITED, "Pending External")
    assert "less than 10 minutes ago" in late.sentence
    assert "send it with a new Idempotency-Key or with a new reviewed_at" in late.sentence
    assert outcomes(session) == ["applied", "not awaited"]
    rejected = answer_ams(session, submitted.number, False, now=asked_at + timedelta(seconds=1))
    assert rejected.outcome is AnswerOutcome.APPLIED


def test_nor_does_one_that_came_too_late_for_the_earlier_question_and_comes_again(session: Db) -> None:
    desk = open_ending_desk(session, "asset")
    submitted = await_answer(desk)
    withdraw_ticket(session, submitted.ticket_id, "Not needed.", actor=desk.cast.rita, now=LATER + HOUR)
    assert answer_ams(session, submitted.number).outcome is AnswerOutcome.NOT_AWAITED
    reopen_ticket(session, submitted.ticket_id, "Needed.", actor=desk.cast.cora, now=NEXT_DAY + HOUR)
    asked_at = NEXT_DAY + 2 * HOUR
    desk.choose(submitted, None, asked_at, configured_systems=BOTH)
    again = answer_ams(session, submitted.number, now=asked_at + timedelta(seconds=1))
    assert (again.outcome, desk.ticket(submitted).status) == (AnswerOutcome.NOT_AWAITED, "Pending External")
    assert answer_ams(session, submitted.number, now=asked_at + SOON).outcome is AnswerOutcome.APPLIED


@pytest.mark.parametrize(
    ("key", "new"), [("second", {}), ("", {"reviewed_at": (NEXT_DAY + 2 * HOUR).isoformat()})]
)
def test_an_answer_that_says_that_it_is_new_counts_at_once(
    session: Db, key: str, new: dict[str, str]
) -> None:
    desk = open_ending_desk(session, "asset")
    submitted = await_answer(desk)
    asked_at = ask_twice(desk, submitted)
    answer = read_asset_answer({"ticket_number": submitted.number, "ams_executed": True, **new})
    taken = take_answer(session, answer, key=key, door="/", now=asked_at + timedelta(seconds=1))
    assert (taken.outcome, desk.ticket(submitted).status) == (AnswerOutcome.APPLIED, "Resolved")


def test_a_key_that_came_before_is_told_what_the_first_was_however_late(session: Db) -> None:
    desk = open_ending_desk(session, "asset")
    submitted, other = await_answer(desk), await_answer(desk)
    early = answer_ams(session, submitted.number, now=ask_twice(desk, submitted, "first"), key="early")
    assert early.outcome is AnswerOutcome.APPLIED
    reopen_ticket(session, submitted.ticket_id, "No.", actor=desk.cast.cora, now=NEXT_DAY + 3 * HOUR)
    refused = answer_ams(session, submitted.number, False, NEXT_DAY + 4 * HOUR, key="third")
    assert refused.outcome is AnswerOutcome.NOT_AWAITED
    desk.choose(submitted, None, NEXT_DAY + 5 * HOUR, configured_systems=BOTH)
    late = NEXT_DAY + 99 * HOUR
    again = answer_ams(session, submitted.number, now=late, key="first")
    assert (again.outcome, again.ticket_status, again.is_replayed) == (
        AnswerOutcome.REPEATED,
        "Resolved",
        True,
    )
    told = answer_ams(session, submitted.number, False, late, key="third")
    assert (told.outcome, told.sentence, told.is_replayed) == (refused.outcome, refused.sentence, True)
    taken = answer_ams(session, submitted.number, False, late, key="first")
    assert (taken.outcome, taken.is_taken) == (AnswerOutcome.KEY_TAKEN, False)
    assert "came with another answer" in taken.sentence
    assert desk.ticket(submitted).status == "Pending External"
    assert answer_ams(session, other.number, now=late, key="first").outcome is AnswerOutcome.APPLIED


def test_clocks_still_follow_from_the_events_after_answers_and_reopenings(session: Db) -> None:
    desk = open_ending_desk(session, "budget")
    answered, cancelled, waiting = await_answer(desk), await_answer(desk), await_answer(desk)
    answer_bms(session, review(answered.number, "REJECTED"))
    cancel_ticket(session, cancelled.ticket_id, "No.", actor=desk.cast.cora, now=NEXT_DAY)
    for submitted in (answered, cancelled):
        reopen_ticket(session, submitted.ticket_id, "Yes.", actor=desk.cast.cora, now=NEXT_DAY + HOUR)
    proofs = {proof.number: proof.differences for proof in prove_clocks(session)}
    assert proofs == {one.number: () for one in (answered, cancelled, waiting)}
    spent = desk.task(answered)
    assert spent.due_at == MORNING + 8 * HOUR + (NEXT_DAY + HOUR - LATER)
    desk.choose(answered, None, NEXT_DAY + 2 * HOUR, configured_systems=BOTH)
    assert all(not proof.differences for proof in prove_clocks(session))
    assert all(verify_chain(session, "ticket", one.ticket_id).holds for one in (answered, cancelled))


def test_of_an_answer_and_a_withdrawal_at_once_one_counts(session: Db, database_url: str) -> None:
    desk = open_ending_desk(session, "budget")
    rita = desk.cast.rita
    for _ in range(4):
        submitted = await_answer(desk)
        body, ticket_id = review(submitted.number), submitted.ticket_id
        session.commit()
        taken, withdrawn = race(
            database_url,
            [
                lambda own, body=body: answer_bms(own, body),
                lambda own, ticket_id=ticket_id: withdraw_ticket(
                    own, ticket_id, "", actor=rita, now=NEXT_DAY
                ),
            ],
        )
        assert isinstance(taken, Taken)
        status = desk.ticket(submitted).status
        assert status == ("Resolved" if taken.is_taken else "Withdrawn")
        assert isinstance(withdrawn, ActedAlready) == taken.is_taken


def test_of_four_equal_answers_at_once_one_is_applied(session: Db, database_url: str) -> None:
    desk = open_ending_desk(session, "asset")
    submitted = await_answer(desk)
    session.commit()
    taken = race(database_url, [lambda own: answer_ams(own, submitted.number)] * 4)
    assert [isinstance(one, Taken) and one.ticket_status for one in taken] == ["Resolved"] * 4
    assert sorted(outcomes(session)) == ["applied", "repeated", "repeated", "repeated"]
    assert desk.kinds(submitted).count("ticket.answered") == 1


def test_a_clock_of_another_system_may_be_a_little_slow(session: Db) -> None:
    desk = open_ending_desk(session, "budget")
    submitted = await_answer(desk)
    slow = review(submitted.number, reviewed_at=(LATER - timedelta(minutes=4)).isoformat())
    assert answer_bms(session, slow, LATER).outcome is AnswerOutcome.APPLIED
