"""The record: events chained by hash, so that a changed, missing or added row shows (rules.md section 10)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

FIRST_HASH = "0" * 64


class Stream(StrEnum):
    """Which chain an event belongs to: one a ticket, one a workflow, one for people and settings."""

    TICKET = "ticket"
    WORKFLOW = "workflow"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Happening:
    """What is about to be recorded: what, from, to, why, and any further facts (JSON values)."""

    kind: str
    was: str | None = None
    became: str | None = None
    reason: str | None = None
    workflow_version_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """One event as it stands in its chain; `at` is aware."""

    stream: str
    stream_id: int
    seq: int
    at: datetime
    actor_id: int | None
    actor_name: str
    happening: Happening
    previous_hash: str
    hash: str


def hash_of(link: Link) -> str:
    """SHA-256 (hex) over every recorded value and the hash before it, in canonical JSON."""
    happening = link.happening
    content = [
        link.stream,
        link.stream_id,
        link.seq,
        link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        link.actor_id,
        link.actor_name,
        happening.kind,
        happening.was,
        happening.became,
        happening.reason,
        happening.workflow_version_id,
        happening.facts,
        link.previous_hash,
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def break_in(chain: Iterable[Link]) -> str | None:
    """The first fault of one chain in order, as a sentence, or None where it holds."""
    seq, previous = 0, FIRST_HASH
    for link in chain:
        name = f"event {link.seq} of {link.stream} {link.stream_id}"
        if link.seq != seq + 1:
            return f"{name} follows number {seq}: an event is missing or was added."
        if link.previous_hash != previous:
            return f"{name} does not continue the event before it."
        if hash_of(link) != link.hash:
            return f"{name} was altered: its content does not match its hash."
        seq, previous = link.seq, link.hash
    return None
