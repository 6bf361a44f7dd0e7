"""Moving running tickets on its pages: preview, choices, progress, taking it back, and who reaches them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.desk import Desk
from tests.services.moving import HALF, carry, changed, next_version, replaced
from tests.web.admin_desk import count_statements
from tests.web.conftest import Browse
from tests.workflows import Stored
from tts.clock import current_time
from tts.models import Role, Task
from tts.services.tickets import SubmittedTicket, cancel_ticket

Db = scoped_session[Session]
NEW = 900_002


@pytest.fixture
def desk(session: Db, cast: Cast, support: Stored) -> Desk:
    """The cast at work with the support workflow."""
    return Desk(session, cast, support)


def submit(desk: Desk, count: int = 1) -> list[SubmittedTicket]:
    """Rita submits some tickets, now."""
    return [desk.submit(now=current_time()) for _ in range(count)]


def base_of(desk: Desk) -> str:
    return f"/workflows/{desk.flow.workflow_id}/movings"


def begin(desk: Desk, browser: FlaskClient, **fields: str) -> str:
    """Have everything moved to the version in use; the address of the progress."""
    answer = browser.post(base_of(desk), data={"from": "1", "to": "2", "due": "keep", **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_a_preview_says_how_many_move_and_shows_old_and_new_due_times(desk: Desk, browse: Browse) -> None:
    submit(desk, 3)
    next_version(desk, slas=HALF)
    page = browse("Ada").get(base_of(desk) + "/new?due=new").text
    assert "3 open: 3 move, 0 stay, 0 need a choice." in page
    assert page.count("<b><time") == 6
    assert page.count("was <time") == 6
    kept = browse("Ada").get(base_of(desk) + "/new").text
    assert kept.count("as it is") == 6
    assert "Move 3 tickets to version 2?" in kept


def test_a_step_that_is_gone_asks_where_its_tickets_go_before_anything_moves(
    desk: Desk, browse: Browse
) -> None:
    (ticket,) = submit(desk)
    old = desk.flow.step("Triage")
    next_version(desk, replaced(desk, "Triage", NEW, "Sort <b>out</b>"))
    ada = browse("Ada")
    page = ada.get(base_of(desk) + "/new").text
    assert "1 open: 0 move, 0 stay, 1 needs a choice." in page
    assert "Sort &lt;b&gt;out&lt;/b&gt;" in page
    assert "Move them" not in page
    refused = ada.post(base_of(desk), data={"from": "1", "to": "2"})
    assert refused.status_code == 422
    assert f'href="#target_{old}"' in refused.text
    chosen = ada.get(f"{base_of(desk)}/new?target_{old}={NEW}").text
    assert "1 open: 1 moves, 0 stay, 0 need a choice." in chosen
    shown = begin(desk, ada, **{f"target_{old}": str(NEW)})
    carry(desk, current_time())
    assert desk.task(ticket).step_id == NEW
    assert "1 of 1 tickets" in ada.get(shown).text


def test_progress_goes_on_by_itself_and_the_page_loads_anew_once_it_is_done(
    desk: Desk, browse: Browse
) -> None:
    submit(desk, 2)
    next_version(desk)
    ada = browse("Ada")
    shown = begin(desk, ada)
    page = ada.get(shown).text
    assert "0 of 2 tickets" in page
    assert 'hx-trigger="every 2s"' in page
    assert "No worker runs, so nothing goes on for now." in page
    assert "HX-Refresh" not in ada.get(shown + "/progress").headers
    carry(desk, current_time())
    answer = ada.get(shown + "/progress")
    assert answer.headers["HX-Refresh"] == "true"
    assert "hx-trigger" not in answer.text
    assert '<b class="num">2</b> moved.' in ada.get(shown).text


def test_a_move_is_taken_back_once_and_the_list_tells_of_it(desk: Desk, browse: Browse) -> None:
    (ticket,) = submit(desk)
    next_version(desk)
    ada = browse("Ada")
    shown = begin(desk, ada)
    carry(desk, current_time())
    assert "1 ticket goes back to version 1" in ada.get(shown).text
    assert ada.post(shown + "/undoing").status_code == 303
    assert ada.post(shown + "/undoing").status_code == 409
    carry(desk, current_time())
    assert desk.task(ticket).workflow_version_id == desk.flow.version_id
    page = ada.get(shown).text
    assert "Back again" in page
    assert "Take it back" not in page
    assert "Taken back" in ada.get(base_of(desk)).text
    story = ada.get(f"/tickets/{desk.ticket(ticket).number}").text
    assert "moved it from version 1 to" in story
    assert "brought it back from version 2 to" in story


def test_only_designers_move_tickets_and_the_outsider_finds_nothing(desk: Desk, browse: Browse) -> None:
    submit(desk)
    next_version(desk)
    shown = begin(desk, browse("Ada"))
    for name in ("Otto", "Alice", "Cora"):
        person = browse(name)
        for path in (base_of(desk), base_of(desk) + "/new", shown, shown + "/progress"):
            assert person.get(path).status_code == 403
        for path in (base_of(desk), shown + "/undoing"):
            assert person.post(path).status_code == 403
    ada = browse("Ada")
    assert ada.get(base_of(desk) + "/9999").status_code == 404
    assert ada.post(base_of(desk) + "/9999/undoing").status_code == 404
    assert ada.get("/workflows/9999/movings/new").status_code == 404
    assert ada.post("/workflows/9999/movings").status_code == 404
    assert ada.get(f"/workflows/9999/movings/{shown.rsplit('/', 1)[1]}").status_code == 404


def test_who_designs_sees_only_their_tickets_in_the_list_and_counts_all(
    desk: Desk, browse: Browse, session: Db
) -> None:
    first, *_ = submit(desk, 3)
    desk.choose(first, "Assign", current_time())
    next_version(desk)
    session.get_one(Role, desk.cast.role("Technician")).can_design = True
    session.commit()
    tom = browse("Tom")
    page = tom.get(base_of(desk) + "/new").text
    assert "3 open: 3 move" in page
    assert re.findall(r'href="/tickets/(.*?)"', page) == [desk.ticket(first).number]
    shown = begin(desk, tom)
    carry(desk, current_time())
    page = tom.get(shown).text
    assert "3 of 3 tickets" in page
    assert re.findall(r'href="/tickets/(.*?)"', page) == [desk.ticket(first).number]


def test_a_workflow_with_one_version_has_nothing_to_move_between(desk: Desk, browse: Browse) -> None:
    page = browse("Ada").get(base_of(desk) + "/new")
    assert page.status_code == 200
    assert "There is one version only" in page.text
    assert browse("Ada").post(base_of(desk)).status_code == 422


def test_steps_that_are_as_they_were_ask_nothing_until_they_are_picked(desk: Desk, browse: Browse) -> None:
    tickets = submit(desk, 3)
    for ticket in tickets[1:]:
        desk.choose(ticket, "Assign", current_time())
    triage, resolve = desk.flow.step("Triage"), desk.flow.step("Resolve")
    next_version(desk, changed(desk, "Resolve", name="Repair"))
    ada, path = browse("Ada"), base_of(desk) + "/new"
    page = ada.get(path).text
    assert re.findall(r'<select class="in" id="(target_\d+)"', page) == [f"target_{resolve}"]
    assert '<option value="" selected>Repair, the same step' in page
    assert "1 step is the same in both versions: its tickets stay there." in page
    assert f'name="other_{triage}"' in page
    assert f"target_{triage}" not in page
    picked = ada.get(f"{path}?other_{triage}=1&target_{resolve}=").text
    assert f'id="target_{triage}"' in picked
    assert f'<input type="hidden" name="other_{triage}" value="1">' in picked
    moved = ada.get(f"{path}?target_{triage}={resolve}&target_{resolve}={resolve}").text
    assert f'id="target_{triage}"' in moved
    assert f'type="hidden" name="target_{triage}" value="{resolve}"' in moved
    assert f'type="hidden" name="target_{resolve}"' not in moved


def test_a_version_is_not_moved_to_itself_and_the_summary_leads_to_the_field(
    desk: Desk, browse: Browse
) -> None:
    submit(desk)
    next_version(desk)
    for answer in (
        browse("Ada").get(base_of(desk) + "/new?from=1&to=1"),
        browse("Ada").post(base_of(desk), data={"from": "1", "to": "1"}),
    ):
        assert "The tickets run on that version already: choose another one." in answer.text
        assert 'href="#to_version"' in answer.text
        assert 'id="to_version"' in answer.text
        assert "Move them" not in answer.text


def test_reasons_of_tickets_that_one_may_not_see_are_only_counted(
    desk: Desk, browse: Browse, session: Db
) -> None:
    seen, unseen, third = submit(desk, 3)
    for ticket in (seen, unseen):
        desk.choose(ticket, "Assign", current_time())
    holder = desk.holder(seen)
    session.get_one(Role, desk.cast.role("Technician")).can_design = True
    session.commit()
    next_version(desk)
    shown = begin(desk, browse("Ada"))
    carry(desk, current_time())
    desk.choose(seen, "Done", current_time())
    cancel_ticket(session, unseen.ticket_id, "twice", actor=desk.cast.ada, now=current_time())
    cancel_ticket(session, third.ticket_id, "secret", actor=desk.cast.ada, now=current_time())
    browse("Ada").post(shown + "/undoing")
    carry(desk, current_time())
    assert "It has moved on since" in browse("Ada").get(shown).text
    page = browse(holder.name).get(shown).text
    assert "It has moved on since" in page
    assert '<b class="num">2</b>: The reason is told to those who may see these tickets.' in page


def test_a_due_time_that_a_move_kept_says_which_version_promised_it(desk: Desk, browse: Browse) -> None:
    (ticket,) = submit(desk)
    next_version(desk, changed(desk, "Triage", weight=Decimal("0.4")))
    begin(desk, browse("Ada"))
    carry(desk, current_time())
    page = browse("Ada").get(f"/tickets/{desk.ticket(ticket).number}").text
    assert "promised for this visit by version 1; the move to this one kept it" in page
    assert "Triage is 33 % of" not in page


@pytest.mark.parametrize(
    "query", ["from=x&to=y", "from=1&to=1", "target_1=2", "target_=1&target_x=0", "cursor=zz"]
)
def test_odd_addresses_get_an_answer(desk: Desk, browse: Browse, query: str) -> None:
    submit(desk)
    next_version(desk)
    assert browse("Ada").get(f"{base_of(desk)}/new?{query}").status_code in (200, 422)


def test_a_preview_costs_the_same_however_many_tickets(desk: Desk, browse: Browse, app: Flask) -> None:
    submit(desk)
    next_version(desk, slas=HALF)
    ada, path = browse("Ada"), base_of(desk) + "/new"
    ada.get(path)
    few = count_statements(app, ada, path)
    submit_old(desk, 5)
    assert count_statements(app, ada, path) == few


def submit_old(desk: Desk, count: int) -> None:
    """More tickets on the version before."""
    for ticket in submit(desk, count):
        values = {"workflow_version_id": desk.flow.version_id}
        desk.session.execute(sa.update(Task).where(Task.id == ticket.task_id).values(**values))
    desk.session.commit()
