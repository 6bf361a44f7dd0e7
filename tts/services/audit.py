"""Proving the record, and tying its chains together once a day (rules.md section 10)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tts.domain.anchors import anchor_hash
from tts.domain.definition import content_hash
from tts.domain.events import FIRST_HASH, Link, break_in
from tts.domain.permissions import Actor, Permission
from tts.models import Anchor, AnchorHead
from tts.queries import audit as record
from tts.services.record import lock_people_chain
from tts.services.transaction import AnySession, use_case


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was proved: so many events in so many chains, so many anchors; `fault` is the first found."""

    events: int
    chains: int
    anchors: int
    fault: str | None

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Knot:
    """A day's anchor; `is_new` is false when it stood already, and then nothing was written."""

    day: date
    written_at: datetime
    hash: str
    chains: int
    is_new: bool


def verify_record(session: AnySession) -> Verdict:
    """Check every chain, every anchor, that what anchors tie is still there, and every workflow version.

    It stops at the first fault. Rows are read in pieces, so memory stays bounded. Nothing is written.
    """
    own = session() if isinstance(session, scoped_session) else session
    own.rollback()
    tally = _Tally()
    fault = tally.check_chains(own)
    anchors = record.anchors(own)
    fault = fault or _fault_of_anchors(own, anchors) or _fault_of_heads(own)
    fault = fault or _fault_of_silence(own) or _fault_of_versions(own)
    own.rollback()
    return Verdict(tally.events, tally.chains, len(anchors), fault)


@use_case
def write_anchor(session: Session, *, actor: Actor, now: datetime) -> Knot:
    """Tie the heads of all chains that grew since the last anchor into the anchor of today (UTC).

    A second one on the same day adds nothing: the one that stands is returned. Raises NotPermitted.
    """
    actor.require(Permission.AUDIT)
    lock_people_chain(session)
    day = now.astimezone(UTC).date()
    standing = record.anchor_of(session, day)
    if standing is not None:
        count = sa.select(sa.func.count()).where(AnchorHead.anchor_id == standing.id)
        return Knot(day, standing.written_at, standing.hash, session.scalar(count) or 0, is_new=False)
    previous = session.scalar(sa.select(Anchor.hash).order_by(Anchor.id.desc()).limit(1)) or FIRST_HASH
    heads = list(record.loose_heads(session))
    knot = anchor_hash(day, now, previous, heads)
    anchor = Anchor(day=day, written_at=now, previous_hash=previous, hash=knot)
    session.add(anchor)
    session.flush()
    rows = [
        {
            "anchor_id": anchor.id,
            "stream": head.stream,
            "stream_id": head.stream_id,
            "seq": head.seq,
            "hash": head.hash,
        }
        for head in heads
    ]
    if rows:
        session.execute(sa.insert(AnchorHead), rows)
    return Knot(day, now, knot, len(rows), is_new=True)


class _Tally:
    """Counts what was read while the chains are checked."""

    def __init__(self) -> None:
        self.events = 0
        self.chains = 0

    def check_chains(self, session: Session) -> str | None:
        with closing(record.chained_links(session)) as links:
            for _, chain in itertools.groupby(links, key=lambda link: (link.stream, link.stream_id)):
                self.chains += 1
                fault = break_in(self._counted(chain))
                if fault:
                    return fault
        return None

    def check_chain(self, session: Session, stream: str, stream_id: int) -> str | None:
        self.chains = 1
        with closing(record.links_of_chain(session, stream, stream_id)) as links:
            return break_in(self._counted(links))

    def _counted(self, chain: Iterable[Link]) -> Iterator[Link]:
        for link in chain:
            self.events += 1
            yield link


def _fault_of_anchors(session: Session, anchors: list[Anchor]) -> str | None:
    previous = FIRST_HASH
    for anchor in anchors:
        if anchor.previous_hash != previous:
            return f"the anchor of {anchor.day} does not continue the anchor before it: one is missing."
        heads = record.heads_of(session, anchor.id)
        if anchor_hash(anchor.day, anchor.written_at, anchor.previous_hash, heads) != anchor.hash:
            return f"the anchor of {anchor.day} was altered: its content does not match its hash."
        previous = anchor.hash
    return None


def _fault_of_heads(session: Session) -> str | None:
    head = record.untied_head(session)
    if head is None:
        return None
    return f"event {head.seq} of {head.stream} {head.stream_id}, which an anchor ties, is gone or another."


def _fault_of_versions(session: Session) -> str | None:
    with closing(record.stored_versions(session)) as versions:
        for version in versions:
            if content_hash(version.definition) != version.content_hash:
                return f"version {version.version} of {version.name} was altered after it was written."
    return None


def _fault_of_silence(session: Session) -> str | None:
    subject = record.silent_subject(session)
    return f"{subject} has no events: its record is gone." if subject else None


def verify_chain(session: AnySession, stream: str, stream_id: int) -> Verdict:
    """Check one chain alone; anchors are not asked. Nothing is written."""
    own = session() if isinstance(session, scoped_session) else session
    own.rollback()
    tally = _Tally()
    fault = tally.check_chain(own, stream, stream_id)
    own.rollback()
    return Verdict(tally.events, tally.chains, 0, fault)
