"""Messages that came in, over the API: the rules of the page, and no half a change whatever goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import Cast
from tests.services.test_source_tickets import NUMBER
from tts.clock import current_time
from tts.domain import contract
from tts.domain.errors import Refused
from tts.models import Destination, ParkedMembership, RoleLink
from tts.services.inbound import Letter, handlers, take_in
from tts.services.people import MembershipNews, RoleNews, deactivate_role, sync_membership, sync_role
from tts.services.people.sources import AUTH

Db = scoped_session[Session]
READS = ("/inbound/", "/inbound/1/", "/inbound/memberships/")
POSTS = ("/inbound/1/retry/", "/inbound/1/discard/", "/inbound/retries/")


def hear(session: Db, key: str = "m", **sent: Any) -> None:
    body = {"ticket_number": NUMBER, "status": "Exploded", **sent}
    letter = Letter(key, "TICKET_TASKS_PRODUCTION", contract.TICKET_STATUS, [body])
    take_in(session, letter, now=current_time())


def park_one(session: Db, email: str) -> None:
    """Auth gives somebody a role that is not there."""
    news = MembershipNews("tts", "7", "Auditor", email, "Nora")
    sync_membership(session, news, source=AUTH, now=current_time())


def test_they_are_listed_read_tried_and_given_up(admin: Caller, session: Db) -> None:
    hear(session)
    hear(session, "w", status="Closed")
    listed = admin.get("/inbound/?status=refused").json
    assert (listed["count"], listed["results"][0]["reason"]) == (
        1,
        "The status has to be Closed or Withdrawn.",
    )
    assert admin.get("/inbound/1/").json["args"][0]["status"] == "Exploded"
    assert admin.post("/inbound/1/retry/").json["attempts"] == 2
    assert admin.post("/inbound/retries/").json == {"tried": 2, "applied": 0}
    assert admin.post("/inbound/1/discard/").json["status"] == "discarded"
    assert admin.post("/inbound/1/discard/").status_code == 409
    assert admin.get("/inbound/9/").status_code == 404
    assert admin.get("/inbound/?status=lost").status_code == 422


def test_a_keyed_retry_that_is_refused_leaves_no_half_a_change(
    admin: Caller, session: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear(session)

    def fail(own: Session, *args: object, **kwargs: object) -> None:
        own.execute(sa.insert(Destination).values(name="half a change", failures=0))
        raise Refused("Not like this.")

    monkeypatch.setattr(handlers, "receive_status", fail)
    answer = admin.post("/inbound/1/retry/", headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json["reason"]) == (200, "Not like this.")
    session.rollback()
    assert session.get(Destination, "half a change") is None


def test_memberships_that_wait_are_told_with_what_they_wait_for(admin: Caller, session: Db) -> None:
    for number in range(3):
        park_one(session, f"n{number}@desk.example")
    listed = admin.get("/inbound/memberships/?page_size=2").json
    assert (listed["count"], len(listed["results"])) == (3, 2)
    first = listed["results"][0]
    assert (first["email"], first["role_name"], first["system"]) == ("n0@desk.example", "Auditor", "tts")
    assert first["waits_for"] == "The role has not come: it is given when Auth sends the role."
    assert first["since"]
    more = admin.get(f"/inbound/memberships/?cursor={listed['next_cursor']}").json["results"]
    assert [row["email"] for row in more] == ["n2@desk.example"]
    sync_role(session, RoleNews("tts", "7", "Auditor"), source=AUTH, now=current_time())
    assert admin.get("/inbound/memberships/").json["results"] == []


def test_a_membership_of_a_role_that_sleeps_was_deleted_or_could_not_be_given_says_so(
    admin: Caller, session: Db, cast: Cast
) -> None:
    role_id = sync_role(session, RoleNews("tts", "7", "Auditor"), source=AUTH, now=current_time())
    assert role_id is not None
    deactivate_role(session, role_id, actor=cast.ada, now=current_time())
    park_one(session, "nora@desk.example")

    def told() -> str:
        (row,) = admin.get("/inbound/memberships/").json["results"]
        return str(row["waits_for"])

    assert told() == "The role is deactivated here: it is given when somebody activates it."
    session.execute(sa.update(RoleLink).values(gone_at=current_time()))
    session.commit()
    assert told().startswith("The role was deleted at Auth")
    session.execute(sa.update(ParkedMembership).values(reason="There is no room."))
    session.commit()
    assert told() == "There is no room. Give them the role here, or have Auth send it again."


@pytest.mark.parametrize("name", ["alice", "cora", "max", "rita", "otto"])
def test_they_are_for_admins_alone(callers: dict[str, Caller], session: Db, name: str) -> None:
    hear(session)
    assert [callers[name].get(path).status_code for path in READS] == [403] * 3
    assert [callers[name].post(path).status_code for path in POSTS] == [403] * 3
