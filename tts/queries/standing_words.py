"""What rows of lists share: a person as a row shows them, and a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tts.domain.ending import NAME_OF


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a row shows them."""

    id: int
    name: str


def person_of(user_id: int | None, name: str | None) -> Person | None:
    """The person, or None for nobody."""
    return Person(user_id, name) if user_id is not None and name is not None else None


class Standing(Protocol):
    """A task, or a row with its columns."""

    @property
    def paused_at(self) -> datetime | None:
        """Since when a pause runs."""

    @property
    def hold_reason(self) -> str | None:
        """Why it is on hold."""

    @property
    def waiting_on(self) -> str | None:
        """The system whose answer is awaited."""


def standing_words(task: Standing) -> str | None:
    """Why a clock stands still, in two words; None while it runs."""
    if task.paused_at is None:
        return None
    if task.waiting_on:
        return f"waiting on {NAME_OF.get(task.waiting_on, task.waiting_on)}"
    return "on hold" if task.hold_reason else "paused"
