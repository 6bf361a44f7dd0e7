"""A ticket that waits for another system, as people see it; what BMS refused, corrected on a page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.desk import Desk
from tests.services.neighbours import BUDGET, answer_bms, await_answer, last_request, review
from tests.services.posting import deliver, refusing
from tests.web.conftest import Browse
from tests.workflows import ONE_STEP, store_workflow
from tts.clock import current_time
from tts.services.outbox import Undeliverable, Unsent
from tts.services.tickets import SubmittedTicket

Db = scoped_session[Session]
WORDS = "fiscal_year: Invalid <b>fiscal</b> year ID"


@pytest.fixture
def desk(session: Db, cast: Cast) -> Desk:
    """Tickets that end at BMS."""
    return Desk(session, cast, store_workflow(session, cast, replace(ONE_STEP, end_logic="budget")))


@pytest.fixture
def refused(desk: Desk) -> SubmittedTicket:
    """A ticket whose proposal BMS refused."""
    submitted = await_answer(desk, BUDGET)
    deliver(desk.session, refusing(Undeliverable(WORDS)), current_time(), "bms")
    return submitted


def form_of(desk: Desk, **changes: str) -> dict[str, str]:
    """The form as a browser sends it."""
    message = last_request(desk.session)
    body = dict(message.payload)
    typed = {name: str(value) for name, value in body.items() if name != "items"}
    items = {f"item-0-{name}": str(value) for name, value in body["items"][0].items()}
    return {"message": str(message.id), **typed, **items, "item-1-account": "", **changes}


def test_everybody_who_sees_the_ticket_sees_what_it_waits_for_and_since_when(
    browse: Browse, desk: Desk
) -> None:
    submitted = await_answer(desk)
    for name in ("Rita", "Cora", "Ada"):
        page = browse(name).get(f"/tickets/{submitted.number}").text
        assert "waits for BMS" in page
        assert "clocks stand still" in page
        assert "did not take" not in page
    assert browse("Otto").get(f"/tickets/{submitted.number}").status_code == 404


def test_the_words_of_bms_go_to_coordinator_and_admins_alone(
    browse: Browse, desk: Desk, refused: SubmittedTicket
) -> None:
    for name, status in (("Cora", 200), ("Ada", 200), ("Rita", 404), ("Otto", 404)):
        browser = browse(name)
        assert browser.get(f"/tickets/{refused.number}/proposal").status_code == status
        page = browser.get(f"/tickets/{refused.number}").text
        assert ("Invalid &lt;b&gt;fiscal&lt;/b&gt; year ID" in page) == (status == 200)
        assert ("/proposal" in page) == (status == 200)
    (given,) = desk.messages(refused, "send_assignment_notification")
    worker = browse(desk.cast.called(given.payload["kwargs"]["user_id"]).name)
    page = worker.get(f"/tickets/{refused.number}").text
    assert "did not take what it was sent" in page
    assert "/proposal" not in page
    assert worker.get(f"/tickets/{refused.number}/proposal").status_code == 404


def test_what_tts_never_sent_is_not_told_as_the_word_of_bms(browse: Browse, desk: Desk) -> None:
    submitted = await_answer(desk, BUDGET)
    deliver(desk.session, refusing(Unsent("The proposal is too long.")), current_time(), "bms")
    browser = browse("Cora")
    for path in (f"/tickets/{submitted.number}", f"/tickets/{submitted.number}/proposal"):
        page = browser.get(path).text
        assert "TTS could not hand" in page
        assert "The proposal is too long." in page
        assert "did not take" not in page


def test_the_coordinator_corrects_and_sends_it_again(
    browse: Browse, desk: Desk, refused: SubmittedTicket
) -> None:
    browser, address = browse("Cora"), f"/tickets/{refused.number}/proposal"
    page = browser.get(address).text
    assert 'value="90000.5"' in page
    assert 'class="err"' not in page
    assert "Invalid &lt;b&gt;fiscal&lt;/b&gt; year ID" in page
    old = last_request(desk.session)
    before, body = old.id, dict(old.payload)
    sent = browser.post(address, data=form_of(desk, fiscal_year="4"))
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/tickets/{refused.number}")
    request = last_request(desk.session)
    assert request.id != before
    assert (request.status, request.payload) == ("waiting", {**body, "fiscal_year": 4})
    shown = browser.get(f"/tickets/{refused.number}").text
    assert "corrected fiscal year and sent it to" in shown
    assert "Correct and send again" not in shown
    assert browser.get(address).status_code == 404


def test_a_second_click_and_a_late_one_change_nothing_and_say_so(
    browse: Browse, desk: Desk, refused: SubmittedTicket
) -> None:
    browser, address = browse("Cora"), f"/tickets/{refused.number}/proposal"
    form = form_of(desk)
    assert browser.post(address, data=form).status_code == 303
    again = browser.post(address, data=form)
    assert (again.status_code, "sent again or given up" in again.text) == (409, True)
    answer_bms(desk.session, review(refused.number))
    late = browser.post(address, data=form)
    assert (late.status_code, "does not wait for BMS" in late.text) == (409, True)
    assert len(desk.messages(refused, "proposals")) == 2


def test_a_proposal_that_its_ticket_waits_for_is_not_given_up(
    browse: Browse, desk: Desk, refused: SubmittedTicket
) -> None:
    browser, message = browse("Ada"), last_request(desk.session).id
    address = f"/settings/outbox/{message}"
    page = browser.get(address).text
    assert ("Try again now" in page, "Discard" in page, "Waits for the answer" in page) == (True, False, True)
    answer = browser.post(f"{address}/discard")
    assert (answer.status_code, "Correct and send again" in answer.text) == (409, True)
    assert browser.get(f"/tickets/{refused.number}/proposal").status_code == 200
    assert browser.post(f"/tickets/{refused.number}/proposal", data=form_of(desk)).status_code == 303
    corrected = last_request(desk.session).id
    assert "Discard" not in browser.get(f"/settings/outbox/{corrected}").text
    assert browser.post(f"/settings/outbox/{corrected}/discard").status_code == 409
    assert last_request(desk.session).status == "waiting"


def test_what_cannot_be_sent_comes_back_with_every_word(
    browse: Browse, desk: Desk, refused: SubmittedTicket
) -> None:
    browser, address = browse("Ada"), f"/tickets/{refused.number}/proposal"
    form = form_of(desk, title="x" * 300, fiscal_year="“4”", **{"item-0-account": "three"})
    answer = browser.post(address, data=form)
    assert answer.status_code == 422
    assert "The title is 300 characters long" in answer.text
    assert 'value="“4”"' in answer.text
    assert 'value="three"' in answer.text
    assert last_request(desk.session).status == "failed"
    wrong = browser.post(address, data={**form, "message": "x"})
    assert (wrong.status_code, "does not say what it corrects" in wrong.text) == (422, True)


@pytest.mark.parametrize("name", ["Rita", "Tom", "Otto"])
def test_nobody_else_sends_anything(browse: Browse, desk: Desk, refused: SubmittedTicket, name: str) -> None:
    browser: FlaskClient = browse(name)
    answer = browser.post(f"/tickets/{refused.number}/proposal", data=form_of(desk))
    assert answer.status_code in (403, 404)
    assert last_request(desk.session).status == "failed"
