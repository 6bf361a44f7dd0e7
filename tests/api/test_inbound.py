"""Messages that came in, over the API: the rules of the page, and no half a change whatever goes wrong."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.services.test_source_tickets import NUMBER
from tts.clock import current_time
from tts.domain import contract
from tts.domain.errors import Refused
from tts.models import Destination
from tts.services.inbound import Letter, handlers, take_in

Db = scoped_session[Session]
POSTS = ("/inbound/1/retry/", "/inbound/1/discard/", "/inbound/retries/")


def hear(session: Db, key: str = "m", **sent: Any) -> None:
    body = {"ticket_number": NUMBER, "status": "Exploded", **sent}
    letter = Letter(key, "TICKET_TASKS_PRODUCTION", contract.TICKET_STATUS, [body])
    take_in(session, letter, now=current_time())


def test_they_are_listed_read_tried_and_given_up(admin: Caller, session: Db) -> None:
    hear(session)
    hear(session, "w", status="Closed")
    listed = admin.get("/inbound/?status=refused").json
    assert (listed["count"], listed["results"][0]["reason"]) == (1, "The status is Closed or Withdrawn.")
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


@pytest.mark.parametrize("name", ["alice", "cora", "max", "rita", "otto"])
def test_they_are_for_admins_alone(callers: dict[str, Caller], session: Db, name: str) -> None:
    hear(session)
    assert [callers[name].get(path).status_code for path in ("/inbound/", "/inbound/1/")] == [403, 403]
    assert [callers[name].post(path).status_code for path in POSTS] == [403] * 3
