"""Proving the record, and tying its chains together."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import number_in_address, word_of
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.shapes import Moment, moment_of
from tts.clock import current_time
from tts.domain.events import Stream
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.models import Anchor
from tts.queries.chains import last_anchor
from tts.services.audit import Knot, Verdict, verify_chain, verify_record, write_anchor

GROUP = "Record"


class ChainAsked(Sent):
    """One chain by its stream and number, as events name it; without both, the whole record."""

    stream: Annotated[str, word_of(["", *Stream])] = ""
    stream_id: Annotated[int | None, number_in_address(largest=2**31 - 1, default=None)] = None


class VerdictJson(TypedDict):
    """Whether it holds, what was looked at, and the first fault if there is one."""

    holds: bool
    events: int
    chains: int
    anchors: int
    fault: str | None


class AnchorJson(TypedDict):
    """A day's knot over the heads of all chains."""

    day: str
    written_at: Moment
    hash: str


class LastAnchorJson(TypedDict):
    """The last knot, null before the first."""

    last: AnchorJson | None


class AnchorWritten(AnchorJson):
    """Today's knot; `is_new`: it was written now, over so many chains."""

    chains: int
    is_new: bool


@door("GET", "/events/verification/", GROUP, asks=ChainAsked, gives={200: VerdictJson})
def verify(asked: ChainAsked) -> Answer:
    """Prove the record, or one chain of it: nothing altered, added or missing.

    For those who may see the audit log.
    """
    calling().require(Permission.AUDIT)
    is_one = asked.stream and asked.stream_id is not None
    verdict = (
        verify_chain(db.session, asked.stream, asked.stream_id or 0) if is_one else verify_record(db.session)
    )
    return Answer(_verdict_json(verdict))


@door("GET", "/anchors/", GROUP, gives={200: LastAnchorJson})
def show_anchor() -> Answer:
    """See the last knot of the record, as who may see the audit log."""
    calling().require(Permission.AUDIT)
    found = last_anchor(db.session)
    answer: LastAnchorJson = {"last": None if found is None else _anchor_json(found)}
    return Answer(answer)


@door("POST", "/anchors/", GROUP, takes=Nothing, gives={200: AnchorWritten}, refuses=[409])
def anchor(sent: Nothing) -> Answer:
    """Tie the chains together now, as who may see the audit log; one knot a day is kept."""
    knot = write_anchor(db.session, actor=calling(), now=current_time())
    answer: AnchorWritten = {**_anchor_json(knot), "chains": knot.chains, "is_new": knot.is_new}
    return Answer(answer)


def _anchor_json(knot: Anchor | Knot) -> AnchorJson:
    return {"day": knot.day.isoformat(), "written_at": moment_of(knot.written_at), "hash": knot.hash}


def _verdict_json(verdict: Verdict) -> VerdictJson:
    return {
        "holds": verdict.fault is None,
        "events": verdict.events,
        "chains": verdict.chains,
        "anchors": verdict.anchors,
        "fault": verdict.fault,
    }
