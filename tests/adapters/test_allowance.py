"""An allowance of time: what others wait for gets its share, and no more."""

from __future__ import annotations

import pytest

from tts.adapters.allowance import Allowance


class Clock:
    """Seconds that go by when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def spend(allowance: Allowance, clock: Clock, seconds: float) -> None:
    with allowance.spending():
        clock.now += seconds


def test_what_was_saved_up_may_be_spent_at_once_and_then_a_share_of_the_time() -> None:
    clock = Clock()
    allowance = Allowance(2.0, 0.25, clock)
    spend(allowance, clock, 1.5)
    assert not allowance.is_spent
    spend(allowance, clock, 1.5)
    assert allowance.is_spent
    clock.now += 0.9
    assert allowance.is_spent
    clock.now += 0.2
    assert not allowance.is_spent


def test_a_long_rest_saves_up_no_more_than_the_bound() -> None:
    clock = Clock()
    allowance = Allowance(2.0, 0.25, clock)
    clock.now += 3600
    assert not allowance.is_spent
    spend(allowance, clock, 2.9)
    assert allowance.is_spent


def test_what_fails_is_paid_for_too() -> None:
    clock = Clock()
    allowance = Allowance(1.0, 0.1, clock)

    def fail() -> None:
        clock.now += 2
        raise RuntimeError("The pen is broken.")

    with pytest.raises(RuntimeError, match="pen"), allowance.spending():
        fail()
    assert allowance.is_spent
