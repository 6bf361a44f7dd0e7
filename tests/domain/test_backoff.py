"""When a message is tried again, and how long a silent system is left in peace."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tts.domain.backoff import DELAYS, FAILURES_TO_OPEN, LONGEST_PAUSE, delay_after, pause_after

DICE = st.floats(0, 1)
ATTEMPTS = st.integers(1, len(DELAYS))


def test_a_message_is_tried_again_after_ten_seconds_up_to_two_hours_and_then_it_has_failed() -> None:
    waits = [delay_after(attempts, 0) for attempts in range(1, 7)]
    minutes = [wait and wait / timedelta(minutes=1) for wait in waits]
    assert minutes == [10 / 60, 1, 5, 30, 120, None]


@given(ATTEMPTS, DICE)
def test_the_dice_make_a_wait_longer_by_a_tenth_at_most_and_never_shorter(attempts: int, dice: float) -> None:
    wait = delay_after(attempts, dice)
    assert wait is not None
    assert DELAYS[attempts - 1] <= wait <= DELAYS[attempts - 1] * 1.1


@given(st.integers(1, 4), DICE, DICE)
def test_each_wait_is_longer_than_the_one_before_whatever_the_dice_say(
    attempts: int, dice: float, other: float
) -> None:
    wait, following = delay_after(attempts, dice), delay_after(attempts + 1, other)
    assert wait is not None
    assert following is not None
    assert wait < following


@given(st.integers(len(DELAYS) + 1, 10**6), DICE)
def test_no_message_is_tried_for_ever(attempts: int, dice: float) -> None:
    assert delay_after(attempts, dice) is None


def test_the_fifth_silence_in_a_row_opens_the_breaker_and_each_one_more_doubles_the_pause() -> None:
    pauses = [pause_after(failures) for failures in range(4, 12)]
    assert [pause and pause // timedelta(minutes=1) for pause in pauses] == [None, 1, 2, 4, 8, 16, 30, 30]


@given(st.integers(FAILURES_TO_OPEN, 10**6))
def test_a_pause_never_ends_before_the_one_of_fewer_failures_nor_lasts_for_ever(failures: int) -> None:
    pause, longer = pause_after(failures), pause_after(failures + 1)
    assert pause is not None
    assert longer is not None
    assert pause <= longer <= LONGEST_PAUSE
