"""How the pages say times, spans, numbers and names."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tts.web import words

NOW = datetime(2026, 11, 24, 12, 5, tzinfo=UTC)
LISBON, KOLKATA = ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Kolkata")


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(0), "under 1 min"),
        (timedelta(seconds=59), "under 1 min"),
        (timedelta(minutes=33, seconds=59), "33 min"),
        (timedelta(hours=21), "21 h"),
        (timedelta(hours=3, minutes=31), "3 h 31 min"),
        (timedelta(days=1, minutes=59), "1 d"),
        (timedelta(days=3, hours=4), "3 d 4 h"),
        (timedelta(days=9, hours=23), "9 d"),
        (timedelta(minutes=-56), "56 min"),
    ],
)
def test_a_span_is_said_in_two_units_at_most(span: timedelta, said: str) -> None:
    assert words.say_span(span) == said


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (None, "none"),
        (timedelta(0), "0 min"),
        (timedelta(days=2), "2 d"),
        (timedelta(hours=14, minutes=24), "14 h 24 min"),
        (timedelta(hours=4, minutes=48, seconds=10), "4 h 48 min 10 s"),
    ],
)
def test_a_promise_is_said_to_the_second(span: timedelta | None, said: str) -> None:
    assert words.say_duration(span) == said


def test_a_duration_splits_into_the_three_fields_of_a_form() -> None:
    assert words.split_duration(timedelta(days=2, hours=3, minutes=4)) == (2, 3, 4)
    assert words.split_duration(None) == ("", "", "")


def test_late_is_said_as_late_and_the_very_moment_counts_as_late() -> None:
    assert words.say_time_left(NOW + timedelta(minutes=6), NOW) == "6 min left"
    assert words.say_time_left(NOW - timedelta(minutes=56), NOW) == "56 min late"
    assert words.say_time_left(NOW, NOW) == "under 1 min late"


def test_a_moment_is_told_relative_to_now() -> None:
    assert words.say_ago(NOW - timedelta(seconds=30), NOW) == "just now"
    assert words.say_ago(NOW - timedelta(minutes=5), NOW) == "5 min ago"
    assert words.say_ago(NOW + timedelta(hours=2, minutes=10), NOW) == "in 2 h 10 min"


def test_a_moment_is_as_short_as_is_clear_in_the_viewers_zone() -> None:
    assert words.say_moment(NOW - timedelta(minutes=24), NOW, LISBON) == "11:41"
    assert words.say_moment(NOW - timedelta(hours=20), NOW, LISBON) == "Mon 23 Nov, 16:05"
    assert words.say_moment(datetime(2025, 1, 14, 9, tzinfo=UTC), NOW, LISBON) == "14 Jan 2025"
    assert words.say_moment(datetime(2026, 11, 23, 20, tzinfo=UTC), NOW, KOLKATA) == "01:30"


def test_due_times_and_exact_moments_name_the_weekday() -> None:
    assert words.say_due(NOW + timedelta(minutes=6), NOW, UTC) == "Tue 12:11"
    assert words.say_due(NOW + timedelta(days=7), NOW, UTC) == "Tue 1 Dec, 12:05"
    assert words.say_exact(NOW, KOLKATA) == "Tue 24 Nov 2026, 17:35"
    assert words.say_date(NOW, UTC) == "24 Nov 2026"
    assert words.say_day(NOW, UTC) == "Tuesday, 24 November"


def test_numbers_agree_with_their_nouns() -> None:
    assert words.say_count(1, "ticket") == "1 ticket"
    assert words.say_count(5000, "ticket") == "5,000 tickets"
    assert words.say_count(2, "person", "people") == "2 people"


def test_a_tab_says_how_much_it_holds_as_far_as_it_was_counted() -> None:
    assert words.say_tally(0) == "0"
    assert words.say_tally(1000) == "1,000"
    assert words.say_tally(1001) == "1,000+"


@pytest.mark.parametrize(
    ("weight", "said"), [(0.2, "20 %"), (0.3333, "33.33 %"), (1, "100 %"), (0, "0 %"), (0.105, "10.5 %")]
)
def test_a_weight_is_said_in_percent(weight: float, said: str) -> None:
    assert words.say_share(weight) == said


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maya Okafor", "MO"),
        ("Ana Maria de la Cruz", "AC"),
        ("plato", "P"),
        ("  ", "?"),
        ("🙂 !", "?"),
        ("\u202eevil (x)", "EX"),
        ("李 小龙", "李小"),
    ],
)
def test_initials_are_letters_only(name: str, letters: str) -> None:
    assert words.initials(name) == letters


def test_the_same_person_has_the_same_colour_everywhere() -> None:
    assert words.avatar_class(7) == words.avatar_class(7)
    assert words.avatar_class("leila@demo.example") == words.avatar_class("leila@demo.example")
    assert {words.avatar_class(number) for number in range(20)} == set(words.AVATAR_CLASSES)


def test_a_bar_never_leaves_its_frame() -> None:
    assert [words.bar_width(share) for share in (-1.0, 0.5, 0.874, 3.0)] == [0, 50, 87, 100]
