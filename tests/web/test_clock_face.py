"""What a clock shows: its kind, its words, its bar."""

from datetime import UTC, datetime, timedelta

from tests.domain.calendars import at, office, pause
from tts.domain.marks import RunningClock
from tts.web.clock_face import read_clock

NOW = datetime(2026, 11, 24, 12, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def running(used: int, budget: int) -> RunningClock:
    """A clock round the clock of which so many minutes are used at NOW."""
    return RunningClock(NOW - used * MINUTE, budget * MINUTE)


def test_without_a_due_time_there_is_no_promise() -> None:
    face = read_clock(None, NOW)
    assert (face.kind, face.words, face.icon) == ("none", "no promise", "none")


def test_a_clock_turns_soon_at_eighty_percent_of_its_time() -> None:
    early = read_clock(NOW + 21 * MINUTE, NOW, running(79, 100))
    soon = read_clock(NOW + 20 * MINUTE, NOW, running(80, 100))
    assert (early.kind, early.used, early.words) == ("calm", 79, "21 min left")
    assert (soon.kind, soon.used, soon.words) == ("soon", 80, "20 min left")
    assert early.soon_at == NOW + MINUTE


def test_a_late_clock_says_how_late_and_its_bar_is_full() -> None:
    face = read_clock(NOW - 56 * MINUTE, NOW, running(120, 64))
    assert (face.kind, face.words, face.used, face.icon) == ("late", "56 min late", 100, "late")


def test_the_bar_counts_working_time_as_the_marks_do() -> None:
    friday, monday = at("2026-11-27T09:00+01:00"), at("2026-11-30T11:00+01:00")
    clock = RunningClock(friday, timedelta(hours=10), office())
    sunday = read_clock(monday, at("2026-11-29T20:00+01:00"), clock)
    assert (sunday.kind, sunday.used, sunday.words) == ("soon", 80, "due in 15 h")
    noon = read_clock(monday, at("2026-11-27T16:59+01:00"), clock)
    assert (noon.kind, noon.used) == ("calm", 79)
    assert noon.soon_at == at("2026-11-27T17:00+01:00")


def test_a_pause_moves_the_bar_and_its_colour_as_it_moves_the_due_time() -> None:
    held = (pause("2026-11-24T11:05", "2026-11-24T12:00"),)
    clock = RunningClock(NOW - 85 * MINUTE, 60 * MINUTE, None, held)
    face = read_clock(NOW + 30 * MINUTE, NOW, clock)
    assert (face.kind, face.used, face.soon_at) == ("calm", 50, NOW + 18 * MINUTE)


def test_a_due_time_without_a_known_beginning_is_told_calmly_until_it_is_late() -> None:
    assert read_clock(NOW + 5 * MINUTE, NOW).kind == "calm"
    assert read_clock(NOW - 5 * MINUTE, NOW).kind == "late"


def test_a_clock_on_hold_keeps_what_is_left() -> None:
    held = read_clock(None, NOW, running(60, 36 * 60), timedelta(hours=21), "on hold")
    late = read_clock(None, NOW, left=-5 * MINUTE)
    assert (held.kind, held.words, held.used) == ("wait", "on hold, 21 h left", 41)
    assert late.words == "on hold, 5 min late"
    assert read_clock(None, NOW, running(40, 30), -5 * MINUTE).used == 100
    assert read_clock(None, NOW, state="waiting").words == "waiting"
