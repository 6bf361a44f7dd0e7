"""How long work that others wait for may take: a share of the time that goes by, saved up to a bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Allowance:
    """Up to `most` seconds of work at once, earned back as the `share` of the time that goes by.

    `clock` gives seconds that only grow. What is under way may overdraw it once; it is for one thread.
    """

    def __init__(self, most: float, share: float, clock: Callable[[], float]) -> None:
        self.most, self.share, self.clock = most, share, clock
        self._left, self._at = most, clock()

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left of it now."""
        now = self.clock()
        self._left, self._at = min(self.most, self._left + (now - self._at) * self.share), now
        return self._left <= 0

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Take what is done inside from it, also where that fails."""
        began = self.clock()
        try:
            yield
        finally:
            self._left -= self.clock() - began
