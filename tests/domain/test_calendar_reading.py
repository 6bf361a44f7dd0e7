"""Calendars from JSON: the form of import and export, and a sentence for each fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.calendars import BERLIN, calendar_of
from tts.domain.working_time import CalendarRefused, calendar_json, read_calendar

ISSUE = {
    "tz": "Europe/Berlin",
    "week": {"0": [["09:00", "17:00"]]},
    "holidays": ["2026-12-25"],
    "special": {"2026-12-31": [["09:00", "12:00"]]},
}
OPEN = {"0": [["09:00", "17:00"]]}


def test_the_published_form_comes_back_as_it_went_in() -> None:
    assert calendar_json(read_calendar(ISSUE)) == ISSUE


def test_null_is_round_the_clock() -> None:
    assert read_calendar(None) is None
    assert calendar_json(None) is None


def test_holidays_and_special_days_are_optional() -> None:
    plain = read_calendar({"tz": "UTC", "week": OPEN})
    assert plain == read_calendar(
        {"tz": "UTC", "week": OPEN, "holidays": None, "special": None, "name": "Office"}
    )
    assert calendar_json(plain) == {"tz": "UTC", "week": OPEN, "holidays": [], "special": {}}


def test_the_same_calendar_is_written_the_same_way_however_it_was_given() -> None:
    one = calendar_of(
        BERLIN,
        {"4": [["13:00", "17:00"], ["9:00", "12:00"]], "0": [["18:00", "00:00"]], "3": []},
        holidays=["2026-12-26", "2026-12-25", "2026-12-26"],
        special={"2027-01-02": [], "2026-12-31": [["22:00", "06:00"], ["22:00", "06:00"]]},
    )
    assert json.dumps(calendar_json(one)) == json.dumps(
        {
            "tz": BERLIN,
            "week": {"0": [["18:00", "24:00"]], "4": [["09:00", "12:00"], ["13:00", "17:00"]]},
            "holidays": ["2026-12-25", "2026-12-26"],
            "special": {"2026-12-31": [["22:00", "06:00"]], "2027-01-02": []},
        }
    )


@pytest.mark.parametrize(
    ("found", "place", "sentence"),
    [
        ({"week": OPEN}, "tz", "The time zone is missing"),
        ({"tz": "Europe/Berln", "week": OPEN}, "tz", "did you mean Europe/Berlin?"),
        ({"tz": "europe/berlin", "week": OPEN}, "tz", "did you mean Europe/Berlin?"),
        ({"tz": "+01:00", "week": OPEN}, "tz", "is no time zone"),
        ({"tz": "Europe", "week": OPEN}, "tz", "is no time zone"),
        ({"tz": "../../etc/passwd", "week": OPEN}, "tz", "is no time zone"),
        ({"tz": "localtime", "week": OPEN}, "tz", "is no time zone"),
        ({"tz": "UTC"}, "week", "no open minute"),
        ({"tz": "UTC", "week": {"0": []}}, "week", "no open minute"),
        ({"tz": "UTC", "week": {}, "special": {"2026-12-31": []}}, "week", "no open minute"),
        # The only window of this calendar is skipped by the clocks that night.
        (
            {"tz": BERLIN, "week": {}, "special": {"2026-03-29": [["02:10", "02:50"]]}},
            "week",
            "no open minute",
        ),
        ({"tz": "UTC", "week": []}, "week", "an object with the days 0 (Monday)"),
        ({"tz": "UTC", "week": {"7": []}}, "week.7", "“7” is no day of the week"),
        ({"tz": "UTC", "week": {"0": "09:00-17:00"}}, "week.0", "Monday: write a list"),
        ({"tz": "UTC", "week": {"1": [["09:00"]]}}, "week.1", "Tuesday: a window is two times"),
        ({"tz": "UTC", "week": {"1": [["09:00", "24:01"]]}}, "week.1", "“24:01” is no time of day"),
        ({"tz": "UTC", "week": {"1": [["09:00", "23:59:59"]]}}, "week.1", "is no time of day"),
        ({"tz": "UTC", "week": {"1": [["0９:00", "10:00"]]}}, "week.1", "is no time of day"),
        ({"tz": "UTC", "week": {"1": [[9, 17]]}}, "week.1", "“9” is no time of day"),
        ({"tz": "UTC", "week": {"1": [["24:00", "10:00"]]}}, "week.1", "24:00 can only close"),
        ({"tz": "UTC", "week": {"1": [["09:00", "10:00"]] * 25}}, "week.1", "at most 24"),
        ({"tz": "UTC", "week": OPEN, "holidays": "2026-12-25"}, "holidays", "a list of dates"),
        ({"tz": "UTC", "week": OPEN, "holidays": ["25.12.2026"]}, "holidays.0", "is no date"),
        ({"tz": "UTC", "week": OPEN, "holidays": ["2026-02-29"]}, "holidays.0", "is no date"),
        ({"tz": "UTC", "week": OPEN, "holidays": ["9999-12-31"]}, "holidays.0", "too far away"),
        ({"tz": "UTC", "week": OPEN, "holidays": ["2026-01-01"] * 3_001}, "holidays", "at most 3,000"),
        ({"tz": "UTC", "week": OPEN, "special": []}, "special", "an object from dates"),
        ({"tz": "UTC", "week": OPEN, "special": {"Xmas": []}}, "special.Xmas", "is no date"),
        (
            {"tz": "UTC", "week": OPEN, "special": {"2026-12-31": [["9", "12"]]}},
            "special.2026-12-31",
            "“9” is no",
        ),
        ({"tz": "UTC", "week": OPEN, "holiday": []}, "holiday", "A calendar has no “holiday”"),
    ],
)
def test_what_is_no_calendar_is_refused_in_a_sentence(found: Any, place: str, sentence: str) -> None:
    with pytest.raises(CalendarRefused) as refused:
        read_calendar(found)
    assert sentence in refused.value.fields[place]
    assert list(refused.value.fields) == [place]
    assert refused.value.sentence == refused.value.fields[place]


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(CalendarRefused, match="3 faults") as refused:
        read_calendar({"tz": "Mars/Olympus", "week": {"0": [["x", "y"]]}, "holidays": ["never"]})
    assert set(refused.value.fields) == {"tz", "week.0", "holidays.0"}


@pytest.mark.parametrize("found", [[], "Europe/Berlin", 7, True])
def test_what_is_no_object_is_no_calendar(found: object) -> None:
    with pytest.raises(CalendarRefused, match="A calendar is an object"):
        read_calendar(found)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "tz": st.just("UTC") | ANY_JSON,
            "week": st.dictionaries(st.sampled_from(["0", "6", "7"]), ANY_JSON) | ANY_JSON,
            "holidays": st.lists(st.dates().map(str) | ANY_JSON, max_size=3) | ANY_JSON,
            "special": st.dictionaries(st.dates().map(str), ANY_JSON, max_size=3) | ANY_JSON,
        },
    )
)
def test_anything_is_a_calendar_or_sentences(found: dict[str, Any]) -> None:
    try:
        calendar = read_calendar(found)
    except CalendarRefused as error:
        sentences = list(error.fields.values())
    else:
        assert read_calendar(calendar_json(calendar)) == calendar
        return
    assert sentences
    assert all(sentence.endswith((".", "?")) for sentence in sentences)
