"""A real worker whose clock runs ahead: `python -m tests.worker_entry URL`, see its options.

Its moment is START and N seconds more for each second since it began. With --slow it says "in hand" in the
middle of each mark's transaction, and stays there for S seconds.
"""

from __future__ import annotations

import argparse
import time
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.racing import engine_of
from tts.cli.worker.command import work_until_stopped
from tts.cli.worker.rounds import Clock
from tts.clock import current_time


def compressed_clock(start: datetime, haste: float, began: float) -> Clock:
    """A clock that shows `start` at `began` and runs `haste` times as fast as ours."""
    return lambda: start + timedelta(seconds=(time.time() - began) * haste)


def slow_down(engine: sa.Engine, seconds: float) -> None:
    """Stay so long before events are written, in the transaction of an act."""

    def stay(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith("INSERT INTO event"):
            print("in hand", flush=True)
            time.sleep(seconds)

    sa.event.listen(engine, "before_cursor_execute", stay)


def main() -> None:
    """Work until stopped."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("url")
    arguments.add_argument("--start", type=datetime.fromisoformat, default=current_time())
    arguments.add_argument("--haste", type=float, default=1.0)
    arguments.add_argument("--began", type=float, default=time.time())
    arguments.add_argument("--slow", type=float, default=0.0)
    asked = arguments.parse_args()
    with engine_of(asked.url) as engine, Session(engine) as session:
        if asked.slow:
            slow_down(engine, asked.slow)
        work_until_stopped(session, clock=compressed_clock(asked.start, asked.haste, asked.began))


if __name__ == "__main__":
    main()
