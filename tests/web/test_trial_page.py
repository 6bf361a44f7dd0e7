"""Try it, on its page: who reaches it, what it tells, and that nothing is written or sent."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.drawn import draw_workflow
from tests.web.admin_desk import draft
from tests.web.conftest import Browse, Submit
from tests.workflows import Stored
from tts.models import OutboxMessage
from tts.models.base import Base
from tts.web import trial

Db = scoped_session[Session]
START = "start=2026-11-02T09:00Z&priority=high"


@pytest.fixture
def drawn(session: Db, cast: Cast) -> Stored:
    """The support workflow, as a draft."""
    return draw_workflow(session, cast)


def counts(session: Db) -> dict[str, int]:
    """How many rows each table has."""
    session.rollback()
    return {
        name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def at(flow: Stored, moves: str = "", more: str = "") -> str:
    """The address of a trial."""
    return f"/workflows/{flow.workflow_id}/try?{START}" + (f"&moves={moves}" if moves else "") + more


def read(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address, follow_redirects=True)
    assert answer.status_code == 200, answer.text[:3000]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def test_only_designers_reach_a_trial(browse: Browse, drawn: Stored, client: FlaskClient) -> None:
    path = f"/workflows/{drawn.workflow_id}/try"
    assert client.get(path).headers["Location"].startswith("/login")
    for name in ("Alice", "Cora", "Rita", "Otto"):
        assert browse(name).get(path).status_code == 403
    assert browse("Ada").get("/workflows/999/try").status_code == 404


def test_a_trial_begins_of_itself_at_an_address_that_stays(browse: Browse, drawn: Stored) -> None:
    answer = browse("Ada").get(f"/workflows/{drawn.workflow_id}/try")
    assert answer.status_code == 303
    assert re.search(r"\?start=\d{4}-\d\d-\d\dT\d\d:\d\dZ&priority=medium$", answer.headers["Location"])
    page = read(browse("Ada"), answer.headers["Location"])
    assert "At Triage" in page
    assert "Whose turn it is: waited longest of 3 available as Agent." in page


def test_a_choice_leads_to_the_next_step_and_says_who_would_be_told(browse: Browse, drawn: Stored) -> None:
    assign = drawn.choice("Triage", "Assign")
    answer = browse("Ada").get(at(drawn, more=f"&move=c{assign}&note=As+agreed"))
    assert answer.status_code == 303
    page = read(browse("Ada"), answer.headers["Location"])
    assert "At Resolve" in page
    assert "Alice chose Assign : Triage → Resolve As agreed" in page
    assert "Would send: bell to Tom: It was given to you as Technician." in page
    assert "Would send: bell and mail to the requester: It is In Progress now." in page


def test_the_clock_goes_to_the_next_mark_and_on_to_the_escalation(browse: Browse, drawn: Stored) -> None:
    page = read(browse("Ada"), at(drawn, "n"))
    assert "80 % of the time for Triage is used" in page
    page = read(browse("Ada"), at(drawn, "n~n~n"))
    assert "It ran out of time and went up to Manager" in page
    assert "Would send: bell and mail to Max, Alice and Cora" in page


def test_a_missing_note_is_asked_for_and_the_trial_stays_where_it_was(browse: Browse, drawn: Stored) -> None:
    moves = "~".join(f"c{drawn.choice(*one)}" for one in (("Triage", "Assign"), ("Resolve", "Done")))
    back = drawn.choice("Verify", "Not solved")
    answer = browse("Ada").get(at(drawn, moves, f"&move=c{back}"))
    assert answer.status_code == 422
    assert "“Not solved” asks for a note: write a few words on why." in answer.text
    assert "At Verify" in answer.text


def test_complete_tells_how_it_ends(browse: Browse, drawn: Stored) -> None:
    moves = "~".join(f"c{drawn.choice(*one)}" for one in (("Triage", "Assign"), ("Resolve", "Done")))
    page = read(browse("Ada"), at(drawn, moves + "~c"))
    assert "The ticket is Resolved" in page
    assert "The steps are done" in page


@pytest.mark.parametrize(
    "wrong",
    [
        "moves=x",
        "moves=c12~~n",
        "moves=c99999999999",
        "moves=w0",
        "moves=p" + "critical",
        "moves=n:why",
        "moves=h:%2500",
        "moves=" + "n~" * 300 + "n",
        "priority=soon",
        "start=tomorrow",
        "start=9999-01-01T00:00Z",
        "requester=-1",
        "requester=77777",
        "move=z",
        "move=u&until=never",
    ],
)
def test_an_address_that_nobody_wrote_is_refused_in_words(browse: Browse, drawn: Stored, wrong: str) -> None:
    answer = browse("Ada").get(f"/workflows/{drawn.workflow_id}/try?{wrong}", follow_redirects=True)
    assert answer.status_code == 422
    assert 'id="refusal"' in answer.text


def test_a_move_that_the_draft_does_not_take_any_more_is_told(browse: Browse, drawn: Stored) -> None:
    answer = browse("Ada").get(at(drawn, "n~c4711~n"))
    assert answer.status_code == 409
    assert "The draft changed: move 2 is not possible now." in answer.text
    assert "80 %" in answer.text


def test_a_draft_without_a_start_says_so_and_leads_to_it(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast, is_start=False)
    answer = browse("Ada").get(f"/workflows/{workflow_id}/try", follow_redirects=True)
    assert answer.status_code == 409
    assert "No step is marked as start" in answer.text
    assert f"/workflows/{workflow_id}/" in answer.text
    assert "What stands in the way" in answer.text


def test_a_draft_that_has_other_errors_is_played_and_they_are_listed(
    browse: Browse, session: Db, cast: Cast
) -> None:
    workflow_id = draft(session, cast, is_end=False)
    page = read(browse("Ada"), f"/workflows/{workflow_id}/try")
    assert "At Do it" in page
    assert "Errors of the draft" in page


def test_names_and_notes_are_text(browse: Browse, session: Db, cast: Cast) -> None:
    workflow_id = draft(session, cast, name="<img src=x onerror=alert(1)>")
    page = (
        browse("Ada")
        .get(f"/workflows/{workflow_id}/try?{START}&moves=h:%253Cscript%253E", follow_redirects=True)
        .text
    )
    assert "<img src=x" not in page
    assert "<script>" not in page.split('id="trial"')[1]
    assert "&lt;script&gt;" in page


def test_the_requester_is_passed_over(browse: Browse, cast: Cast, drawn: Stored) -> None:
    alice = cast.user_ids["Alice"]
    page = read(browse("Ada"), at(drawn, more=f"&requester={alice}"))
    assert "Passed over: Alice asked for it." in page
    assert "Bob got it as Agent" in page


def test_nothing_is_written_or_sent_whatever_is_tried(
    browse: Browse, session: Db, submit: Submit, drawn: Stored
) -> None:
    submit()
    before = counts(session)
    assign, done = drawn.choice("Triage", "Assign"), drawn.choice("Resolve", "Done")
    ada = browse("Ada")
    for moves in (
        "",
        "n",
        "n~n~n",
        f"c{assign}~h:Parts~w1440~r~e:Look~b:Fine~purgent:Vip",
        f"c{assign}~c{done}~c",
    ):
        assert ada.get(at(drawn, moves), follow_redirects=True).status_code == 200
    assert ada.get(at(drawn, more=f"&move=c{assign}"), follow_redirects=True).status_code == 200
    assert counts(session) == before
    assert before[OutboxMessage.__tablename__] > 0


def test_what_was_typed_stays_when_a_move_cannot_be_read(browse: Browse, drawn: Stored) -> None:
    ada, assign = browse("Ada"), drawn.choice("Triage", "Assign")
    long = "Because " * 40
    page = ada.get(at(drawn, more=f"&move=c{assign}&note={long}"))
    assert page.status_code == 422
    assert long.strip() in page.text
    assert "At Triage" in re.sub(r"<[^>]+>", "", page.text)
    page = ada.get(at(drawn, more="&move=u&until=soon"))
    assert page.status_code == 422
    assert 'value="soon"' in page.text
    page = ada.get(at(drawn, more="&move=p&note=Vip&to=critical"))
    assert page.status_code == 422
    assert "\nVip</textarea>" in page.text


def test_go_as_it_is_filled_in_is_never_before_now(browse: Browse, drawn: Stored) -> None:
    ada = browse("Ada")
    page = ada.get(at(drawn, "n"), follow_redirects=True).text
    (filled,) = re.findall(r'name="until".*? value="(.*?)"', page)
    assert filled == "2026-11-02T10:17"
    gone = ada.get(at(drawn, "n", f"&move=u&until={filled}"))
    assert gone.status_code == 303


def test_the_requester_that_was_chosen_is_shown_however_many_there_are(
    browse: Browse, cast: Cast, drawn: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "MOST_REQUESTERS", 2)
    tom = cast.user_ids["Tom"]
    page = browse("Ada").get(at(drawn, more=f"&requester={tom}"), follow_redirects=True).text
    assert f'<option value="{tom}" selected>Tom</option>' in page
    requesters = page.split('id="begin-requester"')[1].split("</select>")[0]
    assert requesters.count("<option ") == 4


def test_a_page_reads_the_draft_once_and_plays_it_once(
    browse: Browse, drawn: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for name in ("draft_of", "play"):
        real = getattr(trial, name)
        monkeypatch.setattr(
            trial, name, lambda *given, name=name, real=real: (done.append(name), real(*given))[1]
        )
    ada = browse("Ada")
    assert ada.get(at(drawn, "n")).status_code == 200
    assert sorted(done) == ["draft_of", "play"]
    done.clear()
    assert ada.get(at(drawn, "n", "&move=c4711")).status_code == 409
    assert sorted(done) == ["draft_of", "play"]


def test_a_trial_cannot_be_posted(browse: Browse, drawn: Stored) -> None:
    assert browse("Ada").post(at(drawn)).status_code == 405


def test_a_longer_trial_asks_the_database_no_more(
    app: object, browse: Browse, session: Db, cast: Cast, drawn: Stored
) -> None:
    from flask import Flask

    from tests.web.admin_desk import count_statements

    assert isinstance(app, Flask)
    assign = drawn.choice("Triage", "Assign")
    ada = browse("Ada")
    short = count_statements(app, ada, at(drawn))
    assert count_statements(app, ada, at(drawn, f"n~n~c{assign}~n~n~n~n")) == short <= 25
