"""How a worker is told to stop: by a signal, or by the end of the process that started it."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress


class StopSign:
    """Asked after each item; waiting on it ends at once when a signal sets it.

    A pipe wakes whoever waits: a lock could be held by the very thread that the signal interrupts.
    `parent` is the process to end with, if there is one.
    """

    def __init__(self, parent: int | None = None) -> None:
        self._parent = parent
        self._is_set = False
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)

    def __call__(self) -> bool:
        """Whether to stop."""
        return self._is_set or (self._parent is not None and os.getppid() != self._parent)

    def set(self, *signalled: object) -> None:
        """Stop after the item in hand; a signal's handler too."""
        self._is_set = True
        with suppress(BlockingIOError):
            os.write(self._writer, b".")

    def wait(self, seconds: float) -> None:
        """Wait so long, or until it is set."""
        select.select([self._reader], [], [], seconds)

    def obey_signals(self) -> None:
        """Let SIGTERM and Ctrl+C set it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.set)

    def close(self) -> None:
        """Give the pipe back."""
        os.close(self._reader)
        os.close(self._writer)
