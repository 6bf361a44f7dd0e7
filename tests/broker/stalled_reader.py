"""A reader that stops between the database and the broker: `python -m tests.broker.stalled_reader DB BROKER`.

What it took in is committed and not acknowledged when it says "in hand".
"""

from __future__ import annotations

import sys
import time

from sqlalchemy.orm import Session

from tests.racing import engine_of
from tts.adapters.broker.consumer import Delivery
from tts.adapters.broker.reader import QueueReader
from tts.clock import current_time


def stall(delivery: Delivery) -> None:
    """Never get to it."""
    print("in hand", flush=True)
    time.sleep(60)


if __name__ == "__main__":
    Delivery.acknowledge = stall  # type: ignore[method-assign]
    with engine_of(sys.argv[1]) as engine, Session(engine) as session:
        QueueReader(sys.argv[2]).read(session, current_time, lambda: False, longest=60)
