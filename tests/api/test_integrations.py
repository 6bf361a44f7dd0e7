"""How every neighbour stands and whether it answers, for programs: the page's words, and admins alone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.fixtures.peers import Bms
from tests.services.posting import deliver, post, refusing
from tts.clock import current_time
from tts.models import Event
from tts.services.outbox import Undeliverable, Unreachable

Db = scoped_session[Session]
LIST = "/integrations/"
NAMES = ["broker", "auth", "hdts", "notification", "ams", "bms", "mail", "openid", "scim", "webhooks"]


def test_what_is_not_set_up_says_so(admin: Caller) -> None:
    found = admin.get(LIST).json["results"]
    assert [one["name"] for one in found] == NAMES
    assert {(one["state"], one["is_set_up"], one["lacks"]) for one in found} == {("not set up", False, None)}
    assert [one["probe"] for one in found if not one["probe"]] == [None] * 3


def test_it_tells_what_passed_what_waits_and_what_failed(app: Flask, admin: Caller, session: Db) -> None:
    app.config.update(MAIL_URL="smtp://u:hunter2@m.example", MAIL_FROM="TTS <t@d.example>")
    app.config.update(CONFIGURED_SYSTEMS=frozenset({"ams"}))
    now = current_time()
    post(session, "welcome", "news", now=now)
    deliver(session, refusing(Undeliverable("550 Nobody"), "welcome"), now)
    post(session, "more", now=now)
    deliver(session, refusing(Unreachable("Nobody listens.")), now)
    answer = admin.get(LIST)
    assert "hunter" not in answer.text
    found = {one["name"]: one for one in answer.json["results"]}
    mail = found["mail"]
    assert (mail["state"], mail["reason"]) == ("does not answer", "Nobody listens.")
    assert (mail["waiting"], mail["failed"], mail["last_in_at"]) == (1, 1, None)
    assert mail["last_out_at"]
    assert (found["ams"]["state"], found["ams"]["lacks"]) == ("lacking", "no credential")


def test_a_connection_is_tested_recorded_and_without_a_key_never_told_from_memory(
    app: Flask, admin: Caller, bms: Bms, session: Db
) -> None:
    app.config.update(BMS_URL=bms.url, BMS_KEY="k", CONFIGURED_SYSTEMS=frozenset({"bms"}))
    assert admin.post(f"{LIST}bms/probes/").json == {"answers": True, "why_not": None}
    bms.stop()
    told = admin.post(f"{LIST}bms/probes/").json
    assert told["answers"] is False
    assert told["why_not"].startswith("BMS cannot be reached")
    kept = sa.select(Event.facts).where(Event.kind == "connection.tested").order_by(Event.id)
    tested = list(session.scalars(kept))
    assert tested == [{"system": "bms", "answers": True}, {"system": "bms", "answers": False}]
    assert admin.post(f"{LIST}scim/probes/").status_code == 404


@pytest.mark.parametrize("name", ["alice", "cora", "max", "rita", "otto"])
def test_they_are_for_admins_alone(callers: dict[str, Caller], name: str) -> None:
    assert callers[name].get(LIST).status_code == 403
    assert callers[name].post(f"{LIST}mail/probes/").status_code == 403
