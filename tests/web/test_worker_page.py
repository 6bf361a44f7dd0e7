"""The worker's page and what /healthz says of it: running, silent, none; what is due; what is postponed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.web.admin_desk import count_statements
from tests.web.conftest import Browse, Submit
from tts.clock import current_time
from tts.models import SweepFailure, Task
from tts.services.tickets import SubmittedTicket
from tts.services.workers import Tally, note_worker

Db = scoped_session[Session]
PAGE = "/settings/worker"
MINUTE = timedelta(minutes=1)


def sign(session: Db, name: str = "desk:42:abc", *, ago: timedelta = timedelta(0), **counts: int) -> datetime:
    """A worker was seen so long ago, at the end of its first sweep."""
    seen_at = current_time() - ago
    tally = Tally(swept_at=seen_at, lateness=timedelta(seconds=2), **counts)
    note_worker(session, name, tally, started_at=seen_at, now=seen_at)
    return seen_at


def postpone(session: Db, submitted: SubmittedTicket, reason: str = "RuntimeError: no step") -> int:
    """The clocks of a ticket failed twice."""
    now, task_id = current_time(), submitted.task_id
    assert task_id is not None
    retry_at = now + 3 * MINUTE
    failure = SweepFailure(
        task_id=task_id, times=2, reason=reason, first_at=now, last_at=now, retry_at=retry_at
    )
    session.add(failure)
    session.execute(
        sa.update(Task).where(Task.id == task_id).values(sweep_after=retry_at, next_mark_at=now - MINUTE)
    )
    session.commit()
    return task_id


@pytest.mark.parametrize("name", ["Alice", "Cora", "Max", "Rita", "Otto"])
def test_the_page_is_for_admins(
    browse: Browse, session: Db, submit: Submit, client: FlaskClient, name: str
) -> None:
    task_id = postpone(session, submit())
    assert browse(name).get(PAGE).status_code == 403
    assert browse(name).post(f"{PAGE}/postponed/{task_id}/retry").status_code == 403
    assert client.get(PAGE).status_code == 302


def test_with_no_worker_it_says_what_to_do(browse: Browse, cast: Cast) -> None:
    browser = browse("Ada")
    page = browser.get(PAGE).text
    assert "No worker runs" in page
    assert "tts worker" in page
    assert "no sweep yet" in page
    assert "Nothing failed" in page
    assert 'href="/settings/worker"' in browser.get("/settings").text


def test_a_running_worker_is_shown_with_its_counts(browse: Browse, session: Db, cast: Cast) -> None:
    sign(session, marked=1234, failed=5)
    page = browse("Ada").get(PAGE).text
    assert "desk:42:abc" in page
    assert "Running" in page
    assert "1,234" in page
    assert "2 s" in page
    assert "No worker runs" not in page


def test_a_silent_worker_is_told_apart_from_one_that_runs(browse: Browse, session: Db, cast: Cast) -> None:
    sign(session, "old:1:a", ago=5 * MINUTE)
    browser = browse("Ada")
    page = browser.get(PAGE).text
    assert "Silent since" in page
    assert "No worker was seen for a minute" in page
    sign(session, "new:2:b")
    page = browser.get(PAGE).text
    assert "Silent since" in page
    assert "No worker was seen for a minute" not in page


def test_what_is_due_is_told_with_its_age(browse: Browse, session: Db, submit: Submit) -> None:
    due_at = current_time() - 7 * MINUTE
    ids = [submit().task_id for _ in range(2)]
    session.execute(sa.update(Task).where(Task.id.in_(ids)).values(next_mark_at=due_at))
    session.commit()
    page = browse("Ada").get(PAGE).text
    assert "2 tickets have" in page
    assert "7 min ago" in page


def test_what_failed_is_shown_and_tried_again_on_a_click(browse: Browse, session: Db, submit: Submit) -> None:
    submitted = submit()
    task_id = postpone(session, submitted, "KeyError: <b>7</b>")
    browser = browse("Ada")
    page = browser.get(PAGE).text
    assert submitted.number in page
    assert "KeyError: &lt;b&gt;7" in page
    assert "in 2 min" in page
    done = browser.post(f"{PAGE}/postponed/{task_id}/retry", follow_redirects=True)
    assert "tried again with the next sweep" in done.text
    session.rollback()
    assert session.get_one(Task, task_id).sweep_after is None
    assert browser.post(f"{PAGE}/postponed/987654/retry").status_code == 404
    assert browser.post(f"{PAGE}/postponed/{2**63}/retry").status_code == 404


def test_home_tells_admins_of_a_missing_worker_and_of_failures(
    browse: Browse, session: Db, submit: Submit
) -> None:
    browser = browse("Ada")
    assert "No worker was seen for a minute" in browser.get("/").text
    sign(session)
    assert "No worker was seen" not in browser.get("/").text
    postpone(session, submit())
    home = browser.get("/").text
    assert "1 ticket</a> whose clocks failed to act" in home
    assert "whose clocks failed" not in browse("Max").get("/").text


def test_health_tells_the_state_of_the_worker_to_whoever_watches(
    client: FlaskClient, session: Db, submit: Submit
) -> None:
    def worker() -> dict[str, object]:
        answer = client.get("/healthz")
        assert answer.status_code == 200
        assert answer.json["status"] == "ok"
        return answer.json["worker"]

    assert worker() == {"state": "none", "last_sweep": None, "lateness_seconds": 0, "failures": 0}
    swept_at = sign(session, ago=2 * MINUTE)
    assert worker()["state"] == "silent"
    assert worker()["last_sweep"] == swept_at.isoformat()
    sign(session, "new:2:b")
    postpone(session, submit())
    late = submit()
    due_at = current_time() - 3 * MINUTE
    session.execute(sa.update(Task).where(Task.id == late.task_id).values(next_mark_at=due_at))
    session.commit()
    found = worker()
    assert (found["state"], found["failures"]) == ("running", 1)
    assert 180 <= int(str(found["lateness_seconds"])) < 240


def test_the_page_costs_the_same_however_much_failed(
    app: Flask, browse: Browse, session: Db, submit: Submit
) -> None:
    browser = browse("Ada")
    postpone(session, submit())
    one = count_statements(app, browser, PAGE)
    for number in range(4):
        postpone(session, submit())
        sign(session, f"w:{number}:a")
    assert count_statements(app, browser, PAGE) == one
