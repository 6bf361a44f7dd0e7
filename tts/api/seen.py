"""ETag, If-None-Match and If-Match: reading only what is new, and acting only on what was seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from flask import Response, jsonify, request

from tts.api.contract.doors import Answer
from tts.api.errors import Unheld, Unseen
from tts.extensions import db
from tts.services.tickets.expected import act_as_seen

Result = TypeVar("Result")


def tag(response: Response, mark: str | None) -> Response:
    """Give an answer its ETag, `mark` before a digest of its body; 304 where the caller has it already."""
    response.set_etag(etag_of(response.get_data(), mark))
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Authorization", "Cookie"])
    response.make_conditional(request)
    return response


def etag_of(body: bytes, mark: str | None) -> str:
    """The mark before a digest of the body."""
    digest = hashlib.sha256(body).hexdigest()[:32]
    return f"{mark}.{digest}" if mark else digest


def is_conditional() -> bool:
    """Whether the act is to be done only on what was seen."""
    return "If-Match" in request.headers and not request.if_match.star_tag


def refuse_condition() -> None:
    """Raise Unheld for an act that is to be done only on what was seen, where no ETag is compared."""
    if is_conditional():
        raise Unheld(
            "This address cannot be held to an ETag, so nothing was done: send it without If-Match. The "
            "addresses that can be are told by their If-Match at /api/."
        )


def is_as_read(answer: Answer) -> bool:
    """Whether the answer's ETag was sent as If-Match; where it has a mark, that alone counts."""
    sent = [etag or "" for etag in request.if_match.as_set()]
    if answer.mark is not None:
        return answer.mark in [etag.partition(".")[0] for etag in sent]
    return etag_of(jsonify(answer.body).get_data(), None) in sent


def seen_mark() -> int | None:
    """The mark of the ETag sent as If-Match; None for none or `*`. Raises Unseen for one that has no mark."""
    sent = request.if_match
    if not is_conditional():
        return None
    given = ((etag or "").partition(".")[0] for etag in sent.as_set())
    marks = [int(mark) for mark in given if _is_number(mark)]
    if not marks:
        raise Unseen("The ETag sent as If-Match is none of this: read it again, and send the ETag you get.")
    return max(marks)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def as_seen(find: Callable[[], int], act: Callable[[], Result]) -> Callable[[], Result]:
    """The act; with If-Match only if nothing happened to the ticket that `find` finds, else Changed (412)."""
    seq = seen_mark()
    return act if seq is None else lambda: act_as_seen(db.session, find(), seq, act)
