"""Proposals on their way to a real BMS: made from the ticket, refused in its words, corrected by people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.desk import Desk
from tests.fixtures.peers import KEY, Bms
from tests.services.neighbours import (
    BUDGET,
    LATER,
    NEXT_DAY,
    answer_bms,
    await_answer,
    last_request,
    open_ending_desk,
    review,
)
from tests.services.posting import deliver, destination_of, refusing
from tts.adapters.bms import BmsCourier
from tts.domain.errors import Invalid, NotFound, NotPermitted
from tts.domain.proposal import ITEM_FIELDS, TYPED
from tts.models import OutboxMessage
from tts.queries.external import sent_request
from tts.services.external import resend_proposal
from tts.services.external.resend import NotRefused
from tts.services.tickets import SubmittedTicket

Db = scoped_session[Session]
REFUSED = (400, {"details": {"fiscal_year": ["Invalid fiscal year ID"]}})
MINUTE = timedelta(minutes=1)
TRIED_AGAIN = timedelta(hours=5)
"""Longer than any message waits for its next attempt."""


@pytest.fixture
def desk(session: Db) -> Desk:
    """A desk whose tickets end at BMS."""
    return open_ending_desk(session, "budget")


def carry(session: Db, bms: Bms, now: datetime = LATER) -> None:
    """One pass of the worker."""
    deliver(session, BmsCourier(bms.url, KEY, timeout=0.5), now, "bms")


def typed_of(body: dict[str, Any], **changes: str) -> dict[str, str]:
    """The fields as the form has them."""
    return {name: str(body.get(name, "")) for name in TYPED} | changes


def rows_of(body: dict[str, Any]) -> list[dict[str, str]]:
    """The items as the form has them, with an empty one."""
    rows = [{name: str(item.get(name, "")) for name in ITEM_FIELDS} for item in body.get("items", [])]
    return [*rows, dict.fromkeys(ITEM_FIELDS, "")]


def test_the_proposal_says_what_the_ticket_says_field_for_field(desk: Desk, session: Db, bms: Bms) -> None:
    submitted = await_answer(desk, BUDGET)
    carry(session, bms)
    assert bms.bodies == [
        {
            "ticket_id": submitted.number,
            "department_input": "FIN",
            "title": "Laptop does not start",
            "project_summary": "Laptop does not start",
            "project_description": "It beeps twice.",
            "submitted_by_name": "Rita Moreno",
            "fiscal_year": 2026,
            "items": [
                {
                    "cost_element": "Laptops",
                    "description": "Twenty for new colleagues",
                    "estimated_cost": 90000.5,
                    "account": 3,
                    "category_code": "CAPEX",
                }
            ],
            "performance_start_date": "2027-01-01",
            "performance_end_date": "2027-03-31",
        }
    ]
    assert last_request(session).status == "delivered"
    assert desk.ticket(submitted).status == "Pending External"


def test_a_ticket_that_says_little_sends_little_and_nothing_is_made_up(
    desk: Desk, session: Db, bms: Bms
) -> None:
    await_answer(desk)
    carry(session, bms)
    assert sorted(bms.bodies[0]) == [
        "project_description",
        "project_summary",
        "submitted_by_name",
        "ticket_id",
        "title",
    ]


def test_a_refusal_goes_to_the_coordinator_in_the_words_of_bms(desk: Desk, session: Db, bms: Bms) -> None:
    bms.usual = REFUSED
    submitted = await_answer(desk, BUDGET)
    carry(session, bms)
    said = "details.fiscal_year: Invalid fiscal year ID"
    request = last_request(session)
    assert (request.status, request.remark) == ("failed", said)
    event = desk.events(submitted)[-1]
    assert (event.kind, event.actor_name, event.reason) == ("outbox.refused", "BMS", said)
    assert event.facts == {"destination": "bms", "refused_by": "bms"}
    (told,) = [
        row.payload["kwargs"]
        for row in desk.messages(submitted, "send_workflow_step_notification")
        if "did not take" in row.payload["kwargs"]["message"]
    ]
    assert told["user_id"] == desk.cast.cora.user_id
    assert told["message"].endswith(said)


def test_what_is_too_long_to_be_sent_is_told_as_our_word_and_not_as_that_of_bms(
    desk: Desk, session: Db, bms: Bms
) -> None:
    submitted = await_answer(desk, BUDGET)
    request = last_request(session)
    payload = {**request.payload, "project_description": "x" * 1_100_000}
    session.execute(sa.update(OutboxMessage).where(OutboxMessage.id == request.id).values(payload=payload))
    session.commit()
    carry(session, bms)
    assert bms.bodies == []
    assert_told_as_ours(desk, submitted, "The proposal is 1,100,")
    found = sent_request(session, submitted.ticket_id, "bms")
    assert found is not None
    assert found.is_ours


def test_what_cannot_be_carried_is_told_as_given_up_by_us(desk: Desk, session: Db) -> None:
    submitted = await_answer(desk, BUDGET)
    for attempt in range(6):
        deliver(session, refusing(RuntimeError("No ink.")), LATER + attempt * TRIED_AGAIN, "bms")
    assert_told_as_ours(desk, submitted, "RuntimeError: No ink.")


def test_what_bms_never_answered_is_told_as_given_up_by_us(desk: Desk, session: Db, bms: Bms) -> None:
    bms.stop()
    submitted = await_answer(desk, BUDGET)
    for attempt in range(6):
        carry(session, bms, LATER + attempt * TRIED_AGAIN)
    assert_told_as_ours(desk, submitted, "BMS cannot be reached")


def assert_told_as_ours(desk: Desk, submitted: SubmittedTicket, reason: str) -> None:
    """The story and the coordinator say that TTS could not hand it over, and why."""
    request = last_request(desk.session)
    assert (request.status, (request.remark or "").startswith(reason)) == ("failed", True), request.remark
    event = desk.events(submitted)[-1]
    assert (event.kind, event.actor_name, event.reason) == ("outbox.refused", "System", request.remark)
    assert event.facts == {"destination": "bms", "refused_by": "tts"}
    (told,) = [
        row.payload["kwargs"]
        for row in desk.messages(submitted, "send_workflow_step_notification")
        if row.payload["kwargs"].get("message", "").startswith("TTS could not hand")
    ]
    assert told["user_id"] == desk.cast.cora.user_id
    assert told["message"] == f"TTS could not hand {submitted.number} to BMS: {request.remark}"


def test_corrected_it_goes_again_with_a_new_id_and_the_old_one_is_discarded(
    desk: Desk, session: Db, bms: Bms
) -> None:
    bms.answers = [REFUSED]
    submitted = await_answer(desk, BUDGET)
    carry(session, bms)
    old_id, old_key, body = (row := last_request(session)).id, row.key, dict(row.payload)
    resend_proposal(
        session,
        submitted.ticket_id,
        old_id,
        typed_of(body, fiscal_year="4", performance_end_date=""),
        rows_of(body),
        actor=desk.cast.cora,
        now=LATER + MINUTE,
    )
    carry(session, bms, LATER + MINUTE)
    expected = {name: value for name, value in body.items() if name != "performance_end_date"}
    assert bms.bodies[1] == {**expected, "fiscal_year": 4}
    assert [head["idempotency-key"] == old_key for head in bms.heads] == [True, False]
    assert {row.id: row.status for row in desk.messages(submitted, "proposals")} == {
        old_id: "discarded",
        last_request(session).id: "delivered",
    }
    event = next(one for one in desk.events(submitted) if one.kind == "outbox.corrected")
    assert (event.actor_name, event.facts["fields"]) == ("Cora", ["fiscal_year", "performance_end_date"])
    assert answer_bms(session, review(submitted.number)).is_taken


def test_only_coordinator_and_admins_correct_and_only_once(desk: Desk, session: Db, bms: Bms) -> None:
    bms.usual = REFUSED
    submitted = await_answer(desk, BUDGET)
    body = dict(last_request(session).payload)

    def resend(name: str, message_id: int) -> None:
        resend_proposal(
            session,
            submitted.ticket_id,
            message_id,
            typed_of(body),
            rows_of(body),
            actor=desk.cast.actor(name),
            now=LATER,
        )

    first = last_request(session).id
    with pytest.raises(NotRefused, match="sent again or given up"):
        resend("Cora", first)  # it still waits to be sent
    carry(session, bms)
    for name in ("Otto", "Alice", "Max"):
        with pytest.raises((NotFound, NotPermitted)):
            resend(name, first)
    with pytest.raises(NotPermitted):
        resend("Rita", first)
    resend("Ada", first)
    with pytest.raises(NotRefused):
        resend("Cora", first)
    assert len(desk.messages(submitted, "proposals")) == 2
    answer_bms(session, review(submitted.number))
    with pytest.raises(NotRefused, match="does not wait for BMS: it is Resolved"):
        resend("Cora", last_request(session).id)


def test_too_long_a_word_is_refused_and_nothing_is_discarded(desk: Desk, session: Db, bms: Bms) -> None:
    bms.usual = REFUSED
    submitted = await_answer(desk, BUDGET)
    carry(session, bms)
    body, first = dict(last_request(session).payload), last_request(session).id
    rows = rows_of(body)
    rows[0]["account"] = "3\0"
    with pytest.raises(Invalid) as refusal:
        resend_proposal(
            session,
            submitted.ticket_id,
            first,
            typed_of(body, title="x" * 300),
            rows,
            actor=desk.cast.cora,
            now=LATER,
        )
    assert sorted(refusal.value.fields) == ["item-0-account", "title"]
    assert (last_request(session).id, last_request(session).status) == (first, "failed")


def test_a_silent_bms_is_tried_again_and_told_of_to_nobody_but_admins(
    desk: Desk, session: Db, bms: Bms
) -> None:
    bms.answers = [(500, "Oh"), (503, "Not now")]
    submitted = await_answer(desk, BUDGET)
    carry(session, bms)
    assert (last_request(session).status, last_request(session).attempts) == ("waiting", 1)
    carry(session, bms, LATER + MINUTE)
    assert destination_of(session, "bms").failures == 2
    bms.stop()
    carry(session, bms, LATER + 5 * MINUTE)
    bms.start()
    carry(session, bms, LATER + 30 * MINUTE)
    assert last_request(session).status == "delivered"
    assert len({head["idempotency-key"] for head in bms.heads}) == 1
    assert "outbox.refused" not in desk.kinds(submitted)


def test_an_answer_before_the_proposal_arrived_makes_it_needless(desk: Desk, session: Db, bms: Bms) -> None:
    submitted = await_answer(desk, BUDGET)
    answer_bms(session, review(submitted.number), NEXT_DAY)
    carry(session, bms, NEXT_DAY)
    assert bms.bodies == []
    assert (last_request(session).status, last_request(session).remark) == (
        "discarded",
        "BMS answered meanwhile.",
    )
