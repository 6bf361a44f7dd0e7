"""Tokens: what each is for, until when, when it was used last, and how fast it may ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import MORNING, Cast
from tests.seed_example import example
from tts.api.pace import Pace
from tts.clock import current_time
from tts.models import AccessToken

Db = scoped_session[Session]
Callers = dict[str, Caller]
TICKET = {"subject": "Printer", "department": "IT", "category": "Technology"}


def make(caller: Caller, user_id: int, *scopes: str, **more: Any) -> Caller:
    """A caller with a new token."""
    body = {"name": "Report", "scopes": list(scopes), **more}
    answer = caller.post(f"/users/{user_id}/tokens/", body)
    assert answer.status_code == 201, answer.get_json()
    return Caller(caller.client.application, answer.get_json()["token"])


@pytest.mark.parametrize(
    ("scope", "answered"),
    [
        ("read", (200, 403, 403, 403)),
        ("act", (403, 201, 403, 403)),
        ("design", (403, 403, 201, 403)),
        ("people", (403, 403, 403, 201)),
    ],
)
def test_a_scope_opens_its_doors_and_no_other(
    admin: Caller, cast: Cast, scope: str, answered: tuple[int, ...]
) -> None:
    narrow = make(admin, cast.user_ids["Ada"], scope)
    assert (
        narrow.get("/tickets/").status_code,
        narrow.post("/tickets/", TICKET).status_code,
        narrow.post("/workflows/", example()).status_code,
        narrow.post("/roles/", {"name": "Cleaner"}).status_code,
    ) == answered


def test_a_scope_widens_nobody(callers: Callers, cast: Cast) -> None:
    wide = make(callers["ada"], cast.user_ids["Rita"], "read", "act", "design", "people")
    assert wide.post("/workflows/", example()).status_code == 403
    assert wide.post("/roles/", {"name": "Cleaner"}).status_code == 403
    assert wide.get("/outbox/").status_code == 403


def test_no_token_makes_one_that_is_wider(admin: Caller, cast: Cast) -> None:
    user_id = cast.user_ids["Ada"]
    narrow = make(admin, user_id, "people", "read")
    refused = narrow.post(f"/users/{user_id}/tokens/", {"name": "Wide", "scopes": ["read", "act"]})
    assert (refused.status_code, "act" in refused.get_json()["detail"]) == (403, True)
    assert make(narrow, user_id, "read").get("/me/").status_code == 200


def test_a_token_ends_at_its_moment(admin: Caller, session: Db, cast: Cast) -> None:
    user_id, now = cast.user_ids["Ada"], current_time()
    soon = (now + timedelta(hours=1)).isoformat()
    token = make(admin, user_id, "read", expires_at=soon)
    assert token.get("/me/").status_code == 200
    session.execute(
        sa.update(AccessToken).where(AccessToken.expires_at.is_not(None)).values(expires_at=current_time())
    )
    session.commit()
    over = token.get("/me/")
    assert (over.status_code, over.headers["WWW-Authenticate"]) == (401, 'Bearer realm="TTS"')
    past = {"name": "Past", "scopes": ["read"], "expires_at": "2020-01-01T00:00:00Z"}
    assert admin.post(f"/users/{user_id}/tokens/", past).status_code == 409


def test_the_list_tells_of_use_and_never_the_token(admin: Caller, cast: Cast) -> None:
    user_id = cast.user_ids["Rita"]
    token = make(admin, user_id, "read")
    unused = admin.get(f"/users/{user_id}/tokens/").get_json()["results"]
    token.get("/me/")
    used = admin.get(f"/users/{user_id}/tokens/")
    newest = {row["token_id"]: row for row in used.get_json()["results"]}
    (made,) = (row for row in unused if row["name"] == "Report")
    assert (made["last_used_at"], made["scopes"], made["created_by"]) == (None, ["read"], "Ada")
    assert newest[made["token_id"]]["last_used_at"] is not None
    assert token.headers["Authorization"].split()[1] not in used.text


def test_a_revoked_token_opens_nothing(admin: Caller, cast: Cast) -> None:
    user_id = cast.user_ids["Rita"]
    token = make(admin, user_id, "read")
    rows = admin.get(f"/users/{user_id}/tokens/").get_json()["results"]
    (made,) = (row for row in rows if row["name"] == "Report")
    assert admin.delete(f"/tokens/{made['token_id']}/").status_code == 204
    assert token.get("/me/").status_code == 401


@pytest.mark.parametrize("name", ["alice", "cora", "otto"])
def test_nobody_sees_makes_or_revokes_tokens_of_others(
    callers: Callers, cast: Cast, session: Db, name: str
) -> None:
    user_id = cast.user_ids["Rita"]
    token_id = session.scalars(sa.select(AccessToken.id).where(AccessToken.user_id == user_id)).one()
    path, body = f"/users/{user_id}/tokens/", {"name": "Mine", "scopes": ["read"]}
    assert callers[name].get(path).status_code in (403, 404)
    assert callers[name].post(path, body).status_code in (403, 404)
    assert callers[name].delete(f"/tokens/{token_id}/").status_code in (403, 404)
    assert callers["rita"].get("/me/").status_code == 200


def test_a_token_asks_so_often_a_minute_and_is_told_how_long_to_wait(app: Flask, callers: Callers) -> None:
    app.extensions["api_pace"] = Pace(40)
    with time_machine.travel(MORNING.replace(second=20), tick=False):
        answers = [callers["rita"].get("/me/") for _ in range(41)]
        assert [answer.status_code for answer in answers] == [200] * 40 + [429]
        assert {answer.headers["RateLimit-Limit"] for answer in answers} == {"40"}
        assert (answers[-1].headers["Retry-After"], answers[-1].mimetype) == (
            "40",
            "application/problem+json",
        )
        assert callers["alice"].get("/me/").status_code == 200
    with time_machine.travel(MORNING.replace(minute=1), tick=False):
        assert callers["rita"].get("/me/").status_code == 200


def test_all_processes_share_a_tokens_minute(app: Flask, callers: Callers) -> None:
    counts = []
    with time_machine.travel(MORNING, tick=False):
        for _ in range(3):  # each process has a Pace of its own
            app.extensions["api_pace"] = Pace(20)
            counts.append(sum(callers["rita"].get("/me/").status_code == 200 for _ in range(12)))
    assert counts == [12, 8, 0]
