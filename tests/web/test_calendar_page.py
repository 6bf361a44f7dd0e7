"""The calendar of a workflow on its page: saved with forms alone, refused with what was typed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast
from tests.web.admin_desk import draft, revision_of
from tests.web.conftest import Browse
from tests.workflows import Stored
from tts.domain.working_time import Calendar, Window
from tts.models import Workflow
from tts.queries.workflow_graphs import details_of
from tts.services.workflows import save_details

Db = scoped_session[Session]
HOUR = timedelta(hours=1)
OFFICE = {f"day_{day}": "09:00–17:00" for day in range(5)}


@pytest.fixture
def workflow_id(session: Db, cast: Cast) -> int:
    """A draft whose calendar is open to change."""
    return draft(session, cast)


def page(browser: FlaskClient, workflow_id: int) -> str:
    return browser.get(f"/workflows/{workflow_id}/calendar").text


def typed(browser: FlaskClient, workflow_id: int, **changes: object) -> dict[str, object]:
    revision = revision_of(page(browser, workflow_id))
    return {"revision": revision, "counts": "hours", "tz": "Europe/Berlin", **OFFICE, **changes}


def calendar_of(session: Db, workflow_id: int) -> Calendar | None:
    session.rollback()
    return details_of(session.get_one(Workflow, workflow_id)).calendar


def test_only_designers_reach_it(browse: Browse, support: Stored) -> None:
    path = f"/workflows/{support.workflow_id}/calendar"
    assert browse("Ada").get(path).status_code == 200
    assert browse("Alice").get(path).status_code in (403, 404)
    assert browse("Alice").post(path, data={"counts": "always"}).status_code in (403, 404)


def test_around_the_clock_is_told_and_office_hours_stand_ready(browse: Browse, workflow_id: int) -> None:
    browser = browse("Ada")
    assert "around the clock" in browser.get(f"/workflows/{workflow_id}").text
    text = page(browser, workflow_id)
    assert "Now: around the clock." in text
    assert text.count('value="09:00–17:00"') == 5


def test_a_calendar_is_saved_and_told_on_the_overview(browse: Browse, session: Db, workflow_id: int) -> None:
    browser = browse("Ada")
    data = typed(
        browser,
        workflow_id,
        day_0="9-12, 13:00 – 17:00",
        day_5="22:00–06:00",
        day_6="20:00-24:00",
        own_day="2026-12-24",
        own_name="Christmas Eve",
        special_day=["2026-12-31", ""],
        special_hours=["09:00–12:00", ""],
    )
    saved = browser.post(f"/workflows/{workflow_id}/calendar", data=data)
    assert saved.status_code == 303
    calendar = calendar_of(session, workflow_id)
    assert calendar is not None
    assert calendar.week[0] == (Window(9 * HOUR, 12 * HOUR), Window(13 * HOUR, 17 * HOUR))
    assert calendar.week[5] == (Window(22 * HOUR, 30 * HOUR),)
    assert calendar.week[6] == (Window(20 * HOUR, 24 * HOUR),)
    assert calendar.holidays == {date(2026, 12, 24)}
    assert calendar.names == {date(2026, 12, 24): "Christmas Eve"}
    assert calendar.special == {date(2026, 12, 31): (Window(9 * HOUR, 12 * HOUR),)}
    told = browser.get(f"/workflows/{workflow_id}").text
    assert "Mon 09:00–12:00 and 13:00–17:00, Tue–Fri 09:00–17:00" in told
    assert "Europe/Berlin, 1 holiday, 1 special day" in told
    again = page(browser, workflow_id)
    assert 'value="09:00–12:00, 13:00–17:00"' in again
    assert 'value="22:00–06:00"' in again


def test_what_cannot_be_is_said_beside_its_box_and_nothing_typed_is_lost(
    browse: Browse, session: Db, workflow_id: int
) -> None:
    browser = browse("Ada")
    data = typed(
        browser,
        workflow_id,
        tz="Europe/Berlinn",
        day_1="nine to five",
        day_2="25:00–26:00",
        own_name="Party",
        special_day=["", "2026-12-31", "2026-12-31"],
        special_hours=["09:00–10:00", "", ""],
    )
    refused = browser.post(f"/workflows/{workflow_id}/calendar", data=data)
    assert refused.status_code == 422
    for box in ("tz", "day_1", "day_2", "own_day", "special_0", "special_2"):
        assert f'id="{box}-error"' in refused.text
    for kept in ("Europe/Berlinn", "nine to five", "25:00–26:00", "Party", "2026-12-31"):
        assert f'value="{kept}"' in refused.text
    assert "did you mean Europe/Berlin?" in refused.text
    assert calendar_of(session, workflow_id) is None


def test_a_week_without_an_open_minute_is_refused(browse: Browse, session: Db, workflow_id: int) -> None:
    browser = browse("Ada")
    data = typed(browser, workflow_id, **{f"day_{day}": "" for day in range(7)})
    refused = browser.post(f"/workflows/{workflow_id}/calendar", data=data)
    assert refused.status_code == 422
    assert "no open minute" in refused.text
    assert calendar_of(session, workflow_id) is None


def test_public_holidays_are_shown_before_they_apply_and_each_can_be_switched_off(
    browse: Browse, session: Db, workflow_id: int
) -> None:
    browser = browse("Ada")
    place = {"country": "DE", "region": "BY", "first_year": "2026", "last_year": "2026"}
    path = f"/workflows/{workflow_id}/calendar"
    seen = browser.post(path, data=typed(browser, workflow_id, act="look-up", day_0="10:00–11:00", **place))
    assert seen.status_code == 200
    assert "Epiphany" in seen.text
    assert "new and not saved yet" in seen.text
    assert 'value="10:00–11:00"' in seen.text
    assert calendar_of(session, workflow_id) is None
    listed = {"holiday_day": ["2026-01-01", "2026-01-06"], "holiday_name": ["New Year's Day", "Epiphany"]}
    data = typed(browser, workflow_id, **listed, holiday_on=["2026-01-01"])
    assert browser.post(path, data=data).status_code == 303
    calendar = calendar_of(session, workflow_id)
    assert calendar is not None
    assert calendar.holidays == {date(2026, 1, 1)}
    assert set(calendar.names) == {date(2026, 1, 1), date(2026, 1, 6)}
    assert "Epiphany" in page(browser, workflow_id)


@pytest.mark.parametrize(
    ("place", "box"),
    [
        ({"country": "", "first_year": "2026", "last_year": "2026"}, "country"),
        ({"country": "DE", "region": "ZZ", "first_year": "2026", "last_year": "2026"}, "region"),
        ({"country": "DE", "first_year": "2027", "last_year": "2026"}, "last_year"),
        ({"country": "DE", "first_year": "x", "last_year": "2026"}, "last_year"),
        ({"country": "DE", "first_year": "1990", "last_year": "2190"}, "last_year"),
    ],
)
def test_holidays_that_cannot_be_looked_up_say_why(
    browse: Browse, workflow_id: int, place: dict[str, str], box: str
) -> None:
    browser = browse("Ada")
    path = f"/workflows/{workflow_id}/calendar"
    refused = browser.post(path, data=typed(browser, workflow_id, act="look-up", **place))
    assert refused.status_code == 422
    assert f'id="{box}-error"' in refused.text


def test_the_small_buttons_change_the_form_alone(browse: Browse, session: Db, workflow_id: int) -> None:
    browser = browse("Ada")
    path = f"/workflows/{workflow_id}/calendar"
    added = browser.post(
        path, data=typed(browser, workflow_id, act="add", own_day="2026-12-24", own_name="Christmas Eve")
    )
    assert 'name="holiday_day" value="2026-12-24"' in added.text
    listed = {"holiday_day": ["2026-12-24"], "holiday_name": ["Christmas Eve"], "holiday_on": ["2026-12-24"]}
    removed = browser.post(path, data=typed(browser, workflow_id, act="remove:2026-12-24", **listed))
    assert "2026-12-24" not in removed.text
    regions = browser.post(path, data=typed(browser, workflow_id, act="regions", country="US"))
    assert "California (CA)" in regions.text
    assert calendar_of(session, workflow_id) is None


def test_a_stale_save_is_told_what_the_other_saved(
    browse: Browse, session: Db, workflow_id: int, cast: Cast
) -> None:
    browser = browse("Ada")
    data = typed(browser, workflow_id, day_0="08:00–09:00")
    calendar = {"tz": "UTC", "week": {"0": [["09:00", "17:00"]]}}
    save_details(session, workflow_id, {"calendar": calendar}, actor=cast.ada, now=MORNING)
    refused = browser.post(f"/workflows/{workflow_id}/calendar", data=data)
    assert refused.status_code == 409
    assert "The promised time now counts Mon 09:00–17:00, UTC" in refused.text
    assert 'value="08:00–09:00"' in refused.text


def test_a_workflow_in_use_shows_its_calendar_and_takes_no_change(
    browse: Browse, session: Db, support: Stored
) -> None:
    browser = browse("Ada")
    text = page(browser, support.workflow_id)
    assert "disabled" in text
    assert "revise it to work on a draft" in text
    refused = browser.post(
        f"/workflows/{support.workflow_id}/calendar", data=typed(browser, support.workflow_id)
    )
    assert refused.status_code == 409
    assert calendar_of(session, support.workflow_id) is None


def test_what_was_filled_in_is_not_dropped_unasked_for_round_the_clock(
    browse: Browse, session: Db, workflow_id: int
) -> None:
    browser, path = browse("Ada"), f"/workflows/{workflow_id}/calendar"
    data = typed(browser, workflow_id, counts="always", day_5="10:00–14:00")
    refused = browser.post(path, data=data)
    assert refused.status_code == 422
    assert "would be dropped" in refused.text
    assert 'value="10:00–14:00"' in refused.text
    assert browser.post(path, data={**data, "drop": "1"}).status_code == 303
    assert browser.post(path, data=typed(browser, workflow_id, counts="always")).status_code == 303
    assert calendar_of(session, workflow_id) is None
