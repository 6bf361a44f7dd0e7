"""The worker inside `tts serve`: a process of its own, started again when it ends.

Gunicorn's arbiter reaps every child of its process, this one too. Popen takes a child that somebody else
reaped for one that ended, so both may be asked in any order.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import click
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

LONGEST_WAIT = 60.0
GRACE = 10.0


class InnerWorker:
    """Keeps one worker running; one that ends soon after its start is started again later each time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._again_at = 0.0
        self._deaths = 0

    def keep(self) -> None:
        """Start it unless it runs; called every second."""
        if self._process is not None and self._process.poll() is not None:
            self._process = None
            self._put_off()
        if self._process is None and time.monotonic() >= self._again_at:
            self._start()

    def tell_to_stop(self) -> None:
        """Let it finish the item in hand and end."""
        if self._process is not None:
            self._process.terminate()

    def wait(self) -> None:
        """Wait for its end; one that does not come is killed: what it had in hand is taken up later."""
        if self._process is None:
            return
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        command = [sys.executable, "-m", "tts", "worker", "--parent", str(os.getpid())]
        self._process = subprocess.Popen(command)
        self._started_at = time.monotonic()

    def _put_off(self) -> None:
        now = time.monotonic()
        self._deaths = 1 if now - self._started_at > LONGEST_WAIT else self._deaths + 1
        seconds = min(LONGEST_WAIT, 2.0 ** min(self._deaths - 1, 10))
        self._again_at = now + seconds
        click.echo(f"The worker ended; another starts in {seconds:.0f} s.", err=True)


class Overseer(Arbiter):
    """Gunicorn's arbiter, which looks after the worker as it does after its own processes."""

    def __init__(self, app: BaseApplication, inner: InnerWorker) -> None:
        self.inner = inner
        super().__init__(app)

    def manage_workers(self) -> None:
        """Called every second, and when a child ended."""
        super().manage_workers()
        self.inner.keep()

    def stop(self, graceful: bool = True) -> None:
        """End all of them, side by side."""
        self.inner.tell_to_stop()
        super().stop(graceful)
        self.inner.wait()
