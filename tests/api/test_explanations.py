"""Why a ticket is due when it is, public holidays, and fixes: what pages explain and offer, programs have."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import Cast
from tests.desk import Desk
from tests.seed_example import example
from tests.workflows import SUPPORT, store_workflow
from tts.clock import current_time

Db = scoped_session[Session]
Callers = dict[str, Caller]


def seconds(text: str) -> int:
    """A duration as the API writes it."""
    hours, minutes, rest = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + rest


def test_both_clocks_tell_what_counted_up_to_their_due_time(
    callers: Callers, session: Db, cast: Cast
) -> None:
    desk = Desk(session, cast, store_workflow(session, cast, SUPPORT))
    began = current_time() - timedelta(minutes=30)
    number = desk.submit(now=began).number
    told = callers["ada"].get(f"/tickets/{number}/clocks/").get_json()
    for clock in (told["ticket"], told["step"]):
        counted = sum(seconds(span["counted"]) for span in clock["spans"])
        assert counted == seconds(clock["promised"])
        due = datetime.fromisoformat(clock["due_at"]) - datetime.fromisoformat(clock["starts_at"])
        assert due == timedelta(seconds=counted), "around the clock"
        assert 1800 <= seconds(clock["used"]) < 1900
    shown = callers["ada"].get(f"/tickets/{number}/").get_json()
    assert told["ticket"]["due_at"] == shown["task"]["due_at"]
    assert callers["rita"].get(f"/tickets/{number}/clocks/").status_code == 403
    assert callers["otto"].get(f"/tickets/{number}/clocks/").status_code == 404
    callers["rita"].post(f"/tickets/{number}/withdrawal/")
    ended = callers["ada"].get(f"/tickets/{number}/clocks/").get_json()
    assert (ended["ticket"], ended["step"]) == (None, None)


def test_public_holidays_are_looked_up_for_calendars(callers: Callers) -> None:
    found = callers["ada"].get("/holidays/?country=DE&region=BY&first_year=2027").get_json()
    assert {"day": "2027-01-06", "name": "Epiphany"} in found["results"]
    assert all(row["day"].startswith("2027-") for row in found["results"])
    assert "BY" in [row["code"] for row in found["regions"]]
    assert {"code": "DE", "name": "Germany"} in callers["ada"].get("/holidays/").get_json()["countries"]
    for wrong in ("country=XX", "country=DE&region=XX", "country=DE&first_year=2000&last_year=2100"):
        assert callers["ada"].get(f"/holidays/?{wrong}").status_code == 409
    assert callers["alice"].get("/holidays/").status_code == 403


def test_a_fix_that_a_problem_offers_is_applied_once(admin: Caller) -> None:
    body = example()
    body["graph"]["nodes"][0]["weight"] = 0.9
    workflow_id = admin.post("/workflows/", body).get_json()["workflow_id"]
    path = f"/workflows/{workflow_id}/"
    problems = admin.get(f"{path}problems/").get_json()
    place, problem = first_with_fix(problems["problems"])
    wanted = {"problem": place, "code": problem["code"], "fix": 0, "revision": problems["revision"]}
    assert admin.post(f"{path}fixes/", wanted | {"code": "WF000"}).status_code == 409
    fixed = admin.post(f"{path}fixes/", wanted)
    assert fixed.status_code == 200, fixed.get_json()
    left = [one["sentence"] for one in fixed.get_json()["problems"]]
    assert problem["sentence"] not in left
    assert admin.post(f"{path}fixes/", wanted).status_code == 409


def first_with_fix(problems: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
    """The first problem that offers a fix, and its place."""
    return next((place, problem) for place, problem in enumerate(problems) if problem["fixes"])
