"""A calendar as JSON: exported from its page, read into the boxes before anything is saved."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from tests.cast import MORNING, Cast
from tests.web.admin_desk import revision_of
from tests.web.conftest import Browse
from tests.web.test_calendar_page import Db, calendar_of, page, typed, workflow_id
from tests.workflows import Stored
from tts.domain.working_time import read_calendar
from tts.services.workflows import save_details

__all__ = ["workflow_id"]

SHIFTS = {
    "tz": "America/New_York",
    "week": {"0": [["08:00", "12:00"], ["13:00", "24:00"]], "4": [["22:00", "06:00"]]},
    "holidays": ["2026-12-25"],
    "special": {"2026-12-31": [["09:00", "12:00"]]},
    "holiday_names": {"2026-07-04": "Independence Day", "2026-12-25": "Christmas Day"},
}
"""Independence Day is switched off: it is named, and no holiday."""


def read(browser: FlaskClient, workflow_id: int, **changes: object) -> tuple[int, str]:
    data = typed(browser, workflow_id, act="read", day_0="07:00–08:00", **changes)
    answer = browser.post(f"/workflows/{workflow_id}/calendar", data=data, content_type="multipart/form-data")
    return answer.status_code, answer.text


def test_what_is_exported_is_the_published_form(
    browse: Browse, session: Db, workflow_id: int, cast: Cast
) -> None:
    browser, path = browse("Ada"), f"/workflows/{workflow_id}/calendar.json"
    assert browser.get(path).json is None
    save_details(session, workflow_id, {"calendar": SHIFTS}, actor=cast.ada, now=MORNING)
    answer = browser.get(path)
    assert answer.json == SHIFTS
    assert answer.headers["Content-Disposition"] == f"attachment; filename=calendar-{workflow_id}.json"


def test_only_designers_export_it(browse: Browse, support: Stored) -> None:
    path = f"/workflows/{support.workflow_id}/calendar.json"
    assert browse("Alice").get(path).status_code in (403, 404)
    assert browse("Ada").get(path).status_code == 200


@pytest.mark.parametrize("way", ["text", "file"])
def test_what_was_read_stands_in_the_boxes_and_is_kept_by_saving(
    browse: Browse, session: Db, workflow_id: int, way: str
) -> None:
    browser, content = browse("Ada"), json.dumps(SHIFTS)
    sent = {"text": content} if way == "text" else {"file": (BytesIO(content.encode()), "shifts.json")}
    status, text = read(browser, workflow_id, **sent)
    assert status == 200
    assert "Read, and not saved yet: Mon 08:00–12:00 and 13:00–24:00" in text
    for box in ("08:00–12:00, 13:00–24:00", "22:00–06:00", "America/New_York", "2026-12-31"):
        assert f'value="{box}"' in text
    assert "Independence Day" in text
    assert calendar_of(session, workflow_id) is None
    form = {
        "revision": revision_of(text),
        "counts": "hours",
        "tz": "America/New_York",
        "day_0": "08:00–12:00, 13:00–24:00",
        "day_4": "22:00–06:00",
        "holiday_day": ["2026-07-04", "2026-12-25"],
        "holiday_name": ["Independence Day", "Christmas Day"],
        "holiday_on": ["2026-12-25"],
        "special_day": ["2026-12-31"],
        "special_hours": ["09:00–12:00"],
    }
    assert browser.post(f"/workflows/{workflow_id}/calendar", data=form).status_code == 303
    assert calendar_of(session, workflow_id) == read_calendar(SHIFTS)


def test_null_is_round_the_clock(browse: Browse, workflow_id: int) -> None:
    status, text = read(browse("Ada"), workflow_id, text="null")
    assert status == 200
    assert "Read, and not saved yet: around the clock." in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Nothing was sent"),
        ("{", "This is not JSON"),
        ("[1]", "A calendar is an object"),
        ('{"tz": "Mars", "week": {"0": [["09:00", "25:00"]]}}', "Monday: “25:00” is no time of day"),
        ('{"tz": "UTC", "week": {}}', "no open minute"),
        ('{"tz": "UTC", "week": {"0": [["09:00", "17:00"]]}, "holidays": ["9999-99-99"]}', "is no date"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_calendar_is_refused_and_nothing_typed_is_lost(
    browse: Browse, workflow_id: int, text: str, said: str
) -> None:
    status, shown = read(browse("Ada"), workflow_id, text=text)
    assert status == 422
    assert said in shown
    assert 'value="07:00–08:00"' in shown
    assert "not saved yet" not in shown


def test_ten_years_of_holidays_can_be_read_and_saved(browse: Browse, session: Db, workflow_id: int) -> None:
    days = [
        f"{year}-{month:02d}-{day:02d}"
        for year in range(2026, 2036)
        for month in range(1, 13)
        for day in (1, 9)
    ]
    browser = browse("Ada")
    names = dict.fromkeys(days, "Closed")
    status, text = read(
        browser, workflow_id, text=json.dumps({**SHIFTS, "holidays": days, "holiday_names": names})
    )
    assert status == 200
    assert text.count('name="holiday_day"') == len(days) == 240
    listed = {"holiday_day": days, "holiday_name": ["Closed"] * 240, "holiday_on": days, "holiday_new": days}
    status, again = read(browser, workflow_id, text="{", **listed)
    assert status == 422
    assert again.count('name="holiday_day"') == 240


def test_hostile_names_and_dates_stay_text(browse: Browse, session: Db, workflow_id: int) -> None:
    evil = "<script>alert(1)</script>"
    browser = browse("Ada")
    hostile = {**SHIFTS, "holiday_names": {"2026-12-25": evil}}
    assert evil not in read(browser, workflow_id, text=json.dumps(hostile))[1]
    listed = {
        "holiday_day": ["9999-99-99", evil],
        "holiday_name": [evil, "x" * 5000],
        "special_day": [evil, "9999-99-99"],
        "special_hours": [evil, "99:99–99:99"],
        "tz": f"../../etc/{evil}",
        "country": evil,
        "region": evil,
        "first_year": "²",
        "own_day": evil,
    }
    for act in ("save", "add", "remove:" + evil, "regions", "look-up", "read", "nonsense"):
        answer = browser.post(
            f"/workflows/{workflow_id}/calendar", data=typed(browser, workflow_id, act=act, **listed)
        )
        assert answer.status_code in (200, 422), act
        assert evil not in answer.text
    assert calendar_of(session, workflow_id) is None
    assert evil not in page(browser, workflow_id)
