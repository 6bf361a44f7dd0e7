"""Several changes of people as one: all of them or none, and nobody else's in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from tts.services.people.rows import lock_people
from tts.services.transaction import use_case

Result = TypeVar("Result")


@use_case
def in_one_go(session: Session, act: Callable[[], Result]) -> Result:
    """Run `act` in one transaction while every other change of people waits; a conflict runs it anew."""
    lock_people(session)
    return act()
