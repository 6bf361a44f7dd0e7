"""The event log, unmatched tickets and settings."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast, join
from tests.web.admin_desk import count_statements
from tests.web.conftest import Browse, Submit
from tests.workflows import Stored
from tts.domain.permissions import SYSTEM
from tts.models import Anchor, Event, Role, Ticket
from tts.queries.events import GROUPS
from tts.services.people import NewRole, create_role
from tts.services.tickets import TicketRequest, submit_ticket
from tts.web.event_words import KINDS

Db = scoped_session[Session]


def lost_ticket(session: Db, cast: Cast, subject: str = "A key for the lab") -> str:
    """The number of a ticket that no workflow takes."""
    request = TicketRequest(subject, "", "IT", "Access", "")
    return submit_ticket(session, request, actor=cast.rita, now=MORNING).number


def test_only_those_who_may_see_the_log_see_it(browse: Browse, session: Db, cast: Cast) -> None:
    auditors = Role(name="Auditor", name_key="auditor", can_audit=True)
    session.add(auditors)
    session.flush()
    join(session, cast.user_ids["Tina"], auditors.id)
    session.commit()
    for name, status in (("Ada", 200), ("Tina", 200), ("Alice", 403), ("Cora", 403), ("Otto", 403)):
        assert browse(name).get("/events").status_code == status
        assert browse(name).post("/events/verification").status_code == (303 if status == 200 else 403)
    assert browse("Tina").get("/settings").status_code == 403


def test_events_are_told_in_sentences_and_narrowed(
    browse: Browse, session: Db, cast: Cast, submit: Submit
) -> None:
    number = submit().number
    create_role(session, NewRole("Night shift"), actor=cast.ada, now=MORNING)
    browser = browse("Ada")
    page = browser.get("/events").text
    assert "submitted the ticket" in page
    assert "made the role" in page
    one = browser.get(f"/events?ticket={number.lower()}").text
    assert "submitted the ticket" in one
    assert "made the role" not in one
    assert "Verify this chain" in one
    assert "made the role" in browser.get("/events?stream=people").text
    assert "made the role" in browser.get("/events?kind=role&person=ada@demo.example").text
    assert "made the role" in browser.get("/events?from=2026-11-02&to=2026-11-02&stream=people").text
    assert "No event like that" in browser.get("/events?from=2030-01-01").text
    assert "No event like that" in browser.get("/events?ticket=TX1").text


def test_every_kind_that_can_be_chosen_narrows_to_all_that_begin_with_it() -> None:
    assert {kind for kind, _ in KINDS} == set(GROUPS)


def test_an_empty_log_says_so(browse: Browse) -> None:
    assert "Nothing happened yet" in browse("Ada").get("/events").text


@pytest.mark.parametrize(
    "query",
    ["from=x", "to=2026-99-99", "person=nobody@nowhere.example", "workflow=x", "kind=%27", "stream=x"],
)
def test_a_filter_that_cannot_be_read_hurts_nobody(browse: Browse, submit: Submit, query: str) -> None:
    submit()
    assert browse("Ada").get(f"/events?{query}").status_code == 200


def test_pages_of_the_log_lead_on_and_back(browse: Browse, session: Db, cast: Cast) -> None:
    for number in range(60):
        create_role(session, NewRole(f"Role {number}"), actor=cast.ada, now=MORNING)
    browser = browse("Ada")
    first = browser.get("/events?stream=people").text
    assert "Role 59" in first
    assert "Role 5<" not in first
    following = (
        first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    )
    assert "stream=people" in following
    assert "Role 5<" in browser.get(following).text
    assert browser.get("/events?cursor=nonsense").status_code == 422


def test_the_log_costs_the_same_however_long(
    app: Flask, browse: Browse, session: Db, cast: Cast, submit: Submit
) -> None:
    submit()
    browser = browse("Ada")
    one = count_statements(app, browser, "/events")
    for _ in range(5):
        submit()
    assert count_statements(app, browser, "/events") == one


def test_a_chain_is_verified_and_a_hand_altered_row_shows(
    browse: Browse, session: Db, cast: Cast, submit: Submit
) -> None:
    number, browser = submit().number, browse("Ada")
    ticket_id = session.scalar(sa.select(Ticket.id).where(Ticket.number == number))
    chain = {"stream": "ticket", "stream_id": str(ticket_id)}
    answer = browser.post(f"/events/verification?ticket={number}", data=chain)
    assert answer.headers["Location"] == f"/events?ticket={number}"
    assert "This chain holds" in browser.get("/events").text
    alter_event(session, ticket_id)
    browser.post("/events/verification", data=chain)
    assert "was altered" in browser.get("/events").text


def test_the_whole_record_is_verified(browse: Browse, session: Db, cast: Cast) -> None:
    create_role(session, NewRole("Night shift"), actor=cast.ada, now=MORNING)
    browser = browse("Ada")
    browser.post("/events/verification")
    assert "The record holds" in browser.get("/events").text


def alter_event(session: Db, ticket_id: int | None) -> None:
    """Change an event behind the record's back, its guard taken away first."""
    session.rollback()
    of_ticket = sa.and_(Event.stream == "ticket", Event.stream_id == ticket_id, Event.seq == 1)
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("ALTER TABLE event DISABLE TRIGGER USER"))
    else:
        names = session.scalars(
            sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
        ).all()
        for name in names:
            session.execute(sa.text(f"DROP TRIGGER {name}"))
    session.execute(sa.update(Event).where(of_ticket).values(actor_name="Mallory"))
    session.commit()


def test_unmatched_tickets_are_for_admins_with_the_reason(
    browse: Browse, session: Db, cast: Cast, support: Stored
) -> None:
    browser = browse("Ada")
    assert "Every ticket has its workflow" in browser.get("/tickets/unmatched").text
    number = lost_ticket(session, cast, "<b>Bold</b>")
    page = browser.get("/tickets/unmatched").text
    assert number in page
    assert "&lt;b&gt;Bold" in page
    assert "no workflow takes tickets of the category “Access”" in page
    assert "1 ticket waits" in browser.get("/workflows").text
    for name in ("Alice", "Cora", "Rita", "Otto"):
        assert browse(name).get("/tickets/unmatched").status_code == 403
        assert browse(name).post("/tickets/unmatched/matching").status_code == 403
        sent = {"workflow_id": str(support.workflow_id)}
        assert browse(name).post(f"/tickets/{number}/workflow", data=sent).status_code == 403


def test_an_admin_gives_a_ticket_its_workflow(
    browse: Browse, session: Db, cast: Cast, support: Stored
) -> None:
    number, browser = lost_ticket(session, cast), browse("Ada")
    browser.post("/tickets/unmatched/matching")
    assert "No workflow takes any of them now" in browser.get("/tickets/unmatched").text
    path = f"/tickets/{number}/workflow"
    assert browser.post(path, data={"workflow_id": "x"}).status_code == 422
    assert browser.post(path, data={"workflow_id": "9999"}).status_code == 404
    assert browser.post(path, data={"workflow_id": str(support.workflow_id)}).status_code == 303
    session.rollback()
    assert session.scalars(sa.select(Ticket.workflow_id)).one() == support.workflow_id
    assert browser.post(path, data={"workflow_id": str(support.workflow_id)}).status_code == 409
    assert browser.post("/tickets/TX0/workflow", data={"workflow_id": "1"}).status_code == 404


def test_settings_show_no_secret_and_write_an_anchor(
    app: Flask, browse: Browse, session: Db, cast: Cast
) -> None:
    create_role(session, NewRole("Night shift"), actor=SYSTEM, now=MORNING)
    browser = browse("Ada")
    page = browser.get("/settings").text
    assert str(app.config["SECRET_KEY"]) not in page
    assert "TTS_TIME_ZONE" in page
    assert browser.post("/settings/anchors").status_code == 303
    assert browser.post("/settings/anchors").status_code == 303
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Anchor)) == 1
    for name in ("Alice", "Cora", "Otto"):
        assert browse(name).get("/settings").status_code == 403
        assert browse(name).post("/settings/anchors").status_code == 403


def test_a_matching_is_told_once_in_the_log(browse: Browse, submit: Submit) -> None:
    number = submit().number
    page = browse("Ada").get(f"/events?ticket={number}").text
    assert "Matched" in page
    assert "“matched" not in page
