"""How many requests a minute one process takes, so that a client that loops does not stop the desk."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock

A_MINUTE = 60.0


class Pace:
    """Counts the requests of the last minute."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.times: deque[float] = deque()
        self.lock = Lock()

    def wait(self) -> int:
        """The seconds to wait before the next request is taken; 0 takes and counts this one."""
        now = time.monotonic()
        with self.lock:
            while self.times and self.times[0] <= now - A_MINUTE:
                self.times.popleft()
            if len(self.times) >= self.most:
                return int(self.times[0] + A_MINUTE - now) + 1
            self.times.append(now)
            return 0
