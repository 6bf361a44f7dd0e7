"""What a clock shows: its kind, its words, its bar."""

from datetime import UTC, datetime, timedelta

from tts.web.clock_face import read_clock

NOW = datetime(2026, 11, 24, 12, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_without_a_due_time_there_is_no_promise() -> None:
    face = read_clock(None, NOW)
    assert (face.kind, face.words, face.icon) == ("none", "no promise", "none")


def test_a_clock_turns_soon_at_eighty_percent_of_its_share() -> None:
    early = read_clock(NOW + 21 * MINUTE, NOW, share=100 * MINUTE)
    soon = read_clock(NOW + 20 * MINUTE, NOW, share=100 * MINUTE)
    assert (early.kind, early.used, early.words) == ("calm", 79, "21 min left")
    assert (soon.kind, soon.used, soon.words) == ("soon", 80, "20 min left")


def test_a_late_clock_says_how_late_and_its_bar_is_full() -> None:
    face = read_clock(NOW - 56 * MINUTE, NOW, started_at=NOW - 120 * MINUTE)
    assert (face.kind, face.words, face.used, face.icon) == ("late", "56 min late", 100, "late")


def test_the_share_wins_over_the_start_because_an_earlier_visit_used_some() -> None:
    face = read_clock(NOW + 6 * MINUTE, NOW, started_at=NOW - 24 * MINUTE, share=48 * MINUTE)
    assert face.starts_at == NOW - 42 * MINUTE
    assert face.used == 87


def test_without_a_known_start_the_last_half_hour_is_soon() -> None:
    assert read_clock(NOW + 30 * MINUTE, NOW).kind == "soon"
    assert read_clock(NOW + 31 * MINUTE, NOW).kind == "calm"


def test_a_start_after_the_due_time_breaks_nothing() -> None:
    assert read_clock(NOW + 5 * MINUTE, NOW, started_at=NOW + 9 * MINUTE).used == 0


def test_a_clock_on_hold_keeps_what_is_left() -> None:
    held = read_clock(None, NOW, left=timedelta(hours=21), share=timedelta(hours=36), state="on hold")
    late = read_clock(None, NOW, left=-5 * MINUTE)
    assert (held.kind, held.words, held.used) == ("wait", "on hold, 21 h left", 41)
    assert late.words == "on hold, 5 min late"
    assert read_clock(None, NOW, state="waiting").words == "waiting"
