"""The doors of moving running tickets to another version."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import Cast
from tests.desk import Desk
from tests.services.moving import HALF, LATER, carry, next_version, replaced
from tests.workflows import store_workflow

NEW = 900_003


@pytest.fixture
def desk(session: scoped_session[Session], cast: Cast) -> Desk:
    """The cast at work with the support workflow."""
    return Desk(session, cast, store_workflow(session, cast))


def path_of(desk: Desk) -> str:
    return f"/workflows/{desk.flow.workflow_id}/movings/"


def test_a_move_is_previewed_begun_watched_and_taken_back(admin: Caller, desk: Desk) -> None:
    ticket, path, wanted = (
        desk.submit(),
        path_of(desk),
        {"from_version": 1, "to_version": 2, "keep_due": False},
    )
    next_version(desk, slas=HALF)
    preview = admin.post(path + "preview/", wanted).get_json()
    assert (preview["moves"], preview["stays"], preview["needs_choice"]) == (1, 0, 0)
    (row,) = preview["tickets"]
    assert (row["verdict"], row["before"]["due_at"], row["after"]["due_at"]) == (
        "moves",
        "2026-11-02T17:00:00Z",
        "2026-11-02T13:00:00Z",
    )
    made = admin.post(path, wanted, headers={"Idempotency-Key": "once"})
    assert (made.status_code, made.get_json()["waiting"]) == (201, 1)
    again = admin.post(path, wanted, headers={"Idempotency-Key": "once"})
    assert again.get_json() == made.get_json()
    assert admin.post(path, wanted).status_code == 409
    carry(desk, LATER)
    address = made.headers["Location"].removeprefix("/api")
    shown = admin.get(address).get_json()
    assert (shown["status"], shown["moved"], shown["tickets"]) == ("done", 1, 1)
    assert admin.get(path).get_json()["results"] == [shown]
    tickets = admin.get(address + "tickets/").get_json()
    assert [one["ticket_number"] for one in tickets["results"]] == [desk.ticket(ticket).number]
    assert admin.post(address + "undo/").get_json()["status"] == "undoing"
    assert admin.post(address + "undo/").status_code == 409


def test_a_step_without_a_target_is_refused_by_name_and_null_leaves_its_tickets(
    admin: Caller, desk: Desk
) -> None:
    desk.submit()
    old = desk.flow.step("Triage")
    next_version(desk, replaced(desk, "Triage", NEW, "Sort"))
    body = {"from_version": 1, "to_version": 2}
    assert admin.post(path_of(desk) + "preview/", body).get_json()["needs_choice"] == 1
    wrong = {**body, "targets": [{"step_id": old, "to_step_id": 99}]}
    assert admin.post(path_of(desk) + "preview/", wrong).get_json()["reasons"] == [
        {
            "reason": "Version 2 has no step number 99: choose another one for the tickets at “Triage”.",
            "tickets": 1,
        }
    ]
    assert admin.post(path_of(desk) + "preview/", {**body, "to_version": 1}).status_code == 409
    refused = admin.post(path_of(desk), body)
    assert refused.status_code == 409, refused.text
    assert f"target_{old}" in refused.text
    twice = [{"step_id": old, "to_step_id": NEW}, {"step_id": old, "to_step_id": None}]
    assert admin.post(path_of(desk), {**body, "targets": twice}).status_code == 409
    made = admin.post(path_of(desk), {**body, "targets": twice[1:]})
    assert made.status_code == 201


@pytest.mark.parametrize(
    "targets", [[1], [{}], [{"step_id": True, "to_step_id": 1}], [{"step_id": 1, "to_step_id": -1}], {"1": 2}]
)
def test_odd_targets_are_told_what_they_must_be(admin: Caller, desk: Desk, targets: object) -> None:
    next_version(desk)
    body = {"from_version": 1, "to_version": 2, "targets": targets}
    assert admin.post(path_of(desk), body).status_code == 422


def test_outsiders_find_no_workflow_and_agents_may_not_move_its_tickets(
    callers: dict[str, Caller], desk: Desk
) -> None:
    desk.submit()
    next_version(desk)
    path, body = path_of(desk), {"from_version": 1, "to_version": 2}
    made = callers["ada"].post(path, body).headers["Location"].removeprefix("/api")
    for name, status in (("otto", 404), ("alice", 403), ("nobody", 401)):
        caller = callers[name]
        for address in (path, made, made + "tickets/"):
            assert caller.get(address).status_code == status
        for address in (path, path + "preview/"):
            assert caller.post(address, body).status_code == status
        assert caller.post(made + "undo/").status_code == status
    assert callers["ada"].get(f"{path}9999/").status_code == 404
    assert callers["ada"].post(path, {**body, "to_version": 9}).status_code == 404
