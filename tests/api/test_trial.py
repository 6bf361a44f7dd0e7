"""A draft tried by a program: the moves go in, where they lead comes back, and nothing is kept."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import Cast
from tests.drawn import draw_workflow
from tests.workflows import Stored
from tts.models.base import Base

Db = scoped_session[Session]
Callers = dict[str, Caller]
BEGIN = {"priority": "high", "begins_at": "2026-11-02T09:00:00Z"}


@pytest.fixture
def drawn(session: Db, cast: Cast) -> Stored:
    """The support workflow, as a draft."""
    return draw_workflow(session, cast)


def attempt(caller: Caller, drawn: Stored, *moves: dict[str, Any], **begin: Any) -> dict[str, Any]:
    """The answer to these moves."""
    body = {**BEGIN, **begin, "moves": list(moves)}
    answer = caller.post(f"/workflows/{drawn.workflow_id}/trial/", body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_trial_tells_who_has_it_when_it_is_due_and_what_can_be_chosen(admin: Caller, drawn: Stored) -> None:
    told = attempt(admin, drawn)
    assert (told["step"], told["holder"], told["role"], told["coordinator"]) == (
        "Triage",
        "Alice",
        "Agent",
        "Cora",
    )
    assert told["due_at"] == "2026-11-02T17:00:00Z"
    assert told["step_due_at"] == "2026-11-02T10:36:00Z"
    assert told["next_at"] == "2026-11-02T10:16:48Z"
    assert [(one["name"], one["to_step"]) for one in told["choices"]] == [("Assign", "Resolve")]
    assert told["log"][-1]["would_send"] == [
        {
            "kind": "assignment",
            "text": "It was given to you as Agent.",
            "to": ["Alice"],
            "system": None,
            "remark": None,
        }
    ]


def test_moves_lead_on_to_the_end(admin: Caller, drawn: Stored) -> None:
    told = attempt(
        admin,
        drawn,
        {"act": "next"},
        {"act": "choose", "transition_id": drawn.choice("Triage", "Assign")},
        {"act": "hold", "note": "Parts"},
        {"act": "wait", "minutes": 600},
        {"act": "resume"},
        {"act": "choose", "transition_id": drawn.choice("Resolve", "Done"), "note": "Fixed"},
        {"act": "choose"},
    )
    assert (told["done"], told["refusal"], told["is_over"]) == (7, None, True)
    assert told["ticket_status"] == "Resolved"
    assert told["holder"] is None
    assert told["log"][-1]["kind"] == "ticket.completed"


@pytest.mark.parametrize(("act", "field"), [("priority", "priority"), ("until", "at")])
def test_a_move_without_what_it_needs_is_refused_by_the_name_of_that(
    admin: Caller, drawn: Stored, act: str, field: str
) -> None:
    body = {**BEGIN, "moves": [{"act": act, "note": "Vip"}]}
    refused = admin.post(f"/workflows/{drawn.workflow_id}/trial/", body)
    assert refused.status_code == 409, refused.text
    assert refused.get_json()["fields"][field].startswith(f"This move needs “{field}”")


def test_an_item_that_waits_is_claimed_by_who_oversees_it_too(
    admin: Caller, drawn: Stored, cast: Cast
) -> None:
    away = [{"act": "wait", "minutes": 1}]
    claimed = attempt(admin, drawn, *away, {"act": "claim", "user_id": cast.user_ids["Max"]})
    assert "has this item already" in claimed["refusal"]


def test_a_move_that_is_refused_ends_the_playing_with_its_sentence(admin: Caller, drawn: Stored) -> None:
    told = attempt(admin, drawn, {"act": "next"}, {"act": "choose", "transition_id": 4711}, {"act": "next"})
    assert told["done"] == 1
    assert told["refusal"] == "That is not a choice of “Triage” in the version this ticket runs on."


def test_what_cannot_be_a_move_is_refused_field_by_field(admin: Caller, drawn: Stored) -> None:
    path = f"/workflows/{drawn.workflow_id}/trial/"
    body = {"moves": [{"act": "jump"}, {"act": "wait", "minutes": 0}, {"act": "hold", "note": "x" * 201}]}
    answer = admin.post(path, body)
    assert answer.status_code == 422
    assert {"moves.0.act", "moves.1.minutes", "moves.2.note"} <= set(answer.get_json()["fields"])
    assert admin.post(path, {"moves": [{"act": "next"}] * 201}).status_code == 422
    assert admin.post(path, {"begins_at": "9999-12-31T00:00:00Z"}).status_code == 409
    assert admin.post(path, {"requester_id": 99_999}).status_code == 404


def test_a_draft_that_cannot_begin_says_why(admin: Caller, session: Db, cast: Cast) -> None:
    made = admin.post("/workflows/", {"workflow": {"name": "Empty"}, "graph": {"nodes": [], "edges": []}})
    answer = admin.post(f"/workflows/{made.get_json()['workflow_id']}/trial/", {})
    assert answer.status_code == 409
    assert "No step is marked as start" in answer.get_json()["detail"]


def test_only_designers_try_and_the_outsider_finds_nothing(callers: Callers, drawn: Stored) -> None:
    path = f"/workflows/{drawn.workflow_id}/trial/"
    assert callers["nobody"].post(path, BEGIN).status_code == 401
    for name in ("otto", "rita", "alice", "cora"):
        assert callers[name].post(path, BEGIN).status_code == 404, name


def test_nothing_is_kept_or_sent(admin: Caller, session: Db, drawn: Stored) -> None:
    def rows() -> dict[str, int]:
        session.rollback()
        tables = Base.metadata.tables
        return {
            name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in tables.items()
        }

    attempt(admin, drawn)  # the first call of a token is counted, as of every door
    before = rows()
    attempt(
        admin,
        drawn,
        *[{"act": "next"}] * 4,
        {"act": "return", "note": "Yours"},
        {"act": "until", "at": "2026-11-05T09:00:00Z"},
    )
    assert rows() == before
