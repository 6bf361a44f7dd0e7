"""A process that stops in the middle of an act, to be killed there.

`python -m tests.stopped_child URL ITEM CHOICE ACTOR` prints "stopped" once the act has written items and task
and is about to write its events.
"""

from __future__ import annotations

import sys
import time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import MORNING
from tests.racing import engine_of
from tts.queries.people import actor_of
from tts.services.tasks import complete_task_item


def stop_before_events(connection: object, cursor: object, statement: str, *rest: object) -> None:
    """Say so, and wait for the end."""
    if statement.startswith("INSERT INTO event"):
        print("stopped", flush=True)
        time.sleep(600)


def main() -> None:
    """Act as told, and stop."""
    url, item_id, choice, user_id = sys.argv[1], *map(int, sys.argv[2:5])
    with engine_of(url) as engine, Session(engine) as session:
        actor = actor_of(session, user_id)
        assert actor is not None
        sa.event.listen(engine, "before_cursor_execute", stop_before_events)
        complete_task_item(session, item_id, choice, actor=actor, now=MORNING)


if __name__ == "__main__":
    main()
