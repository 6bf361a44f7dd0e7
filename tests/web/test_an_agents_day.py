"""The pages of a ticket's way: submit, act, hand over, escalate, return, finish; and what is refused."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from tests.cast import Cast, send_away
from tests.web.conftest import Browse, Submit
from tests.web.moves import AnySession, choose, open_item
from tests.workflows import Stored
from tts.clock import current_time
from tts.models import TaskItem, Ticket


def test_a_requester_submits_a_ticket_and_sees_where_it_is(browse: Browse, support: Stored) -> None:
    rita = browse("Rita")
    form = rita.get("/tickets/new")
    key = re.search(r'name="key" value="([^"]+)"', form.text)
    assert key
    asked = {
        "department": "IT", "category": "Technology", "sub_category": "Support Request", "priority": "high",
        "subject": "No <b>sound</b>", "description": "None.", "key": key[1],
    }  # fmt: skip
    first, again = (rita.post("/tickets", data=asked) for _ in range(2))
    assert first.status_code == 303
    assert again.headers["Location"] == first.headers["Location"]
    page = rita.get(first.headers["Location"])
    assert "No &lt;b&gt;sound&lt;/b&gt;" in page.text
    assert "You are here" in page.text
    assert "department, category and sub-category equal" in page.text
    assert "At Triage" in page.text


def test_a_refused_form_keeps_every_word_and_names_every_fault(browse: Browse, support: Stored) -> None:
    answer = browse("Rita").post(
        "/tickets",
        data={
            "department": "IT",
            "category": "Plants",
            "priority": "huge",
            "subject": " ",
            "description": "My words",
        },
    )
    assert answer.status_code == 422
    assert "is not a category of IT" in answer.text
    assert "Say in a few words what it is about" in answer.text
    assert "My words" in answer.text


def test_a_huge_subject_is_refused_in_words(browse: Browse, support: Stored, session: AnySession) -> None:
    asked = {"department": "IT", "category": "Technology", "priority": "low", "subject": "x" * 100_000}
    answer = browse("Rita").post("/tickets", data=asked)
    assert answer.status_code == 422
    assert "100,000 characters long" in answer.text
    assert session.scalar(sa.select(sa.func.count(Ticket.id))) == 0


def test_an_agent_chooses_and_lands_on_the_next_item(
    browse: Browse, submit: Submit, session: AnySession, support: Stored, cast: Cast
) -> None:
    for _ in range(4):
        submit()
    mine = session.scalars(
        sa.select(TaskItem).where(TaskItem.holder_id == cast.user_ids["Alice"]).order_by(TaskItem.id)
    ).all()
    first, second = mine[0].id, mine[1].id
    page = choose(
        browse("Alice"), first, support.choice("Triage", "Assign"), note="Looks like the access point."
    )
    assert page.status_code == 200
    assert "moved on: at Resolve, with" in page.text
    assert f"/items/{second}/resolution" in page.text


def test_after_the_last_item_the_queue_says_so(
    browse: Browse, submit: Submit, session: AnySession, support: Stored, cast: Cast
) -> None:
    submit()
    item = open_item(session)
    page = choose(browse(cast.called(item.holder_id).name), item.id, support.choice("Triage", "Assign"))
    assert "Nothing with you" in page.text


def test_a_missing_note_is_asked_for_beside_its_field(
    browse: Browse, submit: Submit, session: AnySession, support: Stored, cast: Cast
) -> None:
    submit()
    for step, name in (("Triage", "Assign"), ("Resolve", "Done")):
        item = open_item(session)
        choose(browse(cast.called(item.holder_id).name), item.id, support.choice(step, name))
    item = open_item(session)
    answer = choose(browse(cast.called(item.holder_id).name), item.id, support.choice("Verify", "Not solved"))
    assert answer.status_code == 422
    assert "asks for a note" in answer.text


def test_complete_at_the_end_finishes_the_ticket(
    browse: Browse, submit: Submit, session: AnySession, support: Stored, cast: Cast
) -> None:
    submitted = submit()
    for choice in (support.choice("Triage", "Assign"), support.choice("Resolve", "Done"), ""):
        item = open_item(session)
        page = choose(browse(cast.called(item.holder_id).name), item.id, choice)
    assert "is resolved" in page.text
    assert "Resolved" in browse("Rita").get(f"/tickets/{submitted.number}").text


def test_the_second_of_two_acts_is_told_of_the_first_and_keeps_its_note(
    browse: Browse, submit: Submit, session: AnySession, support: Stored, cast: Cast
) -> None:
    submit()
    item = open_item(session)
    browser = browse(cast.called(item.holder_id).name)
    choose(browser, item.id, support.choice("Triage", "Assign"), key="first-click")
    again = choose(browser, item.id, support.choice("Triage", "Assign"), key="first-click")
    assert again.status_code == 200
    other = choose(browser, item.id, support.choice("Triage", "Assign"), key="another", note="Words I typed.")
    assert other.status_code == 409
    assert "chose “Assign”" in other.text
    assert "Words I typed." in other.text


@pytest.mark.parametrize("transition", ["999999", "x", "-1", "99999999999999999999", "١"])
def test_a_transition_that_is_no_choice_is_refused(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast, transition: str
) -> None:
    submit()
    item = open_item(session)
    answer = choose(browse(cast.called(item.holder_id).name), item.id, transition)
    assert answer.status_code in (409, 422)
    assert "not a choice" in answer.text


def test_only_the_holder_acts(
    browse: Browse, submit: Submit, session: AnySession, support: Stored, cast: Cast
) -> None:
    submit()
    item = open_item(session)
    other = next(name for name in ("Alice", "Bob") if cast.user_ids[name] != item.holder_id)
    answer = choose(browse(other), item.id, support.choice("Triage", "Assign"))
    assert answer.status_code == 403
    assert "only its holder acts on it" in answer.text


def test_the_outsider_finds_nothing(browse: Browse, submit: Submit) -> None:
    submitted = submit()
    otto = browse("Otto")
    for path in (
        f"/tickets/{submitted.number}",
        f"/items/{submitted.item_id}",
        f"/items/{submitted.item_id}/panel",
    ):
        assert otto.get(path).status_code == 404
    for noun in ("resolution", "claim", "transfer", "hold", "resumption", "escalation", "return"):
        assert otto.post(f"/items/{submitted.item_id}/{noun}", data={"transition": "1"}).status_code == 404
    for noun in ("withdrawal", "cancellation", "reopening", "priority"):
        assert otto.post(f"/tickets/{submitted.number}/{noun}").status_code == 404
    for path in ("/", "/queue?tab=all", "/tickets?tab=all", "/search?q=VPN", f"/search?q={submitted.number}"):
        assert "VPN drops" not in otto.get(path).text
    assert otto.get("/escalations").status_code == 403


def test_an_item_passes_to_a_colleague_by_name(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast
) -> None:
    submit()
    item = open_item(session)
    holder = cast.called(item.holder_id).name
    to = next(name for name in ("Alice", "Bob", "Carol") if name != holder)
    answer = browse(holder).post(
        f"/items/{item.id}/transfer", data={"to": to.lower(), "notes": "Yours."}, follow_redirects=True
    )
    assert f"was passed on: at Triage, with {to}" in answer.text


def test_nobody_of_another_role_can_be_passed_to(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast
) -> None:
    submit()
    item = open_item(session)
    answer = browse(cast.called(item.holder_id).name).post(
        f"/items/{item.id}/transfer", data={"to": "Tom", "notes": "Why I do it."}
    )
    assert answer.status_code == 422
    assert "“Tom” is nobody of this role" in answer.text
    assert "Why I do it." in answer.text


def test_an_item_on_hold_says_why_and_is_resumed(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast
) -> None:
    submit()
    item = open_item(session)
    browser = browse(cast.called(item.holder_id).name)
    page = browser.post(
        f"/items/{item.id}/hold", data={"reason": "Waits for the key."}, follow_redirects=True
    )
    assert "Waits for the key." in page.text
    assert "on hold" in page.text
    page = browser.post(f"/items/{item.id}/resumption", follow_redirects=True)
    assert "goes on" in page.text
    assert f"/items/{item.id}/resolution" in page.text


def test_an_item_nobody_is_free_for_is_claimed(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast
) -> None:
    now = current_time()
    for name in ("Alice", "Bob", "Carol"):
        send_away(session, cast.actor(name), now.replace(year=2020), now.replace(year=2090))
    submitted = submit()
    alice = browse("Alice")
    assert "Claim" in alice.get("/queue?tab=claim").text
    page = alice.post(
        f"/items/{submitted.item_id}/claim", data={"back": "queue:claim"}, follow_redirects=True
    )
    assert "is yours now" in page.text
