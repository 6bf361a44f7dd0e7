"""The parts that sentences of the story are made of: pure functions over rows with an Event's columns."""

from __future__ import annotations

from typing import Any

Part = str | tuple[str, str]


def b(text: object) -> Part:
    """A strong part."""
    return (str(text), "b")


def who(event: Any) -> Part:
    """The actor's name, strong."""
    return b(event.actor_name)
