"""The whole way, by HTTP alone: `tts serve` hands a proposal to BMS, and AMS and BMS answer it."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session, scoped_session

from tests.fixtures.peers import KEY, Bms
from tests.fixtures.server import LiveServer, serve
from tests.services.neighbours import BUDGET, await_answer, open_ending_desk, review

Db = scoped_session[Session]


def call(server: LiveServer, path: str, secret: str, body: Any = None) -> tuple[int, Any]:
    """One call as another system makes it: status and JSON."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"X-API-Key": secret, "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{server.url}/api{path}", data, headers)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def test_a_proposal_leaves_by_the_worker_and_its_answer_ends_the_ticket(
    app: Flask, session: Db, tts_environment: dict[str, str], tmp_path: Path, bms: Bms
) -> None:
    desk = open_ending_desk(session, "budget")
    session.rollback()
    settings = {"TTS_BMS_URL": bms.url, "TTS_BMS_KEY": KEY, "TTS_AMS": "1"}
    with serve({**tts_environment, **settings}, tmp_path / "log") as server:
        secret = server.run_tts("credential", "create", "bms").strip()
        submitted = await_answer(desk, BUDGET)
        session.rollback()
        for _ in range(2):
            server.run_tts("worker", "--once")
        assert bms.bodies[0]["ticket_id"] == submitted.number
        assert call(server, "/external/resolve/", "wrong", review(submitted.number))[0] == 401
        for _ in range(2):
            status, said = call(server, "/external/resolve/", secret, review(submitted.number))
            assert (status, said["ticket_status"]) == (200, "Resolved")
        assert call(server, "/external/ams/tickets/", secret)[0] == 403
    assert desk.ticket(submitted).status == "Resolved"
    assert len(bms.bodies) == 1
    log = (tmp_path / "log").read_text()
    assert not any(word in log for word in (secret, KEY))


def test_ams_fetches_what_waits_and_answers_it(
    app: Flask, session: Db, tts_environment: dict[str, str], tmp_path: Path
) -> None:
    desk = open_ending_desk(session, "asset")
    waiting = [await_answer(desk) for _ in range(3)]
    session.rollback()
    with serve({**tts_environment, "TTS_AMS": "1"}, tmp_path / "log") as server:
        secret = server.run_tts("credential", "create", "ams").strip()
        status, listed = call(server, "/external/ams/tickets/", secret)
        assert (status, len(listed)) == (200, 3)
        numbers = [row["ticket_number"] for row in listed]
        body = {"ticket_numbers": numbers[:2], "ams_executed": True}
        results = call(server, "/tickets/asset/approve/bulk/", secret, body)[1]["results"]
        assert [row["code"] for row in results] == [200, 200]
        assert [row["ticket_number"] for row in call(server, "/external/ams/tickets/", secret)[1]] == numbers[
            2:
        ]
    assert [desk.ticket(one).status for one in waiting] == ["Resolved", "Resolved", "Pending External"]
