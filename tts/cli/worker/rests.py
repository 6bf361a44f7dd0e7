"""What becomes of a round, or of the work of a lane, that fails as a whole."""

from __future__ import annotations

import time

LONGEST_REST = 60.0


class Rests:
    """What failed as a whole rests, longer each time, a minute at most; the others go on."""

    def __init__(self) -> None:
        self._times: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def begin(self, name: str) -> float:
        """Let it rest; for how many seconds."""
        self._times[name] = self._times.get(name, 0) + 1
        seconds = min(LONGEST_REST, 2.0 ** min(self._times[name], 10))
        self._until[name] = time.monotonic() + seconds
        return seconds

    def is_resting(self, name: str) -> bool:
        """Whether it is to be left alone still."""
        return time.monotonic() < self._until.get(name, 0.0)

    def forget(self, name: str) -> None:
        """It went well."""
        self._times.pop(name, None)
        self._until.pop(name, None)
