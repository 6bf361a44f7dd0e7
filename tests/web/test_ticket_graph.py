"""A ticket on its graph: the page and its files, for who may see the ticket and nobody else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.adapters.test_png import size_of
from tests.cast import Cast
from tests.web.conftest import Browse, Submit
from tests.web.moves import AnySession, choose, open_item
from tests.web.test_what_pages_cost import counted
from tests.workflows import Stored, store_version
from tts.clock import current_time
from tts.domain.definition import Details
from tts.domain.graph import Graph
from tts.models import Task, WorkflowVersion
from tts.services.tickets import TicketRequest, submit_ticket

PARTS = ("graph", "graph.svg", "graph.png")


def go_round(browse: Browse, session: AnySession, cast: Cast, support: Stored) -> None:
    """Assign, Done, Not solved, Done: back at Verify for the second time."""
    for step, name in (
        ("Triage", "Assign"),
        ("Resolve", "Done"),
        ("Verify", "Not solved"),
        ("Resolve", "Done"),
    ):
        item = open_item(session)
        holder = next(name for name, number in cast.user_ids.items() if number == item.holder_id)
        note = {"note": "Still <b>dead</b>, says a difficult person."}
        assert choose(browse(holder), item.id, support.choice(step, name), **note).status_code == 200
        session.expire_all()


def test_the_way_is_drawn_and_told_visit_by_visit(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast, support: Stored
) -> None:
    number = submit("No <b>sound</b>").number
    ada = browse("Ada")
    assert f'href="/tickets/{number}/graph"' in ada.get(f"/tickets/{number}").text
    go_round(browse, session, cast, support)
    page = ada.get(f"/tickets/{number}/graph").text
    assert "No &lt;b&gt;sound&lt;/b&gt;" in page
    assert "5 visits" in page
    assert ">2·4</text>" in page
    assert page.count("2×</text>") == 3
    assert "ended by" not in page
    holder = next(name for name, key in cast.user_ids.items() if key == open_item(session).holder_id)
    assert f"Now here · {holder}</text>" in page
    assert 'aria-current="step"' in page
    assert "<b>Not solved</b> leads to Resolve" in page


def test_who_may_not_see_the_ticket_finds_nothing(browse: Browse, submit: Submit) -> None:
    number = submit().number
    for part in PARTS:
        assert browse("Otto").get(f"/tickets/{number}/{part}").status_code == 404
        assert browse("Tom").get(f"/tickets/{number}/{part}").status_code == 404
        assert browse("Rita").get(f"/tickets/{number}/{part}").status_code == 200
        assert browse("Ada").get(f"/tickets/TX0/{part}").status_code == 404
    assert browse("Ada").get(f"/tickets/{number}/graph.gif").status_code == 404


def test_nobody_sees_it_without_logging_in(app: Flask, submit: Submit) -> None:
    number = submit().number
    for part in PARTS:
        assert app.test_client().get(f"/tickets/{number}/{part}").status_code == 302


def test_the_requester_reads_what_the_story_tells_and_not_the_choices_ahead(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast, support: Stored
) -> None:
    number = submit().number
    item = open_item(session)
    alice = next(name for name, key in cast.user_ids.items() if key == item.holder_id)
    choose(browse(alice), item.id, support.choice("Triage", "Assign"), note="A difficult person.")
    for part in ("graph", "graph.svg"):
        told = browse("Rita").get(f"/tickets/{number}/{part}").text
        assert "Assign" in told
        assert "Verify" in told
        assert "Done" not in told
        assert "Not solved" not in told
        assert "difficult" not in told
        assert "Done" in browse("Ada").get(f"/tickets/{number}/{part}").text


def test_a_ticket_no_workflow_took_is_on_no_graph(browse: Browse, session: AnySession, cast: Cast) -> None:
    asked = TicketRequest("Air", "None.", "Moon", "Air")
    number = submit_ticket(session, asked, actor=cast.rita, now=current_time()).number
    for part in PARTS:
        answer = browse("Rita").get(f"/tickets/{number}/{part}")
        assert answer.status_code == 404
        assert f"No workflow has taken ticket {number} yet" in answer.text
    assert f"{number}/graph" not in browse("Rita").get(f"/tickets/{number}").text


def test_the_files_stand_alone_and_may_do_nothing(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast, support: Stored
) -> None:
    number = submit("<script>alert(1)</script>").number
    go_round(browse, session, cast, support)
    ada = browse("Ada")
    svg, again = (ada.get(f"/tickets/{number}/graph.svg") for _ in range(2))
    assert svg.data == again.data
    assert svg.mimetype == "image/svg+xml"
    assert "<script" not in svg.text
    assert "&lt;script&gt;" in svg.text
    png = ada.get(f"/tickets/{number}/graph.png")
    assert png.mimetype == "image/png"
    assert size_of(png.data)[0] > 1000
    for answer, form in ((svg, "svg"), (png, "png")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "sandbox" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Content-Disposition"] == f"inline; filename={number}-graph.{form}"


def test_a_picture_that_did_not_change_is_not_drawn_again(
    browse: Browse,
    submit: Submit,
    session: AnySession,
    cast: Cast,
    support: Stored,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[str] = []

    def draw(svg: str) -> bytes:
        drawn.append(svg)
        return b"png"

    monkeypatch.setattr("tts.web.ticket_graph.draw_png", draw)
    number, ada = submit().number, browse("Ada")
    path = f"/tickets/{number}/graph.png"
    tag = {"If-None-Match": ada.get(path).headers["ETag"]}
    again = ada.get(path, headers=tag)
    assert (again.status_code, again.data, len(drawn)) == (304, b"", 1)
    assert again.headers["ETag"] == tag["If-None-Match"]
    assert ada.get(f"/tickets/{number}/graph.svg", headers=tag).status_code == 200
    assert browse("Otto").get(path, headers=tag).status_code == 404
    go_round(browse, session, cast, support)
    assert (ada.get(path, headers=tag).status_code, len(drawn)) == (200, 2)


def test_the_page_costs_the_same_for_one_visit_as_for_many(
    app: Flask, browse: Browse, submit: Submit, session: AnySession, cast: Cast, support: Stored
) -> None:
    from tts.extensions import db

    number, ada = submit().number, browse("Ada")

    def cost() -> int:
        with counted(db.engine) as statements:
            assert ada.get(f"/tickets/{number}/graph").status_code == 200
        return len(statements)

    cost()
    few = cost()
    go_round(browse, session, cast, support)
    assert cost() == few <= 12


def test_a_ticket_moved_to_another_version_keeps_its_visits_in_words(
    browse: Browse, submit: Submit, session: AnySession, cast: Cast, support: Stored
) -> None:
    number = submit().number
    item = open_item(session)
    holder = next(name for name, key in cast.user_ids.items() if key == item.holder_id)
    choose(browse(holder), item.id, support.choice("Triage", "Assign"))
    kept = tuple(step for step in support.graph.steps if step.name != "Triage")
    ways = tuple(edge for edge in support.graph.transitions if edge.name != "Assign")
    details = Details("IT Support Request", department="IT", category="Technology")
    session.execute(sa.update(WorkflowVersion).values(is_active=False))
    later = store_version(session, support.workflow_id, details, Graph(kept, ways), number=2)
    session.execute(sa.update(Task).values(workflow_version_id=later.id))
    session.commit()
    page = browse("Ada").get(f"/tickets/{number}/graph").text
    assert "not on this version" in page
    assert "left by <b>Assign</b>" in page
    assert "IT Support Request v2" in page
    assert page.count('class="been"') == 0
    assert browse("Ada").get(f"/tickets/{number}/graph.svg").status_code == 200
