"""When a message that could not be delivered is tried again, and when a system outside is left in peace
(rules.md section 8). Pure functions; the dice, from 0 to 1, are an argument.
"""

from __future__ import annotations

from datetime import timedelta

DELAYS = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
JITTER = 0.1
FAILURES_TO_OPEN = 5
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)


def delay_after(attempts: int, dice: float) -> timedelta | None:
    """How long a message waits after so many failed attempts, the first being 1; None: it has failed.

    Up to a tenth is added by the dice, so that what failed together is not tried again together.
    """
    if attempts > len(DELAYS):
        return None
    return DELAYS[attempts - 1] * (1 + JITTER * dice)


def pause_after(failures: int) -> timedelta | None:
    """How long nothing is sent to a system that did not answer so many times in a row; None: it may be.

    The breaker opens at the fifth failure; each one more doubles the pause, up to half an hour.
    """
    beyond = failures - FAILURES_TO_OPEN
    if beyond < 0:
        return None
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(beyond, 10)))
