"""A list and a page never disagree about a clock: same kind, same words, same bar, same moments."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.desk import Desk
from tests.services.test_working_hours import OFFICE, at
from tests.web.conftest import Browse
from tests.workflows import SUPPORT, store_workflow
from tts.web import frame

Db = scoped_session[Session]


@pytest.fixture
def desk(session: Db, cast: Cast) -> Desk:
    """A desk in office hours; Triage has 1 h 36 min of the eight of a high ticket."""
    return Desk(session, cast, store_workflow(session, cast, replace(SUPPORT, calendar=OFFICE)))


def clocks_of(browser: FlaskClient, path: str) -> list[tuple[str, ...]]:
    """Kind, moments, words and bar of every clock of a page."""
    text = browser.get(path).text
    found = []
    for part in text.split('class="clock ')[1:]:
        kind = part[: part.index('"')].removeprefix("big ")
        moments = re.findall(r'data-(?:due|soon|used)="([^"]*)"', part[: part.index(">")])
        words = re.search(r"<span data-words>([^<]*)<", part)
        width = re.search(r'class="v" width="(\d+)%"', part)
        found.append((kind, *moments, words[1] if words else "", width[1] if width else ""))
    return found


@pytest.mark.parametrize(
    ("now", "kind", "used"),
    [
        ("27 17:59", "calm", "61"),
        ("28 12:00", "calm", "62"),
        ("+1 09:17", "soon", "80"),
        ("+1 09:16", "calm", "79"),
        ("+1 09:36", "late", "100"),
    ],
)
def test_every_page_shows_the_same_clock_of_a_step(
    desk: Desk, browse: Browse, monkeypatch: pytest.MonkeyPatch, now: str, kind: str, used: str
) -> None:
    submitted = desk.submit(now=at("27 17:00"))
    monkeypatch.setattr(frame, "current_time", lambda: at(now))
    ada = browse("Ada")
    (in_queue,) = clocks_of(ada, "/queue?tab=all")
    on_ticket = clocks_of(ada, f"/tickets/{submitted.number}")
    assert (in_queue[0], in_queue[-1]) == (kind, used)
    assert on_ticket[0] == in_queue
    assert clocks_of(ada, f"/items/{submitted.item_id}")[0] == in_queue
    assert clocks_of(ada, "/tickets?tab=all")[0] == on_ticket[1]
