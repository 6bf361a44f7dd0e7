"""What the doors of the API turn away leaves a trace that admins see, bounded and without the secret."""

from __future__ import annotations

import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.services.neighbours import outcomes
from tts.models import ExternalAnswer

Db = scoped_session[Session]
WRONG = {"Authorization": "Bearer hunter2-hunter2"}


def kept(session: Db) -> list[ExternalAnswer]:
    """What was kept, oldest first."""
    session.rollback()
    return list(session.scalars(sa.select(ExternalAnswer).order_by(ExternalAnswer.id)))


def test_a_wrong_token_is_kept_without_the_token(admin: Caller, client: FlaskClient, session: Db) -> None:
    assert client.get("/api/tickets/", headers=WRONG).status_code == 401
    assert client.get("/api/tickets/").status_code == 401
    (one,) = kept(session)
    assert (one.outcome, one.door, one.system, one.body) == ("wrong token", "/api/tickets/", "", None)
    listed = admin.get("/systems/answers/?outcome=wrong token")
    assert [row["sentence"] for row in listed.json["results"]] == [one.sentence]
    assert "hunter2" not in listed.text


def test_a_body_too_large_is_kept_with_who_sent_it_and_nothing_of_it(
    callers: dict[str, Caller], session: Db
) -> None:
    sent = {"subject": "hunter2" * 1_500_000}
    answer = callers["rita"].post("/tickets/", sent)
    assert answer.status_code == 413
    assert answer.json["detail"] == "The body is larger than 2 MB. Nothing was done."
    assert "problems" not in answer.json
    (one,) = kept(session)
    assert (one.outcome, one.door, one.body) == ("too large", "/api/tickets/", None)
    assert one.sentence.startswith("Rita sent too much. The body is larger than 2 MB")
    assert "hunter2" not in one.sentence


def test_a_flood_fills_nothing_and_hides_no_other_kind(
    callers: dict[str, Caller], client: FlaskClient, session: Db
) -> None:
    for number in range(25):
        client.get(f"/api/tickets/{number}%00%0a{'x' * 900}/", headers=WRONG)
    client.post("/api/external/resolve/", json={})
    assert outcomes(session) == ["wrong token"] * 20 + ["no credential"]
    assert max(len(one.door) for one in kept(session)) <= 200
    assert all(one.door.isprintable() for one in kept(session))
