"""The feed of what others did, each entry with a link to its ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tts.web.story import Entry, tell


def tell_changes(events: Sequence[Any]) -> list[Entry]:
    """Events with `number` and `subject` as entries that name their ticket."""
    return [_with_ticket(event) for event in events]


def _with_ticket(event: Any) -> Entry:
    entry = tell(event)
    link = (event.subject[:80], f"/tickets/{event.number}")
    return replace(entry, parts=(*entry.parts, " · ", link))
