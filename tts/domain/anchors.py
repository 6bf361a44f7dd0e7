"""Anchors: a day's knot over the last events of all chains that grew, each tied to the knot before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of one chain when a knot was tied."""

    stream: str
    stream_id: int
    seq: int
    hash: str


def anchor_hash(day: date, written_at: datetime, previous_hash: str, heads: Iterable[Head]) -> str:
    """SHA-256 (hex) over day, moment, the anchor before, and the heads ordered by chain."""
    content = [day.isoformat(), written_at.astimezone(UTC).isoformat(timespec="microseconds"), previous_hash]
    digest = hashlib.sha256(_line(content))
    for head in heads:
        digest.update(_line([head.stream, head.stream_id, head.seq, head.hash]))
    return digest.hexdigest()


def _line(values: Sequence[object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
